"""Second opinions: beside the finding, weighed by somebody, and one finding in the end."""

import pytest
import sqlalchemy as sa
from flask import Flask

from pathways.db import db, transaction
from pathways.domain.policy import Actor
from pathways.domain.refusals import ConflictError, NotFoundError, StateError
from pathways.domain.review.finding import Finding
from pathways.models.finding import FindingRow, Opinion
from pathways.models.submission import Submission
from pathways.records.people import find_reviewer
from pathways.submissions.reviewing import writes
from pathways.submissions.reviewing.reads import MarkedRowView, read_review
from tests.submissions.scene import (
    COMMISSIONER,
    PROVIDER,
    REVIEWER,
    STRANGER,
    SignIn,
    make_scene,
    send,
)

ROW = "L2-KA-K01"
MET, PARTLY, NOT = Finding.MET, Finding.PARTLY_MET, Finding.NOT_MET


@pytest.fixture
def sent(app: Flask, sign_in: SignIn) -> str:
    scene = make_scene(app)
    return send(sign_in(PROVIDER), scene)


def actor(email: str) -> Actor:
    return find_reviewer(db.session, email)


def doubt(app: Flask, sent: str, finding: Finding | None, email: str = REVIEWER) -> None:
    with app.app_context(), transaction() as session:
        writes.give_opinion(session, actor(email), sent, ROW, finding=finding, text="Slide 3")


def mark(app: Flask, sent: str, seen: Finding | None, finding: Finding | None) -> None:
    with app.app_context(), transaction() as session:
        writes.mark(session, actor(COMMISSIONER), sent, ROW, seen=seen, finding=finding)


def seen(app: Flask, sent: str) -> MarkedRowView:
    with app.app_context():
        return read_review(db.session, actor(COMMISSIONER), sent).row(ROW)


def test_an_opinion_changes_no_finding_and_each_person_has_one(app: Flask, sent: str) -> None:
    mark(app, sent, None, MET)
    doubt(app, sent, NOT)
    doubt(app, sent, PARTLY)
    doubt(app, sent, NOT, COMMISSIONER)
    row = seen(app, sent)
    assert row.mark is MET
    assert {(one.person, one.finding) for one in row.opinions} == {
        ("Noor Haddad", PARTLY),
        ("Idris Calloway", NOT),
    }
    assert row.has_doubt
    doubt(app, sent, None)
    doubt(app, sent, None)
    doubt(app, sent, None, COMMISSIONER)
    assert seen(app, sent).opinions == ()
    assert not seen(app, sent).has_doubt


def test_one_that_agrees_is_no_doubt_and_one_without_a_finding_is(app: Flask, sent: str) -> None:
    doubt(app, sent, MET)
    assert seen(app, sent).has_doubt, "nothing is found yet"
    mark(app, sent, None, MET)
    assert not seen(app, sent).has_doubt


def test_another_finding_settles_it(app: Flask, sent: str) -> None:
    mark(app, sent, None, MET)
    doubt(app, sent, NOT)
    mark(app, sent, MET, PARTLY)
    row = seen(app, sent)
    assert row.mark is PARTLY
    assert not row.has_doubt
    assert row.opinions, "what was thought stays to be read"


def test_the_finding_can_be_let_stand_and_a_later_doubt_opens_it_again(
    app: Flask, sent: str, sign_in: SignIn
) -> None:
    client, address = sign_in(COMMISSIONER), f"/submissions/{sent}/findings"
    stands = {"mark": f"{ROW}|met|met"}
    mark(app, sent, None, MET)
    client.post(address, stands)
    assert not seen(app, sent).finding.is_moderated, "there was nothing to settle"  # type: ignore[union-attr]
    doubt(app, sent, NOT)
    page = client.get(f"/submissions/{sent}/rows/{ROW}")
    assert page.by_id(f"settle-{ROW}") is not None
    client.post(address, stands)
    client.post(address, stands)
    row = seen(app, sent)
    assert (row.mark, row.has_doubt) == (MET, False)
    page = client.get(f"/submissions/{sent}/rows/{ROW}")
    assert page.by_id(f"settle-{ROW}") is None
    assert "settled beside second opinions" in page.words()
    trail = client.get(f"/submissions/{sent}/trail").words()
    assert trail.count(f"Settled {ROW} beside second opinions: met") == 1
    provider = sign_in(PROVIDER)
    assert "Settled" not in provider.get(f"/submissions/{sent}/trail").text
    doubt(app, sent, PARTLY)
    assert seen(app, sent).has_doubt


def test_nobody_settles_what_they_have_not_seen(app: Flask, sent: str) -> None:
    mark(app, sent, None, MET)
    doubt(app, sent, NOT)
    with app.app_context(), transaction() as session, pytest.raises(ConflictError):
        writes.mark(session, actor(COMMISSIONER), sent, ROW, seen=PARTLY, finding=PARTLY)
    assert seen(app, sent).has_doubt


def test_only_the_commissioner_and_only_while_it_is_open(app: Flask, sent: str) -> None:
    with app.app_context(), transaction() as session, pytest.raises(NotFoundError):
        writes.give_opinion(session, actor(STRANGER), sent, ROW, finding=NOT)
    with app.app_context(), transaction() as session, pytest.raises(NotFoundError):
        writes.give_opinion(session, actor(REVIEWER), sent, "L2-KA-K99", finding=NOT)
    with app.app_context(), transaction() as session:
        session.get_one(Submission, sent).state = "decided"
    with app.app_context(), transaction() as session, pytest.raises(StateError):
        writes.give_opinion(session, actor(REVIEWER), sent, ROW, finding=NOT)
    with app.app_context():
        assert db.session.scalars(sa.select(Opinion)).all() == []
        assert db.session.scalars(sa.select(FindingRow)).all() == []
