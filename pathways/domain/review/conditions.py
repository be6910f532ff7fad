"""Conditions of an approval: what is asked, of whom, until when, and how each is followed to done.

The provider says that a condition is done; it is done once the commissioner agrees.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Self

from pathways.domain.limits import CONDITION_LIMIT
from pathways.domain.review.returning import instant
from pathways.domain.worded import Tone, Worded


@dataclass(frozen=True, slots=True)
class ConditionWish:
    """A condition as it is asked for: its words, who sees to it, and by which day."""

    words: str
    owner: str
    due_on: date | None


class ConditionState(Worded):
    """How far a condition has come."""

    OPEN = "open", "Still to come", Tone.MISSING
    SAID = "said", "Said to be done", Tone.PARTIAL
    DONE = "done", "Done", Tone.FULL
    WITHDRAWN = "withdrawn", "Withdrawn with its decision", Tone.PLAIN


def state_of(*, is_said: bool, is_done: bool, is_withdrawn: bool) -> ConditionState:
    """Return how far a condition has come. What is done stays done without its decision."""
    if is_done:
        return ConditionState.DONE
    if is_withdrawn:
        return ConditionState.WITHDRAWN
    return ConditionState.SAID if is_said else ConditionState.OPEN


def refuse_conditions(wishes: Sequence[ConditionWish], today: date) -> str:
    """Return why these cannot be the conditions of an approval, or nothing."""
    if not wishes:
        return "Name at least one condition, or choose another decision."
    if len(wishes) > CONDITION_LIMIT:
        return f"An approval has at most {CONDITION_LIMIT} conditions."
    for number, wish in enumerate(wishes, start=1):
        for problem in (refuse_words(wish), refuse_owner(wish), refuse_day(wish.due_on, today)):
            if problem:
                return f"Condition {number}: {problem}"
    return ""


def refuse_words(wish: ConditionWish) -> str:
    """Return what is missing of its words, or nothing."""
    return "" if wish.words else "Say what the condition is."


def refuse_owner(wish: ConditionWish) -> str:
    """Return what is missing of who sees to it, or nothing."""
    return "" if wish.owner else "Name who sees to it."


def refuse_day(due_on: date | None, today: date) -> str:
    """Return what is wrong with the day by which something is to be done, or nothing."""
    if due_on is None:
        return "Give the day by which it is to be done."
    return "" if due_on > today else "Give a day to come."


def mark_said(at: datetime | None) -> str:
    """Return a mark of what the provider said of a condition, by the moment; empty for nothing."""
    return str(instant(at)) if at else ""


class ConditionStep(Worded):
    """What somebody did about a condition."""

    SAID = "said", "Said to be done"
    ANSWERED = "answered", "Answered"
    AGREED = "agreed", "Agreed that it is done"


@dataclass(frozen=True, slots=True)
class ConditionImage:
    """A step about a condition, as the journal keeps it."""

    condition: str
    step: ConditionStep
    words: str

    def to_plain(self) -> dict[str, Any]:
        """Return the values as JSON."""
        return {"condition": self.condition, "step": self.step.value, "words": self.words}

    @classmethod
    def from_plain(cls, plain: Any) -> Self:
        """Build a step from `to_plain`."""
        return cls(plain["condition"], ConditionStep(plain["step"]), plain["words"])
