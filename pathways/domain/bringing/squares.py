"""Where the competencies stand in a table: in which column, or, turned round, in which row."""

from collections import Counter
from collections.abc import Sequence
from itertools import zip_longest
from typing import Final

from pathways.domain.bringing.headings import role_of
from pathways.domain.bringing.papers import Grid
from pathways.domain.bringing.recognition import Recogniser

FEW: Final = 2
"""So many competencies or headings are no accident."""
_CELLS: Final = 6_000_000


def square(grid: Grid) -> list[list[str]]:
    """Return the rows of a grid at equal width, as far as they are bounded."""
    width = max(map(len, grid.rows), default=0)
    rows = grid.rows[: max(1, _CELLS // max(width, 1))]
    return [[*row, *[""] * (width - len(row))] for row in rows]


def turned(rows: list[list[str]]) -> list[list[str]]:
    """Return rows as columns."""
    return [list(row) for row in zip_longest(*rows, fillvalue="")]


def best_column(rows: Sequence[Sequence[str]], recogniser: Recogniser) -> tuple[int, int]:
    """Return the column in which most competencies stand, and how many; likeness does not count."""
    found: Counter[int] = Counter()
    for row in rows:
        for column, text in enumerate(row):
            if text and recogniser.exactly(text):
                found[column] += 1
    if not found:
        return 0, 0
    return min(found.items(), key=lambda one: (-one[1], one[0]))


def count_likely(rows: Sequence[Sequence[str]], recogniser: Recogniser) -> tuple[int, int]:
    """Return the column that is headed as one of competencies, and how many are like one of ours.

    For a matrix of statements in other words: nothing in it is known exactly.
    """
    for number, row in enumerate(rows[:20]):
        for column, text in enumerate(row):
            if role_of(text) != ("label", 2):
                continue
            texts = [each[column] for each in rows[number + 1 :][:400] if each[column].strip()]
            likely = sum(recogniser.alike(each) is not None for each in texts)
            if likely >= FEW and likely * 2 >= len(texts):
                return column, likely
    return 0, 0
