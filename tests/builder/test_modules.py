"""Modules and outcomes: every action as htmx and as a plain form."""

import pytest

from pathways.models.base import new_id
from tests.builder.house import MODULE, House


def _done(htmx: bool) -> int:
    return 200 if htmx else 303


def test_a_module_is_added_at_the_end(house: House, htmx: bool) -> None:
    form = house.client.get(f"{house.url}/modules/new", htmx=htmx)
    values = {**MODULE, "operation": form.field("operation")}
    page = house.client.post(f"{house.url}/modules/new", values, _done(htmx), htmx=htmx)
    added = house.modules[-1]
    assert (added.title, added.minutes, added.delivery) == ("Listening well", 90, "In person")
    assert (added.description, added.activities) == ("How to listen", "Pairs")
    if htmx:
        assert page.by_id("modules") is not None
        assert page.by_id("module-form") is not None, "the form gives way to the button"
        assert "Module 3 is added." in page.words(page.by_id("said"))
    else:
        assert page.location.endswith(f"{house.url}#module-{added.id}")


def test_a_form_that_is_sent_twice_adds_one_module(house: House) -> None:
    values = {**MODULE, "operation": new_id()}
    for _ in range(2):
        house.client.post(f"{house.url}/modules/new", values, 200, htmx=True)
    assert house.titles == ["What trauma does", "Safe places", "Listening well"]


def test_words_corrected_after_a_lost_answer_are_kept(house: House) -> None:
    values = {**MODULE, "operation": new_id()}
    house.client.post(f"{house.url}/modules/new", values, 200, htmx=True)
    corrected = {**values, "title": "Listening very well"}
    for _ in range(2):
        house.client.post(f"{house.url}/modules/new", values, 200, htmx=True)
    house.client.post(f"{house.url}/modules/new", corrected, 200, htmx=True)
    assert house.titles[2:] == ["Listening well", "Listening very well"]
    address = f"{house.module()}/outcomes/new"
    before = len(house.modules[0].outcomes)
    for text in ("Say why", "Say why", "Say why and how"):
        said = {"text": text, "operation": values["operation"]}
        house.client.post(address, said, 200, htmx=True)
    texts = [outcome.text for outcome in house.modules[0].outcomes][before:]
    assert texts == ["Say why", "Say why and how"]


def test_an_identifier_of_another_thing_makes_a_new_one(house: House) -> None:
    other = house.client.post(
        "/pathways/new",
        {"title": "Other", "target_level": "2", "entry_level": "", "standard": "half"},
    ).location
    values = {**MODULE, "operation": house.modules[0].id}
    house.client.post(f"{other}/modules/new", values)
    assert house.titles == ["What trauma does", "Safe places"]
    added = house.view(other.rpartition("/")[2]).content.modules[0]
    assert added.title == "Listening well"
    assert added.id != house.modules[0].id


def test_a_module_is_changed(house: House, htmx: bool) -> None:
    form = house.client.get(f"{house.module()}/edit", htmx=htmx)
    assert form.field("title") == "What trauma does"
    values = {**MODULE, "version": form.field("version")}
    page = house.client.post(f"{house.module()}/edit", values, _done(htmx), htmx=htmx)
    assert house.titles[0] == "Listening well"
    if htmx:
        assert page.by_id(f"module-{house.modules[0].id}") is not None
        assert page.by_id("coverage") is not None
        assert "Saved at" in page.words(page.by_id("saved"))


def test_cancelling_shows_the_module_as_it_stands(house: House, htmx: bool) -> None:
    page = house.client.get(house.module(), 200 if htmx else 303, htmx=htmx)
    if htmx:
        assert "What trauma does" in page.words()
    else:
        assert house.url in page.location


@pytest.mark.parametrize(
    ("number", "action", "titles"),
    [
        (2, "up", ["Safe places", "What trauma does"]),
        (1, "down", ["Safe places", "What trauma does"]),
        (1, "up", ["What trauma does", "Safe places"]),
        (2, "down", ["What trauma does", "Safe places"]),
    ],
    ids=["second-up", "first-down", "first-up", "last-down"],
)
def test_a_module_moves_one_place(
    house: House, htmx: bool, number: int, action: str, titles: list[str]
) -> None:
    house.client.post(f"{house.module(number)}/{action}", None, _done(htmx), htmx=htmx)
    assert house.titles == titles


@pytest.mark.parametrize(
    ("place", "there"),
    [("2", 1), ("1", 0), ("999", 1), ("0", 0), ("x", 0), ("٢", 0), ("", 0)],
    ids=["second", "first", "far", "zero", "no-number", "other-digits", "empty"],
)
def test_a_dragged_module_stands_where_it_was_dropped(house: House, place: str, there: int) -> None:
    first = house.modules[0].id
    house.client.post(f"{house.module()}/place", {"place": place}, 200, htmx=True)
    assert [module.id for module in house.modules].index(first) == there


def test_moving_a_module_makes_no_open_form_stale(house: House) -> None:
    version = house.client.get(f"{house.module()}/edit", htmx=True).field("version")
    url = house.module()
    house.client.post(f"{house.module(2)}/up", None, 200, htmx=True)
    house.client.post(f"{url}/edit", {**MODULE, "version": version}, 200, htmx=True)
    assert house.titles == ["Safe places", "Listening well"]


def test_a_copy_stands_behind_its_original_with_all_that_it_holds(house: House, htmx: bool) -> None:
    house.client.post(f"{house.module()}/outcomes/new", {"text": "Name three"})
    house.treat("L2-KA-K01", "A")
    outcome = house.modules[0].outcomes[0].id
    house.client.post(
        house.mapping_url("L2-KA-K01"),
        {"treatment": "A", "outcomes": outcome, "evidence": "Page 4", "version": "1"},
    )
    values = {"operation": new_id()}
    for _ in range(2):
        house.client.post(f"{house.module()}/copy", values, _done(htmx), htmx=htmx)
    assert house.titles == ["What trauma does", "What trauma does (copy)", "Safe places"]
    copy = house.modules[1]
    assert [item.text for item in copy.outcomes] == ["Name three"]
    mapping = copy.mapping("L2-KA-K01")
    assert mapping is not None
    assert (mapping.treatment, mapping.evidence) == ("A", "Page 4")
    assert mapping.outcomes == (copy.outcomes[0].id,)
    assert copy.outcomes[0].id != outcome


def test_a_deleted_module_is_gone_with_its_competencies(house: House, htmx: bool) -> None:
    house.treat("L2-KA-K01", "I")
    page = house.client.post(f"{house.module()}/delete", None, _done(htmx), htmx=htmx)
    assert house.titles == ["Safe places"]
    assert house.view().report.reached == 0
    words = page.words() if htmx else house.client.get(house.url).words()
    assert "is deleted. Undo brings it back." in words


def test_outcomes_are_added_changed_moved_and_deleted(house: House, htmx: bool) -> None:
    def texts() -> list[str]:
        return [item.text for item in house.modules[0].outcomes]

    for text in ("Name three", "Explain two"):
        form = house.client.get(f"{house.module()}/outcomes/new", htmx=htmx)
        values = {"text": text, "operation": form.field("operation")}
        for _ in range(2):  # a double click
            house.client.post(f"{house.module()}/outcomes/new", values, _done(htmx), htmx=htmx)
    assert texts() == ["Name three", "Explain two"]
    url = f"{house.module()}/outcomes/{house.modules[0].outcomes[0].id}"
    form = house.client.get(f"{url}/edit", htmx=htmx)
    values = {"text": "Name four", "version": form.field("version")}
    page = house.client.post(f"{url}/edit", values, _done(htmx), htmx=htmx)
    if htmx:
        assert "Name four" in page.words(page.by_id(f"module-{house.modules[0].id}"))
    for action in ("down", "down", "up", "down"):
        house.client.post(f"{url}/{action}", None, _done(htmx), htmx=htmx)
    assert texts() == ["Explain two", "Name four"]
    house.client.post(f"{url}/delete", None, _done(htmx), htmx=htmx)
    assert texts() == ["Explain two"]
    house.client.get(f"{url}/edit", 404, htmx=htmx)


def test_deleting_an_outcome_keeps_the_mapping_that_named_it(house: House) -> None:
    house.client.post(f"{house.module()}/outcomes/new", {"text": "Name three"})
    house.treat("L2-KA-K01", "D")
    outcome = house.modules[0].outcomes[0].id
    values = {"treatment": "D", "outcomes": outcome, "evidence": "Page 4", "version": "1"}
    house.client.post(house.mapping_url("L2-KA-K01"), values)
    house.client.post(f"{house.module()}/outcomes/{outcome}/delete")
    mapping = house.mapping("L2-KA-K01")
    assert mapping is not None
    assert (mapping.evidence, mapping.outcomes) == ("Page 4", ())


def test_an_outcome_of_another_module_is_not_found(house: House) -> None:
    house.client.post(f"{house.module()}/outcomes/new", {"text": "Name three"})
    outcome = house.modules[0].outcomes[0].id
    house.client.get(f"{house.module(2)}/outcomes/{outcome}/edit", 404)
    house.client.post(f"{house.module(2)}/outcomes/{outcome}/delete", None, 404)
    assert len(house.modules[0].outcomes) == 1
