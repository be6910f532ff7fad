"""What a brief asks of offers, level by level, as counts over bit sets.

An offer's competencies at the wanted treatment and those that it assesses are
joined into one wide set, the assessed ones shifted by the edition's width. So
everything that can be asked has one form: at least so many of these. It only
ever grows when offers are put together, so that putting together is OR.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from pathways.domain.framework.edition import Edition, Line
from pathways.domain.need.brief import Brief, Group
from pathways.domain.pathway.treatment import Treatment
from pathways.domain.rule.coverage import DemandKind
from pathways.domain.rule.standards import Asks, list_asks
from pathways.domain.words import number_word


@dataclass(frozen=True, slots=True)
class Want:
    """At least `count` of the competencies in `mask`, a wide set, which belong to `line`."""

    line: Line
    kind: DemandKind
    mask: int
    count: int
    strand: str | None = None

    def have(self, reach: int) -> int:
        """Return how many of those that count are there, never more than asked."""
        return min(self.count, (reach & self.mask).bit_count())


@dataclass(frozen=True, slots=True)
class Need:
    """What the groups of one level need. `people` are those of all its groups.

    `brings` is the level that everybody in them has, None where somebody has none.
    `mask` holds all that counts for a want.
    """

    edition: Edition = field(repr=False)
    level: int
    groups: tuple[Group, ...]
    treatment: Treatment
    wants: tuple[Want, ...]
    mask: int

    @property
    def people(self) -> int:
        """How many people need it."""
        return sum(group.people for group in self.groups)

    @property
    def brings(self) -> int | None:
        """The level that everybody has."""
        levels = [group.brings for group in self.groups]
        known = [level for level in levels if level is not None]
        return min(known) if known and len(known) == len(levels) else None

    @property
    def count(self) -> int:
        """How much is asked, all wants together."""
        return sum(want.count for want in self.wants)

    @property
    def has_assessed(self) -> bool:
        """Whether something has to be assessed, whatever the wanted treatment is."""
        return any(want.kind is DemandKind.ASSESSED for want in self.wants)

    @property
    def lines(self) -> tuple[Line, ...]:
        """The lines that something is asked of, in the framework's order."""
        return tuple({want.line.key: want.line for want in self.wants}.values())

    def widen(self, treated: int, assessed: int) -> int:
        """Join what is treated as far as wanted, and what is assessed, into one wide set."""
        return treated | assessed << _width(self.edition)

    def plain(self, reach: int) -> int:
        """Return the competencies of a wide set, treated as wanted or assessed."""
        width = _width(self.edition)
        return reach & (1 << width) - 1 | reach >> width

    def have(self, reach: int) -> int:
        """Return how much of what is asked a wide set has."""
        return sum([min(want.count, (reach & want.mask).bit_count()) for want in self.wants])

    def is_met(self, reach: int) -> bool:
        """Whether everything that is asked is there."""
        return all((reach & want.mask).bit_count() >= want.count for want in self.wants)

    def open(self, reach: int) -> tuple[Want, ...]:
        """Return the wants that are not met."""
        return tuple(want for want in self.wants if (reach & want.mask).bit_count() < want.count)


def list_needs(edition: Edition, brief: Brief) -> tuple[Need, ...]:
    """Return a need for each level that the brief's groups name, from the lowest."""
    return tuple(_need(edition, brief, level) for level in brief.levels)


def _need(edition: Edition, brief: Brief, level: int) -> Need:
    groups = tuple(group for group in brief.groups if group.level == level)
    bare = Need(edition, level, groups, brief.treatment, (), 0)
    asks = list_asks(edition, level, brief.asked(), bare.brings)
    required = edition.mask(code for code in brief.required if code in edition.by_code)
    wants: list[Want] = []
    for line, asked in zip(edition.lines(level), asks, strict=True):
        is_asked = not brief.themes or line.is_specialist or line.key in brief.themes
        if is_asked:
            wants += _wants(edition, line, asked)
        elif named := required & line.mask:
            wants.append(Want(line, DemandKind.REQUIRED, named, named.bit_count()))
    mask = 0
    for want in wants:
        mask |= want.mask
    return Need(edition, level, groups, brief.treatment, tuple(wants), mask)


def _wants(edition: Edition, line: Line, asks: Asks) -> Iterator[Want]:
    """Give what is asked of one line; the single competency only where nothing else implies it."""
    strands = line.strands if asks.has_strands else ()
    share = -(-asks.share * line.total // 100)  # rounded up
    is_implied = bool(strands or share or asks.required or asks.has_assessed)
    if not is_implied and not asks.is_brought:
        yield Want(line, DemandKind.SOME, line.mask, 1)
    for code, part in strands:
        yield Want(line, DemandKind.STRAND, part, 1, code)
    if share:
        yield Want(line, DemandKind.SHARE, line.mask, share)
    if asks.has_assessed:
        yield Want(line, DemandKind.ASSESSED, line.mask << _width(edition), 1)
    if asks.required:
        yield Want(line, DemandKind.REQUIRED, asks.required, asks.required.bit_count())


def _width(edition: Edition) -> int:
    return edition.all_mask.bit_length()


def want_words(need: Need, want: Want, reach: int) -> str:
    """Say what of one want is still to come: "2 more of Cultural Humility"."""
    name = want.line.short_name
    missing = want.count - want.have(reach)
    match want.kind:
        case DemandKind.SOME:
            return f"{name}: one competency"
        case DemandKind.STRAND:
            strand = need.edition.by_strand[want.strand or ""].short_name.lower()
            return f"{name}: one competency in {strand}"
        case DemandKind.SHARE:
            more = f"{number_word(missing)} more" if want.have(reach) else number_word(missing)
            noun = "competency" if missing == 1 else "competencies"
            return f"{name}: {more} {noun} of the {want.count} asked for"
        case DemandKind.ASSESSED:
            return f"{name}: something assessed"
        case DemandKind.REQUIRED:
            codes = need.edition.members(want.mask & ~reach)
            return f"{name}: {', '.join(item.code for item in codes)}"


def met_words(need: Need, met: Iterable[Want], reach: int) -> tuple[str, ...]:
    """Name what has just been met: a line where it is whole now, else its part."""
    found: dict[str, list[str]] = {}
    for want in met:
        parts = found.setdefault(want.line.short_name, [])
        if not line_is_met(need, want.line, reach):
            parts.append(_part(need, want))
    return tuple(f"{name} ({', '.join(parts)})" if parts else name for name, parts in found.items())


def _part(need: Need, want: Want) -> str:
    match want.kind:
        case DemandKind.STRAND:
            return need.edition.by_strand[want.strand or ""].short_name.lower()
        case DemandKind.ASSESSED:
            return "something assessed"
        case DemandKind.REQUIRED:
            return "what is asked by name"
        case _:
            return f"{want.count} competencies"


def line_is_met(need: Need, line: Line, reach: int) -> bool:
    """Whether a line has all that is asked of it."""
    return all(want.have(reach) == want.count for want in need.wants if want.line.key == line.key)


def join_reach(reaches: Iterable[int]) -> int:
    """Return what wide sets have together."""
    found = 0
    for reach in reaches:
        found |= reach
    return found
