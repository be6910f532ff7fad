"""What was frozen keeps the labels of its day, whatever index the edition is loaded from later."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from io import BytesIO

import pytest
from flask import Flask
from openpyxl import load_workbook

from pathways.db import transaction
from pathways.framework.services import load_index
from tests.factories import read_seeds
from tests.page import Client
from tests.statements import statements_of
from tests.submissions.scene import PROVIDER, REVIEWER, Scene, make_scene, send
from tests.submissions.workbooks import Review, bring, exported

SignIn = Callable[[str], Client]
CODE = "L2-KA-K01"
NEW = "What a later reading says that this is about"
LEVEL = "Trauma Informed, as it is called now"


@pytest.fixture
def scene(app: Flask) -> Scene:
    """Make both sides."""
    return make_scene(app)


@pytest.fixture
def submission(scene: Scene, sign_in: SignIn) -> str:
    """Send the pathway, and show the same version in the directory."""
    owner = sign_in(PROVIDER)
    sent = send(owner, scene)
    page = owner.get(f"/pathways/{scene.pathway}/versions")
    version = page.field("version")
    owner.post(f"/pathways/{scene.pathway}/publish", {"version": version, "visibility": "public"})
    return sent


def reread(app: Flask) -> str:
    """Load an index with another label and another name of the level; return the label of before.

    Its competencies and their bits are the same.
    """
    index = read_seeds()
    rows = [dict(row) for row in index.rows]
    (row,) = (row for row in rows if row["code"] == CODE)
    before, row["label"] = row["label"], NEW
    facts = {**index.facts, "levels": [dict(level) for level in index.facts["levels"]]}
    facts["levels"][1]["name"] = LEVEL
    with app.app_context(), transaction() as session:
        load_index(session, replace(index, facts=facts, rows=rows, digest="another" * 8))
    return before


def texts(file: bytes) -> set[str]:
    """Return every text of a workbook."""
    book = load_workbook(BytesIO(file))
    return {
        str(value)
        for sheet in book.worksheets
        for row in sheet.iter_rows(values_only=True)
        for value in row
    }


def load(client: Client, address: str) -> bytes:
    """Return what an address gives."""
    response = client.raw.get(address)
    assert response.status_code == 200, address
    return response.get_data()


def frozen(scene: Scene, sent: str) -> Iterator[tuple[str, str]]:
    """Give who reads what of the version: its pages and files."""
    yield from (
        (REVIEWER, f"/submissions/{sent}{page}")
        for page in ("", "/competencies", f"/rows/{CODE}", "/modules", "/qa-matrix.xlsx")
    )
    yield REVIEWER, f"/submissions/{sent}/trail.json"
    yield PROVIDER, f"/directory/{scene.pathway}"


def test_a_changed_index_reaches_drafts_and_nothing_that_is_frozen(
    app: Flask, scene: Scene, submission: str, sign_in: SignIn
) -> None:
    people = {email: sign_in(email) for email in (PROVIDER, REVIEWER)}
    before = {place: load(people[place[0]], place[1]) for place in frozen(scene, submission)}
    label = reread(app)
    for (email, address), there in before.items():
        now = load(people[email], address)
        if ".xlsx" in address:
            assert now == there, address
            assert label in texts(now), address
            continue
        text = now.decode()
        assert NEW not in text, address
        assert LEVEL not in text, address
        assert (label in text) == (label in there.decode()), address
    submitted = people[REVIEWER].get(f"/submissions/{submission}/competencies").words()
    assert label in submitted
    base = f"/pathways/{scene.pathway}"
    # The page of versions names the level of the draft; each version keeps what it said.
    assert "at Trauma Informed:" in people[PROVIDER].get(f"{base}/versions").words()
    draft = people[PROVIDER].get(f"{base}/competencies/{CODE}?module={scene.module}").words()
    assert NEW in draft
    assert label not in draft
    assert NEW in texts(load(people[PROVIDER], f"{base}/qa-matrix.xlsx"))
    assert LEVEL in people[PROVIDER].get(f"{base}/coverage").words()


def test_a_workbook_of_before_comes_home_and_checks_as_unchanged(
    app: Flask, scene: Scene, submission: str, sign_in: SignIn
) -> None:
    client, owner = sign_in(REVIEWER), sign_in(PROVIDER)
    file = exported(client, submission)
    draft = load(owner, f"/pathways/{scene.pathway}/qa-matrix.xlsx")
    reread(app)
    for person, given in ((client, file), (owner, draft)):
        person.get("/check-workbook")
        page = person.post(
            "/check-workbook",
            {"workbook": (BytesIO(given), "given.xlsx")},
            200,
            content_type="multipart/form-data",
        )
        assert "Numbers and texts are those that were exported." in page.words()
    preview = bring(client, submission, Review(file).put(CODE, Finding="Met").saved())
    assert "1 row would change" in preview.words()
    assert NEW not in preview.words()


def test_the_labels_of_a_version_cost_no_statement_once_they_were_read(
    app: Flask, scene: Scene, submission: str, sign_in: SignIn
) -> None:
    address, client = f"/directory/{scene.pathway}", sign_in(PROVIDER)

    def count() -> int:
        client.get(address)
        with statements_of(app) as statements:
            client.get(address)
        return len(statements)

    before = count()
    reread(app)
    assert count() == before


def test_what_is_sent_after_is_sent_with_the_labels_of_now(
    app: Flask, scene: Scene, sign_in: SignIn
) -> None:
    reread(app)
    sent = send(sign_in(PROVIDER), scene)
    assert NEW in sign_in(REVIEWER).get(f"/submissions/{sent}/competencies").words()
