"""docs/trust.md: written by `make trust`, and read again so that one figure can be proved anew."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.trust.figure import Figure

PAGE: Final = Path(__file__).resolve().parents[2] / "docs" / "trust.md"

_HEAD: Final = """# Trust: what is promised, and what proves it

Written by `make trust`, which runs each proof at full size. A tenth of most runs in `make test`, so
that a change which breaks a promise is seen at once. Seconds are those of one machine with two
processors, and say only what a proof costs.

| # | figure | goal | whose measure | measured | met | command | seconds |
|---|---|---|---|---|---|---|---|
"""
_ROW: Final = re.compile(
    r"^\| (\d+) \|(?:[^|]*\|){3} ([^|]*) \| (yes|no) \|[^|]*\| (\d+) \|$", re.MULTILINE
)
_UNKNOWN: Final = "not measured yet"


@dataclass(frozen=True, slots=True)
class Measured:
    """What came of a proof, in words, and how long it took."""

    words: str
    is_met: bool
    seconds: int


def read_page(path: Path) -> dict[int, Measured]:
    """Return what the page knows already, by the number of the figure."""
    if not path.is_file():
        return {}
    rows = _ROW.finditer(path.read_text(encoding="utf-8"))
    return {int(row[1]): Measured(row[2], row[3] == "yes", int(row[4])) for row in rows}


def write_page(path: Path, figures: Sequence[Figure], known: Mapping[int, Measured]) -> None:
    """Write a row for each figure, and below them what no test proves."""
    rows = [_row(figure, known.get(figure.number)) for figure in figures]
    gaps = [
        f"- **{figure.number}, {figure.name}**: {figure.gap}" for figure in figures if figure.gap
    ]
    text = _HEAD + "\n".join(rows) + "\n"
    if gaps:
        text += "\n## What of it no test proves\n\n" + "\n".join(gaps) + "\n"
    path.write_text(text, encoding="utf-8")


def _row(figure: Figure, measured: Measured | None) -> str:
    found = measured or Measured(_UNKNOWN, is_met=False, seconds=0)
    words = found.words.replace("|", "/")
    verdict = "yes" if found.is_met else "no"
    return (
        f"| {figure.number} | {figure.name} | {figure.goal} | {figure.anchor} | {words} "
        f"| {verdict} | `{figure.command}` | {found.seconds} |"
    )
