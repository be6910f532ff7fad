"""What the workbook of each release holds, so that one of before is compared with what it held."""

from enum import IntEnum
from typing import Final


class Generation(IntEnum):
    """A form of the workbook, in the order of the releases that wrote it."""

    FIRST = 1
    """Claims alone: nothing was measured behind them."""
    PROPORTION = 2
    """With what is behind the claims."""
    ALONE = 3
    """With all that whoever gets it by mail asks: it can be read alone."""

    @classmethod
    def named(cls, number: int) -> "Generation | None":
        """Return the one that a workbook names; None where it names none that is known."""
        return cls(number) if number in tuple(cls) else None


NOW: Final = max(Generation)
"""What is written today."""
