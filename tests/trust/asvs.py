"""ASVS 5.0, levels 1 and 2: what the app does about each requirement, in words of our own.

The standard itself is OWASP's, and its sentences are not here: a number leads to them.
"""

import ast
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
LIST: Final = Path(__file__).with_name("asvs.toml")

LEVELS: Final = {
    1: "1.2.1-5 1.3.1-2 1.5.1 2.1.1 2.2.1-2 2.3.1 3.2.1-2 3.3.1 3.4.1-2 3.5.1-3 4.1.1 4.4.1 "
    "5.2.1-2 5.3.1-2 6.1.1 6.2.1-8 6.3.1-2 6.4.1-2 7.2.1-4 7.4.1-2 8.1.1 8.2.1-2 8.3.1 9.1.1-3 "
    "9.2.1 10.4.1-5 11.3.1-2 11.4.1 12.1.1 12.2.1-2 13.4.1 14.2.1 14.3.1 15.1.1 15.2.1 15.3.1",
    2: "1.1.1-2 1.2.6-9 1.3.3-11 1.4.1-3 1.5.2 2.1.2-3 2.2.3 2.3.2-4 2.4.1 3.3.2-4 3.4.3-6 "
    "3.5.4-5 3.7.1-2 4.1.2-3 4.2.1 4.3.1-2 4.4.2-4 5.1.1 5.2.3 5.4.1-3 6.1.2-3 6.2.9-12 6.3.3-4 "
    "6.4.3-4 6.5.1-5 6.6.1-3 6.8.1-4 7.1.1-3 7.3.1-2 7.4.3-5 7.5.1-2 7.6.1-2 8.1.2 8.2.3 8.4.1 "
    "9.2.2-4 10.1.1-2 10.2.1-2 10.3.1-4 10.4.6-11 10.5.1-5 10.6.1-2 10.7.1-3 11.1.1-2 11.2.1-3 "
    "11.3.3 11.4.2-4 11.5.1 11.6.1 12.1.2-3 12.3.1-4 13.1.1 13.2.1-5 13.3.1-2 13.4.2-5 14.1.1-2 "
    "14.2.2-4 14.3.2-3 15.1.2-3 15.2.2-3 15.3.2-7 16.1.1 16.2.1-5 16.3.1-4 16.4.1-3 16.5.1-3 "
    "17.1.1 17.2.1-4 17.3.1-2",
}
"""The numbers of each level, as the standard gives them; "1.2.1-5" are five."""


@dataclass(frozen=True, slots=True)
class Requirement:
    """One requirement: `words` say in short what it asks.

    What is met is proved by `tests`, or said by `documents` where a document is what is asked.
    `reason` says why it does not apply here; `gap` what is not met, and what is done instead.
    """

    number: str
    level: int
    words: str
    tests: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    reason: str = ""
    gap: str = ""

    @property
    def verdict(self) -> str:
        """Return "not met", "not applicable", "tested" or "documented"; "" if nothing is said."""
        if self.gap:
            return "not met"
        if self.reason:
            return "not applicable"
        return "tested" if self.tests else "documented" if self.documents else ""


def read_requirements() -> tuple[Requirement, ...]:
    """Return every requirement in its order."""
    plain = tomllib.loads(LIST.read_text(encoding="utf-8"))["requirement"]
    return tuple(
        Requirement(
            **{
                **one,
                "tests": tuple(one.get("tests", ())),
                "documents": tuple(one.get("documents", ())),
            }
        )
        for one in plain
    )


def numbers_of(level: int) -> Iterator[str]:
    """Yield the numbers of a level, each by itself."""
    for part in LEVELS[level].split():
        first, _, last = part.partition("-")
        section, _, number = first.rpartition(".")
        for one in range(int(number), int(last or number) + 1):
            yield f"{section}.{one}"


@cache
def proofs_in(path: str) -> frozenset[str]:
    """Return the names of the tests in a file; none where there is no such file."""
    file = ROOT / path
    if not file.is_file():
        return frozenset()
    body = ast.parse(file.read_text(encoding="utf-8")).body
    found = {node.name for node in body if isinstance(node, ast.FunctionDef)}
    return frozenset(name for name in found if name.startswith("test_"))


@cache
def headings_in(path: str) -> frozenset[str]:
    """Return the headings of a page as an address names them; none where there is no such page."""
    file = ROOT / path
    text = file.read_text(encoding="utf-8") if file.is_file() else ""
    found = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return frozenset(re.sub(r"[^\w -]", "", one.lower()).replace(" ", "-") for one in found)
