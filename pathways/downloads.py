"""Files that people take away: one way to name them and to send them."""

import re
from typing import Final

from flask import Response, request

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
JSON: Final = "application/json"
CSV: Final = "text/csv"

_LONGEST: Final = 60


def attachment(content: bytes | str, name: str, kind: str = XLSX) -> Response:
    """Answer with a file of this name and media type, to be kept and not shown."""
    response = Response(content, mimetype=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def is_wording_wanted() -> bool:
    """Whether the file asked for may hold the official wording; an export can leave it out."""
    return request.args.get("wording") != "no"


def file_stem(title: str) -> str:
    """Return a title as the start of a file's name: lower case, words joined by "-"."""
    words = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")
    return words[:_LONGEST] or "pathway"
