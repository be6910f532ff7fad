"""The matrix page: every competency against every module, by theme, with filters and totals."""

import json
from urllib.parse import quote

import pytest
from flask import Flask

from pathways.domain.pathway.matrix import Matrix, build_matrix
from tests.builder.house import House
from tests.factories import demonstration, load_pathway, many_modules
from tests.page import Page

KEY = "housing-teams"


def body_rows(page: Page) -> list[list[str]]:
    """Return the words of each competency's row."""
    return [[page.words(cell) for cell in row] for row in page.all(".//tr[@data-code]")]


def codes(page: Page) -> list[str | None]:
    return [row.get("data-code") for row in page.all(".//tr[@data-code]")]


def open_matrix(app: Flask, house: House, key: str = KEY, query: str = "") -> tuple[Page, Matrix]:
    content = demonstration(key)
    with app.app_context():
        pathway = load_pathway(house.organisation, content)
    page = house.client.get(f"/pathways/{pathway}/matrix{query}")
    return page, build_matrix(house.view(pathway).edition, content)


@pytest.mark.parametrize("key", [KEY, "specialist-service"])
def test_rows_and_marks_are_those_of_the_matrix(app: Flask, house: House, key: str) -> None:
    page, matrix = open_matrix(app, house, key)
    assert codes(page) == [row.competency.code for row in matrix.rows]
    for shown, row in zip(body_rows(page), matrix.rows, strict=True):
        marks = [item.value if item else "" for item in row.treatments]
        assert [text.replace("·", "") for text in shown[2:-1]] == marks
        assert shown[-1] == (row.highest.word if row.highest else "Open")


def test_a_mark_leads_to_its_form_and_says_whether_it_has_a_note(house: House) -> None:
    house.treat("L2-KA-K01", "I")
    house.treat("L2-KA-K02", "D")
    values = {"treatment": "D", "evidence": "Slide 4", "version": "1"}
    house.client.post(house.mapping_url("L2-KA-K02"), values)
    page = house.client.get(f"{house.url}/matrix")
    marks = [
        link
        for link in page.all(".//tr[@data-code]/td/a")
        if (link.get("class") or "").startswith("mark")
    ]
    assert ["noted" in (mark.get("class") or "") for mark in marks] == [False, True]
    for mark in marks:
        house.client.get(f"{house.url}/{mark.get('href')}")
    (empty, *_rest) = page.all(".//tr[@data-code='L2-KA-K03']/td/a")
    house.client.get(f"{house.url}/{empty.get('href')}")


def test_themes_and_the_foot_hold_totals(app: Flask, house: House) -> None:
    page, matrix = open_matrix(app, house)
    group = page.by_id("group-2-KA")
    assert group is not None
    words = [page.words(cell) for cell in group[0]]
    here = [row for row in matrix.rows if row.competency.code.startswith("L2-KA-")]
    counts = [sum(1 for row in here if row.treatments[place]) for place in range(6)]
    assert words[0] == "KA Knowledge and Awareness"
    assert words[1:-1] == [str(count or "–") for count in counts]
    assert words[-1] == f"{sum(1 for row in here if row.highest)} of {len(here)}"
    foot = [page.words(cell) for cell in page.all(".//tfoot/tr/td")]
    totals = [sum(1 for row in matrix.rows if row.treatments[place]) for place in range(6)]
    assert foot[:-1] == [str(total) for total in totals]
    assert foot[-1] == "75 of 153"


def test_filters_leave_what_they_say_and_combine(app: Flask, house: House) -> None:
    page, matrix = open_matrix(app, house, query="?show=open")
    still_open = [row.competency.code for row in matrix.rows if row.highest is None]
    assert codes(page) == still_open
    page, _ = open_matrix(app, house, query="?show=open&strand=K&theme=LA")
    assert codes(page) == [code for code in still_open if code.startswith("L2-LA-K")]
    page, _ = open_matrix(app, house, query="?show=unassessed&show=noteless")
    never = {row.competency.code for row in matrix.rows if row.highest and not row.is_assessed}
    noteless = {
        mapping.code
        for module in matrix.content.modules
        for mapping in module.mappings
        if not mapping.evidence
    }
    assert set(codes(page)) == never & noteless


def test_each_choice_counts_its_rows_and_keeps_the_others(app: Flask, house: House) -> None:
    page, matrix = open_matrix(app, house, query="?theme=LA&show=open")
    here = [row for row in matrix.rows if row.competency.theme == "LA"]
    chips = {page.words(chip): chip for chip in page.all(".//a[@class='chip']")}
    still_open = sum(1 for row in here if row.highest is None)
    assert f"Open {still_open}" in chips
    never = sum(1 for row in here if row.highest and not row.is_assessed)
    href = chips[f"Never assessed {never}"].get("href") or ""
    assert "theme=LA" in href
    assert href.count("show=") == 2
    assert chips[f"Open {still_open}"].get("aria-current") == "true"


def test_words_find_as_they_do_beside_the_modules(house: House) -> None:
    page = house.client.get(f"{house.url}/matrix?q={quote('L2-KA-K01')}")
    assert codes(page) == ["L2-KA-K01"]
    assert codes(house.client.get(f"{house.url}/matrix?q=zzzz")) == []


@pytest.mark.parametrize("query", ["show=else", "theme=ZZ", "strand=7", "module=900", "part=9"])
def test_an_unknown_filter_shows_everything(app: Flask, house: House, query: str) -> None:
    page, matrix = open_matrix(app, house, query=f"?{query}")
    assert len(body_rows(page)) == len(matrix.rows)


def test_a_filter_brings_the_part_that_changes(house: House) -> None:
    page = house.client.get(f"{house.url}/matrix?show=open&theme=LA", htmx=True)
    assert page.response.headers["HX-Push-Url"].endswith("/matrix?show=open&theme=LA")
    assert page.by_id("matrix") is not None
    assert page.by_id("matrix-filters") is not None
    assert page.by_id("pathway-head") is None


def test_other_levels_are_named_with_what_they_count_for(house: House) -> None:
    house.treat("L1-KA-K01", "I")
    house.treat("L3-KA-K01", "I")
    page = house.client.get(f"{house.url}/matrix")
    words = page.words(page.by_id("matrix"))
    assert "Trauma Aware: Knowledge and Awareness" in words
    assert "(counts for progression)" in words
    assert "(above the target level, counts for nothing)" in words
    assert "2 in all of other levels" in words
    assert "0 of 153" in words


def test_many_modules_come_in_parts_of_bounded_size(app: Flask, house: House) -> None:
    with app.app_context():
        pathway = load_pathway(house.organisation, many_modules(60))
    first = house.client.get(f"/pathways/{pathway}/matrix")
    assert len(codes(first)) == 419
    assert {len(row) for row in body_rows(first)} == {15}
    assert len(first.response.data) < 250_000
    last = house.client.get(f"/pathways/{pathway}/matrix?part=5&show=noteless")
    heads = [head.get("data-number") for head in last.all(".//th[@data-number]")]
    assert heads == [str(number) for number in range(49, 61)]
    # What other parts hold is known to the row, for its word in the last column.
    assert any(row.get("data-rest") == "D" for row in last.all(".//tr[@data-code]"))
    assert all(row[-1] == "Developed" for row in body_rows(last))


def test_one_module_is_a_list_of_buttons(house: House) -> None:
    house.treat("L2-KA-K01", "D", number=2)
    page = house.client.get(f"{house.url}/matrix?module=2")
    second = house.modules[1].id
    row = page.by_id("row-L2-KA-K01")
    assert row is not None
    buttons = {b.get("data-mark"): b for b in row.iter("button")}
    assert [mark for mark, b in buttons.items() if b.get("aria-pressed") == "true"] == ["D"]
    values = {"cell": buttons["A"].get("value"), "from": "module-2"}
    back = house.client.post(f"{house.url}/marks", values)
    assert back.location == f"{house.url}/matrix?module=2#row-L2-KA-K01"
    mapping = house.mapping("L2-KA-K01", 2)
    assert mapping is not None
    assert mapping.treatment == "A"
    # What is pressed already takes it out.
    page = house.client.get(f"{house.url}/matrix?module=2")
    (pressed,) = page.all(".//button[@aria-pressed='true']")
    assert pressed.get("value") == f"{second}:L2-KA-K01:A:"


def test_the_grid_has_names_and_heads(house: House) -> None:
    page = house.client.get(f"{house.url}/matrix")
    grid = page.by_id("matrix-grid")
    assert grid is not None
    assert (grid.get("role"), grid.get("aria-multiselectable")) == ("grid", "true")
    assert grid.get("aria-label")
    for row in page.all(".//tbody/tr"):
        assert row.find("th") is not None


def test_it_is_not_sent_again_until_something_changes(house: House) -> None:
    address = f"{house.url}/matrix"
    seen = {"If-None-Match": house.client.get(address).response.headers["ETag"]}
    assert house.client.raw.get(address, headers=seen).status_code == 304
    assert house.client.raw.get(f"{address}?show=open", headers=seen).status_code == 200
    house.treat("L2-KA-K01", "I")
    assert house.client.raw.get(address, headers=seen).status_code == 200


def test_the_marks_can_be_read_by_themselves(house: House) -> None:
    house.treat("L2-KA-K01", "D")
    house.client.post(
        house.mapping_url("L2-KA-K01"), {"treatment": "D", "evidence": "Slide", "version": "1"}
    )
    house.treat("L2-KA-K02", "I")
    answer = house.client.raw.get(f"{house.url}/marks")
    first, second = (module.id for module in house.modules)
    marks = json.loads(answer.get_data(as_text=True))["marks"]
    assert marks == {first: {"L2-KA-K01": "D.", "L2-KA-K02": "I"}, second: {}}


def _counts(page: Page) -> list[int]:
    found = [page.by_id(f"matrix-count-{at}") for at in (1, 2, 3, 4)]
    return [int(page.words(one)) for one in found if one is not None]


@pytest.mark.parametrize(
    "query", ["", "show=open&theme=KA", "strand=S", "q=safe", "theme=none", "q=L2-KA-K01"]
)
def test_numbers_of_the_filters_follow_each_burst(house: House, query: str) -> None:
    first, second = (module.id for module in house.modules)
    house.treat("L3-KA-K01", "I")
    cells = [f"{first}:L2-KA-K01::I", f"{second}:L2-KA-K01::A", f"{first}:L2-KA-K02::D"]
    values = {"cell": [*cells, f"{first}:L3-KA-K01:I:"], "shown": query}
    answer = house.client.post(f"{house.url}/marks", values, 200, htmx=True)
    # A module and a note more or less make no answer longer.
    assert len(answer.response.data) < 4_000
    whole = house.client.get(f"{house.url}/matrix?{query}")
    assert _counts(answer) == _counts(whole)
    assert _counts(answer)[0] == 153
    read = house.client.raw.get(f"{house.url}/marks?{query}").get_data(as_text=True)
    assert json.loads(read)["counts"] == _counts(whole)
    noted = house.mapping("L2-KA-K02")
    assert noted is not None
    values = {"module": first, "code": "L2-KA-K02", "evidence": "Slide", "version": "1"}
    kept = house.client.post(f"{house.url}/matrix/cell", {**values, "shown": query}, 200, htmx=True)
    assert _counts(kept) == _counts(house.client.get(f"{house.url}/matrix?{query}"))


def test_undo_from_the_grid_stays_there(house: House) -> None:
    house.treat("L2-KA-K01", "I")
    page = house.client.post(f"{house.url}/undo", {"from": "matrix"}, 200, htmx=True)
    assert "HX-Redirect" not in page.response.headers
    assert "Undone: Put L2-KA-K01 into module 1." in page.words(page.by_id("matrix-said"))
    assert page.by_id("saved") is not None
    assert house.mapping("L2-KA-K01") is None
    page = house.client.post(f"{house.url}/undo", {"from": "matrix"}, 200, htmx=True)
    house.client.post(f"{house.url}/redo", {"from": "matrix"}, 200, htmx=True)


def test_single_keys_can_be_switched_off_and_stay_so(house: House, htmx: bool) -> None:
    def letters() -> str | None:
        form = house.client.get(f"{house.url}/matrix").by_id("matrix-letters")
        assert form is not None
        return form.get("data-letters")

    assert letters() == "on"
    status = 200 if htmx else 303
    for value, kept in (("off", "off"), ("else", "on"), ("off", "off")):
        house.client.post(f"{house.url}/matrix/letters", {"letters": value}, status, htmx=htmx)
        assert letters() == kept


class TestPane:
    """What is behind a cell."""

    def cell(self, house: House, code: str = "L2-KA-K01") -> str:
        return f"{house.url}/matrix/cell?module={house.modules[0].id}&code={code}"

    def write(self, house: House, status: int = 200, **values: object) -> Page:
        form = {"module": house.modules[0].id, "code": "L2-KA-K01", **values}
        return house.client.post(f"{house.url}/matrix/cell", form, status, htmx=True)

    def test_it_shows_and_keeps_evidence_and_outcomes(self, house: House) -> None:
        house.client.post(f"{house.module()}/outcomes/new", {"text": "Say it plainly"})
        outcome = house.modules[0].outcomes[0].id
        house.treat("L2-KA-K01", "D")
        page = house.client.get(self.cell(house), htmx=True)
        assert page.field("version") == "1"
        page = self.write(house, evidence="Slide 4", outcomes=[outcome], version="1")
        assert page.field("version") == "2"
        assert "Saved at" in page.words(page.by_id("pane-kept"))
        mapping = house.mapping("L2-KA-K01")
        assert mapping is not None
        assert (mapping.treatment, mapping.evidence, mapping.outcomes) == (
            "D",
            "Slide 4",
            (outcome,),
        )

    def test_a_mark_set_beside_it_does_not_make_it_stale(self, house: House) -> None:
        house.treat("L2-KA-K01", "D")
        mapping = house.mapping_url("L2-KA-K01").rpartition("/")[2]
        first = house.modules[0].id
        values = {"cell": [f"{first}:L2-KA-K01:D:A"], "pane": f"{mapping}:1"}
        page = house.client.post(f"{house.url}/marks", values, 200, htmx=True)
        assert page.field("version") == "2"
        self.write(house, evidence="Slide 4", version="2")
        # What somebody wrote meanwhile is not passed over by the next mark.
        values = {"cell": [f"{first}:L2-KA-K01:A:I"], "pane": f"{mapping}:2"}
        page = house.client.post(f"{house.url}/marks", values, 200, htmx=True)
        assert page.by_id("pane-version") is None

    def test_both_texts_are_shown_where_somebody_was_there_first(self, house: House) -> None:
        house.treat("L2-KA-K01", "D")
        self.write(house, evidence="Theirs", version="1")
        page = self.write(house, 409, evidence="Mine", version="1")
        words = page.words(page.by_id("pane"))
        assert "Theirs" in words
        assert "Mine" in page.field("evidence")
        assert page.field("version") == "2"

    def test_words_for_what_was_taken_out_are_shown_back(self, house: House) -> None:
        page = self.write(house, 409, evidence="Mine", version="1")
        assert "Somebody took this out" in page.words(page.by_id("pane"))
        assert page.field("evidence") == "Mine"

    def test_too_long_a_note_is_refused_beside_its_field(self, house: House) -> None:
        house.treat("L2-KA-K01", "D")
        page = self.write(house, 422, evidence="x" * 50_000, version="1")
        assert page.by_id("pane") is not None
        mapping = house.mapping("L2-KA-K01")
        assert mapping is not None
        assert mapping.evidence == ""

    def test_a_plain_browser_goes_to_the_page_of_what_it_asked_for(self, house: House) -> None:
        page = house.client.get(self.cell(house), 303)
        assert page.location == f"{house.url}/competencies/L2-KA-K01"
        house.treat("L2-KA-K01", "D")
        page = house.client.get(self.cell(house), 303)
        assert page.location == house.mapping_url("L2-KA-K01")
        house.client.get(self.cell(house, "L9-XX-K99"), 404)
