"""The directory's list: a page of what a search finds, with its filters."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from pathways.directory.counting import Counted
from pathways.directory.dates import WHERE
from pathways.directory.filters import ALL_OF, Chosen, Search
from pathways.directory.queries.choices import (
    TITLES,
    FilterChoiceView,
    FilterView,
    capped,
    count_found,
    count_kept,
    meant,
    read_kept_counts,
    view_filters,
)
from pathways.directory.queries.dates import read_areas
from pathways.directory.queries.found import FoundView, list_meant, read_named, say_why
from pathways.directory.queries.paging import read_page
from pathways.directory.queries.seeking import Sought
from pathways.domain.framework.edition import Competency, Edition, Level
from pathways.domain.pathway.cautions import Caution
from pathways.domain.pathway.offer import headline_of, read_cautions, read_lines, strip_of
from pathways.domain.pathway.run import Run, next_words
from pathways.domain.rule.standards import FRAMEWORK_MINIMUM, Standard, find_standard
from pathways.domain.rule.strip import StripLine
from pathways.records.listing.published import Reviewed, read_reviews
from pathways.records.listing.search import MAX_WORDS, words_of
from pathways.records.runs import coming_runs


@dataclass(frozen=True, slots=True)
class ListingView:
    """A pathway in the directory. Headline and strip are by the one standard of the list.

    `next_run` says when it is given next, empty where no run is announced.
    """

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
    strip: tuple[StripLine, ...]
    caution: Caution | None
    reviews: tuple[Reviewed, ...]
    next_run: str = ""
    why: FoundView | None = None


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
    """One page of what a search finds. `first` and `last` count from 1.

    `meant` are the competencies that the words of the search speak of. `is_near` where no pathway
    has all of what was typed in any way, so that those are shown that come close.
    """

    search: Search
    standard: Standard
    competency: Competency | None
    filters: tuple[FilterView, ...]
    items: tuple[ListingView, ...]
    listed: int
    total: int
    first: int
    previous: Search | None
    following: Search | None
    drops: tuple[DropView, ...]
    is_cut: bool
    notes: tuple[str, ...]
    meant: tuple[Competency, ...] = ()
    is_near: bool = False

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
    def chosen(self) -> tuple[FilterChoiceView, ...]:
        """What is chosen, in the order of the filters."""
        return tuple(c for part in self.filters for c in part.choices if c.is_chosen)


def search_offers(
    session: Session,
    search: Search,
    editions: Sequence[Edition],
    *,
    is_inside: bool,
    today: date,
) -> DirectoryView:
    """Return a page of the directory. `editions` are those loaded, the newest first.

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
    kept = read_kept_counts(session, search, is_inside=is_inside)
    areas, named = read_areas(session, search, is_inside=is_inside, today=today)
    listed = kept.get(("all", ""), 0)
    counted: Counted | None = None
    sought: Sought | None = None
    counts: dict[Chosen, int]
    if search.is_narrowed:
        counted, sought = count_found(
            session, search, kept, areas, editions, is_inside=is_inside, today=today
        )
        counts, total = dict(counted.counts), counted.total
    else:
        counts, total = count_kept(session, kept, areas, is_inside=is_inside, today=today), listed
    filters = view_filters(session, search, editions, counts, named, is_inside=is_inside)
    rows = read_page(
        session, search, editions, counted, sought, total=total, is_inside=is_inside, today=today
    )
    by_code = {edition.code: edition for edition in editions}
    reviews = read_reviews(session, [row.version_id for row in rows.rows], today)
    runs = coming_runs(session, [row.pathway_id for row in rows.rows], today)
    standard = judged_by(search)
    why = _why(session, by_code, rows.rows, sought)
    return DirectoryView(
        search=search,
        standard=standard,
        competency=next(iter(meant(editions, search).values()), None),
        filters=filters,
        items=tuple(
            replace(
                _view(by_code[row.edition_code], row, standard, reviews.get(row.version_id, ())),
                next_run=_next_run(search, runs.get(row.pathway_id, ()), today),
                why=why.get(row.number),
            )
            for row in rows.rows
        ),
        listed=listed,
        total=total,
        first=rows.before + 1,
        previous=rows.previous,
        following=rows.following,
        drops=_drops(search, filters, counted) if counted is not None and not total else (),
        is_cut=rows.is_cut,
        notes=tuple(notes),
        meant=list_meant(editions, sought),
        is_near=sought is not None and sought.is_near and total > 0,
    )


def _next_run(search: Search, runs: Sequence[Run], today: date) -> str:
    """Say which run comes next of those that are looked for."""
    areas = search.values(WHERE)
    return next_words((run for run in runs if search.runs.takes(run, areas)), today)


def _why(
    session: Session, editions: Mapping[str, Edition], rows: Sequence[Any], sought: Sought | None
) -> dict[int, FoundView]:
    """Say of each row why it was found, where words were looked for."""
    if sought is None:
        return {}
    named = read_named(session, [row.number for row in rows], sought)
    return {
        row.number: say_why(editions[row.edition_code], row, sought, named.get(row.number, ()))
        for row in rows
    }


def judged_by(search: Search) -> Standard:
    """Return the one standard that a list is judged by: the reader's, if one is asked for."""
    chosen = search.values("standard")
    return (find_standard(chosen[0]) if len(chosen) == 1 else None) or FRAMEWORK_MINIMUM


def _view(
    edition: Edition,
    row: Any,
    standard: Standard,
    reviews: tuple[Reviewed, ...],
) -> ListingView:
    lines = read_lines(row.lines)
    return ListingView(
        id=row.pathway_id,
        title=row.title,
        provider=row.provider,
        provider_id=row.organisation_id,
        level=edition.by_level[row.level],
        entry=edition.by_level.get(row.entry_level or 0),
        headline=headline_of(edition, row.level, lines, standard, entry_level=row.entry_level),
        minutes=row.minutes,
        price_pence=row.price_pence,
        price_basis=row.price_basis,
        vat=row.vat,
        is_public=row.is_public,
        strip=strip_of(edition, row.level, lines, standard),
        caution=next(iter(read_cautions(row.cautions)), None),
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
        elif kind == "runs":
            what = search.runs.words[0].lower() + search.runs.words[1:]
        elif kind == "competency":
            what = f"the competency {search.competency}"
        else:
            joined = (" and " if kind in ALL_OF else " or ").join(
                words[kind, value] for value in search.values(kind)
            )
            what = f"{TITLES[kind]}: {joined}"
        found.append(DropView(what, search.without(kind), count))
    return tuple(sorted(found, key=lambda drop: -drop.count))
