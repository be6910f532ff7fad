"""Carrying over findings of the version before that hold for this one, in one step."""

from sqlalchemy.orm import Session

from pathways.domain.days import day_of
from pathways.domain.policy import Actor
from pathways.domain.refusals import NotFoundError
from pathways.domain.review.finding import Finding
from pathways.domain.review.returning import list_matching
from pathways.models.submission import Submission
from pathways.models.version import Version
from pathways.records.editions import edition_of
from pathways.records.findings import list_carryable, read_sent
from pathways.submissions.desk import open_desk
from pathways.submissions.findings import FindingWish
from pathways.submissions.reviewing.writes import MarkedRows, mark_many


def carry_over(session: Session, actor: Actor, submission_id: str) -> MarkedRows:
    """Take the findings of all rows that say the same as in the version before.

    A row that has a finding already keeps it. Reviewer and day stay those of the finding, and
    the row says from which version it comes. One undo takes all of it back. StateError where
    the submission is no longer open, NotFoundError where it is the first of its pathway.
    """
    desk = open_desk(session, actor, submission_id, "commissioner")
    desk.need_open()
    previous = desk.row.previous_id
    if previous is None:
        raise NotFoundError(submission_id)
    number = session.get_one(Version, session.get_one(Submission, previous).version_id).number
    version = session.get_one(Version, desk.row.version_id)
    same = list_matching(
        edition_of(session, version),
        read_sent(session, previous),
        read_sent(session, submission_id),
    )
    wishes = [
        FindingWish(
            found.row,
            None,
            Finding(found.finding),
            reviewer=found.reviewer,
            reviewed_on=found.reviewed_on or day_of(found.changed_at).isoformat(),
            carried_from=found.carried_from or number,
        )
        for found in list_carryable(session, submission_id, previous, same)
    ]
    said = f"Carried over from version {number}"
    return mark_many(session, actor, submission_id, wishes, said=said)
