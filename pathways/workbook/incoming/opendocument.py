"""The texts of the sheets of an OpenDocument spreadsheet; of a formula the value it had last."""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from pathways.workbook.incoming.arrival import SHEET_LIMIT, UnreadableBookError
from pathways.workbook.incoming.collected import COLUMN_LIMIT, ROW_LIMIT, Collected

KIND: Final = b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet"
"""How such a file begins, after its first thirty bytes."""

NAMES: Final = "urn:oasis:names:tc:opendocument:xmlns"
_TABLE: Final = f"{{{NAMES}:table:1.0}}"
_TEXT: Final = f"{{{NAMES}:text:1.0}}"
_OFFICE: Final = f"{{{NAMES}:office:1.0}}"
_STYLE: Final = f"{{{NAMES}:style:1.0}}"
_CELLS: Final = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
_GROUPS: Final = (
    f"{_TABLE}table-row-group",
    f"{_TABLE}table-header-rows",
    f"{_TABLE}table-rows",
)
_LASTS: Final = re.compile(r"PT(?:([0-9]{1,6})H)?(?:([0-9]{1,6})M)?(?:[0-9.,]+S)?")


def is_opendocument(data: bytes) -> bool:
    """Whether a file says that it is an OpenDocument spreadsheet."""
    return KIND in data[:200]


def read_opendocument(data: bytes, collected: Collected) -> None:
    """Read every sheet that is shown, in order; the archive was looked at before."""
    from defusedxml.ElementTree import fromstring

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if "content.xml" not in archive.namelist():
            raise UnreadableBookError("This OpenDocument file holds no content.")
        root = fromstring(archive.read("content.xml"), forbid_dtd=True)
    hidden = {
        style.get(f"{_STYLE}name")
        for style in root.iter(f"{_STYLE}style")
        if any(one.get(f"{_TABLE}display") == "false" for one in style)
    }
    tables = list(root.iter(f"{_TABLE}table"))
    if len(tables) > SHEET_LIMIT:
        raise UnreadableBookError(f"The workbook has more than {SHEET_LIMIT} sheets.")
    for table in tables:
        title = str(table.get(f"{_TABLE}name", ""))[:100]
        collected.spend([title])
        if table.get(f"{_TABLE}style-name") in hidden:
            collected.say(f"Sheet “{title}” is hidden, and was left out.")
        else:
            _OpenSheet(collected, title).read(table)


@dataclass(slots=True)
class _OpenSheet:
    """One sheet on its way to rows of text."""

    collected: Collected
    title: str
    rows: list[list[str]] = field(default_factory=list)
    below: dict[int, tuple[int, str]] = field(default_factory=dict)
    """Columns of cells that go on below: for how many rows, and with which text."""
    is_wide: bool = False

    def read(self, table: Any) -> None:
        """Read it, and tell what was not."""
        has_hidden = any(
            one.get(f"{_TABLE}visibility") in ("collapse", "filter") for one in table.iter()
        )
        number = 0
        for row in list_rows(table):
            times = count(row, "number-rows-repeated", ROW_LIMIT + 1)
            cells = self._cells(row)
            for _ in range(times if cells else 0):
                if number >= ROW_LIMIT:
                    break
                self.collected.spend(cells)
                self.rows += ([] for _ in range(number - len(self.rows)))
                self.rows.append(list(cells))
                number += 1
            number += 0 if cells else times
            if number >= ROW_LIMIT and cells:
                self._say(f"only the first {ROW_LIMIT:,} rows of it were read.")
                break
        if self.is_wide:
            self._say(f"only the first {COLUMN_LIMIT:,} columns of it were read.")
        if has_hidden:
            self._say("rows or columns of it are hidden; they were read like the others.")
        self.collected.grid(self.rows, self.title)

    def _say(self, sentence: str) -> None:
        self.collected.say(f"Sheet “{self.title}”: {sentence}")

    def _cells(self, row: Any) -> list[str]:
        found: list[str] = []
        waiting = 0
        for cell in row:
            if cell.tag not in _CELLS:
                continue
            times = count(cell, "number-columns-repeated", COLUMN_LIMIT + 1)
            at = len(found) + waiting
            text = self._below(at, cell) if cell.tag == _CELLS[1] else _text(cell)
            down = count(cell, "number-rows-spanned", ROW_LIMIT)
            if down > 1 and cell.tag == _CELLS[0]:
                self.below[at] = down - 1, text
            if not text:
                waiting += times
                continue
            if at + times > COLUMN_LIMIT:
                self.is_wide = True
                times = max(0, COLUMN_LIMIT - at)
            if times:
                found += [""] * waiting
                found += [text] * times
                waiting = 0
        return found

    def _below(self, at: int, cell: Any) -> str:
        """Return what a cell that is merged with one above stands for."""
        left, text = self.below.get(at, (0, ""))
        if not left:
            return _text(cell)
        self.below[at] = left - 1, text
        return text


def list_rows(table: Any) -> Iterator[Any]:
    """Yield the rows of a table in order, whatever groups they stand in."""
    stack = list(reversed(table))
    while stack:
        one = stack.pop()
        if one.tag == f"{_TABLE}table-row":
            yield one
        elif one.tag in _GROUPS:
            stack.extend(reversed(one))


def count(one: Any, name: str, most: int) -> int:
    """Return how often a row or cell stands there, by the attribute `name`, `most` at most."""
    text = str(one.get(f"{_TABLE}{name}", "1"))
    return max(1, min(int(text), most)) if text.isascii() and text.isdecimal() else 1


def _text(cell: Any) -> str:
    kind = cell.get(f"{_OFFICE}value-type", "")
    value = str(cell.get(f"{_OFFICE}value", ""))[:40]
    if kind == "float":
        try:
            number = float(value)
        except ValueError:
            return words_of(cell)
        if number.is_integer() and abs(number) < 1e15:
            return str(int(number))
        return f"{number:.6g}"
    if kind == "time":
        lasts = _LASTS.fullmatch(str(cell.get(f"{_OFFICE}time-value", ""))[:40])
        if lasts:
            return f"{int(lasts[1] or 0):02}:{int(lasts[2] or 0):02}"
    if kind == "boolean":
        return "yes" if cell.get(f"{_OFFICE}boolean-value") == "true" else "no"
    if kind == "date":
        return str(cell.get(f"{_OFFICE}date-value", ""))[:40]
    return words_of(cell)


def _blanks(one: Any) -> int:
    text = str(one.get(f"{_TEXT}c", "1"))
    return min(int(text), 500) if text.isascii() and text.isdecimal() else 1


def words_of(cell: Any) -> str:
    """Return the paragraphs of a cell; notes that are pinned to it are not among them."""
    lines = []
    for paragraph in cell.findall(f"{_TEXT}p"):
        parts: list[str] = []
        stack: list[Any] = [paragraph]
        while stack:
            one = stack.pop()
            if isinstance(one, str):
                parts.append(one)
                continue
            if one.tag == f"{_TEXT}s":
                parts.append(" " * _blanks(one))
            elif one.tag == f"{_TEXT}tab":
                parts.append("\t")
            elif one.tag == f"{_TEXT}line-break":
                parts.append("\n")
            if one.text:
                parts.append(one.text)
            for child in reversed(one):
                if child.tail:
                    stack.append(child.tail)
                stack.append(child)
        lines.append("".join(parts))
    return "\n".join(lines).strip()
