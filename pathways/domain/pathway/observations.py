"""Facts about a pathway that a careful reader would want to know. None of them fails it."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from pathways.domain.framework.edition import Edition
from pathways.domain.pathway.content import Module, PathwayContent, reach_of
from pathways.domain.words import competencies, plural


@dataclass(frozen=True, slots=True)
class Thresholds:
    """When an observation is made. Rate: distinct competencies an hour in one module.

    A pathway rests on one module when more than `share` per cent of what it
    reaches is reached there alone, in a pathway of at least `modules` modules.
    """

    rate: int = 12
    share: int = 50
    modules: int = 3


@dataclass(frozen=True, slots=True)
class Observation:
    """One fact. `module` is a module's number from 1, or 0 for the whole pathway."""

    kind: str
    text: str
    module: int = 0
    codes: tuple[str, ...] = field(default=())


def observe(
    edition: Edition, content: PathwayContent, thresholds: Thresholds | None = None
) -> tuple[Observation, ...]:
    """Return the observations on a pathway, in a fixed order of kinds."""
    limits = thresholds or Thresholds()
    numbered = list(enumerate(content.modules, start=1))
    found: list[Observation] = []
    for number, module in numbered:
        if not module.mappings:
            found.append(
                Observation(
                    "unmapped-module",
                    f"Module {number} treats no competency yet.",
                    number,
                )
            )
    for number, module in numbered:
        found.extend(_idle_outcomes(number, module))
    found.extend(_never_assessed(edition, content))
    found.extend(_rests_on_one(edition, content, limits))
    for number, module in numbered:
        found.extend(_crowded(number, module, limits))
    for number, module in numbered:
        bare = tuple(item.code for item in module.mappings if not item.evidence.strip())
        if bare:
            found.append(
                Observation(
                    "no-evidence",
                    f"Module {number} has no evidence note for {competencies(len(bare))}.",
                    number,
                    bare,
                )
            )
    return tuple(found)


def _idle_outcomes(number: int, module: Module) -> Iterator[Observation]:
    used = {outcome for mapping in module.mappings for outcome in mapping.outcomes}
    for position, outcome in enumerate(module.outcomes, start=1):
        if outcome.id not in used:
            yield Observation(
                "idle-outcome",
                f"Outcome {position} of module {number} is linked to no competency.",
                number,
            )


def _never_assessed(edition: Edition, content: PathwayContent) -> Iterator[Observation]:
    introduced = assessed = 0
    for module in content.modules:
        reach = reach_of(edition, module)
        introduced |= reach.introduced
        assessed |= reach.assessed
    codes = tuple(item.code for item in edition.members(introduced & ~assessed))
    if codes:
        verb = "is" if len(codes) == 1 else "are"
        yield Observation(
            "never-assessed",
            f"{competencies(len(codes)).capitalize()} {verb} introduced but never assessed.",
            codes=codes,
        )


def _rests_on_one(
    edition: Edition, content: PathwayContent, limits: Thresholds
) -> Iterator[Observation]:
    if len(content.modules) < limits.modules:
        return
    reaches = [reach_of(edition, module).reached for module in content.modules]
    everything = shared = 0
    for reach in reaches:
        shared |= everything & reach
        everything |= reach
    for number, reach in enumerate(reaches, start=1):
        alone = (reach & ~shared).bit_count()
        if 100 * alone > limits.share * everything.bit_count():
            yield Observation(
                "rests-on-one-module",
                f"{alone} of the {everything.bit_count()} competencies reached rest on "
                f"module {number} alone.",
                number,
            )


def _crowded(number: int, module: Module, limits: Thresholds) -> Iterator[Observation]:
    count = len({mapping.code for mapping in module.mappings})
    # Minutes not stated are no rate.
    if module.minutes and count * 60 > limits.rate * module.minutes:
        yield Observation(
            "crowded",
            f"Module {number} treats {competencies(count)} in "
            f"{plural(module.minutes, 'minute')}: more than {limits.rate} an hour.",
            number,
        )
