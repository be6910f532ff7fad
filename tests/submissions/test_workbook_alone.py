"""The workbook of a submission can be read alone: to whom, by whom, why not, what was decided."""

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from flask import Flask

from pathways.db import db, transaction
from pathways.models.base import new_id
from pathways.models.decision import Condition, Decision
from pathways.models.submission import Submission
from tests.submissions.scene import COMMISSIONER, PROVIDER, SignIn, make_scene, send
from tests.submissions.test_return_check import SAME, check
from tests.submissions.workbooks import exported
from tests.workbook.files import facts, opened, rows


@pytest.fixture
def sent(app: Flask, sign_in: SignIn) -> str:
    """Send the pathway, half an hour after midnight in summer."""
    scene = make_scene(app)
    submission = send(sign_in(PROVIDER), scene)
    with app.app_context(), transaction() as session:
        session.get_one(Submission, submission).sent_at = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)
    return submission


def details(file: bytes) -> dict[str, str]:
    """Return what the sheet says, by label."""
    return {str(row["Detail"]): str(row["What is stated"]) for row in rows(opened(file)["Details"])}


def decision_id(app: Flask) -> str:
    """Return the one decision."""
    with app.app_context():
        return db.session.execute(sa.select(Decision.id)).scalar_one()


def test_it_says_to_whom_when_by_whom_and_why_a_line_is_not_met(sent: str, sign_in: SignIn) -> None:
    for email in (PROVIDER, COMMISSIONER):
        file = exported(sign_in(email), sent)
        summary = opened(file)["Summary"]
        shown = facts(summary)
        assert shown["Sent to"] == "Metro Commissioning"
        assert f"{shown['Sent on']:%d %B %Y}" == "01 July 2026"
        assert shown["Declared by"] == "Morgan Ashby, Head of Learning"
        said = {row["Line"]: row["Provider's reason"] for row in rows(summary)}
        assert said["Wellbeing"] == "Taught in our supervision course."
        assert said["Safe Environments"] == "Not asked for: it is met"
        stated = details(file)
        assert stated["Declaration"] == "All of this is as we teach it."
        assert (stated["Declared by"], stated["In the role of"]) == (
            "Morgan Ashby",
            "Head of Learning",
        )
        assert stated["Sent on"] == "1 July 2026"
        assert "Decision" not in {**shown, **stated}


def test_it_says_what_was_decided_once_it_is_and_earlier_ones_stay_as_exported(
    app: Flask, sent: str, sign_in: SignIn
) -> None:
    client = sign_in(COMMISSIONER)
    before = exported(client, sent)
    values = {"operation": new_id(), "outcome": "approved", "words": "Well made."}
    client.post(f"/submissions/{sent}/decision", {**values, "ends_on": ["3", "5", "2031"]})
    decision = decision_id(app)
    with app.app_context(), transaction() as session:
        session.add(
            Condition(
                id=new_id(),
                submission_id=sent,
                decision_id=decision,
                position=1,
                words="Name the supervisor.",
                owner="Morgan Ashby",
                due_on="2030-12-24",
            )
        )
    after = exported(client, sent)
    shown, stated = facts(opened(after)["Summary"]), details(after)
    assert str(shown["Decision"]).startswith("Approved on ")
    assert str(shown["Decision"]).endswith(", until 3 May 2031")
    assert stated["Decision in words"] == "Well made."
    assert stated["Decided by"] == "Idris Calloway"
    assert stated["Decision ends on"] == "3 May 2031"
    assert (
        stated["Condition 1"] == "Name the supervisor.\nOwner: Morgan Ashby. By 24 December 2030."
    )
    for file in (before, after):
        assert SAME in check(client, file).words()
    client.post(f"/submissions/{sent}/decisions/{decision}/withdraw", {"words": "Too early."})
    assert "Decision" not in details(exported(client, sent))
    for file in (before, after):
        assert SAME in check(client, file).words(), "compared with what stood at its export"
