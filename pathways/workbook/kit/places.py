"""Where formulas look: names of columns, addresses, text inside a formula."""

from collections.abc import Mapping
from functools import cache
from string import Formatter
from typing import Final

LONGEST_FORMULA: Final = 8_192
"""Characters of a formula that Excel reads."""

MATRIX_CODE: Final = "MatrixCode"
MATRIX_LEVEL: Final = "MatrixLevel"
MATRIX_THEME: Final = "MatrixTheme"
MATRIX_STRAND: Final = "MatrixStrand"
MATRIX_COUNTS: Final = "MatrixCounts"
MATRIX_REQUIRED: Final = "MatrixRequired"
MATRIX_TIMES: Final = "MatrixTimes"
MATRIX_HIGHEST: Final = "MatrixHighest"
MODULE_NUMBER: Final = "ModuleNumber"
MODULE_OUTCOME: Final = "ModuleOutcome"
MODULE_MINUTES: Final = "ModuleMinutes"
MODULE_ASSESSMENT: Final = "ModuleAssessment"
MODULE_TREATS: Final = "ModuleTreats"
MODULE_HAS_TIME: Final = "ModuleHasTime"
MAPPING_MODULE: Final = "MappingModule"
MAPPING_CODE: Final = "MappingCode"
MAPPING_NOTE: Final = "MappingNote"
NOTE_LENGTH: Final = "NoteLength"
NOTE_IS_MARKED: Final = "NoteIsMarked"
NOTE_FOLDED: Final = "NoteFolded"
NOTE_COPIES: Final = "NoteCopies"
MAPPING_OWN: Final = "MappingOwn"
MAPPING_BACKED: Final = "MappingBacked"
PROPORTION_MODULE: Final = "ProportionModule"
PROPORTION_WORDS: Final = "ProportionWords"
DEPTH_ANSWERS: Final = "DepthAnswers"
STATED_ANSWERS: Final = "StatedAnswers"
LINE_NAME: Final = "LineName"
LINE_VERDICT: Final = "LineVerdict"
LINE_REACHED: Final = "LineReached"
LINE_TOTAL: Final = "LineTotal"
LINE_OFFER: Final = "LineOffer"
COMPETENCY_LEVEL: Final = "CompetencyLevel"
COMPETENCY_THEME: Final = "CompetencyTheme"
COMPETENCY_STRAND: Final = "CompetencyStrand"
COMPETENCY_JUDGED: Final = "CompetencyJudged"
COMPETENCY_TIMES: Final = "CompetencyTimes"

_PIECE = 120


@cache
def letter(column: int) -> str:
    """Return the letters of a column counted from 1."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def quoted(text: str) -> str:
    """Return text as a formula writes it. Only our own words and the edition's names.

    Excel refuses a piece of text above 255 characters; a longer one is joined from pieces.
    """
    pieces = [text[i : i + _PIECE] for i in range(0, len(text), _PIECE)] or [""]
    return "&".join('"' + piece.replace('"', '""') + '"' for piece in pieces)


def filled(template: str, words: Mapping[str, str], live: Mapping[str, str]) -> str:
    """Return a sentence with slots as a formula part.

    `words` become one with its text, `live` gives formula parts for the other slots.
    """
    parts, text = [], ""
    for before, slot, _format, _conversion in Formatter().parse(template):
        text += before + words.get(slot or "", "")
        if slot and slot not in words:
            parts += [quoted(text)] * bool(text) + [live[slot]]
            text = ""
    return "&".join(parts + [quoted(text)] * bool(text))


def span(sheet: str, column: int, first: int, last: int) -> str:
    """Return the fixed address of one column's cells."""
    return block(sheet, column, column, first, last)


def block(sheet: str, left: int, right: int, first: int, last: int) -> str:
    """Return the fixed address of the cells of neighbouring columns."""
    return f"{sheet}!${letter(left)}${first}:${letter(right)}${last}"
