"""How formulas read the marks I, D and A, whatever blanks stand around them."""

import re
from dataclasses import dataclass
from typing import Final

from pathways.workbook.kit.places import quoted

_MARKS: Final = ("I", "D", "A")
_COMPARED: Final = re.compile(r'"([<>]=?[0-9]+)"')


@dataclass(frozen=True, slots=True)
class Marks:
    """The parts of formulas that ask for marks. `is_trimmed`: a blank beside one does not count.

    Workbooks of before took "D " for no mark, and are compared with the formulas of then.
    """

    is_trimmed: bool = True

    def counted(self, cells: str) -> str:
        """Count the marks in `cells`, and nothing else in them."""
        if not self.is_trimmed:
            return "+".join(f'COUNTIF({cells},"{mark}")' for mark in _MARKS)
        return f"SUMPRODUCT({self._any(cells)})"

    def counted_where(self, *conditions: str) -> str:
        """Count rows where the last of `conditions` holds a mark.

        Those before it are pairs of a column and what stands there, or `">=2"` and the like.
        """
        if not self.is_trimmed:
            return "+".join(f"COUNTIFS({','.join(conditions)},{quoted(m)})" for m in _MARKS)
        *pairs, cells = conditions
        held = map(_held, pairs[::2], pairs[1::2])
        return f"SUMPRODUCT({'*'.join((*held, f'({self._any(cells)})'))})"

    def times(self, cells: str, mark: str) -> str:
        """Count one mark in `cells`."""
        if not self.is_trimmed:
            return f'COUNTIF({cells},"{mark}")'
        return f"SUMPRODUCT({self.are(cells, mark)}*1)"

    def are(self, cells: str, mark: str) -> str:
        """Say of each cell whether it holds one mark."""
        return f'({self.read(cells)}="{mark}")'

    def read(self, address: str) -> str:
        """Read what a cell holds."""
        return f"TRIM({address})" if self.is_trimmed else address

    def _any(self, cells: str) -> str:
        return "+".join(self.are(cells, mark) for mark in _MARKS)


def _held(column: str, value: str) -> str:
    """Say of each row what a pair of COUNTIFS says of it."""
    compared = _COMPARED.fullmatch(value)
    return f"({column}{compared[1]})" if compared else f"({column}={value})"


MARKS: Final = Marks()
OF_BEFORE: Final = Marks(is_trimmed=False)
