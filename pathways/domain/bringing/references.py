"""Cells that name several things: codes of competencies, or the modules that treat one."""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from pathways.domain.bringing.brought import UNSAID
from pathways.domain.bringing.recognition import Recogniser
from pathways.domain.pathway.treatment import Treatment

_TREATED: Final = (
    ("A", re.compile(r"\b(?:assess|test|examin|master)", re.IGNORECASE)),
    ("D", re.compile(r"\b(?:develop|practi[sc]e|reinforc|explor|deepen|appli)", re.IGNORECASE)),
    ("I", re.compile(r"\b(?:introduc|aware)", re.IGNORECASE)),
)
_PLACED: Final = re.compile(r"\b(?:in|where|modules?|sessions?|units?)\b", re.IGNORECASE)
_ASKED: Final = re.compile(
    r"^(?:where|(?:in )?which (?:module|session|unit)s?|"
    r"(?:taught|covered|treated|mapped) (?:in|to))\b",
    re.IGNORECASE,
)
_CODE: Final = re.compile(
    r"(?<![A-Z0-9])(?:L(?:EVEL)?\s*)?(?:[1-9][\s._/-]*)?(?P<stem>[A-Z]{2}[\s._/-]*(?:[A-Z][\s._/-]*)?)"
    r"[0-9]{1,3}(?![0-9])"
)
_BEHIND: Final = re.compile(
    r"\s*(?:[(\[]\s*([IDA])\s*[)\]]|[:=-]?\s*\b([IDA])(?=\s*(?:[,;/\n]|$)))"
)
_MORE: Final = re.compile(
    r"\s*(?:,|;|/|&|\bAND\b)\s*(?P<strand>[A-Z])?\s?(?P<number>[0-9]{1,2})(?![0-9A-Z])"
)
_DASHES: Final = str.maketrans(dict.fromkeys("‐‑‒–—−", "-"))
_NUMBERS: Final = re.compile(
    r"^(?:modules?|mods?|m|sessions?|units?|s|u)?\.?\s*#?(?P<first>[0-9]{1,2})"
    r"(?:\s*(?:-|–|to)\s*(?:m|module)?\s*(?P<last>[0-9]{1,2}))?(?:\s*[:.–-]\s*\D.*)?$",
    re.IGNORECASE | re.DOTALL,
)
_LONGEST: Final = 4_000
_HEAD_ROWS: Final = 10


def treatment_of_heading(text: str) -> str:
    """Return the treatment that a column's heading says alone: "Introduced in", "D"."""
    plain = text.strip()
    if plain in tuple(one.value for one in Treatment):
        return plain
    if len(plain) > 60:
        return ""
    found = [mark for mark, pattern in _TREATED if pattern.search(plain)]
    return found[0] if len(found) == 1 else ""


def says_where(text: str) -> bool:
    """Whether a heading asks for the modules: "Introduced in", "Where assessed"."""
    return bool(_PLACED.search(text))


def asks_where(text: str) -> bool:
    """Whether a heading asks for modules and says no treatment: "Where taught", "Covered in"."""
    return bool(_ASKED.match(text.strip()))


def find_codes(text: str, recogniser: Recogniser) -> list[tuple[str, str]]:
    """Return the codes that stand in a text, each with the mark behind it, "?" where none is."""
    plain = text.upper().translate(_DASHES)[:_LONGEST]
    found: dict[str, str] = {}
    for match in _CODE.finditer(plain):
        known = recogniser.exactly(match[0].strip())
        if known is None or known.by != "code":
            continue
        behind = _BEHIND.match(plain, match.end())
        found.setdefault(known.code, next(filter(None, behind.groups())) if behind else UNSAID)
        for code in _more(plain, match.end(), known.code, recogniser):
            found.setdefault(code, UNSAID)
    return list(found.items())


def _more(plain: str, at: int, code: str, recogniser: Recogniser) -> Iterator[str]:
    """Yield what goes on with numbers alone: "L1-KA-K01, K02 and 05"."""
    stem = code.rstrip("0123456789")
    while more := _MORE.match(plain, at):
        start = f"{stem[:-1]}{more['strand']}" if more["strand"] else stem
        known = recogniser.exactly(f"{start}{int(more['number']):02}")
        if known is None:
            return
        yield known.code
        at = more.end()


def find_coded_treatments(
    rows: Sequence[Sequence[str]], find: Callable[[str], Sequence[object]]
) -> int | None:
    """Return the row that heads two treatments or more whose cells below name competencies."""
    for number, head in enumerate(rows[:_HEAD_ROWS]):
        treated = [column for column, text in enumerate(head) if treatment_of_heading(text)]
        marks = {treatment_of_heading(head[column]) for column in treated}
        # A list of mappings has them again and again.
        if len(marks) < 2 or len(treated) > len(marks):
            continue
        below = rows[number + 1 :][:60]
        cells = [row[column] for row in below for column in treated if row[column].strip()]
        return number if sum(bool(find(cell)) for cell in cells) * 2 > len(cells) else None
    return None


def find_modules(text: str) -> tuple[int, ...] | None:
    """Return the numbers of the modules that a cell names; None where it names none so."""
    parts = [part for part in re.split(r"[,;/&+\n]|\band\b", text.strip()) if part.strip()]
    found: list[int] = []
    for part in parts:
        match = _NUMBERS.match(part.strip())
        if match is None:
            return None
        first, last = int(match["first"]), int(match["last"] or match["first"])
        if not 0 < first <= last <= 60:
            return None
        found += range(first, last + 1)
    return tuple(dict.fromkeys(found))


def name_modules(texts: Sequence[str]) -> dict[int, str]:
    """Return the titles that cells give the modules that they name by number."""
    titles: dict[int, str] = {}
    for text in texts:
        for part in re.split(r"[,;\n]", text):
            match = re.match(
                r"^\s*(?:module|session|unit|m)\s*([0-9]{1,2})\s*[:–-]\s*(\D.*)$", part, re.I
            )
            if match:
                titles.setdefault(int(match[1]), match[2].strip())
    return titles
