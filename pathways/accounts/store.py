"""What the sign-in library reads and writes, fitted to sessions that only read.

The library changes a person in memory and asks for a commit at the end of the
request. Until then no transaction that writes is open, so that the slow hash
of a password never holds the database's one writer.
"""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import after_this_request, g
from flask.wrappers import Response
from flask_security import FSQLALiteUserDatastore, MailUtil

from pathways.accounts.services.people import change_person
from pathways.db import db, transaction
from pathways.models.account import Person
from pathways.records.mail import post_mail


@dataclass(frozen=True, slots=True)
class _Change:
    """What became of one person in memory."""

    person_id: str
    identity: str
    values: dict[str, Any]


class PersonStore(FSQLALiteUserDatastore):
    """Finds people for the library, and keeps its changes in one short transaction."""

    def commit(self) -> None:
        """Keep changed people and the mails that go with them, together."""
        changes = [_change_of(p) for p in db.session.dirty if isinstance(p, Person)]
        mails: list[tuple[str, str, str, bool]] = g.pop("mails", [])
        if not mails and not any(change.values for change in changes):
            return
        with transaction() as session:
            for change in changes:
                if change.values:
                    change_person(session, change.person_id, change.identity, change.values)
            for recipient, subject, body, holds_secret in mails:
                post_mail(session, recipient, subject, body, holds_secret=holds_secret)


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
        g.mails.append((str(recipient), str(subject), body or "", "reset_token" in kwargs))


def _keep_mails(response: Response) -> Response:
    # A view that commits has taken them along; a request for a link commits nothing.
    if mails := g.pop("mails", []):
        with transaction() as session:
            for recipient, subject, body, holds_secret in mails:
                post_mail(session, recipient, subject, body, holds_secret=holds_secret)
    return response
