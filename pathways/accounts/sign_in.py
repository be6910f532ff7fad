"""The sign-in library, set up once: addresses, words, hashes, second factor, what is left out."""

import base64
import hashlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final, cast

from flask import Flask, Response, abort, make_response, redirect, render_template, request, url_for
from flask_login.utils import _user_context_processor  # type: ignore[import-untyped]  # ships no types
from flask_security import Security, UserDatastore, current_user
from flask_security.core import RoleMixin
from werkzeug.wrappers import Response as BaseResponse

from pathways.access import LIBRARY_ROUTES, Action
from pathways.accounts import forms, sessions
from pathways.accounts.demonstration import ACCOUNTS, PASSWORD
from pathways.accounts.passwords import SHORTEST, PasswordRules
from pathways.accounts.second_factor import CodeOnce, RecoveryOnce
from pathways.accounts.store import OutboxMail, PersonStore
from pathways.db import db
from pathways.models.account import Person
from pathways.records.mail import LINK_LASTS

_SETTINGS: Final[dict[str, Any]] = {
    # Roles belong to a membership, so the library's own stay empty.
    "JOIN_USER_ROLES": False,
    "STATIC_FOLDER": None,
    "CLI_USERS_NAME": None,
    "CLI_ROLES_NAME": None,
    "LOGIN_URL": "/sign-in",
    "LOGOUT_URL": "/sign-out",
    "RESET_URL": "/reset-password",
    "CHANGE_URL": "/account/password",
    "TWO_FACTOR_TOKEN_VALIDATION_URL": "/sign-in/code",
    "MULTI_FACTOR_RECOVERY_URL": "/sign-in/recovery-code",
    "POST_LOGIN_VIEW": "accounts.home",
    "POST_LOGOUT_VIEW": "accounts.signed_out",
    "POST_CHANGE_VIEW": "accounts.account",
    "API_ENABLED_METHODS": ["session"],
    # Our own pages ask for the password where the second factor changes.
    "FRESHNESS": timedelta(seconds=-1),
    "RECOVERABLE": True,
    "CHANGEABLE": True,
    "TWO_FACTOR": True,
    "TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
    "TWO_FACTOR_AUTHENTICATOR_VALIDITY": 30,
    "TWO_FACTOR_RESCUE_EMAIL": False,
    "MULTI_FACTOR_RECOVERY_CODES": True,
    "MULTI_FACTOR_RECOVERY_CODES_N": 8,
    "RESET_PASSWORD_WITHIN": LINK_LASTS,
    "RETURN_GENERIC_RESPONSES": True,
    "EMAIL_HTML": False,
    "EMAIL_VALIDATOR_ARGS": {"check_deliverability": False},
    "PASSWORD_LENGTH_MIN": SHORTEST,
    # OWASP's least: 19 MiB, two passes. The library's second hash would add a key to lose.
    "PASSWORD_SCHEMES": ["argon2"],
    "PASSWORD_SINGLE_HASH": {"argon2"},
    "PASSWORD_HASH_PASSLIB_OPTIONS": {
        "argon2__type": "ID",
        "argon2__memory_cost": 19 * 1024,
        "argon2__time_cost": 2,
        "argon2__parallelism": 1,
    },
    # Of the password's hash, inside a signed link: nothing that could be guessed.
    "HASHING_SCHEMES": ["hex_sha256"],
    "DEPRECATED_HASHING_SCHEMES": [],
}
_NAMED: Final = {
    "TOTP_ISSUER": "{}",
    "EMAIL_SUBJECT_PASSWORD_RESET": "Choose a new password for {}",
    "EMAIL_SUBJECT_PASSWORD_NOTICE": "Your password for {} was changed",
    "EMAIL_SUBJECT_PASSWORD_CHANGE_NOTICE": "Your password for {} was changed",
}
"""Settings that name this copy."""

_WORDS: Final = {
    "GENERIC_AUTHN_FAILED": "E-mail address and password do not belong together.",
    "PASSWORD_RESET_REQUEST": (
        "If there is an account for %(email)s, we have sent a link to choose a new password. "
        "It works once, for one hour."
    ),
    "PASSWORD_RESET_EXPIRED": "That link has run out. Ask for a new one.",
    "INVALID_RESET_PASSWORD_TOKEN": "That link was used or is not whole. Ask for a new one.",
    "PASSWORD_RESET_NO_LOGIN": (
        "Your password is changed, and every device is signed out. Sign in with the new password."
    ),
    "PASSWORD_CHANGE": "Your password is changed. Every other device is signed out.",
    "PASSWORD_IS_THE_SAME": "Choose a password that is not the one you have now.",
    "PASSWORD_NOT_PROVIDED": "Enter your password.",
    "INVALID_PASSWORD": "This is not your password now.",
    "INVALID_REDIRECT": "That address is not a page of this site.",
    "INVALID_RECOVERY_CODE": "This is not one of your recovery codes, or it was used.",
    "TWO_FACTOR_INVALID_TOKEN": "This is not the code that your app shows now, or it was used.",
    "TWO_FACTOR_PERMISSION_DENIED": "Sign in with your e-mail address and password first.",
    "TWO_FACTOR_LOGIN_SUCCESSFUL": "You are signed in.",
}

_UNUSED: Final = (
    # Set up by our own pages, which ask for the password and show the code as plain SVG.
    "security.two_factor_setup",
    "security.two_factor_setup_validate",
    "security.two_factor_rescue",
    "security.tf_select",
    "security.mf_recovery_codes",
)

_SECOND_STEP: Final = ("security.two_factor_token_validation", "security.mf_recovery")

LIBRARY_ROUTES.update(
    {
        "security.login": Action.PUBLIC,
        "security.logout": Action.PUBLIC,
        "security.forgot_password": Action.PUBLIC,
        "security.reset_password": Action.PUBLIC,
        "security.change_password": Action.SIGNED_IN,
        "security.two_factor_token_validation": Action.PUBLIC,
        "security.mf_recovery": Action.PUBLIC,
        **dict.fromkeys(_UNUSED, Action.PUBLIC),
    }
)


def init_app(app: Flask) -> None:
    """Set up sign-in."""
    for name, value in _SETTINGS.items():
        app.config.setdefault(f"SECURITY_{name}", value)
    for name, words in _NAMED.items():
        app.config.setdefault(f"SECURITY_{name}", words.format(app.config["NAME"]))
    for name, words in _WORDS.items():
        app.config.setdefault(f"SECURITY_MSG_{name}", (words, "said"))
    key = app.config["SECRET_KEY"]
    # The first opens what an earlier release kept, the others are those of vaults, the newest last.
    keys = [one for one in (app.config["SECRET_KEY_BEFORE"], key) if one]
    kept = {1: _derived(key, "codes").decode()}
    kept |= {number: _derived(one, "second factor").decode() for number, one in enumerate(keys, 2)}
    app.config.setdefault("SECURITY_TOTP_SECRETS", kept)
    app.config.setdefault(
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES_KEYS", [_derived(key, "recovery codes")]
    )
    app.before_request(_hide_unused)
    app.before_request(_send_signed_in_on)
    sessions.init_app(app)
    store: UserDatastore = PersonStore(db, Person, RoleMixin)
    library = Security(
        app,
        store,
        login_form=forms.SignInForm,
        forgot_password_form=forms.LinkForm,
        reset_password_form=forms.NewPasswordForm,
        change_password_form=forms.PasswordForm,
        two_factor_verify_code_form=forms.CodeForm,
        two_factor_rescue_form=forms.RescueForm,
        mf_recovery_form=forms.RecoveryForm,
        mail_util_cls=OutboxMail,
        password_util_cls=PasswordRules,
        totp_cls=CodeOnce,
        mf_recovery_codes_util_cls=RecoveryOnce,
        # Flask takes what a view returns, whichever of its kinds that is.
        render_template=cast("Callable[..., str]", _render),
    )
    # Sessions alone sign people in: no token in an address or a header, no answer as JSON.
    library.login_manager._request_callback = None
    library.want_json(lambda _request: False)
    # Who asks is `access`'s one statement. The library would load the person as an object before
    # every view and every page, for roles that nobody has here; its own views still do.
    app.before_request_funcs[None].remove(library.principal._on_before_request)
    app.template_context_processors[None].remove(_user_context_processor)


def _derived(key: str, purpose: str) -> bytes:
    """Return a key for one purpose, so that one secret serves every machine."""
    digest = hashlib.blake2b(key.encode()[:64], person=purpose.encode()[:16], digest_size=32)
    return base64.urlsafe_b64encode(digest.digest())


def _hide_unused() -> None:
    if request.endpoint in _UNUSED:
        abort(404)


def _send_signed_in_on() -> BaseResponse | None:
    # The library takes a visit by somebody signed in for an attack and signs them out, on
    # every device: a mere link on another site could do that.
    if request.endpoint in _SECOND_STEP and current_user.is_authenticated:
        return redirect(url_for("accounts.home"))
    return None


def _render(template: str, **context: Any) -> str | Response | BaseResponse:
    """Draw a page of the library: 422 for a refused form, a redirect once a link was asked for."""
    if template.endswith(".txt"):
        return render_template(template, **context)
    context.pop("two_factor_rescue_form", None)
    form = next((value for name, value in context.items() if name.endswith("_form")), None)
    refused = request.method == "POST" and form is not None and bool(form.errors)
    if template == "security/forgot_password.html" and request.method == "POST" and not refused:
        return redirect(url_for("security.forgot_password"), 303)
    context["form"] = form
    if template == "security/login_user.html":
        context.update(accounts=ACCOUNTS, demonstration_password=PASSWORD)
    return make_response(render_template(template, **context), 422 if refused else 200)
