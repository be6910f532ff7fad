"""One page of results: the rows after the last one that was seen, or those that match best."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.directory.counting import Counted
from pathways.directory.dates import WHERE
from pathways.directory.filters import (
    ALL_OF,
    MOST_RANKED,
    PAGE,
    REVIEWED,
    TAGS,
    PageStart,
    Search,
    order_of,
)
from pathways.directory.queries.choices import reviewed, treats
from pathways.directory.queries.dates import NO_DATE, has_run, next_dates
from pathways.directory.queries.seeking import Sought
from pathways.domain.framework.edition import Edition
from pathways.domain.rule.standards import BUILT_IN
from pathways.records.listing.keeping import OFFER, TAG
from pathways.records.listing.members import numbers_of
from pathways.records.listing.search import matching

FEW: Final = 500
"""Results up to so many are fetched by their numbers, instead of walking through all offers."""


@dataclass(frozen=True, slots=True)
class PageRows:
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
        "fit_key",
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
        "lines",
        "cautions",
        "reached",
        "backed",
    )
)
_ORDERS: Final = {
    "newest": (OFFER.c.published_at, True),
    "share": (OFFER.c.fit_key, False),
    "shortest": (OFFER.c.by_length, False),
    "price": (OFFER.c.by_price, False),
    "title": (OFFER.c.title_key, False),
}
"""Column of each order, and whether the greatest comes first."""


def read_page(
    session: Session,
    search: Search,
    editions: Sequence[Edition],
    counted: Counted | None,
    sought: Sought | None,
    *,
    total: int,
    is_inside: bool,
    today: date,
) -> PageRows:
    """Read the page of a search that asks for it; `total` is how many the search finds."""
    if not total:
        return PageRows((), 0, None, None)
    conditions: list[sa.ColumnElement[bool]]
    if counted is not None and total <= FEW:
        conditions = [OFFER.c.number.in_(numbers_of(counted.found))]
    else:
        conditions = _conditions(search, editions, today)
        if not is_inside:
            conditions.append(OFFER.c.is_public)
    if counted is not None and sought is not None:
        if order_of(search) == "match":
            return _read_ranked(session, search, conditions, counted, sought)
        if total > FEW:
            conditions.append(sought.condition)
    return _read_ordered(session, search, conditions, today)


def _read_ranked(
    session: Session,
    search: Search,
    conditions: list[sa.ColumnElement[bool]],
    counted: Counted,
    sought: Sought,
) -> PageRows:
    """Read those whose own words say it, by rank, then those that treat most of what is meant."""
    total, said = counted.total, counted.found & sought.said
    before = search.place.before if search.place is not None else 0
    before = min(before, MOST_RANKED - PAGE, max(total - 1, 0)) // PAGE * PAGE
    after, first = before + PAGE, said.bit_count()
    rows: list[Any] = []
    found = matching(session, search.words)
    if before < first and found is not None:
        table, number, rank = found
        rows += session.execute(
            sa.select(*_COLUMNS)
            .join(table, number == OFFER.c.number)
            .where(*conditions)
            .order_by(rank, OFFER.c.number.desc())
            .limit(PAGE)
            .offset(before)
        ).all()
    if after > first and total > first:
        others = sought.ordered(counted.found & ~said)
        wanted = others[max(before - first, 0) : after - first]
        here = session.execute(sa.select(*_COLUMNS).where(OFFER.c.number.in_(wanted)))
        by_number = {row.number: row for row in here}
        rows += [by_number[number] for number in wanted]
    return PageRows(
        rows,
        before,
        search.at(PageStart(before - PAGE) if before > PAGE else None) if before else None,
        search.at(PageStart(after)) if after < min(total, MOST_RANKED) else None,
        is_cut=after >= MOST_RANKED and total > MOST_RANKED,
    )


def _read_ordered(
    session: Session, search: Search, conditions: list[sa.ColumnElement[bool]], today: date
) -> PageRows:
    statement = sa.select(*_COLUMNS)
    if order_of(search) == "next":
        dates = next_dates(search, today)
        column: Any = sa.func.coalesce(dates.c.next_on, NO_DATE)
        column, is_down = column.label("next_on"), False
        statement = statement.add_columns(column).outerjoin(
            dates, dates.c.pathway_id == OFFER.c.pathway_id
        )
    else:
        column, is_down = _ORDERS[order_of(search)]
    place = search.place if search.place is not None and search.place.number else None
    is_back = place is not None and place.is_back
    if place is not None:
        value: Any = place.value
        if column is OFFER.c.published_at:
            value = datetime.fromisoformat(str(value))
        beside = sa.tuple_(getattr(column, "element", column), OFFER.c.number)
        edge = sa.tuple_(sa.literal(value, column.type), sa.literal(place.number))
        conditions.append(beside < edge if is_down != is_back else beside > edge)
    order: list[Any] = [column, OFFER.c.number]
    if is_down != is_back:
        order = [item.desc() for item in order]
    # One more than a page holds says whether there is another.
    rows = list(
        session.execute(statement.where(*conditions).order_by(*order).limit(PAGE + 1)).all()
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
    return PageRows(rows, before, previous, following)


def _beside(row: Any, column: Any, before: int, *, is_back: bool = False) -> PageStart:
    value = getattr(row, column.name)
    plain = value.isoformat() if isinstance(value, datetime) else value
    return PageStart(before, plain, row.number, is_back)


def _conditions(
    search: Search, editions: Sequence[Edition], today: date
) -> list[sa.ColumnElement[bool]]:
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
    if values := search.values("theme"):
        found.append(_reaches(editions, values))
    if values := search.values("standard"):
        found.append(_holds(OFFER.c.standards, [one.key for one in BUILT_IN], values))
    for kind in TAGS:
        values = search.values(kind)
        # One of them, or each.
        for wanted in [[value] for value in values] if kind in ALL_OF else [values] * bool(values):
            tagged = sa.select(TAG.c.number).where(TAG.c.kind == kind, TAG.c.value.in_(wanted))
            found.append(OFFER.c.number.in_(tagged))
    review = search.values("review")
    if len(review) == 1:
        found.append(reviewed(today, is_so=REVIEWED in review))
    if search.competency:
        found.append(treats(editions, search))
    if search.runs.is_asked or search.values(WHERE):
        found.append(has_run(search, today))
    return found


def _reaches(editions: Sequence[Edition], themes: Sequence[str]) -> sa.ColumnElement[bool]:
    """Say whether an offer reaches these themes: each has its place in the offer's own edition."""
    found = []
    for edition in editions:
        if edition.by_theme.keys() >= set(themes):
            reached = _holds(OFFER.c.themes, list(edition.by_theme), themes)
            found.append(sa.and_(OFFER.c.edition_code == edition.code, reached))
    return sa.or_(sa.false(), *found)


def _holds(
    column: sa.ColumnElement[int], order: Sequence[str], values: Sequence[str]
) -> sa.ColumnElement[bool]:
    """Say whether a small bit set, with places in this order, holds all the values."""
    mask = sum(1 << order.index(value) for value in values)
    return column.bitwise_and(mask) == mask
