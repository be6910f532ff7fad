"""The pages of a commissioner's standards."""

from flask import Blueprint, Response, flash, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from pathways.access import Action, actor, requires
from pathways.db import db, transaction
from pathways.domain.framework.choice import group_choices, line_choices, narrowed_by
from pathways.domain.framework.edition import Competency, Edition
from pathways.domain.refusals import ConflictError, RuleError
from pathways.domain.rule.questions import tell_question
from pathways.domain.rule.reasons import explain_standard
from pathways.domain.rule.standards import BUILT_IN, Standard
from pathways.htmx import fragment, go, respond
from pathways.records.editions import current_edition
from pathways.standards import services
from pathways.standards.forms import StandardForm, standard_form
from pathways.standards.queries import (
    FamilyView,
    explain_levels,
    get_family,
    list_families,
    try_on,
)
from pathways.standards.questions_form import QuestionsSent

bp = Blueprint("standards", __name__, url_prefix="/standards")


@bp.get("")
@requires(Action.SEE_STANDARDS)
def index() -> ResponseReturnValue:
    """Show the organisation's standards, and those that are built in."""
    edition = current_edition(db.session)
    return render_template(
        "standards/index.html",
        section="standards",
        families=list_families(db.session, actor()),
        built_in=[(standard, explain_standard(edition, standard)) for standard in BUILT_IN],
    )


@bp.get("/new")
@requires(Action.REVIEW)
def new() -> ResponseReturnValue:
    """Show the form for a new standard."""
    form = standard_form(current_edition(db.session))
    return _page(form, None)


@bp.post("/new")
@requires(Action.REVIEW)
def create() -> ResponseReturnValue:
    """Make a standard."""
    edition = current_edition(db.session)
    form = standard_form(edition, sent=_sent())
    is_whole = form.check(edition)
    if "questions" in request.form:
        form.forget_others()
        return _page(form, None)
    if "look" in request.form:
        return _page(form, None)
    if not is_whole:
        return _page(form, None, 422)
    try:
        with transaction() as session:
            family = services.define_standard(
                session, actor(), form.standard(edition), form.operation.identifier
            )
    except RuleError as error:
        form.add_error(error.field, str(error))
        return _page(form, None, 422)
    flash("Saved. Providers can choose it from now on when they send you a pathway.")
    return go(url_for("standards.show", family=family))


@bp.post("/preview")
@requires(Action.REVIEW)
def preview() -> ResponseReturnValue:
    """Say what a standard asks while somebody is still writing it; `family`: one that is there."""
    family = request.args.get("family", "")
    edition = (
        get_family(db.session, actor(), family).edition if family else current_edition(db.session)
    )
    form = standard_form(edition, sent=_sent())
    form.check(edition)
    changed = [fragment("standards/_preview.html", **_preview(edition, form))]
    # The list is sent only where it is narrowed in another way, so that no tick moves under a hand.
    if narrowed_by(request.form).mark != request.form.get("found_with"):
        changed.append(fragment("shared/_choose.html", **_choose(edition, form)))
    return respond(url_for("standards.index"), changed)


@bp.get("/<family>")
@requires(Action.SEE_STANDARDS)
def show(family: str) -> ResponseReturnValue:
    """Show a standard in words, its versions, and what it would find in what was received."""
    view = get_family(db.session, actor(), family)
    edition = view.edition
    standard = view.newest.standard
    return render_template(
        "standards/show.html",
        section="standards",
        family=view,
        levels=explain_levels(edition, standard),
        required=_known(edition, standard),
        tried=try_on(db.session, actor(), standard, edition),
    )


@bp.get("/<family>/edit")
@requires(Action.REVIEW)
def edit(family: str) -> ResponseReturnValue:
    """Show the form for a new version."""
    view = get_family(db.session, actor(), family)
    newest = view.newest
    return _page(standard_form(view.edition, newest.standard, newest.number), view)


@bp.post("/<family>/edit")
@requires(Action.REVIEW)
def change(family: str) -> ResponseReturnValue:
    """Make a new version."""
    view = get_family(db.session, actor(), family)
    edition = view.edition
    form = standard_form(edition, sent=_sent())
    is_whole = form.check(edition)
    if "questions" in request.form:
        form.forget_others()
        return _page(form, view)
    if "look" in request.form:
        return _page(form, view)
    if not is_whole:
        return _page(form, view, 422)
    try:
        with transaction() as session:
            number = services.change_standard(
                session, actor(), family, form.standard(edition), seen=form.seen.number
            )
    except RuleError as error:
        form.add_error(error.field, str(error))
        return _page(form, view, 422)
    except ConflictError:
        view = get_family(db.session, actor(), family)
        form.seen.data = str(view.newest.number)
        return _page(form, view, 409, _both(edition, form, view))
    if number == view.newest.number:
        flash("Nothing was different, so there is no new version.")
    else:
        flash(f"Saved as version {number}. Submissions already sent keep the version they have.")
    return go(url_for("standards.show", family=family))


@bp.post("/<family>/retire")
@requires(Action.REVIEW)
def retire(family: str) -> ResponseReturnValue:
    """Take a standard out of use."""
    with transaction() as session:
        name = services.set_state(session, actor(), family, is_active=False)
    flash(f"“{name}” is retired. Submissions that were sent under it keep it.")
    return go(url_for("standards.show", family=family))


@bp.post("/<family>/restore")
@requires(Action.REVIEW)
def restore(family: str) -> ResponseReturnValue:
    """Take a standard back into use."""
    with transaction() as session:
        name = services.set_state(session, actor(), family, is_active=True)
    flash(f"“{name}” is in use again.")
    return go(url_for("standards.show", family=family))


def _page(
    form: StandardForm,
    family: FamilyView | None,
    status: int = 200,
    both: list[tuple[str, str, str]] | None = None,
) -> Response:
    edition = family.edition if family else current_edition(db.session)
    markup = render_template(
        "standards/edit.html",
        section="standards",
        form=form,
        family=family,
        edition=edition,
        lines=line_choices(edition),
        both=both or [],
        **_preview(edition, form),
        **_choose(edition, form),
    )
    return make_response(markup, status)


def _sent() -> QuestionsSent:
    given = request.form
    return QuestionsSent(
        given.getlist("question"), given.get("questions", ""), given.getlist("ready")
    )


def _preview(edition: Edition, form: StandardForm) -> dict[str, object]:
    if not request.form:
        # What a stored standard filled in was never typed, so it is read here.
        for field in form.numbers:
            field.pre_validate(form)
    standard = form.standard(edition)
    return {
        "standard": standard,
        "asks": explain_standard(edition, standard),
        "levels": explain_levels(edition, standard),
        "required": _known(edition, standard),
        "questions": standard.questions,
        "unknown": form.read_codes(edition).unknown_words,
    }


def _choose(edition: Edition, form: StandardForm) -> dict[str, object]:
    narrowed = narrowed_by(request.form)
    chosen = frozenset(form.required.data or ())
    return {"narrowed": narrowed, "groups": group_choices(edition, chosen, narrowed)}


def _known(edition: Edition, standard: Standard) -> tuple[Competency, ...]:
    return tuple(item for item in edition.competencies if item.code in standard.required)


def _both(edition: Edition, form: StandardForm, view: FamilyView) -> list[tuple[str, str, str]]:
    """Return label, what is there now and what was typed, where they differ."""
    typed, there = form.standard(edition), view.newest.standard
    pairs = [
        ("Name", there.name, typed.name),
        ("What it is for", there.gist, typed.gist),
        (
            "What it asks",
            "\n".join(explain_standard(edition, there)),
            "\n".join(explain_standard(edition, typed)),
        ),
        (
            "Questions",
            "\n".join(map(tell_question, there.questions)),
            "\n".join(map(tell_question, typed.questions)),
        ),
    ]
    return [pair for pair in pairs if pair[1] != pair[2]]
