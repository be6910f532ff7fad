"""A commissioner defines, changes and retires standards; what was sent keeps its own."""

from io import BytesIO
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from pathways.db import db, new_id
from pathways.models.journal import Journal
from pathways.models.standard import CommissionerStandard
from pathways.models.submission import Submission
from tests.page import Client
from tests.submissions.scene import (
    COMMISSIONER,
    PROVIDER,
    READER,
    REVIEWER,
    STRANGER,
    Scene,
    SignIn,
    declared,
    make_scene,
)

CORE: dict[str, Any] = {
    "name": "Metro core",
    "gist": "What every front line service is asked for.",
    "has_strands": "y",
    "share": "20 %",
    "share-WB": "35",
    "share-SP": "0",
    "required": ["L1-KA-K01", "L2-KA-K01"],
    "codes": "L2-SE-S03 Work in ways that lessen power imbalance",
}


@pytest.fixture
def scene(app: Flask) -> Scene:
    return make_scene(app)


def define(client: Client, **values: Any) -> str:
    """Define a standard through its page; return its family."""
    page = client.get("/standards/new")
    form = {**CORE, "operation": page.field("operation"), **values}
    return client.post("/standards/new", form).location.rsplit("/", 1)[-1]


def rows(app: Flask) -> list[CommissionerStandard]:
    with app.app_context():
        table = CommissionerStandard
        return list(db.session.scalars(sa.select(table).order_by(table.created_at, table.number)))


def test_a_standard_says_in_words_what_it_asks(app: Flask, scene: Scene, sign_in: SignIn) -> None:
    client = sign_in(REVIEWER)
    family = define(client)
    words = client.get(f"/standards/{family}").words()
    assert "At least 20% of the competencies in each theme." in words
    assert "Wellbeing: at least 35% of the competencies." in words
    # What is asked of a line is a whole number of its competencies, rounded up.
    assert "Safe Environments7 of 32" in words
    assert "Both knowledge and skills in each theme." in words
    assert "L1-KA-K01, L2-KA-K01, L2-SE-S03" in words
    assert "Noor Haddad" in words
    (row,) = rows(app)
    assert (row.name, row.number, row.state) == ("Metro core", 1, "active")
    assert row.rules["key"] == row.id
    assert row.rules["required"] == ["L1-KA-K01", "L2-KA-K01", "L2-SE-S03"]
    assert row.rules["shares"] == [["WB", 35], ["SP", 0]]
    assert "Metro core" in client.get("/standards").words()


def test_a_double_click_makes_one_standard(app: Flask, scene: Scene, sign_in: SignIn) -> None:
    client = sign_in(REVIEWER)
    operation = client.get("/standards/new").field("operation")
    for _ in range(2):
        client.post("/standards/new", {**CORE, "operation": operation})
    assert len(rows(app)) == 1


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"name": "  balanced "}, "A built-in standard has this name."),
        ({"name": "FULL"}, "A built-in standard has this name."),
        ({"name": ""}, "Give the standard a name."),
        ({"gist": " "}, "Say in your own words what the standard is for."),
        ({"share": "101"}, "Give a whole number from 0 to 100."),
        ({"share-WB": "half"}, "Give a whole number from 0 to 100."),
        ({"codes": "L9-XX-K99 and L2-KA-K01"}, "The framework has no code L9-XX-K99."),
        ({"required": ["L7-KA-K01"]}, "The framework has no code L7-KA-K01."),
        ({"codes": "all of them"}, "There is no code in this."),
    ],
)
def test_what_cannot_be_taken_is_said_and_everything_typed_stays(
    app: Flask, scene: Scene, sign_in: SignIn, values: dict[str, Any], message: str
) -> None:
    page = sign_in(REVIEWER).post("/standards/new", {**CORE, **values}, 422)
    assert message in page.words()
    assert page.field("share-SP") == "0"
    ticked = {e.get("value") for e in page.all(".//input") if "checked" in e.attrib}
    if "required" not in values:
        assert {"L1-KA-K01", "L2-KA-K01"} <= ticked
    assert rows(app) == []


def test_two_standards_of_one_commissioner_have_two_names(
    app: Flask, scene: Scene, sign_in: SignIn
) -> None:
    client = sign_in(REVIEWER)
    family = define(client)
    page = client.post("/standards/new", {**CORE, "name": "METRO  core"}, 422)
    assert "Another standard of yours has, or had, this name." in page.words()
    client.post(f"/standards/{family}/retire")
    client.post("/standards/new", CORE, 422)
    define(sign_in(STRANGER))
    assert [row.name for row in rows(app)] == ["Metro core", "Metro core"]


def test_looking_before_saving_writes_nothing(app: Flask, scene: Scene, sign_in: SignIn) -> None:
    client = sign_in(REVIEWER)
    values = {**CORE, "look": "yes", "find": "l2-ka", "codes": "L9-XX-K99"}
    page = client.post("/standards/new", values, 200)
    preview = page.words(page.by_id("standard-preview"))
    assert "At least 20% of the competencies in each theme." in preview
    assert "No code of the framework: L9-XX-K99" in preview
    assert page.field("name") == "Metro core"
    assert page.field("find") == "l2-ka"
    group = page.by_id("choose-2-KA")
    assert group is not None
    assert "open" in group.attrib
    assert rows(app) == []


def test_the_preview_follows_while_somebody_types(
    app: Flask, scene: Scene, sign_in: SignIn
) -> None:
    client = sign_in(REVIEWER)
    found = client.get("/standards/new").field("found_with")
    values = {**CORE, "name": "", "share": "lots", "found_with": found}
    page = client.post("/standards/preview", values, 200, htmx=True)
    words = page.words(page.by_id("standard-preview"))
    assert "No name yet" in words
    assert "At least one competency in each theme." in words
    assert page.by_id("choose") is None, "the list stays as it is under the hand"
    page = client.post("/standards/preview", {**values, "find": "l4-sp"}, 200, htmx=True)
    assert page.by_id("choose") is not None
    assert rows(app) == []


def test_a_change_is_a_new_version_and_the_old_one_stays(
    app: Flask, scene: Scene, sign_in: SignIn
) -> None:
    client = sign_in(REVIEWER)
    family = define(client)
    page = client.get(f"/standards/{family}/edit")
    assert page.field("share") == "20"
    assert page.field("share-SP") == "0"
    assert "At least 20%" in page.words(page.by_id("standard-preview"))
    seen = page.field("seen")
    client.post(f"/standards/{family}/edit", {**CORE, "seen": seen, "share": "40"})
    client.post(f"/standards/{family}/edit", {**CORE, "seen": "2", "share": "40"})
    first, second = rows(app)
    assert (first.rules["share"], second.rules["share"]) == (20, 40)
    assert (first.family, second.number) == (second.family, 2)
    words = client.get(f"/standards/{family}").words()
    assert "Version 2" in words
    assert "At least 20% of the competencies" in words, "the old version can be read"
    with app.app_context():
        steps = db.session.scalars(sa.select(Journal.action).where(Journal.subject == family)).all()
    assert steps == ["define standard", "change standard"]


def test_two_people_who_change_it_at_once_see_both_texts(
    app: Flask, scene: Scene, sign_in: SignIn
) -> None:
    first, second = sign_in(REVIEWER), sign_in(COMMISSIONER)
    family = define(first)
    address = f"/standards/{family}/edit"
    first.post(address, {**CORE, "seen": "1", "share": "40"})
    page = second.post(address, {**CORE, "seen": "1", "gist": "Mine"}, 409)
    words = page.words()
    assert "This was changed elsewhere while you were writing" in words
    assert "At least 40% of the competencies in each theme." in words
    assert page.field("gist") == "Mine"
    second.post(address, {**CORE, "seen": page.field("seen"), "gist": "Mine"})
    assert [row.number for row in rows(app)] == [1, 2, 3]


def test_providers_choose_what_is_in_use_and_nothing_else(
    app: Flask, scene: Scene, sign_in: SignIn
) -> None:
    commissioner, provider = sign_in(REVIEWER), sign_in(PROVIDER)
    family = define(commissioner)
    check = f"/pathways/{scene.pathway}/submit?commissioner={scene.commissioner}"
    assert "Metro core" in provider.get(check).words()
    commissioner.post(f"/standards/{family}/retire")
    assert "Metro core" not in provider.get(check).words()
    page = commissioner.post(f"/standards/{family}/edit", {**CORE, "share": "1", "seen": "1"}, 422)
    assert "This standard is retired." in page.words()
    commissioner.post(f"/standards/{family}/restore")
    assert "Metro core" in provider.get(check).words()


def test_a_standard_in_use_never_changes_under_a_submission(
    app: Flask, scene: Scene, sign_in: SignIn
) -> None:
    commissioner, provider = sign_in(REVIEWER), sign_in(PROVIDER)
    family = define(commissioner)
    (row,) = rows(app)
    address = f"/pathways/{scene.pathway}/submit"
    page = provider.get(f"{address}?commissioner={scene.commissioner}&standard={row.id}")
    reasons = {f"reason-{key}": "Elsewhere" for key in ("KA", "LA", "SE", "LE", "CH")}
    sent = provider.post(address, declared(page, **reasons)).location
    change = {**CORE, "seen": "1", "share": "90", "name": "Metro all"}
    commissioner.post(f"/standards/{family}/edit", change)
    commissioner.post(f"/standards/{family}/retire")
    commissioner.get("/standards")
    with app.app_context():
        kept = db.session.execute(sa.select(Submission.standard)).scalar_one()
    assert (kept["name"], kept["share"], kept["key"]) == ("Metro core", 20, row.id)
    words = commissioner.get(sent).words()
    assert "Metro core" in words
    assert "Metro all" not in words
    words = commissioner.get(f"/standards/{family}").words()
    assert "1 submission compared with it" in words
    assert "(Metro all)" in words, "the newest version is tried on what was received"


def test_roles_and_other_organisations(scene: Scene, sign_in: SignIn) -> None:
    family = define(sign_in(REVIEWER))
    reader = sign_in(READER)
    assert "Change" not in reader.get(f"/standards/{family}").words()
    reader.get("/standards/new", 403)
    reader.get(f"/standards/{family}/edit", 403)
    reader.post(f"/standards/{family}/retire", status=403)
    stranger = sign_in(STRANGER)
    stranger.get(f"/standards/{family}", 404)
    stranger.get(f"/standards/{family}/edit", 404)
    stranger.post(f"/standards/{family}/edit", {**CORE, "seen": "1"}, 404)
    stranger.post(f"/standards/{family}/retire", status=404)
    sign_in(PROVIDER).get("/standards", 403)


def test_other_rules_under_the_same_operation_are_not_passed_over(
    app: Flask, scene: Scene, sign_in: SignIn
) -> None:
    client, operation = sign_in(COMMISSIONER), new_id()
    for name in ("Ours", "Ours", "Ours for youth work"):
        client.post("/standards/new", {"name": name, "gist": "For us.", "operation": operation})
    with app.app_context():
        names = db.session.scalars(sa.select(CommissionerStandard.name)).all()
    assert sorted(names) == ["Ours", "Ours for youth work"]


def test_a_provider_tries_on_what_a_commissioner_has_in_use(
    app: Flask, scene: Scene, sign_in: SignIn
) -> None:
    commissioner, provider = sign_in(REVIEWER), sign_in(PROVIDER)
    family = define(commissioner)
    (row,) = rows(app)
    address = f"/pathways/{scene.pathway}"
    check = provider.get(f"{address}/submit?commissioner={scene.commissioner}&standard={row.id}")
    tried = f"{address}/coverage?standard={row.id}"
    assert tried in {link.get("href") for link in check.all(".//a")}

    offered = provider.get(f"{address}/coverage").by_id("coverage-standards")
    assert offered is not None
    assert "Metro Commissioning" in {group.get("label") for group in offered.iter("optgroup")}
    page = provider.get(tried)
    assert "(Metro core)" in page.words(page.by_id("verdict"))
    assert "You are trying on Metro core of Metro Commissioning." in page.words()
    assert "for this pathway" not in page.words(), "a pathway keeps a built-in one"
    provider.post(f"{address}/coverage", {"standard": row.id}, 404)
    assert provider.get(f"{address}/coverage.json?standard={row.id}").response.json
    file = provider.raw.get(f"{address}/qa-matrix.xlsx?standard={row.id}").data

    commissioner.post(f"/standards/{family}/retire")
    provider.get(tried, 404)
    assert "Metro core" not in provider.get(f"{address}/coverage").words()
    # A workbook that was exported before is still known for what it is.
    words = provider.post(
        "/check-workbook",
        {"workbook": (BytesIO(file), "draft.xlsx")},
        status=200,
        content_type="multipart/form-data",
    ).words()
    assert "Numbers and texts are those that were exported." in words
