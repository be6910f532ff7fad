"""The framework panel: the module that is chosen, and several competencies at once."""

import pytest

from tests.builder.house import House

CODES = ("L2-KA-K01", "L2-KA-K02", "L2-LA-S01")


def _picks(
    house: House, wish: str, codes: tuple[str, ...] = CODES, number: int = 1
) -> dict[str, object]:
    return {
        "chosen": list(codes),
        "wish": wish,
        "module": house.modules[number - 1].id,
        "from": "?theme=KA",
        "panel": "2",
        "shelves": "yes",
        "shown": list(CODES[:2]),
    }


def test_the_module_chosen_is_kept_across_pages(house: House) -> None:
    first, second = (one.id for one in house.modules)
    assert house.client.get(house.url).field("module") == first
    page = house.client.get(f"{house.url}?module={second}", htmx=True)
    into = "Add to module 2, introduced, developed or assessed"
    assert page.words(page.by_id("into")) == into
    assert page.field("module") == second
    for path in ("", "/matrix", ""):
        page = house.client.get(house.url + path)
    assert page.field("module") == second
    # One that is not of this pathway, or gone, is not added to.
    house.client.get(f"{house.url}?module=somewhere-else")
    assert house.client.get(house.url).field("module") == first


def test_several_are_added_as_one_step(house: House, htmx: bool) -> None:
    steps = house.steps()
    page = house.client.post(
        f"{house.url}/picks", _picks(house, "D", number=2), 200 if htmx else 303, htmx=htmx
    )
    assert [house.mapping(code, 2).treatment for code in CODES] == ["D", "D", "D"]  # type: ignore[union-attr]
    assert house.steps() == steps + 1
    said = "Three competencies in module 2: developed."
    if htmx:
        assert said in page.words(page.by_id("said"))
        assert "Added to 2" in page.words(page.by_id("treated-L2-KA-K01"))
        assert page.words(page.by_id("count-KA")) == "25 open"
        assert page.words(page.by_id("open-count")) == "150"
        assert page.by_id(f"mapping-{house.modules[1].id}-L2-LA-S01") is not None
    else:
        assert page.location.endswith("#framework")
        assert said in house.client.get(page.location).words()
    house.client.post(f"{house.url}/undo")
    assert not any(house.mapping(code, 2) for code in CODES)


def test_what_goes_as_far_already_is_left(house: House) -> None:
    house.treat(CODES[0], "A")
    house.treat(CODES[1], "I")
    page = house.client.post(f"{house.url}/picks", _picks(house, "D"), 200, htmx=True)
    found = [house.mapping(code) for code in CODES]
    assert [one.treatment for one in found if one] == ["A", "D", "D"]
    assert "One competency went as far already." in page.words(page.by_id("said"))


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"chosen": []}, 422),
        ({"chosen": ["L9-KA-K01"]}, 422),
        ({"module": ""}, 422),
        ({"module": "gone"}, 404),
        ({"wish": "X"}, 400),
    ],
    ids=["nothing", "unknown", "no module", "gone", "no treatment"],
)
def test_a_block_that_cannot_be_is_refused_whole(
    house: House, changes: dict[str, object], status: int
) -> None:
    steps = house.steps()
    house.client.post(f"{house.url}/picks", {**_picks(house, "D"), **changes}, status, htmx=True)
    assert house.steps() == steps


def test_a_search_shows_what_is_in_and_why_it_was_found(house: House) -> None:
    house.treat("L2-LE-S01", "D")
    label = next(one.label for one in house.view().edition.competencies if one.code == "L2-LE-S01")
    page = house.client.get(f"{house.url}?q={label} for plumbers")
    assert "In 1, developed" in page.words(page.by_id("pick-L2-LE-S01"))
    assert "By “" in page.words(page.by_id("pick-L2-LE-S01"))


def test_where_a_level_has_nothing_the_others_are_named(house: House) -> None:
    page = house.client.get(f"{house.url}?q=L1-KA-K03&level=2")
    assert "1 in level 1" in page.words(page.by_id("panel"))


def test_a_panel_stays_folded_for_who_folded_it(house: House, htmx: bool) -> None:
    status = 200 if htmx else 303
    for state, wanted in (("folded", True), ("open", False)):
        house.client.post(f"{house.url}/panels", {"fold": f"framework:{state}"}, status, htmx=htmx)
        page = house.client.get(house.url)
        assert ("builder--framework-folded" in page.text) is wanted
    house.client.post(f"{house.url}/panels", {"fold": "footer:folded"}, 400)
    house.client.post(f"{house.url}/panels", {"fold": "coverage"}, 400)
