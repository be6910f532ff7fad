"""Decisions: always words, by a named person, on one version; and what follows them."""

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from pathways.db import db, new_id, now, transaction
from pathways.domain.refusals import RuleError
from pathways.domain.review.submission import Decided
from pathways.models.account import Membership, Person
from pathways.models.decision import Decision
from pathways.models.mail import Mail
from pathways.models.submission import Submission
from pathways.records.people import find_owner
from pathways.submissions.deciding.writes import decide as make_decision
from tests.factories import make_module, make_pathway
from tests.page import Client, Page
from tests.submissions.scene import (
    COMMISSIONER,
    EDITOR,
    PROVIDER,
    REVIEWER,
    STRANGER,
    Scene,
    SignIn,
    make_scene,
    rename,
    send,
)

WORDS = "It covers what we asked for."


@pytest.fixture
def scene(app: Flask) -> Scene:
    return make_scene(app)


@pytest.fixture
def sent(scene: Scene, sign_in: SignIn) -> str:
    return send(sign_in(PROVIDER), scene)


def decide(client: Client, sent: str, outcome: object = "approved", **more: object) -> Page:
    status = more.pop("status", 303)
    values = {"operation": new_id(), "outcome": outcome, "words": WORDS, **more}
    assert isinstance(status, int)
    return client.post(f"/submissions/{sent}/decision", values, status)


def state(app: Flask, sent: str) -> str:
    with app.app_context():
        return db.session.get_one(Submission, sent).state


def test_an_approval_says_who_what_and_when_and_nothing_grander(
    app: Flask, sent: str, sign_in: SignIn
) -> None:
    decide(sign_in(COMMISSIONER), sent)
    assert state(app, sent) == "decided"
    provider = sign_in(PROVIDER)
    for tab in ("/decision", "/letter"):
        page = provider.get(f"/submissions/{sent}{tab}")
        assert WORDS in page.words()
        assert "reviewed by Idris Calloway" in page.words()
        assert "ersion 1" in page.words()
        assert "Framework minimum" in page.words()
        for word in ("certif", "endors", "accredited"):
            assert word not in page.words(page.tree.find(".//main")).lower()
    with app.app_context():
        mails = db.session.scalars(sa.select(Mail).where(Mail.recipient == EDITOR)).all()
        assert [WORDS in mail.body for mail in mails] == [True]


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"words": "  "}, "A decision always has words."),
        ({"outcome": ""}, "Choose what you decide."),
        ({"outcome": "certified"}, "Choose from what is offered here."),
        ({"ends_on": ["1", "1", "2020"]}, "The end must be a day to come."),
    ],
)
def test_what_is_missing_is_said_and_the_rest_is_kept(
    app: Flask, sent: str, sign_in: SignIn, values: dict[str, object], message: str
) -> None:
    page = decide(sign_in(COMMISSIONER), sent, **{"status": 422, **values})
    assert message in page.words()
    if "words" not in values:
        assert page.field("words") == WORDS
    assert state(app, sent) == "sent"


def test_only_owners_of_the_commissioner_decide(app: Flask, sent: str, sign_in: SignIn) -> None:
    decide(sign_in(REVIEWER), sent, status=403)
    decide(sign_in(PROVIDER), sent, status=403)
    decide(sign_in(STRANGER), sent, status=404)
    assert state(app, sent) == "sent"


def test_nobody_decides_on_their_own_organisation(
    app: Flask, scene: Scene, sent: str, sign_in: SignIn
) -> None:
    with app.app_context(), transaction() as session:
        person = session.scalars(sa.select(Person).where(Person.email == "reader@test.example"))
        both = person.one().id
        member = session.get_one(Membership, (both, scene.commissioner))
        member.role = "owner"
        session.add(Membership(person_id=both, organisation_id=scene.provider, role="reader"))
    client = sign_in("reader@test.example")
    client.post("/organisations/choose", {"organisation": scene.commissioner})
    page = decide(client, sent, status=422)
    assert "You belong to this provider, so somebody else must decide." in page.words()
    assert state(app, sent) == "sent"


def test_a_decision_sent_twice_is_one(app: Flask, sent: str, sign_in: SignIn) -> None:
    client, operation = sign_in(COMMISSIONER), new_id()
    decide(client, sent, operation=operation)
    decide(client, sent, operation=operation)
    decide(client, sent, outcome="declined", status=409)
    with app.app_context():
        assert [d.outcome for d in db.session.scalars(sa.select(Decision))] == ["approved"]


def test_a_decision_may_end(app: Flask, sent: str, sign_in: SignIn) -> None:
    day = now().date() + timedelta(days=400)
    ends_on = [str(day.day), str(day.month), str(day.year)]
    decide(sign_in(COMMISSIONER), sent, ends_on=ends_on)
    words = sign_in(PROVIDER).get(f"/submissions/{sent}/letter").words()
    assert f"It holds until {day.day} {day:%B %Y}." in words
    with app.app_context(), transaction() as session:
        session.execute(sa.update(Decision).values(ends_on="2026-01-31"))
    words = sign_in(PROVIDER).get(f"/submissions/{sent}/decision").words()
    assert "Ended" in words
    assert "It held until 31 January 2026." in words


def test_a_decision_is_withdrawn_in_words(app: Flask, sent: str, sign_in: SignIn) -> None:
    client = sign_in(COMMISSIONER)
    decide(client, sent)
    with app.app_context():
        decision = db.session.scalars(sa.select(Decision.id)).one()
    address = f"/submissions/{sent}/decisions/{decision}/withdraw"
    assert "Say in a few words why." in client.post(address, {"words": ""}, 422).words()
    sign_in(REVIEWER).post(address, {"words": "No"}, 403)
    client.post(f"/submissions/{sent}/decisions/{new_id()}/withdraw", {"words": "x"}, 404)
    client.post(address, {"words": "We had read the wrong file."})
    assert state(app, sent) == "in_review"
    provider = sign_in(PROVIDER)
    assert "We had read the wrong file." in provider.get(f"/submissions/{sent}/decision").words()
    provider.get(f"/submissions/{sent}/letter", 404)
    letter = provider.get(f"/submissions/{sent}/letter?decision={decision}")
    assert "This decision was withdrawn by Idris Calloway" in letter.words()
    decide(client, sent, outcome="declined")


def test_the_provider_answers_and_submits_again(
    app: Flask, scene: Scene, sent: str, sign_in: SignIn
) -> None:
    commissioner, provider = sign_in(COMMISSIONER), sign_in(PROVIDER)
    values = {"text": "Say where.", "operation": new_id()}
    commissioner.post(f"/submissions/{sent}/rows/line-WB/comments", values)
    decide(commissioner, sent, "changes_asked_for")
    answer = {"text": "In module 4 now.", "operation": new_id()}
    provider.post(f"/submissions/{sent}/rows/line-WB/comments", answer)
    rename(app, scene.pathway, "A second try")
    again = send(provider, scene)
    page = commissioner.get(f"/submissions/{again}")
    assert "Version 2" in page.words()
    assert "Say where." in page.words()
    assert "In module 4 now." in page.words()
    assert "on version 1" in page.words()
    old = commissioner.get(f"/submissions/{sent}").words()
    assert "has sent version 2 since" in old
    with app.app_context():
        assert db.session.get_one(Submission, again).previous_id == sent
    # The decision on the old version can go without opening that version again.
    with app.app_context():
        decision = db.session.scalars(sa.select(Decision.id)).one()
    commissioner.post(f"/submissions/{sent}/decisions/{decision}/withdraw", {"words": "Late."})
    assert state(app, sent) == "decided"


def test_an_open_submission_is_withdrawn_by_its_provider(
    app: Flask, sent: str, sign_in: SignIn
) -> None:
    address = f"/submissions/{sent}/withdraw"
    provider = sign_in(PROVIDER)
    sign_in(EDITOR).post(address, {"words": "No"}, 403)
    sign_in(COMMISSIONER).post(address, {"words": "No"}, 403)
    provider.post(address, {"words": ""}, 422)
    provider.post(address, {"words": "Sent too early."})
    assert state(app, sent) == "withdrawn"
    words = sign_in(COMMISSIONER).get(f"/submissions/{sent}/trail").words()
    assert "Withdrew the submission: Sent too early." in words
    decide(sign_in(COMMISSIONER), sent, status=409)


def test_a_decided_submission_stays(app: Flask, sent: str, sign_in: SignIn) -> None:
    decide(sign_in(COMMISSIONER), sent)
    provider = sign_in(PROVIDER)
    late = provider.post(f"/submissions/{sent}/withdraw", {"words": "Too late"}, 409)
    assert late.field("words") == "Too late"
    assert state(app, sent) == "decided"
    mark = {"mark": "whole||met"}
    sign_in(COMMISSIONER).post(f"/submissions/{sent}/findings", mark, 409)


def test_the_queue_shows_what_waits_longest_first(
    app: Flask, scene: Scene, sent: str, sign_in: SignIn
) -> None:
    provider, commissioner = sign_in(PROVIDER), sign_in(COMMISSIONER)
    page = provider.get("/submissions")
    assert "To Metro Commissioning" in page.words()
    assert "Standard not met" in page.words()
    decide(commissioner, sent, "declined")
    rename(app, scene.pathway, "A second try")
    with app.app_context(), transaction() as session:
        session.execute(sa.update(Submission).values(sent_at=now() - timedelta(days=16)))
    second = send(provider, scene)
    with app.app_context(), transaction() as session:
        session.get_one(Submission, second).sent_at = now() - timedelta(days=3)
    page = commissioner.get("/submissions")
    links = [a.get("href") for a in page.all(".//h3/a")]
    assert links == [f"/submissions/{second}", f"/submissions/{sent}"]
    assert "3 days ago" in page.words()
    assert "Not approved" in page.words()
    decided = commissioner.get("/submissions?side=received&show=decided&page=9")
    assert [a.get("href") for a in decided.all(".//h3/a")] == [f"/submissions/{sent}"]
    empty = commissioner.get("/submissions?show=withdrawn")
    assert "Nothing here under “Withdrawn”." in empty.words()
    assert "Nothing to review yet" in sign_in(STRANGER).get("/submissions").words()


def test_of_two_that_wait_the_older_stands_first(
    app: Flask, scene: Scene, sent: str, sign_in: SignIn
) -> None:
    with app.app_context():
        other = make_pathway(scene.provider, title="Another pathway")
        make_module(other)
    reasons = {f"reason-{key}": "Taught elsewhere." for key in ("KA", "LA", "SE", "LE", "CH")}
    later = send(sign_in(PROVIDER), replace(scene, pathway=other), **reasons)
    commissioner = sign_in(COMMISSIONER)
    for days in (1, -1):
        with app.app_context(), transaction() as session:
            session.get_one(Submission, later).sent_at = now() - timedelta(days=2 + days)
            session.get_one(Submission, sent).sent_at = now() - timedelta(days=2)
        links = [a.get("href") for a in commissioner.get("/submissions").all(".//h3/a")]
        wanted = [later, sent] if days > 0 else [sent, later]
        assert links == [f"/submissions/{one}" for one in wanted]


def test_a_decision_has_words_whoever_asks_for_it(app: Flask, sent: str) -> None:
    with app.app_context(), transaction() as session:
        owner = find_owner(session, COMMISSIONER)
        with pytest.raises(RuleError) as refused:
            make_decision(
                session,
                owner,
                sent,
                operation=new_id(),
                outcome=Decided.APPROVED,
                words="",
                today=now().date(),
            )
    assert refused.value.field == "words"
    assert state(app, sent) == "sent"


def test_nobody_takes_away_a_decision_on_their_own_organisation(
    app: Flask, scene: Scene, sent: str, sign_in: SignIn
) -> None:
    client = sign_in(COMMISSIONER)
    decide(client, sent, "declined")
    with app.app_context(), transaction() as session:
        decision = session.scalars(sa.select(Decision.id)).one()
        person = session.scalars(sa.select(Person.id).where(Person.email == COMMISSIONER)).one()
        session.add(Membership(person_id=person, organisation_id=scene.provider, role="reader"))
    client.post("/organisations/choose", {"organisation": scene.commissioner})
    address = f"/submissions/{sent}/decisions/{decision}/withdraw"
    page = client.post(address, {"words": "Ours after all."}, 422)
    assert "You belong to this provider, so somebody else must decide." in page.words()
    assert state(app, sent) == "decided"


def test_other_words_under_the_same_operation_are_not_passed_over(
    app: Flask, sent: str, sign_in: SignIn
) -> None:
    client, operation = sign_in(COMMISSIONER), new_id()
    decide(client, sent, operation=operation)
    page = decide(client, sent, operation=operation, words="I meant no.", status=409)
    assert "I meant no." in page.text
    with app.app_context():
        decision = db.session.scalars(sa.select(Decision.id)).one()
    client.post(f"/submissions/{sent}/decisions/{decision}/withdraw", {"words": "Too early."})
    decide(client, sent, operation=operation)
    assert state(app, sent) == "decided"
    with app.app_context():
        assert len(db.session.scalars(sa.select(Decision.id)).all()) == 2


def test_a_withdrawn_submission_is_not_taken_for_the_one_sent_again(
    app: Flask, scene: Scene, sign_in: SignIn
) -> None:
    provider, operation = sign_in(PROVIDER), new_id()
    first = send(provider, scene, operation=operation)
    assert send(provider, scene, operation=operation) == first
    provider.post(f"/submissions/{first}/withdraw", {"words": "Sent too early."})
    again = send(provider, scene, operation=operation)
    assert again != first
    assert state(app, again) == "sent"
