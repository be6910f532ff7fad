"""What was seen of a course: sessions that a reviewer observed, and results after an approval."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from pathways.domain.limits import CRITERION_LIMIT
from pathways.domain.review.finding import Finding


@dataclass(frozen=True, slots=True)
class Criterion:
    """Something that a reviewer looked for, and whether it was met; None: not said."""

    words: str
    finding: Finding | None = None

    def to_plain(self) -> list[str]:
        """Return the values as JSON."""
        return [self.words, self.finding.value if self.finding else ""]

    @classmethod
    def from_plain(cls, plain: Any) -> Self:
        """Build one from `to_plain`."""
        words, finding = plain
        return cls(words, Finding(finding) if finding else None)


@dataclass(frozen=True, slots=True)
class SessionWish:
    """A record of a session as somebody writes it. `module_row` may be empty."""

    held_on: date | None
    observer: str
    seen: str
    module_row: str = ""
    criteria: tuple[Criterion, ...] = ()


def refuse_held(day: date | None, today: date) -> str:
    """Return what is wrong with the day of a session, or nothing."""
    if day is None:
        return "Give the day on which you saw it."
    return "That day is still to come." if day > today else ""


def refuse_criterion(one: Criterion) -> str:
    """Return what is missing of something that was looked for, or nothing."""
    return "" if one.words else "Say what you looked for."


def refuse_criteria(criteria: Sequence[Criterion]) -> str:
    """Return why these cannot be what was looked for, or nothing."""
    if len(criteria) > CRITERION_LIMIT:
        return f"A record holds at most {CRITERION_LIMIT} of them."
    return next((problem for one in criteria if (problem := refuse_criterion(one))), "")


@dataclass(frozen=True, slots=True)
class ResultWish:
    """Results as a provider gives them; `learners` is None where it does not say."""

    words: str
    from_on: date | None = None
    to_on: date | None = None
    learners: int | None = None
    next_review_on: date | None = None


def refuse_result(wish: ResultWish, today: date) -> tuple[str, str]:
    """Return the field of results that is wrong and why, or two empty texts."""
    if not wish.words:
        return "words", "Say in a few words what came of it."
    if wish.from_on and wish.from_on > today:
        return "from_on", "That day is still to come."
    if wish.to_on and wish.to_on > today:
        return "to_on", "That day is still to come."
    if wish.from_on and wish.to_on and wish.to_on < wish.from_on:
        return "to_on", "The last day is before the first one."
    if wish.next_review_on and wish.next_review_on <= today:
        return "next_review_on", "Give a day to come."
    return "", ""
