"""Sending what waits in the outbox, after what it tells about was kept.

The mail is marked before it is tried, so that two processes never send it
twice; a mail that failed waits for the command.
"""

import smtplib
from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage
from typing import Final
from urllib.parse import unquote, urlsplit

from flask import Flask, Response, current_app, request

from pathways.db import transaction
from pathways.models.mail import Letter, claim_mails, mark_failed, mark_sent

_PATIENCE: Final = 10
_AGAIN_AFTER: Final = timedelta(minutes=10)


def init_app(app: Flask) -> None:
    """Send after answers to writes, where a mail server is set."""
    app.after_request(_send_later)


def _send_later(response: Response) -> Response:
    if current_app.config["SMTP_URL"] and request.method == "POST":
        app = current_app._get_current_object()  # type: ignore[attr-defined]  # the proxy's own

        def send() -> None:
            with app.app_context():
                send_waiting(is_first_try=True)

        # Once the answer is out: a slow mail server keeps nobody waiting, and its
        # time tells nobody whether an address has an account.
        response.call_on_close(send)
    return response


def send_waiting(*, is_first_try: bool = False) -> tuple[int, int]:
    """Send what waits; return how many were sent and how many failed."""
    with transaction() as session:
        letters = claim_mails(session, None if is_first_try else _AGAIN_AFTER)
    sent = failed = 0
    for letter in letters:
        try:
            _send(letter)
        except (OSError, smtplib.SMTPException, ValueError) as error:
            failed += 1
            with transaction() as session:
                mark_failed(session, letter.id, f"{type(error).__name__}: {error}")
        else:
            sent += 1
            with transaction() as session:
                mark_sent(session, letter.id)
    return sent, failed


def _send(letter: Letter) -> None:
    message = EmailMessage()
    message["From"] = current_app.config["MAIL_FROM"]
    message["To"] = letter.recipient
    message["Subject"] = " ".join(letter.subject.split())
    link = f"\nOpen it: {current_app.config['PUBLIC_URL']}{letter.path}\n" if letter.path else ""
    message.set_content(letter.body + link)
    parts = urlsplit(current_app.config["SMTP_URL"])
    opening: Callable[..., smtplib.SMTP] = (
        smtplib.SMTP_SSL if parts.scheme == "smtps" else smtplib.SMTP
    )
    with opening(parts.hostname or "localhost", parts.port or 0, timeout=_PATIENCE) as server:
        if parts.username:
            if parts.scheme != "smtps":
                server.starttls()
            server.login(unquote(parts.username), unquote(parts.password or ""))
        server.send_message(message)
