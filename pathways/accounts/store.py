"""What the sign-in library reads and writes, fitted to sessions that only read.

The library changes a person in memory and asks for a commit at the end of the
request. Until then no transaction that writes is open, so that the slow hash
of a password never holds the database's one writer.
"""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import after_this_request, g, request
from flask.wrappers import Response
from flask_security import FSQLALiteUserDatastore, MailUtil
from sqlalchemy.orm import Session

from pathways.accounts.services.identities import asks_single_sign_on
from pathways.accounts.services.people import change_person, confirm_address, new_identity
from pathways.db import db, new_id, transaction
from pathways.models.account import Person
from pathways.records.mail import post_link, post_mail


@dataclass(frozen=True, slots=True)
class _Change:
    """What became of one person in memory."""

    person_id: str
    identity: str
    values: dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Mail:
    """A mail of the library; `is_real` where somebody is there to get it."""

    recipient: str
    subject: str
    body: str
    is_link: bool
    is_real: bool

    def post(self, session: Session) -> None:
        """Put it into the outbox; a link in the same steps for somebody and for nobody."""
        if self.is_link:
            post_link(session, self.recipient, self.subject, self.body, is_real=self.is_real)
        else:
            post_mail(session, self.recipient, self.subject, self.body)


def nobody(email: str) -> Person:
    """Return somebody for whom the library does what it does for a person, and who is not kept."""
    return Person(id=new_id(), email=email, password=new_identity(), fs_uniquifier=new_identity())


class PersonStore(FSQLALiteUserDatastore):
    """Finds people for the library, and keeps its changes in one short transaction."""

    def commit(self) -> None:
        """Keep changed people and the mails that go with them, together."""
        changes = [_change_of(p) for p in db.session.dirty if isinstance(p, Person)]
        mails: list[_Mail] = g.pop("mails", [])
        if not mails and not any(change.values for change in changes):
            return
        with transaction() as session:
            for change in changes:
                if change.values:
                    change_person(session, change.person_id, change.identity, change.values)
                if request.endpoint == "security.reset_password":
                    # Nobody else reads the mail that the link came in.
                    confirm_address(session, change.person_id)
            for mail in mails:
                mail.post(session)

    def asks_single_sign_on(self, person: Person) -> str:
        """Return the name of an organisation that lets a person in no other way, or ""."""
        return asks_single_sign_on(db.session, person.id)


def _change_of(person: Person) -> _Change:
    state: Any = sa.inspect(person)
    values: dict[str, Any] = {}
    identity = person.fs_uniquifier
    for attribute in state.mapper.column_attrs:
        history = state.attrs[attribute.key].history
        if not history.has_changes():
            continue
        values[attribute.key] = getattr(person, attribute.key)
        if attribute.key == "fs_uniquifier":
            identity = history.deleted[0]
    return _Change(person.id, identity, values)


class OutboxMail(MailUtil):
    """Puts the library's mails into the outbox, with what they tell about."""

    def send_mail(
        self,
        template: str,
        subject: str,
        recipient: Any,
        sender: Any,
        body: str | None,
        html: str | None,
        **kwargs: Any,
    ) -> None:
        """Keep a mail for the end of the request."""
        if "mails" not in g:
            g.mails = []
            after_this_request(_keep_mails)
        is_link = "reset_token" in kwargs
        is_real = not sa.inspect(kwargs["user"]).transient
        g.mails.append(_Mail(str(recipient), str(subject), body or "", is_link, is_real))


def _keep_mails(response: Response) -> Response:
    # A view that commits has taken them along; a request for a link commits nothing.
    if mails := g.pop("mails", []):
        with transaction() as session:
            for mail in mails:
                mail.post(session)
    return response
