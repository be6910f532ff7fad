"""Asking a provider, and the enquiries that its people read."""

from flask import Response, flash, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from pathways.access import Action, actor, find_actor, is_inside, requires
from pathways.addresses import page_asked
from pathways.attempts import begin_attempt
from pathways.db import db, new_id, transaction
from pathways.directory import services
from pathways.directory.forms import EnquiryForm
from pathways.directory.queries import get_asked, list_enquiries
from pathways.directory.routes.blueprint import bp, missing
from pathways.domain.refusals import NotFoundError
from pathways.htmx import go


@bp.get("/directory/<pathway_id>/enquiry")
@requires(Action.PUBLIC)
def ask(pathway_id: str) -> ResponseReturnValue:
    """Show the form that asks a provider; what is known of somebody signed in stands in it."""
    found = find_actor()
    form = EnquiryForm(
        formdata=None,
        operation=new_id(),
        name=found.name if found else "",
        email=found.email if found else "",
        organisation=found.organisation if found else "",
    )
    return _form(pathway_id, form)


@bp.post("/directory/<pathway_id>/enquiry")
@requires(Action.PUBLIC)
def enquire(pathway_id: str) -> ResponseReturnValue:
    """Keep an enquiry and tell the provider."""
    form = EnquiryForm()
    if not form.validate():
        return _form(pathway_id, form, 422)
    # Looked up before it is counted: a page that is gone is nobody's try.
    try:
        get_asked(db.session, pathway_id, is_inside=is_inside())
    except NotFoundError:
        return missing()
    begin_attempt("enquiry")
    found = find_actor()
    sender = services.Sender(
        name=form.name.data,
        email=form.email.data,
        organisation=form.organisation.data,
        words=form.words.data,
        person_id=found.person_id if found else None,
    )
    try:
        with transaction() as session:
            provider = services.keep_enquiry(
                session,
                pathway_id,
                sender,
                operation=form.operation.identifier,
                is_inside=is_inside(),
            )
    except NotFoundError:
        return missing()
    flash(f"Your enquiry is with {provider}. They answer to {sender.email}.")
    return go(url_for("directory.show", pathway_id=pathway_id))


@bp.get("/enquiries")
@requires(Action.SEE_PATHWAYS)
def enquiries() -> ResponseReturnValue:
    """Show what people asked about the organisation's pathways."""
    view = list_enquiries(
        db.session, actor(), is_answered=request.args.get("show") == "answered", page=page_asked()
    )
    return render_template("directory/enquiries.html", section="pathways", view=view)


@bp.post("/enquiries/<enquiry_id>/answered")
@requires(Action.CHANGE_PATHWAYS)
def answered(enquiry_id: str) -> ResponseReturnValue:
    """Mark an enquiry as answered."""
    return _mark(enquiry_id, is_answered=True)


@bp.post("/enquiries/<enquiry_id>/open")
@requires(Action.CHANGE_PATHWAYS)
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
    return go(url_for("directory.enquiries", show=None if is_answered else "answered"))


def _form(pathway_id: str, form: EnquiryForm, status: int = 200) -> Response:
    try:
        view = get_asked(db.session, pathway_id, is_inside=is_inside())
    except NotFoundError:
        return missing()
    markup = render_template("directory/enquiry.html", section="directory", asked=view, form=form)
    return make_response(markup, status)
