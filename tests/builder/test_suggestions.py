"""What an outcome, a module or a gap is offered by the provider's own words."""

import pytest

from tests.builder.house import House
from tests.page import Page

LISTEN = "Listen to survivors of trauma and respond with empathy"
NOTHING = "Prepare a tax return on a spreadsheet"


def _outcome(house: House, text: str, number: int = 1) -> str:
    house.client.post(f"{house.module(number)}/outcomes/new", {"text": text})
    return house.modules[number - 1].outcomes[-1].id


def _ids(page: Page, inside: str, prefix: str) -> list[str]:
    """The ids of one kind in an element of a page, without what they begin with."""
    element = page.by_id(inside)
    found = [] if element is None else [one.get("id") or "" for one in element.iter()]
    return [one.removeprefix(prefix) for one in found if one.startswith(prefix)]


def _url(house: House, outcome: str, number: int = 1) -> str:
    return f"{house.module(number)}/outcomes/{outcome}/suggestions"


def test_an_outcome_is_offered_what_its_words_speak_for(house: House, htmx: bool) -> None:
    outcome, steps = _outcome(house, LISTEN), house.steps()
    page = house.client.get(_url(house, outcome), htmx=htmx)
    part = page.by_id(f"suggestions-{outcome}")
    first = _ids(page, f"suggestions-{outcome}", "suggestion-")[0]
    words = page.words(page.by_id(f"suggestion-{first}"))
    assert "empathy" in words
    assert any(word in words for word in ("Strong", "Likely"))
    assert "Outcome 1 may treat these" in page.words(part)
    assert "Nothing is added until you choose" in page.words(part)
    assert len(page.all(".//button[@data-mark]")) >= 3
    assert house.steps() == steps
    if htmx:
        assert "Close" in page.words(page.by_id(f"suggest-{outcome}"))
        closed = house.client.get(f"{_url(house, outcome)}?close=yes", htmx=True)
        assert not closed.words(closed.by_id(f"suggestions-{outcome}"))
        assert "Suggest" in closed.words(closed.by_id(f"suggest-{outcome}"))


def test_adding_from_an_outcome_links_it_in_the_same_step(house: House, htmx: bool) -> None:
    outcome, steps = _outcome(house, LISTEN, 2), house.steps()
    module = house.modules[1].id
    values = {"cell": f"{module}:L2-LE-S01::D:{outcome}", "from": "?", "suggestion": "1"}
    page = house.client.post(f"{house.url}/treatments", values, 200 if htmx else 303, htmx=htmx)
    mapping = house.mapping("L2-LE-S01", 2)
    assert mapping is not None
    assert (mapping.treatment, mapping.outcomes) == ("D", (outcome,))
    assert house.steps() == steps + 1
    if htmx:
        assert "Outcome 1" in page.words(page.by_id(f"mapping-{module}-L2-LE-S01"))
        state = page.words(page.by_id(f"state-{outcome}-L2-LE-S01"))
        assert "In 2, developed" in state
        assert "for outcome 1" in state
    # Who adds there works there: the panel goes on with the same module.
    assert house.client.get(house.url).field("module") == module
    house.client.post(f"{house.url}/undo")
    assert house.mapping("L2-LE-S01", 2) is None


def test_a_link_to_what_goes_further_already_takes_nothing_from_it(house: House) -> None:
    house.treat("L2-LE-S01", "A")
    outcome, module = _outcome(house, LISTEN), house.modules[0].id
    # The panel does not show what is in the module: it wishes for so much at least.
    values = {"cell": f":L2-LE-S01::I:{outcome}", "module": module, "from": "?"}
    page = house.client.post(f"{house.url}/treatments", values, 200, htmx=True)
    mapping = house.mapping("L2-LE-S01")
    assert mapping is not None
    assert (mapping.treatment, mapping.outcomes) == ("A", (outcome,))
    assert "L2-LE-S01 in 1 What trauma does: assessed." in page.words()


def test_what_is_in_already_is_linked_and_keeps_its_treatment(house: House, htmx: bool) -> None:
    house.treat("L2-LE-S01", "A")
    outcome, module = _outcome(house, LISTEN), house.modules[0].id
    values = {"cell": f"{module}:L2-LE-S01:A:A:{outcome}", "from": "?"}
    status = 200 if htmx else 303
    page = house.client.post(f"{house.url}/treatments", values, status, htmx=htmx)
    mapping = house.mapping("L2-LE-S01")
    assert mapping is not None
    assert (mapping.treatment, mapping.outcomes) == ("A", (outcome,))
    if htmx:
        assert "Outcome 1" in page.words(page.by_id(f"mapping-{module}-L2-LE-S01"))
    steps = house.steps()
    house.client.post(f"{house.url}/treatments", values, status, htmx=htmx)
    assert house.steps() == steps


def test_an_outcome_of_another_module_is_not_linked(house: House) -> None:
    outcome, before = _outcome(house, LISTEN, 2), house.steps()
    values = {"cell": f"{house.modules[0].id}:L2-LE-S01::D:{outcome}", "from": "?"}
    page = house.client.post(f"{house.url}/treatments", values, 422, htmx=True)
    assert "not in the module any more" in page.words()
    assert house.steps() == before


@pytest.mark.parametrize(
    ("text", "said"),
    [(NOTHING, "We looked for"), ("Know how to do it", "There is no word to look for yet")],
)
def test_where_nothing_fits_it_says_what_was_looked_for(house: House, text: str, said: str) -> None:
    outcome = _outcome(house, text)
    words = house.client.get(_url(house, outcome)).words()
    assert "Nothing in Trauma Informed speaks of this" in words
    assert said in words
    assert ("spreadsheet" in words) == (text is NOTHING)


def test_a_module_is_offered_what_all_its_words_speak_for(house: House, htmx: bool) -> None:
    module = house.modules[0].id
    empty = house.client.get(f"{house.module(2)}/suggestions", htmx=htmx)
    assert empty.by_id(f"suggestions-{house.modules[1].id}") is not None
    _outcome(house, LISTEN)
    page = house.client.get(f"{house.module()}/suggestions", htmx=htmx)
    words = page.words(page.by_id(f"suggestions-{module}"))
    assert "Module 1 may treat these" in words
    assert "(outcome 1)" in words
    assert "Link to outcome" not in words


def test_an_outcome_that_is_gone_has_no_suggestions(house: House) -> None:
    house.client.get(_url(house, "gone"), status=404)


def test_a_gap_offers_what_is_nearest_to_the_pathways_words(house: House) -> None:
    page = house.client.get(house.url)
    assert "None of your texts speaks of this yet" in page.words(page.by_id("mend-LE"))
    _outcome(house, LISTEN)
    page = house.client.get(house.url)
    words = page.words(page.by_id("mend-LE"))
    assert "Nearest to your words" in words
    assert "outcome 1 of module 1" in words
    near = _ids(page, "mend-LE", "near-")
    assert 1 <= len(near) <= 3
    # The panel has all of them in the same order.
    address = f"{house.url}?theme=LE&level=2&order=near&show=open"
    picks = _ids(house.client.get(address), "shelf-LE", "pick-")
    assert picks[: len(near)] == near
