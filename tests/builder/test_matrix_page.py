"""The matrix page: every competency against every module, in groups, with filters."""

import pytest
from flask import Flask

from pathways.domain.pathway.matrix import Matrix, build_matrix
from tests.builder.house import House
from tests.factories import demonstration, load_pathway, many_modules
from tests.page import Page


def body_rows(page: Page) -> list[list[str]]:
    """Return the words of each competency's row."""
    return [
        [page.words(cell) for cell in row]
        for row in page.all(".//table/tbody/tr")
        if row.get("class") != "matrix__group"
    ]


def open_matrix(app: Flask, house: House, key: str, show: str = "") -> tuple[Page, Matrix]:
    content = demonstration(key)
    with app.app_context():
        pathway = load_pathway(house.organisation, content)
    page = house.client.get(f"/pathways/{pathway}/matrix{show}")
    return page, build_matrix(house.view(pathway).edition, content)


@pytest.mark.parametrize("key", ["housing-teams", "specialist-service"])
def test_rows_and_marks_are_those_of_the_matrix(app: Flask, house: House, key: str) -> None:
    page, matrix = open_matrix(app, house, key)

    found = body_rows(page)
    assert [row[0] for row in found] == [row.competency.code for row in matrix.rows]
    for shown, row in zip(found, matrix.rows, strict=True):
        marks = [f"{item.value}{item.word}" if item else "" for item in row.treatments]
        assert shown[2:-1] == marks
        if row.highest is None:
            assert shown[-1] == "Still to come"
        else:
            often = {1: "once", 2: "twice", 3: "three times", 4: "four times"}[row.times]
            assert shown[-1] == f"{row.highest.word}, {often}"


def test_groups_and_the_foot_hold_subtotals(app: Flask, house: House) -> None:
    page, matrix = open_matrix(app, house, "housing-teams")

    group = page.by_id("group-2-KA-K")
    assert group is not None
    words = [page.words(cell) for cell in group[0]]
    here = [row for row in matrix.rows if row.competency.code.startswith("L2-KA-K")]
    counts = [sum(1 for row in here if row.treatments[place]) for place in range(6)]
    assert words[0] == "Knowledge and Awareness, knowledge and understanding"
    assert words[1:-1] == [f"{count} of 20" for count in counts]
    assert words[-1] == f"{sum(1 for row in here if row.highest)} of 20"
    foot = [page.words(cell) for cell in page.all(".//tfoot/tr/td")]
    totals = [sum(1 for row in matrix.rows if row.treatments[place]) for place in range(6)]
    assert foot[:-1] == [str(total) for total in totals]
    assert foot[-1] == "75 of 153"


def test_filters_leave_what_they_say(app: Flask, house: House) -> None:
    page, matrix = open_matrix(app, house, "housing-teams", "?show=open")
    assert {row[-1] for row in body_rows(page)} == {"Still to come"}
    assert len(body_rows(page)) == 78
    assert [page.words(link) for link in page.all(".//a[@aria-current='true']")][-1] == (
        "Not yet covered 78"
    )
    page, _ = open_matrix(app, house, "housing-teams", "?show=unassessed")
    never = [row for row in matrix.rows if row.highest and not row.is_assessed]
    assert [row[0] for row in body_rows(page)] == [row.competency.code for row in never]


def test_an_unknown_filter_shows_everything(app: Flask, house: House) -> None:
    page, matrix = open_matrix(app, house, "housing-teams", "?show=else")
    assert len(body_rows(page)) == len(matrix.rows)


def test_other_levels_are_named_with_what_they_count_for(house: House) -> None:
    house.treat("L1-KA-K01", "I")
    house.treat("L3-KA-K01", "I")
    page = house.client.get(f"{house.url}/matrix")

    words = page.words(page.by_id("matrix"))
    assert "Trauma Aware: Knowledge and Awareness" in words
    assert "(counts for progression)" in words
    assert "(above the target level, counts for nothing)" in words
    assert "0 of 153, and 2 of other levels" in words


def test_it_holds_sixty_modules_and_every_competency(app: Flask, house: House) -> None:
    with app.app_context():
        pathway = load_pathway(house.organisation, many_modules(60))
    page = house.client.get(f"/pathways/{pathway}/matrix")

    rows = body_rows(page)
    assert len(rows) == 419
    assert {len(row) for row in rows} == {63}


def test_the_scrolling_region_can_be_reached_and_has_a_name(house: House) -> None:
    page = house.client.get(f"{house.url}/matrix")
    region = page.by_id("matrix")
    assert region is not None
    assert (region.get("role"), region.get("tabindex")) == ("region", "0")
    assert region.get("aria-label")
    for row in page.all(".//tbody/tr"):
        assert row.find("th") is not None


def test_it_is_not_sent_again_until_something_changes(house: House) -> None:
    address = f"{house.url}/matrix"
    seen = {"If-None-Match": house.client.get(address).response.headers["ETag"]}

    assert house.client.raw.get(address, headers=seen).status_code == 304
    assert house.client.raw.get(f"{address}?show=open", headers=seen).status_code == 200
    house.treat("L2-KA-K01", "I")
    assert house.client.raw.get(address, headers=seen).status_code == 200
