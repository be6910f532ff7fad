"""Rows that were pasted from a spreadsheet or a list, as cells."""

import csv
import io
from typing import Final

_SIGNS: Final = (";", ",", "|")


def split_cells(text: str) -> tuple[tuple[str, ...], ...]:
    """Return the cells of pasted rows, each on one line; spreadsheets put tabs between them.

    Where there is no tab, the sign that is most in the first row parts them. Rows that no table
    has, such as one with a broken quotation, end the reading.
    """
    first = text.strip("\n").partition("\n")[0]
    sign = "\t" if "\t" in text else max(_SIGNS, key=first.count)
    rows: list[tuple[str, ...]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=sign):
            rows.append(tuple(" ".join(cell.split()) for cell in row))
    except csv.Error:
        return tuple(rows)
    return tuple(rows)
