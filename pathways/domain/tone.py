"""The colours that go with words: what the style sheet and the workbook know of any value."""

from enum import StrEnum


class Tone(StrEnum):
    """A colour that goes with a word. It never stands for the word.

    Style sheets and workbooks have a look for each of these, and know no value that has one.
    """

    FULL = "full"
    PARTIAL = "partial"
    MISSING = "missing"
    PLAIN = "plain"
    DEEP = "deep"
