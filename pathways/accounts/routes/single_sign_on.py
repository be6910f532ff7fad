"""Single sign-on: to the identity provider and back, and what links an account with it.

The way there begins with a link, not a form: browsers refuse to follow a form to another site
under our content policy. The way back is a GET, as the protocol wants it, and the one GET that
writes: it is nothing without the state that this browser was given a moment before.
"""

import hmac
import time
from typing import Any, Final

from flask import abort, current_app, flash, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_security import login_user

from pathways.access import Action, actor, find_actor, requires
from pathways.accounts.forms import ConfirmForm
from pathways.accounts.queries import find_linked
from pathways.accounts.routes.blueprint import bp, is_confirmed, next_path, page, write
from pathways.accounts.services.identities import (
    TakenError,
    find_or_link,
    link_identity,
    unlink_identity,
)
from pathways.addresses import is_own_path, public_address
from pathways.attempts import begin_attempt, forgive_attempt
from pathways.db import db, transaction
from pathways.identity_provider import Pending, Provider, Signed, SignOnError, find_provider

_WITHIN: Final = 10 * 60
_KEPT: Final = "single sign-on"
_LINKING: Final = "linking until"
_STALE: Final = "That way to sign in was begun elsewhere or long ago. Begin once more."
_REFUSED: Final = (
    "{name} did not answer as it has to, so nobody was signed in. Try once more. "
    "If it stays so, tell whoever runs this site."
)
_CANCELLED: Final = "{name} did not sign you in. Try once more, or use your password."
_UNKNOWN: Final = (
    "{name} signed you in, but no account here is linked with you there. "
    "If you have an account, sign in with your password and link it under Your account; "
    "or choose a new password by a mailed link, which proves your address, and come back here. "
    "If you have none, ask a colleague to invite you."
)
_TAKEN: Final = (
    "This account there belongs to somebody else here, or another one is linked with you."
)


def _provider() -> Provider:
    return find_provider() or abort(404)


def _name() -> str:
    name: str = current_app.config["OIDC_NAME"]
    return name[:1].upper() + name[1:]


def _back_address() -> str:
    return public_address("accounts.single_sign_on_back")


def _to_sign_in(words: str) -> ResponseReturnValue:
    flash(words.format(name=_name()))
    return redirect(url_for("accounts.account" if find_actor() else "security.login"))


@bp.get("/sign-in/single")
@requires(Action.PUBLIC)
def single_sign_on() -> ResponseReturnValue:
    """Send the browser to the identity provider."""
    provider = _provider()
    linking = ""
    if found := find_actor():
        if session.get(_LINKING, 0) < time.time():
            return redirect(url_for("accounts.home"))
        linking = found.person_id
    try:
        address, pending = provider.begin(_back_address())
    except SignOnError as error:
        return _refuse(error)
    session[_KEPT] = {
        "state": pending.state,
        "nonce": pending.nonce,
        "verifier": pending.verifier,
        "next": next_path(),
        "linking": linking,
        "at": int(time.time()),
    }
    return redirect(address)


@bp.get("/sign-in/single/back")
@requires(Action.PUBLIC)
def single_sign_on_back() -> ResponseReturnValue:
    """Take what the identity provider sends back: sign in, or link."""
    provider = _provider()
    kept = session.pop(_KEPT, None) or {}
    found = find_actor()
    is_mine = bool(kept) and hmac.compare_digest(
        str(kept.get("state", "")).encode(), request.args.get("state", "").encode()
    )
    is_fresh = time.time() - kept.get("at", 0) < _WITHIN
    # Whoever signed in meanwhile, in another window, is not whom it was begun for.
    is_same = kept.get("linking") == (found.person_id if found else "")
    if not (is_mine and is_fresh and is_same):
        return _to_sign_in(_STALE)
    code = request.args.get("code", "")
    if "error" in request.args or not code:
        current_app.logger.warning("Single sign-on: refused %r", request.args.get("error", "")[:80])
        return _to_sign_in(_CANCELLED)
    tried = begin_attempt("single sign-on", "")
    try:
        pending = Pending(kept["state"], kept["nonce"], kept["verifier"])
        signed = provider.finish(pending, _back_address(), code)
    except SignOnError as error:
        return _refuse(error)
    forgive_attempt(tried)
    return _link(signed, found.person_id) if found else _sign_in(signed, str(kept["next"]))


def _refuse(error: SignOnError) -> ResponseReturnValue:
    current_app.logger.warning("Single sign-on: %s", " ".join(str(error).split())[:300])
    return _to_sign_in(_REFUSED)


def _sign_in(signed: Signed, wanted: str) -> ResponseReturnValue:
    person_id = write(lambda writing: find_or_link(writing, signed))
    library = current_app.extensions["security"]
    person: Any = library.datastore.find_user(id=person_id) if person_id else None
    if person is None or not person.is_active:
        return _to_sign_in(_UNKNOWN)
    wanted = wanted if is_own_path(wanted) else ""
    # The second factor of this site is asked as after a password.
    asked: ResponseReturnValue | None = library.two_factor_plugins.tf_enter(
        person, False, "oidc", next_loc=wanted or None
    )
    if asked is not None:
        return asked
    login_user(person, authn_via=["oidc"])
    library.datastore.commit()
    return redirect(wanted or url_for("accounts.home"))


def _link(signed: Signed, person_id: str) -> ResponseReturnValue:
    session.pop(_LINKING, None)
    try:
        write(lambda writing: link_identity(writing, person_id, signed))
    except TakenError:
        flash(_TAKEN)
    else:
        flash(f"Your account is linked. {_name()} signs you in from now on; a mail says so, too.")
    return redirect(url_for("accounts.linked"))


def _page(form: ConfirmForm, status: int = 200, *, is_ready: bool = False) -> ResponseReturnValue:
    return page(
        "accounts/linked.html",
        status,
        section="account",
        form=form,
        linked=find_linked(db.session, actor().person_id, _provider().issuer),
        is_ready=is_ready,
        name=_name(),
    )


@bp.get("/account/single-sign-on")
@requires(Action.SIGNED_IN)
def linked() -> ResponseReturnValue:
    """Show whether the account is linked, and with what."""
    return _page(ConfirmForm(formdata=None))


@bp.post("/account/single-sign-on")
@requires(Action.SIGNED_IN)
def change_linked() -> ResponseReturnValue:
    """Begin to link the account, or take the link away, once the password is confirmed."""
    provider = _provider()
    form = ConfirmForm()
    if not is_confirmed(form):
        return _page(form, 422)
    if request.form.get("step") == "off":
        with transaction() as writing:
            unlink_identity(writing, actor().person_id, provider.issuer)
        flash(f"Your account is no longer linked. {_name()} does not sign you in any more.")
        return redirect(url_for("accounts.linked"), 303)
    session[_LINKING] = int(time.time()) + _WITHIN
    return _page(ConfirmForm(formdata=None), is_ready=True)
