"""What a line asks of a pathway: the built-in standards and how they are put in words.

The framework calls itself guidance and sets no such bar for a course; the
standards are this product's reading of it, and each report names its own.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Standard:
    """The demands made of every line.

    Every line asks at least one competency. `share` is a percentage of each
    line, `shares` replaces it for single lines (by line key). `required` holds
    codes. At a target level without themes, shares and `assessed` hold for the
    specialist features alone, unless `is_complete` says that everything is asked.
    """

    key: str
    name: str
    gist: str
    has_strands: bool = False
    has_assessed: bool = False
    share: int = 0
    shares: tuple[tuple[str, int], ...] = ()
    required: frozenset[str] = frozenset()
    is_complete: bool = False

    def share_of(self, line_key: str) -> int:
        """Return the percentage asked of one line."""
        for key, share in self.shares:
            if key == line_key:
                return share
        return self.share


FRAMEWORK_MINIMUM: Final = Standard(
    "framework-minimum",
    "Framework minimum",
    "At least one competency in each line.",
)
BALANCED: Final = Standard(
    "balanced",
    "Balanced",
    "Both knowledge and skills in each line.",
    has_strands=True,
)
ASSESSED: Final = Standard(
    "assessed",
    "Assessed",
    "Both knowledge and skills in each line, and something assessed in each.",
    has_strands=True,
    has_assessed=True,
)
HALF: Final = Standard(
    "half",
    "Half",
    "At least half of the competencies of each line.",
    share=50,
)
FULL: Final = Standard(
    "full",
    "Full",
    "Every competency of each line.",
    share=100,
    is_complete=True,
)
BUILT_IN: Final = (FRAMEWORK_MINIMUM, BALANCED, ASSESSED, HALF, FULL)
BUILT_IN_BY_KEY: Final = {standard.key: standard for standard in BUILT_IN}


def find_standard(key: str | None) -> Standard | None:
    """Return the built-in standard of this key, or None."""
    return BUILT_IN_BY_KEY.get(key or "")
