"""The migrations give the tables that the models describe, and a trail that stays."""

import pytest
import sqlalchemy as sa
from flask import Flask

from pathways.db import db, now, transaction
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
