"""The register of a commissioner: what it was sent, what it decided, and what became of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from pathways.domain.review.conditions import ConditionState
from pathways.domain.review.submission import Decided, SubmissionState
from pathways.domain.words import iso_day, plural

RegisterCell = str | int | date


@dataclass(frozen=True, slots=True)
class RegisteredCondition:
    """A condition of a decision. `due_on` and `done_on` are None where there is no day."""

    words: str
    owner: str
    due_on: date | None
    state: ConditionState
    done_on: date | None

    @property
    def line(self) -> str:
        """It in one line."""
        by = f", by {iso_day(self.due_on)}" if self.due_on else ""
        state = self.state.word.lower()
        done = f"{state} {iso_day(self.done_on)}" if self.done_on else state
        return f"{self.words} ({self.owner}{by}): {done}"


@dataclass(frozen=True, slots=True)
class RegisteredDecision:
    """A decision with its conditions. `withdrawn_on` is None where it stands."""

    outcome: Decided
    by: str
    on: date
    words: str
    ends_on: date | None
    changes_by: date | None
    withdrawn_on: date | None
    conditions: tuple[RegisteredCondition, ...]


@dataclass(frozen=True, slots=True)
class RegisteredResult:
    """What a provider reported. `learners` is None where it did not count them."""

    given_on: date
    from_on: date | None
    to_on: date | None
    learners: int | None
    words: str
    next_review_on: date | None

    @property
    def line(self) -> str:
        """It in one line."""
        reached = f"{plural(self.learners, 'learner')} reached. " if self.learners else ""
        return f"{iso_day(self.given_on)}: {reached}{self.words}"


@dataclass(frozen=True, slots=True)
class Registered:
    """A submission with all that was decided on it."""

    title: str
    number: int
    provider: str
    sent_on: date
    sent_by: str
    standard: str
    is_met: bool
    state: SubmissionState
    reviewers: tuple[str, ...]
    marked: int
    total: int
    due_on: date | None
    decisions: tuple[RegisteredDecision, ...]
    results: tuple[RegisteredResult, ...]

    def is_of(self, year: int) -> bool:
        """Whether it was sent, or decided, in a year."""
        return year in {self.sent_on.year, *(one.on.year for one in self.decisions)}

    @property
    def name(self) -> str:
        """What it is called where a row is about a part of it."""
        return f"{self.title}, version {self.number}"


HEADS: Final = (
    "Pathway",
    "Version",
    "Provider",
    "Sent",
    "Sent by",
    "Standard",
    "Standard met",
    "State",
    "Reviewers",
    "Competencies marked",
    "Competencies",
    "Decision by",
    "Decision",
    "Decided",
    "Decided by",
    "Words",
    "Holds until",
    "Changes by",
    "Withdrawn",
    "Conditions",
    "Results",
)
"""The headings of the register, in their order."""


def list_rows(entries: tuple[Registered, ...]) -> Iterator[tuple[RegisterCell, ...]]:
    """Yield a row for each decision, and one for each submission without; empty texts for nothing.

    Results stand in the last row of their submission.
    """
    for one in entries:
        about = (
            one.title,
            one.number,
            one.provider,
            one.sent_on,
            one.sent_by,
            one.standard,
            "Yes" if one.is_met else "No",
            one.state.word,
            ", ".join(one.reviewers),
            one.marked,
            one.total,
            one.due_on or "",
        )
        results = "\n".join(result.line for result in one.results)
        if not one.decisions:
            yield (*about, *[""] * 8, results)
        for decision in one.decisions:
            yield (
                *about,
                decision.outcome.word,
                decision.on,
                decision.by,
                decision.words,
                decision.ends_on or "",
                decision.changes_by or "",
                decision.withdrawn_on or "",
                "\n".join(condition.line for condition in decision.conditions),
                results if decision is one.decisions[-1] else "",
            )
