"""The restore drill: what was backed up is restored apart, looked through, and thrown away."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import Result
from flask import Flask

from pathways import drill
from pathways.db import db, transaction
from pathways.drill import restore_apart
from pathways.models.pathway import Pathway
from tests.factories import demonstration, load_pathway, make_organisation
from tests.forging import FORGERIES, unguarded


def run(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=list(arguments))


@pytest.fixture
def pathway(app: Flask) -> str:
    with app.app_context():
        return load_pathway(make_organisation(), demonstration("whole-school"))


def databases(app: Flask) -> list[str]:
    """Return the databases of the server, or the files beside that of SQLite."""
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            return sorted(Path("/tmp").glob("pathways-drill-*"))  # type: ignore[arg-type]  # noqa: S108
        asked = sa.text("SELECT datname FROM pg_database WHERE datname LIKE 'pathways_drill%'")
        return list(db.session.scalars(asked))


def test_a_backup_is_restored_and_nothing_of_it_is_left(
    app: Flask, pathway: str, tmp_path: Path
) -> None:
    path = tmp_path / "copy"
    assert run(app, "backup", str(path)).exit_code == 0
    done = run(app, "backup", "verify", str(path))
    assert done.exit_code == 0, done.output
    assert "restored and looked through. It holds 1 pathway and" in done.output
    assert databases(app) == []


def test_the_digest_is_that_of_what_people_wrote(app: Flask, pathway: str, tmp_path: Path) -> None:
    digests = []
    for name, title in (("one", ""), ("two", ""), ("three", "Otherwise")):
        with app.app_context():
            if title:
                from pathways.builder.holders import holder_of
                from pathways.builder.services.pathways import choose_standard

                with transaction() as session:
                    choose_standard(session, holder_of(session, pathway), pathway, "assessed")
            assert run(app, "backup", str(tmp_path / name)).exit_code == 0
            digests.append(restore_apart(db.engine, tmp_path / name).digest)
            assert digests[-1] == drill._look(db.engine).digest, (
                "it differs from what was backed up"
            )
    assert digests[0] == digests[1] != digests[2]


def test_a_forged_backup_is_told(app: Flask, pathway: str, tmp_path: Path) -> None:
    forgery = next(one for one in FORGERIES if one.name == "an evidence note")
    with app.app_context(), db.engine.begin() as connection, unguarded(connection):
        forgery.act(connection)
    assert run(app, "backup", str(tmp_path / "copy")).exit_code == 0
    done = run(app, "backup", "verify", str(tmp_path / "copy"))
    assert done.exit_code == 1
    assert "holds something that none of its steps wrote." in done.output
    assert "This backup is not whole." in done.output
    assert databases(app) == []


@pytest.mark.parametrize("content", [b"hello", b"", b"SQLite format 3\0" * 300, b"PGDMP" * 300])
def test_what_is_no_backup_is_told(app: Flask, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "copy"
    path.write_bytes(content)
    done = run(app, "backup", "verify", str(path))
    assert done.exit_code == 1
    assert done.output.startswith("Error: ")
    assert "Traceback" not in done.output
    assert done.output.count("\n") == 1
    assert databases(app) == []


def test_a_torn_backup_is_told(app: Flask, pathway: str, tmp_path: Path) -> None:
    path = tmp_path / "copy"
    assert run(app, "backup", str(path)).exit_code == 0
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    done = run(app, "backup", "verify", str(path))
    assert done.exit_code == 1
    assert "Traceback" not in done.output
    assert databases(app) == []


def test_there_must_be_a_backup(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(app, "backup", "verify", str(tmp_path / "none")).exit_code == 1
    assert run(app, "backup", "verify", "one", "two").exit_code == 2
    monkeypatch.chdir(tmp_path)
    assert run(app, "backup", "verify").exit_code == 2
    assert not (tmp_path / "verify").exists()
    with app.app_context():
        assert db.session.scalars(sa.select(Pathway.id)).all() == []
