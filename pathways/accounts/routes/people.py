"""The people of an organisation: owners invite, set roles, remove."""

from flask import abort, current_app, flash, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from pathways.access import Action, actor, organisation_id, requires
from pathways.accounts.forms import InviteForm, RuleForm
from pathways.accounts.links import mailed_mark, secret_of
from pathways.accounts.queries import (
    RuleView,
    find_linked,
    get_rule,
    get_sharing,
    list_invitations,
    list_members,
)
from pathways.accounts.routes.blueprint import bp, page, write
from pathways.accounts.services.identities import DomainError, SignInRule, read_domains, set_rule
from pathways.accounts.services.invitations import (
    A_PERSON,
    AN_ADDRESS,
    AN_ORGANISATION,
    Invite,
    MemberAlreadyError,
    WrongDomainError,
    invite,
    revoke,
)
from pathways.accounts.services.organisations import (
    LastOwnerError,
    remove_member,
    set_role,
)
from pathways.accounts.services.sharing import set_sharing
from pathways.addresses import public_address
from pathways.attempts import TooManyAttemptsError, say_wait, too_many
from pathways.db import db, transaction
from pathways.domain.policy import Role
from pathways.domain.refusals import ConflictError
from pathways.domain.review.privacy import Sharing
from pathways.domain.words import listed

_MANY = (
    f"Up to {A_PERSON} invitations a day go out from one person, {AN_ORGANISATION} from an "
    f"organisation, and {AN_ADDRESS} to one address."
)
_LAST = "An organisation keeps at least one owner. Make somebody else an owner first."


def _page(
    form: InviteForm, status: int = 200, rule_form: RuleForm | None = None
) -> ResponseReturnValue:
    made = session.pop("invited", None)
    invitations = list_invitations(db.session, organisation_id())
    rule = get_rule(db.session, organisation_id())
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
        sharing=get_sharing(db.session, organisation_id()),
        habits=tuple(Sharing),
        rule=rule,
        rule_form=rule_form
        or RuleForm(
            formdata=None,
            domains=rule.domains,
            required=rule.needs_single_sign_on,
            seen=_rule_of(rule).mark,
        ),
        sign_on=current_app.config["OIDC_NAME"] if current_app.config["OIDC_ISSUER"] else "",
    )


def _rule_of(view: RuleView) -> SignInRule:
    return SignInRule(view.needs_single_sign_on, tuple(view.domains.split()))


def _tell_moved(there: SignInRule, provider: str) -> str:
    """Say what stands there now, where another owner changed it while somebody looked."""
    said = f"invites people at {listed(there.domains)}" if there.domains else "invites anybody"
    if provider:
        alone = f" {provider} alone" if there.needs_single_sign_on else f" a password or {provider}"
        said += f", and members sign in with{alone}"
    return f"Somebody changed this meanwhile. Now it {said}. Save again to put yours in its place."


def _secret(invitation_id: str) -> str:
    return secret_of(current_app.config["SECRET_KEY"], invitation_id)


def _link(invitation_id: str) -> str:
    return public_address("accounts.invitation", secret=_secret(invitation_id))


def _mailed_link(invitation_id: str) -> str:
    secret = _secret(invitation_id)
    mark = mailed_mark(current_app.config["SECRET_KEY"], secret)
    return public_address("accounts.invitation", secret=secret, mailed=mark)


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
        link_of=_mailed_link,
    )
    try:
        made = write(lambda writing: invite(writing, actor(), organisation_id(), wanted))
    except MemberAlreadyError:
        form.add_error("email", "This person belongs to your organisation already.")
        return _page(form, 422)
    except WrongDomainError as refused:
        form.add_error("email", f"Your organisation invites people with an address at {refused}.")
        return _page(form, 422)
    except TooManyAttemptsError as refused:
        form.add_error("email", f"{_MANY} Go on in {say_wait(refused.wait)}.")
        return too_many(_page(form), refused.wait)
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


@bp.post("/organisation/sign-on")
@requires(Action.MANAGE_PEOPLE)
def set_sign_on() -> ResponseReturnValue:
    """Say how people of the organisation sign in, and which addresses are invited."""
    form = RuleForm()
    is_whole = form.validate()
    issuer, name = current_app.config["OIDC_ISSUER"], current_app.config["OIDC_NAME"]
    kept = get_rule(db.session, organisation_id())
    wanted = SignInRule()
    try:
        wanted = SignInRule(
            # Without a provider the form does not ask, and what was set stays as it was.
            bool(form.required.data) if issuer else kept.needs_single_sign_on,
            read_domains(form.domains.data or ""),
        )
    except DomainError as error:
        form.add_error("domains", str(error))
        is_whole = False
    is_asked = wanted.needs_single_sign_on and not kept.needs_single_sign_on
    if is_asked and not find_linked(db.session, actor().person_id, issuer):
        form.add_error(
            "required", f"Link your own account first, so that you see {name} lets people in."
        )
        is_whole = False
    if not is_whole:
        return _page(InviteForm(formdata=None), 422, form)
    try:
        with transaction() as writing:
            set_rule(writing, actor(), organisation_id(), wanted, seen=form.seen.data or "")
    except ConflictError:
        there = _rule_of(get_rule(db.session, organisation_id()))
        form.seen.data = there.mark
        form.add_error("domains", _tell_moved(there, issuer and name))
        return _page(InviteForm(formdata=None), 409, form)
    flash("How people sign in is saved. It holds from each member's next sign-in.")
    return _back()


@bp.post("/organisation/sharing")
@requires(Action.DECIDE)
def choose_sharing() -> ResponseReturnValue:
    """Choose when providers read what is found of their submissions."""
    chosen = request.form.get("sharing", "")
    if chosen not in set(Sharing):
        abort(400)
    sharing = Sharing(chosen)
    with transaction() as writing:
        set_sharing(writing, actor(), organisation_id(), sharing)
    flash(f"Providers read findings and comments: {sharing.word.lower()}.")
    return _back()
