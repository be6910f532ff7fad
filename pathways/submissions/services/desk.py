"""A submission while somebody works on it: locked, written down, told to the other side."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final, Literal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.domain.policy import Actor
from pathways.domain.refusals import NotFoundError, StateError
from pathways.domain.review.submission import SubmissionState
from pathways.models.account import Membership, Organisation, Person
from pathways.models.base import new_id, now
from pathways.models.journal import Journal
from pathways.models.mail import Mail
from pathways.models.submission import Submission
from pathways.models.version import Version
from pathways.records.mail import find_gathering, post_mail

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
        return self.row.commissioner_id == self.actor.organisation_id

    def need_open(self) -> None:
        """Refuse a submission that was decided or withdrawn."""
        if not SubmissionState(self.row.state).is_open:
            raise StateError(f"This submission is {self.row.state}. It can be read, not changed.")

    def write_down(self, action: str, summary: str, images: list[Any] | None = None) -> None:
        """Add a step to the trail."""
        at = now()
        self.row.revision += 1
        self.row.changed_at = at
        self.session.add(
            Journal(
                at=at,
                person_id=self.actor.person_id,
                person_name=self.actor.name,
                organisation_id=self.actor.organisation_id,
                action=action,
                subject=self.row.id,
                summary=summary[:300],
                revision=self.row.revision,
                images=images,
            )
        )
        self.session.flush()

    @property
    def title(self) -> str:
        """The pathway's title in the version that was sent."""
        version = self.session.get_one(Version, self.row.version_id)
        title: str = version.content["title"]
        return title

    def tell(self, organisation_id: str, subject: str, body: str) -> None:
        """Put a mail for each owner and editor of an organisation into the outbox."""
        for address in self._addresses(organisation_id):
            self._post(organisation_id, address, subject, body)

    def tell_of_comments(self, count: int) -> None:
        """Tell the other side of new comments, in one mail an hour however many there are."""
        other = self.row.organisation_id if self.is_commissioner else self.row.commissioner_id
        waiting = find_gathering(self.session, other, self._path)
        subject = f"{self.actor.organisation} has commented on “{self.title}”"
        for address in self._addresses(other):
            mail = waiting.get(address)
            total = count + (mail.gathers if mail else 0)
            words = "1 new comment waits" if total == 1 else f"{total} new comments wait"
            body = f"{words} for you from {self.actor.organisation}, on “{self.title}”.\n"
            if mail is not None:
                mail.gathers, mail.body = total, body
            else:
                self._post(other, address, subject, body, gathers=total)
        self.session.flush()

    @property
    def _path(self) -> str:
        # A mail outlives the request, so it keeps the page and not a whole address.
        return f"/submissions/{self.row.id}"

    def _addresses(self, organisation_id: str) -> Sequence[str]:
        return self.session.scalars(
            sa.select(Person.email)
            .join(Membership, Membership.person_id == Person.id)
            .where(
                Membership.organisation_id == organisation_id,
                Membership.role.in_(("editor", "owner")),
                Person.active.is_(True),
            )
            .order_by(Person.email)
        ).all()

    def _post(
        self, organisation_id: str, address: str, subject: str, body: str, *, gathers: int = 0
    ) -> None:
        at = now()
        post_mail(
            self.session,
            Mail(
                id=new_id(),
                recipient=address,
                subject=" ".join(subject.split())[:200],
                body=body,
                holds_secret=False,
                organisation_id=organisation_id,
                path=self._path,
                gathers=gathers,
                due_at=at + GATHERING if gathers else None,
                created_at=at,
            ),
        )


def open_desk(session: Session, actor: Actor, submission_id: str, side: Side = "either") -> Desk:
    """Lock a submission that the actor's organisation sent or received; NotFoundError otherwise."""
    mine: dict[Side, sa.ColumnElement[bool]] = {
        "provider": Submission.organisation_id == actor.organisation_id,
        "commissioner": Submission.commissioner_id == actor.organisation_id,
    }
    allowed = mine[side] if side in mine else sa.or_(*mine.values())
    row = session.execute(
        sa.select(Submission).where(Submission.id == submission_id, allowed).with_for_update()
    ).scalar_one_or_none()
    if row is None:
        raise NotFoundError(submission_id)
    return Desk(session, actor, row)


def name_of(session: Session, organisation_id: str) -> str:
    """Return an organisation's name."""
    return session.execute(
        sa.select(Organisation.name).where(Organisation.id == organisation_id)
    ).scalar_one()
