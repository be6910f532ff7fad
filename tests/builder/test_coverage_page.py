"""The coverage page: verdict, standards to try on, lines, gaps, modules by line, remarks."""

from dataclasses import replace
from xml.etree.ElementTree import Element

import pytest
import sqlalchemy as sa
from flask import Flask

from pathways.db import db, transaction
from pathways.domain.pathway.content import judge, reach_of
from pathways.domain.rule.standards import BUILT_IN
from pathways.models.framework import CompetencyRow
from pathways.records.editions import has_wording
from tests.builder.house import House
from tests.factories import demonstration, load_pathway, make_person, many_modules
from tests.page import Client, Page


def rows(page: Page, section: str) -> list[list[str]]:
    """Return the words of each row of a table's body."""
    table = page.by_id(section)
    assert table is not None
    return [[page.words(cell) for cell in row] for row in table.findall(".//tbody/tr")]


def links(element: Element | None) -> list[str]:
    assert element is not None
    return [link.get("href") or "" for link in element.iter("a")]


@pytest.fixture
def school(app: Flask, house: House) -> str:
    """Give the address of a pathway with gaps."""
    with app.app_context():
        return f"/pathways/{load_pathway(house.organisation, demonstration('whole-school'))}"


@pytest.mark.parametrize("key", ["whole-school", "specialist-service"])
@pytest.mark.parametrize("standard", BUILT_IN, ids=lambda standard: standard.key)
def test_lines_and_modules_show_the_reports_numbers(
    app: Flask, house: House, key: str, standard: object
) -> None:
    content = demonstration(key)
    with app.app_context():
        pathway = load_pathway(house.organisation, content)
    edition = house.view(pathway).edition
    report = judge(edition, content, standard)  # type: ignore[arg-type]  # parametrised
    page = house.client.get(
        f"/pathways/{pathway}/coverage?standard={standard.key}"  # type: ignore[attr-defined]
    )

    assert page.words(page.by_id("verdict")) == report.headline
    for line, row in zip(report.lines, rows(page, "coverage-lines"), strict=True):
        assert row[0] == line.line.name
        assert row[2].startswith(f"{line.reached} of {line.total}")
        assert row[3:5] == [f"{s.reached} of {s.total}" for s in line.strands] or not line.strands
        assert row[5:8] == [str(n) for n in (line.introduced, line.developed, line.assessed)]
        if len(line.levels) > 1:
            for level in line.levels:
                assert f"Level {level.level}: {level.reached} of {level.total}" in row[2]
    for module, row in zip(content.modules, rows(page, "coverage-heat"), strict=True):
        reached = reach_of(edition, module).reached
        assert row[1:] == [
            f"{(reached & line.line.mask).bit_count()} of {line.total}" for line in report.lines
        ]


def test_a_length_that_nobody_stated_is_no_number(app: Flask, house: House) -> None:
    content = demonstration("whole-school")
    first, *others = (replace(module, minutes=0) for module in content.modules)
    for modules in ((first, *others), (replace(first, minutes=60), *others)):
        with app.app_context():
            pathway = load_pathway(house.organisation, replace(content, modules=modules))
        report = house.view(pathway).report
        page = house.client.get(f"/pathways/{pathway}/coverage")
        told = [row[8] for row in rows(page, "coverage-lines")]
        assert told == [
            "1 h" if line.minutes else "not stated" if line.reached else "0 min"
            for line in report.lines
        ]
        assert {"not stated", "0 min"} <= set(told)
        assert " an hour. A claim is backed" not in page.words()


def test_it_says_what_each_sign_means_and_what_none_means(house: House, school: str) -> None:
    words = house.client.get(f"{school}/coverage").words()
    assert "and neither where it is claimed and not all of it backed." in words


def test_every_gap_links_each_competency_that_would_mend_it(house: House, school: str) -> None:
    report = house.view(school.rpartition("/")[2]).report
    page = house.client.get(f"{school}/coverage")

    linked = links(page.by_id("coverage-gaps"))
    for line in report.lines:
        for unmet in line.unmet:
            for item in report.edition.members(unmet.mending):
                assert f"{school}/competencies/{item.code}" in linked


def test_trying_on_a_standard_marks_it_and_changes_nothing(house: House, school: str) -> None:
    page = house.client.get(f"{school}/coverage?standard=full")

    marked = page.all(".//*[@id='coverage-standards']//a[@aria-current='true']")
    assert [page.words(link) for link in marked] == ["Full"]
    assert "You are trying on Full. The pathway is compared with Balanced." in page.words()
    files = links(page.by_id("coverage-files"))
    assert f"{school}/qa-matrix.xlsx?standard=full" in files
    assert f"{school}/coverage.json?standard=full" in files
    assert "(Balanced)" in page.words(house.client.get(f"{school}/coverage").by_id("verdict"))


def test_a_standard_becomes_the_pathways_own_and_the_step_can_be_undone(
    house: House, school: str
) -> None:
    house.client.get(f"{school}/coverage?standard=half")
    answer = house.client.post(f"{school}/coverage", {"standard": "half"})
    assert answer.location == f"{school}/coverage"
    page = house.client.get(answer.location)
    assert "Half is now the standard of this pathway." in page.words(page.by_id("messages"))
    assert "(Half)" in page.words(page.by_id("verdict"))

    house.client.post(f"{school}/undo")
    page = house.client.get(f"{school}/coverage")
    assert "(Balanced)" in page.words(page.by_id("verdict"))


def test_a_passing_message_is_not_shown_again_from_the_cache(house: House) -> None:
    house.client.post(f"{house.url}/coverage", {"standard": "half"})
    first = house.client.get(f"{house.url}/coverage")
    assert first.response.headers["Cache-Control"] == "no-store"
    assert "ETag" not in first.response.headers


def test_a_standard_that_is_not_there_is_not_found(house: House) -> None:
    house.client.get(f"{house.url}/coverage?standard=strict", 404)
    house.client.get(f"{house.url}/qa-matrix.xlsx?standard=strict", 404)
    house.client.post(f"{house.url}/coverage", {"standard": "strict"}, 404)
    house.client.post(f"{house.url}/coverage", {}, 404)


def test_a_reader_sees_it_and_cannot_choose(app: Flask, house: House) -> None:
    with app.app_context():
        make_person("reader@test.example", house.organisation, role="reader")
    reader = Client(app)
    reader.sign_in("reader@test.example")

    page = reader.get(f"{house.url}/coverage?standard=half")
    assert "for this pathway" not in page.words()
    reader.post(f"{house.url}/coverage", {"standard": "half"}, 403)


def test_remarks_lead_to_their_modules(house: House, school: str) -> None:
    page = house.client.get(f"{school}/coverage")
    section = page.by_id("coverage-remarks")
    modules = house.view(school.rpartition("/")[2]).modules

    assert "Module 5 treats no competency." in page.words(section)
    assert f"{school}#module-{modules[4].id}" in links(section)


def test_without_modules_it_says_where_to_begin(app: Flask, house: House) -> None:
    house.client.post("/pathways/new", {"title": "New", "target_level": "1", "entry_level": "",
                                        "standard": "half"})  # fmt: skip
    page = house.client.get("/pathways")
    address = next(link for link in links(page.tree.find("body")) if "/pathways/" in link
                   and link not in (house.url, "/pathways/new"))  # fmt: skip
    page = house.client.get(f"{address}/coverage")

    assert "No module yet" in page.words()
    assert page.by_id("coverage-heat") is None
    assert "No module yet" in house.client.get(f"{address}/matrix").words()
    # Nothing is said of where a competency would be added to.
    assert "Add a module first. " in house.client.get(address).words() + " "


def test_the_workbook_without_wording_is_offered_once_wording_is_loaded(
    app: Flask, house: House
) -> None:
    plain = f"{house.url}/qa-matrix.xlsx?wording=no"
    assert plain not in links(house.client.get(f"{house.url}/coverage").by_id("coverage-files"))
    with app.app_context():
        assert not has_wording(db.session, "wm-tif-2024")
        with transaction() as session:
            session.execute(
                sa.update(CompetencyRow)
                .where(CompetencyRow.code == "L1-KA-K01")
                .values(wording="Official words", wording_state="verified")
            )
    assert plain in links(house.client.get(f"{house.url}/coverage").by_id("coverage-files"))


def test_it_is_not_sent_again_until_something_changes(house: House) -> None:
    address = f"{house.url}/coverage"
    mark = house.client.get(address).response.headers["ETag"]
    seen = {"If-None-Match": mark}

    assert house.client.raw.get(address, headers=seen).status_code == 304
    assert house.client.raw.get(f"{address}?standard=half", headers=seen).status_code == 200
    house.treat("L2-KA-K01", "I")
    assert house.client.raw.get(address, headers=seen).status_code == 200


def test_statements_do_not_grow_with_the_modules(app: Flask, house: House) -> None:
    counts = set()
    for modules in (2, 60):
        with app.app_context():
            pathway = load_pathway(house.organisation, many_modules(modules))
        for name in ("coverage", "matrix", "coverage.json"):
            statements: list[str] = []

            def note(*call: object, seen: list[str] = statements) -> None:
                seen.append(str(call[2]))

            with app.app_context():
                engine = db.engine
            sa.event.listen(engine, "before_cursor_execute", note)
            house.client.get(f"/pathways/{pathway}/{name}")
            sa.event.remove(engine, "before_cursor_execute", note)
            counts.add((name, len(statements)))
    assert len(counts) == 3, counts
