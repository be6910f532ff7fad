"""What a run of tests says of itself: how many passed, and what they measured."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from defusedxml.ElementTree import fromstring

_NUMBER: Final = re.compile(r"(?<!\w)\d+(?:,\d{3})*(?!\w)")
"""A number that stands by itself: none in “5xx” or “p99”."""


@dataclass(frozen=True, slots=True)
class Results:
    """Counts of tests, and the sentences that tests wrote down as `measured`."""

    passed: int
    failed: int
    measured: tuple[str, ...]


def read_results(path: Path) -> Results:
    """Read a file in JUnit's form. A skipped test counts as failed, for it proves nothing."""
    passed = failed = 0
    measured: list[str] = []
    for case in fromstring(path.read_bytes()).iter("testcase"):
        if any(case.find(kind) is not None for kind in ("failure", "error", "skipped")):
            failed += 1
            continue
        passed += 1
        for item in case.iter("property"):
            if item.get("name") == "measured":
                measured.append(item.get("value") or "")
    return Results(passed, failed, _add_up(measured))


def _add_up(sentences: Sequence[str]) -> tuple[str, ...]:
    """Add the numbers of sentences that are otherwise the same: parts of one proof."""
    sums: dict[str, list[int]] = {}
    for sentence in sentences:
        numbers = [int(found.replace(",", "")) for found in _NUMBER.findall(sentence)]
        before = sums.get(shape := _NUMBER.sub("{:,}", sentence), [0] * len(numbers))
        sums[shape] = [one + other for one, other in zip(before, numbers, strict=True)]
    return tuple(shape.format(*numbers) for shape, numbers in sums.items())
