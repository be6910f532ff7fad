"""Submissions side by side: a column each, for the commissioner that they were sent to alone."""

from dataclasses import replace

import pytest
from flask import Flask

from pathways.db import new_id, transaction
from pathways.models.account import Organisation
from tests.factories import make_module, make_pathway
from tests.page import Client
from tests.statements import statements_of
from tests.submissions.scene import (
    COMMISSIONER,
    PROVIDER,
    READER,
    REVIEWER,
    STRANGER,
    Scene,
    SignIn,
    make_scene,
    send,
)

SIDE = "/submissions/side-by-side"


@pytest.fixture
def scene(app: Flask) -> Scene:
    return make_scene(app)


@pytest.fixture
def sent(app: Flask, scene: Scene, sign_in: SignIn) -> list[str]:
    """Send two pathways of two levels."""
    client = sign_in(PROVIDER)
    with app.app_context():
        other = make_pathway(scene.provider, title="Calm Corridors", target_level=1)
        make_module(other)
    reasons = {f"reason-{key}": "Taught elsewhere." for key in ("KA", "LA", "SE", "LE", "CH")}
    return [send(client, scene), send(client, replace(scene, pathway=other), **reasons)]


def address(*chosen: str) -> str:
    return f"{SIDE}?" + "&".join(f"submission={one}" for one in chosen)


def cells(client: Client, sent: list[str], label: str) -> list[str]:
    """Return what stands in a row."""
    page = client.get(address(*sent))
    for row in page.all(".//tbody/tr"):
        head = row.find("th")
        if head is not None and page.words(head) == label:
            return [page.words(cell) for cell in row.findall("td")]
    raise AssertionError(label)


def test_each_has_a_column_with_what_is_claimed_found_and_open(
    sent: list[str], sign_in: SignIn
) -> None:
    client = sign_in(REVIEWER)
    for mark in ("line-KA||met", "L2-KA-K01||met", "L2-KA-K02||not_met", "subject-wellbeing||met"):
        client.post(f"/submissions/{sent[0]}/findings", {"mark": mark})
    values = {"operation": new_id(), "text": "How do you know?"}
    client.post(f"/submissions/{sent[0]}/rows/whole/comments", values)
    client.post(f"/submissions/{sent[0]}/share", {"row": "whole"})
    first, second = cells(client, sent, "Knowledge and Awareness")
    assert "1 of 27 claimed" in first
    # As on all pages: of what is treated. K02 is marked, and nobody was asked about it.
    assert "1 of 1 marked: 1 met" in first
    assert cells(client, sent, "Findings") == ["1 of 5 marked: 1 met", "No finding yet"]
    assert first.endswith("Your finding: Met")
    assert second == "Standard not met0 of 24 claimed, 0 backed"
    assert cells(client, sent, "Still open")[0] == ("1 comment for Northgate Learning to answer")
    assert cells(client, sent, "Still open")[1] == "Nothing"
    assert cells(client, sent, "Time and price")[1].endswith("No price stated")
    again = cells(sign_in(READER), [sent[1], sent[0]], "Knowledge and Awareness")
    assert again == [second, first]


def test_ticks_in_the_queue_lead_there_without_scripts(sent: list[str], sign_in: SignIn) -> None:
    page = sign_in(COMMISSIONER).get("/submissions")
    ticks = [e for e in page.all(".//input[@name='submission']") if e.get("form") == "side"]
    assert {e.get("value") for e in ticks} == set(sent)
    form = page.by_id("side")
    assert form is not None
    assert (form.get("method"), form.get("action")) == ("get", SIDE)


@pytest.mark.parametrize("count", [1, 5])
def test_two_to_four_are_asked_for(sent: list[str], sign_in: SignIn, count: int) -> None:
    chosen = [sent[0], *(new_id() for _ in range(count - 1))]
    page = sign_in(COMMISSIONER).get(address(*chosen), 422)
    assert f"You chose {count}. Tick 2 to 4 submissions" in page.words()


def test_the_same_twice_is_one(sent: list[str], sign_in: SignIn) -> None:
    assert "You chose 1." in sign_in(COMMISSIONER).get(address(sent[0], sent[0]), 422).words()


def test_others_find_none_of_it(sent: list[str], sign_in: SignIn) -> None:
    sign_in(PROVIDER).get(address(*sent), 404)
    sign_in(STRANGER).get(address(*sent), 404)
    sign_in(COMMISSIONER).get(address(sent[0], new_id()), 404)


def test_it_asks_as_often_for_many_findings_as_for_none(
    app: Flask, sent: list[str], sign_in: SignIn
) -> None:
    client = sign_in(REVIEWER)

    def count() -> int:
        with statements_of(app) as statements:
            client.get(address(*sent))
        return len(statements)

    count()
    few = count()
    for number in range(1, 6):
        mark = {"mark": f"L2-KA-K0{number}||met"}
        client.post(f"/submissions/{sent[0]}/findings", mark)
    assert count() == few <= 32


def test_what_one_sent_oneself_is_not_among_them(
    app: Flask, scene: Scene, sent: list[str], sign_in: SignIn
) -> None:
    with app.app_context(), transaction() as session:
        # A council may be both.
        session.get_one(Organisation, scene.provider).is_commissioner = True
    sign_in(PROVIDER).get(address(*sent), 404)
