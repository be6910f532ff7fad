"""What is forgotten after a time, and what somebody sees that is held about them."""

import json
from collections.abc import Callable
from datetime import timedelta

import sqlalchemy as sa
from flask import Flask

from pathways.accounts.held import BY_ADDRESS, BY_ID
from pathways.accounts.services.retention import LONG
from pathways.db import new_id, now, transaction
from pathways.models.account import Attempt, Invitation, Person
from pathways.models.base import Base
from pathways.models.journal import Journal
from pathways.models.mail import Mail
from pathways.models.token import AccessToken, Allowance
from pathways.records.names import TYPED, list_name_tables
from tests.accounts.conftest import House
from tests.accounts.leaving import QUILLON, ZENOBIA, make_leaving
from tests.factories import PASSWORD, make_organisation, make_person
from tests.page import Client

SignIn = Callable[[str], Client]


def _fill(house: House, age: timedelta) -> None:
    """Put one of each into the database, as old as this."""
    at = now() - age
    with house.app.app_context(), transaction() as session:
        session.add(Attempt(subject="sign-in from nowhere", at=at))
        session.add(Allowance(caller=f"token {age}", began=int(at.timestamp()), made=1))
        mail = {"recipient": "a@b.example", "subject": "One", "body": "", "created_at": at}
        session.add(Mail(id=new_id(), sent_at=at, **mail))
        session.add(Mail(id=new_id(), sent_at=None, **mail))
        session.add(
            Invitation(
                id=new_id(),
                organisation_id=house.organisation,
                email="a@b.example",
                role="editor",
                secret=new_id(),
                invited_by=house.owner,
                created_at=at,
                expires_at=at,
            )
        )
        session.add(
            AccessToken(
                id=new_id(),
                person_id=house.owner,
                name="Old",
                scopes=[],
                digest=new_id(),
                created_at=at,
                expires_at=now() + timedelta(days=9),
                ended_at=at,
            )
        )


def test_what_is_over_is_forgotten_and_nothing_else(app: Flask, house: House) -> None:
    for age in (timedelta(hours=1), LONG - timedelta(hours=1), LONG + timedelta(hours=1)):
        _fill(house, age)
    done = app.test_cli_runner().invoke(args=["tidy"])
    assert done.exit_code == 0, done.output
    for line in ("2 counted tries", "2 counted callers", "1 sent mail", "1 ended invitation"):
        assert line in done.output
    left = {table: house.count(table) for table in (Attempt, Allowance, Invitation, AccessToken)}
    assert left == {Attempt: 1, Allowance: 1, Invitation: 2, AccessToken: 2}
    assert house.ask(sa.select(sa.func.count()).where(Mail.sent_at.is_(None))) == 3
    told = house.ask(sa.select(Journal.summary).where(Journal.action == "old records forgotten"))
    assert told == "1 sent mail, 1 ended invitation and 1 ended access token"
    again = app.test_cli_runner().invoke(args=["tidy"])
    assert "0 sent mails forgotten." in again.output


def test_everything_about_a_person_is_given_to_them_and_no_secret(
    house: House, sign_in: SignIn
) -> None:
    _fill(house, timedelta(hours=1))
    client = sign_in("owner@north.example")
    answer = client.raw.get("/account/held")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="held-about-me.json"'
    held = json.loads(answer.get_data(as_text=True))
    assert held["account"]["email"] == "owner@north.example"
    assert held["membership"][0]["organisation_id"] == house.organisation
    assert held["access_token"][0]["name"] == "Old"
    assert held["invitation"][0]["email"] == "a@b.example"
    assert {step["person_id"] for step in held["journal"]} == {house.owner}
    text = answer.get_data(as_text=True)
    assert house.ask(sa.text("SELECT password FROM person WHERE email LIKE 'owner@north%'"))
    for word in ("$argon2", "fs_uniquifier", "digest", 'secret":', PASSWORD, "editor@north"):
        assert word not in text, word


def test_where_a_name_stands_alone_is_said_too(app: Flask, sign_in: SignIn) -> None:
    ids = make_leaving(app)
    with app.app_context():
        # Somebody else of the same name, who did nothing here.
        make_person("namesake@else.example", make_organisation("Else"), name=ZENOBIA[1])
        columns = {f"{table.name}.{name}" for table, names in list_name_tables() for name in names}
        columns |= {f"{table}.{name}" for table, name in TYPED.items()}
        with transaction() as session:
            session.execute(sa.update(Person).values(tf_primary_method=None, tf_totp_secret=None))
    held = {
        email: json.loads(sign_in(email).raw.get("/account/held").get_data(as_text=True))
        for email in (ZENOBIA[0], QUILLON[0], "namesake@else.example")
    }
    found = {
        f"{table}.{column}"
        for email in (ZENOBIA[0], QUILLON[0])
        for table, rows in held[email].items()
        if isinstance(rows, list)
        for row in rows
        for column in row
    }
    assert columns - found == set()
    (brief,) = held[ZENOBIA[0]]["brief"]
    assert set(brief) == {"id", "created_by_name", "created_at", "changed_at"}
    assert (brief["id"], brief["created_by_name"]) == (ids.brief, ZENOBIA[1])
    assert "brief" not in held[QUILLON[0]]
    assert set(held["namesake@else.example"]) <= {"about", "made_at", "account", "membership"} | {
        "journal"
    }
    assert "Left out are secrets" in held[ZENOBIA[0]]["about"]


def test_every_column_that_names_a_person_is_looked_at() -> None:
    known = set()
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            points = {key.target_fullname for key in column.foreign_keys}
            if "person.id" in points:
                assert column.name in BY_ID, f"{table.name}.{column.name}"
            if column.name in BY_ID:
                known.add(column.name)
            is_address = column.name in ("email", "recipient") and table.name != "person"
            is_found = bool(BY_ID & set(table.columns.keys()))
            if is_address and not is_found:
                assert BY_ADDRESS.get(table.name) == column.name, table.name
    assert known == BY_ID
