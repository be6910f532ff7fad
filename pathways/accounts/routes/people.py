"""The people of an organisation: owners invite, set roles, remove."""

from flask import abort, current_app, flash, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from pathways.access import Action, actor, organisation_id, requires
from pathways.accounts.forms import InviteForm
from pathways.accounts.links import secret_of
from pathways.accounts.queries import list_invitations, list_members
from pathways.accounts.routes.blueprint import bp, page, write
from pathways.accounts.services.invitations import (
    Invite,
    MemberAlreadyError,
    invite,
    revoke,
)
from pathways.accounts.services.organisations import (
    LastOwnerError,
    remove_member,
    set_role,
)
from pathways.addresses import public_address
from pathways.db import db, transaction
from pathways.domain.policy import Role

_LAST = "An organisation keeps at least one owner. Make somebody else an owner first."


def _page(form: InviteForm, status: int = 200) -> ResponseReturnValue:
    made = session.pop("invited", None)
    invitations = list_invitations(db.session, organisation_id())
    new = next((i for i in invitations if i.id == made), None)
    return page(
        "accounts/people.html",
        status,
        section="people",
        form=form,
        members=list_members(db.session, organisation_id()),
        invitations=invitations,
        new=new,
        link=_link(new.id) if new else "",
        sends_mail=bool(current_app.config["SMTP_URL"]),
        roles=tuple(Role),
        me=actor().person_id,
    )


def _secret(invitation_id: str) -> str:
    return secret_of(current_app.config["SECRET_KEY"], invitation_id)


def _link(invitation_id: str) -> str:
    return public_address("accounts.invitation", secret=_secret(invitation_id))


def _back() -> ResponseReturnValue:
    return redirect(url_for("accounts.people"), 303)


@bp.get("/organisation/people")
@requires(Action.MEMBER)
def people() -> ResponseReturnValue:
    """Show who belongs, and to owners what they can change."""
    return _page(InviteForm(formdata=None))


@bp.post("/organisation/people/invitations")
@requires(Action.MANAGE_PEOPLE)
def invite_person() -> ResponseReturnValue:
    """Invite a colleague; the link is shown once to the owner."""
    form = InviteForm()
    if not form.validate():
        return _page(form, 422)
    wanted = Invite(
        id=form.operation.identifier,
        email=form.email.data,
        role=form.role.data,
        secret_of=_secret,
        link_of=_link,
    )
    try:
        made = write(lambda writing: invite(writing, actor(), organisation_id(), wanted))
    except MemberAlreadyError:
        form.add_error("email", "This person belongs to your organisation already.")
        return _page(form, 422)
    session["invited"] = made
    return _back()


@bp.post("/organisation/people/invitations/<invitation_id>/revoke")
@requires(Action.MANAGE_PEOPLE)
def revoke_invitation(invitation_id: str) -> ResponseReturnValue:
    """Take an invitation back."""
    with transaction() as writing:
        email = revoke(writing, actor(), organisation_id(), invitation_id)
    flash(f"The invitation for {email} is taken back. Its link no longer works.")
    return _back()


@bp.post("/organisation/people/<person_id>/role")
@requires(Action.MANAGE_PEOPLE)
def change_role(person_id: str) -> ResponseReturnValue:
    """Give a member another role."""
    role = request.form.get("role", "")
    if role not in tuple(Role):
        abort(400)
    try:
        with transaction() as writing:
            name = set_role(writing, actor(), organisation_id(), person_id, role)
    except LastOwnerError:
        flash(_LAST)
        return _back()
    flash(f"{name} is now {'an' if role[0] in 'eo' else 'a'} {role}.")
    return _back()


@bp.post("/organisation/people/<person_id>/remove")
@requires(Action.MANAGE_PEOPLE)
def remove_person(person_id: str) -> ResponseReturnValue:
    """Take a person out of the organisation; their account stays."""
    try:
        with transaction() as writing:
            name = remove_member(writing, actor(), organisation_id(), person_id)
    except LastOwnerError:
        flash(_LAST)
        return _back()
    flash(f"{name} no longer belongs to your organisation. The account stays.")
    return _back()
