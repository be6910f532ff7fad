"""Remarks on a pathway for its provider, and the same facts under the keys that scripts know."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from pathways.domain.framework.edition import Edition
from pathways.domain.pathway.cautions import Caution, CautionKind
from pathways.domain.pathway.content import PathwayContent, reach_of
from pathways.domain.words import competencies

_KINDS: Final = {
    CautionKind.RATE: "crowded",
    CautionKind.NOTE: "no-evidence",
    CautionKind.ONE_MODULE: "rests-on-one-module",
    CautionKind.OUTCOME: "idle-outcome",
}
"""The keys by which scripts know some kinds of cautions; the others go by their own."""


@dataclass(frozen=True, slots=True)
class Observation:
    """One fact. `module` is a module's number from 1, or 0 for the whole pathway."""

    kind: str
    text: str
    module: int = 0
    codes: tuple[str, ...] = field(default=())


def remark(edition: Edition, content: PathwayContent) -> tuple[Observation, ...]:
    """Return what is for the provider alone: nothing of it is behind or against a claim."""
    return tuple(_remarks(edition, content))


def observe(
    edition: Edition,
    content: PathwayContent,
    cautions: Iterable[Caution],
    *,
    has_remarks: bool = True,
) -> tuple[Observation, ...]:
    """Return remarks, where they are wanted, and cautions as one list of facts."""
    told = (
        Observation(
            _KINDS.get(item.kind, item.kind.value), f"{item.text}.", item.module, item.codes
        )
        for item in cautions
    )
    remarks = remark(edition, content) if has_remarks else ()
    return (*remarks, *told)


def _remarks(edition: Edition, content: PathwayContent) -> Iterator[Observation]:
    introduced = assessed = 0
    for number, module in enumerate(content.modules, start=1):
        if not module.mappings:
            text = f"Module {number} treats no competency."
            yield Observation("unmapped-module", text, number)
        reach = reach_of(edition, module)
        introduced |= reach.introduced
        assessed |= reach.assessed
    codes = tuple(item.code for item in edition.members(introduced & ~assessed))
    if codes:
        verb = "is" if len(codes) == 1 else "are"
        text = f"{competencies(len(codes)).capitalize()} {verb} introduced but never assessed."
        yield Observation("never-assessed", text, codes=codes)
