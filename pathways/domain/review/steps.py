"""What a step of a review changed, row by row, as the journal keeps it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

from pathways.domain.review.finding import Finding

MARK: Final = "mark"
"""The action of steps that set findings, and can be undone."""

_UNDOES: Final = "undoes"


@dataclass(frozen=True, slots=True)
class RowStep:
    """One row of a step: the finding before and after, and words that were added.

    `before` and `after` are None where there was no finding; `is_marked` says whether the
    finding, or who gave it, changed at all. `reviewer` and `reviewed_on` are those after the
    step, `was_reviewer` and `was_on` those before it, as somebody typed them.
    """

    row: str
    is_marked: bool = False
    before: Finding | None = None
    after: Finding | None = None
    reviewer: str = ""
    reviewed_on: str = ""
    was_reviewer: str = ""
    was_on: str = ""
    comment: str = ""

    def to_plain(self) -> dict[str, Any]:
        """Return the values as JSON."""
        plain: dict[str, Any] = {"row": self.row}
        if self.reviewer or self.reviewed_on:
            plain |= {"reviewer": self.reviewer, "date": self.reviewed_on}
        if self.is_marked:
            before = self.before.value if self.before else ""
            plain["before"] = [before, self.was_reviewer, self.was_on]
            plain["after"] = self.after.value if self.after else ""
        if self.comment:
            plain["comment"] = self.comment
        return plain

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Self:
        """Build a step from `to_plain`."""
        before, was_reviewer, was_on = plain.get("before", ("", "", ""))
        after = plain.get("after", "")
        return cls(
            row=plain["row"],
            is_marked="before" in plain,
            before=Finding(before) if before else None,
            after=Finding(after) if after else None,
            reviewer=plain.get("reviewer", ""),
            reviewed_on=plain.get("date", ""),
            was_reviewer=was_reviewer,
            was_on=was_on,
            comment=plain.get("comment", ""),
        )


def read_row_steps(images: Iterable[Mapping[str, Any]] | None) -> tuple[RowStep, ...]:
    """Return the rows of a step; what is kept beside them, as the name of a file, is left out."""
    return tuple(RowStep.from_plain(image) for image in images or () if "row" in image)


def rename_reviewers(
    images: Iterable[Mapping[str, Any]], names: Collection[str], name: str
) -> list[dict[str, Any]]:
    """Return the images of a step with `name` wherever a reviewer bears one of `names`."""
    found = []
    for image in images:
        plain = dict(image)
        if plain.get("reviewer") in names:
            plain["reviewer"] = name
        if "before" in plain:
            finding, reviewer, day = plain["before"]
            plain["before"] = [finding, name if reviewer in names else reviewer, day]
        found.append(plain)
    return found


def undoing(step: int) -> dict[str, Any]:
    """Return what is kept beside the rows of a step that takes back another."""
    return {_UNDOES: step}


def undoes(images: Iterable[Mapping[str, Any]] | None) -> int:
    """Return the number of the step that a step takes back; 0 where it takes back none."""
    return next((image[_UNDOES] for image in images or () if _UNDOES in image), 0)
