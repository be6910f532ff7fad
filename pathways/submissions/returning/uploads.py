"""A workbook on its way in: its size, its kind, and the process that reads it."""

import json
import subprocess
import sys
from typing import Final

from pathways.config import ROOT
from pathways.domain.review.sheets import Book

SIZE_LIMIT: Final = 5 * 1024 * 1024
PATIENCE: Final = 5
"""Seconds on the clock. Whoever waits keeps a thread of the web."""

_START: Final = """
import sys, types
package = types.ModuleType("pathways")
package.__path__ = [sys.argv[1]]
sys.modules["pathways"] = package
from pathways.workbook.incoming.reading import main
main()
"""
"""As `python -m pathways.workbook.incoming.reading` without the web, which alone takes a second."""

_SAVE_AS: Final = "Open it in Excel or LibreOffice, save it as .xlsx, and bring that file."
_KINDS: Final = (
    (b"\xd0\xcf\x11\xe0", f"This is an older kind of file, or one with a password. {_SAVE_AS}"),
    (b"%PDF", "This is a PDF. Bring the workbook itself, as .xlsx."),
    (b"\x1f\x8b", f"This is a packed file. {_SAVE_AS}"),
    (b"<", f"This is a web page or an older kind of file. {_SAVE_AS}"),
)
_TOO_MUCH: Final = "The workbook takes more time or memory to read than any that this app exports."


class UploadError(ValueError):
    """A file that is not taken. The message says why, and what to do."""


def read_upload(data: bytes, name: str = "") -> Book:
    """Return what stands in a workbook; UploadError with a plain message for anything else."""
    _check_kind(data, name)
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


def _check_kind(data: bytes, name: str) -> None:
    if not data.strip(b"\0\t\n\r "):
        raise UploadError("The file is empty. Choose the workbook once more.")
    if len(data) > SIZE_LIMIT:
        raise UploadError(f"The file is larger than {SIZE_LIMIT // 1024 // 1024} MB.")
    for start, message in _KINDS:
        if data.startswith(start):
            raise UploadError(message)
    if not data.startswith(b"PK"):
        raise UploadError(f"This is not an Excel workbook. {_SAVE_AS}")
    if b"mimetypeapplication/vnd.oasis" in data[:200] or name.lower().endswith((".ods", ".fods")):
        raise UploadError(f"This is an OpenDocument file. {_SAVE_AS}")


def _read_apart(data: bytes) -> bytes:
    try:
        finished = subprocess.run(  # noqa: S603  # every argument is our own
            [sys.executable, "-c", _START, str(ROOT / "pathways")],
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=PATIENCE,
            check=False,
            cwd=ROOT,
            # Nothing of our settings: no secret key, no database.
            env={"LANG": "C.UTF-8"},
        )
    except subprocess.TimeoutExpired:
        raise UploadError(_TOO_MUCH) from None
    return finished.stdout
