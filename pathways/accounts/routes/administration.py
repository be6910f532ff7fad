"""Administrators see accounts and organisations, never drafts; let in, decline, close, stop."""

from flask import abort, current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from pathways.access import Action, actor, requires
from pathways.accounts.forms import WordsForm
from pathways.accounts.queries import list_accounts, list_mails, list_organisations
from pathways.accounts.routes.blueprint import bp, page
from pathways.accounts.services.organisations import (
    SettledError,
    close,
    decline,
    let_in,
    reopen,
)
from pathways.accounts.services.people import stop_person
from pathways.addresses import public_address
from pathways.db import db, now, transaction
from pathways.domain.organisation import OrganisationState
from pathways.domain.words import plural
from pathways.records.mail import count_old, drop_old, release_old

_SETTLED = "This was settled meanwhile, by you in another window or by somebody else."


def _back() -> ResponseReturnValue:
    return redirect(url_for("accounts.administration"), 303)


def _page(form: WordsForm | None = None, about: str = "", status: int = 200) -> ResponseReturnValue:
    organisations = list_organisations(db.session)
    return page(
        "accounts/administration.html",
        status,
        section="administration",
        asking=tuple(o for o in organisations if o.state is OrganisationState.ASKED),
        settled=tuple(o for o in organisations if o.state is not OrganisationState.ASKED),
        accounts=list_accounts(db.session),
        # One form for each organisation: its fields need ids of their own.
        forms={o.id: WordsForm(formdata=None, prefix=o.id) for o in organisations}
        | ({about: form} if form else {}),
        about=about,
        me=actor().person_id,
    )


@bp.get("/administration")
@requires(Action.ADMINISTER)
def administration() -> ResponseReturnValue:
    """Show accounts and organisations."""
    return _page()


@bp.post("/administration/organisations/<organisation_id>/let-in")
@requires(Action.ADMINISTER)
def let_organisation_in(organisation_id: str) -> ResponseReturnValue:
    """Let an organisation in that asked."""
    try:
        with transaction() as session:
            name = let_in(session, actor(), organisation_id)
        flash(f"{name} is let in. A mail to its owner is in the outbox.")
    except SettledError:
        flash(_SETTLED)
    return _back()


@bp.post("/administration/organisations/<organisation_id>/decline")
@requires(Action.ADMINISTER)
def decline_organisation(organisation_id: str) -> ResponseReturnValue:
    """Decline a request, with words."""
    form = WordsForm(prefix=organisation_id)
    if not form.validate():
        return _page(form, organisation_id, 422)
    try:
        with transaction() as session:
            name = decline(session, actor(), organisation_id, form.words.data)
        flash(f"The request of {name} is declined. Its owner reads your reasons.")
    except SettledError:
        flash(_SETTLED)
    return _back()


@bp.post("/administration/organisations/<organisation_id>/close")
@requires(Action.ADMINISTER)
def close_organisation(organisation_id: str) -> ResponseReturnValue:
    """Close an organisation, with words."""
    form = WordsForm(prefix=organisation_id)
    if not form.validate():
        return _page(form, organisation_id, 422)
    try:
        with transaction() as session:
            name = close(session, actor(), organisation_id, form.words.data)
        flash(f"{name} is closed. Nothing of it is deleted, and it can be opened again.")
    except SettledError:
        flash(_SETTLED)
    return _back()


@bp.post("/administration/organisations/<organisation_id>/reopen")
@requires(Action.ADMINISTER)
def reopen_organisation(organisation_id: str) -> ResponseReturnValue:
    """Open a closed organisation again."""
    try:
        with transaction() as session:
            name = reopen(session, actor(), organisation_id)
        flash(f"{name} is open again.")
    except SettledError:
        flash(_SETTLED)
    return _back()


@bp.post("/administration/people/<person_id>/stop")
@requires(Action.ADMINISTER)
def stop_account(person_id: str) -> ResponseReturnValue:
    """Stop an account: it is signed out and cannot sign in."""
    if person_id == actor().person_id:
        flash("You cannot stop your own account.")
        return _back()
    with transaction() as session:
        name = stop_person(session, actor(), person_id, is_active=False)
    flash(f"The account of {name} is stopped and signed out.")
    return _back()


@bp.post("/administration/people/<person_id>/resume")
@requires(Action.ADMINISTER)
def resume_account(person_id: str) -> ResponseReturnValue:
    """Let a stopped account sign in again."""
    with transaction() as session:
        name = stop_person(session, actor(), person_id, is_active=True)
    flash(f"{name} can sign in again.")
    return _back()


@bp.get("/administration/outbox")
@requires(Action.ADMINISTER)
def outbox() -> ResponseReturnValue:
    """Show the mails that wait or went out."""
    return page(
        "accounts/outbox.html",
        section="administration",
        mails=list_mails(db.session, shows_secrets=current_app.config["DEMO"]),
        old=count_old(db.session),
        sends_mail=bool(current_app.config["SMTP_URL"]),
        shows_secrets=current_app.config["DEMO"],
        base=public_address("accounts.home").rstrip("/"),
        now=now(),
    )


@bp.post("/administration/outbox/old")
@requires(Action.ADMINISTER)
def settle_old_mails() -> ResponseReturnValue:
    """Send what waited for long, or take it out of the outbox."""
    step = {"send": release_old, "drop": drop_old}.get(request.form.get("step", ""))
    if step is None:
        abort(400)
    with transaction() as session:
        count = step(session, actor())
    if not count:
        flash(_SETTLED)
    elif step is drop_old:
        flash(f"{plural(count, 'mail')} taken out of the outbox. The journal keeps how many.")
    else:
        flash(f"{plural(count, 'mail')} let go. The list below says which are sent.")
    return redirect(url_for("accounts.outbox"), 303)
