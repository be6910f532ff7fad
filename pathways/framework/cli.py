"""Commands of the framework."""

import click
from flask.cli import AppGroup

from pathways.db import transaction
from pathways.framework import services

group = AppGroup("framework", help="The framework's index and its official wording.")


@group.command("load")
def load() -> None:
    """Load the index of the framework, or bring it up to date."""
    try:
        with transaction() as session:
            report = services.load_index(session)
    except services.IndexRefusedError as error:
        raise click.ClickException(f"{error}. Nothing was changed.") from error
    click.echo(report.sentence)
