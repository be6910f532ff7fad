"""LibreOffice calculates every formula anew and finds the numbers of the app."""

from collections.abc import Mapping as AnyMapping
from dataclasses import replace
from io import BytesIO
from itertools import product
from pathlib import Path

import pytest

from pathways.domain.pathway.content import PathwayContent
from pathways.domain.rule.standards import ASSESSED, BALANCED, BUILT_IN, FRAMEWORK_MINIMUM, Standard
from pathways.workbook.qa.qa_matrix import QaSubject, write_qa_matrix
from tests.office import Office
from tests.workbook.files import facts, formulas, header_row, headings, opened, rows, values
from tests.workbook.subjects import (
    REQUIRED,
    SHARES,
    content,
    edition,
    marked,
    module,
    sampled,
    subject,
)

STANDARDS = (*BUILT_IN, SHARES, REQUIRED)
EVERYTHING = [(item.code, "DA"[item.bit % 2]) for item in edition().competencies]
ONE_REQUIRED = Standard("one", "One", "", required=frozenset({"L2-SE-S03", "L4-SP-02"}))
ALL_REQUIRED = Standard(
    "named", "Named", "", required=frozenset(edition().by_code), has_assessed=True
)
PATHWAYS = {
    "level 1 with gaps": sampled(1, 0.05, 2, seed=1),
    "level 2 whole": sampled(2, 0.3, 5, seed=2),
    "level 2 sparse": sampled(2, 0.012, 4, seed=3),
    "level 3 with entry": sampled(3, 0.1, 3, seed=4, entry_level=2),
    "level 4 alone": sampled(4, 0.02, 3, seed=5),
    "level 4 sparse": sampled(4, 0.004, 2, seed=6),
    "level 4 with entry": sampled(4, 0.03, 3, seed=7, entry_level=3),
    "empty": content(2),
    "empty at level 4, with entry": content(4, [module(1)], entry_level=3),
    "everything": content(4, [module(1, EVERYTHING), module(2)]),
}
TELLING = ("level 2 sparse", "level 4 sparse", "level 4 with entry")
CASES: dict[str, QaSubject] = {
    f"{name}, {standard.key}": subject(pathway, standard)
    for (name, pathway), standard in product(PATHWAYS.items(), STANDARDS)
    # Every standard where it tells most; of the others those that ask differently.
    if name in TELLING or standard in (ASSESSED, SHARES, REQUIRED)
} | {
    "one required": subject(PATHWAYS["level 2 sparse"], ONE_REQUIRED),
    "one required at level 4": subject(PATHWAYS["level 4 with entry"], ONE_REQUIRED),
    "all required": subject(PATHWAYS["level 4 sparse"], ALL_REQUIRED),
    "all required, with entry": subject(PATHWAYS["level 4 with entry"], ALL_REQUIRED),
    "200 modules": subject(sampled(1, 0.01, 200), BALANCED),
}
PARTS = 4
TELLING_CASES = [*CASES][:-5:3] + [*CASES][-5:]
"""Each pathway by one standard or two, each standard on some pathways, and what is of its kind."""


def test_the_telling_cases_leave_no_pathway_and_no_standard_out() -> None:
    told = " ".join(TELLING_CASES)
    assert [name for name in (*PATHWAYS, *(s.key for s in STANDARDS)) if name not in told] == []


def recalculated(office: Office, folder: Path, files: AnyMapping[str, bytes]) -> dict[str, bytes]:
    """Return the files as LibreOffice saves them, everything calculated anew."""
    paths = []
    for number, file in enumerate(files.values()):
        path = folder / f"{number}.xlsx"
        path.write_bytes(file)
        paths.append(path)
    converted = office.convert_all(paths)
    return {name: path.read_bytes() for name, path in zip(files, converted, strict=True)}


@pytest.mark.parametrize("part", range(PARTS))
def test_a_recalculation_finds_what_is_written_beside_each_formula(
    part: int, office: Office, tmp_path: Path, is_whole: bool
) -> None:
    names = ([*CASES] if is_whole else TELLING_CASES)[part::PARTS]
    files = {name: write_qa_matrix(CASES[name]) for name in names}
    for name, again in recalculated(office, tmp_path, files).items():
        wanted = formulas(files[name])
        assert len(wanted) > 100
        written = values(files[name], wanted)
        assert None not in written.values()
        assert values(again, wanted) == pytest.approx(written), name


Edit = tuple[PathwayContent, Standard, int, str | None]
EDITS: dict[str, Edit] = {
    "a gap is closed": (PATHWAYS["level 2 sparse"], BALANCED, 10, "D"),
    "marks are taken away": (PATHWAYS["level 2 whole"], ASSESSED, 140, None),
    "a share is reached": (PATHWAYS["level 1 with gaps"], SHARES, 40, "A"),
    "required ones come in": (PATHWAYS["level 2 sparse"], REQUIRED, 153, "I"),
    "level 4 loses its features": (PATHWAYS["everything"], FRAMEWORK_MINIMUM, 17, None),
    "level 4 is filled": (PATHWAYS["level 4 with entry"], REQUIRED, 419, "I"),
    "level 4 alone is filled": (PATHWAYS["level 4 alone"], BALANCED, 300, "A"),
}


def edited(name: str) -> tuple[QaSubject, bytes]:
    """Change marks in the Matrix of a workbook, and in the pathway as the app would."""
    pathway, standard, count, mark = EDITS[name]
    before = subject(pathway, standard)
    workbook = opened(write_qa_matrix(before))
    sheet = workbook["Matrix"]
    first = headings(sheet).index("Required by the standard") + 2
    codes = [str(row["Code"]) for row in rows(sheet)]
    # From the end at level 4, whose features are printed last.
    is_late = name.startswith("level 4")
    numbers = range(len(pathway.modules)) if mark is None else range(1)
    for place in range(len(codes))[-count:] if is_late else range(len(codes))[:count]:
        for number in numbers:
            sheet.cell(header_row(sheet) + 1 + place, first + number).value = mark
            pathway = marked(pathway, number, codes[place], mark)
    saved = BytesIO()
    workbook.save(saved)
    after = replace(before, content=pathway)
    assert after.report.headline != before.report.headline
    return after, saved.getvalue()


def test_the_workbook_follows_an_edited_matrix(office: Office, tmp_path: Path) -> None:
    edits = {name: edited(name) for name in EDITS}
    files = {name: file for name, (_, file) in edits.items()}
    for name, again in recalculated(office, tmp_path, files).items():
        after, file = edits[name]
        wanted = {
            place: formula
            for place, formula in formulas(file).items()
            if place[0] in ("Summary", "Modules")
        }
        expected = values(write_qa_matrix(after), wanted)
        assert values(again, wanted) == pytest.approx(expected), name
        found = opened(again, cached=True)
        assert facts(found["Summary"])["Headline"] == after.report.headline
        gaps = rows(found["Gaps"])
        by_code = edition().by_code
        for row in gaps:
            if row["Code"] != "Nothing":
                mask = by_code[str(row["Code"])].mask
                is_open = not mask & after.report.reached_mask
                assert row["Still open"] == ("Yes" if is_open else "No")
        now = {row["Code"]: row["In this pathway now"] for row in rows(found["Review"])}
        for item in after.matrix.rows:
            if item.competency.code in now:
                word = item.highest.word if item.highest else "Not treated"
                assert now[item.competency.code] == word


def test_a_blank_beside_a_mark_makes_no_difference(office: Office, tmp_path: Path) -> None:
    file = write_qa_matrix(subject(PATHWAYS["level 2 whole"], SHARES))
    workbook = opened(file)
    sheet = workbook["Matrix"]
    first = headings(sheet).index("Required by the standard") + 2
    for row in sheet.iter_rows(min_row=header_row(sheet) + 1, min_col=first):
        for cell in row[: len(PATHWAYS["level 2 whole"].modules)]:
            if cell.value:
                cell.value = f" {str(cell.value).lower()} "
    saved = BytesIO()
    workbook.save(saved)
    found = recalculated(office, tmp_path, {"blanks": saved.getvalue()})["blanks"]
    wanted = formulas(file)
    was, now = values(file, wanted), values(found, wanted)
    assert [place for place in wanted if now[place] != pytest.approx(was[place])] == []


def test_a_sorted_matrix_gives_the_same_summary(office: Office, tmp_path: Path) -> None:
    """Sorting moves rows, not ranges; the live cells of a row name only their own row."""
    file = write_qa_matrix(subject(PATHWAYS["level 2 whole"], SHARES))
    workbook = opened(file)
    sheet = workbook["Matrix"]
    width = headings(sheet).index("Modules that treat it")
    start, end = header_row(sheet) + 1, sheet.max_row
    body = [
        [sheet.cell(row, column).value for column in range(1, width + 1)]
        for row in range(end, start - 1, -1)
    ]
    for row, cells in enumerate(body, start=start):
        for column, value in enumerate(cells, start=1):
            sheet.cell(row, column).value = value
    saved = BytesIO()
    workbook.save(saved)
    found = recalculated(office, tmp_path, {"sorted": saved.getvalue()})["sorted"]
    wanted = {k: v for k, v in formulas(file).items() if k[0] in ("Summary", "Modules")}
    assert values(found, wanted) == pytest.approx(values(file, wanted))
