"""A training plan as one immutable value: what pages show, files hold and organisations keep.

It holds everything that is said of it, in numbers and in words of its day, so that a plan that
was kept reads the same later, whatever became of its courses.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple, Self

from pathways.domain.need.costs import Cost, Price
from pathways.domain.pathway.cautions import Caution, CautionKind
from pathways.domain.plan.pricing import PriceSource
from pathways.domain.plan.question import CourseRun, PlanGoal
from pathways.domain.worded import Worded


@dataclass(frozen=True, slots=True)
class PlanCourse:
    """A course of a plan, as it was published then. `minutes` is 0 where its length is not stated.

    `misses` are keys of the brief's wishes that it does not meet, `priced` says where its price
    comes from.
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
    misses: tuple[str, ...] = ()
    cautions: tuple[Caution, ...] = ()
    dates: tuple[CourseRun, ...] = ()
    priced: PriceSource = PriceSource.PUBLISHED


class PlanStep(NamedTuple):
    """One course that a group takes, by its place among the plan's courses, and why it does.

    `opens` is the level that the group holds with it and did not before, 0 for none. `met` counts
    what is asked that this step brings and those before it do not.
    """

    course: int
    why: str
    opens: int
    met: int


class PlanAsk(NamedTuple):
    """What a provider could add to its course so that a demand is met: any one of these codes."""

    pathway_id: str
    title: str
    provider: str
    provider_id: str
    codes: tuple[str, ...]
    words: str

    @property
    def question(self) -> str:
        """Return what a buyer could write to the provider."""
        codes = " or ".join(self.codes)
        return f"Could you add {codes} to “{self.title}”, and what would it cost?"


@dataclass(frozen=True, slots=True)
class OpenDemand:
    """What stays open for a group: `missing` competencies of one demand on a line.

    `words` name them, as in "Wellbeing: L2-WB-S08". `codes` are those of which any would count.
    `is_claimed`: the group's courses claim enough of them, and do not back it. `is_nowhere`: no
    course at all backs one of them.
    """

    level: int
    line: str
    line_name: str
    words: str
    missing: int
    codes: tuple[str, ...]
    is_claimed: bool = False
    is_nowhere: bool = False
    asks: tuple[PlanAsk, ...] = ()


@dataclass(frozen=True, slots=True)
class GroupPlan:
    """What one group does, in order. `held` is the level it has before, 0 for none.

    `minutes` are one person's, of the courses whose length is stated; `unstated` counts the
    others. `pays` is its part of what the plan costs, by people, None where a price is unknown.
    `asked` counts all that is asked of it, `open` says what of that is missing.
    """

    name: str
    people: int
    site: str
    level: int
    level_name: str
    held: int
    held_name: str
    steps: tuple[PlanStep, ...] = ()
    minutes: int = 0
    unstated: int = 0
    pays: int | None = 0
    asked: int = 0
    open: tuple[OpenDemand, ...] = ()

    @property
    def missing(self) -> int:
        """How many competencies that are asked of it stay open."""
        return sum(demand.missing for demand in self.open)


@dataclass(frozen=True, slots=True)
class CourseRuns:
    """The runs of one course for those groups that share them, each by its place.

    `sizes` are the people in each run, as even as can be; empty where no largest group is stated.
    `is_short`: one of them has fewer people than the smallest group.
    """

    course: int
    site: str
    groups: tuple[int, ...]
    people: int
    sizes: tuple[int, ...]
    cost: Cost
    minutes: int
    is_short: bool = False


@dataclass(frozen=True, slots=True)
class PlanTotals:
    """What a plan comes to. Of money, None where it is not known of one course or more.

    `known` is the sum of what is known, with VAT on top where VAT is not stated; `unpriced` counts
    the courses whose price cannot be told, `untaxed` those whose VAT is not stated. `people` are
    those who take a course, `places` the places that they take, `billed` those paid for. `runs`
    leaves out the courses without a largest group, `uncounted` of them. `minutes` are those of all
    people together, `hours_pence` what they cost to cover.
    """

    net: int | None
    vat: int | None
    pays: int | None
    most: int | None
    known: int
    unpriced: int
    untaxed: int
    runs: int
    uncounted: int
    people: int
    places: int
    billed: int
    minutes: int
    unstated: int
    hours_pence: int | None

    @property
    def hours(self) -> int:
        """Whole hours of release, an hour begun counted."""
        return -(-self.minutes // 60)


class ProofKind(Worded):
    """How far it is sure that no plan is better."""

    BEST = "best", "Best of all"
    WITHIN = "within", "Within a bound"
    FAILED = "failed", "Not known"


class Proof(NamedTuple):
    """How sure a plan is. `considered` of the `listed` courses could matter, and were looked at.

    `per_cent` is how far it can be from the best, rounded up, in what `what` names; `is_cut` says
    that only the first of the courses that could matter were taken.
    """

    kind: ProofKind
    listed: int
    considered: int
    per_cent: int = 0
    what: str = ""
    is_cut: bool = False


class PlanAlternative(NamedTuple):
    """Another plan that was looked at: what it costs at most, its minutes, what it leaves open."""

    title: str
    most: int | None
    minutes: int
    missing: int
    why: str


class Commission(NamedTuple):
    """What no published course backs, of one line: what a buyer would have to commission."""

    level: int
    line: str
    line_name: str
    words: str
    codes: tuple[str, ...]
    groups: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """A whole plan, with what it was asked. `broken` are musts that cannot be kept, in words.

    `missed` are wishes that it does not meet, `asking` what is worth asking of each of its
    courses, in their order. `is_shared`: groups of one site share runs.
    """

    edition: str
    goal: PlanGoal
    groups: tuple[GroupPlan, ...]
    courses: tuple[PlanCourse, ...]
    runs: tuple[CourseRuns, ...]
    totals: PlanTotals
    proof: Proof
    budget: int | None = None
    minutes: int = 0
    musts: tuple[str, ...] = ()
    vat_percent: int = 20
    is_reclaimed: bool = False
    hour_pence: int | None = None
    is_shared: bool = True
    is_entry_open: bool = False
    broken: tuple[str, ...] = ()
    missed: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()
    alternatives: tuple[PlanAlternative, ...] = ()
    commission: tuple[Commission, ...] = ()

    @property
    def people(self) -> int:
        """How many people there are in all groups."""
        return sum(group.people for group in self.groups)

    @property
    def providers(self) -> tuple[str, ...]:
        """The providers of its courses, in their order."""
        return tuple(dict.fromkeys(course.provider for course in self.courses))

    def to_plain(self) -> dict[str, Any]:
        """Return the plan as JSON values."""
        return asdict(self)

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Self:
        """Build a plan from `to_plain`, before or after a round through JSON."""
        parts = {
            "goal": PlanGoal(plain["goal"]),
            "groups": tuple(_group(item) for item in plain["groups"]),
            "courses": tuple(_course(item) for item in plain["courses"]),
            "runs": tuple(_runs(item) for item in plain["runs"]),
            "totals": PlanTotals(**plain["totals"]),
            "proof": _proof(plain["proof"]),
            "alternatives": tuple(PlanAlternative(*item) for item in plain["alternatives"]),
            "commission": tuple(_commission(item) for item in plain["commission"]),
            **{key: tuple(plain[key]) for key in ("musts", "broken", "missed", "claims")},
        }
        return cls(**{**plain, **parts})


def _group(plain: Mapping[str, Any]) -> GroupPlan:
    steps = tuple(PlanStep(*item) for item in plain["steps"])
    return GroupPlan(
        **{**plain, "steps": steps, "open": tuple(_open(item) for item in plain["open"])}
    )


def _open(plain: Mapping[str, Any]) -> OpenDemand:
    asks = tuple(_ask(*item) for item in plain["asks"])
    return OpenDemand(**{**plain, "codes": tuple(plain["codes"]), "asks": asks})


def _ask(*plain: Any) -> PlanAsk:
    made = PlanAsk(*plain)
    return made._replace(codes=tuple(made.codes))


def _course(plain: Mapping[str, Any]) -> PlanCourse:
    return PlanCourse(
        **{
            **plain,
            "price": Price(*plain["price"]),
            "misses": tuple(plain["misses"]),
            "cautions": tuple(_caution(item) for item in plain["cautions"]),
            "dates": tuple(CourseRun(*item) for item in plain["dates"]),
            # A plan that was kept before this was said goes by what was published.
            "priced": PriceSource(plain.get("priced", "")),
        }
    )


def _caution(plain: Mapping[str, Any]) -> Caution:
    kind, codes = CautionKind(plain["kind"]), tuple(plain["codes"])
    return Caution(kind, plain["text"], plain["module"], codes)


def _runs(plain: Mapping[str, Any]) -> CourseRuns:
    return CourseRuns(
        **{
            **plain,
            "groups": tuple(plain["groups"]),
            "sizes": tuple(plain["sizes"]),
            "cost": Cost(*plain["cost"]),
        }
    )


def _proof(plain: Any) -> Proof:
    kind, *rest = plain
    return Proof(ProofKind(kind), *rest)


def _commission(plain: Any) -> Commission:
    made = Commission(*plain)
    return made._replace(codes=tuple(made.codes), groups=tuple(made.groups))
