"""The check before sending, and sending."""

from flask import Response, flash, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from pathways.access import Action, actor, requires
from pathways.db import db, transaction
from pathways.domain.refusals import RuleError
from pathways.domain.review.submission import DEPTH
from pathways.htmx import fragment, go, wants_fragments
from pathways.htmx import send as send_fragments
from pathways.submissions.blueprint import bp
from pathways.submissions.sending.answers import begin_answers, set_aside
from pathways.submissions.sending.forms import DECLARATION, SendForm, send_form
from pathways.submissions.sending.reads import CheckView, check_pathway
from pathways.submissions.sending.writes import Declaration, send_submission


@bp.get("/pathways/<pathway_id>/submit")
@requires(Action.OWN_PATHWAYS)
def check(pathway_id: str) -> ResponseReturnValue:
    """Say what is there and what is missing, before anything is sent."""
    asked = (request.args.get("commissioner", ""), request.args.get("standard", ""))
    view = _read(pathway_id, *asked)
    return _page(view, _form(view, data=_begin(view)))


@bp.post("/pathways/<pathway_id>/submit")
@requires(Action.OWN_PATHWAYS)
def send(pathway_id: str) -> ResponseReturnValue:
    """Freeze a version and send it, or look again with another commissioner or standard.

    Looking again writes nothing, and keeps whatever was typed.
    """
    asked = (request.form.get("commissioner", ""), request.form.get("standard", ""))
    view = _read(pathway_id, *asked)
    if request.form.get("look"):
        return _look(view)
    form = _form(view)
    is_whole = form.validate()
    receiver = view.commissioner
    if receiver is None:
        form.add_error("commissioner", "Choose the commissioner who reviews it.")
        is_whole = False
    if view.standard.key != asked[1]:
        form.add_error("standard", "That standard is not in use any more. Choose one again.")
        is_whole = False
    if not view.content.modules or not is_whole or receiver is None:
        return _page(view, form, 422)
    declaration = Declaration(
        by=form.by.data,
        role=form.role.data,
        words=form.words.data,
        reasons=form.reasons(),
        sentence=form.said,
    )
    answers, replies = form.answers(), form.replies()
    try:
        with transaction() as session:
            identifier = send_submission(
                session,
                actor(),
                pathway_id,
                operation=form.operation.identifier,
                commissioner_id=receiver.value,
                standard=view.standard,
                declaration=declaration,
                answers=answers,
                replies=replies,
                digest=request.form.get("digest", ""),
            )
    except RuleError as error:
        # The draft may have changed since it was judged, so the page is judged again.
        view = _read(pathway_id, *asked)
        form = _form(view)
        form.validate()
        field = error.field if error.field in form else "commissioner"
        if str(error) not in form[field].errors:
            form.add_error(field, str(error))
        return _page(view, form, 422)
    flash(f"Sent to {receiver.label}. You can go on changing your draft.")
    return go(url_for("submissions.show", submission_id=identifier))


def _begin(view: CheckView) -> dict[str, str]:
    """Return what the form begins with: what was said last, to this commissioner or to readers."""
    previous = view.previous
    return {
        "by": previous.by if previous else actor().name,
        "role": previous.role if previous else "",
        "words": previous.words if previous else DECLARATION,
        "sentence": view.kept_sentence,
        **begin_answers(view.kept_answers),
        f"reason-{DEPTH}": view.kept_depth,
        **{f"reason-{line.report.line.key}": line.kept_reason for line in view.lines},
    }


def _look(view: CheckView) -> Response:
    """Judge anew, with all that was typed; what was said before fills what holds nothing."""
    typed = {key: value for key, value in request.form.items() if value.strip()}
    form = _form(view, formdata=MultiDict({**_begin(view), **typed}))
    if not wants_fragments():
        return _page(view, form)
    context = {"check": view, "form": form, "set_aside": _set_aside(view, form)}
    parts = ("asked", "there", "requests", "questions", "reasons", "goes")
    return send_fragments(fragment(f"submissions/_check_{part}.html", **context) for part in parts)


def _set_aside(view: CheckView, form: SendForm) -> tuple[tuple[str, str], ...]:
    """Return what another standard asks for: reasons of lines, answers to its questions."""
    keys = [*(line.report.line.key for line in view.lines), DEPTH]
    names = [f"reason-{key}" for key in keys if f"reason-{key}" not in form]
    reasons = ((name, request.form[name]) for name in names if request.form.get(name))
    return (*reasons, *set_aside(form, request.form.items()))


def _read(pathway_id: str, commissioner_id: str, standard_key: str) -> CheckView:
    return check_pathway(
        db.session,
        actor(),
        pathway_id,
        commissioner_id=commissioner_id,
        standard_key=standard_key,
    )


def _form(view: CheckView, **options: object) -> SendForm:
    lines = [(line.report.line.key, line.report.line.short_name) for line in view.open_lines]
    is_crowded = bool(view.measured.proportion.crowded)
    has_open_whole = bool(view.report.unmet_whole)
    form = send_form(
        lines,
        is_crowded=is_crowded,
        has_open_whole=has_open_whole,
        questions=view.standard.questions,
        requests=view.requests,
        **options,
    )
    form.commissioner.data = view.commissioner.value if view.commissioner else ""
    form.standard.data = view.standard.key
    return form


def _page(view: CheckView, form: SendForm, status: int = 200) -> Response:
    markup = render_template(
        "submissions/check.html",
        section="pathways",
        check=view,
        form=form,
        set_aside=_set_aside(view, form),
    )
    return make_response(markup, status)
