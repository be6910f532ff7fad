"""What stands between statements in a copy and is none of their words: headers, page numbers.

A statement that runs over the end of a page is interrupted by them, and then its fingerprint does
not fit. They are known by what they do: they stand alone on a line, and come again and again.
"""

import re
from collections import Counter
from typing import Final

_NUMBER_ALONE: Final = re.compile(r"[\s\W_]*(?:page\s*)?#(?:\s*(?:of|/)\s*#)?[\s\W_]*")
_FIGURES: Final = re.compile(r"[0-9]+")
_BULLET: Final = re.compile(r"\s*(?:[-*•‣▪●◦·–\uf0b7]|[0-9]{1,2}[.)])\s")
_TIMES: Final = 3
_LONGEST: Final = 120


def without_furniture(text: str) -> str:
    """Return `text` without page numbers and without short lines that come three times or more.

    What a statement might say again and again, list items and whole sentences, is left.
    """
    lines = text.replace("\f", "\n").split("\n")
    keys = [_key(line) for line in lines]
    times = Counter(keys)
    return "\n".join(
        line
        for line, key in zip(lines, keys, strict=True)
        if not _NUMBER_ALONE.fullmatch(key)
        and not (times[key] >= _TIMES and _may_be_furniture(line))
    )


def _key(line: str) -> str:
    # A header with the page's number in it is the same header on each page.
    return _FIGURES.sub("#", " ".join(line.casefold().split()))


def _may_be_furniture(line: str) -> bool:
    plain = line.strip()
    is_item = _BULLET.match(line) is not None
    return bool(plain) and len(plain) <= _LONGEST and not is_item and not plain.endswith(".")
