"""The migrations give the tables that the models describe, and a trail that stays."""

import pytest
import sqlalchemy as sa
from flask import Flask

from pathways.db import db, now, transaction
from pathways.models.account import LinkedAccount
from pathways.models.base import Base
from pathways.models.enquiry import Enquiry
from pathways.models.journal import Journal
from pathways.schema import migrations
from tests.accounts.leaving import make_leaving


def test_the_migrations_give_what_the_models_describe(app: Flask) -> None:
    with app.app_context():
        assert migrations().compare_metadata() == []


def test_every_migration_is_run(app: Flask) -> None:
    with app.app_context():
        current = {script.revision for script in migrations().current()}
        heads = {script.revision for script in migrations().heads()}
        assert current == heads


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal SET summary = 'no'",
        "UPDATE journal SET action = 'no'",
        "DELETE FROM journal",
        "TRUNCATE journal",
    ],
)
def test_the_journal_is_only_ever_added_to(app: Flask, statement: str) -> None:
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            # It has no other word for it.
            statement = statement.replace("TRUNCATE", "DELETE FROM")
        with transaction() as session:
            session.add(Journal(at=now(), action="create", summary="Made it", person_name="Ada"))
        with (
            pytest.raises(sa.exc.DBAPIError, match="only ever added to"),
            transaction() as session,
        ):
            session.execute(sa.text(statement))
        made = sa.select(Journal.summary).where(Journal.action == "create")
        assert db.session.execute(made).scalars().all() == ["Made it"]


def test_what_was_not_proved_before_is_proved_by_an_upgrade(app: Flask) -> None:
    make_leaving(app)
    with app.app_context():
        migrations().downgrade("1795790000")
        migrations().upgrade()
        db.session.close()
        begun = sa.select(Journal.proofs).where(Journal.action == "proofs begun")
        proofs = db.session.scalars(begun.order_by(Journal.id.desc()).limit(2)).all()
        second, first = (set(each or {}) for each in proofs)
        assert first == {"brief", "kept_plan", "membership", "organisation", "person", "run"}
        assert second == {"course_state", "enquiry", "person"} | {
            "access_token",
            "identity",
            "invitation",
        }
        for name, rows in ((name, rows) for each in proofs for name, rows in (each or {}).items()):
            count = sa.select(sa.func.count()).select_from(Base.metadata.tables[name])
            assert len(rows) == db.session.connection().scalar(count)
        veils = sa.union_all(sa.select(Enquiry.veil), sa.select(LinkedAccount.veil))
        found = db.session.scalars(veils).all()
        assert None not in found
        assert len(set(found)) == len(found) > 1
        db.session.close()
    said = app.test_cli_runner().invoke(args=["doctor"])
    assert said.output == "All well.\n"
