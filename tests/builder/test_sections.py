"""Details and assurance, section by section, and what an organisation says once."""

from tests.builder.house import House
from tests.page import Page

WHO = {"audience": "Reception staff", "regions": "", "languages": "English"}


def _save(house: House, page: Page, key: str, values: dict[str, str], status: int = 200) -> Page:
    asked = {"section": key, f"mark-{key}": page.field(f"mark-{key}"), **values}
    return house.client.post(f"{house.url}/details", asked, status, htmx=True)


def test_a_section_is_saved_by_itself_and_undone(house: House) -> None:
    page = house.client.get(f"{house.url}/details")
    answer = _save(house, page, "learners", WHO)
    assert house.content.details.audience == "Reception staff"
    assert "Saved at" in answer.words(answer.by_id("saved"))
    assert "2 of 4 filled" in answer.words(answer.by_id("sections"))
    house.client.post(f"{house.url}/undo")
    assert house.content.details.audience == ""


def test_one_section_is_not_stale_because_of_another(house: House) -> None:
    page = house.client.get(f"{house.url}/details")
    _save(house, page, "learners", WHO)
    _save(house, page, "teaching", {"contact_minutes": "2 h"})
    both = _save(house, page, "learners", {**WHO, "audience": "Wardens"}, 409)
    assert "Reception staff" in both.words()
    assert "Wardens" in both.text
    details = house.content.details
    assert (details.audience, details.contact_minutes) == ("Reception staff", 120)


def test_what_is_wrong_is_said_in_the_section_and_nothing_is_lost(house: House) -> None:
    page = house.client.get(f"{house.url}/details")
    answer = _save(house, page, "price", {"price": "cheap", "contact": "Us"}, 422)
    assert "Give pounds" in answer.words(answer.by_id("section-price"))
    assert answer.field("price") == "cheap"
    assert answer.field("contact") == "Us"


def test_what_is_said_once_begins_a_new_pathway(house: House) -> None:
    page = house.client.get(f"{house.url}/details")
    _save(house, page, "learners", {**WHO, "keep": "languages"})
    values = {"title": "Another", "target_level": "1", "entry_level": "", "standard": "half"}
    address = house.client.post("/pathways/new", {**values, "operation": ""}).location or ""
    assert house.view(address.rpartition("/")[2]).content.details.languages == ("English",)


def test_modules_fill_the_taught_time_when_asked(house: House) -> None:
    page = house.client.get(f"{house.url}/details")
    _save(house, page, "teaching", {"take": "contact_minutes"})
    assert house.content.details.contact_minutes == house.content.minutes > 0
