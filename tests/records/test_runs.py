"""Coming runs: one statement for many pathways, and a run that is over is gone by itself."""

from datetime import date, timedelta
from typing import Any

from flask import Flask

from pathways.db import db, new_id, now, transaction
from pathways.models.run import RunRow
from pathways.records.runs import coming_runs
from tests.factories import make_organisation, make_pathway
from tests.statements import statements_of

TODAY = date(2026, 11, 27)


def add(pathway: str, organisation: str, **values: Any) -> str:
    row = RunRow(
        id=new_id(),
        pathway_id=pathway,
        organisation_id=organisation,
        created_at=now(),
        changed_at=now(),
        changed_by_name="Ann",
        **values,
    )
    with transaction() as session:
        session.add(row)
    return row.id


def test_a_run_is_there_until_its_last_day_is_gone(app: Flask) -> None:
    with app.app_context():
        organisation = make_organisation("Northgate Learning")
        first, second, empty = (make_pathway(organisation) for _ in range(3))
        day = {"starts_on": "2026-11-26", "ends_on": "2026-11-27", "area": "Coventry"}
        under_way = add(first, organisation, **day, places_left=0)
        agreed = add(first, organisation, is_online=True)
        add(second, organisation, starts_on="2026-11-26", ends_on="2026-11-26", area="Dudley")
        found = coming_runs(db.session, [first, second, empty], TODAY)
        assert [run.id for run in found[first]] == [under_way, agreed]
        assert set(found) == {first}
        assert found[first][0].places_left == 0
        tomorrow = coming_runs(db.session, [first, second], TODAY + timedelta(days=1))
        assert [run.id for run in tomorrow[first]] == [agreed]
        assert coming_runs(db.session, [], TODAY) == {}


def test_many_pathways_take_one_statement(app: Flask) -> None:
    with app.app_context():
        organisation = make_organisation("Northgate Learning")
        pathways = [make_pathway(organisation) for _ in range(12)]
        for pathway in pathways:
            add(pathway, organisation, area="Coventry")
        with statements_of(app) as statements:
            assert len(coming_runs(db.session, pathways, TODAY)) == 12
        assert len(statements) == 1, statements
