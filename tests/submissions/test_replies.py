"""What was asked for last time is replied to, row by row, where a pathway is sent again."""

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from pathways.db import db, new_id, now, transaction
from pathways.models.account import Organisation
from pathways.models.comment import Comment
from pathways.models.finding import FindingRow, SharedFinding
from pathways.models.submission import Submission
from tests.page import Client, Page
from tests.submissions.scene import (
    COMMISSIONER,
    PROVIDER,
    REVIEWER,
    STRANGER,
    Scene,
    SignIn,
    declared,
    make_scene,
    send,
)

WHOLE_SAID = "Say who looks after learners."
REPLY = "We name a second facilitator for each session."


@pytest.fixture
def scene(app: Flask) -> Scene:
    return make_scene(app)


def share(app: Flask, scene: Scene, submission: str, marks: dict[str, str]) -> None:
    """Let the commissioner share marks, and say something on the whole and on a line."""
    with app.app_context(), transaction() as session:
        for row, finding in marks.items():
            mark = {"submission_id": submission, "row": row, "finding": finding}
            session.add(FindingRow(**mark, changed_at=now(), changed_by_name="Idris Calloway"))
            session.add(
                SharedFinding(
                    **mark,
                    found_at=now(),
                    shared_at=now(),
                    shared_by_name="Idris Calloway",
                )
            )
        for organisation, text in ((scene.commissioner, WHOLE_SAID), (scene.provider, "We do.")):
            session.add(
                Comment(
                    id=new_id(),
                    submission_id=submission,
                    row="*",
                    text=text,
                    author_id=new_id(),
                    author_name="Somebody",
                    organisation_id=organisation,
                    at=now(),
                )
            )


def keep_private(app: Flask, submission: str, row: str) -> None:
    """Let the commissioner find something that no decision shares."""
    with app.app_context(), transaction() as session:
        commissioner = session.get_one(Submission, submission).commissioner_id
        session.get_one(Organisation, commissioner).sharing = "by_hand"
        session.add(
            FindingRow(
                submission_id=submission,
                row=row,
                finding="not_met",
                changed_at=now(),
                changed_by_name="Noor Haddad",
            )
        )


def decide(client: Client, submission: str, outcome: str = "changes_asked_for") -> None:
    values = {"operation": new_id(), "outcome": outcome, "words": "Please see the rows."}
    client.post(f"/submissions/{submission}/decision", values)


@pytest.fixture
def asked(app: Flask, scene: Scene, sign_in: SignIn) -> str:
    """A submission on which changes are asked for on three rows."""
    submission = send(sign_in(PROVIDER), scene)
    marks = {
        "L2-KA-K01": "partly_met",
        "*": "not_met",
        "line:KA": "met",
        f"m:{scene.module}": "partly_met",
    }
    share(app, scene, submission, marks)
    keep_private(app, submission, "L2-SE-K01")
    decide(sign_in(COMMISSIONER), submission)
    return submission


def check(client: Client, scene: Scene, **values: str) -> Page:
    asked = f"?commissioner={values.get('commissioner', scene.commissioner)}"
    return client.get(f"/pathways/{scene.pathway}/submit{asked}")


def replies(page: Page) -> list[str]:
    return [
        field.get("name") or "" for field in page.all(".//section[@id='check-requests']//textarea")
    ]


def sent(app: Flask) -> Submission:
    with app.app_context():
        newest = sa.select(Submission).order_by(Submission.sent_at.desc()).limit(1)
        return db.session.execute(newest).scalar_one()


def test_each_row_that_was_asked_for_can_be_replied_to(
    app: Flask, scene: Scene, asked: str, sign_in: SignIn
) -> None:
    provider = sign_in(PROVIDER)
    page = check(provider, scene)
    module = f"reply-module-{scene.module}"
    assert replies(page) == ["reply-whole", "reply-L2-KA-K01", module]
    words = page.words(page.by_id("check-requests"))
    assert "What Metro Commissioning asked for last time" in words
    assert WHOLE_SAID in words
    # Their own words are not a request, and what is not shared is not told.
    assert "We do." not in words
    assert "L2-SE-K01" not in words
    values = declared(page, **{"reply-whole": REPLY, module: " "})
    provider.post(f"/pathways/{scene.pathway}/submit", values)
    assert sent(app).replies == {"*": REPLY}
    for client in (provider, sign_in(REVIEWER)):
        words = client.get(f"/submissions/{sent(app).id}/assurance").words()
        assert "What was asked for on version 1" in words
        assert REPLY in words
        assert "Northgate Learning says nothing of it" in words
        assert "L2-SE-K01" not in words
    sign_in(STRANGER).get(f"/submissions/{sent(app).id}/assurance", 404)
    # The submission that was asked on says nothing of requests of its own.
    assert "What was asked for" not in provider.get(f"/submissions/{asked}/assurance").words()


@pytest.mark.parametrize("outcome", ["approved", "declined", "changes_asked_for"])
def test_whatever_was_decided_what_was_shared_can_be_replied_to(
    app: Flask, scene: Scene, sign_in: SignIn, outcome: str
) -> None:
    provider = sign_in(PROVIDER)
    submission = send(provider, scene)
    share(app, scene, submission, {"line:KA": "partly_met"})
    assert replies(check(provider, scene)) == []
    decide(sign_in(COMMISSIONER), submission, outcome)
    assert replies(check(provider, scene)) == ["reply-line-KA"]


def test_replies_stay_while_another_commissioner_is_looked_at_and_after_a_fault(
    app: Flask, scene: Scene, asked: str, sign_in: SignIn
) -> None:
    provider = sign_in(PROVIDER)
    address = f"/pathways/{scene.pathway}/submit"
    values: dict[str, Any] = {
        **declared(check(provider, scene)),
        "reply-whole": REPLY,
        "reply-<b>": "junk",
        "reply-nowhere": "Of no row",
    }
    page = provider.post(address, {**values, "role": ""}, 422)
    assert page.field("reply-whole") == REPLY
    options = [option.get("value") for option in page.all(".//select[@id='commissioner']/option")]
    (other,) = (one for one in options if one != scene.commissioner)
    page = provider.post(address, {**values, "commissioner": other, "look": "yes"}, 200)
    kept = {field.get("name") for field in page.all(".//input[@type='hidden']")}
    assert {name for name in kept if (name or "").startswith("reply-")} == {
        "reply-whole",
        "reply-nowhere",
    }
    assert replies(page) == []
    page = provider.post(address, {**values, "reply-whole": "x" * 8001}, 422)
    assert "Keep this to 8,000 characters" in page.words()
    provider.post(address, values)
    assert sent(app).replies == {"*": REPLY}


def test_nothing_is_asked_where_nothing_was_shared(
    app: Flask, scene: Scene, sign_in: SignIn
) -> None:
    provider = sign_in(PROVIDER)
    page = check(provider, scene)
    assert page.words(page.by_id("check-requests")) == ""
    submission = send(provider, scene)
    keep_private(app, submission, "line:KA")
    decide(sign_in(COMMISSIONER), submission)
    assert replies(check(provider, scene)) == []
