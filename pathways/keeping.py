"""Commands by which a copy is kept: backup, the restore drill, doctor, and heads of the journal."""

import os
import sqlite3
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import click
import sqlalchemy as sa
from flask import Flask
from flask.cli import AppGroup, with_appcontext

from pathways.backup import BackupError, back_up
from pathways.db import db, transaction
from pathways.doctor import look_at_file, look_through, open_reading, read_head, sign_head
from pathways.domain.words import iso_day, plural
from pathways.drill import restore_apart
from pathways.records.checks import DataFault, list_mendable
from pathways.records.checks import mend as mend_faults
from pathways.records.checks.apart import passes_policies
from pathways.records.checks.trail import JournalHead, walk

_PASSES = (
    "The user of the database is a superuser, or passes its policies: they keep no organisation "
    "apart. See docs/operations.md, PostgreSQL."
)
_FILE = click.Path(dir_okay=False, path_type=Path)


def init_app(app: Flask) -> None:
    """Register the commands."""
    app.cli.add_command(_backup)
    app.cli.add_command(_doctor)
    app.cli.add_command(_journal)


@click.command("backup")
@click.argument("words", nargs=-1, required=True, metavar="FILE | verify FILE")
@with_appcontext
def _backup(words: tuple[str, ...]) -> None:
    """Copy the database into the new file FILE, while people work, or verify such a copy.

    For PostgreSQL, pg_dump is run; where it is not on this machine, this prints the command.

    verify FILE restores a backup where nobody works, looks through it as doctor does, holds
    every pathway against what its own journal says, and throws the restored copy away. Exit
    status: 0 it can be restored, 1 something is wrong.
    """
    # Whoever forgets the file of `verify` wants no copy of everything under that name.
    if len(words) == 1 and words[0] != "verify":
        _make_backup(Path(words[0]))
    elif len(words) == 2 and words[0] == "verify":
        _verify(Path(words[1]))
    else:
        raise click.UsageError("Give one file, or the word verify and one file.")


def _make_backup(path: Path) -> None:
    try:
        size = back_up(db.engine, path)
    except BackupError as error:
        raise click.ClickException(str(error)) from None
    click.echo(f"{path}: {size:,} bytes, whole. Keep instance/secret_key beside it.")


def _verify(path: Path) -> None:
    try:
        drill = restore_apart(db.engine, path)
    except BackupError as error:
        raise click.ClickException(str(error)) from None
    except (sa.exc.DBAPIError, sqlite3.Error) as error:
        raise click.ClickException(f"{path} {_cannot_be_read(error)}") from None
    if drill.faults:
        _tell(drill.faults)
        raise click.ClickException(f"This backup is not whole. Faults: {len(drill.faults)}.")
    click.echo(
        f"{path}: restored and looked through. It holds {plural(drill.pathways, 'pathway')} and "
        f"{plural(drill.steps, 'step')} of the journal.\n"
        f"Digest of an export of every pathway, as the journal has it: {drill.digest}"
    )


@click.command("doctor")
@click.option("--mend", is_flag=True, help="Recount what is kept where it differs.")
@click.option("--head", "head_path", metavar="FILE", type=_FILE, help="A head signed before.")
@with_appcontext
def _doctor(mend: bool, head_path: Path | None) -> None:
    """Say what is wrong with the database.

    Looks at the file, tables, indexes and triggers, what points at nothing, the chain of the
    journal, all that it proves, digests, kept sets, and what the directory lists. With a
    head, whether the journal still holds what it held then. Exit status: 0 all well, 1
    something is wrong.
    """
    head = _read_head(head_path) if head_path else None
    faults = _look(head)
    _tell(faults)
    if mend and any(fault.can_mend for fault in faults):
        with transaction() as session:
            for sentence in mend_faults(session, faults):
                click.echo(sentence)
        faults = _look(head)
    if faults:
        can = len(list_mendable(faults))
        hint = f"; {can} of them can be put right with --mend" if can else ""
        raise click.ClickException(f"Still wrong: {len(faults)}{hint}.")
    click.echo("All well.")
    with open_reading(db.engine) as session:
        if passes_policies(session):
            click.echo(_PASSES)


def _look(head: JournalHead | None) -> tuple[DataFault, ...]:
    """Return what is wrong; ClickException where nothing can be read at all."""
    if problem := look_at_file(db.engine.url):
        raise click.ClickException(f"{problem}.")
    try:
        with open_reading(db.engine) as session:
            return tuple(look_through(session, head))
    except (sa.exc.DBAPIError, sqlite3.Error) as error:
        raise click.ClickException(f"The database {_cannot_be_read(error)}") from None


def _tell(faults: Sequence[DataFault]) -> None:
    for fault in faults:
        click.echo(fault.text)


def _cannot_be_read(error: Exception) -> str:
    lines = str(getattr(error, "orig", error)).strip().splitlines() or ["no reason is given"]
    return f"cannot be read: {lines[0].rstrip('.')}. Restore the backup."


_journal = AppGroup("journal", help="The journal, in which every step is written down.")


@_journal.command("head")
@click.argument("path", metavar="FILE", type=_FILE)
def _export_head(path: Path) -> None:
    """Sign the head of the journal into the new file FILE, to be kept on another machine.

    doctor --head FILE tells later whether the journal still holds every step up to it.
    """
    if problem := look_at_file(db.engine.url):
        raise click.ClickException(f"{problem}.")
    with open_reading(db.engine) as session:
        trail = walk(session)
    if trail.faults:
        _tell(trail.faults)
        raise click.ClickException("Nothing was signed: the journal is not whole.")
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(sign_head(trail.head) + "\n")
    except FileExistsError:
        raise click.ClickException(f"{path} is there already. Nothing was written.") from None
    except OSError as error:
        raise click.ClickException(f"{path} cannot be written: {error.strerror}.") from None
    head = trail.head
    told = plural(head.steps, "step")
    if head.at:
        told += f", the last of {iso_day(datetime.fromisoformat(head.at).date())}"
    click.echo(f"{path}: signed for {told}. Keep it away from this machine.")


def _read_head(path: Path) -> JournalHead:
    try:
        head = read_head(path.read_text(encoding="ascii"))
    except OSError as error:
        raise click.ClickException(f"{path} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        head = None
    if head is None:
        raise click.ClickException(
            f"{path} is no head that this copy signed: it was changed, or signed with another "
            "secret key. A head of before the key was changed is checked with the key of then."
        )
    return head
