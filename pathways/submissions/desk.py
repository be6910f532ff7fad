"""A submission while somebody works on it: locked, marked, written down, told to the other side."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final, Literal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.domain.policy import Action, Actor
from pathways.domain.refusals import ConflictError, NotFoundError, StateError
from pathways.domain.review.finding import Finding
from pathways.domain.review.submission import WHOLE, SubmissionState, line_key
from pathways.models.base import new_id, now
from pathways.models.comment import Comment
from pathways.models.finding import FindingRow
from pathways.models.submission import Submission, received_by, seen_by, sent_by
from pathways.models.version import Version
from pathways.records.journal import write_down
from pathways.records.mail import find_gathering, post_mail, tell_members
from pathways.records.people import list_members

Side = Literal["provider", "commissioner", "either"]

GATHERING: Final = timedelta(hours=1)
"""How long a mail about comments waits for more of them, counted from the first."""


@dataclass(slots=True)
class Desk:
    """One submission, locked for this transaction, and the person who works on it."""

    session: Session
    actor: Actor
    row: Submission

    @property
    def is_commissioner(self) -> bool:
        """Whether the actor is on the side that reviews."""
        return self.actor.is_of(self.row.commissioner_id)

    def need_open(self) -> None:
        """Refuse a submission that was decided or withdrawn."""
        state = SubmissionState(self.row.state)
        if not state.is_open:
            word = state.word.lower()
            raise StateError(f"This submission is {word}. It can be read, not changed.")

    def write_down(self, action: str, summary: str, images: list[Any] | None = None) -> None:
        """Add a step to the trail."""
        at = now()
        self.row.revision += 1
        self.row.changed_at = at
        write_down(
            self.session,
            self.actor,
            action,
            summary,
            subject=self.row.id,
            at=at,
            revision=self.row.revision,
            images=images,
        )

    @property
    def title(self) -> str:
        """The pathway's title in the version that was sent."""
        version = self.session.get_one(Version, self.row.version_id)
        title: str = version.content["title"]
        return title

    def tell(self, organisation_id: str, subject: str, body: str) -> None:
        """Put a mail for each owner and editor of an organisation into the outbox."""
        tell_members(
            self.session,
            organisation_id,
            Action.REVIEW,
            subject,
            body,
            path=self._path,
        )

    def tell_of_comments(self, count: int) -> None:
        """Tell the other side of new comments, in one mail an hour however many there are."""
        other = self.row.organisation_id if self.is_commissioner else self.row.commissioner_id
        waiting = find_gathering(self.session, other, self._path)
        subject = f"{self.actor.organisation} has commented on “{self.title}”"
        for member in list_members(self.session, other, Action.REVIEW):
            mail = waiting.get(member.email)
            total = count + (mail.gathers if mail else 0)
            words = "1 new comment waits" if total == 1 else f"{total} new comments wait"
            body = f"{words} for you from {self.actor.organisation}, on “{self.title}”.\n"
            if mail is not None:
                mail.gathers, mail.body = total, body
                continue
            post_mail(
                self.session,
                member.email,
                subject,
                body,
                organisation_id=other,
                path=self._path,
                gathers=total,
                wait=GATHERING,
            )
        self.session.flush()

    @property
    def _path(self) -> str:
        # A mail outlives the request, so it keeps the page and not a whole address.
        return f"/submissions/{self.row.id}"


def open_desk(session: Session, actor: Actor, submission_id: str, side: Side = "either") -> Desk:
    """Lock a submission that the actor's organisation sent or received; NotFoundError otherwise."""
    mine = {"provider": sent_by, "commissioner": received_by, "either": seen_by}[side]
    row = session.execute(
        sa.select(Submission).where(Submission.id == submission_id, mine(actor)).with_for_update()
    ).scalar_one_or_none()
    if row is None:
        raise NotFoundError(submission_id)
    return Desk(session, actor, row)


def say_row(row: str) -> str:
    """Put a row into words for the trail."""
    if row == WHOLE:
        return "the whole"
    return f"line {line_key(row)}" if line_key(row) else row


def put_finding(
    desk: Desk,
    row: str,
    finding: Finding | None,
    *,
    seen: Finding | None,
    reviewer: str = "",
    reviewed_on: str = "",
) -> bool:
    """Write a finding without a trail of its own; return whether anything changed."""
    current = desk.session.get(FindingRow, (desk.row.id, row))
    stands = Finding(current.finding) if current is not None else None
    is_same_person = current is not None and (current.reviewer, current.reviewed_on) == (
        reviewer,
        reviewed_on,
    )
    if stands is finding and (is_same_person or current is None or not reviewer):
        return False
    if stands is not finding and stands is not seen:
        now_word = stands.word.lower() if stands else "no finding"
        raise ConflictError(f"Somebody set {say_row(row)} to {now_word} meanwhile.")
    if finding is None:
        desk.session.delete(current)
    else:
        if current is None:
            current = FindingRow(submission_id=desk.row.id, row=row)
            desk.session.add(current)
        current.finding = finding.value
        current.reviewer = reviewer or desk.actor.name
        current.reviewed_on = reviewed_on
        current.changed_at = now()
        current.changed_by_name = desk.actor.name
    begin_review(desk)
    desk.session.flush()
    return True


def begin_review(desk: Desk) -> None:
    """Say that the commissioner has begun."""
    if desk.is_commissioner and desk.row.state == SubmissionState.SENT.value:
        desk.row.state = SubmissionState.IN_REVIEW.value


def add_comment(
    desk: Desk,
    row: str,
    text: str,
    *,
    identifier: str = "",
    reviewer: str = "",
    reviewed_on: str = "",
    is_from_workbook: bool = False,
) -> None:
    """Add a comment without a trail or mail of its own."""
    desk.session.add(
        Comment(
            id=identifier or new_id(),
            submission_id=desk.row.id,
            row=row,
            text=text,
            author_id=desk.actor.person_id,
            author_name=desk.actor.name,
            organisation_id=desk.actor.organisation_id,
            reviewer=reviewer,
            reviewed_on=reviewed_on,
            is_from_workbook=is_from_workbook,
            at=now(),
        )
    )
    desk.session.flush()
