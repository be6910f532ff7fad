"""The demonstration's submissions: made once, by the steps that people take."""

import sqlalchemy as sa
from flask import Flask

from pathways.db import db, transaction
from pathways.models.journal import Journal
from pathways.models.pathway import Pathway
from pathways.models.submission import Submission


def load(app: Flask) -> str:
    result = app.test_cli_runner().invoke(args=["demo", "load"])
    assert result.exit_code == 0, result.output
    return result.output


def test_a_few_pathways_are_sent_and_reviewed_once(app: Flask) -> None:
    assert "Sent for review: 4." in load(app)
    with app.app_context():
        states = db.session.scalars(sa.select(Submission.state).order_by(Submission.state)).all()
        assert states == ["decided", "decided", "in_review", "sent"]
        steps = set(db.session.scalars(sa.select(Journal.action)))
        assert {"send", "find", "comment", "decide", "declare interest"} <= steps
    assert "Sent for review: 0." in load(app)


def test_what_somebody_changed_is_not_sent_for_them(app: Flask) -> None:
    load(app)
    with app.app_context(), transaction() as session:
        sent = session.scalars(sa.select(Submission).where(Submission.state == "sent")).one()
        session.get_one(Pathway, sent.pathway_id).revision = 2
        session.delete(sent)
    assert "Sent for review: 0." in load(app)
