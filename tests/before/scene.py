"""The copy that a story is told of: its people, their browsers, and what must be found later."""

from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

import sqlalchemy as sa
from flask import Flask

from tests.before.visitor import Visitor, visit

DEMO: Final = "calm-harbour-walk"
OWN: Final = "three-lamps-on-a-quay"
OWNER, EDITOR = "owner@harbour.example", "editor@harbour.example"
STOPPED, GUARDED = "stopped@harbour.example", "guarded@harbour.example"
REVIEWER, READER = "reviewer@metro.example", "reader@metro.example"
METRO, SEVERN = "commissioner@demo.example", "second-commissioner@demo.example"
BUYER, ADMIN = "learning@demo.example", "admin@demo.example"
TITLE: Final = "Steady hands: ‘calm’ at the front desk – für alle"
CODES: Final = ("L2-KA-K01", "L2-KA-S01", "L2-LA-K01", "L2-SE-K01", "L2-LE-K01", "L2-CH-S01")


@dataclass
class Story:
    """The copy, its people, and what a later release must still show."""

    app: Flask
    engine: sa.Engine
    ids: dict[str, str] = field(default_factory=dict)
    pages: list[dict[str, Any]] = field(default_factory=list)
    people: dict[str, Visitor] = field(default_factory=dict)

    def person(self, email: str) -> Visitor:
        """Return somebody's browser."""
        if email not in self.people:
            password = DEMO if email.endswith("demo.example") else OWN
            self.people[email] = visit(self.app, email, password)
        return self.people[email]

    def expect(self, email: str, address: str, *words: str) -> None:
        """Note that this person finds these words on this page; fail where they do not now."""
        there = self.person(email).get(address).words()
        for word in words:
            assert " ".join(word.split()) in there, (address, word, there)
        self.pages.append({"as": email, "page": address, "words": list(words)})

    def run(self, *command: str) -> str:
        """Run a command; fail where it fails."""
        # `db` looks for the app before there is a command to bring it.
        with self.app.app_context() if command[0] == "db" else nullcontext():
            result = self.app.test_cli_runner().invoke(args=list(command))
        assert result.exit_code == 0, (command, result.output, result.exception)
        return result.output

    def ask(self, statement: str, **values: Any) -> Any:
        """Return the one value that a statement finds."""
        with self.engine.connect() as connection:
            return connection.execute(sa.text(statement), values).scalar_one()


def last(address: str) -> str:
    """Return the last part of an address: the id of what was made."""
    return urlsplit(address).path.rpartition("/")[2]
