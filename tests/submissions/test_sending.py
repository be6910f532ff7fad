"""Sending: facts first, a reason for each gap, and a frozen version."""

import pytest
import sqlalchemy as sa
from flask import Flask

from pathways.db import db, new_id, transaction
from pathways.domain.refusals import RuleError
from pathways.domain.rule.standards import FRAMEWORK_MINIMUM
from pathways.models.mail import Mail
from pathways.models.submission import Submission
from pathways.models.version import Version
from pathways.records.people import find_owner
from pathways.submissions.sending.writes import Declaration, send_submission
from tests.submissions.scene import (
    EDITOR,
    PROVIDER,
    STRANGER,
    Scene,
    SignIn,
    declared,
    make_scene,
    rename,
    send,
)


@pytest.fixture
def scene(app: Flask) -> Scene:
    return make_scene(app)


def count(app: Flask, table: type) -> int:
    with app.app_context():
        return db.session.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()


def test_the_check_page_says_what_is_missing_and_asks_why(scene: Scene, sign_in: SignIn) -> None:
    page = sign_in(PROVIDER).get(f"/pathways/{scene.pathway}/submit")
    words = page.words()
    assert "5 of 6 themes represented at Trauma Informed" in words
    assert "Nothing reaches Wellbeing yet" in words
    assert "Facilitators" in words, "statements that hold nothing are named"
    assert page.field("reason-WB") == ""
    assert page.field("by") == "Morgan Ashby"
    assert page.by_id("reason-KA") is None, "a covered line needs no reason"


def test_another_standard_is_judged_without_writing(
    app: Flask, scene: Scene, sign_in: SignIn
) -> None:
    page = sign_in(PROVIDER).get(
        f"/pathways/{scene.pathway}/submit?commissioner={scene.commissioner}&standard=balanced"
    )
    assert "0 of 6 themes" in page.words()
    assert page.field("reason-KA") == ""
    assert page.field("commissioner") == scene.commissioner
    assert count(app, Version) == 0


def test_the_builder_offers_it_to_owners_alone(scene: Scene, sign_in: SignIn) -> None:
    assert "Submit for review" in sign_in(PROVIDER).get(f"/pathways/{scene.pathway}").words()
    editor = sign_in(EDITOR)
    assert "Submit for review" not in editor.get(f"/pathways/{scene.pathway}").words()
    editor.get(f"/pathways/{scene.pathway}/submit", 403)


def test_others_find_no_such_pathway(scene: Scene, sign_in: SignIn) -> None:
    sign_in(STRANGER).get(f"/pathways/{scene.pathway}/submit", 403)


def test_a_missing_reason_keeps_everything_typed(app: Flask, scene: Scene, sign_in: SignIn) -> None:
    client = sign_in(PROVIDER)
    address = f"/pathways/{scene.pathway}/submit"
    page = client.get(f"{address}?commissioner={scene.commissioner}")
    values = declared(page, **{"reason-WB": "  ", "words": "Kept <b>words</b>", "role": ""})
    again = client.post(address, values, 422)
    assert "Say why not all that is asked of Wellbeing is there." in again.words()
    assert "Give the person’s role." in again.words()
    assert again.field("words") == "Kept <b>words</b>"
    assert again.field("commissioner") == scene.commissioner
    assert again.field("operation") == values["operation"]
    assert count(app, Submission) == 0


def test_nothing_is_sent_without_a_reason_whoever_asks_for_it(app: Flask, scene: Scene) -> None:
    with app.app_context(), transaction() as session, pytest.raises(RuleError) as refused:
        send_submission(
            session,
            find_owner(session, PROVIDER),
            scene.pathway,
            operation=new_id(),
            commissioner_id=scene.commissioner,
            standard=FRAMEWORK_MINIMUM,
            declaration=Declaration("Morgan Ashby", "Head of Learning", "So it is."),
        )
    assert refused.value.field == "reason-WB"
    assert count(app, Submission) == count(app, Version) == 0


def test_a_commissioner_must_be_chosen(app: Flask, scene: Scene, sign_in: SignIn) -> None:
    client = sign_in(PROVIDER)
    address = f"/pathways/{scene.pathway}/submit"
    again = client.post(address, declared(client.get(address)), 422)
    assert "Choose the commissioner who reviews it." in again.words()
    own = client.post(address, declared(again, commissioner=scene.provider), 422)
    assert "Choose the commissioner who reviews it." in own.words()
    assert count(app, Submission) == 0


def test_sending_freezes_a_version_and_tells_the_commissioner(
    app: Flask, scene: Scene, sign_in: SignIn
) -> None:
    client = sign_in(PROVIDER)
    identifier = send(client, scene)
    page = client.get(f"/submissions/{identifier}")
    assert "Version 1" in page.words()
    assert "Taught in our supervision course." in page.words()
    assert "Head of Learning" in page.words()
    rename(app, scene.pathway, "Another title")
    assert "Another title" not in client.get(f"/submissions/{identifier}").words()
    with app.app_context():
        mails = db.session.scalars(sa.select(Mail).order_by(Mail.recipient)).all()
        assert [mail.recipient for mail in mails] == [
            "commissioner@test.example",
            "reviewer@test.example",
        ]


def test_a_double_click_sends_once(app: Flask, scene: Scene, sign_in: SignIn) -> None:
    client = sign_in(PROVIDER)
    address = f"/pathways/{scene.pathway}/submit"
    values = declared(client.get(f"{address}?commissioner={scene.commissioner}"))
    first = client.post(address, values)
    second = client.post(address, values)
    assert first.location == second.location
    assert count(app, Submission) == 1


def test_another_declaration_under_the_same_operation_is_shown_back(
    app: Flask, scene: Scene, sign_in: SignIn
) -> None:
    client = sign_in(PROVIDER)
    address = f"/pathways/{scene.pathway}/submit"
    values = declared(client.get(f"{address}?commissioner={scene.commissioner}"))
    client.post(address, values)
    again = client.post(address, {**values, "words": "Now with the evaluation."}, 422)
    assert "has an open submission of this pathway" in again.words()
    assert again.field("words") == "Now with the evaluation."
    assert count(app, Submission) == 1


def test_an_operation_of_another_form_does_no_harm(
    app: Flask, scene: Scene, sign_in: SignIn
) -> None:
    assert send(sign_in(PROVIDER), scene, operation="x" * 400)
    assert count(app, Submission) == 1


def test_a_draft_that_changed_meanwhile_is_looked_at_once_more(
    app: Flask, scene: Scene, sign_in: SignIn
) -> None:
    client = sign_in(PROVIDER)
    address = f"/pathways/{scene.pathway}/submit"
    values = declared(client.get(f"{address}?commissioner={scene.commissioner}"))
    rename(app, scene.pathway, "Changed by a colleague")
    again = client.post(address, values, 422)
    assert "The draft has changed since you opened this page." in again.words()
    assert count(app, Version) == 0
    client.post(address, {**values, "digest": again.field("digest")})
    assert count(app, Version) == 1


def test_one_open_submission_of_a_pathway_at_a_time(
    app: Flask, scene: Scene, sign_in: SignIn
) -> None:
    client = sign_in(PROVIDER)
    send(client, scene)
    address = f"/pathways/{scene.pathway}/submit"
    page = client.get(address)
    assert "has version 1 in hand" in page.words()
    again = client.post(address, declared(page), 422)
    assert "has an open submission of this pathway" in again.words()
    assert count(app, Submission) == 1


def test_an_unknown_standard_is_not_swapped_for_another(
    app: Flask, scene: Scene, sign_in: SignIn
) -> None:
    client = sign_in(PROVIDER)
    address = f"/pathways/{scene.pathway}/submit"
    page = client.get(f"{address}?commissioner={scene.commissioner}")
    again = client.post(address, declared(page, standard="retired"), 422)
    assert "That standard is not in use any more." in again.words()
    assert count(app, Submission) == 0


def test_what_was_declared_last_time_is_filled_in(
    app: Flask, scene: Scene, sign_in: SignIn
) -> None:
    client = sign_in(PROVIDER)
    identifier = send(client, scene)
    client.post(f"/submissions/{identifier}/withdraw", {"words": "Sent too early."})
    page = client.get(f"/pathways/{scene.pathway}/submit")
    assert page.field("reason-WB") == "Taught in our supervision course."
    assert page.field("role") == "Head of Learning"
    assert "Nothing has changed in the pathway since version 1." in page.words()
    second = send(client, scene)
    assert count(app, Version) == 1, "an unchanged draft is the same version"
    assert "version 1" in client.get(f"/submissions/{second}").words()


def test_problems_are_listed_in_the_order_of_the_page(scene: Scene, sign_in: SignIn) -> None:
    client = sign_in(PROVIDER)
    address = f"/pathways/{scene.pathway}/submit"
    page = client.get(f"{address}?standard=full")
    nothing = {"reason-WB": "", "role": "", "words": "", "confirm": "", "commissioner": ""}
    again = client.post(address, declared(page, **nothing), 422)
    links = [
        (link.get("href") or "")[1:]
        for link in again.all(".//*[@class='govuk-list govuk-error-summary__list']//a")
    ]
    themes = ("KA", "LA", "SE", "LE", "CH", "WB")
    assert links == ["commissioner", *(f"reason-{t}" for t in themes), "words", "role", "confirm"]
