"""A question in numbers: what of it decides which plan is best, and nothing else."""

import hashlib

from pathways.domain.framework.edition import Edition
from pathways.domain.plan.question import MOST_COURSES, Course, PlanQuestion, sites_of
from pathways.domain.plan.task import Task, TaskCourse, TaskGroup, ranks_of


def task_of(question: PlanQuestion) -> Task:
    """Return the task of a question: the same for questions that differ in words alone."""
    providers = {course.provider_id: 0 for course in question.courses}
    providers = {key: place for place, key in enumerate(providers)}
    lots = [
        int.from_bytes(hashlib.sha256(course.pathway_id.encode()).digest()[:2], "big")
        for course in question.courses
    ]
    return Task(
        groups=tuple(
            TaskGroup(
                group.people,
                group.held,
                tuple((demand.mask, demand.count) for demand in group.need.demands),
                group.need.plain(group.need.mask),
            )
            for group in question.groups
        ),
        courses=tuple(
            _course(question, course, providers[course.provider_id], rank)
            for course, rank in zip(question.courses, ranks_of(lots), strict=True)
        ),
        sites=sites_of(question),
        goal=question.goal,
        most_courses=MOST_COURSES,
        budget=question.budget,
        minutes=question.minutes,
        musts=tuple(sorted(question.musts)),
        vat_percent=question.vat_percent,
        is_reclaimed=question.is_reclaimed,
    )


def _course(question: PlanQuestion, course: Course, provider: int, rank: int) -> TaskCourse:
    entry = 0 if question.is_entry_open else course.entry_level or 0
    return TaskCourse(
        entry=entry,
        opens=max(course.opens, default=0),
        minutes=course.minutes,
        price=course.price,
        reach=wide_of(question.edition, course),
        developed=course.developed,
        assessed=course.assessed,
        provider=provider,
        misses=tuple(sorted(set(course.misses) - {"entry", "hours", "budget"})),
        rank=rank,
        claimed=claimed_of(question.edition, course),
    )


def wide_of(edition: Edition, course: Course) -> int:
    """Return what a course backs as a wide set; see `Need.widen`, which every need does alike."""
    return course.backed | course.assessed << edition.all_mask.bit_length()


def claimed_of(edition: Edition, course: Course) -> int:
    """Return what a course claims, backed or not, as a wide set."""
    width = edition.all_mask.bit_length()
    return wide_of(edition, course) | course.claimed | course.claims_assessed << width
