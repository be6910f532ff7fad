"""How far the buyer is with a course of a brief."""

from flask import flash, render_template, url_for
from flask.typing import ResponseReturnValue

from pathways.access import Action, actor, requires
from pathways.briefs.plans.forms import CourseForm
from pathways.briefs.plans.pages.blueprint import bp
from pathways.briefs.plans.reads import name_course
from pathways.briefs.queries import get_own_brief
from pathways.db import db, transaction
from pathways.domain.plan.progress import CourseStanding
from pathways.domain.refusals import ConflictError
from pathways.htmx import go
from pathways.records.courses import set_state, standings_for


@bp.get("/briefs/<brief_id>/courses/<pathway_id>")
@requires(Action.WRITE_BRIEFS)
def course(brief_id: str, pathway_id: str) -> ResponseReturnValue:
    """Show the form that says how far it is with a course."""
    get_own_brief(db.session, actor(), brief_id)
    return _page(brief_id, pathway_id, CourseForm.of(_standing(brief_id, pathway_id)))


@bp.post("/briefs/<brief_id>/courses/<pathway_id>")
@requires(Action.WRITE_BRIEFS)
def mark(brief_id: str, pathway_id: str) -> ResponseReturnValue:
    """Keep how far it is with a course."""
    get_own_brief(db.session, actor(), brief_id)
    form = CourseForm()
    if not form.check():
        return _page(brief_id, pathway_id, form), 422
    try:
        with transaction() as session:
            is_other = set_state(
                session,
                actor(),
                brief_id,
                pathway_id,
                form.progress,
                words=form.words.data,
                quote=form.quote,
                seen=form.seen.number,
            )
    except ConflictError:
        there = _standing(brief_id, pathway_id)
        typed = CourseStanding(form.progress, form.words.data, form.quote)
        form.seen.data = str(there.version)
        pairs = [("This course", there.told, typed.told)]
        return _page(brief_id, pathway_id, form, pairs), 409
    flash("Saved." if is_other else "Nothing was different.")
    return go(url_for("plans.show", brief_id=brief_id, _anchor="covers-title"))


def _standing(brief_id: str, pathway_id: str) -> CourseStanding:
    return standings_for(db.session, actor(), brief_id).get(pathway_id, CourseStanding())


def _page(
    brief_id: str,
    pathway_id: str,
    form: CourseForm,
    both: list[tuple[str, str, str]] | None = None,
) -> str:
    return render_template(
        "plans/course.html",
        section="briefs",
        view=get_own_brief(db.session, actor(), brief_id),
        title=name_course(db.session, pathway_id, _standing(brief_id, pathway_id)),
        pathway_id=pathway_id,
        form=form,
        both=both or [],
    )
