"""What the pages of plans read: sheets made from a plan and what is known of its courses."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.briefs.queries import BriefView
from pathways.briefs.queries.courses import price_today
from pathways.domain.days import day_of
from pathways.domain.framework.edition import Edition
from pathways.domain.need.brief import Brief
from pathways.domain.pathway.offer import read_lines, strip_of
from pathways.domain.plan.plan import Plan
from pathways.domain.plan.progress import CourseStanding, Quote
from pathways.domain.plan.question import PlanGoal
from pathways.domain.plan.sheet import PlanSheet, cover_courses, lay_out
from pathways.domain.plan.since import CourseToday, changes_since, cost_words
from pathways.domain.policy import Actor
from pathways.domain.refusals import NotFoundError
from pathways.domain.rule.standards import BUILT_IN, FRAMEWORK_MINIMUM, Standard
from pathways.domain.rule.strip import StripLine
from pathways.domain.words import iso_day
from pathways.models.brief import BriefRow
from pathways.models.offer import OfferRow
from pathways.models.plan import KeptPlan, own_plans
from pathways.models.version import Version
from pathways.records.courses import standings_for
from pathways.records.editions import get_edition
from pathways.records.runs import coming_runs


def compared_with(brief: Brief) -> Standard:
    """Return the built-in standard that pictures of courses go by: the brief's, where it is one."""
    found = (one for one in BUILT_IN if one.key == brief.standard.key)
    return next(found, FRAMEWORK_MINIMUM)


def read_sheet(
    session: Session, actor: Actor, view: BriefView, plan: Plan, today: date
) -> PlanSheet:
    """Return a plan of today laid out, with what its courses cover and how far it is with each."""
    standard = compared_with(view.brief)
    lines = _read_lines(session, view.edition.code, plan)
    return PlanSheet(
        title=view.title,
        organisation=view.organisation,
        why=view.brief.why,
        asked=view.brief.standard.name,
        compared_with=standard.name,
        made_on=iso_day(today),
        made_by=actor.name,
        plan=plan,
        cards=lay_out(view.edition, plan),
        covers=cover_courses(
            plan,
            _strips(view.edition, lines, standard),
            standings_for(session, actor, view.id),
        ),
        edition=view.edition,
    )


_Lines = Mapping[str, tuple[int, list[Any]]]


def _read_lines(session: Session, edition_code: str, plan: Plan) -> _Lines:
    """Return level and lines of the courses of a plan that are listed, by pathway."""
    rows = session.execute(
        sa.select(OfferRow.pathway_id, OfferRow.level, OfferRow.lines).where(
            OfferRow.pathway_id.in_([course.pathway_id for course in plan.courses]),
            OfferRow.edition_code == edition_code,
        )
    )
    return {row.pathway_id: (row.level, row.lines) for row in rows}


def _strips(
    edition: Edition, lines: _Lines, standard: Standard
) -> Mapping[str, tuple[StripLine, ...]]:
    return {
        pathway_id: strip_of(edition, level, read_lines(kept), standard)
        for pathway_id, (level, kept) in lines.items()
    }


def freeze(session: Session, view: BriefView, plan: Plan) -> dict[str, Any]:
    """Return a plan as it is kept: with all that its page says, so that it stays as it was."""
    lines = _read_lines(session, view.edition.code, plan)
    content = {
        "plan": plan.to_plain(),
        "lines": {key: list(value) for key, value in sorted(lines.items())},
        "title": view.title,
        "organisation": view.organisation,
        "why": view.brief.why,
        "asked": view.brief.standard.name,
        "compared_with": compared_with(view.brief).key,
        "brief_version": view.version,
    }
    # As JSON gives it back, so that the same plan kept twice is seen to be the same.
    found: dict[str, Any] = json.loads(json.dumps(content))
    return found


@dataclass(frozen=True, slots=True)
class KeptLine:
    """A kept plan in a list. `pays` is None where its cost is not known."""

    id: str
    goal: PlanGoal
    made_at: datetime
    by: str
    people: int
    pays: int | None
    has_notes: bool


@dataclass(frozen=True, slots=True)
class KeptView:
    """A kept plan as it was. `changes` say what is different today, `today` what it would cost.

    `is_open`: its brief is still worked on.
    """

    id: str
    brief_id: str
    goal: PlanGoal
    notes: str
    version: int
    sheet: PlanSheet
    changes: tuple[str, ...]
    today: str
    listed: frozenset[str] = field(repr=False)


def list_kept(session: Session, actor: Actor, brief_id: str) -> tuple[KeptLine, ...]:
    """Return the plans that were kept for a brief, the last one first."""
    rows = session.scalars(
        sa.select(KeptPlan)
        .where(KeptPlan.brief_id == brief_id, own_plans(actor))
        .order_by(KeptPlan.made_at.desc(), KeptPlan.id)
    )
    return tuple(_line(row, Plan.from_plain(row.content["plan"])) for row in rows)


def _line(row: KeptPlan, plan: Plan) -> KeptLine:
    return KeptLine(
        id=row.id,
        goal=plan.goal,
        made_at=row.made_at,
        by=row.made_by_name,
        people=plan.people,
        pays=plan.totals.pays,
        has_notes=bool(row.notes),
    )


def read_kept_plan(session: Session, actor: Actor, plan_id: str, day: date) -> KeptView:
    """Return a kept plan of the actor's organisation, beside what is so on a day.

    NotFoundError for any other.
    """
    found = session.execute(
        sa.select(KeptPlan, BriefRow.version, BriefRow.content)
        .join(BriefRow, BriefRow.id == KeptPlan.brief_id)
        .where(KeptPlan.id == plan_id, own_plans(actor))
    ).one_or_none()
    if found is None:
        raise NotFoundError(plan_id)
    row, brief_version, brief_content = found
    kept = row.content
    plan = Plan.from_plain(kept["plan"])
    edition = get_edition(session, plan.edition)
    standard = next(one for one in BUILT_IN if one.key == kept["compared_with"])
    lines = {key: (level, parts) for key, (level, parts) in kept["lines"].items()}
    standings = standings_for(session, actor, row.brief_id)
    quotes = {key: standing.quote for key, standing in standings.items()}
    today = _read_today(session, plan, Brief.from_plain(brief_content), quotes, day)
    changes = changes_since(plan, today)
    if brief_version != kept["brief_version"]:
        changes = ("Your brief was changed since.", *changes)
    sheet = PlanSheet(
        title=kept["title"],
        organisation=kept["organisation"],
        why=kept["why"],
        asked=kept["asked"],
        compared_with=standard.name,
        made_on=iso_day(day_of(row.made_at)),
        made_by=row.made_by_name,
        plan=plan,
        cards=lay_out(edition, plan),
        covers=cover_courses(
            plan,
            _strips(edition, lines, standard),
            standings,
        ),
        edition=edition,
    )
    return KeptView(
        id=row.id,
        brief_id=row.brief_id,
        goal=plan.goal,
        notes=row.notes,
        version=row.version,
        sheet=sheet,
        changes=changes,
        today=cost_words(plan, today),
        listed=frozenset(today),
    )


def _read_today(
    session: Session, plan: Plan, brief: Brief, quotes: Mapping[str, Quote], day: date
) -> Mapping[str, CourseToday]:
    pathway_ids = [course.pathway_id for course in plan.courses]
    runs = coming_runs(session, pathway_ids, day)
    rows = session.execute(
        sa.select(
            OfferRow.pathway_id,
            OfferRow.price_pence,
            OfferRow.price_basis,
            OfferRow.vat,
            OfferRow.group_min,
            OfferRow.group_max,
            OfferRow.minutes,
            Version.number,
        )
        .join(Version, Version.id == OfferRow.version_id)
        .where(OfferRow.pathway_id.in_(pathway_ids))
    )
    return {
        row.pathway_id: CourseToday(
            row.number,
            price_today(row, quotes.get(row.pathway_id), runs.get(row.pathway_id, ()), brief).price,
            row.minutes,
        )
        for row in rows
    }


def name_course(session: Session, pathway_id: str, standing: CourseStanding) -> str:
    """Return the title of a course that is listed, or about which something was said.

    NotFoundError for any other.
    """
    title = session.scalar(sa.select(OfferRow.title).where(OfferRow.pathway_id == pathway_id))
    if title is None and not standing.version:
        raise NotFoundError(pathway_id)
    return title or "A course that is no longer published"
