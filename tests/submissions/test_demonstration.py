"""The demonstration's submissions: made once, by the steps that people take."""

import sqlalchemy as sa
from flask import Flask

from pathways.db import db, transaction
from pathways.domain.review.places import PlaceKind, kind_of
from pathways.domain.review.privacy import RemarkKind
from pathways.models.account import Membership, Organisation, Person
from pathways.models.comment import Remark
from pathways.models.finding import FindingRow, Opinion
from pathways.models.journal import Journal
from pathways.models.observed import ObservedSession, Result
from pathways.models.pathway import Pathway
from pathways.models.reviewer import ReviewerScope
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
        assert {"send", "mark", "remark", "comment", "share", "decide", "declare interest"} <= steps
    assert "Sent for review: 0." in load(app)


def test_one_of_them_is_read_by_two_colleagues(app: Flask) -> None:
    load(app)
    with app.app_context():
        sent = db.session.scalars(sa.select(ReviewerScope.submission_id)).first()
        readers = set(db.session.scalars(sa.select(ReviewerScope.person_id)))
        assert len(readers) == 2
        kinds = {
            kind_of(row)
            for row in db.session.scalars(
                sa.select(FindingRow.row).where(FindingRow.submission_id == sent)
            )
        }
        assert {PlaceKind.MODULE, PlaceKind.ASSURANCE, PlaceKind.LINE} <= kinds
        opinion = db.session.scalars(sa.select(Opinion)).one()
        found = db.session.get_one(FindingRow, (sent, opinion.row))
        assert opinion.finding != found.finding
        seen = db.session.scalars(sa.select(ObservedSession)).one()
        assert (seen.submission_id, seen.shared_at) == (sent, None)
        notes = db.session.scalars(sa.select(Remark).where(Remark.kind == RemarkKind.NOTE))
        assert len(notes.all()) == 1
        assert db.session.get_one(Submission, sent).due_on
        assert len(db.session.scalars(sa.select(Result)).all()) == 1


def test_colleagues_join_the_organisation_whatever_its_name_is_by_now(app: Flask) -> None:
    load(app)
    with app.app_context(), transaction() as session:
        metro = session.scalars(
            sa.select(Organisation).where(Organisation.name == "Metro Commissioning")
        ).one()
        metro.name = "Ours now"
        person = session.scalars(
            sa.select(Person).where(Person.email == "reviewer@demo.example")
        ).one()
        person.email = "moved@demo.example"
    load(app)
    with app.app_context():
        names = db.session.scalars(
            sa.select(Organisation.name)
            .join(Membership, Membership.organisation_id == Organisation.id)
            .join(Person, Person.id == Membership.person_id)
            .where(Person.email == "reviewer@demo.example")
        ).all()
        assert names == ["Ours now"]


def test_what_somebody_changed_is_not_sent_for_them(app: Flask) -> None:
    load(app)
    with app.app_context(), transaction() as session:
        sent = session.scalars(sa.select(Submission).where(Submission.state == "sent")).one()
        session.get_one(Pathway, sent.pathway_id).revision = 2
        session.delete(sent)
    assert "Sent for review: 0." in load(app)
