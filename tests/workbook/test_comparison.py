"""The workbook of a comparison: the same rules for spreadsheets, and LibreOffice's own numbers."""

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl.workbook import Workbook
from pypdf import PdfReader

from pathways.domain.comparison.comparison import Offer, compare_offers
from pathways.domain.comparison.conclusions import conclude
from pathways.domain.pathway.content import Mapping
from pathways.domain.pathway.offer import length_of
from pathways.domain.pathway.treatment import Treatment
from pathways.domain.rule.strip import line_is_backed
from pathways.workbook.comparison import ComparisonSubject, write_comparison
from tests.factories import demonstration
from tests.office import Office
from tests.workbook.comparisons import COMPARISONS, DENSE, SPARSE, comparison
from tests.workbook.files import facts, formulas, header_row, headings, opened, parts, rows, values
from tests.workbook.subjects import content, edition, module
from tests.workbook.test_recalculation import recalculated

# Rules that hold for every workbook of ours: collected here again, for this one.
from tests.workbook.test_structure import (  # noqa: F401
    test_colours_only_ever_follow_words,
    test_each_sheet_has_one_table_that_starts_in_column_a_and_ends_with_it,
    test_every_row_has_a_height_and_every_column_a_width,
    test_every_text_stands_out_from_its_ground,
    test_headings_are_texts_of_their_own,
    test_no_row_and_no_column_of_a_table_is_blank,
    test_nothing_is_hidden_merged_or_drawn_over,
    test_texts_wrap_in_arial_of_readable_size,
    test_the_first_cell_is_the_active_one,
)


@pytest.fixture(scope="module", params=COMPARISONS, ids=str)
def case(request: pytest.FixtureRequest) -> ComparisonSubject:
    """Give each comparison in turn."""
    return COMPARISONS[request.param]


@pytest.fixture(scope="module")
def workbook(case: ComparisonSubject) -> Workbook:
    """Give the comparison's workbook as another program opens it."""
    return opened(write_comparison(case))


@pytest.fixture(scope="module")
def shown(case: ComparisonSubject) -> Workbook:
    """Give it with the values that stand beside its formulas."""
    return opened(write_comparison(case), cached=True)


def test_the_sheets_stand_in_order(workbook: Workbook) -> None:
    assert workbook.sheetnames == ["Summary", "Themes", "Competencies", "Evidence", "Notes"]
    assert workbook.active is workbook["Summary"]


def test_panes_are_frozen_on_competencies_alone_and_a_note_says_so(workbook: Workbook) -> None:
    frozen = {sheet.title for sheet in workbook.worksheets if sheet.freeze_panes}
    assert frozen == {"Competencies"}
    assert any(row["Term"] == "Frozen panes" for row in rows(workbook["Notes"]))


def test_summary_shows_what_each_report_says(case: ComparisonSubject, shown: Workbook) -> None:
    table = {(row["Theme"], row["Offer"]): row for row in rows(shown["Themes"])}
    count = 0
    for item in case.offers:
        for line in item.report.lines:
            row = table[line.line.short_name, item.letter]
            count += 1
            assert row["Reached"] == line.reached
            assert row["Total"] == line.total
            assert row["Assessed"] == line.assessed
            assert row["Minutes"] == line.minutes
            assert row["Status"] == (line.status.capitalize() if line.reached else "Nothing")
            is_backed = line.by_entry or line_is_backed(line, item.proportion)
            word = "Met" if is_backed else "Claimed"
            assert row["Meets the standard"] == (word if line.is_met else "Not met")
            claimed = "Everything that the standard asks is claimed, and not all of it is backed."
            assert (row["Reason"] == claimed) == (line.is_met and not is_backed)
            for strand in line.strands:
                name = case.edition.by_strand[strand.strand].short_name
                assert row[f"{name} reached"] == strand.reached
                assert row[f"{name} total"] == strand.total
    assert len(table) == count
    told = facts(shown["Summary"])
    assert told["In short, as exported"] == " ".join(case.conclusions)
    assert told["Attribution"] == case.edition.attribution


def test_competencies_hold_every_row_of_the_comparison(
    case: ComparisonSubject, shown: Workbook
) -> None:
    table = rows(shown["Competencies"])
    found = case.comparison
    # What some offer treats stands first, and goes on paper.
    order = sorted((*found.competencies, *found.others), key=lambda item: not item.letters)
    assert [row["Code"] for row in table] == [item.competency.code for item in order]
    names = [name for name in headings(shown["Competencies"]) if name[1:2] == ":"]
    assert len(names) == len(case.offers)
    for row, item in zip(table, order, strict=True):
        assert [row[name] for name in names] == [mark and mark.value for mark in item.treatments]
        assert row["In how many offers"] == len(item.letters)
        assert row["Found"] == f"In {item.spread}"


def side_by_side(book: Workbook) -> dict[str, list[object]]:
    """Return the cells of each row of Summary by its label."""
    return {
        str(row["What"]): [value for name, value in row.items() if name != "What"]
        for row in rows(book["Summary"])
    }


def test_summary_has_the_offers_side_by_side(case: ComparisonSubject, shown: Workbook) -> None:
    told = side_by_side(shown)
    heads = headings(shown["Summary"])[1:]
    assert [name[:2] for name in heads] == [f"{item.letter}:" for item in case.offers]
    for label, words in case.facts:
        assert told[label] == [one or "Not stated" for one in words]
    for place, item in enumerate(case.offers):
        one = {label: cells[place] for label, cells in told.items()}
        met = [line for line in item.report.lines if line.is_met]
        backed = sum(line.by_entry or line_is_backed(line, item.proportion) for line in met)
        word = "Met" if item.is_backed else "Claimed"
        assert one["Provider"] == item.offer.provider
        assert one["Minutes"] == (length_of(item.offer.content) or "Not stated")
        assert one["Meets the standard"] == (word if item.report.is_met else "Not met")
        assert one["Themes met"] == f"{backed} of {len(item.report.lines)}"
        assert one["Claimed"] == f"{item.report.reached} of {item.report.total}"
        assert one["Only in this offer"] == item.only_mask.bit_count()
        assert one["Headline, as exported"] == item.report.headline
        counted, whole = item.proportion, item.measured.proportion
        assert (one["Backed"], one["Assessed"]) == (counted.backed, counted.assessed)
        assert (one["With a note of its own"], one["Time for"]) == (counted.noted, whole.time_for)
        tenths = whole.tenths_an_hour
        assert one["In an hour"] == ("Not stated" if tenths is None else tenths / 10)
        said = str(one["What to look at"]).split("\n")
        assert said == ([caution.text for caution in item.measured.cautions] or ["Nothing"])
        for line in case.comparison.lines:
            report = line.cells[place]
            if report is None:
                assert one[line.short_name] == "Not compared here"
            else:
                assert str(one[line.short_name]).startswith(f"{report.reached} of {report.total}, ")
        lines = [line for line in rows(shown["Themes"]) if line["Offer"] == item.letter]
        assert {line["Theme"]: line["Backed, as exported"] for line in lines} == {
            cell.short_name: cell.backed for cell in item.strip
        }


def test_each_sheet_prints_on_large_paper_in_letters_of_eight_points(workbook: Workbook) -> None:
    """On A3 1133 points are left, and a unit of width is six points at full size."""
    for sheet in workbook.worksheets:
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.page_setup.paperSize == 8
        row = header_row(sheet)
        assert sheet.print_title_rows == f"${row}:${row}"
        widths = [column.width for column in sheet.column_dimensions.values()]
        if sheet.title == "Competencies":
            widths.pop()
        if sheet.page_setup.fitToWidth == 1:
            assert sum(widths) <= 1133 / 6 * 11 / 8


def test_three_offers_take_eight_sheets_of_paper(office: Office, tmp_path: Path) -> None:
    """At their own levels, which is the longest case; six take no more than twice as many."""
    names = ("family-hub-leads", "front-desk", "housing-teams")
    more = ("whole-school", "youth-two-hours", "specialist-service")
    counts = {}
    for name, chosen in (("three", names), ("six", (*names, *more))):
        path = tmp_path / f"{name}.xlsx"
        path.write_bytes(write_comparison(comparison([demonstration(one) for one in chosen])))
        paper = office.convert(path, "pdf").read_bytes()
        counts[name] = len(PdfReader(BytesIO(paper)).pages)
    assert counts["three"] <= 8
    assert counts["six"] <= 16


def test_what_is_claimed_and_not_backed_is_nowhere_called_met() -> None:
    """As on the page: the same claims with notes of their own, and without."""
    noted = content(2, [module(1, [(code, "D") for code in ONE_EACH], minutes=600)])
    notes = [replace(m, evidence=f"Exercise of {m.code}") for m in noted.modules[0].mappings]
    backed = replace(noted, modules=(replace(noted.modules[0], mappings=tuple(notes)),))
    bare = [replace(m, evidence="") for m in notes]
    claimed = replace(noted, modules=(replace(noted.modules[0], mappings=tuple(bare)),))
    book = opened(write_comparison(comparison([backed, claimed])), cached=True)
    assert side_by_side(book)["Meets the standard"] == ["Met", "Claimed"]
    for row in rows(book["Themes"]):
        word = {"A": "Met", "B": "Claimed"}[str(row["Offer"])]
        assert row["Meets the standard"] == word
        assert ("is here" in str(row["Reason"])) == (word == "Met")


ONE_EACH = [next(iter(edition().members(line.mask))).code for line in edition().lines(2)]


def test_offers_are_told_in_the_words_of_readers(shown: Workbook) -> None:
    """A published version is frozen: nothing is still to come."""
    for sheet in shown.worksheets:
        for row in rows(sheet):
            reason = str(row.get("Reason", ""))
            assert "yet" not in reason
            assert "still to come" not in reason


def test_evidence_has_a_row_for_each_mapping(case: ComparisonSubject, shown: Workbook) -> None:
    wanted = [
        (item.letter, number, mapping.code)
        for item in case.offers
        for number, module_ in enumerate(item.offer.content.modules, start=1)
        for mapping in module_.mappings
    ]
    found = [(row["Offer"], row["Module"], row["Code"]) for row in rows(shown["Evidence"])]
    assert sorted(found) == sorted(wanted) or (not wanted and found[0][0] == "Nothing")


def test_official_wording_is_printed_only_where_it_is_given() -> None:
    without = opened(write_comparison(COMPARISONS["two of one level"]))["Competencies"]
    assert "Official wording" not in headings(without)
    sheet = opened(write_comparison(COMPARISONS["wording"]))["Competencies"]
    table = {row["Code"]: row for row in rows(sheet)}
    assert table["L2-KA-K01"]["Official wording"] == "A sentence of nobody's."
    assert table["L2-KA-K02"]["Source of the wording"] == "Typed in, unverified"
    assert edition().attribution in str(sheet["A3"].value)


def test_the_document_says_what_it_is(case: ComparisonSubject, workbook: Workbook) -> None:
    properties = workbook.properties
    assert properties.title.startswith("Comparison of ")
    assert properties.description == " ".join(case.conclusions)
    assert properties.language == "en-GB"
    assert properties.created == case.changed_at.replace(tzinfo=None, microsecond=0)


def test_the_same_comparison_gives_the_same_bytes(case: ComparisonSubject) -> None:
    assert write_comparison(replace(case)) == write_comparison(case)


def test_words_of_providers_never_become_formulas_or_links() -> None:
    title = '=HYPERLINK("https://example.org","_x0041_")'
    hostile = module(
        1, [("L2-KA-K01", "A")], title="=1+1", outcomes=(), description="@SUM(A1)", delivery="-2"
    )
    evidence = (Mapping("L2-KA-K01", Treatment.ASSESSED, "=cmd|'/c calc'!A1"),)
    made = content(2, [replace(hostile, mappings=evidence)])
    found = compare_offers(
        edition(), [Offer("a", title, "+Provider", made), Offer("b", "#REF!", "@b", SPARSE)]
    )
    subject = replace(COMPARISONS["nothing in any"], comparison=found, conclusions=conclude(found))
    file = write_comparison(subject)
    book = opened(file)
    plain = formulas(write_comparison(COMPARISONS["two of one level"]))
    assert {text.partition("(")[0] for text in formulas(file).values()} <= {
        text.partition("(")[0] for text in plain.values()
    }
    assert side_by_side(book)["Provider"] == ["+Provider", "@b"]
    assert headings(book["Summary"])[1] == f"A: {title}".replace("_x0041_", "_x005F_x0041_")
    assert rows(book["Evidence"])[0]["Evidence"] == "=cmd|'/c calc'!A1"
    assert not any(b"<hyperlink" in part for part in parts(file).values())


def test_a_recalculation_finds_what_is_written_beside_each_formula(
    office: Office, tmp_path: Path
) -> None:
    files = {name: write_comparison(subject) for name, subject in COMPARISONS.items()}
    for name, again in recalculated(office, tmp_path, files).items():
        wanted = formulas(files[name])
        assert len(wanted) > 300
        written = values(files[name], wanted)
        assert None not in written.values()
        assert values(again, wanted) == pytest.approx(written), name


def test_the_workbook_follows_an_edited_mark(office: Office, tmp_path: Path) -> None:
    """What is typed into Competencies gives the numbers that such offers would have."""
    before = comparison([SPARSE, DENSE])
    book = opened(write_comparison(before))
    sheet = book["Competencies"]
    first = headings(sheet).index("In a line compared") + 2
    codes = [str(row["Code"]) for row in rows(sheet)]
    added, taken = codes[:40], codes[100:153]
    for place, code in enumerate(codes, start=header_row(sheet) + 1):
        if code in added:
            sheet.cell(place, first).value = "A"
        if code in taken:
            sheet.cell(place, first).value = None
    saved = BytesIO()
    book.save(saved)
    kept = [
        replace(item, mappings=tuple(m for m in item.mappings if m.code not in (*added, *taken)))
        for item in SPARSE.modules
    ]
    changed = replace(SPARSE, modules=(*kept, module(9, [(code, "A") for code in added])))
    subject = comparison([changed, DENSE])
    # What is behind the claims stays as exported.
    offers = tuple(
        replace(new, measured=old.measured)
        for new, old in zip(subject.offers, before.offers, strict=True)
    )
    found_after = replace(subject.comparison, offers=offers)
    after = write_comparison(replace(subject, comparison=found_after))
    found = recalculated(office, tmp_path, {"edited": saved.getvalue()})["edited"]
    wanted = {key: text for key, text in formulas(after).items() if key[0] in ("Summary", "Themes")}
    assert values(found, wanted) == pytest.approx(values(after, wanted))
    # A workbook written anew puts what is treated first: rows are known by their code.
    edited, anew = (
        {row["Code"]: row for row in rows(opened(one, cached=True)["Competencies"])}
        for one in (found, after)
    )
    assert {code: edited[code] for code in anew} == anew
