"""Mails wait without a server, go out once with one, and are tried again after a failure."""

import smtplib
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from pathways.db import now
from pathways.models.mail import Mail
from tests.accounts.conftest import House
from tests.page import Client


class Postbox:
    """An SMTP server that keeps what it is given, or refuses it."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.is_broken = False
        self.steps: list[str] = []

    def __call__(self, host: str, port: int, timeout: float) -> "Postbox":
        assert (host, port) == ("mail.example", 587)
        return self

    def __enter__(self) -> "Postbox":
        return self

    def __exit__(self, *_rest: object) -> None:
        return None

    def starttls(self) -> None:
        self.steps.append("starttls")

    def login(self, user: str, password: str) -> None:
        self.steps.append(f"{user}/{password}")

    def send_message(self, message: EmailMessage) -> None:
        if self.is_broken:
            raise smtplib.SMTPServerDisconnected("not today")
        self.mails.append(message)


@pytest.fixture
def postbox(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Postbox:
    """Put a server at the other end of the wire."""
    box = Postbox()
    monkeypatch.setattr("smtplib.SMTP", box)
    app.config["SMTP_URL"] = "smtp://we:p%40ss@mail.example:587"
    app.config["PUBLIC_URL"] = "https://pathways.example"
    return box


def ask(client: Client) -> None:
    """Ask for a link to choose a new password."""
    client.post("/reset-password", {"email": "owner@north.example"}).response.close()


def send(app: Flask) -> Any:
    """Run the command that sends what waits."""
    return app.test_cli_runner().invoke(args=["mail", "send"])


def test_a_mail_goes_out_after_the_answer(house: House, client: Client, postbox: Postbox) -> None:
    ask(client)
    (mail,) = postbox.mails
    assert mail["To"] == "owner@north.example"
    assert "https://pathways.example/reset-password/" in mail.get_content()
    assert postbox.steps == ["starttls", "we/p@ss"]
    assert house.ask(sa.select(Mail.sent_at)) is not None
    assert "/reset-password/" not in house.ask(sa.select(Mail.body))


def test_a_failure_is_kept_and_tried_again(
    app: Flask, house: House, client: Client, postbox: Postbox
) -> None:
    postbox.is_broken = True
    ask(client)
    assert "not today" in house.ask(sa.select(Mail.problem))
    assert send(app).exit_code == 0
    assert not postbox.mails, "not again so soon"
    house.change(sa.update(Mail).values(tried_at=now() - timedelta(minutes=11)))
    result = send(app)
    assert result.exit_code == 1
    assert "0 sent, 1 could not be sent" in result.output
    postbox.is_broken = False
    house.change(sa.update(Mail).values(tried_at=now() - timedelta(minutes=11)))
    assert "1 sent" in send(app).output
    assert house.ask(sa.select(Mail.problem)) == ""
    house.change(sa.update(Mail).values(tried_at=now() - timedelta(minutes=11)))
    send(app)
    assert len(postbox.mails) == 1


def test_without_a_server_mails_wait(app: Flask, house: House, client: Client) -> None:
    ask(client)
    assert house.ask(sa.select(Mail.sent_at)) is None
    result = send(app)
    assert result.exit_code == 1
    assert "PATHWAYS_SMTP_URL is not set" in result.output


def test_an_address_cannot_add_headers(house: House, client: Client, postbox: Postbox) -> None:
    client.post("/reset-password", {"email": "owner@north.example\r\nBcc: x@evil.example"})
    assert not postbox.mails
