"""A person's own account: name, password, second factor, organisations, sign-out."""

from flask import current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from pathways.access import Action, actor, requires
from pathways.accounts.forms import NameForm
from pathways.accounts.held import read_held
from pathways.accounts.queries import find_linked, get_profile, list_belongings
from pathways.accounts.routes.blueprint import bp, chosen, next_path, page
from pathways.accounts.services.people import rename_person
from pathways.db import db, now, transaction
from pathways.domain.organisation import OrganisationState
from pathways.downloads import JSON, attachment, write_json
from pathways.imprint import imprint


def _page(form: NameForm, status: int = 200) -> ResponseReturnValue:
    person = actor()
    issuer = current_app.config["OIDC_ISSUER"]
    return page(
        "accounts/account.html",
        status,
        section="account",
        form=form,
        person=person,
        profile=get_profile(db.session, person.person_id),
        linked=find_linked(db.session, person.person_id, issuer) if issuer else None,
        belongings=list_belongings(db.session, person.person_id),
    )


@bp.get("/account")
@requires(Action.SIGNED_IN)
def account() -> ResponseReturnValue:
    """Show the account."""
    return _page(NameForm(formdata=None, name=actor().name))


@bp.get("/account/held")
@requires(Action.SIGNED_IN)
def held() -> ResponseReturnValue:
    """Give everything that is kept about a person to that person, as a file."""
    about = {
        "about": f"What {imprint().name} holds about you. Of what bears your name alone "
        "it says where, and since when. Left out are secrets, drafts of organisations, names that "
        "somebody typed into a text, and a name that you share with somebody, where nothing says "
        "that it is you. A web server in front and backups may hold more.",
        "made_at": now().isoformat(),
        **read_held(db.session, actor().person_id),
    }
    return attachment(write_json(about), "held-about-me.json", JSON)


@bp.post("/account/name")
@requires(Action.SIGNED_IN)
def rename() -> ResponseReturnValue:
    """Change the name."""
    form = NameForm()
    if not form.validate():
        return _page(form, 422)
    with transaction() as session:
        rename_person(session, actor(), form.name.data)
    flash("Your name is saved.")
    return redirect(url_for("accounts.account"), 303)


@bp.get("/organisations/choose")
@requires(Action.SIGNED_IN)
def choose() -> ResponseReturnValue:
    """Show the organisations of a person, to choose one for the session."""
    belongings = list_belongings(db.session, actor().person_id)
    return page(
        "accounts/choose.html",
        belongings=belongings,
        active=tuple(b for b in belongings if b.state is OrganisationState.ACTIVE),
        next=next_path(),
    )


@bp.post("/organisations/choose")
@requires(Action.SIGNED_IN)
def take() -> ResponseReturnValue:
    """Choose an organisation for the session."""
    wanted = request.form.get("organisation", "")
    belongings = list_belongings(db.session, actor().person_id)
    if not any(
        b.id == wanted and (b.state is OrganisationState.ACTIVE or b.may_draft) for b in belongings
    ):
        flash("You do not belong to that organisation any more. Choose another one.")
        return redirect(url_for("accounts.choose"), 303)
    chosen(wanted)
    return redirect(next_path() or url_for("accounts.home"), 303)
