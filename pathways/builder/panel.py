"""The framework beside the modules: which competencies are offered, and where they already are.

A pure view over an edition and a pathway's modules, so that a change can send
the one entry that it touched.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from pathways.domain.framework.edition import SPECIALIST_LINE, Competency, Edition
from pathways.domain.framework.finding import Finder
from pathways.domain.framework.verbs import Twin
from pathways.domain.pathway.treatment import Treatment

SEARCH_LIMIT: Final = 60


@dataclass(frozen=True, slots=True)
class Filters:
    """What the person asked the panel for. `show` is "open" or "all"; `theme` is the open shelf."""

    level: int
    show: str = "open"
    theme: str = ""
    strand: str = ""
    words: str = ""

    def address(self, **changes: str | int) -> dict[str, str | int]:
        """Return the query of an address with these filters, some of them changed."""
        values: dict[str, str | int] = {
            "level": self.level,
            "show": self.show,
            "theme": self.theme,
            "strand": self.strand,
            "q": self.words,
            **changes,
        }
        return {key: value for key, value in values.items() if value != ""}


@dataclass(frozen=True, slots=True)
class TreatedAt:
    """Where a competency is treated: a module's number and how far."""

    number: int
    treatment: Treatment


@dataclass(frozen=True, slots=True)
class Pick:
    """A competency that can be put into a module.

    `twins` are those that say nearly the same and are in a module already.
    """

    competency: Competency
    strand: str
    places: tuple[TreatedAt, ...]
    twins: tuple[Twin, ...] = ()

    @property
    def words(self) -> str:
        """Where it is treated, in words; empty where it is not."""
        parts = [f"{place.treatment.word} in module {place.number}" for place in self.places]
        return "; ".join([parts[0], *(part.lower() for part in parts[1:])]) if parts else ""


@dataclass(frozen=True, slots=True)
class Shelf:
    """A theme of the panel with its picks, empty unless it is open."""

    key: str
    name: str
    reached: int
    total: int
    is_open: bool
    picks: tuple[Pick, ...]


@dataclass(frozen=True, slots=True)
class PanelView:
    """The panel as asked for. `found` lists the hits of a search, `more` how many are left out."""

    filters: Filters
    shelves: tuple[Shelf, ...]
    found: tuple[Pick, ...]
    more: int
    still_open: int
    total: int

    @property
    def is_search(self) -> bool:
        """Whether words were given."""
        return bool(self.filters.words)


Places = Mapping[str, tuple[TreatedAt, ...]]


def places_of(modules: Sequence[tuple[int, Mapping[str, Treatment]]]) -> Places:
    """Return where each competency is treated, from numbered modules with treatments by code."""
    found: dict[str, tuple[TreatedAt, ...]] = {}
    for number, treatments in modules:
        for code, treatment in treatments.items():
            found[code] = (*found.get(code, ()), TreatedAt(number, treatment))
    return found


def build_panel(
    edition: Edition, filters: Filters, places: Places, finder: Finder | None = None
) -> PanelView:
    """Build the panel. Where words are given, `finder` finds what they name, the best first."""
    level = filters.level if filters.level in edition.by_level else edition.levels[0].number
    strand = filters.strand if filters.strand in edition.by_strand else ""
    filters = replace(filters, level=level, strand=strand)
    members = [item for item in edition.competencies if item.level == level]
    open_now = [item for item in members if item.code not in places]
    shown = open_now if filters.show == "open" else members
    if filters.strand:
        shown = [item for item in shown if item.strand == filters.strand]
    found: list[Competency] = []
    if filters.words and finder is not None:
        by_code = {item.code: item for item in shown}
        hits = finder.search(filters.words, level, among=by_code)
        found = [by_code[hit.code] for hit in hits]
    return PanelView(
        filters=filters,
        shelves=_shelves(edition, filters, members, shown, places),
        found=tuple(view_pick(edition, item, places) for item in found[:SEARCH_LIMIT]),
        more=max(0, len(found) - SEARCH_LIMIT),
        still_open=len(open_now),
        total=len(members),
    )


def _shelves(
    edition: Edition,
    filters: Filters,
    members: Sequence[Competency],
    shown: Sequence[Competency],
    places: Places,
) -> tuple[Shelf, ...]:
    names = {SPECIALIST_LINE: "Specialist features"}
    names.update({theme.code: theme.name for theme in edition.themes})
    shelves = []
    for key, name in names.items():
        inside = [item for item in members if item.line_key == key]
        if not inside:
            continue
        is_open = filters.theme == key
        picks = [item for item in shown if item.line_key == key] if is_open else []
        shelves.append(
            Shelf(
                key=key,
                name=name,
                reached=sum(1 for item in inside if item.code in places),
                total=len(inside),
                is_open=is_open,
                picks=tuple(view_pick(edition, item, places) for item in picks),
            )
        )
    return tuple(shelves)


def view_pick(edition: Edition, competency: Competency, places: Places) -> Pick:
    """Build one entry."""
    strand = edition.by_strand[competency.strand].short_name if competency.strand else ""
    twins = edition.same_as(competency.code, places)
    return Pick(competency, strand, places.get(competency.code, ()), twins)
