"""Notes folded by a formula, so that two are the same where the app finds them the same.

A formula cannot tell a letter from a sign. So it takes out the usual signs one by one, and those
that stand in the notes as exported; what the app folds in another way than capitals is put in as
the app folds it.
"""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from pathways.domain.pathway.notes import fold
from pathways.workbook.kit.places import quoted

USUAL: Final = (*" .,;:-'/()!?", "\N{EN DASH}", "\N{RIGHT SINGLE QUOTATION MARK}", '"', "\n")
"""Signs that are taken out whether or not a note holds them, for notes are edited."""
MOST: Final = 56
"""Changes that one formula makes: Excel puts no more than 64 functions into each other."""

_CONTROLS: Final = {"\n": "CHAR(10)", "\t": "CHAR(9)", "\r": "CHAR(13)"}
_BLANK: Final = " "

Replacement = tuple[str, str]
"""What is looked for, and what is put in its place."""


def list_changes(texts: Iterable[str]) -> tuple[Replacement, ...]:
    """Return what folds these texts, beside capitals; the usual signs first."""
    found: Counter[str] = Counter()
    for text in set(texts):
        found.update({unit for unit in _units(text) if fold(unit) != unit.lower()})
    rare = sorted(found.keys() - set(USUAL), key=lambda unit: (-found[unit], unit))
    # A letter with its accents goes before the accents alone.
    rare = sorted(rare[: MOST - len(USUAL)], key=lambda unit: (-len(unit), unit))
    return tuple((unit, fold(unit)) for unit in (*rare, *USUAL))


def list_blanks(texts: Iterable[str], least: int) -> tuple[Replacement, ...]:
    """Return what makes the number of characters what the app counts, where it matters.

    `least` is how many a note has at least.
    """
    changes: dict[str, str] = {"\n": _BLANK}
    for text in set(texts):
        seen = [c for c in " ".join(text.split()) if unicodedata.category(c) != "Cf"]
        plain = " ".join(text.replace("\n", _BLANK).strip(_BLANK).split(_BLANK))
        # Excel counts some signs twice.
        sizes = len(plain), len(plain.encode("utf-16-le")) // 2
        if all((size >= least) == (len(seen) >= least) for size in sizes):
            continue
        for character in text:
            if character.isspace() and character != _BLANK:
                changes[character] = _BLANK
            elif unicodedata.category(character) == "Cf":
                changes[character] = ""
            elif ord(character) > 0xFFFF:
                changes[character] = "x"
    return tuple(sorted(changes.items())[:MOST])


def changed(cell: str, changes: Sequence[Replacement]) -> str:
    """Return the part of a formula that makes these changes in a cell, the first one first."""
    for unit, put in changes:
        cell = f"SUBSTITUTE({cell},{_CONTROLS.get(unit) or quoted(unit)},{quoted(put)})"
    return cell


def _units(text: str) -> Iterator[str]:
    """Yield a text's characters; an accent goes with its letter where both fold to another one."""
    if not any(map(unicodedata.combining, set(text))):
        yield from set(text)
        return
    unit = ""
    for character in f"{text} ":
        if unit and unicodedata.combining(character):
            unit += character
            continue
        if fold(unit) == "".join(map(fold, unit)):
            yield from unit
        else:
            yield unit
        unit = character
