"""A plan as it is laid out for readers: a card a group, with what is worth asking and what is open.

Page, workbook and document are all made from this one value.
"""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from pathways.domain.framework.edition import Edition
from pathways.domain.pathway.cautions import ADVICE, Caution
from pathways.domain.plan.plan import (
    CourseRuns,
    GroupPlan,
    OpenDemand,
    Plan,
    PlanAsk,
    PlanCourse,
)
from pathways.domain.plan.progress import CourseStanding
from pathways.domain.plan.question import group_places
from pathways.domain.plan.sentences import (
    dates_words,
    demand_words,
    short_words,
    size_words,
)
from pathways.domain.plan.words import runs_words
from pathways.domain.rule.strip import StripLine, assessed_words
from pathways.domain.words import listed, number_word

NOTHING: Final = CourseStanding()


@dataclass(frozen=True, slots=True)
class Rung:
    """A step of a ladder: a course, or a level that is held already, without one.

    `with_whom` names the groups that share its runs. `pence` is what its runs cost where they are
    this group's alone and it has others; `minutes` are those of all its people, 0 not stated.
    """

    level: int
    title: str
    course: PlanCourse | None = None
    when: str = ""
    runs: str = ""
    sizes: str = ""
    short: str = ""
    with_whom: str = ""
    minutes: int = 0
    pence: int | None = None


@dataclass(frozen=True, slots=True)
class WorthAsking:
    """A caution about a course, and what to ask about it. `more` counts its others."""

    course: PlanCourse
    caution: Caution
    ask: str
    more: int


@dataclass(frozen=True, slots=True)
class StaysOpen:
    """Something open for a group. `as_for` names an earlier group of which the same was said.

    `label` says what a single competency is; `taken` are the courses that the group takes, none
    where no published course backs what is open, so that no other needs to be looked for.
    """

    words: str
    codes: tuple[str, ...]
    label: str
    asks: tuple[PlanAsk, ...]
    as_for: str
    level: int
    taken: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GroupCard:
    """A group as a card shows it: at all its sites, where nothing but the site is different."""

    group: GroupPlan
    rungs: tuple[Rung, ...]
    asking: tuple[WorthAsking, ...]
    open: tuple[StaysOpen, ...]


@dataclass(frozen=True, slots=True)
class CourseCover:
    """What a course covers, and how far the buyer is with it."""

    course: PlanCourse
    strip: tuple[StripLine, ...]
    standing: CourseStanding

    @property
    def words(self) -> str:
        """Say in a line what it claims, and what of it is backed and assessed."""
        claimed = sum(line.claimed for line in self.strip)
        if not claimed:
            return "What it covers is not known any more."
        backed = sum(line.backed for line in self.strip)
        assessed = sum(line.assessed for line in self.strip)
        word = "competency" if claimed == 1 else "competencies"
        behind = "all" if backed == claimed else str(backed) if backed else "none"
        tail = assessed_words(claimed, backed, assessed) or ", none assessed"
        return f"{claimed} {word} of level {self.course.level}, {behind} backed{tail}"


@dataclass(frozen=True, slots=True)
class PlanSheet:
    """A whole plan ready to be shown. `made_on` is its day in words.

    `asked` names the brief's standard, `compared_with` the one that pictures go by.
    """

    title: str
    organisation: str
    why: str
    asked: str
    compared_with: str
    made_on: str
    made_by: str
    plan: Plan
    cards: tuple[GroupCard, ...]
    covers: tuple[CourseCover, ...]
    edition: Edition = field(repr=False)

    @property
    def heading(self) -> str:
        """Its heading."""
        return f"Training plan: {self.title}"


def lay_out(edition: Edition, plan: Plan) -> tuple[GroupCard, ...]:
    """Return a card for each group of a plan, one for what is the same at several sites."""
    return tuple(_cards(edition, plan))


def cover_courses(
    plan: Plan,
    strips: Mapping[str, tuple[StripLine, ...]],
    standings: Mapping[str, CourseStanding],
) -> tuple[CourseCover, ...]:
    """Return what each course of a plan covers, and how far it is with it."""
    return tuple(
        CourseCover(
            course,
            strips.get(course.pathway_id, ()),
            standings.get(course.pathway_id, NOTHING),
        )
        for course in plan.courses
    )


def _cards(edition: Edition, plan: Plan) -> Iterator[GroupCard]:
    asked: set[int] = set()
    said: _Said = {}
    for places in group_places([_alike(place, one) for place, one in enumerate(plan.groups)]):
        group = _join([plan.groups[place] for place in places])
        courses = [step.course for step in group.steps]
        asking = tuple(_asking(plan, [at for at in courses if at not in asked]))
        asked.update(courses)
        yield GroupCard(
            group,
            tuple(_rungs(plan, places, group)),
            asking,
            tuple(_open(edition, plan, group, said)),
        )


def _alike(place: int, group: GroupPlan) -> Hashable:
    """Return what groups have in common that differ in their site and their people alone."""
    if not group.site:
        return place
    return group.name, group.level, group.held, group.steps, group.open


def _join(groups: Sequence[GroupPlan]) -> GroupPlan:
    """Return groups of several sites as one, with all their people and what they pay together."""
    pays = [group.pays for group in groups]
    known = [pence for pence in pays if pence is not None]
    return replace(
        groups[0],
        people=sum(group.people for group in groups),
        pays=sum(known) if len(known) == len(pays) else None,
        site=listed(list(dict.fromkeys(group.site for group in groups if group.site))),
    )


def _rungs(plan: Plan, places: Sequence[int], group: GroupPlan) -> Iterator[Rung]:
    if group.held:
        yield Rung(group.held, f"Held already: {group.held_name}")
    for step in group.steps:
        course = plan.courses[step.course]
        runs = [
            one
            for one in plan.runs
            if one.course == step.course and any(place in one.groups for place in places)
        ]
        others = dict.fromkeys(
            plan.groups[place].name for one in runs for place in one.groups if place not in places
        )
        names = [*others] if len(others) < 3 else [f"{number_word(len(others))} other groups"]
        yield Rung(
            level=course.level,
            title=course.title,
            course=course,
            when=dates_words(course),
            runs=runs_words(_sizes(runs)),
            sizes=size_words(course.price),
            short=_short(runs, course),
            with_whom=f"with {listed(names)}" if names else "",
            minutes=group.people * course.minutes,
            pence=None if others or len(group.steps) == 1 else _paid(runs),
        )


def _sizes(runs: Sequence[CourseRuns]) -> tuple[int, ...]:
    """Return the people in each run at all sites; none where one site's are not stated."""
    if not all(one.sizes for one in runs):
        return ()
    return tuple(size for one in runs for size in one.sizes)


def _short(runs: Sequence[CourseRuns], course: PlanCourse) -> str:
    """Say where a run is smaller than the smallest group, each site by its name."""
    short = [one for one in runs if one.is_short]
    return " ".join(
        f"{one.site}: {short_words(one, course.price)}"
        if len(runs) > 1
        else short_words(one, course.price)
        for one in short
    )


def _paid(runs: Sequence[CourseRuns]) -> int | None:
    known = [one.cost.pays for one in runs if one.cost.pays is not None]
    return sum(known) if len(known) == len(runs) else None


def _asking(plan: Plan, places: list[int]) -> Iterator[WorthAsking]:
    for place in places:
        course = plan.courses[place]
        if course.cautions:
            first = course.cautions[0]
            yield WorthAsking(course, first, ADVICE[first.kind].ask, len(course.cautions) - 1)


_Said = dict[tuple[OpenDemand, ...], str]


def _open(edition: Edition, plan: Plan, group: GroupPlan, said: _Said) -> Iterator[StaysOpen]:
    """Give what stays open, a theme at a time; all of it at once where nothing is there."""
    taken = tuple(plan.courses[step.course].pathway_id for step in group.steps)
    themes: dict[tuple[int, str], list[OpenDemand]] = {}
    for demand in group.open:
        themes.setdefault((demand.level, demand.line_name), []).append(demand)
    if themes and not group.steps:
        names = listed([name for _level, name in themes])
        codes = tuple(dict.fromkeys(code for demand in group.open for code in demand.codes))
        yield StaysOpen(f"All that you ask of {names}.", codes, "", (), "", group.level, ())
        return
    for (level, name), demands in themes.items():
        codes = tuple(dict.fromkeys(code for demand in demands for code in demand.codes))
        before = said.setdefault(tuple(demands), group.name)
        is_first = before == group.name
        known = edition.by_code.get(codes[0]) if len(codes) == 1 else None
        yield StaysOpen(
            words=f"{name}: {'; '.join(demand_words(demand) for demand in demands)}.",
            codes=codes,
            label=known.label if known and is_first else "",
            asks=tuple(ask for demand in demands for ask in demand.asks) if is_first else (),
            as_for="" if is_first else before,
            level=level,
            taken=() if all(demand.is_nowhere for demand in demands) else taken,
        )
