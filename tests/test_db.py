"""What the app asks of its database, where no test stands between."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import DBAPIError

from pathways import create_app
from pathways.db import db, transaction
from tests.conftest import settings


def test_what_reads_cannot_write(app: Flask) -> None:
    with app.app_context():
        with pytest.raises(DBAPIError, match="readonly|read-only"):
            db.session.execute(sa.text("UPDATE edition SET digest = ''"))
        db.session.rollback()
        with transaction() as session:
            session.execute(sa.text("UPDATE edition SET digest = ''"))
        assert db.session.execute(sa.text("SELECT max(digest) FROM edition")).scalar_one() == ""


def test_a_change_that_was_acknowledged_survives_a_power_cut(
    sqlite_template: Path, tmp_path: Path
) -> None:
    path = tmp_path / "test.sqlite"
    path.write_bytes(sqlite_template.read_bytes())
    app = create_app(settings(f"sqlite:///{path}", tmp_path))
    with app.app_context():
        with transaction() as session:
            asked = [
                session.execute(sa.text(f"PRAGMA {name}")).scalar_one()
                for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
            ]
        db.engine.dispose()
    assert asked == ["wal", 2, 1, 10_000]


def test_an_error_of_the_database_tells_nothing_that_somebody_typed(app: Flask) -> None:
    secret = "what somebody typed"
    with app.app_context(), pytest.raises(DBAPIError) as found, transaction() as session:
        session.execute(
            sa.text("INSERT INTO journal (nothing, such) VALUES (:a, :b)"), {"a": secret, "b": 1}
        )
    assert "INSERT INTO journal" in str(found.value)
    assert secret not in str(found.value)
