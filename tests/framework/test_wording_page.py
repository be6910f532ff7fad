"""Loading the official wording in the browser: administrators only, a preview, then one step."""

import io
import json
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from pathways.db import db
from pathways.framework.copies import SIZE_LIMIT
from pathways.models.journal import Journal
from pathways.records.editions import get_wording
from tests.factories import make_organisation, make_person
from tests.framework import documents
from tests.page import Client, Page

SignIn = Callable[[str], Client]
MULTIPART: dict[str, Any] = {"content_type": "multipart/form-data"}


@pytest.fixture
def invented(app: Flask) -> dict[str, str]:
    """Give the index invented statements; return them by code."""
    with app.app_context():
        return documents.use_invented_statements()


@pytest.fixture
def admin(app: Flask, sign_in: SignIn) -> Client:
    """Sign an administrator in."""
    with app.app_context():
        make_person("admin@test.example", is_administrator=True)
    client = sign_in("admin@test.example")
    client.get("/framework/wording")
    return client


def kept(app: Flask) -> dict[str, tuple[str, str]]:
    with app.app_context():
        return get_wording(db.session, "wm-tif-2024")


def upload(client: Client, data: bytes, status: int = 200) -> Page:
    file: Any = (io.BytesIO(data), "copy.txt")
    return client.post("/framework/wording", {"copy": file}, status, **MULTIPART)


def upload_large(client: Client, data: bytes) -> Page:
    """Upload more than the test client sends without leaving a temporary file open."""
    body = (
        b'--cut\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n'
        + client.token.encode()
        + b'\r\n--cut\r\nContent-Disposition: form-data; name="copy"; filename="copy.txt"\r\n\r\n'
        + data
        + b"\r\n--cut--\r\n"
    )
    kind = "multipart/form-data; boundary=cut"
    return Page(client.raw.post("/framework/wording", data=body, content_type=kind))


def load(client: Client, data: bytes) -> Page:
    page = upload(client, data)
    return client.post("/framework/wording/keep", {"wording": page.field("wording")})


def copy_without(*codes: str) -> bytes:
    return documents.as_text([words for words in documents.statements() if words not in codes])


def test_only_administrators_come_here(app: Flask, sign_in: SignIn) -> None:
    with app.app_context():
        make_person("owner@test.example", make_organisation(), "owner")
    owner = sign_in("owner@test.example")
    owner.get("/framework/wording", 404)
    owner.get("/framework")
    upload(owner, b"x", 404)
    for address in ("keep", "remove", "L1-KA-K01/paste"):
        owner.post(f"/framework/wording/{address}", {"wording": "x"}, 404)
    assert Client(app).get("/framework/wording", 302).location.startswith("/sign-in")
    assert kept(app) == {}


def test_a_preview_counts_and_changes_nothing(
    app: Flask, admin: Client, invented: dict[str, str]
) -> None:
    page = upload(admin, copy_without(invented["L1-KA-K04"], invented["L3-SE-S02"]))
    words = page.words()
    assert "Found 417 of 419 competencies. Nothing is kept yet." in words
    assert "L1-KA-K04" in words
    assert "for you and the publisher to settle" in words
    assert kept(app) == {}


def test_keeping_the_preview_is_one_step_in_the_journal(
    app: Flask, admin: Client, invented: dict[str, str]
) -> None:
    load(admin, documents.as_text(documents.statements()))
    assert kept(app) == {code: (words, "verified") for code, words in invented.items()}
    page = admin.get("/framework/wording")
    assert "419 of 419 competencies have verified wording." in page.words()
    assert "By hand" not in page.words()
    with app.app_context():
        steps = db.session.execute(
            sa.select(Journal.person_name, Journal.summary).where(
                Journal.action == "wording.loaded"
            )
        ).all()
    assert [tuple(one) for one in steps] == [("Admin", "Found 419 of 419, 419 changed")]


@pytest.mark.usefixtures("invented")
def test_a_wrong_file_is_answered_beside_the_field(app: Flask, admin: Client) -> None:
    for data, reason in (
        (b"A letter about something else", "None of the 419"),
        (b"%PDF-1.7 broken", "damaged"),
        (copy_without()[:20_000], "looks cut off"),
    ):
        page = upload(admin, data, 422)
        error = page.by_id("copy-error")
        assert error is not None
        assert reason in page.words(error)
        assert "Nothing was changed" in page.words(error)
    page = admin.post("/framework/wording", {}, 422, **MULTIPART)
    assert "Choose the file first" in page.words()
    assert kept(app) == {}


@pytest.mark.usefixtures("invented")
def test_a_damaged_preview_changes_nothing(app: Flask, admin: Client) -> None:
    forged = json.dumps({"L1-KA-K01": "Forged words"})
    for sent in ("", "[]", "null", "{", '"x"', "{}", forged):
        admin.post("/framework/wording/keep", {"wording": sent}, 422)
    assert kept(app) == {}


def test_forged_words_in_a_whole_preview_are_refused(
    app: Flask, admin: Client, invented: dict[str, str]
) -> None:
    sent = json.dumps({**invented, "L1-KA-K01": "Forged words"})
    page = admin.post("/framework/wording/keep", {"wording": sent}, 422)
    assert "L1-KA-K01 is not what was published" in page.words()
    assert kept(app) == {}


def test_administrators_may_bring_more_than_others(app: Flask, admin: Client) -> None:
    six_megabytes = b"word " * 1_200_000
    page = upload_large(admin, six_megabytes)
    assert page.status == 422
    assert "far more than the framework" in page.words()
    page = upload_large(admin, b"x" * (SIZE_LIMIT + 200_000))
    assert page.status == 413
    assert "up to 40 MB" in page.words()
    assert upload_large(Client(app), six_megabytes).status == 413


@pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
def test_what_is_missing_is_pasted_by_hand(
    app: Flask, admin: Client, invented: dict[str, str], htmx: bool
) -> None:
    load(admin, copy_without(invented["L1-KA-K04"], invented["L3-SE-S02"]))
    status = 200 if htmx else 303
    page = admin.get("/framework/wording")
    forms = [one.get("id") for one in page.tree.iter("form")]
    assert [one for one in forms if (one or "").startswith("paste-")] == [
        "paste-L1-KA-K04",
        "paste-L3-SE-S02",
    ]
    address = "/framework/wording/L1-KA-K04/paste"
    answer = admin.post(address, {"wording": "Not quite it"}, status, htmx=htmx)
    if htmx:
        assert "Not verified" in answer.words()
        assert "1 was pasted by hand and is not verified. 1 is still to come." in answer.words()
    assert kept(app)["L1-KA-K04"] == ("Not quite it", "unverified")
    assert admin.get("/framework/wording").field("wording") == "Not quite it"

    spaced = invented["L1-KA-K04"].replace(" ", "  ")
    answer = admin.post(address, {"wording": spaced}, status, htmx=htmx)
    if htmx:
        assert "Verified" in answer.words()
        assert answer.by_id("paste-L1-KA-K04") is not None
    assert kept(app)["L1-KA-K04"][1] == "verified"

    admin.post(address, {"wording": ""}, status, htmx=htmx)
    assert "L1-KA-K04" not in kept(app)


@pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
def test_what_cannot_be_kept_is_answered_and_not_lost(
    app: Flask, admin: Client, invented: dict[str, str], htmx: bool
) -> None:
    load(admin, copy_without(invented["L1-KA-K04"]))
    address = "/framework/wording/L1-KA-K04/paste"
    for typed in ("a\x00b", "x" * 4_001):
        page = admin.post(address, {"wording": typed}, 422, htmx=htmx)
        assert page.by_id("problem-L1-KA-K04") is not None
    # A control character is none that a page can hold; all else comes back as typed.
    assert page.field("wording") == "x" * 4_001
    assert "L1-KA-K04" not in kept(app)


def test_an_unknown_code_cannot_be_pasted(admin: Client) -> None:
    admin.post("/framework/wording/L9-KA-K01/paste", {"wording": "x"}, 404)


def test_all_wording_can_be_taken_out_again(
    app: Flask, admin: Client, invented: dict[str, str]
) -> None:
    assert invented
    load(admin, documents.as_text(documents.statements()))
    admin.post("/framework/wording/remove")
    assert kept(app) == {}
    assert "No official wording is loaded" in admin.get("/framework/wording").words()
