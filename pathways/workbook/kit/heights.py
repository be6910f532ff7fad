"""How high a row must be for its wrapped text to fit.

Programs do not agree on heights by themselves: without explicit ones wrapped
rows overlap. Widths are those of Arial, in thousandths of its size.
"""

import unicodedata
from functools import lru_cache
from typing import Final

TALLEST: Final = 409.0
"""Points; no program makes a row higher."""

_LINE = 1.32
_PADDING = 6.0
_LITTLE: Final = 1.0
# A little more room than Arial needs, for programs that show another typeface.
_MARGIN = 1.04

_ARIAL = dict(
    zip(
        map(chr, range(32, 127)),
        (
            *(278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333),
            *(278, 278, 556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278),
            *(584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278),
            *(500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944),
            *(667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556),
            *(278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500),
            *(278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584),
        ),
        strict=True,
    )
)


def points(width: float) -> float:
    """Return how much text, in points, fits across a column of this width."""
    return 6.0 * width - 3.0


@lru_cache(maxsize=20_000)
def _measure(word: str) -> int:
    total = 0
    for character in word:
        known = _ARIAL.get(character)
        if known is None:
            is_wide = (
                unicodedata.east_asian_width(character) in "WF"
                or unicodedata.category(character) == "So"
            )
            known = 1200 if is_wide else 620
        total += known
    return total


def lines(text: str, width: float, size: float, is_bold: bool = False, indent: float = 0.0) -> int:
    """Return how many lines `text` takes in a column; counting stops where no row can go."""
    scale = size / 1000 * _MARGIN * (1.07 if is_bold else 1.0)
    room = max((points(width) - indent) / scale, 1.0)
    most = int(TALLEST / size) + 1
    count = 0
    for paragraph in text.split("\n"):
        used = 0.0
        count += 1
        for word in paragraph.split(" "):
            length = _measure(word)
            if used and used + 278 + length > room:
                count += 1
                used = 0.0
            elif used:
                used += 278
            if length > room:
                # A word wider than its column is broken wherever it must be.
                count += int(length // room)
                length = int(length % room)
            used += length
        if count > most:
            break
    return count


def height(count: int, size: float, *, is_dense: bool = False) -> float:
    """Return the height in points of a row with this many lines; with little air where dense."""
    padding = _LITTLE if is_dense else _PADDING
    return min(TALLEST, round(count * size * _LINE + padding, 1))


def fits(count: int, size: float) -> bool:
    """Whether a row can be as high as this many lines need."""
    return count * size * _LINE + _PADDING <= TALLEST


def pieces(text: str, width: float, size: float, indent: float, most: int) -> list[str]:
    """Return a text in pieces of no more than `most` lines, cut between words where it can be."""
    found = []
    rest = text.strip()
    # The widest letters are about as wide as the letters are high.
    guess = max(1, int(most * points(width) / size * 2))
    while rest:
        end = min(guess, len(rest))
        while lines(rest[:end], width, size, indent=indent) > most and end > 1:
            end = end * 9 // 10
        if end < len(rest):
            cut = max(rest.rfind(" ", 1, end), rest.rfind("\n", 1, end))
            end = cut if cut > end // 2 else end
        found.append(rest[:end].strip())
        rest = rest[end:].strip()
    return found
