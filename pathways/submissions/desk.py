"""A submission while somebody works on it: locked, marked, written down, told to the other side."""

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any, Final, Literal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.domain.framework.edition import Edition
from pathways.domain.pathway.content import PathwayContent
from pathways.domain.policy import Action, Actor
from pathways.domain.refusals import NotFoundError, StateError
from pathways.domain.review.places import MarkedPlace, list_places
from pathways.domain.review.submission import SubmissionState
from pathways.domain.rule.standards import standard_from_plain
from pathways.models.base import now
from pathways.models.reviewer import Reviewer
from pathways.models.submission import Submission, received_by, seen_by, sent_by
from pathways.models.version import Version
from pathways.records.editions import edition_of
from pathways.records.journal import write_down
from pathways.records.mail import find_gathering, post_mail, tell_members
from pathways.records.people import list_members
from pathways.records.tenants import whole

Side = Literal["provider", "commissioner", "either"]

GATHERING: Final = timedelta(hours=1)
"""How long a mail about comments waits for more of them, counted from the first."""


class UndeclaredError(StateError):
    """Somebody would mark who has not said whether they have an interest."""

    def __init__(self) -> None:
        """Say what comes first."""
        super().__init__("Say first whether you have an interest. Nothing was marked.")


@dataclass
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

    def need_declared(self) -> None:
        """Refuse a person who has not said whether they have an interest in what they mark."""
        said = self.session.get(Reviewer, (self.row.id, self.actor.person_id))
        if said is None or said.declared_at is None:
            raise UndeclaredError

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

    @cached_property
    def edition(self) -> Edition:
        """The edition that the version was made with."""
        return edition_of(self.session, self._version)

    @cached_property
    def content(self) -> PathwayContent:
        """What the version holds."""
        return PathwayContent.from_plain(self._version.content)

    @cached_property
    def places(self) -> dict[str, MarkedPlace]:
        """The rows that can be marked, by their keys."""
        standard = standard_from_plain(self.row.standard)
        return {place.row: place for place in list_places(self.edition, self.content, standard)}

    def place(self, row: str) -> MarkedPlace:
        """Return a row; NotFoundError where this submission has no such row."""
        found = self.places.get(row)
        if found is None:
            raise NotFoundError(row)
        return found

    @property
    def title(self) -> str:
        """The pathway's title in the version that was sent."""
        title: str = self._version.content["title"]
        return title

    @property
    def _version(self) -> Version:
        return self.session.get_one(Version, self.row.version_id)

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
        with whole(self.session, "the mail that gathers comments is the other side's"):
            self._gather(other, count)

    def _gather(self, other: str, count: int) -> None:
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


def open_review(session: Session, actor: Actor, submission_id: str) -> Desk:
    """Lock a submission that is open, for the side that reviews it; StateError once decided."""
    desk = open_desk(session, actor, submission_id, "commissioner")
    desk.need_open()
    return desk


def begin_review(desk: Desk) -> None:
    """Say that the commissioner has begun."""
    if desk.is_commissioner and desk.row.state == SubmissionState.SENT.value:
        desk.row.state = SubmissionState.IN_REVIEW.value
