"""The other end of an invitation: whoever has the link joins."""

from flask import current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import hash_password, login_user

from pathways.access import Action, find_actor, requires
from pathways.accounts.forms import JoinForm
from pathways.accounts.links import is_mailed
from pathways.accounts.queries import InvitationView, find_invitation
from pathways.accounts.routes.blueprint import bp, chosen, page
from pathways.accounts.services.invitations import (
    EndedError,
    WrongPersonError,
    accept,
    accept_as_newcomer,
)
from pathways.db import db, transaction
from pathways.domain.refusals import NotFoundError


def _read(secret: str) -> InvitationView:
    found = find_invitation(db.session, secret)
    if found is None:
        raise NotFoundError
    return found


def _page(secret: str, form: JoinForm, status: int = 200) -> ResponseReturnValue:
    """Draw what fits: join, make an account, sign in first, another's, or run out."""
    view = _read(secret)
    actor = find_actor()
    if not view.is_open:
        state, status = "ended", 410
    elif actor is not None:
        state = "join" if actor.email.lower() == view.email else "other"
        status = status if state == "join" else 403
    else:
        state = "sign-in" if view.has_account else "new"
    return page(
        "accounts/invitation.html",
        status,
        state=state,
        invitation=view,
        form=form,
        link={"secret": secret, "mailed": request.args.get("mailed")},
        actor=actor,
    )


@bp.get("/invitations/<secret>")
@requires(Action.PUBLIC)
def invitation(secret: str) -> ResponseReturnValue:
    """Show an invitation."""
    return _page(secret, JoinForm(formdata=None))


@bp.post("/invitations/<secret>")
@requires(Action.PUBLIC)
def accept_invitation(secret: str) -> ResponseReturnValue:
    """Join, with the account that is there or with a new one."""
    actor = find_actor()
    form = JoinForm()
    if actor is None and (invited := _read(secret)).is_open:
        form.address = invited.email
        if not form.validate():
            return _page(secret, form, 422)
    by_mail = is_mailed(current_app.config["SECRET_KEY"], secret, request.args.get("mailed", ""))
    try:
        if actor is not None:
            with transaction() as session:
                organisation = accept(session, secret, actor.person_id, by_mail=by_mail)
        else:
            password = hash_password(form.password.data or "")
            with transaction() as session:
                person, joined = accept_as_newcomer(
                    session, secret, form.name.data or "", password, by_mail=by_mail
                )
            login_user(person, authn_via=["invitation"])
            organisation = joined
    except (EndedError, WrongPersonError):
        return _page(secret, form, 409)
    chosen(organisation)
    flash("Welcome. You belong to the organisation now.")
    return redirect(url_for("accounts.home"), 303)
