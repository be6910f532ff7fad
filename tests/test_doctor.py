"""`doctor` finds what disagrees; `backup` copies what is whole."""

import sqlite3
import stat
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from click.testing import Result
from flask import Flask

from pathways.db import db, now, transaction
from pathways.models.journal import Journal
from pathways.models.pathway import MappingRow, ModuleRow, Pathway
from pathways.schema import migrations
from tests.engines import ALMIGHTY
from tests.factories import demonstration, load_pathway, make_organisation


def run(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=list(arguments))


@pytest.fixture
def pathway(app: Flask) -> str:
    """Give the id of a pathway that is as it must be."""
    with app.app_context():
        return load_pathway(make_organisation(), demonstration("whole-school"))


def spoil(app: Flask, statement: Any) -> None:
    with app.app_context(), transaction() as session:
        session.execute(statement)


def test_a_sound_database_is_well(app: Flask, pathway: str) -> None:
    done = run(app, "doctor")
    assert done.exit_code == 0, done.output
    assert done.output == "All well.\n"


@pytest.mark.parametrize("column", ["introduced", "developed", "assessed", "behind"])
def test_kept_sets_are_compared_and_mended(app: Flask, pathway: str, column: str) -> None:
    wrongly = {"L2-KA-K01": ["ab"]} if column == "behind" else "ff0"
    spoil(
        app, sa.update(ModuleRow).where(ModuleRow.pathway_id == pathway).values({column: wrongly})
    )
    with app.app_context():
        wrong = db.session.execute(sa.select(sa.func.count(ModuleRow.id))).scalar_one()

    found = run(app, "doctor")
    assert found.exit_code == 1
    assert f"kept sets differ from the mappings ({column})." in found.output
    assert f"{wrong} of them can be put right with --mend" in found.output
    mended = run(app, "doctor", "--mend")
    assert mended.exit_code == 0, mended.output
    assert f"Recounted: {wrong}." in mended.output
    assert run(app, "doctor").output == "All well.\n"


BROKEN = [
    (
        lambda: (
            sa.update(MappingRow).where(MappingRow.code == "L2-KA-K01").values(code="L2-KA-K99")
        ),
        "edition wm-tif-2024 has no L2-KA-K99.",
    ),
    (
        lambda: (
            sa.update(MappingRow).where(MappingRow.code == "L2-KA-K01").values(outcomes=["gone"])
        ),
        "L2-KA-K01 names outcomes that the module does not have (gone).",
    ),
    (
        lambda: sa.update(MappingRow).where(MappingRow.code == "L2-KA-K01").values(treatment="X"),
        "L2-KA-K01 has no treatment I, D or A.",
    ),
    (
        lambda: sa.update(Pathway).values(revision=3),
        "it stands at revision 3, and its journal has 1 steps, the last of them 1.",
    ),
]


@pytest.mark.parametrize(
    ("statement", "message"), BROKEN, ids=["code", "outcome", "treatment", "revision"]
)
def test_what_no_recount_can_mend_is_told(
    app: Flask, pathway: str, statement: Any, message: str
) -> None:
    spoil(app, statement())

    assert message in run(app, "doctor").output
    mended = run(app, "doctor", "--mend")
    assert mended.exit_code == 1
    assert message in mended.output


@pytest.mark.parametrize(
    ("revision", "message"),
    [
        (1, "it stands at revision 1, and its journal has 2 steps, the last of them 1."),
        (3, "it stands at revision 3, and its journal has 2 steps, the last of them 3."),
    ],
    ids=["twice", "gap"],
)
def test_a_step_written_down_twice_or_not_at_all_is_told(
    app: Flask, pathway: str, revision: int, message: str
) -> None:
    with app.app_context(), transaction() as session:
        session.add(Journal(at=now(), action="change", subject=pathway, revision=revision))
        session.get_one(Pathway, pathway).revision = revision
    assert message in run(app, "doctor").output


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_of_a_text_that_cannot_be_read_no_word_is_told(app: Flask, pathway: str) -> None:
    spoil(app, sa.text("UPDATE mapping SET evidence = CAST(X'50726976617465FF' AS TEXT)"))
    found = run(app, "doctor")
    assert found.exit_code == 1
    assert "cannot be read: Could not decode to UTF-8 column" in found.output
    assert "Private" not in found.output
    assert "Traceback" not in found.output


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_what_an_extension_brings_is_no_fault(app: Flask, pathway: str) -> None:
    with app.app_context(), transaction() as session:
        session.execute(sa.text(f"SET LOCAL ROLE {ALMIGHTY}"))
        session.execute(sa.text("CREATE EXTENSION pg_buffercache"))
    assert run(app, "doctor").output == "All well.\n"


def test_a_database_of_another_version_is_told(app: Flask, pathway: str) -> None:
    spoil(app, sa.text("UPDATE alembic_version SET version_num = '1'"))
    done = run(app, "doctor")
    assert done.exit_code == 1
    assert "flask --app wsgi db upgrade" in done.output


def test_an_empty_database_is_told(app: Flask) -> None:
    with app.app_context():
        migrations().downgrade("base")
        db.session.close()
    done = run(app, "doctor")
    assert done.exit_code == 1
    assert "The database is empty." in done.output


def is_sqlite(app: Flask) -> bool:
    with app.app_context():
        return db.engine.dialect.name == "sqlite"


def test_a_backup_is_a_whole_copy(app: Flask, pathway: str, tmp_path: Path) -> None:
    path = tmp_path / "copies.sqlite"
    done = run(app, "backup", str(path))
    assert done.exit_code == 0, done.output
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [found.name for found in tmp_path.glob("copies*")] == ["copies.sqlite"]
    if not is_sqlite(app):
        assert path.read_bytes().startswith(b"PGDMP")
        return
    connection = sqlite3.connect(path)
    titles = connection.execute("SELECT id FROM pathway").fetchall()
    connection.close()
    assert titles == [(pathway,)]


def test_where_postgresql_has_no_programs_the_command_is_told(
    app: Flask, pathway: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if is_sqlite(app):
        return
    path = tmp_path / "copies.dump"
    monkeypatch.setenv("PATH", str(tmp_path))
    done = run(app, "backup", str(path))
    assert done.exit_code == 1
    assert (
        f"pg_dump --enable-row-security --format=custom --file='{path}' 'postgresql://"
        in done.output
    )
    assert "psycopg" not in done.output
    assert not path.exists()


def test_a_backup_replaces_no_file(app: Flask, pathway: str, tmp_path: Path) -> None:
    path = tmp_path / "there.sqlite"
    path.write_text("mine")
    done = run(app, "backup", str(path))
    assert done.exit_code == 1
    assert path.read_text() == "mine"


def test_a_backup_that_fails_leaves_nothing(app: Flask, pathway: str, tmp_path: Path) -> None:
    done = run(app, "backup", str(tmp_path / "missing" / "a.sqlite"))
    assert done.exit_code == 1
    assert not (tmp_path / "missing").exists()


def test_a_backup_is_made_while_somebody_writes(app: Flask, pathway: str, tmp_path: Path) -> None:
    with app.app_context():
        if db.engine.dialect.name != "sqlite":
            return
        with transaction() as session:
            session.execute(sa.update(Pathway).values(title="Half way"))
            done = run(app, "backup", str(tmp_path / "copy.sqlite"))
            assert done.exit_code == 0, done.output
    connection = sqlite3.connect(tmp_path / "copy.sqlite")
    title = connection.execute("SELECT title FROM pathway").fetchone()[0]
    connection.close()
    assert title == demonstration("whole-school").title
