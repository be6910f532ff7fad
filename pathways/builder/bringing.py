"""A file that a provider has already, on its way in: read in a process apart, and kept nowhere."""

import json
from typing import Final

from pathways.apart import PatienceError, answer_apart
from pathways.domain.bringing.papers import Papers

SIZE_LIMIT: Final = 5 * 1024 * 1024
PATIENCE: Final = 60
"""Seconds on the clock; the process has fewer of the processor."""

_READER: Final = "pathways.workbook.incoming.papers"
_TOO_MUCH: Final = "The file takes more time or memory to read than any list of modules needs."


class UnreadPapersError(ValueError):
    """A file that is not taken. The message says why, and what to do."""


def read_file(data: bytes, name: str) -> Papers:
    """Return what stands in a file; UnreadPapersError with a plain message for anything else."""
    if len(data) > SIZE_LIMIT:
        raise UnreadPapersError(f"A file may have up to {SIZE_LIMIT // 1024 // 1024} MB.")
    try:
        told = answer_apart(_READER, json.dumps(name[-200:]).encode() + b"\n" + data, PATIENCE)
        answer = json.loads(told)
        problem = answer.get("problem")
        papers = None if problem else Papers.from_plain(answer)
    except (PatienceError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        # The process was stopped at one of its limits.
        raise UnreadPapersError(_TOO_MUCH) from None
    if papers is None:
        raise UnreadPapersError(str(problem))
    return papers
