"""Reading the framework: levels with their themes, a search, one competency with its place."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.domain.framework.edition import Competency, Edition, Level, Strand, Theme
from pathways.domain.framework.finding import Finder
from pathways.domain.framework.verbs import Twin, Verb
from pathways.domain.pathway.state import PathwayState
from pathways.domain.pathway.treatment import Treatment
from pathways.domain.refusals import NotFoundError
from pathways.models.pathway import MappingRow, ModuleRow, Pathway
from pathways.records.editions import current_edition, get_wording, has_wording, list_editions
from pathways.records.topics import get_finder

SEARCH_LIMIT: Final = 200

_CONTROL: Final = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class EntryView:
    """One competency in a list. `is_in_wording` where only the official wording was matched.

    `because` are the words of a search for which it comes close, where it does not hold them all.
    """

    code: str
    label: str
    scope_note: str
    printed_again: str
    verb: Verb | None
    is_in_wording: bool = False
    because: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StrandView:
    """The competencies of one strand of a theme; no strand for a flat list."""

    anchor: str
    strand: Strand | None
    entries: tuple[EntryView, ...]


@dataclass(frozen=True, slots=True)
class ThemeView:
    """One theme of a level; no theme for a flat list."""

    anchor: str
    theme: Theme | None
    strands: tuple[StrandView, ...]

    @property
    def count(self) -> int:
        """How many competencies it lists."""
        return sum(len(strand.entries) for strand in self.strands)


@dataclass(frozen=True, slots=True)
class LevelView:
    """One level with its themes."""

    level: Level
    themes: tuple[ThemeView, ...]

    @property
    def count(self) -> int:
        """How many competencies it lists."""
        return sum(theme.count for theme in self.themes)


@dataclass(frozen=True, slots=True)
class FrameworkView:
    """What the framework page shows. `levels` hold what is listed, `counts` all of each level.

    `search` is as it was used; `is_cut` where only the first part of a long text was. `others`
    are the editions that are loaded beside this one.
    """

    edition: Edition
    level: int | None
    search: str
    is_cut: bool
    levels: tuple[LevelView, ...]
    counts: Mapping[int, int]
    table: tuple[tuple[Theme, tuple[tuple[int, int], ...]], ...]
    has_wording: bool
    others: tuple[Edition, ...]

    @property
    def count(self) -> int:
        """How many competencies are listed."""
        return sum(level.count for level in self.levels)

    @property
    def close(self) -> int:
        """How many of those listed only come close to the search."""
        return sum(
            bool(entry.because)
            for level in self.levels
            for theme in level.themes
            for strand in theme.strands
            for entry in strand.entries
        )

    @property
    def found(self) -> int:
        """How many competencies of all levels the search found."""
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class TreatedView:
    """One module of one's own organisation that treats a competency."""

    pathway_id: str
    pathway: str
    module: str
    treatment: str


@dataclass(frozen=True, slots=True)
class CompetencyView:
    """One competency, its place, its neighbours, its theme at other levels, and its twins."""

    edition: Edition
    competency: Competency
    level: Level
    theme: Theme | None
    strand: Strand | None
    wording: tuple[str, ...]
    wording_state: str
    before: Competency | None
    after: Competency | None
    progression: tuple[tuple[Level, tuple[EntryView, ...]], ...]
    twins: tuple[tuple[Twin, EntryView], ...]

    @property
    def anchor(self) -> str:
        """Where it stands on the page of its level."""
        return f"c-{self.competency.code}"


@dataclass(frozen=True, slots=True)
class UnsettledView:
    """A competency whose wording is missing or was never verified."""

    code: str
    label: str
    wording: str
    state: str


@dataclass(frozen=True, slots=True)
class WordingView:
    """How far the official wording is loaded."""

    edition: Edition
    total: int
    verified: int
    unsettled: tuple[UnsettledView, ...] = field(default=())

    @property
    def unverified(self) -> int:
        """How many were pasted by hand and do not fit their fingerprint."""
        return sum(1 for one in self.unsettled if one.wording)

    @property
    def loaded(self) -> int:
        """How many have wording at all."""
        return self.verified + self.unverified

    @property
    def missing(self) -> int:
        """How many have none."""
        return self.total - self.loaded


def clean_search(text: str) -> tuple[str, bool]:
    """Return a text fit to search for, and whether it was cut. No text is refused."""
    plain = " ".join(_CONTROL.sub(" ", text[: 50 * SEARCH_LIMIT]).split())
    return plain[:SEARCH_LIMIT].strip(), len(plain) > SEARCH_LIMIT


def get_framework(
    session: Session, level: int | None = None, search: str = "", edition_code: str = ""
) -> FrameworkView:
    """Return the competencies of a level, those that a search finds, or the overview of all.

    NotFoundError for an edition that is not loaded, or a level that it does not have.
    """
    editions = _asked(session, edition_code)
    edition = editions[0]
    if level is not None and level not in edition.by_level:
        raise NotFoundError(level)
    plain, is_cut = clean_search(search)
    if plain:
        entries = _search(get_finder(session, edition), plain)
    else:
        entries = {one.code: _entry(one) for one in edition.competencies}
    listed = [one for one in edition.competencies if one.code in entries]
    counts = {
        one.number: sum(item.level == one.number for item in listed) for one in edition.levels
    }
    is_overview = level is None and not plain
    shown = [] if is_overview else [one for one in listed if level in (None, one.level)]
    return FrameworkView(
        edition=edition,
        level=level,
        search=plain,
        is_cut=is_cut,
        levels=_by_level(edition, shown, entries),
        counts=counts,
        table=_table(edition),
        has_wording=has_wording(session, edition.code),
        others=editions[1:],
    )


def find_edition(session: Session, code: str) -> Edition:
    """Return the edition of a code, the newest where it is empty; NotFoundError for another."""
    return _asked(session, code)[0]


def _asked(session: Session, code: str) -> tuple[Edition, ...]:
    """Return the edition asked for, the newest where none is, and then all others."""
    editions = list_editions(session)
    found = [one for one in editions if code in ("", one.code)]
    if not found:
        raise NotFoundError(code)
    return (found[0], *(one for one in editions if one is not found[0]))


def get_competency(session: Session, code: str, edition_code: str = "") -> CompetencyView:
    """Return one competency by its code; NotFoundError where there is none.

    Where no edition is asked for, it is that of the newest edition that has the code.
    """
    editions = _asked(session, edition_code)[: 1 if edition_code else None]
    edition = next((one for one in editions if code in one.by_code), None)
    if edition is None:
        raise NotFoundError(code)
    competency = edition.by_code[code]
    at = edition.competencies.index(competency)
    wording, state = get_wording(session, edition.code).get(code, ("", ""))
    progression = [
        (
            level,
            tuple(
                _entry(one)
                for one in edition.competencies
                if one.level == level.number
                and competency.theme is not None
                and (one.theme, one.strand) == (competency.theme, competency.strand)
            ),
        )
        for level in edition.levels
        if level.number != competency.level
    ]
    return CompetencyView(
        edition=edition,
        competency=competency,
        level=edition.by_level[competency.level],
        theme=edition.by_theme.get(competency.theme or ""),
        strand=edition.by_strand.get(competency.strand or ""),
        wording=tuple(wording.split("\n")) if wording else (),
        wording_state=state,
        before=edition.competencies[at - 1] if at else None,
        after=edition.competencies[at + 1] if at + 1 < len(edition.competencies) else None,
        progression=tuple((level, entries) for level, entries in progression if entries),
        twins=tuple(
            (twin, _entry(edition.by_code[twin.beside(code)]))
            for twin in edition.twins_of.get(code, ())
        ),
    )


def list_treated(
    session: Session, organisation_id: str, edition_code: str, code: str
) -> tuple[TreatedView, ...]:
    """Return the modules of an organisation's pathways in work that treat a competency."""
    statement = (
        sa.select(Pathway.id, Pathway.title, ModuleRow.title.label("module"), MappingRow.treatment)
        .join(ModuleRow, ModuleRow.pathway_id == Pathway.id)
        .join(MappingRow, MappingRow.module_id == ModuleRow.id)
        .where(
            Pathway.organisation_id == organisation_id,
            Pathway.edition_code == edition_code,
            Pathway.state == PathwayState.ACTIVE,
            MappingRow.code == code,
        )
        .order_by(Pathway.title, Pathway.id, ModuleRow.position)
    )
    return tuple(
        TreatedView(row.id, row.title, row.module, Treatment(row.treatment).word)
        for row in session.execute(statement)
    )


def get_wording_state(session: Session) -> WordingView:
    """Return how far the newest edition's wording is loaded, and what is missing or unverified."""
    edition = current_edition(session)
    wording = get_wording(session, edition.code)
    unsettled = []
    for one in edition.competencies:
        words, state = wording.get(one.code, ("", ""))
        if state != "verified":
            unsettled.append(UnsettledView(one.code, one.label, words, state))
    total = len(edition.competencies)
    return WordingView(edition, total, total - len(unsettled), tuple(unsettled))


def _entry(
    one: Competency, *, is_in_wording: bool = False, because: tuple[str, ...] = ()
) -> EntryView:
    return EntryView(
        one.code, one.label, one.scope_note, one.printed_again, one.verb, is_in_wording, because
    )


def _search(finder: Finder, search: str) -> dict[str, EntryView]:
    """Return what a search finds, by code; what comes close says by which words."""
    return {
        found.code: _entry(
            finder.edition.by_code[found.code],
            is_in_wording=found.is_in_wording,
            because=found.because,
        )
        for found in finder.search(search)
    }


def _by_level(
    edition: Edition, listed: Sequence[Competency], entries: Mapping[str, EntryView]
) -> tuple[LevelView, ...]:
    levels = []
    for level in edition.levels:
        here = [one for one in listed if one.level == level.number]
        if here:
            levels.append(LevelView(level, _by_theme(edition, level, here, entries)))
    return tuple(levels)


def _by_theme(
    edition: Edition, level: Level, here: Sequence[Competency], entries: Mapping[str, EntryView]
) -> tuple[ThemeView, ...]:
    themes: list[ThemeView] = []
    for key in dict.fromkeys(one.theme for one in here):
        anchor = f"L{level.number}-{key or 'SP'}"
        of_theme = [one for one in here if one.theme == key]
        strands = tuple(
            StrandView(
                f"{anchor}-{strand}" if strand else f"{anchor}-all",
                edition.by_strand.get(strand or ""),
                tuple(entries[one.code] for one in of_theme if one.strand == strand),
            )
            for strand in dict.fromkeys(one.strand for one in of_theme)
        )
        themes.append(ThemeView(anchor, edition.by_theme.get(key or ""), strands))
    return tuple(themes)


def _table(edition: Edition) -> tuple[tuple[Theme, tuple[tuple[int, int], ...]], ...]:
    """Competencies per theme and level, for the levels that have themes."""
    with_themes = [
        level.number
        for level in edition.levels
        if any(one.level == level.number and one.theme for one in edition.competencies)
    ]
    return tuple(
        (
            theme,
            tuple(
                (
                    number,
                    sum(
                        one.level == number and one.theme == theme.code
                        for one in edition.competencies
                    ),
                )
                for number in with_themes
            ),
        )
        for theme in edition.themes
    )
