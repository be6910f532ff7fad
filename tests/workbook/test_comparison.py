"""The workbook of a comparison: the same rules for spreadsheets, and LibreOffice's own numbers."""

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl.workbook import Workbook

from pathways.domain.comparison.comparison import Offer, compare_offers
from pathways.domain.comparison.conclusions import conclude
from pathways.domain.pathway.content import Mapping
from pathways.domain.pathway.treatment import Treatment
from pathways.domain.rule.strip import line_is_backed
from pathways.workbook.comparison import ComparisonSubject, write_comparison
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
    test_sheets_print_in_landscape_fitted_to_width_with_their_headings,
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
    assert workbook.sheetnames == ["Summary", "Competencies", "Evidence", "Offers", "Notes"]
    assert workbook.active is workbook["Summary"]


def test_panes_are_frozen_on_competencies_alone_and_a_note_says_so(workbook: Workbook) -> None:
    frozen = {sheet.title for sheet in workbook.worksheets if sheet.freeze_panes}
    assert frozen == {"Competencies"}
    assert any(row["Term"] == "Frozen panes" for row in rows(workbook["Notes"]))


def test_summary_shows_what_each_report_says(case: ComparisonSubject, shown: Workbook) -> None:
    table = {(row["Line"], row["Offer"]): row for row in rows(shown["Summary"])}
    count = 0
    for item in case.offers:
        for line in item.report.lines:
            row = table[line.line.short_name, item.letter]
            count += 1
            assert row["Reached"] == line.reached
            assert row["Total"] == line.total
            assert row["Assessed"] == line.assessed
            assert row["Minutes"] == line.minutes
            assert row["Status"] == line.status.capitalize()
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
    assert [row["Code"] for row in table] == [
        item.competency.code for item in (*found.competencies, *found.others)
    ]
    names = [name for name in headings(shown["Competencies"]) if name[1:2] == ":"]
    assert len(names) == len(case.offers)
    for row, item in zip(table, (*found.competencies, *found.others), strict=True):
        assert [row[name] for name in names] == [mark and mark.value for mark in item.treatments]
        assert row["In how many offers"] == len(item.letters)
        assert row["Found"] == f"In {item.spread}"


def test_offers_hold_the_facts_and_the_counts_together(
    case: ComparisonSubject, shown: Workbook
) -> None:
    for row, item in zip(rows(shown["Offers"]), case.offers, strict=True):
        assert row["Offer"] == item.letter
        assert row["Reached"] == item.report.reached
        assert row["Only in this offer"] == item.only_mask.bit_count()
        word = "Met" if item.is_backed else "Claimed"
        assert row["Meets the standard"] == (word if item.report.is_met else "Not met")
        met = sum(1 for line in item.report.lines if line.is_met)
        claimed = row["Lines claimed, not all backed"]
        assert int(str(row["Lines met"])) + int(str(claimed)) == met
        assert row["Headline, as exported"] == item.report.headline
    assert all(row["Price"] for row in rows(shown["Offers"]))


def test_offers_and_lines_say_what_is_behind_the_claims(
    case: ComparisonSubject, shown: Workbook
) -> None:
    for row, item in zip(rows(shown["Offers"]), case.offers, strict=True):
        counted, whole = item.proportion, item.measured.proportion
        assert (row["Claimed"], row["Backed"]) == (counted.claimed, counted.backed)
        assert (row["Assessed"], row["With a note of its own"]) == (counted.assessed, counted.noted)
        assert row["Time for"] == whole.time_for
        tenths = whole.tenths_an_hour
        assert row["In an hour"] == ("Not stated" if tenths is None else tenths / 10)
        said = str(row["What to look at"]).split("\n")
        assert said == ([one.text for one in item.measured.cautions] or ["Nothing"])
        lines = [line for line in rows(shown["Summary"]) if line["Offer"] == item.letter]
        backed = {line["Line"]: line["Backed, as exported"] for line in lines}
        assert backed == {cell.short_name: cell.backed for cell in item.strip}


def test_what_is_claimed_and_not_backed_is_nowhere_called_met() -> None:
    """As on the page: the same claims with notes of their own, and without."""
    noted = content(2, [module(1, [(code, "D") for code in ONE_EACH], minutes=600)])
    notes = [replace(m, evidence=f"Exercise of {m.code}") for m in noted.modules[0].mappings]
    backed = replace(noted, modules=(replace(noted.modules[0], mappings=tuple(notes)),))
    bare = [replace(m, evidence="") for m in notes]
    claimed = replace(noted, modules=(replace(noted.modules[0], mappings=tuple(bare)),))
    book = opened(write_comparison(comparison([backed, claimed])), cached=True)
    assert [row["Meets the standard"] for row in rows(book["Offers"])] == ["Met", "Claimed"]
    for row in rows(book["Summary"]):
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
    assert sorted(found) == sorted(wanted) or (not wanted and found[0][0] == "None")


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
    assert rows(book["Offers"])[0]["Title"] == title.replace("_x0041_", "_x005F_x0041_")
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
    wanted = {key: text for key, text in formulas(after).items() if key[0] != "Evidence"}
    assert values(found, wanted) == pytest.approx(values(after, wanted))
