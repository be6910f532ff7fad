"""A draft of a decision's words, made from the rows that are partly or not met."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from pathways.domain.review.finding import Finding
from pathways.domain.review.places import PlaceKind
from pathways.domain.words import kept_length, plural

DRAFT_LENGTH: Final = 7_000
"""Letters that a draft takes up, so that there is room for words beside it."""


@dataclass(frozen=True, slots=True)
class FoundRow:
    """A row with the finding on it and what its commissioner says there, the oldest first.

    `reviewer` is who found it, as it is named beside the finding. `is_asked`: nobody is asked about
    a competency that nothing treats, though somebody may find something of it.
    """

    row: str
    slug: str
    code: str
    label: str
    kind: PlaceKind
    finding: Finding | None = None
    reviewer: str = ""
    comments: tuple[str, ...] = ()
    is_asked: bool = True

    @property
    def is_in_doubt(self) -> bool:
        """Whether it leaves something to be done."""
        return self.finding is not None and self.finding.is_in_doubt


@dataclass(frozen=True, slots=True)
class KindCount:
    """How many rows of a kind are asked about, and how many of them have each finding.

    `unasked` are findings on the others.
    """

    kind: PlaceKind
    total: int
    counts: dict[Finding, int]
    unasked: dict[Finding, int]

    @property
    def marked(self) -> int:
        """Rows with a finding."""
        return sum(self.counts.values())


def count_kinds(rows: Iterable[FoundRow]) -> tuple[KindCount, ...]:
    """Count the rows of each kind that there is, in the order of the kinds."""
    found: dict[PlaceKind, list[FoundRow]] = {}
    for row in rows:
        found.setdefault(row.kind, []).append(row)
    return tuple(
        KindCount(
            kind,
            sum(1 for row in found[kind] if row.is_asked),
            _count([row.finding for row in found[kind] if row.is_asked]),
            _count([row.finding for row in found[kind] if not row.is_asked]),
        )
        for kind in PlaceKind
        if kind in found
    )


def _count(findings: Sequence[Finding | None]) -> dict[Finding, int]:
    return {one: count for one in Finding if (count := findings.count(one))}


def draft_words(rows: Sequence[FoundRow]) -> str:
    """Return a draft from the rows that leave something to be done; empty where none does.

    What is not met comes first. Rows that it has no room for are counted.
    """
    parts: list[str] = []
    length = 0
    for finding in reversed(Finding):
        if not finding.is_in_doubt:
            continue
        doubted = [row for row in rows if row.finding is finding]
        lines = [f"{finding.word}:"] if doubted else []
        left = 0
        for row in doubted:
            line = _line(row)
            length += kept_length(line) + 1
            if length > DRAFT_LENGTH:
                left += 1
            else:
                lines.append(line)
        if left:
            lines.append(f"- and {plural(left, 'more row', 'more rows')}")
        if lines:
            parts.append("\n".join(lines))
    return "\n\n".join(parts)


def _line(row: FoundRow) -> str:
    said = " ".join(" ".join(text.split()) for text in row.comments)
    name = f"{row.code}, {row.label}" if row.kind is not PlaceKind.WHOLE else row.label
    return f"- {name}: {said}" if said else f"- {name}"
