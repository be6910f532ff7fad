"""Asking several at once from a brief, what they answer, and that each side reads its own alone."""

import re
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from pathways.db import db, new_id, transaction
from pathways.models.account import Organisation
from pathways.models.brief import BriefRow
from pathways.models.enquiry import Enquiry
from pathways.models.journal import Journal
from pathways.models.mail import Mail
from pathways.models.offer import OfferRow
from pathways.models.plan import CourseState
from tests.briefs.house import BUYER, FORM, OTHER, PROVIDER, READER, RIVAL, make_house, offer
from tests.page import Client, Page
from tests.submissions.scene import SignIn

TITLES = ("Calm Doors", "Steady Days", "Quiet Rooms")


@pytest.fixture
def house(app: Flask) -> dict[str, str]:
    return make_house(app)


@pytest.fixture
def three(app: Flask, house: dict[str, str]) -> list[str]:
    """Two pathways of Northgate Learning and one of Willow Training."""
    owners = ("provider", "provider", "rival")
    return [
        offer(app, house[owner], title, "L2-KA-K01 L2-SE-K01")
        for owner, title in zip(owners, TITLES, strict=True)
    ]


def rows(app: Flask, table: type[Any]) -> list[Any]:
    with app.app_context():
        found: list[Any] = list(db.session.scalars(sa.select(table)))
        db.session.close()
    return found


def write_brief(buyer: Client, **more: str) -> str:
    """Write a brief that its organisation keeps private; return its id."""
    values = {**FORM, "operation": new_id(), "budget": "7654", "notes": "Please bring chairs"}
    return buyer.post("/briefs/new", {**values, **more}).location.rsplit("/", 1)[1]


def address(ids: list[str], **more: str) -> str:
    asked = [("pathway", one) for one in ids] + list(more.items())
    return "/enquiries/new?" + "&".join(f"{key}={value}" for key, value in asked)


def values(to: list[str], **more: str) -> dict[str, Any]:
    return {
        "operation": new_id(),
        "name": "Ann Field",
        "email": BUYER,
        "organisation": "Riverside Trust",
        "words": "What does it cost, and when?",
        "to": to,
        **more,
    }


def of(app: Flask, title: str) -> Enquiry:
    """Return the enquiry about the pathway of this title."""
    with app.app_context():
        found = db.session.scalars(sa.select(Enquiry)).all()
        db.session.close()
    ids = {one.pathway_id: one for one in found}
    return next(ids[key] for key in ids if _title(app, key) == title)


def _title(app: Flask, pathway: str) -> str:
    with app.app_context():
        query = "SELECT title FROM pathway WHERE id = :id"
        found: str = db.session.execute(sa.text(query), {"id": pathway}).scalar_one()
        db.session.close()
    return found


def show_to_all(app: Flask) -> None:
    """Let visitors see what the scene publishes for organisations."""
    with app.app_context(), transaction() as session:
        session.execute(sa.update(OfferRow).values(is_public=True))


def ticks(page: Page) -> list[str]:
    return re.findall(r'name="to" value="(\w+)" checked', page.text)


def test_each_provider_gets_one_mail_and_the_buyer_a_copy(
    app: Flask, three: list[str], sign_in: SignIn
) -> None:
    buyer = sign_in(BUYER)
    brief = write_brief(buyer)
    form = buyer.get(address(three, brief=brief))
    assert ticks(form) == three
    for said in ("Ask two providers", "does not learn who else is asked", "Please bring chairs"):
        assert said in form.words()
    sent = buyer.post(address(three, brief=brief), values(three, attach="y"))
    assert sent.location == "/enquiries?side=from"
    mails = [mail for mail in rows(app, Mail) if "enquiry" in mail.subject]
    assert {mail.recipient for mail in mails} == {PROVIDER, RIVAL}
    assert len(mails) == 2
    (theirs,) = [mail for mail in mails if mail.recipient == PROVIDER]
    assert 'your pathways "Calm Doors" and "Steady Days"' in theirs.body
    assert len({one.together for one in rows(app, Enquiry)}) == 1

    for somebody in (BUYER, READER):
        copy = sign_in(somebody).get("/enquiries").words()
        assert "Waiting (3)" in copy
        for said in (*TITLES, "Northgate Learning", "Willow Training", "Wardens 2027"):
            assert said in copy
    states = {row.pathway_id: row.state for row in rows(app, CourseState)}
    assert states == dict.fromkeys(three, "asked")
    assert "Nothing waits" in sign_in(OTHER).get("/enquiries").words()


def test_a_double_click_asks_each_once(app: Flask, three: list[str], sign_in: SignIn) -> None:
    buyer = sign_in(BUYER)
    sent = values(three)
    buyer.post(address(three), sent)
    buyer.post(address(three), sent)
    assert len(rows(app, Enquiry)) == 3
    assert len(rows(app, Mail)) == 2


def test_only_those_ticked_are_asked_and_nobody_is_said(
    app: Flask, three: list[str], sign_in: SignIn
) -> None:
    buyer = sign_in(BUYER)
    page = buyer.post(address(three), values([]), 422)
    assert "Tick at least one of them." in page.words()
    assert page.field("words") == values([])["words"]
    assert ticks(page) == []
    page = buyer.post(address(three), values(three[:1], words=""), 422)
    assert ticks(page) == three[:1], "what was ticked stays so"
    buyer.post(address(three), values([three[2], "aaaaaaaaaaaaaaaa"]))
    assert [one.pathway_id for one in rows(app, Enquiry)] == three[2:]


def test_one_that_was_taken_back_is_told_and_the_others_are_asked(
    app: Flask, three: list[str], sign_in: SignIn
) -> None:
    buyer = sign_in(BUYER)
    sent = values(three)
    sign_in(RIVAL).post(f"/pathways/{three[2]}/unpublish")
    buyer.post(address(three), sent)
    assert {one.pathway_id for one in rows(app, Enquiry)} == set(three[:2])
    assert "1 pathway is no longer published and left out" in buyer.get("/enquiries").words()
    buyer.post(address(three), sent)
    assert len(rows(app, Enquiry)) == 2, "a second click still knows the others"
    words = buyer.post(address(three[2:]), values([], words="My long question"), 404).words()
    assert "There is nothing to ask about here" in words
    assert "My long question" in words


def test_at_most_ten_are_asked_and_junk_asks_nobody(app: Flask, sign_in: SignIn) -> None:
    house = make_house(app)
    ids = [offer(app, house["provider"], f"Day {at}", "L2-KA-K01") for at in range(11)]
    buyer = sign_in(BUYER)
    assert ticks(buyer.get(address(ids))) == ids[:10]
    buyer.post(address(ids), values(ids))
    assert len(rows(app, Enquiry)) == 10
    buyer.get("/enquiries/new", 404)
    buyer.get("/enquiries/new?pathway=%00&pathway=' OR 1", 404)


def test_a_visitor_cannot_flood_providers(app: Flask, three: list[str], client: Client) -> None:
    show_to_all(app)
    asked = [three[0], three[2]]
    for _ in range(5):
        client.post(address(asked), values(asked))
    stopped = client.post(address(asked), values(asked), 429)
    assert "What does it cost" in stopped.words()
    assert len([one for one in rows(app, Mail) if "enquiry" in one.subject]) == 10


def test_a_brief_of_another_organisation_is_not_found(
    app: Flask, three: list[str], sign_in: SignIn, client: Client
) -> None:
    brief = write_brief(sign_in(BUYER))
    for somebody in (OTHER, PROVIDER):
        sign_in(somebody).get(address(three, brief=brief), 404)
        sign_in(somebody).post(address(three, brief=brief), values(three, attach="y"), 404)
    client.get(address(three, brief=brief), 401)
    assert (
        "What does it cost" in client.post(address(three, brief=brief), values(three), 401).words()
    )
    assert rows(app, Enquiry) == []


def test_the_budget_and_what_is_private_go_along_only_where_it_is_said(
    app: Flask, three: list[str], sign_in: SignIn
) -> None:
    buyer = sign_in(BUYER)
    brief = write_brief(buyer, vat="y", hour="43.21")
    buyer.post(address(three, brief=brief), values(three[:1], attach="y"))
    buyer.post(address(three, brief=brief), values(three[1:2], attach="y", budget="y"))
    buyer.post(address(three, brief=brief), values(three[2:]))
    provider, rival = sign_in(PROVIDER), sign_in(RIVAL)
    first = provider.get(f"/enquiries/{of(app, TITLES[0]).id}").words()
    second = provider.get(f"/enquiries/{of(app, TITLES[1]).id}").words()
    third = rival.get(f"/enquiries/{of(app, TITLES[2]).id}").words()
    for words in (first, second):
        assert "12 people who have Trauma Aware need Trauma Informed" in words
        assert "Please bring chairs" in words
        assert "43.21" not in words
        assert "Reclaimed" not in words
    assert ("£7,654" in first, "£7,654" in second) == (False, True)
    assert "Wardens 2027" not in third, "no brief was sent along"
    buyer.post(f"/briefs/{brief}/edit", {**FORM, "title": "Renamed", "version": "1", "seen": "1"})
    assert "Wardens 2027" in provider.get(f"/enquiries/{of(app, TITLES[0]).id}").words()


NOTHING = {"answer": "", "pence": "", "basis": "", "vat": "", "dates": "", "seen": "0"}
ANSWER = {"answer": "Yes, in spring.", "pence": "3000", "basis": "group", "vat": "added"}


def test_an_answer_with_a_price_stands_with_the_buyer(
    app: Flask, three: list[str], sign_in: SignIn
) -> None:
    buyer, provider = sign_in(BUYER), sign_in(PROVIDER)
    brief = write_brief(buyer)
    buyer.post(address(three, brief=brief), values(three))
    asked = of(app, TITLES[0])
    page = f"/enquiries/{asked.id}"
    provider.get(page)
    provider.post(f"{page}/answer", {**ANSWER, "seen": "0", "dates": "3 and 4 March"})
    (mail,) = [mail for mail in rows(app, Mail) if "answers about" in mail.subject]
    assert (mail.recipient, mail.path) == (BUYER, page)
    for said in ("Yes, in spring.", "£3,000 a run + VAT", "3 and 4 March"):
        assert said in mail.body
        assert said in buyer.get(page).words()
        assert said in buyer.get("/enquiries?show=answered").words()
    (state,) = [row for row in rows(app, CourseState) if row.pathway_id == asked.pathway_id]
    assert (state.state, state.quoted_pence, state.quoted_basis) == ("quoted", 300_000, "group")
    assert (state.quoted_vat, state.quoted_dates) == ("added", "3 and 4 March")
    assert state.changed_by_name == "Northgate Learning"
    beside = buyer.get(f"/briefs/{brief}").words()
    assert "Quoted £3,000 a run + VAT on" in beside
    assert "no list price. Days offered: 3 and 4 March" in beside

    provider.post(f"{page}/answer", {**ANSWER, "seen": "1", "dates": "3 and 4 March"})
    assert len([mail for mail in rows(app, Mail) if "answers about" in mail.subject]) == 1
    provider.post(f"{page}/answer", {**ANSWER, "seen": "1", "pence": "2800"})
    words = buyer.get(page).words()
    assert "changed the answer" in words
    assert words.index("£2,800") < words.index("What it said before: 1") < words.index("£3,000")
    assert "changed its answer" in [m for m in rows(app, Mail) if m.recipient == BUYER][-1].body


def test_what_the_buyer_decided_stays_and_a_price_taken_back_goes(
    app: Flask, three: list[str], sign_in: SignIn
) -> None:
    buyer, provider = sign_in(BUYER), sign_in(PROVIDER)
    brief = write_brief(buyer)
    buyer.post(address(three, brief=brief), values(three))
    page = f"/enquiries/{of(app, TITLES[0]).id}"
    provider.post(f"{page}/answer", {**ANSWER, "seen": "0"})
    provider.post(f"{page}/answer", {**NOTHING, "answer": "Sorry, no longer.", "seen": "1"})
    state = next(r for r in rows(app, CourseState) if r.pathway_id == three[0])
    assert (state.state, state.quoted_pence) == ("asked", None)
    with app.app_context(), transaction() as session:
        session.execute(
            sa.update(CourseState).values(
                state="chosen", quoted_pence=250_000, quoted_basis="group"
            )
        )
    provider.post(f"{page}/answer", {**NOTHING, "answer": "Until then", "seen": "2"})
    state = next(r for r in rows(app, CourseState) if r.pathway_id == three[0])
    assert (state.state, state.quoted_pence) == ("chosen", 250_000), "the buyer's own words"
    provider.post(f"{page}/answer", {**ANSWER, "seen": "3"})
    state = next(r for r in rows(app, CourseState) if r.pathway_id == three[0])
    assert (state.state, state.quoted_pence) == ("chosen", 300_000)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "Write an answer, a price or days."),
        ({"answer": "  "}, "Write an answer, a price or days."),
        ({"pence": "3000"}, "Say whether the price is for a person or for a run."),
        ({"pence": "lots", "answer": "Yes"}, "Give pounds"),
        ({"answer": "x" * 10_000}, "Keep this to 8,000 characters"),
        ({"dates": "x" * 301}, "Keep this to 300 characters"),
        ({"answer": "Yes", "basis": "dozen"}, "Choose from what is offered here."),
    ],
)
def test_an_answer_that_cannot_be_kept_is_said_beside_the_field(
    app: Flask, three: list[str], sign_in: SignIn, typed: dict[str, str], said: str
) -> None:
    sign_in(BUYER).post(address(three), values(three))
    page = f"/enquiries/{of(app, TITLES[0]).id}"
    assert said in sign_in(PROVIDER).post(f"{page}/answer", {**NOTHING, **typed}, 422).words()
    assert {one.answered_at for one in rows(app, Enquiry)} == {None}


def test_two_answers_at_once_show_both(app: Flask, three: list[str], sign_in: SignIn) -> None:
    sign_in(BUYER).post(address(three), values(three))
    page = f"/enquiries/{of(app, TITLES[0]).id}"
    provider = sign_in(PROVIDER)
    provider.post(f"{page}/answer", {**NOTHING, "seen": "0", "answer": "The first"})
    both = provider.post(f"{page}/answer", {**NOTHING, "seen": "0", "answer": "The second"}, 409)
    assert "This was changed elsewhere" in both.words()
    assert both.field("answer") == "The second"
    assert both.field("seen") == "1"


def test_an_answer_to_somebody_without_an_account_names_no_page(
    app: Flask, three: list[str], sign_in: SignIn, client: Client
) -> None:
    show_to_all(app)
    client.post(address(three), values(three[:1], email="visitor@test.example"))
    provider = sign_in(PROVIDER)
    provider.post(
        f"/enquiries/{of(app, TITLES[0]).id}/answer", {**NOTHING, "seen": "0", "dates": "In March"}
    )
    (mail,) = [mail for mail in rows(app, Mail) if mail.recipient == "visitor@test.example"]
    assert mail.path == ""
    assert "Days: In March" in mail.body


def test_no_side_reads_what_is_the_others(
    app: Flask, house: dict[str, str], three: list[str], sign_in: SignIn
) -> None:
    """Words that stand in one place each, looked for in all pages and mails of everybody else."""
    buyer = sign_in(BUYER)
    brief = write_brief(buyer, title="Canary brief", notes="Canary notes")
    buyer.post(address(three, brief=brief), values(three, words="Canary question", attach="y"))
    mine, theirs = of(app, TITLES[0]).id, of(app, TITLES[2]).id
    provider, rival = sign_in(PROVIDER), sign_in(RIVAL)
    provider.post(f"/enquiries/{mine}/answer", {**ANSWER, "answer": "Canary answer", "seen": "0"})

    pages = ("/enquiries", "/enquiries?show=answered", "/enquiries?side=from", "/briefs")
    seen = " ".join(rival.get(one).text for one in pages) + rival.get(f"/enquiries/{theirs}").text
    for secret in ("Canary answer", "£3,000", *TITLES[:2], mine):
        assert secret not in seen, "what another provider was asked, or answers"
    rival.get(f"/enquiries/{mine}", 404)
    rival.post(f"/enquiries/{mine}/answer", {**NOTHING, "answer": "Mine", "seen": "1"}, 404)
    own = provider.get(f"/enquiries/{mine}").text + provider.get("/enquiries").text
    for secret in (TITLES[2], "Willow", brief, theirs):
        assert secret not in own, "who else was asked, and the buyer's own brief"

    other = sign_in(OTHER)
    shown = " ".join(other.get(one).text for one in (*pages, "/directory", *_offers(three)))
    for secret in ("Canary", "£3,000"):
        assert secret not in shown
    for one in (mine, theirs):
        other.get(f"/enquiries/{one}", 404)

    mails = {mail.recipient: mail.subject + mail.body for mail in rows(app, Mail)}
    assert "Canary answer" not in mails[RIVAL]
    assert all(title not in mails[RIVAL] for title in TITLES[:2])
    assert TITLES[2] not in mails[PROVIDER]
    steps = [step for step in rows(app, Journal) if step.organisation_id != house["buyer"]]
    assert "Canary" not in " ".join(step.summary for step in steps)


def _offers(ids: list[str]) -> list[str]:
    return [f"/directory/{one}{end}" for one in ids for end in ("", "/coverage.json")]


def test_a_council_that_also_trains_has_both_sides(
    app: Flask, house: dict[str, str], three: list[str], sign_in: SignIn
) -> None:
    with app.app_context(), transaction() as session:
        session.execute(
            sa.update(Organisation)
            .where(Organisation.id == house["provider"])
            .values(is_commissioner=True)
        )
    council = sign_in(PROVIDER)
    council.post(address(three), values(three[2:], words="From the council"))
    sign_in(BUYER).post(address(three), values(three[:1], words="To the council"))
    to, sent = council.get("/enquiries").words(), council.get("/enquiries?side=from").words()
    assert ("To the council" in to, "From the council" in to) == (True, False)
    assert ("To the council" in sent, "From the council" in sent) == (False, True)
    assert "To us" in to
    assert "From us" in to


def test_a_provider_that_was_closed_is_not_asked(
    app: Flask, house: dict[str, str], three: list[str], sign_in: SignIn
) -> None:
    buyer = sign_in(BUYER)
    brief = write_brief(buyer)
    buyer.post(address(three, brief=brief), values(three))
    with app.app_context(), transaction() as session:
        session.execute(sa.update(BriefRow).values(state="archived"))
    page = f"/enquiries/{of(app, TITLES[0]).id}"
    sign_in(PROVIDER).post(f"{page}/answer", {**ANSWER, "seen": "0"})
    assert "£3,000" in buyer.get(page).words(), "a brief that was put away takes the quote too"
