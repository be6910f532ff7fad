"""The framework beside the modules: which competencies are offered, and where they already are.

A pure view over an edition and a pathway's modules, so that a change can send
the one entry that it touched.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from pathways.domain.framework.edition import SPECIALIST_LINE, Competency, Edition
from pathways.domain.framework.finding import Finder
from pathways.domain.framework.nearness import Near
from pathways.domain.framework.verbs import Twin
from pathways.domain.pathway.treatment import Treatment

SEARCH_LIMIT: Final = 60


@dataclass(frozen=True, slots=True)
class Filters:
    """What the person asked the panel for. `show` is "open" or "all"; `theme` is the open shelf.

    `order` "near" puts first what is nearest to the pathway's own words.
    """

    level: int
    show: str = "open"
    theme: str = ""
    strand: str = ""
    words: str = ""
    order: str = ""

    def address(self, **changes: str | int) -> dict[str, str | int]:
        """Return the query of an address with these filters, some of them changed."""
        values: dict[str, str | int] = {
            "level": self.level,
            "show": self.show,
            "theme": self.theme,
            "strand": self.strand,
            "q": self.words,
            "order": self.order,
            **changes,
        }
        return {key: value for key, value in values.items() if value != ""}


@dataclass(frozen=True, slots=True)
class TreatedAt:
    """Where a competency is treated: a module's number and how far."""

    number: int
    treatment: Treatment


@dataclass(frozen=True, slots=True)
class Target:
    """The module that the panel adds to: its id, which is empty where there is none, and number."""

    id: str = ""
    number: int = 0


NO_TARGET: Final = Target()


@dataclass(frozen=True, slots=True)
class Pick:
    """A competency that can be put into the module chosen.

    `twins` are those that say nearly the same and are in a module already; `why` says why it was
    found, in words; `is_added` that it was put in by the step that this answers.
    """

    competency: Competency
    places: tuple[TreatedAt, ...]
    target: Target
    twins: tuple[Twin, ...] = ()
    why: str = ""
    is_added: bool = False

    @property
    def treatment(self) -> Treatment | None:
        """How far the module chosen takes it, None where it does not."""
        return next(
            (one.treatment for one in self.places if one.number == self.target.number), None
        )

    @property
    def words(self) -> str:
        """Where it is treated, in words; empty where it is not."""
        if self.is_added:
            return f"Added to {self.target.number}"
        if len(self.places) == 1:
            return f"In {self.places[0].number}, {self.places[0].treatment.word.lower()}"
        numbers = [str(place.number) for place in self.places]
        return f"In {', '.join(numbers[:-1])} and {numbers[-1]}" if numbers else ""


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
    """The panel as asked for. `found` lists the hits of a search, `more` how many are left out.

    `elsewhere` counts, where a search finds nothing, what it finds at other levels.
    """

    filters: Filters
    target: Target
    shelves: tuple[Shelf, ...]
    found: tuple[Pick, ...]
    more: int
    elsewhere: tuple[tuple[int, int], ...]
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
    edition: Edition,
    filters: Filters,
    places: Places,
    target: Target = NO_TARGET,
    finder: Finder | None = None,
    near: Mapping[str, Near] | None = None,
) -> PanelView:
    """Build the panel.

    Where words are given, `finder` finds what they name, the best first, what is in a module
    already with the rest. `near` says what is near to the pathway's own words, where asked for.
    """
    level = filters.level if filters.level in edition.by_level else edition.levels[0].number
    strand = filters.strand if filters.strand in edition.by_strand else ""
    filters = replace(filters, level=level, strand=strand)
    members = [item for item in edition.competencies if item.level == level]
    open_now = [item for item in members if item.code not in places]
    shown = open_now if filters.show == "open" else members
    if strand:
        shown = [item for item in shown if item.strand == strand]
    found, elsewhere = _search(edition, filters, members, finder)
    view = _Viewing(edition, places, target)
    return PanelView(
        filters=filters,
        target=target,
        shelves=_shelves(view, filters, members, shown, near or {}),
        found=tuple(view.pick(item, why) for item, why in found[:SEARCH_LIMIT]),
        more=max(0, len(found) - SEARCH_LIMIT),
        elsewhere=elsewhere,
        still_open=len(open_now),
        total=len(members),
    )


@dataclass(frozen=True, slots=True)
class _Viewing:
    """Makes entries of one pathway."""

    edition: Edition
    places: Places
    target: Target

    def pick(self, competency: Competency, why: str = "") -> Pick:
        return replace(view_pick(self.edition, competency, self.places, self.target), why=why)


def _search(
    edition: Edition, filters: Filters, members: Sequence[Competency], finder: Finder | None
) -> tuple[list[tuple[Competency, str]], tuple[tuple[int, int], ...]]:
    """Return what words find, each with why, and how much of it other levels have."""
    if not filters.words or finder is None:
        return [], ()
    strand = filters.strand
    among = {item.code for item in members if not strand or item.strand == strand}
    hits = finder.search(filters.words, filters.level, among)
    if hits:
        return [
            (edition.by_code[hit.code], _why(hit.because, hit.is_in_wording)) for hit in hits
        ], ()
    other: dict[int, int] = {}
    for hit in finder.search(filters.words):
        level = edition.by_code[hit.code].level
        other[level] = other.get(level, 0) + (level != filters.level)
    return [], tuple(sorted((level, count) for level, count in other.items() if count))


def _why(because: Sequence[str], is_in_wording: bool) -> str:
    if is_in_wording:
        return "In the official wording"
    return f"By {quoted(because)}" if because else ""


def quoted(words: Sequence[str]) -> str:
    """Return words that speak for a competency, in quotation marks."""
    return ", ".join(f"“{word}”" for word in words)


def _shelves(
    view: _Viewing,
    filters: Filters,
    members: Sequence[Competency],
    shown: Sequence[Competency],
    near: Mapping[str, Near],
) -> tuple[Shelf, ...]:
    names = {SPECIALIST_LINE: "Specialist features"}
    names.update({theme.code: theme.short_name for theme in view.edition.themes})
    shelves = []
    for key, name in names.items():
        inside = [item for item in members if item.line_key == key]
        if not inside:
            continue
        is_open = filters.theme == key
        picks = [item for item in shown if item.line_key == key] if is_open else []
        if filters.order:
            picks.sort(key=lambda item: -near[item.code].score if item.code in near else 0)
        shelves.append(
            Shelf(
                key=key,
                name=name,
                reached=sum(1 for item in inside if item.code in view.places),
                total=len(inside),
                is_open=is_open,
                picks=tuple(
                    view.pick(item, near[item.code].why if item.code in near else "")
                    for item in picks
                ),
            )
        )
    return tuple(shelves)


def view_pick(
    edition: Edition,
    competency: Competency,
    places: Places,
    target: Target,
    *,
    is_added: bool = False,
) -> Pick:
    """Build one entry."""
    twins = edition.same_as(competency.code, places)
    here = places.get(competency.code, ())
    return Pick(competency, here, target, twins, is_added=is_added)
