"""The restore drill: a backup is restored where nobody works, looked through, and thrown away."""

import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.backup import AS_WHOLE, BackupError, plain_address, run_program
from pathways.doctor import look_through, open_reading
from pathways.domain.chain import digest_of
from pathways.records.checks import DataFault
from pathways.records.editions import get_edition
from pathways.records.journal import JOURNAL
from pathways.records.pathways import PATHWAY, read_content

_SQLITE = b"SQLite format 3\0"
_DUMP = b"PGDMP"


@dataclass(frozen=True, slots=True)
class Drill:
    """What a backup holds, and what is wrong with it."""

    faults: tuple[DataFault, ...]
    pathways: int = 0
    steps: int = 0
    digest: str = ""


def restore_apart(live: sa.Engine, path: Path) -> Drill:
    """Restore a backup into a place of its own and look through it; BackupError where it cannot be.

    Of SQLite a copy in a folder that is thrown away; of PostgreSQL a database beside the live one,
    which is dropped.
    """
    try:
        with path.open("rb") as file:
            begins = file.read(len(_SQLITE))
    except OSError as error:
        raise BackupError(f"{path} cannot be read: {error.strerror}.") from None
    if begins == _SQLITE:
        with _copied(path) as engine:
            return _look(engine)
    if begins.startswith(_DUMP):
        if live.dialect.name != "postgresql":
            raise BackupError(
                f"{path} is a backup of PostgreSQL. Set PATHWAYS_DATABASE_URL to a database on "
                "the server on which it can be restored."
            )
        with _restored(live, path) as engine:
            return _look(engine)
    raise BackupError(f"{path} is no backup, or is damaged from its first page.")


@contextmanager
def _copied(path: Path) -> Iterator[sa.Engine]:
    with tempfile.TemporaryDirectory(prefix="pathways-drill-") as folder:
        copy = Path(folder) / "restored.sqlite"
        shutil.copyfile(path, copy)
        engine = sa.create_engine(f"sqlite:///{copy.as_uri()}?mode=ro&immutable=1&uri=true")
        try:
            yield engine
        finally:
            engine.dispose()


@contextmanager
def _restored(live: sa.Engine, path: Path) -> Iterator[sa.Engine]:
    name = f"pathways_drill_{secrets.token_hex(6)}"
    url = live.url.set(database=name)
    apart = live.execution_options(isolation_level="AUTOCOMMIT")
    quoted = live.dialect.identifier_preparer.quote(name)
    try:
        with apart.connect() as connection:
            connection.exec_driver_sql(
                f"CREATE DATABASE {quoted} TEMPLATE template0 ENCODING 'UTF8'"
            )
    except sa.exc.DBAPIError as error:
        reason = str(error.orig).splitlines()[0]
        raise BackupError(f"No database could be made to restore it into: {reason}.") from None
    engine = sa.create_engine(url, poolclass=sa.NullPool, connect_args={"options": AS_WHOLE})
    try:
        run_program(
            url,
            "pg_restore",
            "--no-owner",
            "--no-privileges",
            "--exit-on-error",
            f"--dbname={plain_address(url)}",
            str(path),
        )
        yield engine
    finally:
        engine.dispose()
        with apart.connect() as connection:
            connection.exec_driver_sql(f"DROP DATABASE IF EXISTS {quoted} WITH (FORCE)")


def _look(engine: sa.Engine) -> Drill:
    with open_reading(engine) as session:
        faults = tuple(look_through(session))
        if faults:
            return Drill(faults)
        steps = session.scalar(sa.select(sa.func.count()).select_from(JOURNAL)) or 0
        exported = _export(session)
        return Drill((), len(exported), steps, digest_of(exported))


def _export(session: Session) -> dict[str, str]:
    """Return the digest of every pathway as it would be exported, by identifier."""
    rows = session.execute(sa.select(PATHWAY.c.id, PATHWAY.c.edition_code)).all()
    return {
        row.id: read_content(session, get_edition(session, row.edition_code), row.id).digest
        for row in rows
    }
