"""What is behind the claims of a pathway's content."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from pathways.domain.framework.edition import Edition
from pathways.domain.pathway.content import (
    Details,
    PathwayContent,
    mask_noted,
    reach_of,
    reaches_of,
)
from pathways.domain.pathway.notes import Notes, compare_notes, fold, note_key
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

    def without_titles(self) -> "Behind":
        """Return the same, where modules are told apart by their numbers alone."""
        modules = tuple(
            ModuleBehind("", item.reach, item.outcomes, item.idle) for item in self.modules
        )
        return replace(self, modules=modules)


def weigh(
    edition: Edition, content: PathwayContent, thresholds: Thresholds = DEFAULTS
) -> Proportion:
    """Measure what is behind the claims of a pathway's content."""
    reaches = reaches_of(edition, content, thresholds)
    return weigh_modules(edition, content.target_level, reaches, thresholds)


@dataclass(frozen=True, slots=True)
class ModuleKept:
    """A module as far as `Behind` asks of it: what the builder keeps beside its mappings.

    `behind` says of each competency what `keep_behind` returns. `outcomes` gives the words of
    each outcome by its identifier.
    """

    title: str
    reach: ModuleReach
    behind: Mapping[str, Sequence[str]]
    outcomes: Mapping[str, str]


def keep_behind(
    evidence: str, outcomes: Iterable[str], thresholds: Thresholds = DEFAULTS
) -> list[str]:
    """Return what is kept of one mapping: the key of its note, then the outcomes it names."""
    return [note_key(evidence, thresholds), *sorted(outcomes)]


def look_behind(
    edition: Edition, content: PathwayContent, thresholds: Thresholds = DEFAULTS
) -> Behind:
    """Return all that cautions are made of."""
    modules = [
        ModuleKept(
            title=module.title,
            reach=reach_of(edition, module),
            behind={
                mapping.code: keep_behind(mapping.evidence, mapping.outcomes, thresholds)
                for mapping in module.mappings
            },
            outcomes={outcome.id: outcome.text for outcome in module.outcomes},
        )
        for module in content.modules
    ]
    return join_kept(edition, content.target_level, content.details, modules, thresholds)


def join_kept(
    edition: Edition,
    target_level: int,
    details: Details,
    modules: Sequence[ModuleKept],
    thresholds: Thresholds = DEFAULTS,
) -> Behind:
    """Return all that cautions are made of, from what is kept of each module.

    Whether a note is one of its own is told from the keys of all of them together.
    """
    keys = [{code: kept[0] for code, kept in module.behind.items()} for module in modules]
    notes = compare_notes(keys, thresholds)
    return Behind(
        edition=edition,
        target_level=target_level,
        stated=details.contact_minutes + details.self_study_minutes,
        modules=tuple(
            ModuleBehind(
                module.title,
                module.reach.noting(mask_noted(edition, here, notes)),
                len(module.outcomes),
                _count_idle(module),
            )
            for module, here in zip(modules, keys, strict=True)
        ),
        notes=notes,
        same_outcomes=count_same(text for module in modules for text in module.outcomes.values()),
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
        notes = f"{'Both' if claimed == 2 else f'All {claimed}'} have a note of their own"
    elif claimed == 2 and not noted:
        notes = "Neither has a note of its own"
    else:
        notes = f"{noted or 'None'} of the {claimed} {_have(noted)}"
    if claimed == 1:
        notes = f"It has {'a' if noted else 'no'} note of its own"
    return f"{_tell_time(proportion)} {notes}; {told}."


def count_proportion(proportion: Proportion) -> str:
    """Say claims, time and backing in one short line: "63 claimed, time for 24, none backed"."""
    claimed, backed = proportion.claimed, proportion.backed
    told = "all" if backed == claimed else backed or "none"
    return f"{claimed} claimed, time for {proportion.time_for}, {told} backed"


def _have(count: int) -> str:
    return "has a note of its own" if count < 2 else "have a note of their own"


def _tell_time(proportion: Proportion) -> str:
    many = competencies(proportion.claimed)
    many = many[:1].upper() + many[1:]
    tenths, crowded = proportion.tenths_an_hour, len(proportion.crowded)
    unstated = sum(1 for module in proportion.modules if not module.minutes)
    if tenths is None:
        lead = f"{many}, and no length is stated"
    elif unstated:
        # What such a module claims has no hours to go with, so an hour's number would be too high.
        others = f"{number_word(unstated)} {'module' if unstated == 1 else 'modules'}"
        lead = f"{many} in {duration(proportion.minutes)} and {others} whose length is not stated"
    else:
        hourly = f"about {(tenths + 5) // 10}" if tenths >= 10 else "less than one"
        lead = f"{many} in {duration(proportion.minutes)}: {hourly} an hour"
    if not crowded:
        if unstated:
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


def _count_idle(module: ModuleKept) -> int:
    named = {outcome for kept in module.behind.values() for outcome in kept[1:]}
    return sum(1 for outcome in module.outcomes if outcome not in named)
