"""Sending is one form: whatever is chosen anew, what was typed is still there."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from pathways.db import db, new_id
from pathways.models.submission import Submission
from tests.factories import make_pathway
from tests.page import Client
from tests.submissions.scene import PROVIDER, Scene, make_scene

SignIn = Callable[[str], Client]
PARTS = ("asked", "there", "requests", "questions", "reasons", "goes")
TYPED = {
    "words": "In our own words.",
    "by": "Ann Hale",
    "role": "Head of Learning",
    "confirm": "y",
    "reason-WB": "Taught elsewhere.",
}


@pytest.fixture
def scene(app: Flask) -> Scene:
    """Make both sides."""
    return make_scene(app)


def look(scene: Scene, standard: str, **more: str) -> dict[str, str]:
    """Return what the page sends to be judged by another standard."""
    chosen = {"commissioner": scene.commissioner, "standard": standard, "look": "yes"}
    return {"operation": new_id(), **TYPED, **chosen, **more}


def test_another_standard_keeps_what_was_typed(app: Flask, scene: Scene, sign_in: SignIn) -> None:
    client = sign_in(PROVIDER)
    address = f"/pathways/{scene.pathway}/submit"
    page = client.post(address, look(scene, "balanced"), 200)
    for name in ("words", "by", "role"):
        assert page.field(name) == TYPED[name]
    assert page.field("reason-WB") == "Taught elsewhere."
    ticked = [e for e in page.tree.iter("input") if e.get("name") == "confirm"]
    assert "checked" in ticked[0].attrib
    with app.app_context():
        assert not db.session.execute(sa.select(Submission.id)).all()


def test_a_reason_that_is_not_asked_for_now_comes_back(scene: Scene, sign_in: SignIn) -> None:
    client = sign_in(PROVIDER)
    address = f"/pathways/{scene.pathway}/submit"
    # Under this standard the first theme needs no reason, so its field is not shown.
    aside = {"reason-KA": "Said under another standard."}
    page = client.post(address, look(scene, "framework-minimum", **aside), 200)
    kept = [e for e in page.tree.iter("input") if e.get("name") == "reason-KA"]
    assert [e.get("type") for e in kept] == ["hidden"]
    page = client.post(address, look(scene, "full", **aside), 200)
    assert page.field("reason-KA") == aside["reason-KA"]
    # Nothing is carried along that no line could ask for.
    page = client.post(address, look(scene, "full", **{"reason-nowhere": "x"}), 200)
    assert "reason-nowhere" not in page.text


def test_only_what_depends_on_the_choice_is_sent(scene: Scene, sign_in: SignIn) -> None:
    client = sign_in(PROVIDER)
    page = client.post(f"/pathways/{scene.pathway}/submit", look(scene, "balanced"), 200, htmx=True)
    sent = {e.get("id") for e in page.tree.iter() if e.get("hx-swap-oob")}
    assert sent == {f"check-{part}" for part in PARTS}


def test_without_a_module_there_is_no_form(app: Flask, scene: Scene, sign_in: SignIn) -> None:
    client = sign_in(PROVIDER)
    with app.app_context():
        empty = make_pathway(scene.provider, title="Nothing in it")
    page = client.get(f"/pathways/{empty}/submit")
    assert "There is nothing to send yet" in page.words()
    assert page.by_id("check-form") is None
    reasons = {f"reason-{key}": "Not yet" for key in ("KA", "LA", "SE", "LE", "CH", "WB")}
    form = {**look(scene, "balanced"), **reasons, "look": ""}
    client.post(f"/pathways/{empty}/submit", form, 422)
    with app.app_context():
        assert not db.session.execute(sa.select(Submission.id)).all()


def test_a_version_leads_on_to_a_commissioner(scene: Scene, sign_in: SignIn) -> None:
    client = sign_in(PROVIDER)
    address = f"/pathways/{scene.pathway}/versions"
    assert "Send it to a commissioner" not in client.get(address).words()
    client.post(address, {})
    assert f"/pathways/{scene.pathway}/submit" in client.get(address).text
