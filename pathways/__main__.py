"""The command `pathways`: all that `flask --app wsgi` offers, without naming the app."""

from importlib.metadata import PackageNotFoundError, version

import click
from flask import Flask
from flask.cli import FlaskGroup


def _version() -> str:
    try:
        return version("pathways")
    except PackageNotFoundError:
        return "not installed"


def _app() -> Flask:
    """Return the app, made only by commands that need it: naming the version needs none."""
    from wsgi import app

    return app


@click.group(
    cls=FlaskGroup,
    create_app=_app,
    add_version_option=False,
    # Which app it is stands above; what else the group offers is for those who have another.
    set_debug_flag=False,
)
@click.version_option(_version(), prog_name="Pathways", message="%(prog)s %(version)s")
def main() -> None:
    """Look after a copy of Pathways: its database, framework, accounts, mails and files.

    Settings are PATHWAYS_* variables, as for the app.
    """


if __name__ == "__main__":
    main(prog_name="pathways")
