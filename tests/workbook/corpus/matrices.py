"""Matrices of competencies as people keep them, with the marks that are in them.

What they call a competency is our code in some spelling, our label, or words like it.
"""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from openpyxl import Workbook

from tests.domain.samples import WM
from tests.workbook.corpus.outlines import sheets
from tests.workbook.word import document, line, table

Mark = tuple[int, str, str]
"""Module number, code, and "I", "D", "A" or "?"."""


@dataclass(frozen=True)
class MatrixFile:
    """A file with what it says."""

    name: str
    titles: tuple[str, ...]
    make: Callable[[], bytes]
    marks: frozenset[Mark]


MATRICES: Final[list[MatrixFile]] = []
L1: Final = [one for one in WM.competencies if one.level == 1]
L2: Final = [one for one in WM.competencies if one.level == 2]
BY_CODE: Final = WM.by_code
_Pattern = Sequence[str]


def marks_of(codes: Sequence[str], rows: Sequence[_Pattern], meaning: dict[str, str]) -> set[Mark]:
    """Return the marks that rows of signs stand for."""
    return {
        (number, code, meaning[sign])
        for code, row in zip(codes, rows, strict=True)
        for number, sign in enumerate(row, start=1)
        if sign in meaning
    }


def keep(
    name: str, titles: Sequence[str], marks: set[Mark]
) -> Callable[[Callable[[], bytes]], Callable[[], bytes]]:
    def hold(make: Callable[[], bytes]) -> Callable[[], bytes]:
        MATRICES.append(MatrixFile(name, tuple(titles), make, frozenset(marks)))
        return make

    return hold


IDA: Final = {"I": "I", "D": "D", "A": "A"}
PLAIN: Final = [
    "I..", "ID.", "..A", "I.D", "DA.", ".I.", "IDA", "..D", ".A.", "I..", ".D.", "A..",
]  # fmt: skip
CODES: Final = [one.code for one in L1[:12]]


def rows_of(
    names: Sequence[str], signs: dict[str, str], pattern: Sequence[str] = PLAIN
) -> list[Any]:
    return [
        [name, *(signs.get(sign, "") for sign in row)]
        for name, row in zip(names, pattern, strict=True)
    ]


THREE: Final = ("Calm start", "Good words", "Safe rooms")
HEADS: Final = [f"Module {n}: {title}" for n, title in enumerate(THREE, start=1)]


@keep("codes.csv", THREE, marks_of(CODES, PLAIN, IDA))
def codes_csv() -> bytes:
    rows = [["Code", *HEADS], *rows_of(CODES, {"I": "I", "D": "D", "A": "A"})]
    return "\n".join(",".join(row) for row in rows).encode()


@keep("lower case and spaces.xlsx", THREE, marks_of(CODES, PLAIN, IDA))
def loose_codes() -> bytes:
    names = [code.lower().replace("-", " ") for code in CODES]
    rows = rows_of(names, {"I": "i", "D": "d ", "A": " a"})
    return sheets(("Map", [["Ref", *HEADS], *rows]))


@keep("short codes.xlsx", THREE, marks_of(CODES, PLAIN, IDA))
def short_codes() -> bytes:
    names = [code.removeprefix("L1-").replace("-", ".").replace("K0", "K") for code in CODES]
    top = [["Mapping to level 1"], ["Competency", *HEADS]]
    return sheets(("Map", [*top, *rows_of(names, {"I": "Intro", "D": "Dev", "A": "Assess"})]))


@keep("number first.csv", THREE, marks_of(CODES, PLAIN, IDA))
def number_first() -> bytes:
    names = [code.removeprefix("L").replace("-", ".") for code in CODES]
    rows = [["Competency ref", *HEADS], *rows_of(names, {"I": "I", "D": "D", "A": "A"})]
    return "\n".join(";".join(row) for row in rows).encode("cp1252")


@keep("code and label in one.xlsx", THREE, marks_of(CODES, PLAIN, IDA))
def code_and_label() -> bytes:
    names = [f"{code}: {BY_CODE[code].label}" for code in CODES]
    return sheets(("Map", [["Statement", *HEADS], *rows_of(names, IDA)]))


@keep("ticks.xlsx", THREE, marks_of(CODES, PLAIN, dict.fromkeys("IDA", "?")))
def ticks() -> bytes:
    names = [BY_CODE[code].label for code in CODES]
    return sheets(
        ("Map", [["Framework statement", *HEADS], *rows_of(names, dict.fromkeys("IDA", "✓"))])
    )


@keep("ticks with a key.xlsx", THREE, marks_of(CODES, PLAIN, IDA))
def keyed() -> bytes:
    signs = {"I": "○", "D": "◐", "A": "●"}
    key = [["Key: ○ = introduced, ◐ = practised, ● = assessed"], []]
    names = [BY_CODE[code].label for code in CODES]
    return sheets(("Map", [*key, ["Competency", *HEADS], *rows_of(names, signs)]))


@keep("levels of one to three.xlsx", THREE, marks_of(CODES, PLAIN, IDA))
def numbers() -> bytes:
    rows = rows_of(CODES, {"I": "1", "D": "2", "A": "3"})
    whole = [[row[0], *(int(cell) if cell else None for cell in row[1:])] for row in rows]
    return sheets(("Map", [["Code", *HEADS, "Total"], *([*row, 3] for row in whole)]))


@keep("ones alone.xlsx", THREE, marks_of(CODES, PLAIN, dict.fromkeys("IDA", "?")))
def ones() -> bytes:
    rows = rows_of(CODES, dict.fromkeys("IDA", "1"))
    return sheets(("Map", [["Code", *HEADS], *rows, ["Total", "5", "6", "5"]]))


@keep("turned.xlsx", THREE, marks_of(CODES, PLAIN, IDA))
def turned_round() -> bytes:
    rows = [["", *HEADS], *rows_of(CODES, IDA)]
    return sheets(("Map", [list(row) for row in zip(*rows, strict=True)]))


@keep("turned with labels.xlsx", THREE, marks_of(CODES, PLAIN, IDA))
def turned_labels() -> bytes:
    rows = [["", *HEADS], *rows_of(CODES, IDA)]
    labels = ["Competency", *(BY_CODE[code].label for code in CODES)]
    across = [list(row) for row in zip(*rows, strict=True)]
    return sheets(("Map", [across[0], labels, *across[1:]]))


@keep("list.csv", THREE, marks_of(CODES, PLAIN, IDA))
def as_list() -> bytes:
    lines = ["Module no,Module,Code,Level of treatment,Evidence,Page"]
    for number, title in enumerate(THREE, start=1):
        for code, row in zip(CODES, PLAIN, strict=True):
            if row[number - 1] in IDA:
                word = {"I": "Introduced", "D": "Developed", "A": "Assessed"}[row[number - 1]]
                lines.append(f"{number},{title},{code},{word},Slides,{number}")
    return "\n".join(lines).encode()


@keep("codes in a cell.xlsx", THREE, marks_of(CODES, PLAIN, dict.fromkeys("IDA", "?")))
def codes_in_cell() -> bytes:
    rows: list[list[Any]] = [["Module", "Duration", "Competencies covered"]]
    for number, title in enumerate(THREE):
        codes = [code for code, row in zip(CODES, PLAIN, strict=True) if row[number] in IDA]
        rows.append([title, "60 min", ", ".join(codes)])
    return sheets(("Course", rows))


@keep("three columns of codes.xlsx", THREE, marks_of(CODES, PLAIN, IDA))
def three_columns() -> bytes:
    rows: list[list[Any]] = [["Session", "Minutes", "Introduces", "Develops", "Assesses"]]
    for number, title in enumerate(THREE):
        cells = [
            "\n".join(c for c, row in zip(CODES, PLAIN, strict=True) if row[number] == sign)
            for sign in "IDA"
        ]
        rows.append([title, 60, *cells])
    return sheets(("Course", rows))


@keep("module numbers.xlsx", ("Module 1", "Module 2", "Module 3"), marks_of(CODES, PLAIN, IDA))
def module_numbers() -> bytes:
    rows: list[list[Any]] = [["Code", "Competency", "Introduced in", "Developed in", "Assessed in"]]
    for code, row in zip(CODES, PLAIN, strict=True):
        cells = [
            ", ".join(str(n) for n, sign in enumerate(row, start=1) if sign == wanted)
            for wanted in "IDA"
        ]
        rows.append([code, BY_CODE[code].label, *cells])
    return sheets(("Course", rows))


@keep("module words.csv", ("Module 1", "Module 2", "Module 3"), marks_of(CODES, PLAIN, IDA))
def module_words() -> bytes:
    lines = ["Competency\tWhere introduced\tWhere developed\tWhere assessed"]
    for code, row in zip(CODES, PLAIN, strict=True):
        cells = [
            "; ".join(f"Module {n}" for n, sign in enumerate(row, start=1) if sign == wanted)
            for wanted in "IDA"
        ]
        lines.append("\t".join([BY_CODE[code].label, *cells]))
    return "\n".join(lines).encode("utf-16")


@keep("word matrix.docx", THREE, marks_of(CODES, PLAIN, IDA))
def word_matrix() -> bytes:
    rows = rows_of([f"{code} {BY_CODE[code].label}" for code in CODES], IDA)
    return document(
        line("Mapping", "Heading1"),
        line("I = introduced, D = developed, A = assessed"),
        table([["Competency", *HEADS], *rows]),
    )


@keep("sections and marks with notes.xlsx", THREE, marks_of(CODES, PLAIN, IDA))
def sections() -> bytes:
    theme: dict[str | None, str] = {one.code: one.name for one in WM.themes}
    rows: list[list[Any]] = [["Code", "Competency", *HEADS, "Comments"]]
    for place, (code, row) in enumerate(zip(CODES, PLAIN, strict=True)):
        if place % 6 == 0:
            rows.append([theme[BY_CODE[code].theme].upper()])
        rows.append(
            [
                code,
                BY_CODE[code].label,
                *(f"{s} - slide {place}" if s in IDA else "" for s in row),
                "",
            ]
        )
    return sheets(("Map", rows))


@keep(
    "several marks in a cell.xlsx",
    THREE,
    {(n, c, {"I": "I", "D": "D", "A": "A"}[s]) for n, c, s in marks_of(CODES, PLAIN, IDA)},
)
def several() -> bytes:
    return sheets(
        ("Map", [["Code", *HEADS], *rows_of(CODES, {"I": "I", "D": "I/D", "A": "I, D, A"})])
    )


@keep("reinforced and mastered.xlsx", THREE, marks_of(CODES, PLAIN, IDA))
def mastery() -> bytes:
    rows = rows_of(CODES, {"I": "I", "D": "R", "A": "M"})
    key = [["I", "Introduced"], ["R", "Reinforced"], ["M", "Mastered (assessed)"]]
    return sheets(("Map", [["Code", *HEADS], *rows, [], *key]))


@keep("merged.xlsx", THREE, marks_of(CODES, PLAIN, IDA))
def merged() -> bytes:
    book, data = Workbook(), io.BytesIO()
    sheet: Any = book.worksheets[0]
    sheet.append(["Theme", "Code", "Modules", None, None])
    sheet.append([None, None, *HEADS])
    sheet.merge_cells("C1:E1")
    for place, row in enumerate(rows_of(CODES, IDA)):
        sheet.append(["Knowledge" if place == 0 else None, *row])
    sheet.merge_cells("A3:A14")
    book.save(data)
    return data.getvalue()


@keep("hours beside.xlsx", THREE, marks_of(CODES, PLAIN, IDA))
def hours_beside() -> bytes:
    top: list[list[Any]] = [
        ["Our course, level 1"],
        ["", "Calm start", "Good words", "Safe rooms"],
        ["Hours", 1, 1.5, 2],
    ]
    return sheets(("Map", [*top, *rows_of(CODES, IDA)]))


@keep("evidence columns.xlsx", THREE, marks_of(CODES, PLAIN, IDA))
def evidence_columns() -> bytes:
    heads = ["Code"]
    for title in HEADS:
        heads += [title, "Evidence"]
    rows: list[list[str]] = []
    for code, row in zip(CODES, PLAIN, strict=True):
        cells: list[str] = [code]
        for number, sign in enumerate(row, start=1):
            cells += [sign if sign in IDA else "", f"Slide {number}" if sign in IDA else ""]
        rows.append(cells)
    return sheets(("Map", [heads, *rows]))


REWORDED: Final = [("Learners understand: " + one.label, one.code) for one in L2[20:32]]


@keep("reworded.xlsx", THREE, marks_of([code for _, code in REWORDED], PLAIN, IDA))
def reworded() -> bytes:
    rows = rows_of([text for text, _ in REWORDED], IDA)
    return sheets(("Level 2", [["Competency statement", *HEADS], *rows]))


@keep("pasted marks.txt", THREE, marks_of(CODES, PLAIN, IDA))
def pasted() -> bytes:
    rows = [["Code", "M1 Calm start", "M2 Good words", "M3 Safe rooms"], *rows_of(CODES, IDA)]
    return "\n".join("\t".join(row) for row in rows).encode()
