"""Commands that belong to no single feature."""

from pathlib import Path

import click
from alembic.runtime.migration import MigrationContext
from flask import Flask, current_app
from flask.cli import AppGroup, with_appcontext
from flask_security import hash_password

from pathways.accounts.demonstration import PASSWORD, load_people
from pathways.backup import BackupError, back_up
from pathways.briefs.services.demonstration import load_briefs
from pathways.builder.cli import CommandError, print_behind
from pathways.builder.cli import group as _pathways
from pathways.builder.demonstration import load_pathways, pathway_id
from pathways.builder.holders import holder_of
from pathways.builder.queries import get_pathway
from pathways.builder.services.recount import DataFault, find_faults, mend_bits
from pathways.db import alembic, db, transaction
from pathways.directory.services import freeze_draft, publish, publish_first
from pathways.domain.limits import SENTENCE_LIMIT
from pathways.domain.pathway.cautions import measure
from pathways.domain.pathway.visibility import Visibility
from pathways.domain.policy import Actor
from pathways.domain.refusals import ClosedError, NotFoundError
from pathways.models.publication import Publication
from pathways.records.listing.recounting import find_offer_faults, rebuild_offers
from pathways.records.people import find_owner
from pathways.records.thresholds import thresholds_of
from pathways.submissions.demonstration import PLANS, load_submissions
from pathways.text import TextError, clean_text

_demo = AppGroup("demo", help="The demonstration: invented providers and their pathways.")

_HOLDERS = {"northgate": "provider@demo.example", "willow": "second-provider@demo.example"}
"""Whose pathways the files of the demonstration are."""

_EVERYBODY, _SIGNED_IN = Visibility.PUBLIC, Visibility.ORGANISATIONS
_PUBLISHED = (
    ("family-hub-leads", "northgate", _EVERYBODY),
    ("front-desk", "northgate", _EVERYBODY),
    ("housing-teams", "northgate", _EVERYBODY),
    ("police-custody", "willow", _EVERYBODY),
    ("specialist-service", "northgate", _SIGNED_IN),
    ("whole-school", "willow", _EVERYBODY),
    ("youth-two-hours", "willow", _EVERYBODY),
)
"""What the directory shows of them, and to whom."""
_SENTENCES = {
    "youth-two-hours": "A first look for people who are new to the subject: we touch on each point "
    "briefly, and practise very few of them.",
}
"""What the provider says of a pathway with modules that are crowded."""


def init_app(app: Flask) -> None:
    """Register the commands."""
    app.cli.add_command(_demo)
    app.cli.add_command(_backup)
    app.cli.add_command(_doctor)


@_demo.command("load")
def _load_demonstration() -> None:
    """Load the demonstration's people, pathways and submissions.

    What is there already stays as it is, changed or not.
    """
    if current_app.config["PRODUCTION"]:
        raise click.ClickException(
            "This is a production copy. Everybody knows the demonstration's password, "
            "so it is not loaded here."
        )
    hashed = hash_password(PASSWORD)
    with transaction() as session:
        accounts = load_people(session, hashed)

        def find_holder(provider: str) -> Actor:
            return find_owner(session, _HOLDERS[provider])

        loaded = load_pathways(session, find_holder)
        sent = load_submissions(session, {plan.key: pathway_id(plan.key) for plan in PLANS})
        published = sum(
            publish_first(
                session,
                _HOLDERS[provider],
                pathway_id(key),
                visibility,
                _SENTENCES.get(key, ""),
            )
            for key, provider, visibility in _PUBLISHED
        )
        written = load_briefs(session)
    click.echo(f"Demonstration: {loaded.added} pathways loaded, {loaded.kept} left as they are.")
    click.echo(f"Sent for review: {sent}. Published: {published}. Briefs written: {written}.")
    if current_app.config["DEMO"]:
        click.echo(f"Everybody's password here is {PASSWORD}")
        for account in accounts:
            click.echo(f"  {account.email:34}{account.purpose}")


@_pathways.command("publish")
@click.argument("identifier", metavar="ID")
@click.option(
    "--to",
    "visibility",
    type=click.Choice([one.value for one in Visibility]),
    default=Visibility.PUBLIC.value,
    show_default=True,
    help="Who can see it.",
)
@click.option(
    "--sentence",
    metavar="TEXT",
    help="What you say of modules that are crowded. Without it, what you said last stays; "
    "an empty one takes it away.",
)
def _publish(identifier: str, visibility: str, sentence: str | None) -> None:
    """Freeze pathway ID as it is, and show it in the directory.

    Said again of the same version, it changes who sees it, and the sentence beside it.
    Prints what readers see beside it, as `check` does.
    """
    try:
        words = None if sentence is None else clean_text(sentence, SENTENCE_LIMIT)
    except TextError as error:
        raise CommandError(f"Nothing was published. {error}") from None
    try:
        with transaction() as session:
            actor = holder_of(session, identifier)
            version = freeze_draft(session, actor, identifier)
            publish(session, actor, identifier, version.id, Visibility(visibility), words)
            said = session.get_one(Publication, identifier).sentence
            view = get_pathway(session, actor, identifier)
            measured = measure(view.edition, view.content, thresholds_of(session))
    except NotFoundError:
        raise CommandError(f"There is no pathway {identifier!r}.") from None
    except ClosedError:
        raise CommandError("Nothing was published: the pathway is archived.") from None
    click.echo(f"Version {version.number} is in the directory.")
    print_behind(measured)
    if said:
        click.echo(f"\nReaders see what you say of crowded modules: “{said}”")
    elif measured.proportion.crowded:
        click.echo("\nReaders see that you say nothing of crowded modules. Say it with --sentence.")


@click.command("backup")
@click.argument("path", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path))
@with_appcontext
def _backup(path: Path) -> None:
    """Copy the database into the new file FILE, while people work.

    For SQLite. With PostgreSQL, this prints the pg_dump command to use.
    """
    try:
        size = back_up(db.engine, path)
    except BackupError as error:
        raise click.ClickException(str(error)) from None
    click.echo(f"{path}: {size:,} bytes, whole. Keep instance/secret_key beside it.")


@click.command("doctor")
@click.option("--mend", is_flag=True, help="Recount what is kept where it differs.")
@with_appcontext
def _doctor(mend: bool) -> None:
    """Compare what is kept with a recount, and say what is wrong.

    Looks at migrations, the kept sets of every module, codes and outcomes that
    mappings name, the journal, and what the directory keeps of what is published.
    Exit status: 0 all well, 1 something is wrong.
    """
    if problem := _migration_state():
        raise click.ClickException(f"{problem}. Make a backup, then: flask --app wsgi db upgrade")
    faults = _find_faults()
    for fault in faults:
        click.echo(fault.text)
    if mend and any(fault.can_mend for fault in faults):
        with transaction() as session:
            click.echo(f"Recounted: {mend_bits(session)}.")
            if any(find_offer_faults(session)):
                click.echo(f"Listed anew: {rebuild_offers(session)}.")
        faults = _find_faults()
    if faults:
        can = sum(1 for fault in faults if fault.can_mend)
        hint = f"; {can} of them can be put right with --mend" if can else ""
        raise click.ClickException(f"Still wrong: {len(faults)}{hint}.")
    click.echo("All well.")


def _find_faults() -> list[DataFault]:
    listed = (DataFault(text, can_mend=True) for text in find_offer_faults(db.session))
    return [*find_faults(db.session), *listed]


def _migration_state() -> str:
    """Say what is wrong with the database's migrations; empty where they are up to date."""
    # Read through the session: the extension's own context would hold the lock of a writer.
    context = MigrationContext.configure(db.session.connection())
    there = set(context.get_current_heads())
    if not there:
        return "The database is empty"
    wanted = {script.revision for script in alembic.heads()}
    return "" if there == wanted else "The database is not that of this version of Pathways"
