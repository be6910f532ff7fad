"""The sign-in library, set up once: addresses, hashes, second factor, what is left out."""

from typing import Final

from flask import Flask
from flask_security import FSQLALiteUserDatastore, Security
from flask_security.core import RoleMixin

from pathways.access import LIBRARY_ROUTES, Action
from pathways.db import db
from pathways.models.account import Person

_SETTINGS: Final = {
    "SECURITY_JOIN_USER_ROLES": False,
    "SECURITY_STATIC_FOLDER": None,
    "SECURITY_CLI_USERS_NAME": None,
    "SECURITY_CLI_ROLES_NAME": None,
    "SECURITY_LOGIN_URL": "/sign-in",
    "SECURITY_LOGOUT_URL": "/sign-out",
    "SECURITY_VERIFY_URL": "/sign-in/again",
}

LIBRARY_ROUTES.update(
    {
        "security.login": Action.PUBLIC,
        "security.logout": Action.PUBLIC,
        "security.verify": Action.SIGNED_IN,
    }
)


def init_app(app: Flask) -> None:
    """Set up sign-in."""
    for name, value in _SETTINGS.items():
        app.config.setdefault(name, value)
    Security(app, FSQLALiteUserDatastore(db, Person, RoleMixin))
