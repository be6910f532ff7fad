"""Bad input: a message beside the field, what was typed kept, nothing changed."""

import re
from typing import Any

import pytest

from pathways.domain.limits import OUTCOME_LENGTH
from pathways.domain.words import duration
from pathways.models.base import new_id
from tests.builder.house import MODULE, PATHWAY, House

CHOICES = {"price_basis": "", "vat": ""}
LONG = "x" * 8_001
BAD_MODULES: dict[str, tuple[dict[str, str], str, str]] = {
    "no-title": ({"title": ""}, "title", "Give the module a title."),
    "blank-title": ({"title": " \t "}, "title", "Give the module a title."),
    "long-title": ({"title": "x" * 201}, "title", "Keep this to 200 characters."),
    "emoji-title": ({"title": "🙂" * 101}, "title", "Keep this to 200 characters. It has 202"),
    "two-lines": ({"title": "One\nTwo"}, "title", "Keep this to one line."),
    "control": ({"title": "One\x07"}, "title", "cannot be kept (U+0007)"),
    "nul": ({"description": "One\x00two"}, "description", "cannot be kept (U+0000)"),
    "no-character": ({"activities": "a\uffffb"}, "activities", "cannot be kept (U+FFFF)"),
    "long-text": ({"assessment": LONG}, "assessment", "Keep this to 8,000 characters."),
    "words": ({"minutes": "ninety"}, "minutes", "Give the minutes as a whole number"),
    "minus": ({"minutes": "-5"}, "minutes", "Give the minutes as a whole number"),
    "other-digits": ({"minutes": "٩٠"}, "minutes", "Give the minutes as a whole number"),
    "huge": ({"minutes": "999999"}, "minutes", "more than 1,000 hours"),
}


def _message(page: Any, name: str) -> str:
    """Return the message beside a field, as a screen reader connects it."""
    field = next(e for e in page.tree.iter() if e.get("name") == name)
    described = (field.get("aria-describedby") or "").split()
    return " ".join(page.words(page.by_id(i)) for i in described if i.endswith("-error"))


@pytest.mark.parametrize("case", BAD_MODULES)
def test_a_module_that_cannot_be_taken(house: House, case: str) -> None:
    bad, name, message = BAD_MODULES[case]
    before, steps = house.content, house.steps()
    version = house.client.get(f"{house.module()}/edit").field("version")
    for htmx in (True, False):
        for url in (f"{house.url}/modules/new", f"{house.module()}/edit"):
            values = {**MODULE, "version": version, **bad}
            page = house.client.post(url, values, 422, htmx=htmx)
            assert message in _message(page, name)
            assert message in page.words(page.tree.find(".//*[@class='govuk-error-summary']"))
            assert page.field("delivery") == "In person", "what was typed is kept"
            if case not in ("control", "nul", "no-character", "two-lines", "blank-title"):
                assert page.field(name) == bad[name]
    assert (house.content, house.steps()) == (before, steps)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "Write the outcome."),
        ("x" * (OUTCOME_LENGTH + 1), f"Keep this to {OUTCOME_LENGTH} characters."),
        ("One\nTwo", "Keep this to one line."),
        ("One\x0btwo", "Keep this to one line. It is broken after “One”."),
        ("One\x1ctwo", "cannot be kept (U+001C), after “One”."),
    ],
    ids=["empty", "long", "lines", "lines-of-word", "control"],
)
def test_an_outcome_that_cannot_be_taken(house: House, htmx: bool, text: str, message: str) -> None:
    before = house.content
    url = f"{house.module()}/outcomes/new"
    page = house.client.post(url, {"text": text}, 422, htmx=htmx)
    assert message in _message(page, "text")
    assert house.content == before


def test_a_mapping_is_described(house: House, htmx: bool) -> None:
    house.client.post(f"{house.module()}/outcomes/new", {"text": "Name three"})
    house.treat("L2-KA-K01", "I")
    outcome = house.modules[0].outcomes[0].id
    form = house.client.get(house.mapping_url("L2-KA-K01"), htmx=htmx)
    values = {
        "treatment": "A",
        "outcomes": outcome,
        "evidence": "Page 4, https://example.org/plan",
        "version": form.field("version"),
    }
    status = 200 if htmx else 303
    url = house.mapping_url("L2-KA-K01")
    page = house.client.post(url, values, status, htmx=htmx)
    mapping = house.mapping("L2-KA-K01")
    assert mapping is not None
    assert (mapping.treatment, mapping.outcomes) == ("A", (outcome,))
    shown = page if htmx else house.client.get(house.url)
    row = shown.by_id(f"mapping-{house.modules[0].id}-L2-KA-K01")
    assert "Outcome 1" in " ".join(shown.words(row).split())
    links = [a.get("href") for a in row.iter("a")] if row is not None else []
    assert "https://example.org/plan" in links


def test_a_stale_mapping_shows_both_notes_and_writes_nothing(house: House) -> None:
    house.treat("L2-KA-K01", "I")
    url = house.mapping_url("L2-KA-K01")
    values = {"treatment": "A", "version": house.client.get(url).field("version")}
    house.client.post(url, {**values, "evidence": "Theirs"})
    page = house.client.post(url, {**values, "evidence": "Mine"}, 409)
    assert "Theirs" in page.words()
    assert page.field("evidence") == "Mine"
    mapping = house.mapping("L2-KA-K01")
    assert mapping is not None
    assert mapping.evidence == "Theirs"


def test_a_stale_outcome_shows_both_texts_and_writes_nothing(house: House) -> None:
    house.client.post(f"{house.module()}/outcomes/new", {"text": "Name three"})
    url = f"{house.module()}/outcomes/{house.modules[0].outcomes[0].id}/edit"
    seen = house.client.get(url).field("version")
    house.client.post(url, {"text": "Theirs", "version": seen})
    page = house.client.post(url, {"text": "Mine", "version": seen}, 409)
    assert "Theirs" in page.words()
    assert page.field("text") == "Mine"
    assert house.modules[0].outcomes[0].text == "Theirs"


@pytest.mark.parametrize(
    ("bad", "name", "message"),
    [
        ({"treatment": ""}, "treatment", "Choose how far"),
        ({"treatment": "X"}, "treatment", "Choose from what is offered"),
        ({"evidence": "x" * 30_001}, "evidence", "Keep this to 30,000 characters."),
        ({"evidence": "a\x1bb"}, "evidence", "cannot be kept (U+001B)"),
        ({"outcomes": "nobody's"}, "outcomes", "Choose from what is offered"),
    ],
    ids=["no-treatment", "unknown-treatment", "long", "control", "foreign-outcome"],
)
def test_a_mapping_that_cannot_be_taken(
    house: House, htmx: bool, bad: dict[str, str], name: str, message: str
) -> None:
    house.client.post(f"{house.module()}/outcomes/new", {"text": "Name three"})
    house.treat("L2-KA-K01", "I")
    before = house.content
    values = {"treatment": "D", "evidence": "Page 4", "version": "1", **bad}
    page = house.client.post(house.mapping_url("L2-KA-K01"), values, 422, htmx=htmx)
    assert message in page.words()
    assert house.content == before


def test_a_pathway_is_made(house: House) -> None:
    form = house.client.get("/pathways/new")
    values = {**PATHWAY, "title": "Another", "operation": form.field("operation")}
    first = house.client.post("/pathways/new", values)
    assert house.client.post("/pathways/new", values).location == first.location
    made = house.view(first.location.rpartition("/")[2])
    assert (made.head.title, made.head.standard.key) == ("Another", "balanced")
    assert "No module yet" in house.client.get(first.location).words()
    assert house.client.get("/pathways").words().count("Another") == 1


@pytest.mark.parametrize(
    ("bad", "name", "message"),
    [
        ({"title": ""}, "title", "Give the pathway a title."),
        ({"title": "Trust\u202eed"}, "title", "invisible character"),
        ({"target_level": ""}, "target_level", "Choose the level that learners reach."),
        ({"target_level": "9"}, "target_level", "Choose"),
        ({"entry_level": "2"}, "entry_level", "below the target level"),
        ({"entry_level": "x"}, "entry_level", "Choose from"),
        ({"standard": "gold"}, "standard", "Choose from"),
    ],
    ids=["no-title", "direction", "no-level", "level", "entry", "entry-unknown", "standard"],
)
def test_a_pathway_that_cannot_be_made(
    house: House, bad: dict[str, str], name: str, message: str
) -> None:
    for url in ("/pathways/new", f"{house.url}/details"):
        version = house.client.get(f"{house.url}/details").field("version")
        before = house.content
        page = house.client.post(url, {**PATHWAY, **CHOICES, "version": version, **bad}, 422)
        assert message in page.words()
        assert house.content == before
    assert house.client.get("/pathways").words().count(PATHWAY["title"]) == 1


def test_sixty_modules_are_the_limit_and_it_is_said(house: House, htmx: bool) -> None:
    for number in range(3, 61):
        house.client.post(f"{house.url}/modules/new", {"title": f"Module {number}"})
    assert len(house.modules) == 60
    page = house.client.post(f"{house.url}/modules/new", MODULE, 422, htmx=htmx)
    assert "A pathway holds up to 60 modules." in _message(page, "title")
    assert page.field("title") == MODULE["title"]
    page = house.client.post(f"{house.module()}/copy", None, 422 if htmx else 303, htmx=htmx)
    words = page.words() if htmx else house.client.get(house.url).words()
    assert "A pathway holds up to 60 modules." in words
    assert len(house.modules) == 60


def test_forty_outcomes_are_the_limit_and_it_is_said(house: House) -> None:
    url = f"{house.module()}/outcomes/new"
    for number in range(40):
        house.client.post(url, {"text": f"Outcome {number}"})
    page = house.client.post(url, {"text": "One more"}, 422)
    assert "A module holds up to 40 outcomes." in _message(page, "text")
    assert len(house.modules[0].outcomes) == 40


def test_a_pathway_sent_again_with_other_words_is_one_more(house: House) -> None:
    values = {**PATHWAY, "title": "Another", "operation": new_id()}
    first, again = (house.client.post("/pathways/new", values).location for _ in range(2))
    assert first == again
    other = house.client.post("/pathways/new", {**values, "title": "Another way"}).location
    assert other != first
    assert "Another way" in house.client.get(other).words()


def test_a_box_for_text_is_as_high_as_it_was_asked_to_be(house: House) -> None:
    house.treat("L2-KA-K01", "I")
    for address, rows in (
        (f"{house.url}/assurance", ["3"] * 6 + ["2"] * 7),
        (f"{house.module()}/edit", ["3"] * 3),
        (house.mapping_url("L2-KA-K01"), ["2"]),
    ):
        boxes = re.findall("<textarea[^>]*>", house.client.get(address).text)
        assert [re.findall('rows="([0-9]+)"', box) for box in boxes] == [[each] for each in rows]


def test_a_length_that_not_every_module_states_is_said_as_a_part(house: House) -> None:
    house.client.post(f"{house.url}/modules/new", {**MODULE, "minutes": "90"})
    house.client.post(f"{house.url}/modules/new", {**MODULE, "minutes": ""})
    minutes = [module.minutes for module in house.modules]
    assert 0 in minutes
    length = f"at least {duration(sum(minutes))}"
    for address in (house.url, "/pathways"):
        assert length in house.client.get(address).words()
