"""How modules treat a competency, as a reviewer reads it: note, outcomes, and what is behind it."""

from collections.abc import Iterator
from dataclasses import dataclass

from pathways.domain.framework.edition import Edition
from pathways.domain.pathway.content import PathwayContent
from pathways.domain.pathway.treatment import Treatment
from pathways.domain.rule.proportion import Proportion, tell_lacks


@dataclass(frozen=True, slots=True)
class TaughtView:
    """One module's treatment of a competency, with its evidence and outcomes.

    `backing` says whether the claim is backed, and if not, for want of what.
    """

    number: int
    module: str
    treatment: Treatment
    evidence: str
    outcomes: tuple[str, ...]
    backing: str
    minutes: int | None = None


def tell_taught(
    edition: Edition, content: PathwayContent, proportion: Proportion
) -> dict[str, tuple[TaughtView, ...]]:
    """Return the treatments of each competency, by code, modules in their order."""
    found: dict[str, list[TaughtView]] = {}
    for code, view in _each_taught(edition, content, proportion):
        found.setdefault(code, []).append(view)
    return {code: tuple(views) for code, views in found.items()}


def _each_taught(
    edition: Edition, content: PathwayContent, proportion: Proportion
) -> Iterator[tuple[str, TaughtView]]:
    for number, module in enumerate(content.modules, start=1):
        behind = proportion.modules[number - 1]
        texts = {outcome.id: outcome.text for outcome in module.outcomes}
        for mapping in module.mappings:
            outcomes = tuple(texts[item] for item in mapping.outcomes if item in texts)
            is_assessed = mapping.treatment is Treatment.ASSESSED
            lacks = behind.lacks(edition.mask([mapping.code]), is_assessed=is_assessed)
            yield (
                mapping.code,
                TaughtView(
                    number,
                    module.title,
                    mapping.treatment,
                    mapping.evidence,
                    outcomes,
                    tell_lacks(lacks),
                    module.minutes,
                ),
            )
