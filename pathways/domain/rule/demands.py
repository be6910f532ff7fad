"""What a standard asks of each line, as one list: whoever needs to know reads it here.

A new kind of demand is a line in `DemandKind`, one where it is asked, and a
case in each reader: every `match` over the kinds is complete, so the type
checker names those that lack it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from pathways.domain.framework.edition import Edition, Line
from pathways.domain.rule.standards import Standard


class DemandKind(StrEnum):
    """What a standard may ask of a line."""

    SOME = "some"
    STRAND = "strand"
    SHARE = "share"
    ASSESSED = "assessed"
    REQUIRED = "required"


@dataclass(frozen=True, slots=True)
class Demand:
    """At least `count` of the competencies in `mask`, a bit set, asked of one line.

    `strand` is set where one strand is asked, `share` where `count` is a
    percentage of the line, rounded up.
    """

    line: Line = field(repr=False)
    kind: DemandKind
    mask: int
    count: int
    strand: str | None = None
    share: int = 0

    def pick(self, treated: int, assessed: int) -> int:
        """Return the one of two values that counts for this kind of demand."""
        match self.kind:
            case DemandKind.ASSESSED:
                return assessed
            case DemandKind.SOME | DemandKind.STRAND | DemandKind.SHARE | DemandKind.REQUIRED:
                return treated

    def have(self, reach: int) -> int:
        """Return how many of those that count are there, never more than asked."""
        return min(self.count, (reach & self.mask).bit_count())


def list_demands(
    edition: Edition,
    target_level: int,
    standard: Standard,
    entry_level: int | None = None,
) -> tuple[tuple[Line, tuple[Demand, ...]], ...]:
    """Return each of `edition.lines(target_level)`, in their order, with what is asked of it.

    Every line asks one competency, except a theme that learners must bring:
    at a target level with a flat list of features, a theme asks one (of every
    strand where the standard asks strands), or nothing where the levels below
    are required on entry; shares and assessment are asked of the list alone.
    Competencies that the standard requires by name stay asked, and a standard
    that asks everything asks it of the pathway itself.
    """
    lines = edition.lines(target_level)
    required = edition.mask(code for code in standard.required if code in edition.by_code)
    is_flat = any(line.is_specialist for line in lines)
    has_entry = entry_level is not None and entry_level >= edition.level_below(target_level)
    found = []
    for line in lines:
        is_lighter = is_flat and not line.is_specialist and not standard.is_complete
        own = _of_line(standard, line, is_lighter=is_lighter, is_brought=is_lighter and has_entry)
        found.append((line, (*own, *required_of(line, required))))
    return tuple(found)


def is_brought(demands: Iterable[Demand]) -> bool:
    """Say whether learners must bring a line: then not even one competency is asked of it."""
    return all(demand.kind is not DemandKind.SOME for demand in demands)


def _of_line(
    standard: Standard, line: Line, *, is_lighter: bool, is_brought: bool
) -> Iterator[Demand]:
    if not is_brought:
        yield Demand(line, DemandKind.SOME, line.mask, 1)
        for code, part in line.strands if standard.has_strands else ():
            yield Demand(line, DemandKind.STRAND, part, 1, strand=code)
    share = standard.share_of(line.key)
    if share and not is_lighter:
        least = -(-share * line.total // 100)  # rounded up
        yield Demand(line, DemandKind.SHARE, line.mask, least, share=share)
    if standard.has_assessed and not is_lighter:
        yield Demand(line, DemandKind.ASSESSED, line.mask, 1)


def required_of(line: Line, required: int) -> Iterator[Demand]:
    """Give the demand for what is asked by name, a bit set, where the line has any of it."""
    if here := required & line.mask:
        yield Demand(line, DemandKind.REQUIRED, here, here.bit_count())


def by_kind(demands: Iterable[Demand]) -> list[Demand]:
    """Return demands in the order of their kinds, in which sentences name them."""
    order = list(DemandKind)
    return sorted(demands, key=lambda demand: order.index(demand.kind))
