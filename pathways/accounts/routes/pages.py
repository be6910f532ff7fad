"""Pages that everybody can open: start, privacy, accessibility, after sign-out."""

from flask import current_app
from flask.typing import ResponseReturnValue

from pathways.access import Action, find_actor, requires
from pathways.accounts.queries import count_requests, list_belongings
from pathways.accounts.routes.blueprint import bp, page
from pathways.db import db
from pathways.domain.organisation import OrganisationState
from pathways.domain.policy import is_allowed
from pathways.pages import today
from pathways.records.reminders import list_due


@bp.get("/")
@requires(Action.PUBLIC)
def home() -> ResponseReturnValue:
    """Show what the product is for, or, signed in, where to go on."""
    actor = find_actor()
    if actor is None:
        return page("accounts/home.html")
    belongings = list_belongings(db.session, actor.person_id)
    return page(
        "accounts/start.html",
        belongings=belongings,
        waiting=tuple(b for b in belongings if b.state is OrganisationState.ASKED),
        declined=tuple(b for b in belongings if b.state is OrganisationState.DECLINED),
        active=tuple(b for b in belongings if b.state is OrganisationState.ACTIVE),
        due=list_due(db.session, actor.organisation_id, today())
        if actor.organisation_id and is_allowed(actor, Action.SEE_SUBMISSIONS)
        else (),
        requests=count_requests(db.session) if actor.is_administrator else 0,
        sends_mail=bool(current_app.config["SMTP_URL"]),
    )


@bp.get("/privacy")
@requires(Action.PUBLIC)
def privacy() -> ResponseReturnValue:
    """Show the privacy notice."""
    return page(
        "accounts/privacy.html",
        idle=current_app.config["IDLE_MINUTES"],
        sends_mail=bool(current_app.config["SMTP_URL"]),
    )


@bp.get("/accessibility")
@requires(Action.PUBLIC)
def accessibility() -> ResponseReturnValue:
    """Show the accessibility statement."""
    return page("accounts/accessibility.html")


@bp.get("/signed-out")
@requires(Action.PUBLIC)
def signed_out() -> ResponseReturnValue:
    """Say that every device is signed out."""
    return page("accounts/signed_out.html")


@bp.get("/signed-in-again")
@requires(Action.SIGNED_IN)
def signed_in_again() -> ResponseReturnValue:
    """Tell the page that waits in another tab that it can send what it kept."""
    return page("accounts/signed_in_again.html")
