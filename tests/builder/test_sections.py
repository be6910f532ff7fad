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


def _whole(page: Page, **changed: str) -> dict[str, list[str]]:
    """Return all that the form sends where no script runs, with something changed."""
    form = page.by_id("sections-form")
    assert form is not None
    found: dict[str, list[str]] = {}
    for field in form.iter():
        name, kind = field.get("name", ""), field.get("type", "")
        if not name or field.tag not in {"input", "textarea", "select"}:
            continue
        if kind not in {"checkbox", "radio"}:
            found[name] = [page.field(name)]
        elif "checked" in field.attrib:
            found.setdefault(name, []).append(field.get("value") or "")
    return found | {name: [value] for name, value in changed.items()}


def test_without_scripts_what_nobody_touched_is_left_alone(house: House) -> None:
    page = house.client.get(f"{house.url}/details")
    # Somebody else fills in another section meanwhile.
    _save(house, page, "teaching", {"contact_minutes": "2 h", "delivery": "Live online"})
    house.client.post(f"{house.url}/details", _whole(page, audience="Reception staff"))
    details = house.content.details
    assert (details.audience, details.contact_minutes) == ("Reception staff", 120)
    house.client.post(f"{house.url}/undo")
    assert (house.content.details.audience, house.content.details.contact_minutes) == ("", 120)


def test_without_scripts_both_are_shown_where_the_same_section_was_changed(house: House) -> None:
    page = house.client.get(f"{house.url}/details")
    _save(house, page, "learners", WHO)
    sent = _whole(page, audience="Wardens", contact="Us")
    both = house.client.post(f"{house.url}/details", sent, 409)
    assert "Reception staff" in both.words()
    assert both.field("audience") == "Wardens"
    assert both.field("contact") == "Us"
    house.client.post(f"{house.url}/details", _whole(both))
    details = house.content.details
    assert (details.audience, details.contact) == ("Wardens", "Us")


def test_what_is_said_elsewhere_is_used_where_asked(house: House) -> None:
    page = house.client.get(f"{house.url}/details")
    _save(house, page, "learners", {**WHO, "keep": "languages"})
    page = house.client.get(f"{house.url}/details")
    _save(house, page, "learners", {**WHO, "languages": "Welsh"})
    page = house.client.get(f"{house.url}/details")
    offers = [b for b in page.all(".//button[@name='use']") if b.get("value") == "languages"]
    assert "says elsewhere" in page.words(offers[0])
    _save(house, page, "learners", {**WHO, "languages": "Welsh", "use": "languages"})
    assert house.content.details.languages == ("English",)
    # Without scripts too, and nothing else that was typed is lost.
    house.client.post(f"{house.url}/undo")
    page = house.client.get(f"{house.url}/details")
    house.client.post(f"{house.url}/details", _whole(page, use="languages", audience="Wardens"))
    details = house.content.details
    assert (details.languages, details.audience) == (("English",), "Wardens")


def test_modules_fill_the_delivery_when_asked(house: House) -> None:
    values = {"title": "What trauma does", "minutes": "90"}
    house.client.post(f"{house.url}/modules/new", {**values, "delivery": "In person, then online"})
    page = house.client.get(f"{house.url}/details")
    offers = [b for b in page.all(".//button[@name='take']") if b.get("value") == "delivery"]
    assert len(offers) == 1
    assert "Your modules say In person" in page.words(page.by_id("section-teaching"))
    _save(house, page, "teaching", {"take": "delivery"})
    assert house.content.details.delivery == ("In person",)


def test_a_new_pathway_says_what_it_took_over(house: House) -> None:
    def make(title: str) -> str:
        values = {"title": title, "target_level": "1", "entry_level": "", "standard": "half"}
        address = house.client.post("/pathways/new", {**values, "operation": ""}).location or ""
        return house.client.get(address).words()

    assert "Taken over" not in make("Before")
    page = house.client.get(f"{house.url}/details")
    _save(house, page, "learners", {**WHO, "keep": "languages"})
    said = "Taken over from what Northgate Learning says once: "
    assert said in make("After")
