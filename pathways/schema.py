"""The tables of the database as they change: migrations, and the commands that run them.

Their library is loaded when somebody asks for it. Servers do not, nor do most commands, and loading
it takes a sixth of the time in which a command starts.
"""

import logging
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click
import sqlalchemy as sa
from flask import Flask, current_app

from pathways.database_file import make_file
from pathways.db import db
from pathways.models.base import Base

if TYPE_CHECKING:
    from flask_alembic import Alembic


def init_app(app: Flask) -> None:
    """Register the commands."""
    app.cli.add_command(_group)


def migrations() -> "Alembic":
    """Return the migrations of the app at work; asked for first before its first request."""
    from flask_alembic import Alembic

    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # the proxy’s own
    if "alembic" not in app.extensions:
        Alembic(metadatas=Base.metadata, run_mkdir=False, command_name="").init_app(app)
        # What it says while all goes well is of use to its makers alone.
        logging.getLogger("alembic").setLevel(logging.WARNING)
    found: Alembic = app.extensions["alembic"]
    return found


def find_problem(connection: sa.Connection) -> str:
    """Say what is wrong with the migrations of a database; empty where they are up to date."""
    from alembic.runtime.migration import MigrationContext

    there = set(MigrationContext.configure(connection).get_current_heads())
    if not there:
        return "The database is empty"
    wanted = {script.revision for script in migrations().heads()}
    return "" if there == wanted else "The database is not that of this version of Pathways"


def find_differences(connection: sa.Connection) -> Iterator[str]:
    """Say in what the tables and indexes of a database are not those of the models."""
    from alembic.autogenerate import compare_metadata
    from alembic.runtime.migration import MigrationContext

    options = {
        "include_name": current_app.config["ALEMBIC_CONTEXT"]["include_name"],
        "compare_server_default": True,
    }
    context = MigrationContext.configure(connection, opts=options)
    for difference in compare_metadata(context, Base.metadata):
        # What is changed in a column comes as a list of changes.
        for change in difference if isinstance(difference, list) else [difference]:
            yield _tell(*change)
    if not sa.inspect(connection).has_table("offer_search"):
        yield "The table offer_search is not there."


def _tell(kind: str, *what: Any) -> str:
    verb, _, thing = kind.partition("_")
    thing = {"fk": "rule between tables", "constraint": "rule"}.get(thing, thing)
    if verb == "modify":
        return f"The column {what[1]}.{what[2]} is not as the migrations make it."
    if thing == "column":
        name = f"{what[1]}.{what[2].name}"
    elif thing == "table":
        name = what[0].name
    else:
        name = f"{what[0].name or ''} of {what[0].table.name}".strip()
    if verb == "add":
        return f"The {thing} {name} is not there."
    return f"The {thing} {name} is there, and no migration makes it."


class _Commands(click.Group):
    """The library's own commands."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return self._library.list_commands(ctx)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        return self._library.get_command(ctx, cmd_name)

    @property
    def _library(self) -> click.Group:
        from flask_alembic.cli import cli

        return cli


@click.group("db", cls=_Commands)
@click.pass_context
def _group(ctx: click.Context) -> None:
    """Perform database migrations."""
    if ctx.invoked_subcommand == "upgrade":
        make_file(db.engine.url)
    ctx.obj = migrations()
