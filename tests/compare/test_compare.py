"""The comparison page: the numbers of coverage, the evidence, and what cannot be compared."""

from io import BytesIO
from itertools import pairwise

import openpyxl
import pytest
from flask import Flask

from pathways.db import db, transaction
from pathways.domain.comparison.comparison import Comparison, Offer, compare_offers
from pathways.domain.comparison.conclusions import conclude
from pathways.domain.pathway.content import Mapping, Module, PathwayContent
from pathways.domain.pathway.treatment import Treatment
from pathways.domain.pathway.visibility import Visibility
from pathways.domain.rule.standards import FRAMEWORK_MINIMUM, Standard, find_standard
from pathways.models.account import Organisation
from pathways.models.framework import CompetencyRow
from pathways.records.editions import current_edition
from tests.compare.shelf import BUYER, NAMES, Shelf, approve, make_shelf, put_out, take_back
from tests.factories import demonstration
from tests.page import Client, Page
from tests.statements import statements_of
from tests.submissions.scene import SignIn
from tests.workbook.files import rows as table_rows

ALIKE = NAMES[:3]


@pytest.fixture
def shelf(app: Flask) -> Shelf:
    return make_shelf(app)


def comparison_of(
    app: Flask, names: tuple[str, ...], level: int | None = None, standard: Standard | None = None
) -> Comparison:
    """Compare as the page should."""
    with app.app_context():
        edition = current_edition(db.session)
        offers = [
            Offer(name, content.title, "", content)
            for name in names
            for content in [demonstration(name)]
        ]
        return compare_offers(edition, offers, level, standard or FRAMEWORK_MINIMUM)


def table(page: Page, identifier: str = "compare-table") -> dict[str, list[str]]:
    """Return the cells of a table's rows by the words of their headings."""
    found = page.by_id(identifier)
    assert found is not None
    return {
        page.words(cells[0]): [page.words(cell) for cell in cells[1:]]
        for row in found.findall(".//tbody/tr")
        for cells in [[cell for cell in row if cell.tag in ("th", "td")]]
    }


def part_codes(page: Page) -> list[str]:
    """Return the codes of the part that is open."""
    part = page.by_id("part")
    assert part is not None
    return [page.words(e) for e in part.iter("span") if e.get("class") == "code"]


def link(page: Page, words: str) -> str:
    """Return where a link with these words leads."""
    return next(e.get("href") or "" for e in page.tree.iter("a") if page.words(e) == words)


@pytest.mark.parametrize(
    ("names", "level", "standard"),
    [
        (ALIKE, None, None),
        (ALIKE[:2], 1, "assessed"),
        (NAMES[:6], None, "balanced"),
        (NAMES[1:7], 4, "half"),
    ],
)
def test_the_page_and_the_workbook_show_what_coverage_finds(
    app: Flask,
    shelf: Shelf,
    sign_in: SignIn,
    names: tuple[str, ...],
    level: int | None,
    standard: str | None,
) -> None:
    found = comparison_of(app, names, level, find_standard(standard))
    more = (f"&level={level}" if level else "") + (f"&standard={standard}" if standard else "")
    client = sign_in(BUYER)
    page = client.get(shelf.address(*names, more=more))
    assert " ".join(conclude(found)) in page.words()
    shown = table(page)
    for line in found.lines:
        cells = shown[f"{line.short_name} in detail"]
        for cell, report, offer in zip(cells, line.cells, found.offers, strict=True):
            if report is None:
                assert cell == "Not compared here"
                continue
            strip = next(one for one in offer.strip if one.key == line.key)
            assert cell.startswith(f"{strip.counted} ")
            if report.reached:
                assert ("asks more here" in cell) == (not report.is_met)
                for count in report.strands:
                    assert f" {count.reached} of {count.total}" in cell
    only = shown["Competencies only here"]
    assert [int(words.split()[0].replace("None", "0")) for words in only] == [
        item.only_mask.bit_count() for item in found.offers
    ]

    file = client.raw.get(shelf.address(*names, more=more, page="/compare.xlsx"))
    assert file.headers["Content-Disposition"] == 'attachment; filename="compare.xlsx"'
    book = openpyxl.load_workbook(BytesIO(file.get_data()), data_only=True)
    for row in table_rows(book["Themes"]):
        place = "ABCDEF".index(str(row["Offer"]))
        cell = shown[f"{row['Theme']} in detail"][place]
        assert cell.startswith(f"{row['Reached']} of {row['Total']}")
    again = client.raw.get(shelf.address(*names, more=more, page="/compare.xlsx"))
    assert again.get_data() == file.get_data()


def test_what_is_behind_each_claim_stands_side_by_side(
    app: Flask, shelf: Shelf, client: Client
) -> None:
    names = ("housing-teams", "youth-two-hours")
    page = client.get(shelf.address(*names))
    shown = table(page)
    assert shown["Claimed"][0] == "75 of 153"
    assert shown["Backed"] == ["75", "None; time for 24"]
    assert shown["In an hour"][0] == "7.9"
    assert shown["In an hour"][1].startswith("31.5 63 competencies in 2 hours; at 12 an hour")
    assert shown["Assessed"] == ["19", "None Nothing is assessed: 60 introduced, 3 developed"]
    assert shown["With a note of its own"][1].startswith("58 5 of 63 competencies have no note")
    (briefing,) = (item for item in comparison_of(app, names).offers if item.letter == "B")
    told = [page.words(e) for e in page.all(".//*[@data-caution]")]
    assert sorted(told) == sorted(item.text for item in briefing.measured.cautions)
    assert shown["Compared with Framework minimum"] == [
        "Met 75 of 153 competencies",
        "Claimed not all that is asked is backed 63 of 153 competencies, none backed",
    ]


def test_one_offer_is_shown_with_how_to_add_a_second(shelf: Shelf, client: Client) -> None:
    page = client.get(shelf.address("youth-two-hours", more="&line=KA&evidence=all"))
    assert page.words(page.all(".//h1")[0]) == "One offer for Trauma Informed"
    (caption,) = page.all(".//table[@class='table compare-table compare-table--1']/caption")
    assert page.words(caption).endswith("its claims, and what it covers of each theme")
    words = page.words()
    assert (
        "A claims to cover all six themes at Trauma Informed, with 0 of 63 backed. "
        "63 of 153 competencies are in it, none of them backed; 90 are not."
    ) in words
    assert table(page)["Backed"] == ["None; time for 24"]
    assert len(part_codes(page)) == 27
    assert "In it 63" in words
    assert "Not in it 90" in words
    assert "Competencies only here" not in words
    assert link(page, "Add a second pathway") == "/directory?level=2"
    assert "Add to comparison" in words
    for key, status in (("in-all", 200), ("in-none", 200), ("in-some", 404), ("only-a", 404)):
        client.get(shelf.address("youth-two-hours", more=f"&line={key}"), status)
    file = client.raw.get(shelf.address("youth-two-hours", page="/compare.xlsx"))
    assert file.status_code == 404


def test_visitors_see_facts_side_by_side(shelf: Shelf, client: Client) -> None:
    page = client.get(shelf.address(*ALIKE))
    assert page.words(page.all(".//h1")[0]) == "Three offers for Trauma Informed"
    shown = table(page)
    assert shown["Time"] == ["9 h 30 min", "7 h 30 min", "2 h"]
    assert shown["Price"][0] == "£3,120 a group, VAT is added"
    assert shown["Review"] == ["Self-declared (version 1)"] * 3
    assert [words.split(".")[0] for words in shown["Evaluation"]][0].startswith("Confidence in")
    headings = [page.words(e) for e in page.all(".//thead/tr/th")]
    assert headings[1].startswith("A Trauma Informed practice for housing teams Northgate")
    assert "Willow CIC" in headings[2]


def test_other_levels_can_be_chosen_and_the_page_says_which_it_judges_at(
    shelf: Shelf, client: Client
) -> None:
    names = ("front-desk", "housing-teams")
    page = client.get(shelf.address(*names))
    assert "so each is compared at its own" in page.words()
    assert table(page)["Compared here at level"] == ["1 Trauma Aware", "2 Trauma Informed"]
    page = client.get(shelf.address(*names, more="&level=2"))
    assert "Two offers for Trauma Informed" in page.words()
    assert table(page)["Compared here at level"] == [
        "2 Trauma Informed, another than its own",
        "2 Trauma Informed",
    ]
    assert page.field("level") == "2"
    page = client.get(shelf.address(*names, more="&level=2&standard=full"))
    assert page.field("standard") == "full"
    assert "Compared with Full" in page.words()


def test_a_line_opens_to_its_competencies_and_a_row_to_the_evidence(
    app: Flask, shelf: Shelf, client: Client
) -> None:
    page = client.get(link_of_line(client.get(shelf.address(*ALIKE)), "Language"))
    found = comparison_of(app, ALIKE)
    line = next(item for item in found.lines if item.key == "LA")
    assert part_codes(page) == [item.competency.code for item in line.competencies]
    row = page.by_id("row-L2-LA-K01")
    assert row is not None
    assert [page.words(cell) for cell in row.findall("td")] == [
        "DDeveloped Developed",
        "–Not treated",
        "IIntroduced Introduced",
        "A and C",
    ]
    opened = client.get(shelf.address(*ALIKE, more="&line=LA&evidence=L2-LA-K01"))
    module, mapping = next(
        (module, mapping)
        for module in demonstration("housing-teams").modules
        for mapping in module.mappings
        if mapping.code == "L2-LA-K01"
    )
    part = opened.words(opened.by_id("part"))
    assert mapping.evidence in part
    assert module.title in part
    assert part.count("Modules and evidence for L2-LA-K01") == 1
    whole = client.get(shelf.address(*ALIKE, more="&line=LA&evidence=all"))
    assert whole.words(whole.by_id("part")).count("Modules and evidence for") == 16


def link_of_line(page: Page, name: str) -> str:
    return link(page, f"{name} in detail")


def test_what_is_in_all_in_some_in_none_and_only_here(
    app: Flask, shelf: Shelf, client: Client
) -> None:
    found = comparison_of(app, ALIKE)
    sizes = {}
    for key in ("in-all", "in-some", "in-none", "only-a", "only-b", "only-c"):
        page = client.get(shelf.address(*ALIKE, more=f"&line={key}"))
        sizes[key] = len(part_codes(page))
    assert list(sizes.values()) == [19, 81, 53, *(o.only_mask.bit_count() for o in found.offers)]
    other = client.get(shelf.address(*NAMES[:2], more="&level=1"))
    assert "Of other levels 87" in other.words()
    assert len(part_codes(client.get(link(other, "Of other levels 87")))) == 87


def test_only_differences(shelf: Shelf, client: Client) -> None:
    page = client.get(shelf.address(*ALIKE, more="&line=KA&differences=yes"))
    shown = table(page)
    assert "Leads to" not in shown
    assert "Price" in shown
    whole = client.get(shelf.address(*ALIKE, more="&line=KA"))
    hidden = len(part_codes(whole)) - len(part_codes(page))
    assert hidden > 0
    assert f"{hidden} more that do not differ" in page.words(page.by_id("part"))
    # Whoever shows everything again still has the line open.
    assert "line=KA" in link(page, "Show everything")


def test_nothing_differs_between_two_copies(app: Flask, shelf: Shelf, client: Client) -> None:
    with app.app_context():
        twin = put_out(shelf.providers[0], demonstration("housing-teams"))
    address = f"/compare?pathway={shelf.ids['housing-teams']}&pathway={twin}&differences=yes"
    page = client.get(address)
    assert list(table(page)) == [
        "Cost and time",
        "Provider",
        "Nothing differs",
        "For whom, and where",
        "Quality and support",
        "In proportion",
        "Theme by theme",
        "Compared with Framework minimum",
        "Competencies only here",
    ]
    assert "Nothing here differs." in client.get(f"{address}&line=KA").words()
    assert "There are none." in client.get(f"{address}&line=only-a").words()


def test_htmx_gets_the_part_that_opens_and_nothing_else(shelf: Shelf, client: Client) -> None:
    page = client.get(shelf.address(*ALIKE, more="&line=KA"), htmx=True)
    assert page.text.count("hx-swap-oob") == 1
    assert page.by_id("compare-table") is None
    heading = page.by_id("part-title")
    assert heading is not None
    assert "autofocus" in heading.attrib
    # A row that opens leaves the focus where it was.
    page = client.get(shelf.address(*ALIKE, more="&line=KA&evidence=all"), htmx=True)
    again = page.by_id("part-title")
    assert again is not None
    assert "autofocus" not in again.attrib
    closed = client.get(shelf.address(*ALIKE), htmx=True)
    assert part_codes(closed) == []


def test_an_approval_of_the_published_version_is_named(
    app: Flask, shelf: Shelf, client: Client
) -> None:
    with app.app_context():
        approve(shelf.providers[1], shelf.ids["whole-school"])
    told = table(client.get(shelf.address(*ALIKE)))["Review"]
    assert told[1].startswith("Version 1 reviewed by Idris for Metro Commissioning on ")
    assert told[1].endswith("approved, by the standard Balanced")
    assert told[0] == "Self-declared (version 1)"


def test_what_is_limited_or_gone_is_not_compared(
    app: Flask, shelf: Shelf, client: Client, sign_in: SignIn
) -> None:
    with app.app_context():
        limited = put_out(
            shelf.providers[0], demonstration("youth-two-hours"), Visibility.ORGANISATIONS
        )
    address = shelf.address(*ALIKE[:2], more=f"&pathway={limited}")
    page = client.get(address, 404)
    assert "One of these pathways is not in the directory" in page.words()
    others = client.get(link(page, "Compare the others"))
    assert "Two offers for Trauma Informed" in others.words()
    assert client.raw.get(address.replace("/compare?", "/compare.xlsx?")).status_code == 404
    inside = sign_in(BUYER)
    assert "Three offers for Trauma Informed" in inside.get(address).words()
    with app.app_context():
        take_back(shelf.providers[0], limited)
    assert "Sign in" not in inside.get(address, 404).words()
    with app.app_context(), transaction() as session:
        session.get_one(Organisation, shelf.providers[1]).state = "closed"
    assert "One of these" in client.get(shelf.address(*ALIKE[:2]), 404).words()


def link_in_main(page: Page, words: str) -> str:
    main = page.all(".//main")[0]
    return next((e.get("href") or "" for e in main.iter("a") if page.words(e) == words), "")


def test_visitors_who_could_see_more_signed_in_are_told(app: Flask, client: Client) -> None:
    shelf = make_shelf(app, "housing-teams")
    with app.app_context():
        limited = put_out(
            shelf.providers[1], demonstration("whole-school"), Visibility.ORGANISATIONS
        )
    page = client.get(shelf.address("housing-teams", more=f"&pathway={limited}"), 404)
    assert link_in_main(page, "Sign in").startswith("/sign-in?next=/compare?pathway%3D")


@pytest.mark.parametrize(
    ("query", "status", "title"),
    [
        ("", 200, "Choose what to compare"),
        ("?pathway=", 404, "This pathway is not in the directory"),
        ("?pathway=nowhere", 404, "This pathway is not in the directory"),
        ("?pathway=nowhere&pathway=nothing", 404, "Two of these pathways are not"),
        ("?pathway=%00&pathway=%F0%9F%98%80", 404, "Two of these pathways are not"),
        ("?pathway={0}&pathway=nowhere", 404, "One of these pathways is not"),
        ("?pathway={0}&pathway={0}", 422, "One pathway stands there twice"),
        ("?pathway={0}&pathway={1}&pathway={0}", 422, "One pathway stands there twice"),
        (f"?{'&'.join(f'pathway=a{i}' for i in range(7))}", 422, "That is more than six"),
        ("?pathway={0}&pathway={1}&level=5", 404, "There is no such level"),
        ("?pathway={0}&pathway={1}&level=two", 404, "There is no such level"),
        ("?pathway={0}&pathway={1}&standard=gold", 404, "There is no such standard"),
        ("?pathway={0}&pathway=nowhere&standard=gold", 404, "One of these pathways is not"),
        ("?pathway={0}&pathway={1}&line=XX", 404, "There is no such part"),
        ("?pathway={0}&pathway={1}&line=only-f", 404, "There is no such part"),
        ("?pathway={0}&pathway={1}&line=others&level=2", 404, "There is no such part"),
    ],
)
def test_what_cannot_be_compared_is_said_with_what_to_do_next(
    app: Flask, client: Client, query: str, status: int, title: str
) -> None:
    shelf = make_shelf(app, *ALIKE[:2])
    page = client.get(f"/compare{query.format(*shelf.ids.values())}", status)
    assert title in page.words(page.all(".//h1")[0])
    assert link_in_main(page, "Go to the directory") == "/directory"
    if one := link_in_main(page, "Show the one"):
        assert "gold" in query or "One offer" in client.get(one).words()
    if status == 422:
        again = link_in_main(page, "Compare each of them once") or link_in_main(
            page, "Compare the first six"
        )
        assert bool(again) == (query.count("{1}") > 0 or "a6" in query)
    if "no such" in title:
        assert "Two offers" in client.get(link_in_main(page, "Show the comparison")).words()
    # Options that mean nothing to a row or to the page change nothing.
    file = client.raw.get(f"/compare.xlsx{query.format(*shelf.ids.values())}")
    if "line=" not in query:
        assert file.status_code == max(status, 404)


def test_words_of_providers_are_shown_as_typed_and_nothing_else(
    app: Flask, shelf: Shelf, client: Client
) -> None:
    evil = "<script>alert(1)</script>"
    mapping = Mapping("L2-KA-K01", Treatment.DEVELOPED, f"{evil} https://example.org/a?b=<c>")
    content = PathwayContent(
        "wm-tif-2024", evil, 2, modules=(Module("m", evil, mappings=(mapping,)),)
    )
    with app.app_context():
        made = put_out(shelf.providers[0], content)
    more = f"&pathway={made}&line=KA&evidence=L2-KA-K01"
    page = client.get(shelf.address("whole-school", more=more))
    assert evil not in page.text
    assert page.words(page.by_id("part")).count(evil) == 3
    assert link(page, "https://example.org/a?b=") == "https://example.org/a?b="


def test_official_wording_can_be_left_out(app: Flask, shelf: Shelf, client: Client) -> None:
    assert "Without the official wording" not in client.get(shelf.address(*ALIKE)).words()
    with app.app_context(), transaction() as session:
        row = session.get_one(CompetencyRow, ("wm-tif-2024", "L2-KA-K01"))
        row.wording, row.wording_state = "Words pasted by hand", "unverified"
    page = client.get(shelf.address(*ALIKE))
    without = link(page, "Without the official wording")
    for address, is_there in ((without.replace("&wording=no", ""), True), (without, False)):
        book = openpyxl.load_workbook(BytesIO(client.raw.get(address).get_data()))
        cells = {cell for row in book["Competencies"].iter_rows(values_only=True) for cell in row}
        assert ("Words pasted by hand" in cells) == is_there


def test_a_page_takes_as_many_statements_for_two_as_for_six(
    app: Flask, shelf: Shelf, client: Client
) -> None:
    counts = []
    for names, more in ((ALIKE[:2], ""), (NAMES[:6], ""), (NAMES[:6], "&line=KA&evidence=all")):
        client.get(shelf.address(*names, more=more))
        with statements_of(app) as statements:
            client.get(shelf.address(*names, more=more))
        counts.append(len([s for s in statements if s.lstrip().upper().startswith("SELECT")]))
    assert all(one == other for one, other in pairwise(counts)), counts
    assert counts[0] <= 5
