"""An organisation asks to join."""

from flask import current_app, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_security import hash_password

from pathways.access import Action, find_actor, requires
from pathways.accounts.forms import NewcomerForm, OrganisationForm
from pathways.accounts.routes.blueprint import bp, page, write
from pathways.accounts.services.organisations import (
    NameTakenError,
    Newcomer,
    Request,
    ask_as_newcomer,
    ask_as_person,
)
from pathways.attempts import begin_attempt

_TAKEN = (
    "An organisation of this name is here, or has asked. "
    "Ask a colleague there to invite you, or add what tells yours apart, such as the town."
)


@bp.get("/organisations/new")
@requires(Action.PUBLIC)
def new_organisation() -> ResponseReturnValue:
    """Show the form."""
    cls = OrganisationForm if find_actor() else NewcomerForm
    return page("accounts/ask.html", form=cls(formdata=None))


@bp.post("/organisations/new")
@requires(Action.PUBLIC)
def ask_to_join() -> ResponseReturnValue:
    """Keep a request to join."""
    actor = find_actor()
    form: OrganisationForm = OrganisationForm() if actor else NewcomerForm()
    if not form.validate():
        return page("accounts/ask.html", 422, form=form)
    begin_attempt("joining", actor.email if actor else form.email.data)
    wanted = Request(
        id=form.operation.identifier,
        name=form.organisation.data,
        kinds=frozenset(form.kinds.data or ()),
        note=form.note.data,
    )
    try:
        if actor is None:
            # The hash takes its time before the database's writer is taken.
            newcomer = Newcomer(form.name.data, form.email.data, hash_password(form.password.data))
            write(lambda session: ask_as_newcomer(session, wanted, newcomer))
        else:
            person_id = actor.person_id
            write(lambda session: ask_as_person(session, wanted, person_id))
    except NameTakenError:
        form.add_error("organisation", _TAKEN)
        return page("accounts/ask.html", 422, form=form)
    return redirect(url_for("accounts.asked"), 303)


@bp.get("/organisations/asked")
@requires(Action.PUBLIC)
def asked() -> ResponseReturnValue:
    """Say what happens next."""
    return page("accounts/asked.html", sends_mail=bool(current_app.config["SMTP_URL"]))
