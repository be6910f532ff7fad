"""The tint of a cell in a heat table: it goes with a number that is always written there too."""

from collections.abc import Sequence
from typing import Final

STEPS: Final = (10, 25, 50)
"""Per cent of a line at which a cell takes its next tint."""


def heat_step(reached: int, total: int, steps: Sequence[int] = STEPS) -> int:
    """Return 0 where nothing is reached, else 1 to 4: one more for each of `steps` it comes to."""
    return 1 + sum(1 for bound in steps if 100 * reached >= bound * total) if reached else 0
