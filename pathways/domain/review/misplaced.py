"""Words of a workbook that stand where none are expected, in a row that says which it is about."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Misplaced:
    """Words that stand outside the columns for them, by the code of their row.

    `number` is the row of the sheet, `where` says sheet and place in words.
    """

    code: str
    number: int
    where: str
    words: str
