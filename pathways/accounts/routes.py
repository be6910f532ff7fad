"""Pages of accounts."""

from flask import Blueprint

from pathways.access import Action, requires

bp = Blueprint("accounts", __name__)


@bp.get("/")
@requires(Action.PUBLIC)
def home() -> str:
    """Show the start page."""
    return ""


@bp.get("/account")
@requires(Action.SIGNED_IN)
def account() -> str:
    """Show the account."""
    return ""


@bp.get("/organisations/choose")
@requires(Action.SIGNED_IN)
def choose() -> str:
    """Choose an organisation."""
    return ""


@bp.get("/administration")
@requires(Action.ADMINISTER)
def administration() -> str:
    """Show accounts and organisations."""
    return ""


@bp.get("/privacy")
@requires(Action.PUBLIC)
def privacy() -> str:
    """Show the privacy notice."""
    return ""


@bp.get("/accessibility")
@requires(Action.PUBLIC)
def accessibility() -> str:
    """Show the accessibility statement."""
    return ""


@bp.get("/healthz")
@requires(Action.PUBLIC)
def health() -> str:
    """Say that the process answers."""
    return "ok"
