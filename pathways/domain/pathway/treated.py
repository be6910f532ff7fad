"""Where a pathway treats each competency: in which modules, how far, and with what note."""

from collections.abc import Mapping
from dataclasses import dataclass

from pathways.domain.pathway.content import PathwayContent
from pathways.domain.pathway.treatment import Treatment


@dataclass(frozen=True, slots=True)
class TreatedIn:
    """A module that treats a competency, with the provider's evidence. `number` is from 1."""

    number: int
    title: str
    minutes: int
    treatment: Treatment
    evidence: str


def list_treated(content: PathwayContent) -> Mapping[str, tuple[TreatedIn, ...]]:
    """Return for every code that a pathway treats its modules, in teaching order."""
    found: dict[str, list[TreatedIn]] = {}
    for number, module in enumerate(content.modules, start=1):
        for mapping in module.mappings:
            found.setdefault(mapping.code, []).append(
                TreatedIn(number, module.title, module.minutes, mapping.treatment, mapping.evidence)
            )
    return {code: tuple(modules) for code, modules in found.items()}


def take_farthest(modules: tuple[TreatedIn, ...]) -> Treatment:
    """Return how far the module that takes a competency farthest takes it."""
    return max((one.treatment for one in modules), key=lambda treatment: treatment.rank)
