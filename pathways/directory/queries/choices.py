"""The filters of the directory with their values, and how many offers each would give."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.directory.counting import Counted, count_choices
from pathways.directory.dates import WHERE
from pathways.directory.filters import (
    KINDS,
    OPEN,
    REVIEWED,
    SELF_DECLARED,
    Chosen,
    Search,
)
from pathways.directory.queries.dates import read_with_runs
from pathways.directory.queries.seeking import Sought, seek, treats_any
from pathways.domain.framework.edition import Competency, Edition
from pathways.domain.pathway.offer import LENGTH_BANDS, NOT_STATED, PRICE_BANDS
from pathways.domain.pathway.provisions import ACCESS, ACCREDITED, OTHER, REFRESHERS
from pathways.domain.pathway.vocabulary import SECTORS
from pathways.domain.rule.standards import BUILT_IN
from pathways.models.account import Organisation
from pathways.records.listing.keeping import FACET, OFFER
from pathways.records.listing.members import read_members, set_of

EXACT: Final = 1_000
"""Counts beyond are shown as "1,000 or more"."""

MOST_SHOWN: Final = {"sector": len(SECTORS) + 8}
"""Values shown of a kind that providers give themselves, beside the fixed ones; else `USUAL`."""
USUAL: Final = 12

MOST_AREAS: Final = 20
"""Areas of runs that are shown: those of most offers."""

TITLES: Final = {
    "level": "Level",
    "review": "Review",
    "theme": "Themes reached",
    "standard": "Standard met, as claimed",
    "sector": "Sector",
    "area": "Area",
    "delivery": "Delivery",
    "length": "Length",
    "price": "Price a person",
    "access": "Access",
    "language": "Language",
    "accredited": "Accreditation",
    "refresher": "Refresher",
    "provider": "Provider",
    WHERE: "Where a run is",
}


def capped(count: int) -> str:
    """Return a count in words, exact up to a thousand."""
    return f"{EXACT:,} or more" if count >= EXACT else str(count)


@dataclass(frozen=True, slots=True)
class FilterChoiceView:
    """One value of a filter. `count` is how many pathways it would give."""

    kind: str
    value: str
    words: str
    count: int
    is_chosen: bool

    @property
    def key(self) -> Chosen:
        """Kind and value."""
        return self.kind, self.value

    @property
    def id(self) -> str:
        """An id for the page, the same whatever else is shown."""
        if self.kind not in (*OPEN, WHERE):
            return f"{self.kind}-{self.value}"
        # Any text may be a value, and no blank may stand in an id.
        return f"{self.kind}-{hashlib.sha256(self.value.encode()).hexdigest()[:10]}"

    @property
    def title(self) -> str:
        """What the filter is about."""
        return TITLES[self.kind]

    @property
    def count_words(self) -> str:
        """The count, exact up to a thousand."""
        return capped(self.count)


@dataclass(frozen=True, slots=True)
class FilterView:
    """A filter with its values."""

    kind: str
    choices: tuple[FilterChoiceView, ...]

    @property
    def title(self) -> str:
        """What the filter is about."""
        return TITLES[self.kind]

    @property
    def chosen(self) -> int:
        """How many of its values are chosen."""
        return sum(choice.is_chosen for choice in self.choices)


def known_values(editions: Sequence[Edition]) -> dict[str, dict[str, str]]:
    """Return the values of the filters that have their own, with their words, in order.

    What only an older edition has follows what the newest, which is the first, has.
    """
    levels: dict[str, str] = {}
    themes: dict[str, str] = {}
    for edition in editions:
        for level in edition.levels:
            levels.setdefault(str(level.number), f"{level.number} {level.name}")
        for theme in edition.themes:
            themes.setdefault(theme.code, theme.short_name)
    return {
        "level": levels,
        "review": {REVIEWED: "Reviewed by a commissioner", SELF_DECLARED: "Self-declared"},
        "theme": themes,
        "standard": {standard.key: standard.name for standard in BUILT_IN},
        "length": _bands(LENGTH_BANDS),
        "price": _bands(PRICE_BANDS),
        "access": {key: words for key, (words, _signs) in ACCESS.items()},
        "accredited": {
            **{key: words for key, (words, _signs) in ACCREDITED.items()},
            OTHER: "Something else is said",
            NOT_STATED: "Not stated",
        },
        "refresher": _bands(REFRESHERS),
    }


def _bands(bands: Sequence[tuple[str, int | None, str]]) -> dict[str, str]:
    return {**{key: words for key, _most, words in bands}, NOT_STATED: "Not stated"}


def read_kept_counts(session: Session, search: Search, *, is_inside: bool) -> dict[Chosen, int]:
    """Return the kept counts of what the reader may see: own values, the commonest, the chosen.

    One statement over few rows, however many offers or providers there are. A value
    that only offers for organisations have is named to nobody else.
    """
    offers = FACET.c.offers if is_inside else FACET.c.public_offers
    columns = (FACET.c.kind, FACET.c.value, offers.label("offers"))
    parts = [
        sa.select(*columns).where(FACET.c.kind == kind, FACET.c.value.in_(search.values(kind)))
        for kind in OPEN
    ]
    parts += [
        sa.select(
            sa.select(*columns)
            .where(FACET.c.kind == kind, offers > 0)
            .order_by(offers.desc(), FACET.c.value)
            .limit(MOST_SHOWN.get(kind, USUAL))
            .subquery()
        )
        for kind in OPEN
    ]
    own = ("all", *(kind for kind in KINDS if kind not in OPEN))
    parts.append(sa.select(*columns).where(FACET.c.kind.in_(own)))
    rows = session.execute(sa.union_all(*parts))
    return {(row.kind, row.value): row.offers for row in rows}


def count_kept(
    session: Session,
    kept: Mapping[Chosen, int],
    areas: Mapping[Chosen, int],
    *,
    is_inside: bool,
    today: date,
) -> dict[Chosen, int]:
    """Return the counts of a search for nothing. Two reads of the index say who is reviewed.

    They stop at a thousand, beyond which no count is shown.
    """
    counts = {**kept, **{key: held.bit_count() for key, held in areas.items()}}
    for value, is_so in ((REVIEWED, True), (SELF_DECLARED, False)):
        some = sa.select(sa.literal(1)).where(reviewed(today, is_so=is_so))
        if not is_inside:
            some = some.where(OFFER.c.is_public)
        total = sa.select(sa.func.count()).select_from(some.limit(EXACT).subquery())
        counts["review", value] = session.execute(total).scalar_one()
    return counts


def count_found(
    session: Session,
    search: Search,
    kept: Iterable[Chosen],
    areas: Mapping[Chosen, int],
    editions: Sequence[Edition],
    *,
    is_inside: bool,
    today: date,
) -> tuple[Counted, Sought | None]:
    """Count a search that asks for something, and each filter beside it; with what words find.

    `areas` holds the offers of each area of a run.
    """
    universe = ("all" if is_inside else "public", "")
    approved = ("approved", "")
    wanted = {*kept, *search.chosen, ("all", ""), universe, approved} - {*areas}
    members = {**read_members(session, wanted), **areas}
    everything = members.pop(("all", ""))
    visible = members.pop(universe, everything)
    # Of all that were approved, those whose time is over are few.
    ended = sa.select(OFFER.c.number).where(
        OFFER.c.reviewed_until > "", reviewed(today, is_so=False)
    )
    members["review", REVIEWED] = members.pop(approved) & ~set_of(session.scalars(ended))
    members["review", SELF_DECLARED] = everything & ~members["review", REVIEWED]
    asked = {}
    sought = seek(session, search, editions, visible) if search.words else None
    if sought is not None:
        asked["words"] = sought.found
    if search.competency:
        numbers = sa.select(OFFER.c.number).where(treats(editions, search))
        asked["competency"] = set_of(session.scalars(numbers))
    if search.runs.is_asked:
        asked["runs"] = read_with_runs(session, search, today)
    return count_choices(search, visible, asked, members), sought


def view_filters(
    session: Session,
    search: Search,
    editions: Sequence[Edition],
    counts: Mapping[Chosen, int],
    areas: Mapping[str, str],
    *,
    is_inside: bool,
) -> tuple[FilterView, ...]:
    """Return every filter with its values: own ones in their order, others by name.

    `areas` are the words of those in which there are runs.
    """
    known = {**known_values(editions), WHERE: areas}
    providers = [value for kind, value in counts if kind == "provider"]
    identifiers = {*providers, *search.values("provider")}
    known["provider"] = provider_names(session, identifiers, is_inside=is_inside)
    filters = []
    for kind in (WHERE, *KINDS, "provider"):
        words = known.get(kind, {})
        is_open = kind in (*OPEN, WHERE)
        values = _shown(search, kind, words, counts) if is_open else list(words)
        choices = tuple(
            FilterChoiceView(
                kind,
                value,
                _words(kind, value, words),
                counts.get((kind, value), 0),
                (kind, value) in search.chosen,
            )
            for value in values
        )
        filters.append(FilterView(kind, choices))
    return tuple(filters)


def _words(kind: str, value: str, words: Mapping[str, str]) -> str:
    return words.get(value, "A provider that lists nothing" if kind == "provider" else value)


def _shown(
    search: Search, kind: str, words: Mapping[str, str], counts: Mapping[Chosen, int]
) -> list[str]:
    # By name, so that nothing moves under the hand that chooses.
    held = {value: count for (known, value), count in counts.items() if known == kind}
    if kind == WHERE:
        # Of areas all are counted; those of most offers are shown.
        most = sorted(held, key=lambda value: (-held[value], value))[:MOST_AREAS]
        held = {value: held[value] for value in most}
    shown = held.keys() | set(search.values(kind))
    if kind == "sector":
        return [value for value in SECTORS if value in shown] + sorted(
            shown - {*SECTORS}, key=str.casefold
        )
    return sorted(shown, key=lambda value: (_words(kind, value, words).casefold(), value))


def provider_names(session: Session, identifiers: set[str], *, is_inside: bool) -> dict[str, str]:
    """Return the names of organisations that have something listed that the reader may see."""
    listed = sa.exists().where(OFFER.c.organisation_id == Organisation.id)
    if not is_inside:
        listed = listed.where(OFFER.c.is_public)
    rows = session.execute(
        sa.select(Organisation.id, Organisation.name).where(
            Organisation.id.in_(sorted(identifiers)), listed
        )
    )
    return {row.id: row.name for row in rows}


def reviewed(today: date, *, is_so: bool) -> sa.ColumnElement[bool]:
    """Say whether an approval stands today."""
    until = OFFER.c.reviewed_until
    return until >= today.isoformat() if is_so else until < today.isoformat()


def meant(editions: Iterable[Edition], search: Search) -> Mapping[str, Competency]:
    """Return the competencies that are looked for by one code, by edition, the newest first."""
    return {
        edition.code: edition.by_code[search.competency]
        for edition in editions
        if search.edition in ("", edition.code) and search.competency in edition.by_code
    }


def treats(editions: Sequence[Edition], search: Search) -> sa.ColumnElement[bool]:
    """Say whether an offer treats the competency that has the code in the offer's own edition."""
    wanted = meant(editions, search)
    found = (
        treats_any(edition, [wanted[edition.code]])
        for edition in editions
        if edition.code in wanted
    )
    return sa.or_(sa.false(), *found)
