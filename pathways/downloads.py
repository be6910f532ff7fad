"""Files that people take away: one way to name them and to send them."""

import csv
import io
import json
import re
from collections.abc import Iterable, Sequence
from typing import Final

from flask import Response, request

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ODS: Final = "application/vnd.oasis.opendocument.spreadsheet"
DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
JSON: Final = "application/json"
CSV: Final = "text/csv"

_LONGEST: Final = 60


def attachment(content: bytes | str, name: str, kind: str = XLSX) -> Response:
    """Answer with a file of this name and media type, to be kept and not shown."""
    response = Response(content, mimetype=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def write_csv(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table as CSV that spreadsheet programs read as UTF-8, and in which nothing counts.

    No text is taken for a formula: where one could be, an apostrophe stands before it.
    """
    sheet = io.StringIO()
    writer = csv.writer(sheet)
    writer.writerow(columns)
    writer.writerows([_cell(text) for text in row] for row in rows)
    # The mark at the start tells spreadsheet programs that this is UTF-8.
    return "\ufeff" + sheet.getvalue()


def _cell(text: str) -> str:
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def write_json(values: object) -> str:
    """Return values as JSON for people's own scripts: readable, and each letter as it is."""
    return json.dumps(values, ensure_ascii=False, indent=1) + "\n"


def kept(response: Response) -> Response:
    """Let a reader's program keep an answer, and ask each time whether it still holds."""
    response.headers["Cache-Control"] = "private, no-cache"
    response.add_etag()
    response.make_conditional(request)
    if response.status_code == 412:
        # What is refused is not the file that was asked for.
        response.headers["Cache-Control"] = "no-store"
    return response


def is_wording_wanted() -> bool:
    """Whether the file asked for may hold the official wording; an export can leave it out."""
    return request.args.get("wording") != "no"


def file_stem(title: str) -> str:
    """Return a title as the start of a file's name: lower case, words joined by "-", cut at one."""
    words = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")
    if len(words) > _LONGEST:
        # Cut between two words, where there are two.
        words = words[: _LONGEST + 1].rpartition("-")[0] or words[:_LONGEST]
    return words or "pathway"
