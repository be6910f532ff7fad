"""Looking through a database: is it whole, and is what it holds what the journal says?"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.db import db
from pathways.records.checks import DataFault, find_faults
from pathways.records.checks.fault import forged
from pathways.records.checks.trail import JournalHead
from pathways.schema import find_differences, find_problem
from pathways.seals import seal, unseal

_HEAD = "head of the journal"
_FIRST_BYTES = b"SQLite format 3\0"


def look_at_file(url: sa.URL) -> str:
    """Say what is wrong with the file of an SQLite database; empty where it can be opened."""
    if url.get_backend_name() != "sqlite" or not url.database or url.database == ":memory:":
        return ""
    path = Path(url.database)
    if not path.is_file():
        return (
            f"There is no database at {path}. Is the path right, and the disk mounted? "
            "Nothing was made"
        )
    try:
        with path.open("rb") as file:
            begins = file.read(len(_FIRST_BYTES))
    except OSError as error:
        return f"{path} cannot be read: {error.strerror}"
    if not begins:
        return "The database is empty"
    if begins != _FIRST_BYTES:
        return f"{path} is no database, or is damaged from its first page. Restore the backup"
    return ""


@contextmanager
def open_reading(engine: sa.Engine) -> Iterator[Session]:
    """Give a session that reads one and the same state to its end, while people work."""
    options = {"pathways_access": "read"}
    if engine.dialect.name == "postgresql":
        options["isolation_level"] = "REPEATABLE READ"
    bind = engine.execution_options(**options)
    info = db.sessionmaker.kw.get("info")
    with Session(bind, info=info, autoflush=False) as session:
        yield session


def look_through(session: Session, head: JournalHead | None = None) -> Iterator[DataFault]:
    """Yield all that is wrong with a database, a sentence a fault; nothing is written."""
    if problem := find_problem(session.connection()):
        yield forged(f"{problem}. Make a backup, then: flask --app wsgi db upgrade")
        return
    for text in find_differences(session.connection()):
        yield forged(text)
    yield from find_faults(session, head)


def sign_head(head: JournalHead) -> str:
    """Return a head of the journal as signed text: only this secret key can have made it."""
    return seal(_HEAD, head.to_plain())


def read_head(text: str) -> JournalHead | None:
    """Return the head of a signed text; None where this copy did not sign it, or it was changed."""
    values = unseal(_HEAD, text.strip())
    return JournalHead(**values) if isinstance(values, dict) else None
