"""Rows that go on to the next, modules that fold, lists that become outcomes, small steps back."""

from tests.builder.house import House
from tests.page import Page


def _noted(house: House, code: str, then: str = "", **more: str) -> str:
    url = house.mapping_url(code)
    form = house.client.get(url, htmx=True)
    values = {"treatment": "I", "version": form.field("version"), "then": then, **more}
    page = house.client.post(url, values, 200, htmx=True)
    return str(page.text)


def test_save_and_next_opens_the_next_row_without_a_note(house: House) -> None:
    for code in ("L2-KA-K01", "L2-KA-K02", "L2-KA-K03"):
        house.treat(code, "I")
    _noted(house, "L2-KA-K02", evidence="Slide 2")
    first = house.modules[0].id
    text = _noted(house, "L2-KA-K01", "next", evidence="Slide 1")
    assert f'id="mapping-{first}-L2-KA-K01"' in text
    assert text.count("<textarea") == 1
    assert "How witnessing" in text or f"mapping-{first}-L2-KA-K03" in text
    text = _noted(house, "L2-KA-K03", "next", evidence="Slide 3")
    assert "<textarea" not in text
    assert "Every competency has an evidence note." in text


def test_as_above_copies_the_note_of_the_row_above_and_writes_nothing(house: House) -> None:
    house.treat("L2-KA-K01", "I")
    house.treat("L2-KA-K02", "I")
    _noted(house, "L2-KA-K01", evidence="Slide 1")
    steps = house.steps()
    text = _noted(house, "L2-KA-K02", "above", evidence="")
    assert "Slide 1</textarea>" in text
    assert house.steps() == steps


def test_a_list_becomes_an_outcome_a_line_in_one_step(house: House, htmx: bool) -> None:
    url, steps = f"{house.module()}/outcomes/new", house.steps()
    text = "1. Name three\r\n• Explain two\r\n\r\n(c) Say one"
    asked = house.client.post(url, {"text": text, "then": "next"}, 422, htmx=htmx)
    assert "These are 3 lines." in asked.words()
    assert house.steps() == steps
    values = {"text": text, "then": "several"}
    house.client.post(url, values, 200 if htmx else 303, htmx=htmx)
    texts = [item.text for item in house.modules[0].outcomes]
    assert texts == ["Name three", "Explain two", "Say one"]
    house.client.post(f"{house.url}/undo", {"from": "?"})
    assert not house.modules[0].outcomes


def test_a_folded_module_is_not_in_the_page_and_stays_folded(house: House) -> None:
    house.treat("L2-KA-K01", "I")
    first, second = (module.id for module in house.modules)
    assert house.client.get(house.url).by_id(f"mappings-{first}") is not None
    house.client.get(f"{house.url}/modules/{first}?fold=yes", htmx=True)
    page = house.client.get(house.url)
    assert page.by_id(f"mappings-{first}") is None
    assert page.by_id(f"mappings-{second}") is not None
    assert "1 competency, 0 assessed" in page.words(page.by_id(f"facts-{first}"))
    # Without scripts the address opens it.
    assert house.client.get(f"{house.url}?open={first}").by_id(f"mappings-{first}") is not None
    page = house.client.get(f"{house.url}?fold=all")
    assert page.by_id(f"mappings-{second}") is None
    assert "Unfold all" in page.words()


def test_a_row_of_a_folded_module_is_not_sent(house: House) -> None:
    first = house.modules[0].id
    values = {"cell": f"{first}:L2-KA-K01::I", "from": "?", "unfolded": ""}
    page = house.client.post(f"{house.url}/treatments", values, 200, htmx=True)
    assert page.by_id(f"mapping-{first}-L2-KA-K01") is None
    assert page.by_id(f"facts-{first}") is not None


def test_undo_of_a_cell_answers_like_a_press(house: House) -> None:
    house.treat("L2-KA-K01", "I")
    house.treat("L2-KA-K01", "D", "I")
    first = house.modules[0].id
    page = house.client.post(f"{house.url}/undo", {"from": "?"}, 200, htmx=True)
    assert page.by_id("modules") is None
    assert page.by_id(f"scale-s-{first}-L2-KA-K01") is not None
    assert len(page.text.encode()) <= 3_072
    text = house.client.post(f"{house.url}/undo", {"from": "?"}, 200, htmx=True).text
    assert 'hx-swap-oob="delete"' in text
    house.client.post(f"{house.url}/redo", {"from": "?"}, 200, htmx=True)
    assert house.mapping("L2-KA-K01") is not None


def test_modules_are_put_in_order_on_a_list(house: House, htmx: bool) -> None:
    second = house.modules[1].id
    page = house.client.get(f"{house.url}/modules/order")
    assert page.by_id(f"place-{second}") is not None
    values = {"place": "1", "from": "order"}
    answer = house.client.post(
        f"{house.url}/modules/{second}/place", values, 200 if htmx else 303, htmx=htmx
    )
    assert house.titles == ["Safe places", "What trauma does"]
    if htmx:
        assert answer.by_id("order") is not None
    else:
        assert answer.location.endswith("/modules/order")


def test_the_height_of_rows_is_kept_with_the_person(house: House) -> None:
    house.client.get(house.url)
    house.client.post(f"{house.url}/density", {"density": "compact"}, 303)
    assert "tools--compact" in house.client.get(house.url).text
    house.client.post(f"{house.url}/density", {"density": "huge"}, 400)


def test_a_step_on_modules_sends_what_is_not_there_and_the_order_of_all(house: House) -> None:
    first, second = (module.id for module in house.modules[:2])
    there = {"from": "?", "there": f"{first},{second}"}

    page = house.client.post(f"{house.url}/modules/{first}/down", there, 200, htmx=True)
    assert _order(page) == [second, first]
    assert page.by_id(f"module-{first}") is None
    assert page.by_id(f"module-{second}") is None
    assert page.by_id("coverage") is not None

    page = house.client.post(f"{house.url}/modules/{first}/delete", there, 200, htmx=True)
    assert _order(page) == [second]
    there["there"] = second
    page = house.client.post(f"{house.url}/undo", there, 200, htmx=True)
    assert _order(page) == [second, first]
    assert page.by_id(f"module-{first}") is not None
    assert page.by_id(f"module-{second}") is None

    # A page that tells nothing of what it shows is sent all of them.
    page = house.client.post(f"{house.url}/modules/{first}/up", {"from": "?"}, 200, htmx=True)
    assert page.by_id("modules") is not None


def _order(page: Page) -> list[str]:
    element = page.by_id("modules-order")
    assert element is not None
    return str(element.get("data-order")).split(",")
