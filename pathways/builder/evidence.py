"""The evidence table as plain values: every mapping a row, filtered, sorted, a page at a time."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from pathways.builder.evidence_asked import EvidenceAsked, EvidenceShow, EvidenceSort
from pathways.builder.queries import MappingView, ModuleView, OutcomeView, PathwayView
from pathways.domain.framework.edition import Competency, Edition
from pathways.domain.pathway.notes import note_key, note_mark
from pathways.domain.pathway.treatment import Treatment
from pathways.domain.rule.proportion import Thresholds
from pathways.domain.words import number_word

CHIPS: Final = 12
"""How many modules are offered as a line of numbers; more of them as a list to choose from."""


@dataclass(frozen=True, slots=True)
class EvidenceRowView:
    """One mapping. `mark` tells its note from others; `remark` says what readers see of it.

    `mine` is what somebody wrote and what is not kept, and `why` says why.
    """

    id: str
    module_id: str
    number: int
    competency: Competency
    code: str
    treatment: Treatment
    evidence: str
    mark: str
    numbers: tuple[int, ...]
    remark: str
    mine: str | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class EvidenceChoice:
    """One choice of a filter, with the number of rows behind it."""

    value: str
    words: str
    count: int
    name: str = ""


@dataclass(frozen=True, slots=True)
class EvidenceProgress:
    """How many of all mappings have a note."""

    total: int
    noted: int


@dataclass(frozen=True, slots=True)
class EvidenceTable:
    """The page as asked for: its rows, and how many there are in all with what is asked."""

    asked: EvidenceAsked
    rows: tuple[EvidenceRowView, ...]
    found: int
    pages: int
    progress: EvidenceProgress
    shows: tuple[EvidenceChoice, ...]
    modules: tuple[EvidenceChoice, ...]
    themes: tuple[EvidenceChoice, ...]

    @property
    def is_long(self) -> bool:
        """Whether there are too many modules for a line of their numbers."""
        return len(self.modules) > CHIPS

    @property
    def first(self) -> int:
        """The place of the first row shown, from 1."""
        return (self.asked.page - 1) * self.asked.size + 1

    @property
    def last(self) -> int:
        """The place of the last row shown."""
        return self.first + len(self.rows) - 1


@dataclass(frozen=True, slots=True)
class RowMaker:
    """What a row needs beside its mapping: the edition, the level, and where notes stand."""

    edition: Edition
    target_level: int
    stands: Mapping[str, int]
    limits: Thresholds

    def make(self, mapping: MappingView, number: int) -> EvidenceRowView:
        """Build the row of a mapping in the module of this number."""
        code = mapping.competency.code
        prefix = f"L{self.target_level}-"
        return EvidenceRowView(
            id=mapping.id,
            module_id=mapping.module_id,
            number=number,
            competency=mapping.competency,
            # A level that is plain from the pathway need not stand in every row.
            code=code.removeprefix(prefix) if self.target_level < 4 else code,
            treatment=mapping.treatment,
            evidence=mapping.evidence,
            mark=note_mark(mapping.evidence),
            numbers=mapping.numbers,
            remark=say_note(mapping.evidence, self.stands, self.limits),
        )


def say_note(evidence: str, stands: Mapping[str, int], limits: Thresholds) -> str:
    """Say why a note does not count as a note of its own; empty where it does, or is none."""
    if not evidence:
        return ""
    key = note_key(evidence, limits)
    if not key:
        return f"Under {number_word(limits.characters)} characters, so not a note of its own."
    if stands.get(key, 0) > limits.copies:
        return f"The same note stands on {stands[key]}, which readers see."
    return ""


@dataclass(slots=True)
class _Mappings:
    """All mappings of a pathway with their modules, and the order of the framework."""

    view: PathwayView
    asked: EvidenceAsked
    order: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.order = {item.code: at for at, item in enumerate(self.view.edition.competencies)}

    def all(self) -> list[tuple[ModuleView, MappingView]]:
        return [(module, item) for module in self.view.modules for item in module.mappings]

    def found(self, asked: EvidenceAsked) -> list[tuple[ModuleView, MappingView]]:
        """Return what is asked for, in its order."""
        tests = tests_of(asked)
        found = [pair for pair in self.all() if all(test(*pair) for test in tests)]
        return sorted(found, key=self._key(asked.sort), reverse=asked.is_down)

    def _key(self, sort: EvidenceSort) -> Callable[[tuple[ModuleView, MappingView]], Any]:
        order = self.order
        match sort:
            case EvidenceSort.CODE:
                return lambda pair: (order[pair[1].competency.code], pair[0].number)
            case EvidenceSort.COMPETENCY:
                return lambda pair: (pair[1].competency.label.casefold(), pair[0].number)
            case EvidenceSort.FAR:
                return lambda pair: (
                    pair[1].treatment.rank,
                    pair[0].number,
                    order[pair[1].competency.code],
                )
            case EvidenceSort.EVIDENCE:
                return lambda pair: (
                    pair[1].evidence.casefold(),
                    pair[0].number,
                    order[pair[1].competency.code],
                )
            case _:
                return lambda pair: (pair[0].number, order[pair[1].competency.code])


def is_of(show: EvidenceShow, mapping: MappingView) -> bool:
    """Whether a filter shows a mapping."""
    match show:
        case EvidenceShow.NO_NOTE:
            return not mapping.evidence
        case EvidenceShow.NO_OUTCOME:
            return not mapping.numbers
        case EvidenceShow.INTRODUCED:
            return mapping.treatment is Treatment.INTRODUCED
        case _:
            return True


def tests_of(asked: EvidenceAsked) -> list[Callable[[ModuleView, MappingView], bool]]:
    """Return what a row must pass to be shown."""
    tests: list[Callable[[ModuleView, MappingView], bool]] = []
    if asked.show is not EvidenceShow.ALL:
        tests.append(lambda _module, item: is_of(asked.show, item))
    if asked.module:
        tests.append(lambda module, _item: module.id == asked.module)
    if asked.theme:
        tests.append(lambda _module, item: item.competency.line_key == asked.theme)
    if asked.words:
        wanted = asked.words.casefold().split()
        tests.append(lambda _module, item: _holds(item, wanted))
    return tests


def _holds(mapping: MappingView, wanted: Iterable[str]) -> bool:
    item = mapping.competency
    text = f"{item.code} {item.label} {item.scope_note} {mapping.evidence}".casefold()
    return all(word in text for word in wanted)


def view_evidence(view: PathwayView, asked: EvidenceAsked, limits: Thresholds) -> EvidenceTable:
    """Build the page of a pathway. Each count leaves out its own filter, and keeps the others."""
    table = _Mappings(view, asked)
    everything, found = table.all(), table.found(asked)
    if asked.at:
        place = next((at for at, (_m, item) in enumerate(found) if item.id == asked.at), 0)
        asked = replace(asked, page=place // asked.size + 1)
    pages = max(1, -(-len(found) // asked.size))
    asked = replace(asked, page=min(asked.page, pages))
    start = (asked.page - 1) * asked.size
    maker = RowMaker(
        view.edition,
        view.content.target_level,
        count_notes((item.evidence for _module, item in everything), limits),
        limits,
    )
    without_show = table.found(replace(asked, show=EvidenceShow.ALL))
    by_module = Counter(module.id for module, _ in table.found(replace(asked, module="")))
    by_theme = Counter(
        item.competency.line_key for _, item in table.found(replace(asked, theme=""))
    )
    return EvidenceTable(
        asked=asked,
        rows=tuple(
            maker.make(item, module.number) for module, item in found[start : start + asked.size]
        ),
        found=len(found),
        pages=pages,
        progress=EvidenceProgress(
            len(everything), sum(1 for _module, item in everything if item.evidence)
        ),
        shows=tuple(
            EvidenceChoice(
                "" if show is EvidenceShow.ALL else show.value,
                show.words,
                sum(1 for _module, item in without_show if is_of(show, item)),
            )
            for show in EvidenceShow
        ),
        modules=tuple(
            EvidenceChoice(module.id, str(module.number), by_module[module.id], module.title)
            for module in view.modules
        ),
        themes=tuple(_themes(view.edition, by_theme, asked.theme)),
    )


def _themes(edition: Edition, counts: Mapping[str, int], chosen: str) -> Iterable[EvidenceChoice]:
    names = {theme.code: theme.name for theme in edition.themes}
    for line in [*names, *sorted(set(counts) - set(names))]:
        if counts.get(line) or line == chosen:
            name = names.get(line, "Specialist features")
            yield EvidenceChoice(line, name, counts.get(line, 0))


def count_notes(texts: Iterable[str], limits: Thresholds) -> Mapping[str, int]:
    """Return on how many mappings each note stands, by what makes notes the same."""
    stands: Counter[str] = Counter()
    for text, count in Counter(text for text in texts if text).items():
        if key := note_key(text, limits):
            stands[key] += count
    return stands


def find_next(view: PathwayView, asked: EvidenceAsked, after: str) -> tuple[str, bool] | None:
    """Return the next mapping without a note after one, and whether the filters still hold.

    It is looked for in the order shown, from the start again once the end is reached; then
    among all rows. None where every mapping has a note.
    """
    table = _Mappings(view, asked)
    for wanted in (asked, EvidenceAsked(sort=asked.sort, is_down=asked.is_down)):
        found = [item for _module, item in table.found(wanted)]
        place = next((at for at, item in enumerate(found, 1) if item.id == after), 0)
        for item in [*found[place:], *found[:place]]:
            if not item.evidence and item.id != after:
                return item.id, wanted is asked
    return None


def module_of(view: PathwayView, ids: Iterable[str]) -> tuple[ModuleView, list[MappingView]] | None:
    """Return the one module that these mappings are in, with them; None for several or none."""
    mappings = [view.mapping(one) for one in ids]
    modules = {item.module_id for item in mappings}
    return (view.module(modules.pop()), mappings) if len(modules) == 1 else None


@dataclass(frozen=True, slots=True)
class OutcomeToggle:
    """An outcome beside some mappings: served by all of them, by some, or by none."""

    outcome: OutcomeView
    served: int
    of: int

    @property
    def pressed(self) -> str:
        """What assistive software is told."""
        return "true" if self.served == self.of else "mixed" if self.served else "false"


def toggles_of(module: ModuleView, mappings: Sequence[MappingView]) -> tuple[OutcomeToggle, ...]:
    """Return the outcomes of a module with how many of these mappings serve each."""
    return tuple(
        OutcomeToggle(
            outcome, sum(1 for item in mappings if outcome.id in item.outcomes), len(mappings)
        )
        for outcome in module.outcomes
    )
