"""A workbook on its way in: its size, its kind, and the process that reads it."""

import json
from typing import Final

from pathways.apart import PatienceError, answer_apart
from pathways.domain.review.sheets import Book
from pathways.workbook.incoming.opendocument import is_opendocument

SIZE_LIMIT: Final = 5 * 1024 * 1024
PATIENCE: Final = 5
"""Seconds on the clock. Whoever waits keeps a thread of the web."""

_READER: Final = "pathways.workbook.incoming.reading"

_SAVE_AS: Final = "Open it in Excel or LibreOffice, save it as .xlsx or .ods, and bring that file."
_KINDS: Final = (
    (b"\xd0\xcf\x11\xe0", f"This is an older kind of file, or one with a password. {_SAVE_AS}"),
    (b"%PDF", "This is a PDF. Bring the workbook itself, as .xlsx."),
    (b"\x1f\x8b", f"This is a packed file. {_SAVE_AS}"),
    (b"<", f"This is a web page or an older kind of file. {_SAVE_AS}"),
)
_TOO_MUCH: Final = "The workbook takes more time or memory to read than any that this app exports."


class UploadError(ValueError):
    """A file that is not taken. The message says why, and what to do."""


def read_upload(data: bytes) -> Book:
    """Return what stands in a workbook; UploadError with a plain message for anything else."""
    _check_kind(data)
    told = _read_apart(data)
    try:
        answer = json.loads(told)
        problem = answer.get("problem")
        book = None if problem else Book.from_plain(answer)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        # The process was stopped at one of its limits.
        raise UploadError(_TOO_MUCH) from None
    if book is None:
        raise UploadError(str(problem))
    return book


def _check_kind(data: bytes) -> None:
    if not data.strip(b"\0\t\n\r "):
        raise UploadError("The file is empty. Choose the workbook once more.")
    if len(data) > SIZE_LIMIT:
        raise UploadError(f"The file is larger than {SIZE_LIMIT // 1024 // 1024} MB.")
    for start, message in _KINDS:
        if data.startswith(start):
            raise UploadError(message)
    if not data.startswith(b"PK"):
        raise UploadError(f"This is not an Excel workbook. {_SAVE_AS}")
    if b"mimetypeapplication/vnd.oasis" in data[:200] and not is_opendocument(data):
        raise UploadError(f"This is an OpenDocument file, and no spreadsheet. {_SAVE_AS}")


def _read_apart(data: bytes) -> bytes:
    try:
        return answer_apart(_READER, data, PATIENCE)
    except PatienceError:
        raise UploadError(_TOO_MUCH) from None
