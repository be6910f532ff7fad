"""The page of a plan, and the calm one while it is worked out."""

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from pathways import planning
from pathways.access import Action, actor, requires
from pathways.addresses import public_address
from pathways.briefs.plans.pages.blueprint import (
    answers,
    ask_for,
    bp,
    digest_of_plan,
    find_plan,
    foot_style,
    goal_asked,
    laid_out,
)
from pathways.briefs.plans.reads import read_sheet
from pathways.briefs.queries import BriefView, get_own_brief
from pathways.db import db
from pathways.domain.plan.plan import Plan
from pathways.domain.plan.question import PlanGoal
from pathways.domain.plan.tasking import task_of
from pathways.domain.words import iso_day
from pathways.htmx import fragment, go, send, wants_fragments
from pathways.pages import today


@bp.get("/briefs/<brief_id>/plan")
@requires(Action.SEE_BRIEFS)
def show(brief_id: str) -> ResponseReturnValue:
    """Show the plan of a brief, or how far it is with working it out."""
    view = get_own_brief(db.session, actor(), brief_id)
    goal = goal_asked()
    found = find_plan(view, goal)
    if not isinstance(found, Plan):
        return _wait(view, goal, found)
    if wants_fragments():
        return go(url_for("plans.show", brief_id=brief_id, goal=goal.value))
    sheet = read_sheet(db.session, actor(), view, found, today())
    return render_template(
        "plans/show.html",
        section="briefs",
        view=view,
        goals=tuple(PlanGoal),
        goal=goal,
        digest=digest_of_plan(found),
        **laid_out(sheet),
    )


@bp.get("/briefs/<brief_id>/plan/foot.css")
@requires(Action.SEE_BRIEFS)
def foot(brief_id: str) -> ResponseReturnValue:
    """Give what stands at the foot of every sheet of paper: no other way puts words there."""
    view, goal = get_own_brief(db.session, actor(), brief_id), goal_asked()
    address = public_address("plans.show", brief_id=brief_id, goal=goal.value)
    heading = f"Training plan: {view.title}"
    return foot_style(heading, view.organisation, iso_day(today()), address)


@bp.post("/briefs/<brief_id>/plan/again")
@requires(Action.SEE_BRIEFS)
def again(brief_id: str) -> ResponseReturnValue:
    """Begin anew with a plan whose process ended without an answer."""
    view = get_own_brief(db.session, actor(), brief_id)
    goal = goal_asked()
    name = planning.digest_of(task_of(ask_for(actor(), view, goal)).to_plain())
    (answers() / f"{name}.tries").unlink(missing_ok=True)
    return go(url_for("plans.show", brief_id=brief_id, goal=goal.value))


def _wait(view: BriefView, goal: PlanGoal, progress: planning.PlanProgress) -> ResponseReturnValue:
    if wants_fragments():
        return send([fragment("plans/_progress.html", view=view, goal=goal, progress=progress)])
    return render_template(
        "plans/wait.html",
        section="briefs",
        view=view,
        goals=tuple(PlanGoal),
        goal=goal,
        progress=progress,
    )
