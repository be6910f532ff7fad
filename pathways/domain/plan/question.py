"""What a plan is asked for: groups with their needs, the courses there are, and what must hold."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from pathways.domain.framework.edition import Edition
from pathways.domain.need.costs import Price
from pathways.domain.need.needs import Need
from pathways.domain.pathway.cautions import Caution
from pathways.domain.plan.pricing import PriceSource
from pathways.domain.worded import Worded

MOST_COURSES: Final = 4
"""How many courses a plan asks of one person at most."""


class PlanGoal(Worded):
    """What a plan is to be best at, once as little as can be stays open."""

    CHEAPEST = "cheapest", "Cheapest that is backed"
    SHORTEST = "shortest", "Fewest hours"
    PROVIDERS = "providers", "Fewest providers"
    DEEPEST = "deepest", "Deepest"


class CourseRun(NamedTuple):
    """A run of a course that has dates or a place: days as ISO, empty where by agreement.

    `price_pence` is None where it costs what the course does.
    """

    starts_on: str
    ends_on: str
    place: str
    is_online: bool
    is_open: bool
    places_left: int | None
    price_pence: int | None = None

    @property
    def has_room(self) -> bool:
        """Whether it has days, and is not known to be full."""
        return bool(self.starts_on) and self.places_left != 0


@dataclass(frozen=True, slots=True)
class Course:
    """A published course as a plan sees it. `minutes` is 0 where its length is not stated.

    Sets are bit sets of the edition: `backed` at the treatment that the brief asks, `developed`
    and `assessed` backed so far; `claimed` and `claims_assessed` hold what is claimed, backed or
    not. `opens` are the levels that whoever took it holds (`opened_by`). `misses` are keys of the
    brief's wishes that it does not meet. `crowded` counts its crowded modules. `priced` says where
    its price comes from.
    """

    pathway_id: str
    version_id: str
    version_number: int
    title: str
    provider: str
    provider_id: str
    level: int
    entry_level: int | None
    minutes: int
    price: Price
    backed: int
    developed: int
    assessed: int
    claimed: int
    claims_assessed: int
    opens: tuple[int, ...] = ()
    misses: tuple[str, ...] = ()
    crowded: int = 0
    cautions: tuple[Caution, ...] = ()
    dates: tuple[CourseRun, ...] = ()
    priced: PriceSource = PriceSource.PUBLISHED


@dataclass(frozen=True, slots=True)
class PlanGroup:
    """Some staff: how many, what they need, the level that they hold (0: none), where they are."""

    name: str
    people: int
    need: Need
    held: int = 0
    site: str = ""


@dataclass(frozen=True, slots=True)
class PlanQuestion:
    """Everything that a plan follows from. The same question has the same answer.

    `budget` is in pence for everybody, None for no limit; `minutes` are for one person, 0 for no
    limit. `musts` holds keys of the brief's wishes. Courses stand in the order of how well they
    fit; where plans are equal in everything else, the earlier are taken.
    """

    edition: Edition = field(repr=False)
    groups: tuple[PlanGroup, ...]
    courses: tuple[Course, ...] = field(repr=False)
    goal: PlanGoal = PlanGoal.CHEAPEST
    budget: int | None = None
    minutes: int = 0
    musts: tuple[str, ...] = ()
    vat_percent: int = 20
    is_reclaimed: bool = False
    hour_pence: int | None = None
    is_shared: bool = True
    is_entry_open: bool = False


def opened_by(edition: Edition, level: int, backed: int) -> tuple[int, ...]:
    """Return the levels that a course of this level opens: it backs something of each line there.

    `backed` is what it backs at any treatment. This is the framework's own minimum; what it
    claims of levels above its own counts for nothing.
    """
    return tuple(
        number
        for number in sorted(edition.by_level)
        if number <= level and all(line.mask & backed for line in edition.lines(number))
    )


def count_people(groups: Iterable[PlanGroup]) -> int:
    """Return how many people there are in all groups."""
    return sum(group.people for group in groups)


def sites_of(question: PlanQuestion) -> tuple[tuple[int, ...], ...]:
    """Return the groups, by their places, that share runs of a course.

    Those of one site do, unless the buyer says no; where no site is named, all of those do.
    """
    if not question.is_shared:
        return tuple((place,) for place in range(len(question.groups)))
    return group_places([group.site.strip().casefold() for group in question.groups])


def group_places(keys: Sequence[Hashable]) -> tuple[tuple[int, ...], ...]:
    """Return the places that have the same key, in the order in which keys come first."""
    found: dict[Hashable, list[int]] = {}
    for place, key in enumerate(keys):
        found.setdefault(key, []).append(place)
    return tuple(tuple(places) for places in found.values())
