"""Details, assurance, and the pathway as a whole."""

import pytest

from tests.builder.house import PATHWAY, House
from tests.page import Client

DETAILS = {
    **PATHWAY,
    "summary": "For housing teams.\nTwo days.",
    "audience": "Housing officers",
    "sectors": ["Health", "Housing and homelessness"],
    "regions": "Coventry, Dudley; Walsall",
    "languages": "English",
    "delivery": ["In person"],
    "contact_minutes": "6 h 30 min",
    "self_study_minutes": "120",
    "group_min": "6",
    "group_max": "16",
    "price": "£1,180.50",
    "price_basis": "group",
    "vat": "exempt",
    "accreditation": "CPD, 8 hours",
    "refresher_months": "24",
    "contact": "hello@provider.example",
}
ASSURANCE = {
    "facilitators": "Two",
    "lived_experience": "Paid co-authors",
    "accessibility": "Large print",
    "wellbeing": "A quiet room",
    "evaluation": "After three months",
    "evidence_base": "Published work",
    "review_date": ["27", "3", "2027"],
    "principle-safety": "Breaks",
}


def _version(client: Client, url: str) -> str:
    return client.get(url).field("version")


def test_details_are_saved_and_shown(house: House) -> None:
    url = f"{house.url}/details"
    house.client.post(url, {**DETAILS, "version": _version(house.client, url)})
    details = house.content.details
    assert details.sectors == ("Health", "Housing and homelessness")
    assert details.regions == ("Coventry", "Dudley", "Walsall")
    assert (details.contact_minutes, details.self_study_minutes) == (390, 120)
    assert (details.group_min, details.group_max, details.price_pence) == (6, 16, 118_050)
    page = house.client.get(f"{url}?saved=1")
    assert "Saved." in page.words()
    assert page.field("price") == "1180.50"
    assert page.field("contact_minutes") == "6 h 30 min"
    before = house.content
    house.client.post(url, {**DETAILS, "version": page.field("version")})
    assert house.content == before


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        ({"group_max": "3"}, "cannot be smaller than the smallest"),
        ({"group_min": "six"}, "Give a whole number"),
        ({"price": "cheap"}, "Give pounds"),
        ({"price": "1.999"}, "Give pounds"),
        ({"contact_minutes": "a while"}, "Give the minutes"),
        ({"refresher_months": "-1"}, "Give a whole number"),
        ({"summary": "x" * 8_001}, "Keep this to 8,000 characters."),
        ({"regions": "Coventry\x00"}, "cannot be kept (U+0000)"),
        ({"contact": "x" * 201}, "Keep this to 200 characters."),
        ({"delivery": ["In person", "Piracy"]}, "Choose from"),
        ({"sectors": ["Health", "x" * 81]}, "Keep this to 80 characters."),
        ({"delivery": ["In\x00person"]}, "Choose from"),
        ({"vat": "none"}, "Choose from"),
    ],
    ids=[
        "group",
        "number",
        "price",
        "pence",
        "minutes",
        "months",
        "long",
        "control",
        "line",
        "way",
        "sector",
        "delivery",
        "vat",
    ],
)
def test_details_that_cannot_be_taken(
    house: House, bad: dict[str, str | list[str]], message: str
) -> None:
    url = f"{house.url}/details"
    before = house.content
    values = {**DETAILS, "version": _version(house.client, url), **bad}
    page = house.client.post(url, values, 422)
    assert message in page.words()
    assert page.field("audience") == "Housing officers"
    assert house.content == before


def test_assurance_is_saved_and_shown(house: House) -> None:
    url = f"{house.url}/assurance"
    house.client.post(url, {**ASSURANCE, "version": _version(house.client, url)})
    stated = house.content.assurance
    assert (stated.facilitators, stated.review_date) == ("Two", "2027-03-27")
    assert stated.principle("safety") == "Breaks"
    assert house.client.get(url).field("principle-safety") == "Breaks"


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        ({"review_date": ["31", "2", "2027"]}, "Give a day that there is"),
        ({"review_date": ["", "2", "2027"]}, "Give a day that there is"),
        ({"facilitators": "a\x00"}, "cannot be kept (U+0000)"),
        ({"principle-safety": "x" * 8_001}, "Keep this to 8,000 characters."),
    ],
    ids=["no-such-day", "no-day", "control", "long-principle"],
)
def test_assurance_that_cannot_be_taken(
    house: House, bad: dict[str, str | list[str]], message: str
) -> None:
    url = f"{house.url}/assurance"
    before = house.content
    values = {**ASSURANCE, "version": _version(house.client, url), **bad}
    page = house.client.post(url, values, 422)
    summary = page.tree.find(".//*[@class='govuk-error-summary']")
    assert summary is not None
    assert message in page.words(summary)
    assert page.field("wellbeing") == "A quiet room"
    assert house.content == before


def test_details_and_assurance_do_not_make_each_other_stale(house: House) -> None:
    details, assurance = f"{house.url}/details", f"{house.url}/assurance"
    seen = _version(house.client, assurance)
    house.client.post(details, {**DETAILS, "version": _version(house.client, details)})
    house.client.post(assurance, {**ASSURANCE, "version": seen})
    assert house.content.assurance.facilitators == "Two"


@pytest.mark.parametrize("part", ["details", "assurance"])
def test_a_stale_page_shows_both_texts_and_writes_nothing(house: House, part: str) -> None:
    url = f"{house.url}/{part}"
    values, name = (DETAILS, "summary") if part == "details" else (ASSURANCE, "evaluation")
    seen = _version(house.client, url)
    house.client.post(url, {**values, name: "Theirs", "version": seen})
    before = house.content
    page = house.client.post(url, {**values, name: "Mine", "version": seen}, 409)
    conflict = page.tree.find(".//*[@class='conflict']")
    assert conflict is not None
    assert "Theirs" in page.words(conflict)
    assert "Mine" in page.words(conflict)
    assert page.field(name) == "Mine"
    assert house.content == before
    house.client.post(url, {**values, name: "Mine", "version": page.field("version")})
    assert house.content != before, "saving again puts mine in its place"


def test_a_duplicate_holds_the_same_and_is_another(house: House) -> None:
    house.treat("L2-KA-K01", "A")
    house.client.post(f"{house.module()}/outcomes/new", {"text": "Name three"})
    operation = house.client.get(f"{house.url}/details").field("operation")
    first = house.client.post(f"{house.url}/duplicate", {"operation": operation}).location
    again = house.client.post(f"{house.url}/duplicate", {"operation": operation}).location
    assert first == again != house.url
    copy = house.view(first.rpartition("/")[2]).content
    assert copy.title == f"{PATHWAY['title']} (copy)"
    for mine, theirs in zip(house.modules, copy.modules, strict=True):
        assert mine.id != theirs.id
        assert mine.title == theirs.title
        assert [o.text for o in mine.outcomes] == [o.text for o in theirs.outcomes]
        assert [m.code for m in mine.mappings] == [m.code for m in theirs.mappings]
    assert "The original is unchanged." in house.client.get(first).words()


def test_an_old_page_of_an_archived_pathway_says_so_and_keeps_what_was_typed(house: House) -> None:
    page = house.client.get(f"{house.url}/assurance")
    house.client.post(f"{house.url}/archive")
    form = {"version": page.field("version"), "evaluation": "We ask three months later."}
    again = house.client.post(f"{house.url}/assurance", form, 409)
    assert "This pathway is archived" in again.words()
    assert "Restore it under My pathways" in again.words()
    assert "We ask three months later." in again.text
    assert "This pathway is archived" in house.client.get(f"{house.url}/submit", 409).words()
    assert house.content.assurance.evaluation == ""


def test_a_pathway_is_archived_restored_and_deleted_without_loss(house: House) -> None:
    before = house.content
    house.client.post(f"{house.url}/delete", None, 404)
    house.client.post(f"{house.url}/archive")
    page = house.client.get(house.url)
    assert "This pathway is archived." in page.words()
    assert page.by_id("module-form") is None
    house.client.post(f"{house.url}/modules/new", {"title": "More"}, 409)
    house.client.post(f"{house.url}/delete")
    house.client.get(house.url, 404)
    assert "Restore" in house.client.get("/pathways").words()
    house.client.post(f"{house.url}/restore")
    house.client.get(house.url)
    assert house.content == before


def test_a_conflict_speaks_in_the_words_of_the_form(house: House) -> None:
    seen = _version(house.client, f"{house.url}/details")
    values = {**PATHWAY, "price_basis": "", "vat": "", "version": seen}
    house.client.post(f"{house.url}/details", {**values, "standard": "half", "target_level": "3"})
    typed = {**values, "entry_level": "", "price_basis": "person"}
    words = house.client.post(f"{house.url}/details", typed, 409).words()
    assert "Target level There now3 Trauma Responsive What you typed2 Trauma Informed" in words
    assert "What you typedPer person" in words
    assert "There nowTrauma Aware What you typedNone" in words
