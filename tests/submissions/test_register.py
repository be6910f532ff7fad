"""The register: every submission and decision of a commissioner, as a workbook and as a table."""

import csv
from io import StringIO

import pytest
import sqlalchemy as sa
from flask import Flask

from pathways.db import new_id, now, transaction
from pathways.domain.days import day_of
from pathways.domain.review.register import HEADS
from pathways.models.decision import Condition, Decision
from pathways.models.observed import Result
from pathways.models.submission import Submission
from tests.page import Client
from tests.statements import statements_of
from tests.submissions.scene import (
    COMMISSIONER,
    PROVIDER,
    READER,
    STRANGER,
    Scene,
    SignIn,
    make_scene,
    rename,
    send,
)
from tests.workbook.files import opened, rows, the_table

TITLE = "=1+1 Calm"
WORDS = "@cmd: as agreed."


@pytest.fixture
def scene(app: Flask) -> Scene:
    return make_scene(app)


@pytest.fixture
def sent(app: Flask, scene: Scene, sign_in: SignIn) -> str:
    """Send a pathway that is approved with two conditions, one of them done, and has results."""
    rename(app, scene.pathway, TITLE)
    sent = send(sign_in(PROVIDER), scene)
    owner = sign_in(COMMISSIONER)
    owner.post(f"/submissions/{sent}/findings", {"mark": "L2-KA-K01||met"})
    owner.post(f"/submissions/{sent}/due", {"due_on": ["31", "3", "2090"]})
    values = {"operation": new_id(), "outcome": "approved", "words": WORDS}
    owner.post(f"/submissions/{sent}/decision", values)
    with app.app_context(), transaction() as session:
        decision = session.scalars(sa.select(Decision.id)).one()
        for number, done in ((1, now()), (2, None)):
            session.add(
                Condition(
                    id=new_id(),
                    submission_id=sent,
                    decision_id=decision,
                    position=number,
                    words=f"-Condition {number}",
                    owner="Ann",
                    due_on="2090-04-01",
                    said_at=done,
                    done_at=done,
                )
            )
        session.add(
            Result(
                id=new_id(),
                submission_id=sent,
                words="They came back.",
                learners=12,
                by_id="",
                by_name="Morgan Ashby",
                at=now(),
            )
        )
    return sent


def table(client: Client, address: str = "/submissions/register.csv") -> list[dict[str, str]]:
    text = client.raw.get(address).get_data(as_text=True).removeprefix("\ufeff")
    return list(csv.DictReader(StringIO(text)))


def test_the_table_holds_every_decision_and_no_formula(sent: str, sign_in: SignIn) -> None:
    (row,) = table(sign_in(READER))
    today = day_of(now()).isoformat()
    assert tuple(row) == HEADS
    assert row["Pathway"] == f"'{TITLE}"
    assert row["Words"] == f"'{WORDS}"
    assert (row["Provider"], row["Sent by"]) == ("Northgate Learning", "Morgan Ashby")
    assert (row["Decision"], row["Decided"], row["Decided by"]) == (
        "Approved",
        today,
        "Idris Calloway",
    )
    assert (row["Competencies marked"], row["Competencies"]) == ("1", "5")
    assert row["Decision by"] == "2090-03-31"
    assert row["Conditions"].startswith("'-Condition 1 (Ann, by 1 April 2090): done ")
    assert "-Condition 2 (Ann, by 1 April 2090): still to come" in row["Conditions"]
    assert row["Results"].endswith("12 learners reached. They came back.")


def test_the_workbook_holds_the_same_and_keeps_the_rules_of_the_house(
    sent: str, sign_in: SignIn
) -> None:
    client = sign_in(COMMISSIONER)
    content = client.raw.get("/submissions/register.xlsx").get_data()
    assert client.raw.get("/submissions/register.xlsx").get_data() == content
    workbook = opened(content)
    assert workbook.sheetnames == ["Register", "Conditions", "Results"]
    assert workbook.properties.language == "en-GB"
    for sheet in workbook.worksheets:
        found = the_table(sheet)
        assert found.ref.startswith("A")
        assert not sheet.merged_cells.ranges
        assert not [cell for line in sheet.iter_rows() for cell in line if cell.data_type == "f"]
    (row,) = rows(workbook["Register"])
    assert (row["Pathway"], row["Words"]) == (TITLE, WORDS)
    assert row["Competencies marked"] == 1
    first, second = rows(workbook["Conditions"])
    assert (first["State"], second["State"]) == ("Done", "Still to come")
    assert second["Done"] is None
    (result,) = rows(workbook["Results"])
    assert result["Learners reached"] == 12


def test_a_year_has_what_was_sent_or_decided_in_it(app: Flask, sent: str, sign_in: SignIn) -> None:
    client = sign_in(COMMISSIONER)
    with app.app_context(), transaction() as session:
        row = session.get_one(Submission, sent)
        row.sent_at = row.sent_at.replace(year=2024)
    year = day_of(now()).year
    register = "/submissions/register.csv?year="
    assert [len(table(client, f"{register}{one}")) for one in (2023, 2024, year)] == [0, 1, 1]
    assert len(table(client, f"{register}abcd")) == 1
    empty = opened(client.raw.get("/submissions/register.xlsx?year=2023").get_data())
    assert rows(empty["Register"])[0]["Pathway"] == "Nothing yet"
    page = client.get("/submissions")
    years = [o.text for o in page.all(".//select[@id='register-year']/option")]
    assert years == ["all years", *(str(one) for one in range(year, 2023, -1))]


def test_nobody_else_gets_it(sent: str, sign_in: SignIn) -> None:
    sign_in(PROVIDER).get("/submissions/register.csv", 404)
    assert table(sign_in(STRANGER)) == []
    sign_in(COMMISSIONER).get("/submissions/register.pdf", 404)


def test_it_asks_as_often_for_many_as_for_one(app: Flask, sent: str, sign_in: SignIn) -> None:
    client = sign_in(COMMISSIONER)

    def count() -> int:
        with statements_of(app) as statements:
            table(client)
        return len(statements)

    table(client)
    few = count()
    with app.app_context(), transaction() as session:
        plain = session.execute(sa.select(Submission.__table__)).mappings().one()
        for _ in range(30):
            session.execute(sa.insert(Submission).values({**plain, "id": new_id()}))
    assert len(table(client)) == 31
    assert count() == few
