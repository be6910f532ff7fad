"""What was asked for on the version before, what became of it, and what can be carried over."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from pathways.domain.review.returning import Sent
from pathways.domain.review.rewriting import Rewriting, RowChange
from pathways.records.findings import list_carryable, read_sent
from pathways.submissions.reads import DecisionView, SubmissionView, read_decisions
from pathways.submissions.requests import RequestView, read_requests


@dataclass(frozen=True, slots=True)
class AskedRowView:
    """A row that was found partly or not met, with what was said on it and what became of it."""

    request: RequestView
    change: RowChange


@dataclass(frozen=True, slots=True)
class BeforeView:
    """The version before: what was decided and asked for, as both sides read it.

    `rewriting` tells what differs between both. `carryable` counts the findings of rows of which
    both say the same, and that have none yet: for the commissioner alone, 0 to the provider.
    """

    id: str
    number: int
    decision: DecisionView | None
    asked: tuple[AskedRowView, ...]
    rewriting: Rewriting
    carryable: int

    @property
    def changed(self) -> int:
        """How many of the rows that were asked about are not as they were."""
        return sum(1 for one in self.asked if one.change.is_changed)


def read_before(session: Session, submission: SubmissionView) -> BeforeView | None:
    """Return the version before; None where this is the first."""
    if submission.previous is None:
        return None
    previous = submission.previous.id
    now = Sent(submission.content, submission.standard, submission.answers)
    rewriting = Rewriting(submission.edition, read_sent(session, previous), now)
    decisions = read_decisions(session, previous)
    carryable = 0
    if submission.can_review:
        carryable = len(list_carryable(session, submission.id, previous, rewriting.matching))
    return BeforeView(
        id=previous,
        number=submission.previous.number,
        decision=next((one for one in decisions if not one.is_withdrawn), None),
        asked=tuple(
            AskedRowView(request, rewriting.row(request.row))
            for request in read_requests(session, previous, submission.replies)
        ),
        rewriting=rewriting,
        carryable=carryable,
    )
