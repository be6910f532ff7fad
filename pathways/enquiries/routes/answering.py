"""Enquiries as both sides read them, and what a provider answers."""

from flask import Response, flash, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from pathways.access import Action, actor, requires
from pathways.addresses import page_asked
from pathways.db import db, transaction
from pathways.domain.refusals import ConflictError, NotFoundError
from pathways.enquiries import services
from pathways.enquiries.forms import AnswerForm
from pathways.enquiries.queries import EnquiryView, Mailbox, get_enquiry, list_enquiries
from pathways.enquiries.routes.blueprint import bp
from pathways.htmx import go


@bp.get("/enquiries")
@requires(Action.SEE_ENQUIRIES)
def index() -> ResponseReturnValue:
    """Show what people asked the organisation, or what it asked others."""
    found = actor()
    is_sent = not found.is_provider or request.args.get("side") == Mailbox.SENT
    view = list_enquiries(
        db.session,
        found,
        Mailbox.SENT if is_sent else Mailbox.RECEIVED,
        is_answered=request.args.get("show") == "answered",
        page=page_asked(),
    )
    return render_template(
        "enquiries/index.html", section=_section(is_sent), view=view, has_sides=found.is_provider
    )


@bp.get("/enquiries/<enquiry_id>")
@requires(Action.SEE_ENQUIRIES)
def show(enquiry_id: str) -> ResponseReturnValue:
    """Show an enquiry with its answer; to the provider, with the form that answers it."""
    view = get_enquiry(db.session, actor(), enquiry_id)
    return _page(view, AnswerForm.of(view.answer, view.quote, len(view.answers)))


@bp.post("/enquiries/<enquiry_id>/answer")
@requires(Action.ANSWER_ENQUIRIES)
def answer(enquiry_id: str) -> ResponseReturnValue:
    """Keep an answer, and send it to the asker."""
    view = get_enquiry(db.session, actor(), enquiry_id)
    if view.is_sent:
        raise NotFoundError(enquiry_id)
    form = AnswerForm()
    if not form.check():
        return _page(view, form, 422)
    said = services.Reply(form.answer.data, form.quote)
    try:
        with transaction() as session:
            is_other = services.give_answer(
                session, actor(), enquiry_id, said, seen=form.seen.number
            )
    except ConflictError:
        view = get_enquiry(db.session, actor(), enquiry_id)
        form.seen.data = str(len(view.answers))
        there = services.Reply(view.answer, view.quote)
        return _page(view, form, 409, [("The answer", there.told, said.told)])
    way = f"is on its way to {view.email}" if view.email else "is saved, and stands here"
    flash(f"Your answer {way}." if is_other else "Nothing was different.")
    return go(url_for("enquiries.show", enquiry_id=enquiry_id))


@bp.post("/enquiries/<enquiry_id>/answered")
@requires(Action.ANSWER_ENQUIRIES)
def answered(enquiry_id: str) -> ResponseReturnValue:
    """Mark an enquiry as answered."""
    return _mark(enquiry_id, is_answered=True)


@bp.post("/enquiries/<enquiry_id>/open")
@requires(Action.ANSWER_ENQUIRIES)
def reopen(enquiry_id: str) -> ResponseReturnValue:
    """Open an enquiry again."""
    return _mark(enquiry_id, is_answered=False)


def _mark(enquiry_id: str, *, is_answered: bool) -> Response:
    with transaction() as session:
        services.mark_answered(session, actor(), enquiry_id, is_answered=is_answered)
    if is_answered:
        flash("Marked as answered. You find it under Answered, and can open it again there.")
    else:
        flash("The enquiry is open again.")
    return go(url_for("enquiries.index", show=None if is_answered else "answered"))


def _section(is_sent: bool) -> str:
    return "briefs" if is_sent else "pathways"


def _page(
    view: EnquiryView,
    form: AnswerForm,
    status: int = 200,
    both: list[tuple[str, str, str]] | None = None,
) -> Response:
    markup = render_template(
        "enquiries/show.html",
        section=_section(view.is_sent),
        view=view,
        form=form,
        both=both or [],
    )
    return make_response(markup, status)
