"""A copy of the database that is whole, made while people work."""

import os
import sqlite3
from pathlib import Path

import sqlalchemy as sa


class BackupError(RuntimeError):
    """No backup was made. The message says why, and what to do."""


def back_up(engine: sa.Engine, path: Path) -> int:
    """Copy an SQLite database into a new file; return its size in bytes.

    BackupError where the file is there already, where it cannot be written, and
    for any other database, which has tools of its own.
    """
    if engine.dialect.name != "sqlite":
        raise BackupError(
            "This database is PostgreSQL, which makes its own backups. Use this, and give the "
            f"password when asked:\n  {dump_command(engine.url, path)}"
        )
    source = engine.url.database
    if not source or source == ":memory:":
        raise BackupError("This database is in memory only; there is no file to copy.")
    try:
        # Made by us and readable by its owner alone: it holds everything that people wrote.
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        raise BackupError(f"{path} is there already. Nothing was written.") from None
    except OSError as error:
        raise BackupError(f"{path} cannot be written: {error.strerror}.") from None
    try:
        _copy(source, path)
    except BaseException as error:
        path.unlink(missing_ok=True)
        if isinstance(error, sqlite3.Error):
            raise BackupError(f"The database could not be copied: {error}.") from error
        raise
    return path.stat().st_size


def _copy(source: str, path: Path) -> None:
    reader = sqlite3.connect(f"{Path(source).resolve().as_uri()}?mode=ro", uri=True)
    writer = sqlite3.connect(path)
    try:
        reader.backup(writer)
        # One file that needs no companion, whatever the journal of the original.
        writer.execute("PRAGMA journal_mode=DELETE")
        found = writer.execute("PRAGMA integrity_check").fetchone()[0]
        if found != "ok":
            raise BackupError(f"The copy is not whole: {found}")
    finally:
        writer.close()
        reader.close()


def dump_command(url: sa.URL, path: Path) -> str:
    """Return the command that backs up a PostgreSQL database, without its password."""
    # Not `URL.set`, which takes None for "leave it as it is".
    plain = url.set(drivername="postgresql")._replace(password=None)
    address = plain.render_as_string(hide_password=False)
    return f"pg_dump --format=custom --file='{path}' '{address}'"
