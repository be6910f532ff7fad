"""A refusal says what is so: the role, the kind of organisation, or where something stands."""

from collections.abc import Callable

import pytest
from flask import Flask

from tests.factories import make_organisation, make_person
from tests.page import Client
from tests.submissions.scene import (
    COMMISSIONER,
    EDITOR,
    PROVIDER,
    READER,
    REVIEWER,
    Scene,
    make_scene,
    send,
)

SignIn = Callable[[str], Client]


@pytest.fixture
def scene(app: Flask) -> Scene:
    """Make both sides."""
    return make_scene(app)


def test_a_refusal_names_the_kind_or_the_role_that_is_so(scene: Scene, sign_in: SignIn) -> None:
    sent = send(sign_in(PROVIDER), scene)
    provider = "This is for commissioners. Northgate Learning is here as a training provider."
    for email, method, address, words in (
        (COMMISSIONER, "get", "/pathways/new", "This is for training providers."),
        (PROVIDER, "post", f"/submissions/{sent}/findings", provider),
        (PROVIDER, "post", f"/submissions/{sent}/decision", provider),
        (PROVIDER, "get", "/briefs/new", "This is for commissioners and employers."),
        (EDITOR, "get", f"/pathways/{scene.pathway}/submit", "Owners of Northgate Learning can"),
        (READER, "post", f"/submissions/{sent}/findings", "Owners and editors of Metro"),
        (READER, "post", f"/submissions/{sent}/rows/whole/comments", "You are a reader there"),
        (REVIEWER, "post", f"/submissions/{sent}/decision", "You are an editor there"),
    ):
        client = sign_in(email)
        client.get("/")
        page = getattr(client, method)(address, status=403)
        assert words in page.words(), (email, address)
        assert page.all(".//*[@data-refused]")
    assert (
        "decide on what it is sent"
        in sign_in(REVIEWER).get(f"/submissions/{sent}/decision").words()
    )


def test_who_waits_to_be_let_in_is_told_so(app: Flask, sign_in: SignIn) -> None:
    with app.app_context():
        buyers = make_organisation(
            "Meadow Council", state="asked", is_provider=False, is_commissioner=True
        )
        make_person("new@test.example", buyers)
    client = sign_in("new@test.example")
    location = client.get("/briefs/new", 302).location
    assert location.startswith("/organisations/choose")
    words = client.get(location).words()
    assert "An administrator has not let Meadow Council in yet." in words
    assert "Until then you can read the framework and the directory." in words


def test_what_is_archived_or_decided_is_said(scene: Scene, sign_in: SignIn) -> None:
    owner = sign_in(PROVIDER)
    sent = send(owner, scene)
    owner.post(f"/submissions/{sent}/withdraw", {"words": "Sent too soon."})
    reviewer = sign_in(REVIEWER)
    reviewer.get(f"/submissions/{sent}")
    late = reviewer.post(f"/submissions/{sent}/findings", {"mark": "L2-KA-K01||met"}, 409)
    assert "This submission is withdrawn. It can be read, not changed." in late.words()
    interest = {"has_interest": "yes", "interest": "I taught there."}
    for client, address, values, words in (
        (reviewer, "interest", interest, "I taught there."),
        (owner, "withdraw", {"words": "Once more."}, "Once more."),
    ):
        back = client.post(f"/submissions/{sent}/{address}", values, 409)
        assert "This submission is withdrawn. It can be read, not changed." in back.words()
        assert words in back.text
    owner.post(f"/pathways/{scene.pathway}/archive")
    typed = {"title": "Typed with care", "target_level": "2"}
    closed = owner.post(f"/pathways/{scene.pathway}/modules/new", typed, 409)
    assert "It can be read, not changed. Restore it under My pathways first." in closed.words()
    assert "Typed with care" in closed.text
