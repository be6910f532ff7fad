"""A plan made of the steps that were found: every number counted anew in whole numbers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pathways.domain.need.costs import Cost
from pathways.domain.need.needs import Need, join_reach, open_words
from pathways.domain.plan.answer import PlanAnswer
from pathways.domain.plan.measuring import TakenCourse, list_taken, measure_plan
from pathways.domain.plan.others import explain_other
from pathways.domain.plan.plan import (
    Commission,
    CourseRuns,
    GroupPlan,
    OpenDemand,
    Plan,
    PlanAlternative,
    PlanAsk,
    PlanCourse,
    PlanStep,
    PlanTotals,
)
from pathways.domain.plan.proving import prove
from pathways.domain.plan.question import Course, PlanGroup, PlanQuestion
from pathways.domain.plan.task import PlanPair, Task
from pathways.domain.plan.tasking import task_of, wide_of
from pathways.domain.plan.wishes import broken_words, claim_words, list_missed_wishes
from pathways.domain.rule.demands import Demand, DemandKind
from pathways.domain.words import listed


def make_plan(question: PlanQuestion, answer: PlanAnswer) -> Plan:
    """Return the plan of an answer to a question."""
    task = task_of(question)
    maker = _Maker(question, task, answer.steps)
    plan = Plan(
        edition=question.edition.code,
        goal=question.goal,
        groups=tuple(maker.group(place) for place in range(len(question.groups))),
        courses=tuple(_frozen(question.courses[place]) for place in maker.order),
        runs=tuple(maker.runs(one) for one in maker.taken),
        totals=maker.totals(),
        proof=prove(task, answer),
        budget=question.budget,
        minutes=question.minutes,
        musts=question.musts,
        vat_percent=question.vat_percent,
        is_reclaimed=question.is_reclaimed,
        hour_pence=question.hour_pence,
        is_shared=question.is_shared,
        is_entry_open=question.is_entry_open,
        commission=tuple(_commission(question)),
        alternatives=tuple(_alternatives(question, task, answer)),
    )
    return _with_words(question, answer, plan)


def _with_words(question: PlanQuestion, answer: PlanAnswer, plan: Plan) -> Plan:
    values = {name: getattr(plan, name) for name in Plan.__dataclass_fields__}
    values["broken"] = broken_words(plan, answer.dropped)
    values["missed"] = list_missed_wishes(question.edition, plan)
    values["claims"] = claim_words(plan)
    return Plan(**values)


def _alternatives(
    question: PlanQuestion, task: Task, answer: PlanAnswer
) -> Iterator[PlanAlternative]:
    mine = measure_plan(task, answer.steps)
    for other in answer.others:
        yield explain_other(question, task, mine, other)


def _frozen(course: Course) -> PlanCourse:
    names = PlanCourse.__dataclass_fields__
    return PlanCourse(**{name: getattr(course, name) for name in names})


@dataclass
class _Maker:
    """What is counted for a plan, from its question and its steps."""

    question: PlanQuestion
    task: Task
    steps: Sequence[PlanPair]

    def __post_init__(self) -> None:
        """Put the steps of each group in an order that it may take, and the courses in theirs."""
        groups = range(len(self.question.groups))
        self.ladders = [self._ladder(place) for place in groups]
        used = {course for ladder in self.ladders for course in ladder}
        courses = self.question.courses
        self.order = sorted(used, key=lambda place: (courses[place].level, place))
        self.number = {place: number for number, place in enumerate(self.order)}
        self.taken: tuple[TakenCourse, ...] = tuple(
            sorted(
                list_taken(self.task, self.steps),
                key=lambda one: (self.number[one.course], one.site),
            )
        )
        self.everything = join_reach(self._wide(place) for place in range(len(courses)))

    def _wide(self, place: int) -> int:
        return wide_of(self.question.edition, self.question.courses[place])

    def _ladder(self, group: int) -> list[int]:
        """Return the courses of a group, the lower level first, none before it is open to them."""
        courses = self.question.courses
        waiting = sorted(
            (course for one, course in self.steps if one == group),
            key=lambda place: (courses[place].level, courses[place].entry_level or 0, place),
        )
        held, found = self.question.groups[group].held, []
        while waiting:
            place = next(
                (one for one in waiting if self.task.courses[one].entry <= held), waiting[0]
            )
            waiting.remove(place)
            found.append(place)
            held = max(held, self.task.courses[place].opens)
        return found

    def group(self, place: int) -> GroupPlan:
        """Return what one group does."""
        question, group, ladder = self.question, self.question.groups[place], self.ladders[place]
        levels = question.edition.by_level
        chosen = [question.courses[one] for one in ladder]
        parts = [self._part(place, one) for one in self.taken if place in one.groups]
        known = [part for part in parts if part is not None]
        held = levels.get(group.held)
        return GroupPlan(
            name=group.name,
            people=group.people,
            site=group.site,
            level=group.need.level,
            level_name=levels[group.need.level].name,
            held=group.held,
            held_name=held.name if held else "",
            steps=tuple(self._list_steps(group, ladder)),
            minutes=sum(course.minutes for course in chosen),
            unstated=sum(1 for course in chosen if not course.minutes),
            pays=sum(known) if len(known) == len(parts) else None,
            asked=group.need.count,
            open=tuple(self._list_open(group, ladder)),
        )

    def _part(self, group: int, one: TakenCourse) -> int | None:
        """Return a group's part of what a course costs: by people, no penny lost."""
        if one.cost.pays is None:
            return None
        before, found = 0, 0
        for place in one.groups:
            upto = before + self.question.groups[place].people
            if place == group:
                found = one.cost.pays * upto // one.people - one.cost.pays * before // one.people
            before = upto
        return found

    def _list_steps(self, group: PlanGroup, ladder: Sequence[int]) -> Iterator[PlanStep]:
        need, reach, held = group.need, 0, group.held
        levels = self.question.edition.by_level
        for number, place in enumerate(ladder):
            course = self.task.courses[place]
            met = need.have(reach | self._wide(place)) - need.have(reach)
            opens = course.opens if course.opens > held else 0
            later = [self.task.courses[one].entry for one in ladder[number + 1 :]]
            is_needed = opens and any(held < entry <= opens for entry in later)
            why = _why(need, met, reach, levels[opens].name if is_needed else "")
            yield PlanStep(self.number[place], why, opens, met)
            reach |= self._wide(place)
            held = max(held, course.opens)

    def _list_open(self, group: PlanGroup, ladder: Sequence[int]) -> Iterator[OpenDemand]:
        need = group.need
        reach = join_reach(self._wide(place) for place in ladder)
        courses = [self.question.courses[place] for place in ladder]
        claimed = join_reach(need.widen(one.claimed, one.claims_assessed) for one in courses)
        if not group.people:
            return
        for demand in need.open(reach):
            left = demand.mask & ~reach
            yield OpenDemand(
                level=need.level,
                line=demand.line.key,
                line_name=demand.line.short_name,
                words=open_words(need, demand, reach),
                missing=demand.count - demand.have(reach),
                codes=tuple(item.code for item in need.edition.members(need.plain(left))),
                is_claimed=demand.have(reach | claimed) >= demand.count,
                is_nowhere=not left & self.everything,
                asks=tuple(_list_asks(need, demand, left, courses, demand.have(reach))),
            )

    def runs(self, one: TakenCourse) -> CourseRuns:
        """Return the runs of a course at a site."""
        course = self.question.courses[one.course]
        runs, price = one.cost.runs, course.price
        sizes: tuple[int, ...] = ()
        if runs:
            each, more = divmod(one.people, runs)
            sizes = (each + 1,) * more + (each,) * (runs - more)
        return CourseRuns(
            course=self.number[one.course],
            site=self.question.groups[one.groups[0]].site,
            groups=one.groups,
            people=one.people,
            sizes=sizes,
            cost=one.cost,
            minutes=one.people * course.minutes,
            is_short=min(sizes or (one.people,)) < price.smallest,
        )

    def totals(self) -> PlanTotals:
        """Return what it all comes to."""
        costs = [one.cost for one in self.taken]
        trained = [place for place, ladder in enumerate(self.ladders) if ladder]
        minutes = sum(one.people * self.question.courses[one.course].minutes for one in self.taken)
        hour = self.question.hour_pence
        return PlanTotals(
            net=_sum_known([cost.net for cost in costs]),
            vat=_sum_known([cost.vat for cost in costs]),
            pays=_sum_known([cost.pays for cost in costs]),
            most=_sum_known([cost.most for cost in costs]),
            known=sum(cost.most or 0 for cost in costs),
            unpriced=len({one.course for one in self.taken if one.cost.most is None}),
            untaxed=len({one.course for one in self.taken if _is_untaxed(one.cost)}),
            runs=sum(cost.runs or 0 for cost in costs),
            uncounted=sum(1 for cost in costs if cost.runs is None),
            people=sum(self.question.groups[place].people for place in trained),
            places=sum(one.people for one in self.taken),
            billed=sum(cost.billed for cost in costs),
            minutes=minutes,
            unstated=sum(1 for one in self.order if not self.question.courses[one].minutes),
            hours_pence=None if hour is None else (2 * minutes * hour + 60) // 120,
        )


def _is_untaxed(cost: Cost) -> bool:
    return cost.most is not None and cost.pays is None


def _sum_known(amounts: Sequence[int | None]) -> int | None:
    """Return a sum, None where a part of it is not known."""
    known = [amount for amount in amounts if amount is not None]
    return sum(known) if len(known) == len(amounts) else None


def _why(need: Need, met: int, reach: int, opens: str) -> str:
    parts = []
    if met:
        there = need.have(reach)
        if met == need.count:
            parts.append("covers everything that is asked")
        elif there + met == need.count:
            parts.append(f"covers the rest: {met} of {need.count} asked")
        else:
            more = "more " if there else ""
            parts.append(f"covers {met} {more}of {need.count} asked")
    if opens:
        parts.append(f"opens {opens}, which the next course needs")
    return "; ".join(parts) or "adds depth to what is there"


def _list_asks(
    need: Need, demand: Demand, left: int, courses: Sequence[Course], have: int
) -> Iterator[PlanAsk]:
    """Give whom to ask for the one competency that is missing: who teaches that level already."""
    if demand.count - have != 1 or not courses:
        return
    level = [course for course in courses if course.level == need.level]
    course = (level or list(courses))[-1]
    codes = tuple(item.code for item in need.edition.members(need.plain(left)))
    verb = "assess" if demand.kind is DemandKind.ASSESSED else "add"
    what = listed(codes, "or") if len(codes) <= 3 else f"one of {len(codes)} competencies"
    words = f"Ask {course.provider} to {verb} {what}"
    yield PlanAsk(
        course.pathway_id, course.title, course.provider, course.provider_id, codes, words
    )


def _commission(question: PlanQuestion) -> Iterator[Commission]:
    """Give what no course of all backs enough of, line by line: nobody can buy it."""
    found: dict[tuple[int, str, str], tuple[Need, Demand, list[int]]] = {}
    everything = join_reach(wide_of(question.edition, course) for course in question.courses)
    for place, group in enumerate(question.groups):
        need = group.need
        for demand in need.open(everything) if group.people else ():
            words = open_words(need, demand, everything).partition(": ")[2]
            key = need.level, demand.line.key, words
            found.setdefault(key, (need, demand, []))[2].append(place)
    for (level, line, words), (need, demand, places) in found.items():
        left = need.plain(demand.mask & ~everything)
        codes = tuple(item.code for item in need.edition.members(left))
        yield Commission(level, line, demand.line.short_name, words, codes, tuple(places))
