"""For which outcomes a competency is taught, as a column of a list says it: numbers or words."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from pathways.domain.bringing.brought import BroughtMapping, BroughtModule, BroughtPathway, Report
from pathways.domain.bringing.texts import split_list
from pathways.domain.pathway.content import PathwayContent

_BETWEEN: Final = re.compile(r"\s*(?:[,;/&+\n]|\band\b)\s*", re.IGNORECASE)
_NUMBER: Final = re.compile(
    r"(?:(?:intended\s+)?(?:learning\s+)?(?:outcomes?|objectives?)|i?los?|o)?[\s.#]*"
    r"(?P<number>[0-9]{1,2})",
    re.IGNORECASE,
)


def read_served(text: str) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """Return the numbers of outcomes that a cell names, or else their words.

    "1, 3", "LO2" and "Outcomes 1 and 2" are numbers; anything else is words, an outcome a line.
    """
    parts = [part for part in _BETWEEN.split(text.strip()) if part]
    found = [_NUMBER.fullmatch(part) for part in parts]
    if all(found):
        return tuple(dict.fromkeys(int(one["number"]) for one in found if one)), ()
    return (), split_list(text)


def settle_served(
    modules: Sequence[BroughtModule], mappings: Sequence[BroughtMapping], report: Report
) -> tuple[tuple[BroughtModule, ...], tuple[BroughtMapping, ...]]:
    """Number the outcomes that mappings name in words, adding to a module those it had not.

    A number that a module's outcomes do not reach is told.
    """
    outcomes = [list(module.outcomes) for module in modules]
    settled = []
    for one in mappings:
        held = outcomes[one.module - 1]
        known = {text.casefold(): place for place, text in enumerate(held, start=1)}
        numbers = list(one.outcomes)
        for text in one.named:
            if text.casefold() not in known:
                held.append(text)
                known[text.casefold()] = len(held)
            numbers.append(known[text.casefold()])
        settled.append(replace(one, outcomes=tuple(dict.fromkeys(numbers)), named=()))
    for one in settled:
        held = outcomes[one.module - 1]
        for number in one.outcomes:
            if held and not 0 < number <= len(held):
                report.say(
                    f"{one.code} names outcome {number} of module {one.module}, which has "
                    f"{len(held)}. It was left out."
                )
    kept = (
        replace(module, outcomes=tuple(texts))
        for module, texts in zip(modules, outcomes, strict=True)
    )
    return tuple(kept), tuple(settled)


def lend_outcomes(brought: BroughtPathway, held: PathwayContent) -> BroughtPathway:
    """Return what was brought with the outcomes that its numbers mean.

    A list of marks names outcomes by their numbers and does not hold them: they are those of the
    pathway's module of the same title.
    """
    there = {module.title.casefold(): module.outcomes for module in held.modules}
    naming = {one.module for one in brought.mappings if one.outcomes}
    modules = tuple(
        replace(module, outcomes=tuple(one.text for one in there[module.title.casefold()]))
        if number in naming and not module.outcomes and module.title.casefold() in there
        else module
        for number, module in enumerate(brought.modules, start=1)
    )
    return replace(brought, modules=modules)
