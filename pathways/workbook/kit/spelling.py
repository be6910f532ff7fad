"""How a formula is spelled, so that two can be told to be the same.

A spreadsheet may write a formula anew when it saves: other blanks, capitals and dollar signs, a
prefix before a function, and other addresses where somebody sorted rows or moved columns. So an
address is said by the heading of its column and by what its row is, on the sheet where it stands.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from pathways.domain.review.sheets import folded
from pathways.workbook.kit.places import LONGEST_FORMULA

_TOKEN: Final = re.compile(
    r"""
    (?P<text>"(?:[^"]|"")*")
  | (?P<address>
      (?:(?P<sheet>'(?:[^']|''){1,62}'|[^\W\d]\w{0,30})!)?
      \$?(?P<left>[A-Za-z]{1,3})\$?(?P<top>[1-9]\d{0,6})
      (?::\$?(?P<right>[A-Za-z]{1,3})\$?(?P<bottom>[1-9]\d{0,6}))?
      (?![\w(.!])
    )
  | (?P<word>[^\W\d][\w.]*)
  | (?P<other>\S)
    """,
    re.VERBOSE,
)
_PREFIX: Final = re.compile(r"^(?:_XLFN\.|_XLWS\.|_XLUDF\.)+")


@dataclass(frozen=True, slots=True)
class Ground:
    """What stands where on a sheet.

    `headings` are those of its table by column, `labels` what is said above it by row, each with
    its column, `first` and `last` the table's rows. Everything is counted from 1.
    """

    headings: Mapping[int, str]
    labels: Mapping[int, tuple[str, int]]
    first: int
    last: int

    def place(self, column: int, row: int, own: int) -> str:
        """Say a cell in words; `own` is the row of the formula, 0 on another sheet."""
        if row in self.labels:
            label, start = self.labels[row]
            return f"{label}+{column - start}"
        named = {self.last: "last", self.first: "first", own: "own"}.get(row, str(row))
        return f"{self.headings.get(column, column)},{named}"


Grounds = Mapping[str, Ground]
"""The sheets of a workbook by their folded titles."""


def spelled(formula: str, title: str, row: int, grounds: Grounds) -> str:
    """Return a formula as it is compared, of a cell in this row of the sheet `title`."""
    if len(formula) > LONGEST_FORMULA:
        return formula
    parts = []
    for found in _TOKEN.finditer(formula.removeprefix("=")):
        if found["address"]:
            parts.append(_address(found, folded(title), row, grounds))
        elif found["word"]:
            parts.append(_PREFIX.sub("", found["word"].upper()))
        else:
            parts.append(found[0])
    return " ".join(parts)


def _address(found: re.Match[str], title: str, row: int, grounds: Grounds) -> str:
    named = found["sheet"]
    sheet = folded(named.strip("'").replace("''", "'")) if named else title
    ground = grounds.get(sheet)
    ends = [(found["left"], found["top"])]
    if found["right"]:
        ends.append((found["right"], found["bottom"]))
    said = []
    for letters, number in ends:
        column = column_number(letters)
        if ground is None:
            said.append(f"{column},{number}")
        else:
            said.append(ground.place(column, int(number), row if sheet == title else 0))
    # One cell and a range of one cell are the same.
    return f"[{sheet}: {' to '.join(dict.fromkeys(said))}]"


def column_number(letters: str) -> int:
    """Return the number of a column, counted from 1."""
    number = 0
    for letter in letters.upper():
        number = 26 * number + ord(letter) - 64
    return number
