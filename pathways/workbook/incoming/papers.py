"""Read a file that somebody has already, in a process of its own: a spreadsheet, Word or text.

Run as `python -m pathways.workbook.incoming.papers`: the file on standard input, after a line with
its name; one line of JSON comes back, what stands in it or the problem in words. Nothing of the
file is run, looked up or kept.
"""

import csv
import io
import json
import re
import sys
import warnings
import zipfile
from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

from pathways.domain.review.sheets import meant
from pathways.fences import keep_within
from pathways.word import UnreadableWordError
from pathways.workbook.incoming.arrival import UnreadableBookError, check_archive
from pathways.workbook.incoming.collected import (
    COLUMN_LIMIT,
    ROW_LIMIT,
    TEXT_LIMIT,
    TOO_MUCH,
    Collected,
)
from pathways.workbook.incoming.documents import BOLD, read_word
from pathways.workbook.incoming.opendocument import is_opendocument, read_opendocument
from pathways.workbook.incoming.sheets import read_sheets

MEMORY: Final = 1_024 * 1024 * 1024
SECONDS: Final = 40

_SAVE: Final = "Save it again as .xlsx, .ods, .csv, .docx or plain text, and bring that copy."
_UNREADABLE: Final = f"The file is damaged, or put together in an unusual way. {_SAVE}"
_KINDS: Final = (
    (b"\xd0\xcf\x11\xe0", "This is an older kind of file, or one with a password."),
    (b"%PDF", "A PDF keeps no tables."),
    (b"{\\rtf", "This is an older kind of document."),
    (b"\x1f\x8b", "This is a packed file."),
)
_TABLES: Final = (".csv", ".tsv", ".tab")
_SEPARATORS: Final = "\t;,|"
_SAMPLE: Final = 200_000
_LEAST: Final = {"\t": (0.5, 2, 2), ";": (0.9, 2, 2), ",": (0.95, 3, 3), "|": (0.95, 3, 3)}
"""Of a text that is not named as a table: the share of lines with as many columns, and how many
columns and lines there must be. Commas stand in any text; tabs are a table that was pasted."""
_MARKDOWN: Final = re.compile(r"^(#{1,6})\s+(.*)$")
_STRONG: Final = re.compile(r"\s*(\*\*|__).+\1:?\s*")
_EMPHASIS: Final = re.compile(r"^\s*([*_])([^*_]+)\1\s*$")
_ITEM: Final = re.compile(r"^\s*(?:[-*•·▪●◦‣–o])\s+(?=\S)")
_RULE: Final = re.compile(r"^[\s|:+=_-]+$")


def read_papers(data: bytes, name: str) -> dict[str, Any]:
    """Return tables and lines in order; UnreadableBookError or UnreadableWordError otherwise."""
    if not data.strip(b"\0\t\n\r "):
        raise UnreadableBookError("The file is empty.")
    for start, what in _KINDS:
        if data.startswith(start):
            raise UnreadableBookError(f"{what} {_SAVE}")
    collected = Collected()
    if data.startswith(b"PK"):
        _read_packed(data, collected)
    else:
        text = _decoded(data)
        separator = find_separator(text, is_table=name.lower().endswith(_TABLES))
        if separator:
            _read_table(text, separator, collected)
        else:
            _read_lines(text, collected)
    return {"blocks": collected.blocks, "said": collected.said}


def _read_packed(data: bytes, collected: Collected) -> None:
    if is_opendocument(data):
        check_archive(data, may_hold_macros=True, is_opendocument=True)
        read_opendocument(data, collected)
        return
    if b"mimetypeapplication/vnd.oasis" in data[:200]:
        raise UnreadableBookError(f"This is an OpenDocument text. {_SAVE}")
    check_archive(data, may_hold_macros=True)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = set(archive.namelist())
    if "word/document.xml" in names:
        read_word(data, collected, has_styles="word/styles.xml" in names)
    else:
        read_sheets(data, collected)


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    if b"\0" in data:
        raise UnreadableBookError(f"This kind of file cannot be read. {_SAVE}")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        # What Windows programs write as plain text in English.
        return data.decode("cp1252", "replace")


def find_separator(text: str, *, is_table: bool) -> str:
    """Return the sign that parts most lines into equally many columns; nothing for plain lines."""
    best, most = "", 0.0
    for sign in _SEPARATORS:
        widths = [len(row) for row in _sample(text, sign) if any(cell.strip() for cell in row)]
        wide = [width for width in widths if width > 1]
        # A title above a table is a row of one.
        if not wide or len(wide) * 2 < len(widths):
            continue
        width, times = Counter(wide).most_common(1)[0]
        share = times / len(widths)
        least, columns, rows = _LEAST[sign]
        if not is_table and (share < least or width < columns or len(wide) < rows):
            continue
        score = share * (1 + min(width, 20) / 100)
        if score > most:
            best, most = sign, score
    return best


def _sample(text: str, sign: str) -> Iterator[list[str]]:
    rows = csv.reader(io.StringIO(text[:_SAMPLE], newline=""), delimiter=sign)
    try:
        for number, row in enumerate(rows):
            if number == 400:
                return
            yield row
    except csv.Error:
        return


def _read_table(text: str, separator: str, collected: Collected) -> None:
    rows: list[list[str]] = []
    is_wide = False
    csv.field_size_limit(TEXT_LIMIT)
    for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
        if len(rows) >= ROW_LIMIT:
            collected.say(f"Only the first {ROW_LIMIT:,} rows were read.")
            break
        is_wide = is_wide or len(row) > COLUMN_LIMIT
        if separator == "|" and _RULE.match("|".join(row)):
            continue
        cells = [meant(cell).strip() for cell in row[:COLUMN_LIMIT]]
        # An apostrophe keeps a spreadsheet from taking a text for a formula.
        cells = [cell[1:] if re.match(r"'[=+@-]", cell) else cell for cell in cells]
        collected.spend(cells)
        rows.append(cells)
    if is_wide:
        collected.say(f"Only the first {COLUMN_LIMIT:,} columns were read.")
    collected.grid(rows)


def _read_lines(text: str, collected: Collected) -> None:
    """Read lines, and the tables that stand among them with tabs or upright strokes."""
    rows: list[list[str]] = []
    for each in [*meant(text).split("\n"), ""]:
        cells = _cells(each)
        if len(cells) > 1:
            if not _RULE.match(each):
                collected.spend(cells)
                rows.append(cells)
            continue
        if len(rows) > 1:
            collected.grid(rows)
        elif rows:
            collected.line(" ".join(rows[0]))
        rows = []
        _read_line(each, collected)


def _cells(line: str) -> list[str]:
    parts = line.strip().strip("|").split("|") if "|" in line else line.strip().split("\t")
    return [part.strip() for part in parts]


def _read_line(line: str, collected: Collected) -> None:
    if found := _MARKDOWN.match(line):
        collected.line(found[2].strip("# "), len(found[1]))
    elif _STRONG.fullmatch(line):
        collected.line(line.strip().strip("*_: "), BOLD)
    else:
        item = _ITEM.match(line)
        bare = line[item.end() :] if item else line
        collected.line(_EMPHASIS.sub(r"\2", bare), is_item=item is not None)


def answer_papers(data: bytes, name: str) -> dict[str, Any]:
    """Return what was read, or `problem` in words, whatever the file does."""
    try:
        return read_papers(data, name)
    except UnreadableBookError as error:
        return {"problem": str(error)}
    except UnreadableWordError as error:
        return {"problem": f"{error}."}
    except (MemoryError, RecursionError):
        return {"problem": TOO_MUCH}
    except Exception:
        # openpyxl has no failure of its own: eleven kinds were counted.
        return {"problem": _UNREADABLE}


def main() -> None:
    """Read name and file from standard input, and answer on standard output."""
    keep_within(MEMORY, SECONDS)
    warnings.simplefilter("ignore")
    name = json.loads(sys.stdin.buffer.readline())
    told = json.dumps(answer_papers(sys.stdin.buffer.read(), str(name)))
    sys.stdout.write(told)


if __name__ == "__main__":
    main()
