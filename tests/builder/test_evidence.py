"""The evidence table: rows as asked for, written in place or on a page of fields."""

import re

import pytest

from pathways.builder.evidence_asked import FIELDS, ROWS
from pathways.domain.pathway.notes import note_mark
from tests.builder.house import House
from tests.factories import load_pathway, many_modules
from tests.page import Page

CODES = ("L2-KA-K01", "L2-KA-S02", "L1-WB-K01")
NO_NOTE = note_mark("")


@pytest.fixture
def ids(house: House) -> list[str]:
    """Put two competencies into the first module and one into the second; give their mappings."""
    house.client.post(f"{house.module()}/outcomes/new", {"text": "Say what helps"})
    for number, code in ((1, CODES[0]), (1, CODES[1]), (2, CODES[2])):
        house.treat(code, "I", number=number)
    return [item.id for module in house.view().modules for item in module.mappings]


def _url(house: House, query: str = "") -> str:
    return f"{house.url}/evidence{query}"


def _codes(page: Page) -> list[str]:
    return [page.words(row[1]) for row in page.all(".//table/tbody/tr")]


def _write(house: House, notes: dict[str, str], seen: str = NO_NOTE, **more: object) -> None:
    house.client.post(
        _url(house),
        {
            "mapping": list(notes),
            "seen": [seen] * len(notes),
            "evidence": list(notes.values()),
            **more,
        },
    )


def _notes(house: House) -> list[str]:
    return [item.evidence for module in house.view().modules for item in module.mappings]


def test_every_mapping_is_a_row_with_all_that_is_known_of_it(house: House, ids: list[str]) -> None:
    _write(house, {ids[0]: "Slide 3: a drawing"})
    page = house.client.get(_url(house))
    assert _codes(page) == ["KA-K01", "KA-S02", "L1-WB-K01"]
    row = page.by_id(f"ev-{ids[0]}")
    assert row is not None
    assert "Slide 3: a drawing" in page.words(row)
    assert page.words(page.by_id("evidence-progress")) == "1 of 3 has a note."
    assert page.words(page.by_id("evidence-show")) == (
        "All 3 No note 2 No outcome 3 Introduced only 3"
    )


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("?show=no-note", ["KA-S02", "L1-WB-K01"]),
        ("?show=no-outcome&theme=WB", ["L1-WB-K01"]),
        ("?show=introduced&theme=KA", ["KA-K01", "KA-S02"]),
        ("?q=ka-s02", ["KA-S02"]),
        ("?q=a+DRAWING", ["KA-K01"]),
        ("?q=nothing+like+it", []),
        ("?sort=code", ["L1-WB-K01", "KA-K01", "KA-S02"]),
        ("?sort=module&way=down", ["L1-WB-K01", "KA-S02", "KA-K01"]),
        ("?sort=evidence&way=down", ["KA-K01", "L1-WB-K01", "KA-S02"]),
        ("?sort=far", ["KA-K01", "KA-S02", "L1-WB-K01"]),
        ("?show=mice&sort=colour&page=-3&theme=%00&way=up&at=none", None),
    ],
)
def test_filters_combine_and_stay_in_the_address(
    house: House, ids: list[str], query: str, codes: list[str] | None
) -> None:
    _write(house, {ids[0]: "Slide 3: a drawing"})
    page = house.client.get(_url(house, query))
    if codes is not None:
        assert _codes(page) == codes
    if codes == []:
        assert "No row has all that you asked for." in page.words()


def test_a_count_leaves_out_its_own_filter_and_keeps_the_others(
    house: House, ids: list[str]
) -> None:
    second = house.modules[1].id
    page = house.client.get(_url(house, f"?show=no-note&module={second}"))
    assert page.words(page.by_id("evidence-show")) == (
        "All 1 No note 1 No outcome 1 Introduced only 1"
    )
    links = [a.get("href") or "" for a in page.all(".//ul[@id='evidence-show']/li/a")]
    assert all(f"module={second}" in link for link in links)


def test_an_answer_holds_the_rows_and_the_numbers_of_the_page(house: House, ids: list[str]) -> None:
    values = {
        "mapping": ids[:2],
        "seen": [NO_NOTE, NO_NOTE],
        "evidence": ["Slide 3", "Slide 4: the same again"],
        "mark": f"{ids[2]}:I:A",
        "shown": "show=no-note",
    }
    sent = house.client.post(_url(house), values, 200, htmx=True)
    assert "Wrote the evidence of two competencies, and set L1-WB-K01" in sent.text
    page = house.client.get(_url(house, "?show=no-note"))
    for part in ("evidence-progress", "evidence-show"):
        assert sent.words(sent.by_id(part)) == page.words(page.by_id(part))
    # A row alone is none to a browser: it stands in a template.
    assert len(re.findall(r'<template><tr hx-swap-oob="true" id="ev-', sent.text)) == 3
    page = house.client.get(_url(house))
    for one in ids:
        row = re.search(rf'<tr[^>]*id="ev-{one}".*?</tr>', page.text, re.DOTALL)
        assert row is not None
        cells = row[0].partition("<td")[2].replace("?edit=1&amp;at", "AT")
        assert cells in sent.text.replace("?show=no-note&amp;edit=1&amp;at", "AT")
    # Sent again, as after an answer that was lost.
    del values["mark"]
    again = house.client.post(_url(house), values, 200, htmx=True)
    assert again.words(again.by_id("said")) == "Saved already."


def test_several_chosen_rows_are_changed_at_once(house: House, ids: list[str], htmx: bool) -> None:
    rows = [f"{one}:I:{NO_NOTE}" for one in ids[:2]]
    status = 200 if htmx else 303

    def do(**values: object) -> Page:
        return house.client.post(_url(house), {"row": rows, **values}, status, htmx=htmx)

    do(do="D")
    do(do="same", text="  The same for both  ")
    outcome = house.view().modules[0].outcomes[0].id
    do(link=f"{outcome}:on")
    first, second = house.view().modules[0].mappings
    assert (first.treatment, second.treatment) == ("D", "D")
    assert (first.evidence, second.evidence) == ("The same for both",) * 2
    assert (first.numbers, second.numbers) == ((1,), (1,))
    rows = [f"{one}:D:x" for one in ids[:2]]
    do(do="out")
    assert [len(module.mappings) for module in house.view().modules] == [0, 1]
    house.client.post(f"{house.url}/undo", {"from": "evidence"})
    assert [len(module.mappings) for module in house.view().modules] == [2, 1]


def test_outcomes_of_chosen_rows_are_linked_on_a_page_of_their_own(
    house: House, ids: list[str]
) -> None:
    rows = [f"{one}:I:{NO_NOTE}" for one in ids]
    page = house.client.post(_url(house), {"row": rows[:2], "do": "outcomes"})
    page = house.client.get(page.location)
    assert "Outcomes of module 1 for two competencies" in page.words()
    (button,) = page.all(".//button[@name='link']")
    assert button.get("aria-pressed") == "false"
    page = house.client.post(
        _url(house), {"row": [f"{ids[0]}::"], "link": button.get("value") or ""}
    )
    both = f"{house.url}/evidence/outcomes?row={ids[0]}&row={ids[1]}"
    (button,) = house.client.get(both).all(".//button[@name='link']")
    assert button.get("aria-pressed") == "mixed"
    page = house.client.get(f"{both}&row={ids[2]}")
    assert "Outcomes belong to one module." in page.words()
    page = house.client.get(f"{house.url}/evidence/outcomes?row={ids[2]}")
    assert "This module has no outcomes yet." in page.words()
    house.client.get(f"{house.url}/evidence/outcomes?row=elsewhere", 404)
    house.client.get(f"{house.url}/evidence/outcomes", 303)


def test_both_notes_are_shown_where_two_people_wrote_one(
    house: House, ids: list[str], htmx: bool
) -> None:
    _write(house, {ids[0]: "Theirs"})
    values = {"mapping": ids[0], "seen": NO_NOTE, "evidence": "Mine"}
    page = house.client.post(_url(house), values, 409, htmx=htmx)
    assert "This was changed elsewhere while you were writing." in page.text
    assert "Theirs" in page.text
    assert page.field("evidence") == "Mine"
    assert page.field("seen") == note_mark("Theirs")
    assert _notes(house)[0] == "Theirs"
    # What the form sends now keeps mine.
    _write(house, {ids[0]: "Mine"}, note_mark("Theirs"))
    assert _notes(house)[0] == "Mine"


def test_a_text_that_cannot_be_kept_comes_back_and_the_others_are_kept(
    house: House, ids: list[str], htmx: bool
) -> None:
    long = "long " * 7000
    values = {
        "mapping": ids[:2],
        "seen": [NO_NOTE] * 2,
        "evidence": [long, "Slide 9"],
    }
    page = house.client.post(_url(house), values, 422, htmx=htmx)
    assert "Keep this to 30,000 characters." in page.text
    assert page.field("evidence") == long
    assert _notes(house) == ["", "Slide 9", ""]


def test_a_note_that_stands_on_many_says_so_in_each_of_its_rows(house: House) -> None:
    with house.app.app_context():
        pathway = load_pathway(house.organisation, many_modules(4, 2))
    url = f"/pathways/{pathway}/evidence"
    ids = [item.id for module in house.view(pathway).modules for item in module.mappings]

    def write(some: list[str], text: str) -> Page:
        rows = [f"{one}:I:{note_mark(_note_of(house, pathway, one))}" for one in some]
        values = {"row": rows, "do": "same", "text": text}
        return house.client.post(url, values, 200, htmx=True)

    write(ids[:5], "Slide 4 to 6")
    assert "which readers see" not in house.client.get(url).text
    sent = write(ids[5:6], "slide 4, to 6.")
    words = "The same note stands on 6, which readers see."
    assert sent.words(sent.by_id("evidence-remarks")).count(words) == 5
    assert house.client.get(url).text.count(words) == 6
    sent = write(ids[:1], "p. 4")
    assert "Under eight characters, so not a note of its own." in sent.text
    assert words not in house.client.get(url).text


def _note_of(house: House, pathway: str, mapping: str) -> str:
    return house.view(pathway).mapping(mapping).evidence


def test_a_page_of_fields_writes_many_notes_without_scripts(house: House, ids: list[str]) -> None:
    page = house.client.get(_url(house, "?show=no-note&edit=1"))
    assert len(page.all(".//textarea")) == 3
    sent = house.client.post(
        _url(house),
        {
            "mapping": ids,
            "seen": [NO_NOTE] * 3,
            "evidence": ["One of three", "", "Three of three"],
            "shown": page.field("shown"),
        },
    )
    assert sent.location.startswith(_url(house, "?show=no-note&edit=1#"))
    assert _notes(house) == ["One of three", "", "Three of three"]
    page = house.client.get(sent.location)
    assert "Wrote the evidence of two competencies." in page.words()


def test_next_empty_goes_on_over_pages_and_filters(house: House, ids: list[str]) -> None:
    _write(house, {ids[1]: "Slide 2 and 3"})

    def follow(query: str) -> str:
        return house.client.get(_url(house, f"/next{query}"), 303).location

    assert follow(f"?after={ids[0]}") == _url(house, f"?at={ids[2]}#ev-{ids[2]}")
    assert follow(f"?after={ids[2]}") == _url(house, f"?at={ids[0]}#ev-{ids[0]}")
    first = house.modules[0].id
    _write(house, {ids[0]: "Slide 1 of them"})
    assert follow(f"?module={first}&after={ids[0]}") == _url(house, f"?at={ids[2]}#ev-{ids[2]}")
    assert "the next one of the others" in house.client.get(_url(house)).words()
    _write(house, {ids[2]: "Slide 8 of them"})
    assert follow(f"?after={ids[0]}") == _url(house)
    assert "Every competency in this pathway has a note." in house.client.get(_url(house)).words()


def test_a_large_table_comes_in_pages(house: House) -> None:
    with house.app.app_context():
        pathway = load_pathway(house.organisation, many_modules(60, 2))
    url = f"/pathways/{pathway}/evidence"
    page = house.client.get(url)
    assert len(_codes(page)) == ROWS
    assert len(page.response.get_data()) < 300 * 1024
    assert sum(1 for _ in page.tree.iter()) < 3000
    total = sum(len(module.mappings) for module in house.view(pathway).modules)
    assert f"Rows 1 to {ROWS} of {total}" in page.words()
    last_page = -(-total // ROWS)
    for asked in (last_page, 99):
        rest = _codes(house.client.get(f"{url}?page={asked}"))
        assert len(rest) == total - (last_page - 1) * ROWS
    last = house.view(pathway).modules[-1].mappings[-1].id
    assert house.client.get(f"{url}?at={last}").by_id(f"ev-{last}") is not None
    fields = house.client.get(f"{url}?edit=1&at={last}")
    assert fields.by_id(f"note-{last}") is not None
    assert 0 < len(fields.all(".//textarea")) <= FIELDS
    assert len(page.all(".//select[@id='evidence-module']/option")) == 61


def test_an_empty_table_says_how_to_begin(house: House) -> None:
    assert "No competency in a module yet" in house.client.get(_url(house)).words()


@pytest.mark.parametrize(
    "values",
    [
        {"mapping": "x", "evidence": "y"},
        {"mark": "x"},
        {"mark": "x:I:Q"},
        {"row": "x:I:y", "do": "fly"},
        {"row": "x"},
    ],
)
def test_what_no_form_sends_is_refused(
    house: House, ids: list[str], values: dict[str, str]
) -> None:
    house.client.post(_url(house), values, 400)
    assert _notes(house) == ["", "", ""]


def test_nothing_chosen_is_said(house: House, ids: list[str]) -> None:
    page = house.client.post(_url(house), {"do": "A"})
    assert "Choose rows first" in house.client.get(page.location).words()
    house.client.post(_url(house), {"do": "same", "text": "x"}, 422, htmx=True)
