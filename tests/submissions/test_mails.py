"""What the other side is told by mail: each step names the pathway, and comments are gathered."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from pathways.db import db, now, transaction
from pathways.models.mail import Mail
from pathways.records.mail import claim_mails
from tests.factories import make_person
from tests.page import Client
from tests.submissions.scene import (
    COMMISSIONER,
    EDITOR,
    PROVIDER,
    REVIEWER,
    Scene,
    SignIn,
    make_scene,
    rename,
    send,
    share_at_once,
)

CODES = ("L2-KA-K01", "L2-KA-K02", "L2-KA-K03")


@pytest.fixture
def scene(app: Flask) -> Scene:
    scene = make_scene(app)
    share_at_once(app, scene)
    return scene


def say(client: Client, submission: str, code: str = CODES[0]) -> None:
    """Comment on a row through its page."""
    address = f"/submissions/{submission}/rows/{code}"
    page = client.get(address)
    form = {"operation": page.field("operation"), "text": "Where is this taught?"}
    client.post(f"{address}/comments", form)


def mails(app: Flask, recipient: str, word: str = "commented") -> list[Mail]:
    """Return the mails to somebody, the oldest first."""
    with app.app_context():
        chosen = sa.select(Mail).where(Mail.recipient == recipient, Mail.subject.contains(word))
        return list(db.session.scalars(chosen.order_by(Mail.created_at, Mail.id)))


def test_a_subject_that_is_cut_says_so(app: Flask, scene: Scene, sign_in: SignIn) -> None:
    rename(app, scene.pathway, " ".join(["Practice for those who answer first,"] * 5))
    submission = send(sign_in(PROVIDER), scene)
    say(sign_in(REVIEWER), submission)
    (mail,) = mails(app, PROVIDER)
    assert len(mail.subject) in (199, 200)
    assert mail.subject.startswith("Metro Commissioning has commented on “Practice for those")
    assert mail.subject.endswith("…")


def change(app: Flask, **values: object) -> None:
    """Turn the clock of the mails about comments."""
    with app.app_context(), transaction() as session:
        session.execute(sa.update(Mail).where(Mail.gathers > 0).values(**values))


def test_many_comments_make_one_mail_for_each_person(
    app: Flask, scene: Scene, sign_in: SignIn
) -> None:
    submission = send(sign_in(PROVIDER), scene)
    first, second = sign_in(REVIEWER), sign_in(COMMISSIONER)
    for code in CODES:
        say(first, submission, code)
        say(second, submission, code)
    for recipient in (PROVIDER, EDITOR):
        (mail,) = mails(app, recipient)
        assert mail.gathers == 6
        assert "6 new comments wait for you from Metro Commissioning" in mail.body
        assert mail.subject.endswith(
            "has commented on “Trauma Informed practice for housing teams”"
        )
        assert mail.path == f"/submissions/{submission}"
    assert not mails(app, REVIEWER), "the writers' own side is not told"
    say(sign_in(PROVIDER), submission)
    (answer,) = mails(app, REVIEWER)
    assert "1 new comment waits for you from Northgate Learning" in answer.body


def test_it_goes_an_hour_after_the_first_comment_and_the_next_begins_anew(
    app: Flask, scene: Scene, sign_in: SignIn
) -> None:
    submission = send(sign_in(PROVIDER), scene)
    client = sign_in(REVIEWER)
    say(client, submission)
    with app.app_context(), transaction() as session:
        claimed = claim_mails(session, None)
        assert [letter.recipient for letter in claimed if "commented" in letter.subject] == []
    (mail,) = mails(app, PROVIDER)
    assert mail.due_at == mail.created_at + timedelta(hours=1)
    change(app, due_at=now())
    say(client, submission, CODES[1])
    assert [mail.gathers for mail in mails(app, PROVIDER)] == [1, 1], "what is due stays as it is"
    with app.app_context(), transaction() as session:
        claimed = claim_mails(session, None)
        found = {(letter.recipient, letter.path) for letter in claimed}
        assert (PROVIDER, f"/submissions/{submission}") in found
    with app.app_context(), transaction() as session:
        assert claim_mails(session, None) == (), "the second one waits for its own hour"


def test_each_submission_has_a_mail_of_its_own(app: Flask, scene: Scene, sign_in: SignIn) -> None:
    provider, client = sign_in(PROVIDER), sign_in(REVIEWER)
    first = send(provider, scene)
    say(client, first)
    page = provider.get(f"/submissions/{first}/decision")
    provider.post(f"/submissions/{first}/withdraw", {"words": "A mistake in it."})
    assert "A mistake" not in page.words()
    second = send(provider, scene)
    say(client, second)
    assert [mail.path[-16:] for mail in mails(app, PROVIDER)] == [first, second]
    (told,) = mails(app, REVIEWER, "withdrawn")
    assert "A mistake in it." in told.body


def test_the_outbox_says_what_a_mail_waits_for(app: Flask, scene: Scene, sign_in: SignIn) -> None:
    submission = send(sign_in(PROVIDER), scene)
    say(sign_in(REVIEWER), submission)
    with app.app_context():
        make_person("admin@test.example", is_administrator=True)
    words = sign_in("admin@test.example").get("/administration/outbox").words()
    assert "Gathers comments until" in words
    assert f"/submissions/{submission}" in words
