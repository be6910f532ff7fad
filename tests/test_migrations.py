"""The migrations give the tables that the models describe, and a trail that stays."""

import pytest
import sqlalchemy as sa
from flask import Flask

from pathways.db import db, now, transaction
from pathways.models.base import Base
from pathways.models.journal import Journal
from pathways.schema import migrations


def test_the_migrations_give_what_the_models_describe(app: Flask) -> None:
    with app.app_context():
        assert migrations().compare_metadata() == []


def test_every_migration_is_run(app: Flask) -> None:
    with app.app_context():
        current = {script.revision for script in migrations().current()}
        heads = {script.revision for script in migrations().heads()}
        assert current == heads


@pytest.mark.parametrize("statement", ["UPDATE journal SET summary = 'no'", "DELETE FROM journal"])
def test_the_journal_is_only_ever_added_to(app: Flask, statement: str) -> None:
    with app.app_context():
        with transaction() as session:
            session.add(Journal(at=now(), action="create", summary="Made it", person_name="Ada"))
        with (
            pytest.raises(sa.exc.DBAPIError, match="only ever added to"),
            transaction() as session,
        ):
            session.execute(sa.text(statement))
        made = sa.select(Journal.summary).where(Journal.action == "create")
        assert db.session.execute(made).scalars().all() == ["Made it"]


def test_what_organisations_keep_is_proved_by_an_upgrade(app: Flask) -> None:
    app.test_cli_runner().invoke(args=["demo", "load"])
    with app.app_context():
        migrations().downgrade("1795790000")
        migrations().upgrade()
        db.session.close()
        last = db.session.scalars(sa.select(Journal).order_by(Journal.id.desc())).first()
        assert last is not None
        assert last.proofs is not None
        for name in ("brief", "membership", "organisation", "person", "run"):
            count = sa.select(sa.func.count()).select_from(Base.metadata.tables[name])
            there = db.session.connection().scalar(count)
            assert there
            assert len(last.proofs[name]) == there
        db.session.close()
    said = app.test_cli_runner().invoke(args=["doctor"])
    assert said.output == "All well.\n"
