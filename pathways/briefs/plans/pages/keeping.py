"""Plans that were kept: the list of a brief's, each as it was, and what has changed since."""

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from pathways.access import Action, actor, requires
from pathways.addresses import public_address
from pathways.briefs.plans import writes
from pathways.briefs.plans.forms import NotesForm
from pathways.briefs.plans.pages.blueprint import (
    bp,
    digest_of_plan,
    find_plan,
    foot_style,
    goal_asked,
    laid_out,
)
from pathways.briefs.plans.reads import KeptView, freeze, list_kept, read_kept_plan
from pathways.briefs.queries import get_own_brief
from pathways.buttons import seen_version
from pathways.db import db, transaction
from pathways.domain.plan.plan import Plan
from pathways.domain.refusals import ConflictError
from pathways.forms import pressed_operation
from pathways.htmx import go
from pathways.pages import today


@bp.post("/briefs/<brief_id>/plan/keep")
@requires(Action.WRITE_BRIEFS)
def keep(brief_id: str) -> ResponseReturnValue:
    """Keep a plan as it was seen."""
    view, goal = get_own_brief(db.session, actor(), brief_id), goal_asked()
    found = find_plan(view, goal)
    page = url_for("plans.show", brief_id=brief_id, goal=goal.value)
    if not isinstance(found, Plan) or digest_of_plan(found) != request.form.get("seen"):
        flash("Something it rests on has changed. This is the plan of now: keep it if it is right.")
        return go(page)
    content = freeze(db.session, view, found)
    with transaction() as session:
        plan_id = writes.keep_plan(
            session, actor(), brief_id, goal.value, content, pressed_operation()
        )
    flash("Kept. Everybody in your organisation can read it, and it stays as it is.")
    return go(url_for("plans.kept", plan_id=plan_id))


@bp.get("/briefs/<brief_id>/plans")
@requires(Action.SEE_BRIEFS)
def index(brief_id: str) -> ResponseReturnValue:
    """Show the plans that were kept for a brief."""
    view = get_own_brief(db.session, actor(), brief_id)
    return render_template(
        "plans/index.html",
        section="briefs",
        view=view,
        plans=list_kept(db.session, actor(), brief_id),
    )


@bp.get("/plans/<plan_id>")
@requires(Action.SEE_BRIEFS)
def kept(plan_id: str) -> ResponseReturnValue:
    """Show a kept plan as it was, with what has changed since."""
    return _page(read_kept_plan(db.session, actor(), plan_id, today()), NotesForm(formdata=None))


@bp.get("/plans/<plan_id>/foot.css")
@requires(Action.SEE_BRIEFS)
def kept_foot(plan_id: str) -> ResponseReturnValue:
    """Give what stands at the foot of its sheets of paper."""
    sheet = read_kept_plan(db.session, actor(), plan_id, today()).sheet
    address = public_address("plans.kept", plan_id=plan_id)
    return foot_style(sheet.heading, sheet.organisation, sheet.made_on, address)


@bp.post("/plans/<plan_id>/notes")
@requires(Action.WRITE_BRIEFS)
def write_notes(plan_id: str) -> ResponseReturnValue:
    """Keep the notes beside a plan."""
    form = NotesForm()
    if not form.validate():
        return _page(read_kept_plan(db.session, actor(), plan_id, today()), form), 422
    try:
        with transaction() as session:
            is_other = writes.write_notes(
                session, actor(), plan_id, form.notes.data, seen=form.seen.number
            )
    except ConflictError:
        view = read_kept_plan(db.session, actor(), plan_id, today())
        pairs = [("Notes", view.notes, form.notes.data)]
        form.seen.data = str(view.version)
        return _page(view, form, pairs), 409
    flash("Saved." if is_other else "Nothing was different.")
    return go(url_for("plans.kept", plan_id=plan_id))


@bp.get("/plans/<plan_id>/remove")
@requires(Action.WRITE_BRIEFS)
def ask_to_remove(plan_id: str) -> ResponseReturnValue:
    """Ask once before a plan is taken away."""
    return _ask_page(plan_id)


@bp.post("/plans/<plan_id>/remove")
@requires(Action.WRITE_BRIEFS)
def remove(plan_id: str) -> ResponseReturnValue:
    """Take a kept plan away."""
    try:
        with transaction() as session:
            brief_id = writes.remove_plan(session, actor(), plan_id, seen=seen_version())
    except ConflictError:
        return _ask_page(plan_id, has_moved=True), 409
    flash("The plan is removed. The brief and what you marked about its courses are as they were.")
    return go(url_for("plans.index", brief_id=brief_id))


def _ask_page(plan_id: str, *, has_moved: bool = False) -> str:
    view = read_kept_plan(db.session, actor(), plan_id, today())
    return render_template("plans/remove.html", section="briefs", kept=view, has_moved=has_moved)


def _page(view: KeptView, form: NotesForm, both: list[tuple[str, str, str]] | None = None) -> str:
    if not form.is_submitted():
        form.notes.data, form.seen.data = view.notes, str(view.version)
    return render_template(
        "plans/kept.html",
        section="briefs",
        kept=view,
        form=form,
        both=both or [],
        **laid_out(view.sheet),
    )
