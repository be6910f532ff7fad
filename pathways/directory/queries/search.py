"""The directory's list: a page of what a search finds, with its filters."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.directory.counting import Counted
from pathways.directory.filters import (
    ALL_OF,
    MOST_RANKED,
    PAGE,
    REVIEWED,
    Choice,
    Place,
    Search,
    order_of,
)
from pathways.directory.queries.choices import (
    TITLES,
    ChoiceView,
    FilterView,
    capped,
    count_found,
    count_kept,
    read_kept_counts,
    reviewed,
    treats,
    view_filters,
)
from pathways.domain.edition import Competency, Edition, Level
from pathways.domain.standards import BUILT_IN
from pathways.models.keeping import OFFER, TAG
from pathways.models.members import numbers_of
from pathways.models.published import Reviewed, read_reviews
from pathways.models.search import MAX_WORDS, matching, words_of

FEW: Final = 500
"""Results up to so many are fetched by their numbers, instead of walking through all offers."""


@dataclass(frozen=True, slots=True)
class LineReachedView:
    """How far an offer reaches into a line, in numbers."""

    name: str
    reached: int
    total: int

    @property
    def step(self) -> int:
        """Nothing to all, in five steps, for a colour beside the words."""
        if self.reached in (0, self.total):
            return 4 if self.reached else 0
        return 1 + 3 * self.reached // self.total


@dataclass(frozen=True, slots=True)
class OfferView:
    """A pathway in the directory."""

    id: str
    title: str
    provider: str
    provider_id: str
    level: Level
    entry: Level | None
    headline: str
    minutes: int
    price_pence: int | None
    price_basis: str
    vat: str
    is_public: bool
    lines: tuple[LineReachedView, ...]
    reviews: tuple[Reviewed, ...]


@dataclass(frozen=True, slots=True)
class DropView:
    """What to leave out where nothing is found, and how many pathways that would give."""

    words: str
    search: Search
    count: int

    @property
    def count_words(self) -> str:
        """The count, exact up to a thousand."""
        return capped(self.count)


@dataclass(frozen=True, slots=True)
class DirectoryView:
    """One page of what a search finds. `first` and `last` count from 1."""

    search: Search
    competency: Competency | None
    filters: tuple[FilterView, ...]
    items: tuple[OfferView, ...]
    listed: int
    total: int
    first: int
    previous: Search | None
    following: Search | None
    drops: tuple[DropView, ...]
    is_cut: bool
    notes: tuple[str, ...]

    @property
    def last(self) -> int:
        """The place of the last one shown."""
        return self.first + len(self.items) - 1

    @property
    def total_words(self) -> str:
        """How many are found, exact up to a thousand."""
        return f"{capped(self.total)} {'pathway' if self.total == 1 else 'pathways'}"

    @property
    def listed_words(self) -> str:
        """How many there are to be found at all."""
        return capped(self.listed)

    @property
    def chosen(self) -> tuple[ChoiceView, ...]:
        """What is chosen, in the order of the filters."""
        return tuple(c for part in self.filters for c in part.choices if c.is_chosen)


def search_offers(
    session: Session, search: Search, edition: Edition, *, is_inside: bool, today: date
) -> DirectoryView:
    """Return a page of the directory.

    `is_inside` is true for people of an organisation, who see also what is
    not shown to everybody. A number of statements that does not grow with
    what is listed, and with what is asked only by one for each kind of asking.
    """
    notes = list(search.ignored)
    many = len(words_of(search.words))
    if search.words and not many:
        notes.append(f"“{search.words}” holds no word to look for.")
        search = search.without("words")
    elif many > MAX_WORDS:
        notes.append(f"Only the first {MAX_WORDS} words were searched for.")
    kept = read_kept_counts(session, search)
    listed = kept.get(("all", ""), (0, 0))[0 if is_inside else 1]
    counted: Counted | None = None
    counts: dict[Choice, int]
    if search.is_narrowed:
        counted = count_found(session, search, kept, edition, is_inside=is_inside, today=today)
        counts, total = dict(counted.counts), counted.total
    else:
        counts, total = count_kept(session, kept, is_inside=is_inside, today=today), listed
    filters = view_filters(session, search, edition, counts)
    rows = _read_page(
        session, search, edition, counted, total=total, is_inside=is_inside, today=today
    )
    reviews = read_reviews(session, [row.version_id for row in rows.rows], today)
    return DirectoryView(
        search=search,
        competency=edition.by_code.get(search.competency),
        filters=filters,
        items=tuple(_view(edition, row, reviews.get(row.version_id, ())) for row in rows.rows),
        listed=listed,
        total=total,
        first=rows.before + 1,
        previous=rows.previous,
        following=rows.following,
        drops=_drops(search, filters, counted) if counted is not None and not total else (),
        is_cut=rows.is_cut,
        notes=tuple(notes),
    )


@dataclass(frozen=True, slots=True)
class _Rows:
    """The rows of a page, how many come before them, and where pages beside it begin."""

    rows: Sequence[Any]
    before: int
    previous: Search | None
    following: Search | None
    is_cut: bool = False


_COLUMNS: Final = tuple(
    OFFER.c[name]
    for name in (
        "number",
        "pathway_id",
        "version_id",
        "organisation_id",
        "edition_code",
        "is_public",
        "level",
        "entry_level",
        "share",
        "minutes",
        "by_length",
        "price_pence",
        "price_basis",
        "vat",
        "by_price",
        "published_at",
        "title_key",
        "title",
        "provider",
        "headline",
        "lines",
    )
)
_ORDERS: Final = {
    "newest": (OFFER.c.published_at, True),
    "share": (OFFER.c.share, True),
    "shortest": (OFFER.c.by_length, False),
    "price": (OFFER.c.by_price, False),
    "title": (OFFER.c.title_key, False),
}
"""Column of each order, and whether the greatest comes first."""


def _read_page(
    session: Session,
    search: Search,
    edition: Edition,
    counted: Counted | None,
    *,
    total: int,
    is_inside: bool,
    today: date,
) -> _Rows:
    if not total:
        return _Rows((), 0, None, None)
    conditions: list[sa.ColumnElement[bool]]
    if counted is not None and total <= FEW:
        conditions = [OFFER.c.number.in_(numbers_of(counted.found))]
    else:
        conditions = _conditions(search, edition, today)
        if not is_inside:
            conditions.append(OFFER.c.is_public)
    found = matching(session, search.words) if search.words else None
    if found is not None and order_of(search) == "match":
        return _read_ranked(session, search, conditions, found, total)
    if found is not None and total > FEW:
        conditions.append(OFFER.c.number.in_(sa.select(found[1])))
    return _read_ordered(session, search, conditions)


def _read_ranked(
    session: Session,
    search: Search,
    conditions: list[sa.ColumnElement[bool]],
    found: tuple[sa.FromClause, Any, Any],
    total: int,
) -> _Rows:
    table, number, rank = found
    before = search.place.before if search.place is not None else 0
    before = min(before, MOST_RANKED - PAGE, max(total - 1, 0)) // PAGE * PAGE
    rows = session.execute(
        sa.select(*_COLUMNS)
        .join(table, number == OFFER.c.number)
        .where(*conditions)
        .order_by(rank, OFFER.c.number.desc())
        .limit(PAGE)
        .offset(before)
    ).all()
    after = before + PAGE
    return _Rows(
        rows,
        before,
        search.at(Place(before - PAGE) if before > PAGE else None) if before else None,
        search.at(Place(after)) if after < min(total, MOST_RANKED) else None,
        is_cut=after >= MOST_RANKED and total > MOST_RANKED,
    )


def _read_ordered(
    session: Session, search: Search, conditions: list[sa.ColumnElement[bool]]
) -> _Rows:
    column, is_down = _ORDERS[order_of(search)]
    place = search.place if search.place is not None and search.place.number else None
    is_back = place is not None and place.is_back
    if place is not None:
        value: Any = place.value
        if column is OFFER.c.published_at:
            value = datetime.fromisoformat(str(value))
        beside = sa.tuple_(column, OFFER.c.number)
        edge = sa.tuple_(sa.literal(value, column.type), sa.literal(place.number))
        conditions.append(beside < edge if is_down != is_back else beside > edge)
    order: list[Any] = [column, OFFER.c.number]
    if is_down != is_back:
        order = [item.desc() for item in order]
    # One more than a page holds says whether there is another.
    rows = list(
        session.execute(
            sa.select(*_COLUMNS).where(*conditions).order_by(*order).limit(PAGE + 1)
        ).all()
    )
    has_more = len(rows) > PAGE
    rows = rows[:PAGE]
    before = place.before if place is not None else 0
    if is_back:
        rows.reverse()
        has_more, has_less = True, has_more
    else:
        has_less = before > 0
    following = previous = None
    if rows and has_more:
        following = search.at(_beside(rows[-1], column, before + len(rows)))
    if rows and has_less:
        previous = search.at(
            _beside(rows[0], column, max(before - PAGE, 0), is_back=True) if before > PAGE else None
        )
    return _Rows(rows, before, previous, following)


def _beside(row: Any, column: Any, before: int, *, is_back: bool = False) -> Place:
    value = getattr(row, column.name)
    plain = value.isoformat() if isinstance(value, datetime) else value
    return Place(before, plain, row.number, is_back)


def _conditions(search: Search, edition: Edition, today: date) -> list[sa.ColumnElement[bool]]:
    """Say in SQL what the filters ask; words apart."""
    found: list[sa.ColumnElement[bool]] = []
    for kind, column, cast in (
        ("level", OFFER.c.level, int),
        ("length", OFFER.c.length_band, str),
        ("price", OFFER.c.price_band, str),
        ("provider", OFFER.c.organisation_id, str),
    ):
        if values := search.values(kind):
            found.append(column.in_([cast(value) for value in values]))
    places = {
        "theme": [theme.code for theme in edition.themes],
        "standard": [standard.key for standard in BUILT_IN],
    }
    for kind, column in (("theme", OFFER.c.themes), ("standard", OFFER.c.standards)):
        if values := search.values(kind):
            mask = sum(1 << places[kind].index(value) for value in values)
            found.append(column.bitwise_and(mask) == mask)
    for kind in ("sector", "delivery"):
        if values := search.values(kind):
            tagged = sa.select(TAG.c.number).where(TAG.c.kind == kind, TAG.c.value.in_(values))
            found.append(OFFER.c.number.in_(tagged))
    review = search.values("review")
    if len(review) == 1:
        found.append(reviewed(today, is_so=REVIEWED in review))
    if search.competency:
        found.append(treats(edition, search.competency))
    return found


def _view(edition: Edition, row: Any, reviews: tuple[Reviewed, ...]) -> OfferView:
    names = {line.key: line.short_name for line in edition.lines(row.level)}
    return OfferView(
        id=row.pathway_id,
        title=row.title,
        provider=row.provider,
        provider_id=row.organisation_id,
        level=edition.by_level[row.level],
        entry=edition.by_level.get(row.entry_level or 0),
        headline=row.headline,
        minutes=row.minutes,
        price_pence=row.price_pence,
        price_basis=row.price_basis,
        vat=row.vat,
        is_public=row.is_public,
        lines=tuple(
            LineReachedView(names.get(key, key), reached, total)
            for key, reached, total in row.lines
        ),
        reviews=reviews,
    )


def _drops(
    search: Search, filters: tuple[FilterView, ...], counted: Counted
) -> tuple[DropView, ...]:
    """Say what to leave out, what gives most first. Nothing where no single one helps."""
    words = {choice.key: choice.words for part in filters for choice in part.choices}
    found = []
    for kind, count in counted.without.items():
        if not count:
            continue
        if kind == "words":
            what = f"the words “{search.words}”"
        elif kind == "competency":
            what = f"the competency {search.competency}"
        else:
            joined = (" and " if kind in ALL_OF else " or ").join(
                words[kind, value] for value in search.values(kind)
            )
            what = f"{TITLES[kind]}: {joined}"
        found.append(DropView(what, search.without(kind), count))
    return tuple(sorted(found, key=lambda drop: -drop.count))
