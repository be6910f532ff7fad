"""What is known of a version beside its content once it was sent: to whom, by whom, what became."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from pathways.domain.review.submission import Decided
from pathways.domain.rule.questions import Answer


@dataclass(frozen=True, slots=True)
class ConditionFacts:
    """Something that a decision asks for: by whom and until when, as far as it says."""

    words: str
    owner: str = ""
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class DecisionFacts:
    """What was decided, in words, by whom and when, and until when it holds."""

    outcome: Decided
    words: str
    by: str
    at: datetime
    ends_on: date | None = None
    due_on: date | None = None
    conditions: tuple[ConditionFacts, ...] = ()


@dataclass(frozen=True, slots=True)
class SentFacts:
    """To whom a version was sent, and what its provider declared; `reasons` by line key.

    `answers` are those to the questions of the standard, by the question's id.
    `decision` is the one that stood when the workbook was exported, if there was one.
    """

    to: str
    at: datetime
    by: str
    role: str
    words: str
    reasons: Mapping[str, str]
    answers: Mapping[str, Answer] = field(default_factory=dict)
    decision: DecisionFacts | None = None
