"""The texts of the sheets of any workbook: of a formula the value that was last worked out."""

import re
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from pathways.domain.review.sheets import meant
from pathways.workbook.incoming.collected import COLUMN_LIMIT, ROW_LIMIT, Collected
from pathways.workbook.incoming.excel import open_excel
from pathways.workbook.incoming.reading import open_parser
from pathways.workbook.kit.places import letter

FILL_LIMIT: Final = 200_000
"""Cells that are filled because they were merged with the one above."""
_AREA: Final = re.compile(r"([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})")


def read_sheets(data: bytes, collected: Collected) -> None:
    """Read every sheet that is shown, in order."""
    for sheet in open_excel(data).worksheets:
        title = sheet.title[:100]
        collected.spend([title])
        if sheet.sheet_state == "visible":
            _Sheet(collected, title).read(sheet)
        else:
            collected.say(f"Sheet “{title}” is hidden, and was left out.")


class _Sheet:
    """One sheet on its way to rows of text."""

    def __init__(self, collected: Collected, title: str) -> None:
        self.collected = collected
        self.title = title
        self.rows: list[list[str]] = []
        self.unknown: list[str] = []
        self.is_wide = False

    def read(self, sheet: Any) -> None:
        """Read it, and tell what was not."""
        with sheet._get_source() as source:
            parser = open_parser(sheet, source)
            for number, cells in parser.parse():
                if number > ROW_LIMIT:
                    self._say(f"Only the first {ROW_LIMIT:,} rows of it were read.")
                    break
                self._row(number, cells)
        self._tell(parser)
        self._fill(parser.merged_cells)
        self.collected.grid(self.rows, self.title)

    def _row(self, number: int, cells: list[dict[str, Any]]) -> None:
        filled = [cell for cell in cells if cell["value"] is not None or "formula" in cell]
        if not filled:
            return
        last = max(cell["column"] for cell in filled)
        self.is_wide = self.is_wide or last > COLUMN_LIMIT
        row = [""] * min(last, COLUMN_LIMIT)
        for cell in filled:
            if cell["column"] > COLUMN_LIMIT:
                continue
            row[cell["column"] - 1] = _text(cell)
            is_empty = cell["value"] is None and cell["data_type"] not in ("s", "str")
            if cell["data_type"] == "e" or is_empty:
                self.unknown.append(f"row {number}, column {letter(cell['column'])}")
        self.collected.spend(row)
        self.rows += ([] for _ in range(number - len(self.rows)))
        self.rows[number - 1] = row

    def _say(self, sentence: str) -> None:
        self.collected.say(f"Sheet “{self.title}”: {sentence[:1].lower()}{sentence[1:]}")

    def _tell(self, parser: Any) -> None:
        if self.is_wide:
            self._say(f"Only the first {COLUMN_LIMIT:,} columns of it were read.")
        hidden = (*parser.column_dimensions.values(), *parser.row_dimensions.values())
        if any(str(item.get("hidden", "0")).lower() in ("1", "true") for item in hidden):
            self._say("Rows or columns of it are hidden; they were read like the others.")
        if self.unknown:
            more = f" and {len(self.unknown) - 3} more" if len(self.unknown) > 3 else ""
            self._say(
                "The value of a formula is missing or a fault, in "
                f"{'; '.join(self.unknown[:3])}{more}."
            )

    def _fill(self, merged: Any) -> None:
        """Give the cells below the first of a merged column what stands in it."""
        left = FILL_LIMIT
        for area in getattr(merged, "mergeCell", None) or ():
            found = _AREA.fullmatch(str(area.ref))
            if not found or found[1] != found[3]:
                continue
            column = _number(found[1])
            first, last = int(found[2]), min(int(found[4]), len(self.rows))
            if not 0 < first <= len(self.rows) or column > len(self.rows[first - 1]):
                continue
            left -= column * max(0, last - first)
            if left < 0:
                self._say("It has too many merged cells, and some count as empty.")
                return
            self._copy(column - 1, first - 1, last)

    def _copy(self, column: int, first: int, last: int) -> None:
        text = self.rows[first][column]
        for row in self.rows[first + 1 : last]:
            row += [""] * (column + 1 - len(row))
            row[column] = row[column] or text


def _number(letters: str) -> int:
    number = 0
    for one in letters:
        number = number * 26 + ord(one) - 64
    return number


def _text(cell: dict[str, Any]) -> str:
    value = cell["value"]
    if value is None or cell["data_type"] == "e":
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.6g}"
    if isinstance(value, timedelta):
        minutes = round(value.total_seconds() / 60)
        return f"{minutes // 60}:{minutes % 60:02}"
    return _moment(value) or meant(str(value)).strip()


def _moment(value: Any) -> str:
    # A length of time is kept as an hour of the first day there is.
    if isinstance(value, datetime) and value.year < 1901:
        value = value.time()
    if isinstance(value, time):
        return f"{value.hour:02}:{value.minute:02}"
    return value.isoformat() if isinstance(value, date) else ""
