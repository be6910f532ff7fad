"""A comparison for a brief, and for so many people."""

from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask

from pathways.accounts.services.tokens import TokenWish, make_token
from pathways.briefs.services import write_brief
from pathways.db import new_id, transaction
from pathways.domain.need.brief import Brief, Group
from pathways.domain.policy import Actor
from pathways.domain.rule.standards import BALANCED
from pathways.domain.scope import TokenScope
from pathways.models.account import Organisation
from pathways.records.editions import current_edition
from pathways.records.people import find_owner
from tests.compare.shelf import BUYER, NAMES, Shelf, make_shelf
from tests.compare.test_compare import link, link_in_main, table
from tests.factories import CURRENT_EDITION, make_organisation, make_person
from tests.page import Client
from tests.submissions.scene import SignIn

PAIR = NAMES[:2]
OTHER = "other@test.example"


@pytest.fixture
def shelf(app: Flask) -> Shelf:
    return make_shelf(app)


def make_brief(app: Flask) -> str:
    """Write a brief of the buyer's organisation."""
    brief = Brief(
        CURRENT_EDITION,
        "Wardens 2027",
        (Group("Wardens", 2, 24), Group("Leads", 3, 5)),
        required=("L2-LE-S10", "L2-WB-S08"),
        standard=BALANCED,
    )
    with app.app_context(), transaction() as session:
        home = session.query(Organisation).filter_by(name="Riverside").one()
        buyer = Actor("p", "Bea", "", False, home.id, home.name, "owner", is_employer=True)
        assert current_edition(session).code == brief.edition
        return write_brief(session, buyer, brief, new_id())


def test_a_brief_leads_to_a_comparison_that_asks_the_same(
    app: Flask, shelf: Shelf, sign_in: SignIn
) -> None:
    brief = make_brief(app)
    client = sign_in(BUYER)
    page = client.get(f"/briefs/{brief}?level=2")
    address = next(
        element.get("href") or ""
        for element in page.tree.iter("a")
        if page.words(element).startswith("Compare the first")
    )
    asked = parse_qs(urlsplit(address).query)
    assert (asked["standard"], asked["level"], asked["brief"]) == (["balanced"], ["2"], [brief])
    page = client.get(address)
    words = page.words()
    assert "Compared with Balanced and two by name" in words
    assert "compared with what it asks: Balanced and two by name (L2-LE-S10, L2-WB-S08)" in words
    assert link(page, "Back to Wardens 2027") == f"/briefs/{brief}?level=2"
    assert page.field("people") == "24"
    # Everything that leads on keeps what is asked.
    for element in page.tree.iter("a"):
        to = element.get("href") or ""
        if to.startswith(("/compare?", "/compare.xlsx")):
            kept = parse_qs(urlsplit(to).query)
            assert (kept["standard"], kept["level"], kept["brief"]) == (
                ["balanced"],
                ["2"],
                [brief],
            ), to
    hidden = [e.get("value") for e in page.all(".//form//input[@name='brief']")]
    assert hidden == [brief]


def test_the_comparison_judges_as_the_brief_does(app: Flask, shelf: Shelf, sign_in: SignIn) -> None:
    """What is asked by name counts, so that no offer is met here and lacks something there."""
    client, more = sign_in(BUYER), f"&level=2&standard=balanced&brief={make_brief(app)}"
    shown = table(client.get(shelf.address(*PAIR, more=more)))
    assert shown["Compared with Balanced and two by name"][0].startswith("5 of 6 themes")
    shown = table(client.get(shelf.address(*PAIR, more="&level=2&standard=balanced")))
    assert shown["Compared with Balanced"][0].startswith("Met")
    shown = table(client.get(shelf.address(*PAIR, more=more.replace("balanced", "half"))))
    assert "Compared with Half" in shown


def test_only_its_own_organisation_compares_with_a_brief(
    app: Flask, shelf: Shelf, client: Client, sign_in: SignIn
) -> None:
    brief = make_brief(app)
    address = shelf.address(*PAIR, more=f"&level=2&brief={brief}")
    with app.app_context():
        make_person(OTHER, make_organisation("Elsewhere", is_provider=False, is_employer=True))
    for reader, may_sign_in in ((client, True), (sign_in(OTHER), False)):
        page = reader.get(address, 404)
        assert "There is no such brief" in page.words()
        assert "Wardens" not in page.text
        assert bool(link_in_main(page, "Sign in")) == may_sign_in
        again = reader.get(link_in_main(page, "Compare without a brief"))
        assert "Two offers" in again.words()
        assert reader.raw.get(address.replace("/compare?", "/compare.xlsx?")).status_code == 404


def test_a_token_for_what_is_published_reads_no_brief(app: Flask, shelf: Shelf) -> None:
    address = shelf.address(*PAIR).replace("/compare?", "/compare.xlsx?")
    brief = make_brief(app)
    published, briefs = TokenScope.PUBLISHED, TokenScope.BRIEFS
    for scopes, status in (([published], 403), ([published, briefs], 200)):
        with app.app_context(), transaction() as session:
            buyer = find_owner(session, BUYER)
            secret = make_token(session, buyer, TokenWish(new_id(), "Report", scopes, 30))
        headers = {"Authorization": f"Bearer {secret}"}
        program = app.test_client()
        assert program.get(address, headers=headers).status_code == 200
        answer = program.get(f"{address}&brief={brief}", headers=headers)
        assert answer.status_code == status
        assert (status == 200) == ("WWW-Authenticate" not in answer.headers)


def test_costs_are_for_as_many_people_as_somebody_says(
    app: Flask, shelf: Shelf, client: Client
) -> None:
    page = client.get(shelf.address(*PAIR))
    assert table(page)["A person"][0] == "£234 (£195 + £39 VAT), in a full group of 16"
    page = client.get(shelf.address(*PAIR, more="&people=24"))
    shown = table(page)
    assert shown["For 24 people"][0] == "£7,488 (£6,240 + £1,248 VAT); two runs"
    assert shown["A person"][0] == "£312 (£260 + £52 VAT)"
    assert "people=24" in link(page, "Language in detail")


@pytest.mark.parametrize("typed", ["0", "-4", "a few", "9" * 30, "\u0662", "2.5"])
def test_what_is_no_number_of_people_is_said_beside_the_field(
    shelf: Shelf, client: Client, typed: str
) -> None:
    page = client.get(shelf.address(*PAIR, more=f"&people={typed}"), 422)
    assert page.field("people") == typed
    assert "Give a whole number of people" in page.words(page.by_id("people-error"))
    assert "For 0 people" not in page.words()
