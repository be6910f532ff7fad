"""A file that a provider has already, on its way in: read in a process apart, and kept nowhere."""

import json
from dataclasses import replace
from typing import Final

from pathways.apart import PatienceError, answer_apart
from pathways.domain.bringing.papers import Block, Grid, Papers

SIZE_LIMIT: Final = 5 * 1024 * 1024
PATIENCE: Final = 60
"""Seconds on the clock; the process has fewer of the processor."""
PATIENCE_OF_WEB: Final = 10
"""The same where somebody waits, and keeps a thread of the web."""

ROWS: Final = 6_000
"""Rows of a table that are looked through while somebody waits: many more than any matrix has."""
COLUMNS: Final = 400
CELLS: Final = 300_000
LINES: Final = 6_000

_READER: Final = "pathways.workbook.incoming.papers"
_TOO_MUCH: Final = "The file takes more time or memory to read than any list of modules needs."


class UnreadPapersError(ValueError):
    """A file that is not taken. The message says why, and what to do."""


class TooMuchError(ValueError):
    """A file that holds too much to be looked through. The message says what to do."""


def read_file(data: bytes, name: str, patience: float = PATIENCE) -> Papers:
    """Return what stands in a file; UnreadPapersError with a plain message for anything else."""
    if len(data) > SIZE_LIMIT:
        raise UnreadPapersError(f"A file may have up to {SIZE_LIMIT // 1024 // 1024} MB.")
    try:
        told = answer_apart(_READER, json.dumps(name[-200:]).encode() + b"\n" + data, patience)
        answer = json.loads(told)
        problem = answer.get("problem")
        papers = None if problem else Papers.from_plain(answer)
    except (PatienceError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        # The process was stopped at one of its limits.
        raise UnreadPapersError(_TOO_MUCH) from None
    if papers is None:
        raise UnreadPapersError(str(problem))
    return papers


def bound_papers(papers: Papers) -> Papers:
    """Return what of a file is looked through while somebody waits, saying what was left."""
    blocks: list[Block] = []
    said = list(papers.said)
    cells, lines = CELLS, LINES
    for block in papers.blocks:
        if not isinstance(block, Grid):
            lines -= 1
            if lines >= 0:
                blocks.append(block)
            continue
        name = f"Sheet “{block.title}”: only" if block.title else "Only"
        rows = block.rows[:ROWS]
        if (width := max(map(len, rows), default=0)) > COLUMNS:
            said.append(f"{name} the first {COLUMNS:,} of {width:,} columns were read.")
            rows, width = tuple(row[:COLUMNS] for row in rows), COLUMNS
        rows = rows[: max(0, cells // max(width, 1))]
        cells -= len(rows) * width
        if len(rows) < len(block.rows):
            said.append(f"{name} the first {len(rows):,} of {len(block.rows):,} rows were read.")
        blocks.append(replace(block, rows=rows))
    if lines < 0:
        said.append(f"Only the first {LINES:,} lines were read.")
    return Papers(tuple(blocks), tuple(said))
