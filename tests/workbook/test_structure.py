"""The rules for accessible spreadsheets, read from the saved file."""

import re
from dataclasses import replace
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl.workbook import Workbook

from pathways.domain.review.finding import Finding
from pathways.domain.rule.standards import ASSESSED, BALANCED, FRAMEWORK_MINIMUM
from pathways.workbook.qa.qa_matrix import IDENTITY, QaSubject, ReviewEntry, write_qa_matrix
from tests.workbook.files import (
    SHEETS,
    facts,
    header_row,
    headings,
    opened,
    parts,
    rows,
    the_table,
    written,
)
from tests.workbook.subjects import (
    REQUIRED,
    content,
    edition,
    module,
    sampled,
    subject,
)

LONG_TITLE = "Understanding-what-has-happened " * 12

SUBJECTS = {
    "level 2": subject(sampled(2, 0.12, 4), review=(ReviewEntry("KA", Finding.MET, "Fine"),)),
    "level 4": subject(sampled(4, 0.06, 3, entry_level=3), ASSESSED),
    "no modules": subject(content(1)),
    "modules without mappings": subject(content(3, [module(1), module(2)])),
    "everything": subject(
        content(1, [module(1, [(c.code, "A") for c in edition().competencies])]),
        FRAMEWORK_MINIMUM,
    ),
    "wording": subject(
        sampled(2, 0.1, 20, seed=3),
        REQUIRED,
        wording={"L2-KA-K01": "A sentence of nobody's.", "L2-KA-K02": "Another."},
        unverified=frozenset({"L2-KA-K02"}),
    ),
    "long titles": subject(content(2, [module(1, title=LONG_TITLE), module(2, title=LONG_TITLE)])),
}


@pytest.fixture(scope="module", params=SUBJECTS, ids=str)
def case(request: pytest.FixtureRequest) -> QaSubject:
    """Give each subject in turn."""
    return SUBJECTS[request.param]


@pytest.fixture(scope="module")
def workbook(case: QaSubject) -> Workbook:
    """Give the subject's workbook as another program opens it."""
    return written(case)


def test_the_sheets_stand_in_order(workbook: Workbook) -> None:
    assert workbook.sheetnames == SHEETS
    assert workbook.active is workbook["Summary"]


def test_nothing_is_hidden_merged_or_drawn_over(workbook: Workbook) -> None:
    for sheet in workbook.worksheets:
        assert sheet.sheet_state == "visible"
        assert not sheet.merged_cells.ranges
        assert not any(row.hidden for row in sheet.row_dimensions.values())
        assert not any(column.hidden for column in sheet.column_dimensions.values())
        assert not sheet.protection.sheet


def test_each_sheet_has_one_table_that_starts_in_column_a_and_ends_with_it(
    workbook: Workbook,
) -> None:
    names = set()
    for sheet in workbook.worksheets:
        table = the_table(sheet)
        names.add(table.displayName)
        assert header_row(sheet) >= 2
        assert table.ref.split(":")[1] == sheet.dimensions.split(":")[1]
    assert len(names) == len(workbook.worksheets)


def test_headings_are_texts_of_their_own(workbook: Workbook) -> None:
    for sheet in workbook.worksheets:
        names = headings(sheet)
        assert all(name.strip() == name and 0 < len(name) <= 255 for name in names)
        assert len({name.casefold() for name in names}) == len(names)
        assert [column.name for column in the_table(sheet).tableColumns] == names


def test_no_row_and_no_column_of_a_table_is_blank(workbook: Workbook) -> None:
    for sheet in workbook.worksheets:
        table = rows(sheet)
        assert table
        assert all(row[headings(sheet)[0]] not in (None, "") for row in table)


def test_every_row_has_a_height_and_every_column_a_width(workbook: Workbook) -> None:
    for sheet in workbook.worksheets:
        last = sheet.max_row
        for number in range(1, last + 1):
            assert 15 <= sheet.row_dimensions[number].height <= 409
        assert len(sheet.column_dimensions) == sheet.max_column


def test_texts_wrap_in_arial_of_readable_size(workbook: Workbook) -> None:
    for sheet in workbook.worksheets:
        for row in sheet.iter_rows(min_row=header_row(sheet)):
            for cell in row:
                assert cell.font.name == "Arial"
                assert cell.font.size >= 11
                if isinstance(cell.value, str):
                    assert cell.alignment.wrap_text or cell.data_type == "f"


def test_the_first_cell_is_the_active_one(workbook: Workbook) -> None:
    for sheet in workbook.worksheets:
        assert {item.activeCell for item in sheet.sheet_view.selection} == {"A1"}
        assert sheet["A1"].value


def test_sheets_print_in_landscape_fitted_to_width_with_their_headings(
    workbook: Workbook,
) -> None:
    for sheet in workbook.worksheets:
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.page_setup.paperSize == 9
        row = header_row(sheet)
        assert sheet.print_title_rows == f"${row}:${row}"
        if sheet.title == "Summary":
            assert 11 * (sheet.page_setup.scale or 0) / 100 >= 8
            assert [found.id for found in sheet.row_breaks.brk] == [row - 2]
            continue
        fit = sheet.sheet_properties.pageSetUpPr
        assert fit
        assert fit.fitToPage
        across = sheet.page_setup.fitToWidth
        assert sheet.page_setup.fitToHeight == 0
        assert (sheet.print_title_cols is None) == (across == 1)


def test_nothing_prints_in_letters_below_eight_points(workbook: Workbook) -> None:
    """On A4 784 points are left, and a unit of width is six points at full size."""
    room = 784 / 6 * 11 / 8
    for sheet in workbook.worksheets:
        widths = [column.width for column in sheet.column_dimensions.values()]
        again = sheet.print_title_cols
        repeated = ord(str(again)[-1]) - ord("A") + 1 if again else 0
        pages, used = 1, sum(widths[:repeated])
        for width in widths[repeated:]:
            if used + width > room:
                pages, used = pages + 1, sum(widths[:repeated])
            used += width
            assert used <= room
        if sheet.title != "Summary":
            assert pages <= (sheet.page_setup.fitToWidth or 0), sheet.title


def test_each_sheet_of_paper_says_what_it_is_of(case: QaSubject, workbook: Workbook) -> None:
    for sheet in workbook.worksheets:
        footer: Any = sheet.oddFooter  # the stubs see every part as perhaps absent
        left, centre, right = (str(p.text) for p in (footer.left, footer.center, footer.right))
        assert left.endswith(case.version) or left.endswith("...")
        assert case.content.title[:40] in left
        assert centre.endswith(sheet.title)
        assert right.endswith("Page &P of &N")
        assert len(left + centre + right) < 240


def test_headings_are_styled_as_headings(workbook: Workbook) -> None:
    for sheet in workbook.worksheets:
        assert sheet["A1"].style == "Heading 1"
    caption = workbook["Summary"].cell(header_row(workbook["Summary"]) - 1, 1)
    assert (caption.value, caption.style) == ("Line by line", "Heading 2")


def test_a_sign_of_footers_in_a_title_stays_a_sign() -> None:
    made = subject(content(2, title="24 R&D &P courses & more"))
    for name, part in parts(write_qa_matrix(made)).items():
        if name.startswith("xl/worksheets/sheet"):
            assert b"&amp;L&amp;8 24 R&amp;&amp;D &amp;&amp;P courses &amp;&amp; more," in part


def test_the_grid_can_be_seen(workbook: Workbook) -> None:
    for sheet in workbook.worksheets:
        cell = sheet.cell(header_row(sheet) + 1, 1)
        assert contrast(cell.border.bottom.color.rgb, "FFFFFFFF") >= 3


def test_panes_are_frozen_on_matrix_and_review_alone_and_a_note_says_so(
    workbook: Workbook,
) -> None:
    frozen = {sheet.title for sheet in workbook.worksheets if sheet.freeze_panes}
    assert frozen == {"Matrix", "Review"}
    assert any(row["Term"] == "Frozen panes" for row in rows(workbook["Notes"]))


def test_drop_downs_say_what_they_take(case: QaSubject, workbook: Workbook) -> None:
    findings, days = workbook["Review"].data_validations.dataValidation
    assert (days.type, days.operator, days.formula1) == ("date", "between", "36526")
    assert findings.formula1 == f'"{",".join(finding.word for finding in Finding)}"'
    marks = workbook["Matrix"].data_validations.dataValidation
    assert [rule.formula1 for rule in marks] == (['"I,D,A"'] if case.content.modules else [])
    for rule in (findings, days, *marks):
        assert rule.showInputMessage
        assert rule.showErrorMessage
        assert rule.allow_blank
        assert len(rule.promptTitle) <= 32
        assert len(rule.prompt) <= 255
        assert len(rule.errorTitle) <= 32
        assert len(rule.error) <= 255


def test_colours_only_ever_follow_words(workbook: Workbook) -> None:
    for sheet in workbook.worksheets:
        for block in sheet.conditional_formatting:
            for rule in block.rules:
                assert rule.type == "cellIs"
                assert re.fullmatch(r'"[A-Z][A-Za-z ]*"', rule.formula[0])


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours as WCAG counts it."""

    def luminance(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (2, 4, 6)]
        linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_every_text_stands_out_from_its_ground(workbook: Workbook) -> None:
    for sheet in workbook.worksheets:
        for block in sheet.conditional_formatting:
            for rule in block.rules:
                assert contrast(rule.dxf.font.color.rgb, rule.dxf.fill.bgColor.rgb) >= 4.5
        for row in sheet.iter_rows():
            for cell in row:
                ground = cell.fill.fgColor.rgb if cell.fill.fill_type else "FFFFFFFF"
                assert contrast(cell.font.color.rgb, ground) >= 4.5


def test_the_document_says_what_it_is(case: QaSubject, workbook: Workbook) -> None:
    properties = workbook.properties
    assert properties.title == f"Quality assurance matrix: {case.content.title}"
    assert properties.creator == case.provider
    assert properties.language == "en-GB"
    assert properties.subject
    assert properties.description == case.report.headline
    assert properties.keywords
    moment = case.changed_at.replace(tzinfo=None, microsecond=0)
    assert properties.created == properties.modified == moment


def test_the_chart_has_an_alternative_text_and_values_of_its_own(case: QaSubject) -> None:
    files = parts(write_qa_matrix(case))
    charts = [name for name in files if name.startswith("xl/charts/")]
    assert charts == ["xl/charts/chart1.xml"]
    drawing = files["xl/drawings/drawing1.xml"].decode()
    found = re.search(r' descr="([^"]+)"', drawing)
    assert found
    first = case.report.lines[0]
    assert f"{first.line.short_name} {first.reached} of {first.total}" in found[1]
    assert files[charts[0]].count(b"<pt ") == 2 * len(case.report.lines)
    # The first column is printed on each further sheet of paper, with all that lies on it.
    place = re.search(r"<(?:\w+:)?col>(\d+)<", drawing)
    assert place
    assert int(place[1]) == 1


def test_there_are_no_links_macros_comments_or_outside_parts(case: QaSubject) -> None:
    for name, part in parts(write_qa_matrix(case)).items():
        assert not re.search(r"vba|external|comment|media|printerSettings", name, re.I)
        for link in re.findall(rb"<hyperlink [^>]*>", part):
            found = re.fullmatch(
                rb'<hyperlink ref="[A-Z]+[0-9]+" location="(\w+)!A[0-9]+" ?/>', link
            )
            assert found, link
            assert found[1].decode() in SHEETS
        assert b'TargetMode="External"' not in part


def test_summary_opens_with_what_was_judged_and_carries_the_licence(
    case: QaSubject, workbook: Workbook
) -> None:
    shown = facts(workbook["Summary"])
    assert list(shown)[:11] == [*SHEETS[1:], "Contact", "Review date"]
    assert list(shown)[11:15] == ["Provider", "Pathway", "Version", "Date of its last change"]
    assert shown["Provider"] == case.provider
    assert shown["Standard"] == case.standard.name
    assert shown["Attribution"] == case.edition.attribution
    assert str(shown["Licence"]).startswith(case.edition.licence)
    cached = facts(opened(write_qa_matrix(case), cached=True)["Summary"])
    assert cached["Headline"] == case.report.headline


def test_matrix_has_a_row_for_every_competency_judged_or_mapped(
    case: QaSubject, workbook: Workbook
) -> None:
    codes = [row["Code"] for row in rows(workbook["Matrix"])]
    assert codes == [row.competency.code for row in case.matrix.rows]
    assert len([name for name in headings(workbook["Matrix"]) if name.startswith("Module ")]) == (
        len(case.content.modules)
    )


@pytest.mark.parametrize(
    ("level", "lines", "count"), [(1, 6, 131), (2, 6, 153), (3, 6, 118), (4, 7, 419)]
)
def test_each_level_judges_its_own_competencies(level: int, lines: int, count: int) -> None:
    workbook = written(subject(content(level), BALANCED))
    assert len(rows(workbook["Summary"])) == lines
    assert len(rows(workbook["Matrix"])) == count
    assert len(rows(workbook["Gaps"])) == count
    subjects = 7 + len(edition().principles)
    assert len(rows(workbook["Review"])) == 1 + lines + count + subjects


def test_other_levels_count_for_progression_or_nothing() -> None:
    pathway = content(2, [module(1, [("L1-KA-K01", "I"), ("L2-KA-K01", "D"), ("L3-KA-K01", "A")])])
    table = {row["Code"]: row for row in rows(written(subject(pathway))["Matrix"])}
    counts = {
        code: table[code]["Counts towards"] for code in ("L1-KA-K01", "L2-KA-K01", "L3-KA-K01")
    }
    assert list(counts.values()) == ["Progression", "Line", "Nothing"]
    assert list(table)[-2:] == ["L1-KA-K01", "L3-KA-K01"]


def test_official_wording_is_printed_only_where_it_is_given_and_says_where_it_is_from() -> None:
    without = written(SUBJECTS["level 2"])["Matrix"]
    assert "Official wording" not in headings(without)
    with_wording = written(SUBJECTS["wording"])["Matrix"]
    table = {row["Code"]: row for row in rows(with_wording)}
    assert table["L2-KA-K01"]["Official wording"] == "A sentence of nobody's."
    assert table["L2-KA-K01"]["Source of the wording"] == "Published copy"
    assert table["L2-KA-K02"]["Source of the wording"] == "Typed in, unverified"
    assert table["L2-KA-K03"]["Source of the wording"] == "Not loaded"
    assert edition().attribution in str(with_wording["A3"].value)


def test_mappings_outside_the_edition_are_named_and_count_for_nothing() -> None:
    workbook = written(subject(content(2, [module(1, [("L9-XX-K99", "A")])])))
    (row,) = rows(workbook["Mappings"])
    assert row["Label"] == "Not in this edition: counts for nothing"


def test_findings_that_stand_are_shown_and_others_left_to_fill_in() -> None:
    entry = ReviewEntry("L2-KA-K01", Finding.PARTLY_MET, "More, please", "A. Reader", "3 May")
    dated = ReviewEntry("m:m1", Finding.MET, date="2027-05-03")
    pathway = content(2, [module(1)])
    sheet = written(subject(pathway, review=(entry, dated)))["Review"]
    table = {row["Code"]: row for row in rows(sheet)}
    day = table["Module 1"]["Date"]
    assert f"{day:%Y-%m-%d}" == "2027-05-03"
    place = [row["Code"] for row in rows(sheet)].index("Module 1") + header_row(sheet) + 1
    assert sheet.cell(place, headings(sheet).index("Date") + 1).number_format == "d mmm yyyy"
    row = table["L2-KA-K01"]
    assert (row["Finding"], row["Comment"]) == ("Partly met", "More, please")
    assert (row["Reviewer"], row["Date"]) == ("A. Reader", "3 May")
    assert table["KA"]["Finding"] is None


def test_the_identity_is_kept_in_the_file_and_absent_where_there_is_none() -> None:
    # The stubs know no document properties of one's own.
    marked: Any = written(replace(SUBJECTS["level 2"], identity="v1.abc.def"))
    assert marked.custom_doc_props[IDENTITY].value == "v1.abc.def"
    plain: Any = written(SUBJECTS["level 2"])
    assert not plain.custom_doc_props.names


def test_the_same_content_gives_the_same_bytes(case: QaSubject) -> None:
    one = write_qa_matrix(case)
    assert write_qa_matrix(replace(case)) == one
    with ZipFile(BytesIO(one)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
