"""A copy of the database that is whole, made while people work."""

import os
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import sqlalchemy as sa

AS_WHOLE: Final = "-c pathways.reach=whole"
_EVERY_ROW: Final = ("--enable-row-security",)
"""A backup asks for the rows of all organisations, as the policies of the tables want it said."""


class BackupError(RuntimeError):
    """No backup was made. The message says why, and what to do."""


def back_up(engine: sa.Engine, path: Path) -> int:
    """Copy a database into a new file; return its size in bytes.

    BackupError where the file is there already and where it cannot be written; for PostgreSQL also
    where its program is not on this machine: the message holds the command for another one.
    """
    if engine.dialect.name != "sqlite":
        return _dump(engine.url, path)
    source = engine.url.database
    if not source or source == ":memory:":
        raise BackupError("This database is in memory only; there is no file to copy.")
    if not Path(source).is_file():
        raise BackupError(f"There is no database at {source}. Nothing was written.")
    with _new_file(path) as part:
        try:
            _copy(source, part)
        except sqlite3.Error as error:
            raise BackupError(f"The database could not be copied: {error}.") from error
    return path.stat().st_size


@contextmanager
def _new_file(path: Path) -> Iterator[Path]:
    """Give a file beside `path` to fill, which takes that name once it is whole.

    Whatever ends the process before, nobody finds a part of a backup under the name of one.
    """
    taken = BackupError(f"{path} is there already. Nothing was written.")
    if path.exists():
        raise taken
    try:
        # Made by us and readable by its owner alone: it holds everything that people wrote.
        handle, name = tempfile.mkstemp(prefix=f"{path.name}.", suffix=".part", dir=path.parent)
    except OSError as error:
        raise BackupError(f"{path} cannot be written: {error.strerror}.") from None
    os.close(handle)
    part = Path(name)
    try:
        yield part
        try:
            # Unlike a new name for it, a second one never takes the place of another file.
            os.link(part, path)
        except FileExistsError:
            raise taken from None
        except OSError:
            # A disk of another make has no second names.
            part.rename(path)
    finally:
        part.unlink(missing_ok=True)


def _dump(url: sa.URL, path: Path) -> int:
    if shutil.which("pg_dump") is None:
        raise BackupError(
            "This database is PostgreSQL, which makes its own backups. Use this, and give the "
            f"password when asked:\n  {dump_command(url, path)}"
        )
    with _new_file(path) as part:
        run_program(
            url, "pg_dump", *_EVERY_ROW, "--format=custom", f"--file={part}", plain_address(url)
        )
    return path.stat().st_size


def run_program(url: sa.URL, name: str, *arguments: str) -> None:
    """Run a program of PostgreSQL; BackupError with its first words where it does not succeed.

    The password is given in its environment, where other users of the machine do not see it.
    """
    program = shutil.which(name)
    if program is None:
        raise BackupError(f"This needs PostgreSQL's {name}, which is not on the PATH.")
    password = {"PGPASSWORD": str(url.password)} if url.password else {}
    finished = subprocess.run(  # noqa: S603  # every argument is our own
        [program, "--no-password", *arguments],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PGOPTIONS": AS_WHOLE, **password},
    )
    if finished.returncode:
        said = finished.stderr.strip().splitlines() or ["it gives no reason"]
        raise BackupError(f"{name} did not succeed: {said[0].rstrip('.')}.")


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
    words = " ".join(("pg_dump", *_EVERY_ROW, "--format=custom"))
    return f"PGOPTIONS='{AS_WHOLE}' {words} --file='{path}' '{plain_address(url)}'"


def plain_address(url: sa.URL) -> str:
    """Return the address of a PostgreSQL database as its programs take it, without its password."""
    # Not `URL.set`, which takes None for "leave it as it is".
    plain = url.set(drivername="postgresql")._replace(password=None)
    return plain.render_as_string(hide_password=False)
