"""`demo load`: once, never over what somebody changed."""

import pytest
import sqlalchemy as sa
from click.testing import Result
from flask import Flask

from pathways.accounts.demonstration import ACCOUNTS, PASSWORD
from pathways.builder.demonstration import FOLDER, pathway_id
from pathways.db import db, transaction
from pathways.models.account import Organisation, Person
from pathways.models.pathway import MappingRow, ModuleRow, Pathway
from pathways.records.checks.mappings import check_mappings
from tests.page import Client

KEYS = sorted(path.stem for path in FOLDER.glob("*.json"))


def load(app: Flask) -> Result:
    return app.test_cli_runner().invoke(args=["demo", "load"])


def counts(app: Flask) -> list[int]:
    tables = (Person, Organisation, Pathway, ModuleRow, MappingRow)
    with app.app_context():
        return [
            db.session.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
            for table in tables
        ]


def test_it_loads_people_and_every_pathway(app: Flask) -> None:
    done = load(app)

    assert done.exit_code == 0, done.output
    assert f"{len(KEYS)} pathways loaded, 0 left as they are." in done.output
    with app.app_context():
        found = set(db.session.execute(sa.select(Pathway.id)).scalars())
        assert list(check_mappings(db.session)) == []
    assert found == {pathway_id(key) for key in KEYS}


def test_its_people_can_sign_in_and_see_their_own(app: Flask) -> None:
    load(app)
    client = Client(app)
    client.sign_in("provider@demo.example", PASSWORD)

    client.get(f"/pathways/{pathway_id('housing-teams')}/coverage")
    client.get(f"/pathways/{pathway_id('whole-school')}/coverage", 404)


def test_loading_it_again_adds_nothing(app: Flask) -> None:
    load(app)
    before = counts(app)
    done = load(app)

    assert f"0 pathways loaded, {len(KEYS)} left as they are." in done.output
    assert counts(app) == before


def test_what_somebody_changed_or_deleted_stays_so(app: Flask) -> None:
    load(app)
    edited, deleted = pathway_id("housing-teams"), pathway_id("whole-school")
    with app.app_context(), transaction() as session:
        session.execute(sa.update(Pathway).where(Pathway.id == edited).values(title="Ours now"))
        session.execute(sa.update(Pathway).where(Pathway.id == deleted).values(state="deleted"))
        session.execute(sa.update(Organisation).values(name=Organisation.name + " renamed"))
    before = counts(app)
    load(app)

    with app.app_context():
        rows = dict(
            db.session.execute(
                sa.select(Pathway.id, Pathway.title).where(Pathway.state == "active")
            ).all()
        )
    assert rows[edited] == "Ours now"
    assert deleted not in rows
    assert counts(app) == before


def test_the_password_is_printed_in_a_demonstration_only(app: Flask) -> None:
    assert PASSWORD not in load(app).output
    app.config["DEMO"] = True
    shown = load(app).output
    assert PASSWORD in shown
    assert all(account.email in shown for account in ACCOUNTS)


def test_a_production_copy_refuses_it(app: Flask) -> None:
    app.config["PRODUCTION"] = True
    done = load(app)
    assert done.exit_code == 1
    assert "not loaded here" in done.output
    assert counts(app) == [0, 0, 0, 0, 0]


@pytest.mark.parametrize("key", KEYS)
def test_a_pathways_identifier_is_like_any_other(key: str) -> None:
    assert len(pathway_id(key)) == 16
    assert pathway_id(key).isalnum()
