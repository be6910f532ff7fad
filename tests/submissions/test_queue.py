"""The queue: filters that combine, days that pass, who waits, and what each side learns of it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from pathways.db import db, new_id, now, transaction
from pathways.domain.days import day_of
from pathways.models.account import Organisation, Person
from pathways.models.decision import Condition, Decision
from pathways.models.submission import Submission
from tests.factories import make_module, make_pathway
from tests.page import Client, Page
from tests.statements import statements_of
from tests.submissions.scene import (
    COMMISSIONER,
    PROVIDER,
    REVIEWER,
    Scene,
    SignIn,
    make_scene,
    nobody_declared,
    send,
)

REASONS = {f"reason-{key}": "Taught elsewhere." for key in ("KA", "LA", "SE", "LE", "CH")}
Titled = Callable[[str], str]


@pytest.fixture
def scene(app: Flask) -> Scene:
    return make_scene(app)


@pytest.fixture
def sent(scene: Scene, sign_in: SignIn) -> str:
    return send(sign_in(PROVIDER), scene)


@pytest.fixture
def send_titled(app: Flask, scene: Scene, sign_in: SignIn) -> Titled:
    """Send another pathway under a title."""

    def make(title: str) -> str:
        with app.app_context():
            other = make_pathway(scene.provider, title=title)
            make_module(other)
        return send(sign_in(PROVIDER), replace(scene, pathway=other), **REASONS)

    return make


def listed(page: Page) -> list[str]:
    """Return the submissions of a page, in their order."""
    return [str(a.get("href")).rsplit("/", 1)[-1] for a in page.all(".//h3/a")]


def chip(page: Page, words: str) -> str:
    """Return what a filter says of how many it would show."""
    chips = [page.words(a) for a in page.all(".//ul/li/a")]
    return next(one for one in chips if one.startswith(words))


def decide(client: Client, sent: str, outcome: str = "approved") -> None:
    values = {"operation": new_id(), "outcome": outcome, "words": "As agreed."}
    client.post(f"/submissions/{sent}/decision", values)


def test_filters_combine_with_words_and_count_what_they_would_show(
    app: Flask, sent: str, send_titled: Titled, sign_in: SignIn
) -> None:
    second, third = send_titled("Calm Corridors"), send_titled("Calm Kitchens, 100% fresh")
    nobody_declared(app)
    owner, reviewer = sign_in(COMMISSIONER), sign_in(REVIEWER)
    with app.app_context():
        person = db.session.scalars(sa.select(Person.id).where(Person.email == REVIEWER)).one()
    owner.post(f"/submissions/{second}/reviewers", {"person": person})
    decide(owner, third)
    page = reviewer.get("/submissions")
    assert chip(page, "Mine") == "Mine 1"
    assert chip(page, "Nobody’s") == "Nobody’s 2"
    assert listed(reviewer.get("/submissions?whose=mine")) == [second]
    both = reviewer.get("/submissions?whose=nobodys&show=open")
    assert listed(both) == [sent]
    assert chip(both, "All") == "All 2"
    assert chip(both, "Decided") == "Decided 1"
    assert chip(both, "Mine") == "Mine 1", "beside the filter by standing"
    calm = reviewer.get("/submissions?find=calm+northgate")
    assert set(listed(calm)) == {second, third}
    assert chip(calm, "Open") == "Open 1"
    assert listed(reviewer.get("/submissions?find=100%25")) == [third]
    assert listed(reviewer.get("/submissions?find=c_lm")) == [], "no sign is a wildcard"
    assert listed(reviewer.get("/submissions?find=calm&show=decided")) == [third]
    nothing = reviewer.get("/submissions?find=no+such&whose=mine")
    assert "Nothing here under “All”, “Mine” with “no such”." in nothing.words()
    odd = "/submissions?find=a%00b%ed%a0%80&show=made-up&whose=x&sort=y&page=-3&side=none"
    assert len(listed(reviewer.get(odd))) == 3


def test_what_is_due_first_stands_first_and_a_day_that_passed_is_said(
    app: Flask, sent: str, send_titled: Titled, sign_in: SignIn
) -> None:
    owner, other = sign_in(COMMISSIONER), send_titled("Calm Corridors")
    soon = day_of(now()) + timedelta(days=9)
    parts = [str(soon.day), str(soon.month), str(soon.year)]
    owner.post(f"/submissions/{other}/due", {"due_on": parts})
    page = owner.get("/submissions?sort=due")
    assert listed(page) == [other, sent]
    assert f"Decision by {soon.day} {soon:%B %Y}" in page.words()
    assert f"Decision by {soon.day} {soon:%B %Y}." in owner.get(f"/submissions/{other}").words()
    with app.app_context(), transaction() as session:
        session.get_one(Submission, other).due_on = (soon - timedelta(days=11)).isoformat()
    assert "2 days past" in owner.get("/submissions").words()
    page = owner.post(f"/submissions/{other}/due", {"due_on": ["1", "1", "2020"]}, 422)
    assert "Give a day that is still to come." in page.words()
    assert [e.get("value") for e in page.all(".//input[@name='due_on']")] == ["1", "1", "2020"]
    page = owner.post(f"/submissions/{other}/due", {"due_on": ["31", "2", "2090"]}, 422)
    assert "Give a day that there is" in page.words()
    owner.post(f"/submissions/{other}/due", {"due_on": ["", "", ""]})
    assert "Decision by" not in owner.get("/submissions").words()
    decide(owner, other)
    owner.post(f"/submissions/{other}/due", {"due_on": parts}, 409)


def test_the_provider_reads_no_day_and_no_count_of_the_review(sent: str, sign_in: SignIn) -> None:
    owner, provider = sign_in(COMMISSIONER), sign_in(PROVIDER)
    before = provider.get("/submissions").words()
    owner.post(f"/submissions/{sent}/due", {"due_on": ["31", "3", "2090"]})
    owner.post(f"/submissions/{sent}/findings", {"mark": "L2-KA-K01||met"})
    # Of those that the pathway treats, as in the review itself.
    assert "1 of 5 competencies marked" in owner.get("/submissions").words()
    assert "1 of 5 marked" in owner.get(f"/submissions/{sent}/competencies").words()
    after = provider.get("/submissions").words()
    assert after.replace("In review", "Sent") == before
    for tab in ("", "/trail"):
        assert "2090" not in provider.get(f"/submissions/{sent}{tab}").text
    assert "Decision by 31 March 2090" in owner.get(f"/submissions/{sent}/trail").words()


def test_both_sides_read_who_waits_for_whom(
    app: Flask, scene: Scene, sent: str, sign_in: SignIn
) -> None:
    owner, provider = sign_in(COMMISSIONER), sign_in(PROVIDER)
    with app.app_context(), transaction() as session:
        session.get_one(Organisation, scene.commissioner).sharing = "at_once"

    def waits() -> tuple[str, str]:
        found = []
        for client in (owner, provider):
            words = [client.get("/submissions")]
            found.append([p.words(e) for p in words for e in p.all(".//li//p/strong")][0])
        return found[0], found[1]

    def say(client: Client, row: str) -> None:
        values = {"operation": new_id(), "text": "How do you know?"}
        client.post(f"/submissions/{sent}/rows/{row}/comments", values)

    assert waits() == ("Waits for you", "Waits for Metro Commissioning")
    say(owner, "line-KA")
    assert waits() == (
        "Waits for Northgate Learning’s answer",
        "Waits for your answer to 1 comment",
    )
    say(provider, "line-KA")
    say(owner, "whole")
    assert waits()[0] == "Waits for you: 1 answer of Northgate Learning"
    decide(owner, sent, "changes_asked_for")
    assert waits()[1] == "Waits for your next version"


def test_a_comment_that_is_not_shared_makes_nobody_wait(sent: str, sign_in: SignIn) -> None:
    values = {"operation": new_id(), "text": "How do you know?"}
    sign_in(COMMISSIONER).post(f"/submissions/{sent}/rows/line-KA/comments", values)
    page = sign_in(PROVIDER).get("/submissions")
    assert "Waits for Metro Commissioning" in page.words()
    assert "Waits for you" in sign_in(COMMISSIONER).get("/submissions").words()


def test_approvals_that_end_soon_are_a_filter(app: Flask, sent: str, sign_in: SignIn) -> None:
    owner = sign_in(COMMISSIONER)
    decide(owner, sent)
    today = day_of(now())
    for days, count in ((-1, 0), (0, 1), (90, 1), (91, 0)):
        with app.app_context(), transaction() as session:
            ends = (today + timedelta(days=days)).isoformat()
            session.execute(sa.update(Decision).values(ends_on=ends))
        page = owner.get("/submissions?show=ends")
        assert (len(listed(page)), chip(page, "End within")) == (
            count,
            f"End within 90 days {count}",
        )
    with app.app_context(), transaction() as session:
        session.execute(sa.update(Decision).values(ends_on=today.isoformat(), withdrawn_at=now()))
    assert listed(owner.get("/submissions?show=ends")) == []


def test_conditions_make_the_one_wait_and_then_the_other(
    app: Flask, sent: str, sign_in: SignIn
) -> None:
    owner, provider = sign_in(COMMISSIONER), sign_in(PROVIDER)
    decide(owner, sent)
    with app.app_context(), transaction() as session:
        decision = session.scalars(sa.select(Decision.id)).one()
        condition = Condition(
            id=new_id(), submission_id=sent, decision_id=decision, position=1, words="Add it."
        )
        session.add(condition)
    assert "Waits for you: 1 condition" in provider.get("/submissions").words()
    with app.app_context(), transaction() as session:
        session.execute(sa.update(Condition).values(said_at=now()))
    assert "1 condition said to be done" in owner.get("/submissions").words()


def test_the_queue_asks_as_often_for_many_as_for_one_and_is_paged(
    app: Flask, sent: str, sign_in: SignIn
) -> None:
    owner = sign_in(COMMISSIONER)

    def count() -> int:
        owner.get("/submissions")
        with statements_of(app) as statements:
            owner.get("/submissions?find=e&sort=due")
        return len(statements)

    few = count()
    with app.app_context(), transaction() as session:
        plain = session.execute(sa.select(Submission.__table__)).mappings().one()
        for _ in range(60):
            session.execute(sa.insert(Submission).values({**plain, "id": new_id()}))
    assert count() == few <= 11
    assert len(listed(owner.get("/submissions"))) == 50
    rest = owner.get("/submissions?page=2")
    assert len(listed(rest)) == 11
    assert listed(owner.get("/submissions?page=99")) == listed(rest)
