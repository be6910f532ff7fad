"""Commands that belong to no single feature."""

import click
from flask import Flask, current_app
from flask.cli import AppGroup
from flask_security import hash_password

from pathways.accounts.demonstration import PASSWORD, load_people
from pathways.briefs.services.demonstration import load_briefs
from pathways.builder.cli import CommandError, print_behind
from pathways.builder.cli import group as _pathways
from pathways.builder.demonstration import load_pathways, pathway_id
from pathways.builder.holders import holder_of
from pathways.builder.queries import get_pathway
from pathways.db import transaction
from pathways.directory.services import freeze_draft, publish, publish_first
from pathways.domain.limits import SENTENCE_LIMIT
from pathways.domain.pathway.cautions import measure
from pathways.domain.pathway.visibility import Visibility
from pathways.domain.policy import Actor
from pathways.domain.refusals import ClosedError, NotFoundError
from pathways.models.publication import Publication
from pathways.pages import today
from pathways.records.people import find_owner
from pathways.records.thresholds import thresholds_of
from pathways.runs.demonstration import PLANS as RUN_PLANS
from pathways.runs.demonstration import load_runs
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
        announced = load_runs(
            session, {plan.key: pathway_id(plan.key) for plan in RUN_PLANS}, today()
        )
    click.echo(f"Demonstration: {loaded.added} pathways loaded, {loaded.kept} left as they are.")
    click.echo(f"Sent for review: {sent}. Published: {published}. Briefs written: {written}.")
    click.echo(f"Runs announced: {announced}.")
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
