"""The file of an SQLite database: made for its owner alone, opened as far as it can be, followed.

Whoever opens it never makes it: a path that was mistyped, or a disk that is not there, must not
look like a copy in which nobody ever wrote anything.
"""

import os
import sqlite3
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.exc import DisconnectionError

from pathways.config import ROOT, ConfigurationError
from pathways.outages import GONE, OutageError

_READ_ONLY: Final = (8, 14)
"""SQLite's numbers for what may not be written, and for what it cannot open, which a file that it
must lay beside the database may be the reason for."""
_BESIDE: Final = ("", "-wal", "-shm")


def file_of(url: sa.URL) -> Path | None:
    """Return the file that an address names; None for a server, memory, and SQLite's own URI."""
    name = url.database
    if url.get_backend_name() != "sqlite" or not name or name == ":memory:" or "uri" in url.query:
        return None
    return Path(name)


def make_file(url: sa.URL) -> None:
    """Make the file that an address names, readable by its owner alone, where there is none."""
    path = file_of(url)
    if path is None:
        return
    try:
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        return


def follow(engine: sa.Engine) -> None:
    """Let the connections of an engine lead to the file that is there, and to no other."""
    if file_of(engine.url) is None:
        event.listen(engine, "connect", _keep_journal)
        return
    event.listen(engine, "connect", _note)

    @event.listens_for(engine, "do_connect")
    def _connect(_dialect: object, record: Any, _arguments: object, named: dict[str, Any]) -> Any:
        return _open_as_can_be(Path(engine.url.database or ""), record, named)

    # A file that was moved away, or put in its place, is not the one that a kept connection has
    # open: what is written there would be acknowledged, and gone.
    @event.listens_for(engine, "checkout")
    def _compare(_connection: object, record: Any, _proxy: object) -> None:
        kept = record.info
        if kept.get("file") != _identity(file_of(engine.url)) or kept.pop("is_used", False):
            raise DisconnectionError
        # What was opened without a journal never notices that others write: once is enough.
        kept["is_used"] = kept.get("is_frozen", False)


def _keep_journal(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA journal_mode=WAL")


def _open_as_can_be(path: Path, record: Any, named: dict[str, Any]) -> Any:
    if not path.exists():
        raise OutageError(GONE, f"there is no file {path}. `db upgrade` makes a new one.")
    connection = _open(path, "mode=rw", named)
    try:
        _keep_journal(connection, record)
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF not in _READ_ONLY:
            connection.close()
            raise
        return _read_only(connection, record, path, named)
    return connection


def _read_only(connection: Any, record: Any, path: Path, named: dict[str, Any]) -> Any:
    """Return a connection to a file that may not be written, or nothing laid beside it."""
    try:
        connection.execute("PRAGMA schema_version")
    except sqlite3.OperationalError:
        connection.close()
        wal = Path(f"{path}-wal")
        if wal.exists() and wal.stat().st_size:
            # What was saved last stands there, and cannot be read without it.
            raise
        connection = _open(path, "immutable=1", named)
        record.info["is_frozen"] = True
    return connection


def _open(path: Path, how: str, named: dict[str, Any]) -> sqlite3.Connection:
    address = f"{path.absolute().as_uri()}?{how}"
    connection: sqlite3.Connection = sqlite3.connect(address, uri=True, **named)
    return connection


def _note(connection: Any, record: Any) -> None:
    name = connection.execute("PRAGMA database_list").fetchone()[2]
    record.info["file"] = _identity(Path(name) if name else None)


def _identity(path: Path | None) -> tuple[int, int] | None:
    try:
        found = path.stat() if path else None
    except FileNotFoundError:
        return (0, 0)
    return (found.st_dev, found.st_ino) if found else None


def keep_private(folder: Path, url: sa.URL, *, is_production: bool) -> None:
    """Keep the folder of a copy and the files of its database from others of this machine.

    ConfigurationError in production, where somebody set them up otherwise: it says how to mend it.
    Elsewhere it is mended, but for folders that may serve others too.
    """
    if os.name != "posix":
        return
    path = file_of(url)
    wanted = {Path(f"{path}{more}"): "600" for more in _BESIDE} if path else {}
    if is_production or folder == ROOT / "instance":
        wanted[folder] = "700"
    exposed = [one for one in wanted if one.exists() and one.stat().st_mode & 0o077]
    if not is_production:
        for one in exposed:
            if one.stat().st_uid == os.geteuid():
                one.chmod(int(wanted[one], 8))
        return
    if exposed:
        commands = "; ".join(f"chmod {wanted[one]} {one}" for one in exposed)
        raise ConfigurationError(
            "Other users of this machine can read what people wrote here. "
            f"This keeps it from them: {commands}"
        )
