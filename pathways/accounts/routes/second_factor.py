"""Turn the second factor on and off, and make recovery codes.

Each asks for the password; what touches one that is on asks for a code as well, so that whoever
has a session and a password cannot take it away.
"""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from pathways.access import Action, actor, requires
from pathways.accounts import second_factor
from pathways.accounts.forms import ConfirmForm, ProveForm, SetUpForm
from pathways.accounts.queries import get_profile
from pathways.accounts.routes.blueprint import bp, is_confirmed, is_proved, page
from pathways.accounts.services.people import set_recovery_codes, set_second_factor
from pathways.attempts import begin_attempt, forgive_attempt
from pathways.db import db, transaction


def _is_on() -> bool:
    return get_profile(db.session, actor().person_id).has_second_factor


def _back() -> ResponseReturnValue:
    return redirect(url_for("accounts.second_factor_show"), 303)


def _page(form: ConfirmForm, status: int = 200) -> ResponseReturnValue:
    profile = get_profile(db.session, actor().person_id)
    return page(
        "accounts/second_factor.html", status, section="account", form=form, profile=profile
    )


def _set_up_page(form: SetUpForm, secret: str, status: int = 200) -> ResponseReturnValue:
    width, path = second_factor.picture(actor().email, secret)
    return page(
        "accounts/second_factor_set_up.html",
        status,
        section="account",
        form=form,
        width=width,
        path=path,
        typed_key=second_factor.typed_key(secret),
    )


def _codes_page(codes: list[str]) -> ResponseReturnValue:
    return page("accounts/recovery_codes.html", section="account", codes=codes)


@bp.get("/account/second-factor")
@requires(Action.SIGNED_IN)
def second_factor_show() -> ResponseReturnValue:
    """Show whether the second factor is on, and what it is."""
    return _page(ProveForm(formdata=None) if _is_on() else ConfirmForm(formdata=None))


@bp.post("/account/second-factor")
@requires(Action.SIGNED_IN)
def second_factor_begin() -> ResponseReturnValue:
    """Show the code to scan, once the password is confirmed."""
    if _is_on():
        return _back()
    form = ConfirmForm()
    if not is_confirmed(form):
        return _page(form, 422)
    token = second_factor.begin_set_up(actor().person_id)
    secret = second_factor.secret_of(actor().person_id, token) or ""
    return _set_up_page(SetUpForm(formdata=None, token=token), secret)


@bp.post("/account/second-factor/on")
@requires(Action.SIGNED_IN)
def second_factor_on() -> ResponseReturnValue:
    """Turn the second factor on with the app's first code; show the recovery codes once."""
    if _is_on():
        return _back()
    form = SetUpForm()
    secret = second_factor.secret_of(actor().person_id, form.token.data or "")
    if secret is None:
        flash("The code to scan has run out. Begin once more.")
        return _back()
    if not form.validate():
        return _set_up_page(form, secret, 422)
    tried = begin_attempt("code", actor().email)
    if not second_factor.is_right(current_user, secret, form.code.data):
        form.add_error("code", "This is not the code that the app shows now. Try the next one.")
        return _set_up_page(form, secret, 422)
    forgive_attempt(tried)
    shown, kept = second_factor.make_codes()
    with transaction() as session:
        set_second_factor(session, actor().person_id, secret, kept)
    return _codes_page(shown)


@bp.post("/account/second-factor/change")
@requires(Action.SIGNED_IN)
def second_factor_change() -> ResponseReturnValue:
    """Turn the second factor off, or make new recovery codes, for password and code."""
    if not _is_on():
        return _back()
    form = ProveForm()
    if not is_proved(form):
        return _page(form, 422)
    if request.form.get("step") == "off":
        with transaction() as session:
            set_second_factor(session, actor().person_id, None, None)
        flash("The second factor is off. Your password alone signs you in. A mail says so, too.")
        return redirect(url_for("accounts.account"), 303)
    shown, kept = second_factor.make_codes()
    with transaction() as session:
        set_recovery_codes(session, actor().person_id, kept)
    return _codes_page(shown)
