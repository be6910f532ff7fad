"""How far a module takes a competency: from the panel, from its row, from its own page."""

import pytest

from tests.builder.house import House


def _cell(house: House, code: str, seen: str, wish: str, number: int = 1) -> str:
    return f"{house.modules[number - 1].id}:{code}:{seen}:{wish}"


def _treatment(house: House, code: str = "L2-KA-K01", number: int = 1) -> str:
    mapping = house.mapping(code, number)
    return mapping.treatment.value if mapping else ""


def test_the_panel_puts_a_competency_into_the_chosen_module(house: House, htmx: bool) -> None:
    values = {
        "cell": ":L2-KA-K01::I",
        "module": house.modules[1].id,
        "from": "?theme=KA",
        "pick": "L2-KA-K01",
        "panel": "2",
        "shelves": "yes",
    }
    status = 200 if htmx else 303
    page = house.client.post(f"{house.url}/treatments", values, status, htmx=htmx)
    assert _treatment(house, number=2) == "I"
    assert _treatment(house) == ""
    if htmx:
        assert page.words(page.by_id("treated-L2-KA-K01")).startswith("Added to 2")
        assert page.words(page.by_id("open-count")) == "152"
        # htmx adds what is inside the marked element: the row must be a child of it, not it.
        (added,) = page.all(f".//*[@hx-swap-oob='afterbegin:#mappings-{house.modules[1].id}']")
        assert added.get("id") is None
        assert page.words(page.by_id("count-KA")) == "26 open"
        said = page.words(page.by_id("said"))
        assert "Added to 2 Safe places, introduced: L2-KA-K01 How early" in said
        assert "Knowledge and Awareness now has 1 of 27." in said
        assert "Saved at" in page.words(page.by_id("saved"))
    else:
        second = house.modules[1].id
        assert page.location == f"{house.url}?theme=KA&module={second}#module-{second}"
        assert house.client.get(page.location).field("module") == second


def test_the_numbers_that_are_sent_are_those_of_the_page(house: House) -> None:
    for code in ("L2-KA-K01", "L2-KA-S02", "L1-WB-K01"):
        house.treat(code, "I")
    sent = house.treat("L2-LA-K01", "A")
    column = house.client.get(f"{house.url}/standing", htmx=True)
    page = house.client.get(house.url)
    short = f"facts-{house.modules[0].id}"
    assert sent.words(sent.by_id(short)) == page.words(page.by_id(short))
    for identifier in ("lead-LA", "verdict", "proportion"):
        answer = sent if sent.by_id(identifier) is not None else column
        assert answer.words(answer.by_id(identifier)) == page.words(page.by_id(identifier))
    shelf = f"{house.url}?theme=LA&show=all"
    words = page.words(house.client.get(shelf).by_id("treated-L2-LA-K01"))
    assert words.startswith("In 1, assessed")


def test_a_row_takes_a_competency_further_and_out(house: House, htmx: bool) -> None:
    url, status = f"{house.url}/treatments", 200 if htmx else 303
    for seen, wish in (("", "I"), ("I", "D"), ("D", "A"), ("A", "I"), ("I", "")):
        values = {"cell": _cell(house, "L2-KA-K01", seen, wish), "from": "?"}
        page = house.client.post(url, values, status, htmx=htmx)
        assert _treatment(house) == wish
        if htmx and seen and wish:
            scale = page.by_id(f"scale-s-{house.modules[0].id}-L2-KA-K01")
            assert scale is not None
            pressed = [b.get("data-mark") for b in scale if b.get("aria-pressed") == "true"]
            assert pressed == [wish]


def test_a_competency_whose_twin_is_in_the_pathway_says_so(house: House) -> None:
    said = "Says nearly the same as"
    house.treat("L1-LA-K03", "I")
    assert said not in house.client.get(house.url).words()
    panel = house.client.get(f"{house.url}?level=2&theme=LA")
    assert f"{said} L1-LA-K03" in panel.words(panel.by_id("pick-L2-LA-K03"))
    assert said not in panel.words(panel.by_id("pick-L2-LA-K01"))
    new = house.treat("L2-LA-K03", "D", number=2)
    row = f"mapping-{house.modules[1].id}-L2-LA-K03"
    assert f"{said} L1-LA-K03" in new.words(new.by_id(row))
    page = house.client.get(house.url)
    first = f"mapping-{house.modules[0].id}-L1-LA-K03"
    assert f"{said} L2-LA-K03" in page.words(page.by_id(first))
    assert f"{said} L1-LA-K03" in page.words(page.by_id(row))


def test_a_competency_page_chooses_the_modules_that_treat_it(house: House, htmx: bool) -> None:
    url = f"{house.url}/competencies/L2-KA-K01"
    assert "Not treated" in house.client.get(url).words()
    values = {"cell": _cell(house, "L2-KA-K01", "", "D", 2), "from": "competency"}
    status = 200 if htmx else 303
    page = house.client.post(f"{house.url}/treatments", values, status, htmx=htmx)
    assert _treatment(house, number=2) == "D"
    if htmx:
        place = page.by_id(f"place-{house.modules[1].id}")
        assert "Developed" in page.words(place)
        assert page.by_id("coverage") is None, "that page shows no coverage"
    else:
        assert page.location.endswith(url)
    again = house.client.get(url)
    assert "Developed" in again.words(again.by_id(f"place-{house.modules[1].id}"))


def test_the_same_competency_twice_is_said_and_changes_nothing(house: House, htmx: bool) -> None:
    house.treat("L2-KA-K01", "D")
    steps = house.steps()
    values = {"cell": ":L2-KA-K01::I", "module": house.modules[0].id, "from": "?"}
    page = house.client.post(f"{house.url}/treatments", values, 200 if htmx else 303, htmx=htmx)
    words = page.words() if htmx else house.client.get(house.url).words()
    assert "L2-KA-K01 is in module 1 already: developed." in words
    assert (_treatment(house), house.steps()) == ("D", steps)


def test_the_same_wish_twice_is_no_conflict(house: House) -> None:
    house.treat("L2-KA-K01", "I")
    steps = house.steps()
    page = house.treat("L2-KA-K01", "I")
    assert page.by_id(f"mapping-{house.modules[0].id}-L2-KA-K01") is not None
    assert house.steps() == steps


@pytest.mark.parametrize("seen", ["I", "D"])
def test_a_wish_that_is_met_already_keeps_undo_and_shows_how_it_stands(
    house: House, seen: str
) -> None:
    house.treat("L2-KA-K01", "D")
    page = house.treat("L2-KA-K01", "D", seen)
    undo, redo = page.by_id("undo"), page.by_id("redo")
    assert undo is not None
    assert redo is not None
    assert (undo.get("aria-disabled"), redo.get("aria-disabled")) == (None, "true")
    row = page.by_id(f"mapping-{house.modules[0].id}-L2-KA-K01")
    # Only a page that does not show it yet, since an answer was lost, gets the row.
    assert (row is not None) is (seen == "I")


def test_a_treatment_that_somebody_changed_meanwhile_is_left_alone(
    house: House, htmx: bool
) -> None:
    house.treat("L2-KA-K01", "I")
    house.treat("L2-KA-K01", "A", "I")
    values = {"cell": _cell(house, "L2-KA-K01", "I", "D"), "from": "?"}
    page = house.client.post(f"{house.url}/treatments", values, 409 if htmx else 303, htmx=htmx)
    words = page.words() if htmx else house.client.get(house.url).words()
    assert "Somebody set L2-KA-K01 to assessed meanwhile." in words
    assert _treatment(house) == "A"


def test_a_conflict_on_a_competency_page_shows_how_it_stands(house: House) -> None:
    house.treat("L2-KA-K01", "A")
    values = {"cell": _cell(house, "L2-KA-K01", "I", "D"), "from": "competency"}
    page = house.client.post(f"{house.url}/treatments", values, 409, htmx=True)
    assert "Assessed" in page.words(page.by_id(f"place-{house.modules[0].id}"))
    assert page.by_id("coverage") is None


@pytest.mark.parametrize("code", ["L9-XX-K99", "nonsense", "l2-ka-k01", "", "L2-KA-K01\x00"])
def test_an_unknown_code_is_refused(house: House, htmx: bool, code: str) -> None:
    before = house.content
    values = {"cell": _cell(house, code, "", "I"), "from": "?"}
    page = house.client.post(f"{house.url}/treatments", values, 422 if htmx else 303, htmx=htmx)
    words = page.words() if htmx else house.client.get(house.url).words()
    assert "The framework has no competency" in words
    assert house.content == before


@pytest.mark.parametrize(
    "cell",
    ["", "a:b", "{m}:L2-KA-K01::X", "{m}:L2-KA-K01:Z:I", "{m}:L2-KA-K01::I:m:m"],
    ids=["empty", "short", "wish", "seen", "long"],
)
def test_a_broken_cell_cannot_be_read(house: House, cell: str) -> None:
    before = house.content
    values = {"cell": cell.format(m=house.modules[0].id)}
    house.client.post(f"{house.url}/treatments", values, 400)
    assert house.content == before


def test_without_a_module_there_is_nowhere_to_put_a_competency(house: House) -> None:
    page = house.client.post(f"{house.url}/treatments", {"cell": ":L2-KA-K01::I"}, 422, htmx=True)
    assert "Add a module first" in page.words()


def test_a_code_of_another_level_is_allowed_and_said(house: House) -> None:
    page = house.treat("L3-KA-K01", "I")
    assert _treatment(house, "L3-KA-K01") == "I"
    assert "above the target level" in page.words()
    assert "0 of 153" in house.client.get(house.url).words()
    above = house.client.get(f"{house.url}/competencies/L3-KA-K01").words()
    assert "above the target level" in above
    below = house.client.get(f"{house.url}/competencies/L1-KA-K01").words()
    assert "below the target level" in below


def test_a_competency_that_there_is_not_is_not_found(house: House) -> None:
    house.client.get(f"{house.url}/competencies/L9-KA-K01", 404)


@pytest.mark.parametrize("origin", ["?a=1\nx", "?a=1\r\nSet-Cookie: x=1", "//evil.example", "x"])
def test_a_plain_browser_goes_back_to_nothing_but_the_pathway(house: House, origin: str) -> None:
    values = {"cell": _cell(house, "L2-KA-K01", "", "I"), "from": origin}
    page = house.client.post(f"{house.url}/treatments", values)
    assert page.location.startswith(house.url)
    assert "Set-Cookie" not in page.location.split("#")[0].replace("%20", " ").split("?")[0]


def test_the_panel_finds_by_a_pasted_outcome_and_by_names_that_no_label_has(house: House) -> None:
    def found(words: str) -> list[str]:
        page = house.client.get(house.url, query_string={"q": words, "level": "2"})
        return [
            (one.get("id") or "").removeprefix("pick-")
            for one in page.tree.iter()
            if (one.get("id") or "").startswith("pick-")
        ]

    outcome = "By the end you can tell burnout from vicarious trauma in your own team"
    assert "L2-WB-K01" in found(outcome)[:5]
    assert "L2-KA-K01" in found("ACEs")
    assert found("attachment")[0] in ("L2-KA-K01", "L2-KA-K02")
    assert found("zebra quagga") == []
