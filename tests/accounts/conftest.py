"""What tests of accounts share: people in organisations, and a look into the database."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from pathways.db import transaction
from pathways.models.account import Membership, Organisation, Person
from pathways.models.mail import Mail
from tests.factories import make_organisation, make_person
from tests.page import Client


class House:
    """An organisation with an owner, an editor and a reader; another one; an administrator."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        with app.app_context():
            self.organisation = make_organisation("Northgate Learning")
            self.other = make_organisation("Willow Training CIC")
            self.owner = make_person("owner@north.example", self.organisation, "owner")
            self.editor = make_person("editor@north.example", self.organisation, "editor")
            self.reader = make_person("reader@north.example", self.organisation, "reader")
            self.stranger = make_person("owner@willow.example", self.other, "owner")
            self.admin = make_person("admin@site.example", is_administrator=True)

    def make_owner(self, email: str) -> str:
        """Give the first organisation one more owner; return their identifier."""
        with self.app.app_context():
            return make_person(email, self.organisation, "owner")

    def ask(self, statement: Any) -> Any:
        """Return the first value that a statement finds."""
        with self.app.app_context(), transaction() as session:
            return session.scalar(statement)

    def count(self, table: Any) -> int:
        """Return how many rows a table has."""
        return int(self.ask(sa.select(sa.func.count()).select_from(table)))

    def change(self, statement: Any) -> None:
        """Change the database behind the app's back, as time or another process would."""
        with self.app.app_context(), transaction() as session:
            session.execute(statement)

    def mails(self, recipient: str) -> list[str]:
        """Return the texts of the mails to an address, oldest first."""
        with self.app.app_context(), transaction() as session:
            found = session.scalars(
                sa.select(Mail).where(Mail.recipient == recipient).order_by(Mail.created_at)
            )
            return [f"{mail.subject}\n{mail.body}" for mail in found]

    def role(self, person: str, organisation: str | None = None) -> str | None:
        """Return the role of a person in the first organisation, or None."""
        found: str | None = self.ask(
            sa.select(Membership.role).where(
                Membership.person_id == person,
                Membership.organisation_id == (organisation or self.organisation),
            )
        )
        return found

    def state(self, name: str) -> str | None:
        """Return the state of an organisation by name."""
        found: str | None = self.ask(sa.select(Organisation.state).where(Organisation.name == name))
        return found

    def person(self, email: str) -> str | None:
        """Return the id of a person by address."""
        found: str | None = self.ask(sa.select(Person.id).where(Person.email == email))
        return found


@pytest.fixture
def house(app: Flask) -> House:
    """Give two organisations with people."""
    return House(app)


@pytest.fixture
def new_client(app: Flask) -> Callable[[], Client]:
    """Give a function that returns one more client, not signed in."""
    return lambda: Client(app)
