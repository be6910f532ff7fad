"""What a brief asks of offers, level by level, as counts over bit sets.

An offer's competencies at the wanted treatment and those that it assesses are
joined into one wide set, the assessed ones shifted by the edition's width. So
everything that can be asked has one form: at least so many of these. It only
ever grows when offers are put together, so that putting together is OR.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from pathways.domain.framework.edition import Edition, Line
from pathways.domain.need.brief import Brief, Group
from pathways.domain.pathway.treatment import Treatment
from pathways.domain.rule.demands import Demand, DemandKind, list_demands, required_of
from pathways.domain.rule.sentences import fill, words_of


@dataclass(frozen=True, slots=True)
class Need:
    """What the groups of one level need. `people` are those of all its groups.

    `brings` is the level that everybody in them has, None where somebody has none.
    The masks of its `demands` are wide sets; `mask` holds all that counts for one of them.
    """

    edition: Edition = field(repr=False)
    level: int
    groups: tuple[Group, ...]
    treatment: Treatment
    demands: tuple[Demand, ...]
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
        """How much is asked, all demands together."""
        return sum(demand.count for demand in self.demands)

    @property
    def has_assessed(self) -> bool:
        """Whether something has to be assessed, whatever the wanted treatment is."""
        return any(demand.kind is DemandKind.ASSESSED for demand in self.demands)

    @property
    def lines(self) -> tuple[Line, ...]:
        """The lines that something is asked of, in the framework's order."""
        return tuple({demand.line.key: demand.line for demand in self.demands}.values())

    def widen(self, treated: int, assessed: int) -> int:
        """Join what is treated as far as wanted, and what is assessed, into one wide set."""
        return treated | assessed << _width(self.edition)

    def plain(self, reach: int) -> int:
        """Return the competencies of a wide set, treated as wanted or assessed."""
        width = _width(self.edition)
        return reach & (1 << width) - 1 | reach >> width

    def have(self, reach: int) -> int:
        """Return how much of what is asked a wide set has."""
        return sum([demand.have(reach) for demand in self.demands])

    def is_met(self, reach: int) -> bool:
        """Whether everything that is asked is there; most offers lack the first thing already."""
        return all(item.have(reach) >= item.count for item in self.demands)

    def open(self, reach: int) -> tuple[Demand, ...]:
        """Return the demands that are not met."""
        return tuple([item for item in self.demands if item.have(reach) < item.count])


def list_needs(edition: Edition, brief: Brief) -> tuple[Need, ...]:
    """Return a need for each level that the brief's groups name, from the lowest."""
    return tuple(_need(edition, brief, level) for level in brief.levels)


def _need(edition: Edition, brief: Brief, level: int) -> Need:
    groups = tuple(group for group in brief.groups if group.level == level)
    bare = Need(edition, level, groups, brief.treatment, (), 0)
    required = edition.mask(code for code in brief.required if code in edition.by_code)
    demands: list[Demand] = []
    for line, asked in list_demands(edition, level, brief.asked(), bare.brings):
        if brief.themes and not line.is_specialist and line.key not in brief.themes:
            demands += required_of(line, required)
        else:
            # Whatever else is asked of a line brings the single competency with it.
            demands += [item for item in asked if item.kind is not DemandKind.SOME] or asked
    mask = 0
    for place, demand in enumerate(demands):
        wide = demand.pick(demand.mask, demand.mask << _width(edition))
        demands[place] = replace(demand, mask=wide)
        mask |= wide
    return Need(edition, level, groups, brief.treatment, tuple(demands), mask)


def _width(edition: Edition) -> int:
    return edition.all_mask.bit_length()


def open_words(need: Need, demand: Demand, reach: int) -> str:
    """Say what of one demand is still to come: "2 more of Cultural Humility"."""
    have, to_come = demand.have(reach), demand.mask & ~reach
    still = fill(words_of(demand).still, need.edition, demand, have, to_come)
    return f"{demand.line.short_name}: {still}"


def met_words(need: Need, met: Iterable[Demand], reach: int) -> tuple[str, ...]:
    """Name what has just been met: a line where it is whole now, else its part."""
    found: dict[str, list[str]] = {}
    for demand in met:
        parts = found.setdefault(demand.line.short_name, [])
        if not line_is_met(need, demand.line, reach):
            parts.append(fill(words_of(demand).met, need.edition, demand))
    return tuple(f"{name} ({', '.join(parts)})" if parts else name for name, parts in found.items())


def line_is_met(need: Need, line: Line, reach: int) -> bool:
    """Whether a line has all that is asked of it."""
    return all(demand.line.key != line.key for demand in need.open(reach))


def join_reach(reaches: Iterable[int]) -> int:
    """Return what wide sets have together."""
    found = 0
    for reach in reaches:
        found |= reach
    return found
