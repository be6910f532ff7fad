"""What is behind a claim: the time that there is for it, its note, its assessment.

Coverage counts what is claimed; this counts what is backed, and how much any claim weighs.
Plain values in, plain values out, like coverage, whose verdict it never changes.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from pathways.domain.framework.edition import Edition
from pathways.domain.rule.reach import ModuleReach
from pathways.domain.worded import Worded
from pathways.domain.words import listed

INTRODUCED, DEVELOPED, ASSESSED = range(3)
"""How far a claim goes at least, as places in what is counted for each."""

WHOLE: Final = 1000
"""What a backed claim weighs. Weights are whole thousandths."""


Weights = tuple[tuple[int, int], ...]
"""Weights below a whole, the heaviest first, each with the bit set of what weighs so.

No set shares anything with another, or with what is backed.
"""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The limits that proportion is measured by.

    `rate`: distinct competencies that an hour has time for. A note is of its own with at least
    `characters` that stand on at most `copies` mappings; more than `numbered` that differ in
    nothing but a number are remarked on. A pathway of at least `modules` modules rests on one
    where more than `share` per cent of what it claims is claimed there alone. `minutes`: what
    one module lasts at most without a remark.
    """

    rate: int = 12
    share: int = 50
    modules: int = 3
    characters: int = 8
    copies: int = 5
    numbered: int = 10
    minutes: int = 480


DEFAULTS: Final = Thresholds()


class Lack(Worded):
    """What a claim lacks of being backed as far as it goes."""

    TIME = "time", "the module is crowded"
    NOTE = "note", "no note of its own"
    ASSESSMENT = "assessment", "no assessment is named"


def tell_lacks(lacks: Sequence[Lack]) -> str:
    """Say beside a claim whether it is backed, and if not, for want of what."""
    if not lacks:
        return "Backed"
    why = listed([lack.word for lack in lacks])
    if set(lacks) == {Lack.ASSESSMENT}:
        return f"Backed as developed: {why}"
    return f"Not backed: {why}"


@dataclass(frozen=True, slots=True)
class ModuleProportion:
    """What is behind the claims of one module, of whatever level.

    `claims` counts them, and `time_for` those that there is time for. `claimed` holds bit
    sets of what is claimed at least introduced, developed and assessed, `backed` of what is
    backed so far, `noted` of what has a note of its own. `room` is the time that a crowded
    module has, over all that shares it.
    """

    minutes: int
    claims: int
    time_for: int
    is_crowded: bool
    room: tuple[int, int]
    claimed: tuple[int, int, int]
    noted: int

    @property
    def backed(self) -> tuple[int, int, int]:
        """Bit sets of what is backed at least introduced, developed and assessed."""
        if self.is_crowded:
            return 0, 0, 0
        introduced, developed, assessed = self.claimed
        return introduced & self.noted, developed & self.noted, assessed & self.noted

    @property
    def tenths_an_hour(self) -> int | None:
        """Tenths of a competency in an hour, to the nearest; None where no minutes are stated."""
        return tenths_an_hour(self.claims, self.minutes)

    def lacks(self, mask: int, *, is_assessed: bool) -> tuple[Lack, ...]:
        """Return what the claim of one competency, a bit set, lacks in this module.

        `is_assessed`: it is marked assessed.
        """
        asked = (
            (Lack.TIME, self.is_crowded),
            (Lack.NOTE, not self.noted & mask),
            (Lack.ASSESSMENT, is_assessed and not self.claimed[ASSESSED] & mask),
        )
        return tuple(lack for lack, is_lacking in asked if is_lacking)

    def weigh(self, *, is_noted: bool) -> int:
        """Return what a claim of this module weighs, with or without a note of its own."""
        whole = WHOLE if is_noted else WHOLE // 2
        time, claims = self.room
        return whole * time // claims if self.is_crowded else whole


@dataclass(frozen=True)
class Proportion:
    """What is behind the claims of a pathway.

    Its counts are those of the competencies of its lines, in `mask`, each once. The bit sets
    hold what any module gives, of whatever level.
    """

    mask: int
    modules: tuple[ModuleProportion, ...]

    @cached_property
    def minutes(self) -> int:
        """Minutes of all modules together."""
        return sum(module.minutes for module in self.modules)

    @cached_property
    def time_for(self) -> int:
        """How many competencies there is time for in all modules together."""
        return sum(module.time_for for module in self.modules)

    @cached_property
    def claims(self) -> tuple[int, int, int]:
        """Bit sets of what some module claims at least introduced, developed and assessed."""
        return _join(module.claimed for module in self.modules)

    @cached_property
    def notes(self) -> int:
        """The bit set of what has a note of its own in some module."""
        found = 0
        for module in self.modules:
            found |= module.noted
        return found

    @cached_property
    def backing(self) -> tuple[int, int, int]:
        """Bit sets of what some module backs at least introduced, developed and assessed."""
        return _join(module.backed for module in self.modules)

    @property
    def claimed(self) -> int:
        """Competencies claimed."""
        return (self.claims[INTRODUCED] & self.mask).bit_count()

    @property
    def noted(self) -> int:
        """Competencies with a note of their own."""
        return (self.notes & self.mask).bit_count()

    @property
    def developed(self) -> int:
        """Competencies developed at least."""
        return (self.claims[DEVELOPED] & self.mask).bit_count()

    @property
    def assessed(self) -> int:
        """Competencies assessed, where an assessment is named."""
        return (self.claims[ASSESSED] & self.mask).bit_count()

    @property
    def backed(self) -> int:
        """Competencies backed, however far."""
        return (self.backing[INTRODUCED] & self.mask).bit_count()

    @property
    def crowded(self) -> tuple[int, ...]:
        """The numbers of the crowded modules, from 1."""
        return tuple(at for at, module in enumerate(self.modules, start=1) if module.is_crowded)

    @property
    def tenths_an_hour(self) -> int | None:
        """Tenths of a competency in an hour, to the nearest; None where no minutes are stated."""
        return tenths_an_hour(self.claimed, self.minutes)

    def part(self, mask: int) -> "Proportion":
        """Return the same modules, counted over other competencies."""
        return Proportion(mask, self.modules)

    def weights(self, treatment: int) -> Weights:
        """Return weights below a whole with the competencies that weigh so, the heaviest first.

        `treatment` is how far they have to be claimed, a place from INTRODUCED to ASSESSED. A
        competency weighs the best that any module gives it; what is backed weighs a whole, and
        stands in none of the sets.
        """
        found: dict[int, int] = {}
        for module in self.modules:
            claimed = module.claimed[treatment]
            for is_noted, mask in (
                (True, claimed & module.noted),
                (False, claimed & ~module.noted),
            ):
                if mask:
                    weight = module.weigh(is_noted=is_noted)
                    found[weight] = found.get(weight, 0) | mask
        left = ~self.backing[treatment]
        weights = []
        for weight in sorted(found, reverse=True):
            if mask := found[weight] & left:
                weights.append((weight, mask))
            left &= ~mask
        return tuple(weights)


def weigh_modules(
    edition: Edition,
    target_level: int,
    modules: Sequence[ModuleReach],
    thresholds: Thresholds = DEFAULTS,
) -> Proportion:
    """Measure what is behind the claims of a pathway's modules.

    A module has time for so many competencies an hour, rounded down, and is crowded when it
    claims more. Those whose minutes are not stated have together time for half of their
    claims, rounded up, and at most for those of an hour; each is given its part of that.
    KeyError for a target level that the edition does not have.
    """
    mask = 0
    for line in edition.lines(target_level):
        mask |= line.mask
    counts = [module.reached.bit_count() for module in modules]
    unstated = sum(
        count for module, count in zip(modules, counts, strict=True) if not module.minutes
    )
    shared = min(thresholds.rate, -(-unstated // 2))  # rounded up
    found = []
    before = 0
    for module, count in zip(modules, counts, strict=True):
        if module.minutes:
            time = thresholds.rate * module.minutes // 60
            room = time, count
        else:
            room = shared, unstated
            # Parts that add up to the whole: each takes what is due up to here, less those before.
            upto = before + count
            time = shared * upto // unstated - shared * before // unstated if unstated else 0
            before = upto
        found.append(
            ModuleProportion(
                minutes=module.minutes,
                claims=count,
                time_for=time,
                is_crowded=count > 0 and room[1] > room[0],
                room=room,
                claimed=module.treated,
                noted=module.noted & module.reached,
            )
        )
    return Proportion(mask, tuple(found))


def tenths_an_hour(claims: int, minutes: int) -> int | None:
    """Return tenths of a competency in an hour, to the nearest; None for no minutes."""
    return (1200 * claims + minutes) // (2 * minutes) if minutes else None


def _join(parts: Iterable[tuple[int, int, int]]) -> tuple[int, int, int]:
    introduced = developed = assessed = 0
    for one, two, three in parts:
        introduced |= one
        developed |= two
        assessed |= three
    return introduced, developed, assessed
