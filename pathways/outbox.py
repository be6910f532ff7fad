"""Sending what waits in the outbox, after what it tells about was kept.

The mail is marked before it is tried, so that two processes never send it
twice; a mail that failed waits for the command. Nothing leaves the machine but
over TLS to a server whose certificate was checked, unless the address of the
server says that it is meant to.
"""

import smtplib
import socket
import ssl
import threading
from contextlib import suppress
from datetime import timedelta
from email.message import EmailMessage
from email.utils import formataddr, parseaddr
from typing import Final, cast
from urllib.parse import SplitResult, unquote, urlsplit

from flask import Flask, Response, current_app, request

from pathways.db import transaction
from pathways.imprint import imprint
from pathways.records.mail import Letter, claim_mails, mark_failed, mark_sent

_PATIENCE: Final = 10
"""Seconds for each answer of the mail server to begin."""
_AT_MOST: Final = 60
"""Seconds for a mail, however slowly the server speaks: a letter a second is an answer, too."""
_AGAIN_AFTER: Final = timedelta(minutes=10)
_LOCAL: Final = ("localhost", "127.0.0.1", "::1")


def init_app(app: Flask) -> None:
    """Send after answers to writes, where a mail server is set."""
    app.extensions["outbox"] = (threading.Lock(), threading.Event())
    app.after_request(_send_later)


def _send_later(response: Response) -> Response:
    if current_app.config["SMTP_URL"] and request.method == "POST":
        app = current_app._get_current_object()  # type: ignore[attr-defined]  # the proxy's own

        def send() -> None:
            _send_alone(app)

        # Once the answer is out: a slow mail server keeps nobody waiting, and its
        # time tells nobody whether an address has an account.
        response.call_on_close(send)
    return response


def _send_alone(app: Flask) -> None:
    """Send what waits, or leave it to the thread of this process that sends already.

    A mail server that does not answer has one thread, and pages have the others.
    """
    sending, is_wanted = app.extensions["outbox"]
    is_wanted.set()
    # Whoever comes while another one ends has left word before: that one looks once more.
    while is_wanted.is_set() and sending.acquire(blocking=False):
        try:
            is_wanted.clear()
            with app.app_context():
                send_waiting(is_first_try=True)
        finally:
            sending.release()


def send_waiting(*, is_first_try: bool = False) -> tuple[int, list[str]]:
    """Send what waits; return how many were sent, and why each other one was not."""
    with transaction() as session:
        letters = claim_mails(session, None if is_first_try else _AGAIN_AFTER)
    sent, problems = 0, []
    for letter in letters:
        try:
            _send(letter)
        except Exception as error:  # an address that cannot be written fails in any way
            if not isinstance(error, OSError):
                # Neither the network nor the server: whoever mends this copy must see where it was.
                current_app.logger.exception("A mail could not be written")
            problems.append(_words_for(error))
            with transaction() as session:
                mark_failed(session, letter.id, problems[-1])
        else:
            sent += 1
            with transaction() as session:
                mark_sent(session, letter.id)
    return sent, problems


def _send(letter: Letter) -> None:
    message = EmailMessage()
    message["From"] = _sender()
    message["To"] = letter.recipient
    message["Subject"] = " ".join(letter.subject.split())
    link = f"\nOpen it: {current_app.config['PUBLIC_URL']}{letter.path}\n" if letter.path else ""
    message.set_content(letter.body + link + _foot())
    parts = urlsplit(current_app.config["SMTP_URL"])
    with _connect(parts) as server:
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        server.send_message(message)


def _sender() -> str:
    """Return the address that mails come from, under the name of this copy if it has no other."""
    address: str = current_app.config["MAIL_FROM"]
    name, plain = parseaddr(address)
    return address if name else formataddr((imprint().name, plain))


def _foot() -> str:
    """Return how to reach whoever runs this copy, where that is set."""
    contact = imprint().contact
    return f"\n-- \n{imprint().name}\nQuestions about this mail: {contact}\n" if contact else ""


class _Timed(smtplib.SMTP):
    """A connection that is cut once a mail has had its time."""

    _line: socket.socket | None = None
    _end: threading.Timer | None = None

    # The only place where the library's connection can be had before it waits for the first word.
    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        made: socket.socket = super()._get_socket(host, port, timeout)  # type: ignore[misc]  # not in the stubs
        # A second name of the same connection: TLS takes the first one over.
        self._line = made.dup()
        self._end = threading.Timer(_AT_MOST, self._cut)
        self._end.daemon = True
        self._end.start()
        return made

    def _cut(self) -> None:
        with suppress(OSError):
            cast("socket.socket", self._line).shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        if self._end and self._line:
            self._end.cancel()
            self._line.close()
        super().close()


class _TimedTls(smtplib.SMTP_SSL, _Timed):
    """The same over TLS from the start."""

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        try:
            return super()._get_socket(host, port, timeout)
        except BaseException:
            self.close()
            raise


def _connect(parts: SplitResult) -> smtplib.SMTP:
    """Return a connection that may be told secrets; an exception where there is none."""
    host = parts.hostname or "localhost"
    if parts.scheme == "smtps":
        return _TimedTls(
            host, parts.port or 0, timeout=_PATIENCE, context=ssl.create_default_context()
        )
    server = _Timed(host, parts.port or 0, timeout=_PATIENCE)
    if parts.scheme == "smtp+plain" or host in _LOCAL:
        return server
    try:
        server.starttls(context=ssl.create_default_context())
    except BaseException:
        server.close()
        raise
    return server


def _words_for(error: Exception) -> str:
    """Return why a mail waits, for whoever runs this copy."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"The mail server's certificate was not accepted: {error.verify_message}."
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return f"The mail server does not offer what this copy asks for: {error}"
    return f"{type(error).__name__}: {error}"
