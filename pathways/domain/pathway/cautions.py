"""What a reader should know beside a claim, in sentences: facts and numbers, without blame."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from pathways.domain.framework.edition import Edition
from pathways.domain.pathway.content import PathwayContent
from pathways.domain.pathway.notes import Copied
from pathways.domain.pathway.proportion import Behind, look_behind
from pathways.domain.rule.proportion import (
    ASSESSED,
    DEFAULTS,
    ModuleProportion,
    Proportion,
    Thresholds,
)
from pathways.domain.worded import Worded
from pathways.domain.words import competencies, duration, number_word, plural


class CautionKind(Worded):
    """What a caution is about, in the order in which they are said."""

    RATE = "rate", "Time"
    NOTE = "note", "Notes"
    ASSESSED = "assessed", "Assessment"
    ONE_MODULE = "one-module", "One module"
    TIME = "time", "Length"
    OUTCOME = "outcome", "Outcomes"
    ABOVE = "above", "Above the level"


class Advice(NamedTuple):
    """What to do about a kind of caution: `mend` for the provider, `ask` for a buyer."""

    mend: str
    ask: str


ADVICE: Final = {
    CautionKind.RATE: Advice(
        "State more time, or claim less in the module.",
        "Which of these do learners practise, and what follows the course?",
    ),
    CautionKind.NOTE: Advice(
        "Say in one line for each where it happens.",
        "Where in the course does each of these happen?",
    ),
    CautionKind.ASSESSED: Advice(
        "Name the assessment in the module, or mark what is practised as developed.",
        "How is it seen that learners can do this?",
    ),
    CautionKind.ONE_MODULE: Advice(
        "Share the claims among modules, or cut the long module into parts.",
        "What of it stays with learners who miss that module?",
    ),
    CautionKind.TIME: Advice(
        "State the minutes of each module, and the same hours in Details.",
        "How long does each part take, and how much of it is taught?",
    ),
    CautionKind.OUTCOME: Advice(
        "Give each module outcomes of its own, and link its competencies to them.",
        "What can learners do after each part?",
    ),
    CautionKind.ABOVE: Advice(
        "Take out what the target level does not ask, or choose the higher level.",
        "Is this course meant to lead to the higher level?",
    ),
}


@dataclass(frozen=True, slots=True)
class Caution:
    """One fact. `module` is a module's number from 1, or 0 for the whole pathway."""

    kind: CautionKind
    text: str
    module: int = 0
    codes: tuple[str, ...] = field(default=())

    @property
    def mend(self) -> str:
        """What would mend it."""
        return ADVICE[self.kind].mend

    @property
    def ask(self) -> str:
        """What a buyer may ask."""
        return ADVICE[self.kind].ask


class Measured(NamedTuple):
    """What is behind the claims of a pathway, in numbers and in sentences."""

    proportion: Proportion
    cautions: tuple[Caution, ...]

    @property
    def asks(self) -> tuple[str, ...]:
        """What is worth asking, each question once."""
        return tuple(dict.fromkeys(item.ask for item in self.cautions))


def measure(
    edition: Edition, content: PathwayContent, thresholds: Thresholds = DEFAULTS
) -> Measured:
    """Measure what is behind the claims of a pathway's content."""
    return measure_behind(look_behind(edition, content, thresholds), thresholds)


def measure_behind(behind: Behind, thresholds: Thresholds = DEFAULTS) -> Measured:
    """Measure what is behind the claims, however that was read."""
    proportion = behind.weigh(thresholds)
    return Measured(proportion, list_cautions(behind, proportion, thresholds))


def group_cautions(
    cautions: Iterable[Caution],
) -> tuple[tuple[CautionKind, tuple[Caution, ...]], ...]:
    """Return each kind that there is with its cautions, in their order."""
    found: dict[CautionKind, list[Caution]] = {}
    for item in cautions:
        found.setdefault(item.kind, []).append(item)
    return tuple((kind, tuple(items)) for kind, items in found.items())


def say_claims(module: ModuleProportion) -> str:
    """Say of one module what it claims, and what it has time for: "47 claimed, time for 18"."""
    time = f"time for {module.time_for}" if module.minutes else "no length stated"
    return f"{module.claims} claimed, {time}"


def list_cautions(
    behind: Behind, proportion: Proportion, thresholds: Thresholds = DEFAULTS
) -> tuple[Caution, ...]:
    """Return the cautions about a pathway, in the order of their kinds.

    `proportion` is that of the same pathway, measured by the same thresholds.
    """
    return (
        *_rate(behind, proportion, thresholds),
        *_note(behind, proportion, thresholds),
        *_assessed(behind, proportion),
        *_one_module(behind, proportion, thresholds),
        *_time(behind, proportion),
        *_outcome(behind),
        *_above(behind, proportion),
    )


def _rate(behind: Behind, proportion: Proportion, thresholds: Thresholds) -> Iterator[Caution]:
    crowded = proportion.crowded
    if not crowded:
        return
    at = f"at {thresholds.rate} an hour there is time for"
    if len(proportion.modules) > 1 and proportion.claimed > proportion.time_for:
        many = competencies(proportion.claimed)
        # Where some length is not stated, an hour's number has no hours to go with.
        is_stated = all(module.minutes for module in proportion.modules)
        text = (
            f"{many} in {_hours(proportion.minutes)}; {at} {proportion.time_for}"
            if is_stated
            else f"{many}, with time for {proportion.time_for}"
        )
        yield Caution(CautionKind.RATE, _capital(text))
    is_alone = len(proportion.modules) == 1
    for number in crowded:
        module, title = proportion.modules[number - 1], behind.modules[number - 1].title
        many = competencies(module.claims)
        if module.minutes:
            text = f"{many} in {_hours(module.minutes)}; {at} {module.time_for}"
        else:
            text = f"{many} and no length stated; counted with time for {module.time_for}"
        text = _capital(text) if is_alone else f"{_named(number, title)}: {text}"
        yield Caution(CautionKind.RATE, text, number)


def _note(behind: Behind, proportion: Proportion, thresholds: Thresholds) -> Iterator[Caution]:
    claimed, noted = proportion.claimed, proportion.noted
    if noted < claimed:
        lacking = proportion.claims[0] & proportion.mask & ~proportion.notes
        codes = tuple(item.code for item in behind.edition.members(lacking))
        if not noted:
            text = (
                f"None of the {competencies(claimed)} has a note of its own"
                if claimed > 1
                else "The one competency has no note of its own"
            )
        else:
            verb = "has no note of its own" if len(codes) == 1 else "have no note of their own"
            text = f"{len(codes)} of {competencies(claimed)} {verb}"
        yield Caution(CautionKind.NOTE, text, codes=codes)
    if behind.notes.copied:
        yield Caution(CautionKind.NOTE, _copied(behind.notes.copied, thresholds.copies))
    if behind.notes.numbered:
        # More than one group: what differs from what is told by none of the counts.
        whose = "" if len(behind.notes.numbered) == 1 else " from others"
        text = f"{sum(behind.notes.numbered)} notes differ{whose} in nothing but a number"
        yield Caution(CautionKind.NOTE, text)


def _copied(notes: tuple[Copied, ...], most: int) -> str:
    """Say of notes that stand in more than `most` places where they stand, the first by itself."""
    first, *others = notes
    text = f"The same note stands on {competencies(first.competencies)}"
    if first.competencies <= most:
        text = f"{text} in {number_word(first.modules)} modules"
    if not others:
        return text
    verb = "other note stands" if len(others) == 1 else "other notes stand"
    place = plural(most, "place").replace(str(most), number_word(most), 1)
    return f"{text}; {number_word(len(others))} {verb} in more than {place}"


def _assessed(behind: Behind, proportion: Proportion) -> Iterator[Caution]:
    marked = unnamed = 0
    without = []
    for number, item in enumerate(behind.modules, start=1):
        marked |= item.reach.assessed
        if item.reach.assessed and not item.reach.has_assessment:
            unnamed |= item.reach.assessed
            without.append(number)
    if without:
        codes = tuple(item.code for item in behind.edition.members(unnamed))
        count = competencies(len(codes))
        if not proportion.claims[ASSESSED]:
            text = f"{_capital(count)} marked assessed; no assessment is named"
            yield Caution(CautionKind.ASSESSED, text, codes=codes)
        elif len(without) == 1:
            which = _capital(_module(without[0], behind.modules[without[0] - 1].title))
            text = f"{which} marks {count} assessed and names no assessment"
            yield Caution(CautionKind.ASSESSED, text, without[0], codes)
        else:
            text = f"{len(without)} modules mark {count} assessed and name no assessment"
            yield Caution(CautionKind.ASSESSED, _capital(text), codes=codes)
    if not marked and proportion.claimed:
        introduced = proportion.claimed - proportion.developed
        parts = [(introduced, "introduced"), (proportion.developed, "developed")]
        told = ", ".join(f"{count} {word}" for count, word in parts if count)
        yield Caution(CautionKind.ASSESSED, f"Nothing is assessed: {told}")


def _one_module(
    behind: Behind, proportion: Proportion, thresholds: Thresholds
) -> Iterator[Caution]:
    modules = proportion.modules
    claimed = proportion.claimed
    once = twice = 0
    for module in modules:
        twice |= once & module.claimed[0]
        once |= module.claimed[0]
    for number, module in enumerate(modules, start=1):
        # A single claim rests on one module wherever it is; that says nothing.
        if len(modules) < thresholds.modules or claimed == 1:
            break
        alone = (module.claimed[0] & proportion.mask & ~twice).bit_count()
        if 100 * alone > thresholds.share * claimed:
            verb = "rests" if alone == 1 else "rest"
            title = behind.modules[number - 1].title
            text = f"{alone} of the {claimed} {verb} on {_module(number, title)} alone"
            yield Caution(CautionKind.ONE_MODULE, text, number)
    for number, module in enumerate(modules, start=1):
        if module.minutes > thresholds.minutes:
            title = behind.modules[number - 1].title
            text = f"{_capital(_module(number, title))} lasts {_hours(module.minutes)}"
            yield Caution(CautionKind.ONE_MODULE, text, number)


def _time(behind: Behind, proportion: Proportion) -> Iterator[Caution]:
    if not proportion.modules:
        yield Caution(CautionKind.TIME, "There is no module, and so no time")
        return
    unstated = [at for at, item in enumerate(proportion.modules, start=1) if not item.minutes]
    if unstated:
        if len(unstated) == 1:
            what = "its only module"
            if len(proportion.modules) > 1:
                what = _module(unstated[0], behind.modules[unstated[0] - 1].title)
            text, number = f"The length of {what} is not stated", unstated[0]
        elif len(unstated) == len(proportion.modules):
            text, number = "The length of no module is stated", 0
        else:
            text = f"The length of {number_word(len(unstated))} modules is not stated"
            number = 0
        yield Caution(CautionKind.TIME, text, number)
    if behind.stated and proportion.minutes > behind.stated:
        yield Caution(
            CautionKind.TIME,
            f"The modules add up to {_hours(proportion.minutes)}; "
            f"stated for the whole: {_hours(behind.stated)}",
        )


def _outcome(behind: Behind) -> Iterator[Caution]:
    idle = [(at, item.idle) for at, item in enumerate(behind.modules, start=1) if item.idle]
    if idle:
        count = sum(number for _at, number in idle)
        verb = "is" if count == 1 else "are"
        text = f"{_capital(number_word(count))} {'outcome' if count == 1 else 'outcomes'} {verb}"
        where = idle[0][0] if len(idle) == 1 else 0
        yield Caution(CautionKind.OUTCOME, f"{text} linked to no competency", where)
    if behind.same_outcomes:
        many = _capital(number_word(behind.same_outcomes))
        yield Caution(CautionKind.OUTCOME, f"{many} outcomes say what another says")
    bare = [
        at
        for at, item in enumerate(behind.modules, start=1)
        if item.reach.reached and not item.outcomes
    ]
    if len(bare) == 1:
        what = "The only module"
        if len(behind.modules) > 1:
            what = _capital(_module(bare[0], behind.modules[bare[0] - 1].title))
        yield Caution(CautionKind.OUTCOME, f"{what} has no outcome", bare[0])
    elif bare:
        many = _capital(number_word(len(bare)))
        yield Caution(CautionKind.OUTCOME, f"{many} modules have no outcome")


def _above(behind: Behind, proportion: Proportion) -> Iterator[Caution]:
    edition = behind.edition
    for level in edition.levels:
        if level.number <= behind.target_level:
            continue
        mask = edition.level_masks[level.number] & proportion.claims[0]
        codes = tuple(item.code for item in edition.members(mask))
        if codes:
            be, counts = ("is", "counts") if len(codes) == 1 else ("are", "count")
            text = f"{len(codes)} {be} of {level.name}, and {counts} for nothing here"
            yield Caution(CautionKind.ABOVE, text, codes=codes)


def _hours(minutes: int) -> str:
    """Return "2 hours", "90 minutes", "9 h 30 min": short lengths in one unit."""
    if minutes % 60 == 0:
        return plural(minutes // 60, "hour")
    return plural(minutes, "minute") if minutes < 120 else duration(minutes)


def _module(number: int, title: str) -> str:
    return f"module {number}, “{title}”," if title else f"module {number}"


def _named(number: int, title: str) -> str:
    return f"Module {number}, “{title}”" if title else f"Module {number}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
