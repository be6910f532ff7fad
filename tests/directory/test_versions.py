"""Versions, what changed between them, and publishing one: the provider's own acts."""

import pytest
import sqlalchemy as sa
from flask import Flask

from pathways.db import db
from pathways.models.journal import Journal
from pathways.models.publication import Publication
from pathways.models.version import Version
from tests.page import Client, Page
from tests.submissions.scene import (
    COMMISSIONER,
    EDITOR,
    PROVIDER,
    STRANGER,
    Scene,
    SignIn,
    make_scene,
    rename,
    send,
    treat,
)


@pytest.fixture
def scene(app: Flask) -> Scene:
    return make_scene(app)


def freeze(client: Client, scene: Scene) -> Page:
    """Freeze a version; return the page of versions after it."""
    address = f"/pathways/{scene.pathway}/versions"
    client.post(address)
    return client.get(address)


def version_ids(app: Flask) -> list[str]:
    with app.app_context():
        return list(db.session.scalars(sa.select(Version.id).order_by(Version.number)))


def publish(client: Client, scene: Scene, version: str, visibility: str = "public") -> None:
    values = {"version": version, "visibility": visibility}
    client.post(f"/pathways/{scene.pathway}/publish", values)


def actions(app: Flask) -> list[str]:
    with app.app_context():
        wanted = ("freeze", "publish", "unpublish")
        rows = sa.select(Journal.action).where(Journal.action.in_(wanted)).order_by(Journal.id)
        return list(db.session.scalars(rows))


def test_freezing_twice_makes_one_version(app: Flask, scene: Scene, sign_in: SignIn) -> None:
    client = sign_in(EDITOR)
    address = f"/pathways/{scene.pathway}/versions"
    assert "No version yet" in client.get(address).words()
    words = freeze(client, scene).words()
    assert "Version 1" in words
    assert "Ellis Brand" in words
    assert "Your draft is the same as version 1." in words
    assert "there is no new one" in freeze(client, scene).words()
    assert len(version_ids(app)) == 1
    assert actions(app) == ["freeze"]


def test_what_changed_is_said_competency_by_competency(
    app: Flask, scene: Scene, sign_in: SignIn
) -> None:
    client = sign_in(EDITOR)
    freeze(client, scene)
    with app.app_context():
        treat(scene.module, "L2-WB-K01", "A")
    rename(app, scene.pathway, "Another title")
    assert "Your draft has changed" in client.get(f"/pathways/{scene.pathway}/versions").words()
    page = freeze(client, scene)
    words = page.words(page.by_id("version-2"))
    assert "What changed since version 1: one competency; title" in words
    assert "L2-WB-K01" in words
    assert "Assessed in module 1, What trauma does" in words
    assert "Wellbeing: 0 of 33 before, 1 of 33 now; met now." in words.replace(
        "Staff and Organisational ", ""
    )
    assert "What changed" not in page.words(page.by_id("version-1"))


def test_undo_still_works_after_freezing_and_publishing(
    app: Flask, scene: Scene, sign_in: SignIn
) -> None:
    client = sign_in(PROVIDER)
    builder = f"/pathways/{scene.pathway}"
    client.post(f"{builder}/modules/new", {"title": "Second", "minutes": "30"})
    freeze(client, scene)
    publish(client, scene, version_ids(app)[0])
    client.post(f"{builder}/undo")
    client.get(builder)
    assert "Second" not in client.get(f"{builder}/matrix").words()


def test_submissions_and_decisions_stand_beside_their_version(
    app: Flask, scene: Scene, sign_in: SignIn
) -> None:
    client = sign_in(PROVIDER)
    sent = send(client, scene)
    commissioner = sign_in(COMMISSIONER)
    page = client.get(f"/pathways/{scene.pathway}/versions")
    assert "Sent to Metro Commissioning" in page.words()
    assert "compared with Framework minimum: sent." in page.words()
    values = {"operation": "", "outcome": "changes_asked_for", "words": "Add wellbeing."}
    commissioner.post(f"/submissions/{sent}/decision", values)
    words = client.get(f"/pathways/{scene.pathway}/versions").words()
    assert "Changes asked for by Idris Calloway on" in words


def test_publishing_is_the_act_of_an_owner(app: Flask, scene: Scene, sign_in: SignIn) -> None:
    editor, owner = sign_in(EDITOR), sign_in(PROVIDER)
    assert "Publish this version" not in freeze(editor, scene).words()
    (version,) = version_ids(app)
    values = {"version": version, "visibility": "public"}
    editor.post(f"/pathways/{scene.pathway}/publish", values, 403)
    editor.post(f"/pathways/{scene.pathway}/unpublish", status=403)
    publish(owner, scene, version)
    publish(owner, scene, version)
    page = owner.get(f"/pathways/{scene.pathway}/versions")
    assert "Version 1 is published for everybody" in page.words()
    publish(owner, scene, version, "organisations")
    owner.post(f"/pathways/{scene.pathway}/unpublish")
    owner.post(f"/pathways/{scene.pathway}/unpublish")
    assert "Not in the directory." in owner.get(f"/pathways/{scene.pathway}/versions").words()
    assert actions(app) == ["freeze", "publish", "publish", "unpublish"]
    with app.app_context():
        row = db.session.execute(sa.select(Publication)).scalar_one()
        assert (row.version_id, row.state) == (version, "withdrawn")


def test_nobody_takes_back_unseen_that_fewer_are_to_see_it(
    app: Flask, scene: Scene, sign_in: SignIn
) -> None:
    owner, address = sign_in(PROVIDER), f"/pathways/{scene.pathway}/versions"
    old = freeze(owner, scene).field("seen")
    (version,) = version_ids(app)
    form = {"version": version, "visibility": "public", "sentence": "We take it slowly."}
    sent = f"/pathways/{scene.pathway}/publish"
    for _time in range(2):
        owner.post(sent, {**form, "seen": old})
    seen = owner.get(address).field("seen")
    publish(owner, scene, version, "organisations")
    page = owner.post(sent, {**form, "seen": seen}, 409)
    assert "Somebody changed meanwhile what is in the directory" in page.words()
    with app.app_context():
        assert db.session.scalars(sa.select(Publication.visibility)).one() == "organisations"
    owner.post(sent, {**form, "seen": page.field("seen")})
    owner.post(f"/pathways/{scene.pathway}/unpublish")
    owner.post(sent, {**form, "seen": page.field("seen")}, 409)
    owner.post(sent, {**form, "seen": owner.get(address).field("seen")})


def test_the_next_version_is_offered_to_those_who_see_the_one_before(
    app: Flask, scene: Scene, sign_in: SignIn
) -> None:
    owner = sign_in(PROVIDER)
    freeze(owner, scene)
    publish(owner, scene, version_ids(app)[0], "organisations")
    rename(app, scene.pathway, "A second year")
    page = freeze(owner, scene)
    for number in (1, 2):
        chosen = page.by_id(f"visibility-{number}-organisations")
        assert chosen is not None
        assert "checked" in chosen.attrib


def test_who_may_see_it_is_chosen_from_the_list(app: Flask, scene: Scene, sign_in: SignIn) -> None:
    client = sign_in(PROVIDER)
    freeze(client, scene)
    values = {"version": version_ids(app)[0], "visibility": "friends"}
    page = client.post(f"/pathways/{scene.pathway}/publish", values, 422)
    assert page.by_id("visibility") is not None
    with app.app_context():
        assert db.session.scalars(sa.select(Publication)).all() == []


def test_versions_of_others_cannot_be_reached(app: Flask, scene: Scene, sign_in: SignIn) -> None:
    client = sign_in(PROVIDER)
    freeze(client, scene)
    (version,) = version_ids(app)
    made = client.post(
        "/pathways/new",
        {"title": "Other", "target_level": "1", "entry_level": "", "standard": "balanced"},
    )
    other = made.location.rsplit("/", 1)[-1]
    values = {"version": version, "visibility": "public"}
    client.post(f"/pathways/{other}/publish", values, 404)
    client.post(f"/pathways/{other}/unpublish", status=404)
    stranger = sign_in(STRANGER)
    stranger.get(f"/pathways/{scene.pathway}/versions", 403)
    stranger.post(f"/pathways/{scene.pathway}/publish", values, 403)


def test_a_version_that_is_no_identifier_is_not_there(scene: Scene, sign_in: SignIn) -> None:
    # PostgreSQL cannot be asked for this text.
    values = {"version": "a\x00b", "visibility": "public"}
    sign_in(PROVIDER).post(f"/pathways/{scene.pathway}/publish", values, 404)


@pytest.mark.parametrize("step", ["versions", "publish"])
def test_an_archived_pathway_says_so_in_every_step(
    scene: Scene, sign_in: SignIn, app: Flask, step: str
) -> None:
    owner = sign_in(PROVIDER)
    freeze(owner, scene)
    [version] = version_ids(app)
    owner.post(f"/pathways/{scene.pathway}/archive")
    values = {"version": version, "visibility": "public"}
    refused = owner.post(f"/pathways/{scene.pathway}/{step}", values, 409)
    assert "This pathway is archived" in refused.words()
    assert actions(app) == ["freeze"]
