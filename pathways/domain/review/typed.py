"""What a reviewer typed into a workbook, read as a finding or a day, or not at all."""

import re
from datetime import date, timedelta
from typing import Final

from pathways.domain.days import find_day
from pathways.domain.review.finding import Finding
from pathways.domain.review.sheets import folded

EARLIEST: Final = date(2000, 1, 1)
"""Nobody reviewed anything here before; an older day is a slip of the hand."""

_ALSO: Final = {
    Finding.MET: ("fully met",),
    Finding.PARTLY_MET: (*("part met", "partial", "partially", "partially met", "met in part"),),
    Finding.NOT_MET: ("unmet", "notmet"),
    Finding.NOT_APPLICABLE: ("na", "notapplicable"),
}
"""Beside the words of findings, and the short ones on buttons."""
_SIGNS: Final = re.compile(r"[\s_/.\-\u2010-\u2015]+")


class DayError(ValueError):
    """A text that is no day on which somebody can have reviewed. The message says why."""


def _without_signs(text: str) -> str:
    return _SIGNS.sub(" ", folded(text)).strip()


_FINDINGS: Final = {
    _without_signs(text): finding
    for finding, also in _ALSO.items()
    for text in (finding.word, finding.short, *also)
}


def finding_of(text: str) -> Finding | None:
    """Return the finding that a word is, however it is spelled; None where it is none.

    What says less than a finding, such as yes or a tick, is none.
    """
    return _FINDINGS.get(_without_signs(text))


def day_of(text: str, today: date) -> date:
    """Return the day that somebody typed, as it is written in Britain: the day comes first.

    Without a year it is the latest such day. DayError for a text that is none, and for a day
    that is still to come or far too long ago.
    """
    day = find_day(text, today)
    if day is None:
        raise DayError(f"\u201c{text[:40]}\u201d cannot be read as a day.")
    if day > today + timedelta(days=1):
        # Somebody east of here may be a day ahead.
        raise DayError(f"\u201c{text[:40]}\u201d is still to come.")
    if day < EARLIEST:
        raise DayError(f"\u201c{text[:40]}\u201d is too long ago.")
    return day
