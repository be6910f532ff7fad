"""What a workbook says of a submission beside its content, as it stood at a step of it."""

from dataclasses import dataclass, replace

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.domain.days import read_day
from pathways.domain.review.returning import instant
from pathways.domain.review.sent import ConditionFacts, DecisionFacts, SentFacts
from pathways.domain.review.submission import Decided
from pathways.domain.rule.questions import answers_from_plain
from pathways.models.decision import Condition, Decision
from pathways.models.submission import Submission


@dataclass(frozen=True, slots=True)
class DatedDecision:
    """A decision with the instant from which it stood, and that of its withdrawal, or None."""

    facts: DecisionFacts
    since: int
    until: int | None

    def stood_at(self, step: int) -> bool:
        """Whether it stood once this step was done."""
        return self.since <= step and (self.until is None or step < self.until)


@dataclass(frozen=True, slots=True)
class Sending:
    """What was sent, to whom, and all that was decided, the newest first."""

    facts: SentFacts
    decisions: tuple[DatedDecision, ...]

    def as_of(self, step: int) -> SentFacts:
        """Return what a workbook said that was exported after this step and before the next."""
        stood = (item.facts for item in self.decisions if item.stood_at(step))
        return replace(self.facts, decision=next(stood, None))


def read_sending(session: Session, submission_id: str, commissioner: str) -> Sending:
    """Read it; `commissioner` is the name of the organisation that it was sent to."""
    row = session.get_one(Submission, submission_id)
    declared = row.declaration
    decisions = session.scalars(
        sa.select(Decision)
        .where(Decision.submission_id == row.id)
        .order_by(Decision.at.desc(), Decision.id)
    ).all()
    conditions: dict[str, list[ConditionFacts]] = {}
    for one in session.scalars(
        sa.select(Condition)
        .where(Condition.submission_id == row.id)
        .order_by(Condition.position, Condition.id)
    ):
        facts = ConditionFacts(one.words, one.owner, read_day(one.due_on))
        conditions.setdefault(one.decision_id, []).append(facts)
    return Sending(
        facts=SentFacts(
            to=commissioner,
            at=row.sent_at,
            by=declared["by"],
            role=declared["role"],
            words=declared["words"],
            reasons=declared["reasons"],
            answers=answers_from_plain(row.answers),
        ),
        decisions=tuple(
            DatedDecision(
                facts=DecisionFacts(
                    outcome=Decided(one.outcome),
                    words=one.words,
                    by=one.by_name,
                    at=one.at,
                    ends_on=read_day(one.ends_on),
                    due_on=read_day(one.due_on),
                    conditions=tuple(conditions.get(one.id, ())),
                ),
                since=instant(one.at),
                until=instant(one.withdrawn_at) if one.withdrawn_at else None,
            )
            for one in decisions
        ),
    )
