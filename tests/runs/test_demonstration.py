"""Runs of the demonstration: announced once, never over what somebody changed or took back."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from pathways.accounts.demonstration import PASSWORD
from pathways.builder.demonstration import pathway_id
from pathways.db import db, transaction
from pathways.models.run import RunRow
from pathways.pages import today
from pathways.runs.demonstration import PLANS, RunPlan
from tests.page import Client

ALL = {plan.id for plan in PLANS}


def load(app: Flask) -> str:
    done = app.test_cli_runner().invoke(args=["demo", "load"])
    assert done.exit_code == 0, done.output
    return done.output


def announced(app: Flask) -> dict[str, RunRow]:
    with app.app_context():
        return {row.id: row for row in db.session.scalars(sa.select(RunRow))}


def test_they_lie_ahead_at_two_places_and_online_and_some_have_room(
    app: Flask, client: Client
) -> None:
    assert f"Runs announced: {len(PLANS)}." in load(app)
    rows = announced(app)
    with app.app_context():
        first = today()
    days = [date.fromisoformat(row.starts_on) for row in rows.values() if row.starts_on]
    assert len(days) < len(rows) == len(ALL)
    assert all(first + timedelta(weeks=4) < day < first + timedelta(weeks=18) for day in days)
    assert all(day.weekday() < 5 for day in days)
    assert {row.place for row in rows.values()} > {"Canal House, Walsall", "The Mill, Digbeth"}
    assert any(row.is_online for row in rows.values())
    assert {0, 6} < {row.places_left for row in rows.values() if row.is_open}
    assert "6 places left" in client.get("/directory").words()
    assert "Canal House" in client.get(f"/directory/{pathway_id('housing-teams')}").words()


@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: f"{plan.key}-{plan.weeks}")
def test_each_keeps_to_weekdays_whatever_the_day(plan: RunPlan) -> None:
    for offset in range(14):
        run = plan.on(date(2031, 12, 20) + timedelta(days=offset))
        if run.starts_on and run.ends_on:
            assert run.starts_on.weekday() <= run.ends_on.weekday() < 5


def test_loading_again_adds_none_and_leaves_what_was_changed_and_taken_back(app: Flask) -> None:
    load(app)
    changed, gone = PLANS[0].id, PLANS[1].id
    client = Client(app)
    client.sign_in(PLANS[0].email, PASSWORD)
    base = f"/pathways/{pathway_id(PLANS[0].key)}/runs"
    page = client.get(f"{base}/{changed}")
    client.post(
        f"{base}/{changed}",
        {"seen": page.field("seen"), "area": "Dudley", "whom": "open", "places_left": "1"},
    )
    client.post(f"{base}/{gone}/remove")
    assert "Runs announced: 0." in load(app)
    rows = announced(app)
    assert set(rows) == ALL - {gone}
    assert (rows[changed].area, rows[changed].places_left) == ("Dudley", 1)


def test_an_archived_pathway_is_passed_over(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr("pathways.cli.load_runs", lambda *_told: 0)
        load(app)
    assert not announced(app)
    with app.app_context(), transaction() as session:
        session.execute(
            sa.text("UPDATE pathway SET state = 'archived' WHERE id = :id"),
            {"id": pathway_id("housing-teams")},
        )
    mine = [plan for plan in PLANS if plan.key == "housing-teams"]
    assert f"Runs announced: {len(PLANS) - len(mine)}." in load(app)
    assert set(announced(app)) == ALL - {plan.id for plan in mine}
