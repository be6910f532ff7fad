"""What commissioners say, and the step by which the provider reads it. Sharing is final."""

from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa

from pathways.domain.review.privacy import RemarkKind, Sharing, habit, says_at_once
from pathways.domain.review.submission import SubmissionState
from pathways.domain.words import listed, plural
from pathways.models.account import Organisation
from pathways.models.base import new_id, now
from pathways.models.comment import Comment, Remark
from pathways.models.finding import FindingRow, SharedFinding
from pathways.models.observed import ObservedSession
from pathways.submissions.desk import Desk, begin_review


@dataclass(frozen=True, slots=True)
class Shared:
    """How much went to the provider."""

    findings: int = 0
    comments: int = 0
    sessions: int = 0

    def __bool__(self) -> bool:
        """Whether anything did."""
        return bool(self.findings or self.comments or self.sessions)

    @property
    def words(self) -> str:
        """What went, in words: "3 findings and 1 comment"."""
        parts = ((self.findings, "finding"), (self.comments, "comment"))
        said = [plural(count, word) for count, word in parts if count]
        if self.sessions:
            said.append(plural(self.sessions, "observed session"))
        return listed(said)


def habit_of(desk: Desk) -> Sharing:
    """Return when the commissioner of a submission shares what it finds."""
    return habit(_chosen(desk))


def is_said_at_once(desk: Desk) -> bool:
    """Whether the provider reads what its commissioner says now without a further step."""
    return says_at_once(_chosen(desk), SubmissionState(desk.row.state))


def _chosen(desk: Desk) -> str | None:
    return desk.session.execute(
        sa.select(Organisation.sharing).where(Organisation.id == desk.row.commissioner_id)
    ).scalar_one()


def add_words(
    desk: Desk,
    row: str,
    text: str,
    *,
    identifier: str = "",
    reviewer: str = "",
    reviewed_on: str = "",
    is_from_workbook: bool = False,
    is_shared: bool,
) -> None:
    """Add a comment without a trail or mail of its own, to what both sides read or to be shared."""
    said = {
        "id": identifier or new_id(),
        "submission_id": desk.row.id,
        "row": row,
        "text": text,
        "author_id": desk.actor.person_id,
        "author_name": desk.actor.name,
        "reviewer": reviewer,
        "reviewed_on": reviewed_on,
        "is_from_workbook": is_from_workbook,
        "at": now(),
    }
    if is_shared:
        desk.session.add(Comment(**said, organisation_id=desk.actor.organisation_id))
    else:
        desk.session.add(Remark(**said, kind=RemarkKind.COMMENT.value))
    begin_review(desk)
    desk.session.flush()


def share(desk: Desk, rows: Collection[str] | None = None) -> Shared:
    """Let the provider read what stands on these rows, or on all of them, and tell it by mail.

    Findings and comments go; second opinions and internal notes stay. What stands there is
    written as it is now: a finding that was taken back is taken back for the provider too.
    Observed sessions go where all rows do. It writes no step of its own.
    """
    shared = Shared(
        _share_findings(desk, rows),
        _share_comments(desk, rows),
        _share_sessions(desk) if rows is None else 0,
    )
    desk.session.flush()
    if shared.comments:
        desk.tell_of_comments(shared.comments)
    return shared


def share_and_tell(desk: Desk, rows: Collection[str] | None = None) -> Shared:
    """Share as a step of its own, which stands in the trail of both sides."""
    shared = share(desk, rows)
    if shared:
        where = f" on {desk.place(next(iter(rows))).words}" if rows and len(rows) == 1 else ""
        desk.write_down("share", f"Shared {shared.words}{where}")
    return shared


def share_session(desk: Desk, row: ObservedSession) -> None:
    """Share one observed session as a step of its own, and tell the provider by mail."""
    row.shared_at = now()
    desk.session.flush()
    desk.write_down("share", f"Shared {Shared(sessions=1).words}")
    desk.tell(
        desk.row.organisation_id,
        f"{desk.actor.organisation} has shared an observed session of “{desk.title}”",
        f"{desk.actor.name}, {desk.actor.organisation}, has shared what was seen of a session.\n",
    )


def _share_findings(desk: Desk, rows: Collection[str] | None) -> int:
    session, submission = desk.session, desk.row.id
    found = {
        row.row: row
        for row in session.scalars(
            sa.select(FindingRow).where(FindingRow.submission_id == submission)
        )
    }
    known = {
        row.row: row
        for row in session.scalars(
            sa.select(SharedFinding).where(SharedFinding.submission_id == submission)
        )
    }
    count = 0
    for row in found.keys() | known.keys():
        if rows is not None and row not in rows:
            continue
        mine, theirs = found.get(row), known.get(row)
        if mine is None:
            session.delete(theirs)
            count += 1
        elif theirs is None or says(theirs) != says(mine):
            _copy(desk, mine, theirs)
            count += 1
    return count


def says(row: FindingRow | SharedFinding) -> tuple[str, str, str]:
    """Return what a reader of a finding sees of it."""
    return row.finding, row.reviewer, row.reviewed_on


def _copy(desk: Desk, mine: FindingRow, theirs: SharedFinding | None) -> None:
    if theirs is None:
        theirs = SharedFinding(submission_id=mine.submission_id, row=mine.row)
        desk.session.add(theirs)
    theirs.finding, theirs.reviewer, theirs.reviewed_on = says(mine)
    theirs.found_at = mine.changed_at
    theirs.shared_at = now()
    theirs.shared_by_name = desk.actor.name


def _share_comments(desk: Desk, rows: Collection[str] | None) -> int:
    session = desk.session
    waiting = session.scalars(
        sa.select(Remark)
        .where(Remark.submission_id == desk.row.id, Remark.kind == RemarkKind.COMMENT)
        .order_by(Remark.at, Remark.id)
    )
    count = 0
    for one in waiting:
        if rows is not None and one.row not in rows:
            continue
        session.add(
            Comment(
                id=one.id,
                submission_id=one.submission_id,
                row=one.row,
                text=one.text,
                author_id=one.author_id,
                author_name=one.author_name,
                organisation_id=desk.row.commissioner_id,
                reviewer=one.reviewer,
                reviewed_on=one.reviewed_on,
                is_from_workbook=one.is_from_workbook,
                # When the provider can first read it.
                at=now(),
            )
        )
        session.delete(one)
        count += 1
    return count


def _share_sessions(desk: Desk) -> int:
    waiting = desk.session.scalars(
        sa.select(ObservedSession).where(
            ObservedSession.submission_id == desk.row.id, ObservedSession.shared_at.is_(None)
        )
    ).all()
    for one in waiting:
        one.shared_at = now()
    return len(waiting)
