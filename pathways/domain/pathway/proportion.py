"""What is behind the claims of a pathway's content."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from pathways.domain.framework.edition import Edition
from pathways.domain.pathway.content import (
    Module,
    PathwayContent,
    compare_content_notes,
    reaches_of,
)
from pathways.domain.pathway.notes import Notes, fold
from pathways.domain.rule.proportion import DEFAULTS, Proportion, Thresholds, weigh_modules
from pathways.domain.rule.reach import ModuleReach
from pathways.domain.words import competencies, duration, listed, number_word


@dataclass(frozen=True, slots=True)
class ModuleBehind:
    """What cautions ask of a module beside its reach.

    `outcomes` counts its outcomes, `idle` those that no mapping names.
    """

    title: str
    reach: ModuleReach
    outcomes: int
    idle: int


@dataclass(frozen=True, slots=True)
class Behind:
    """All that cautions are made of, however it was read.

    `stated` are the minutes that Details state for the whole, 0 where they state none.
    `same_outcomes` counts the outcomes whose words stand on more than one.
    """

    edition: Edition
    target_level: int
    stated: int
    modules: tuple[ModuleBehind, ...]
    notes: Notes
    same_outcomes: int

    def weigh(self, thresholds: Thresholds = DEFAULTS) -> Proportion:
        """Measure what is behind the claims."""
        return weigh_modules(
            self.edition, self.target_level, [item.reach for item in self.modules], thresholds
        )


def weigh(
    edition: Edition, content: PathwayContent, thresholds: Thresholds = DEFAULTS
) -> Proportion:
    """Measure what is behind the claims of a pathway's content."""
    reaches = reaches_of(edition, content, thresholds)
    return weigh_modules(edition, content.target_level, reaches, thresholds)


def look_behind(
    edition: Edition, content: PathwayContent, thresholds: Thresholds = DEFAULTS
) -> Behind:
    """Return all that cautions are made of."""
    reaches = reaches_of(edition, content, thresholds)
    details = content.details
    return Behind(
        edition=edition,
        target_level=content.target_level,
        stated=details.contact_minutes + details.self_study_minutes,
        modules=tuple(
            ModuleBehind(module.title, reach, len(module.outcomes), _count_idle(module))
            for module, reach in zip(content.modules, reaches, strict=True)
        ),
        notes=compare_content_notes(content, thresholds)[1],
        same_outcomes=count_same(
            outcome.text for module in content.modules for outcome in module.outcomes
        ),
    )


def tell_proportion(proportion: Proportion) -> str:
    """Say in a few sentences what is behind the claims: time, notes, and how far they go."""
    claimed = proportion.claimed
    if not claimed:
        return "No competency of the level that it leads to is in it."
    noted, assessed = proportion.noted, proportion.assessed
    depths = (
        (assessed, "assessed"),
        (proportion.developed - assessed, "developed"),
        (claimed - proportion.developed, "introduced"),
    )
    told = listed([f"{count} {word}" for count, word in depths if count])
    if noted == claimed:
        notes = f"All {claimed} have a note of their own"
    else:
        notes = f"{noted or 'None'} of the {claimed} {_have(noted)}"
    if claimed == 1:
        notes = f"It has {'a' if noted else 'no'} note of its own"
    return f"{_tell_time(proportion)} {notes}; {told}."


def _have(count: int) -> str:
    return "has a note of its own" if count < 2 else "have a note of their own"


def _tell_time(proportion: Proportion) -> str:
    many = competencies(proportion.claimed)
    many = many[:1].upper() + many[1:]
    tenths, crowded = proportion.tenths_an_hour, len(proportion.crowded)
    if tenths is None:
        lead = f"{many}, and no length is stated"
    else:
        hourly = f"{(tenths + 5) // 10}" if tenths >= 10 else "less than one"
        lead = f"{many} in {duration(proportion.minutes)}: about {hourly} an hour"
    if not crowded:
        if not all(module.minutes for module in proportion.modules):
            return f"{lead}."
        return f"{lead}, and no module has more than there is time for."
    if crowded == len(proportion.modules):
        who = "its only module has" if crowded == 1 else f"all {number_word(crowded)} modules have"
    else:
        verb = "has" if crowded == 1 else "have"
        who = f"{number_word(crowded)} of {number_word(len(proportion.modules))} modules {verb}"
    return f"{lead}, and {who} more than there is time for."


def count_same(texts: Iterable[str]) -> int:
    """Return how many of these texts stand more than once, whatever their case and blanks."""
    folded = Counter(filter(None, map(fold, texts)))
    return sum(count for count in folded.values() if count > 1)


def _count_idle(module: Module) -> int:
    named = {outcome for mapping in module.mappings for outcome in mapping.outcomes}
    return sum(1 for outcome in module.outcomes if outcome.id not in named)
