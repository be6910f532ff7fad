"""Erasing a person: on their own wish, or by an administrator."""

from flask import abort, flash, g, redirect, session, url_for
from flask.typing import ResponseReturnValue

from pathways.access import Action, actor, requires
from pathways.accounts.erase_form import AddressForm, EraseForm
from pathways.accounts.erasing import ONLY_ADMINISTRATOR, erase_person, say_refusal
from pathways.accounts.forms import ConfirmForm, ProveForm
from pathways.accounts.queries import find_account, get_profile
from pathways.accounts.routes.blueprint import bp, is_confirmed, is_proved, page
from pathways.accounts.services.erasure import (
    OnlyAdministratorError,
    OwnerNeededError,
    is_only_administrator,
    list_places,
)
from pathways.db import db
from pathways.devices import forget_device
from pathways.forms import BaseForm

_OWN_WISH = "At their own wish"
_NAME_ONE = "Make somebody else an owner there first, under People of your organisation."
_HEIR = "Name a member of it below who owns it from now on."


def _form(*, is_sent: bool) -> BaseForm:
    """Return the form by which somebody proves that it is them: what they sign in with."""
    profile = get_profile(db.session, actor().person_id)
    kind = ProveForm if profile.has_second_factor else ConfirmForm
    if not profile.has_password:
        kind = AddressForm
    return kind() if is_sent else kind(formdata=None)


def _own_page(form: BaseForm, status: int = 200, refusal: str = "") -> ResponseReturnValue:
    person_id = actor().person_id
    places = list_places(db.session, person_id)
    return page(
        "accounts/erase.html",
        status,
        section="account",
        form=form,
        places=places,
        refusal=refusal
        or (ONLY_ADMINISTRATOR if is_only_administrator(db.session, person_id) else ""),
        is_ready=not any(one.needs_owner for one in places),
    )


def _is_them(form: BaseForm) -> bool:
    if isinstance(form, ProveForm):
        return is_proved(form)
    if isinstance(form, ConfirmForm):
        return is_confirmed(form)
    if not form.validate():
        return False
    if str(form["email"].data).lower() != actor().email.lower():
        form.add_error("email", "This is not the address of your account.")
        return False
    return True


@bp.get("/account/erase")
@requires(Action.SIGNED_IN)
def erase() -> ResponseReturnValue:
    """Show what becomes of an account that is erased."""
    return _own_page(_form(is_sent=False))


@bp.post("/account/erase")
@requires(Action.SIGNED_IN)
def erase_own() -> ResponseReturnValue:
    """Erase the account of who asks, once they have proved that it is them."""
    form = _form(is_sent=True)
    if not _is_them(form):
        return _own_page(form, 422)
    try:
        erase_person(None, actor().person_id, _OWN_WISH)
    except (OwnerNeededError, OnlyAdministratorError) as error:
        return _own_page(form, 409, say_refusal(error, _NAME_ONE))
    # Nobody signs out who is nobody any more: the cookie is emptied, and every copy of it is dead.
    session.clear()
    g.actor = None
    response = forget_device(redirect(url_for("accounts.erased"), 303))  # type: ignore[arg-type]  # werkzeug's
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@bp.get("/account/erased")
@requires(Action.PUBLIC)
def erased() -> ResponseReturnValue:
    """Say that an account is erased, to somebody who has none any more."""
    return page("accounts/erased.html")


def _page(person_id: str, form: EraseForm, status: int = 200) -> ResponseReturnValue:
    account = find_account(db.session, person_id)
    if account is None:
        abort(404)
    return page(
        "accounts/erase_person.html",
        status,
        section="administration",
        form=form,
        account=account,
        places=list_places(db.session, person_id),
    )


@bp.get("/administration/people/<person_id>/erase")
@requires(Action.ADMINISTER)
def erase_account(person_id: str) -> ResponseReturnValue:
    """Show what becomes of somebody's account when it is erased."""
    if person_id == actor().person_id:
        return redirect(url_for("accounts.erase"))
    account = find_account(db.session, person_id)
    if account is not None and account.erased_at is not None:
        flash("This account is erased already.")
        return redirect(url_for("accounts.administration"))
    return _page(person_id, EraseForm(formdata=None))


@bp.post("/administration/people/<person_id>/erase")
@requires(Action.ADMINISTER)
def erase_other(person_id: str) -> ResponseReturnValue:
    """Erase somebody, for a reason that stays in the journal."""
    if person_id == actor().person_id:
        return redirect(url_for("accounts.erase"), 303)
    form = EraseForm()
    if not form.validate():
        return _page(person_id, form, 422)
    try:
        erase_person(actor(), person_id, form.reason.data, form.heir.data or "")
    except OwnerNeededError as error:
        form.add_error("heir", say_refusal(error, _HEIR))
        return _page(person_id, form, 409)
    except OnlyAdministratorError:
        # They are one themselves, unless somebody else took that away a moment ago.
        abort(409)
    flash("The account is erased. What is kept names a former member instead.")
    return redirect(url_for("accounts.administration"), 303)
