"""Mails wait without a server, go out once with one, and are tried again after a failure.

They go over TLS to a server whose certificate is right, and to no other: it is told nothing.
"""

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from pathways.config import ConfigurationError, load_config
from pathways.db import now, transaction
from pathways.models.journal import Journal
from pathways.models.mail import Mail
from pathways.records.mail import Letter, post_mail
from tests.accounts.conftest import House
from tests.page import Client
from tests.postbox import Authority, Postbox, open_postbox

NAME = "mail.example"
RELEASED = "old mails released"
DROPPED = "old mails dropped"
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Authority:
    """Let this machine trust an authority, and find every name that a test uses on itself."""
    known = Authority(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(known.path))
    find = socket.getaddrinfo

    def find_here(host: Any, *rest: Any, **more: Any) -> Any:
        return find("127.0.0.1" if host == NAME else host, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", find_here)
    return known


@pytest.fixture
def postbox(app: Flask, authority: Authority) -> Iterator[Postbox]:
    """Put a server at the other end of the wire."""
    with open_postbox(authority.issue(NAME)) as box:
        send_to(app, box)
        yield box


def send_to(app: Flask, box: Postbox, scheme: str = "smtp", host: str = NAME) -> None:
    """Tell the app which server to use."""
    app.config["SMTP_URL"] = f"{scheme}://we:p%40ss@{host}:{box.port}"
    app.config["PUBLIC_URL"] = "https://pathways.example"


def ask(client: Client) -> None:
    """Ask for a link to choose a new password."""
    client.post("/reset-password", {"email": "owner@north.example"}).response.close()


def send(app: Flask) -> Any:
    """Run the command that sends what waits."""
    return app.test_cli_runner().invoke(args=["mail", "send"])


def wait_a_little(house: House) -> None:
    """Let the last try be long enough ago for the next."""
    house.change(sa.update(Mail).values(tried_at=now() - timedelta(minutes=11)))


def test_a_mail_goes_out_after_the_answer(house: House, client: Client, postbox: Postbox) -> None:
    ask(client)
    (mail,) = postbox.mails
    assert mail["To"] == "owner@north.example"
    assert "https://pathways.example/reset-password/" in mail.get_content()
    assert postbox.verbs[:4] == ["EHLO", "STARTTLS", "EHLO", "AUTH"]
    assert house.ask(sa.select(Mail.sent_at)) is not None
    assert "/reset-password/" not in house.ask(sa.select(Mail.body))


def test_a_server_that_does_not_answer_has_one_thread(
    house: House, client: Client, postbox: Postbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, may_end, tried = Event(), Event(), []

    def send_slowly(letter: Letter) -> None:
        tried.append(letter.recipient)
        begun.set()
        assert may_end.wait(30)

    monkeypatch.setattr("pathways.outbox._send", send_slowly)
    first = Thread(target=ask, args=(client,))
    first.start()
    try:
        assert begun.wait(30)
        # Nobody waits for it, and what is to go out meanwhile goes out behind it.
        ask(Client(client.app))
        assert len(tried) == 1
    finally:
        may_end.set()
        first.join(30)
    assert len(tried) == 2
    sent = sa.select(sa.func.count()).where(Mail.sent_at.is_not(None))
    assert house.ask(sent) == 2


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
def test_a_server_that_speaks_for_ever_is_cut_off(
    app: Flask, house: House, client: Client, monkeypatch: pytest.MonkeyPatch, scheme: str
) -> None:
    monkeypatch.setattr("pathways.outbox._AT_MOST", 0.5)
    is_over = Event()

    def drip(listening: socket.socket) -> None:
        line, _address = listening.accept()
        with line, suppress(OSError):
            for _tenth in range(100):
                line.sendall(b"2")
                if is_over.wait(0.1):
                    break

    with socket.create_server(("127.0.0.1", 0)) as listening:
        speaking = Thread(target=drip, args=(listening,))
        speaking.start()
        port = listening.getsockname()[1]
        monkeypatch.setitem(app.config, "SMTP_URL", f"{scheme}://127.0.0.1:{port}")
        begun = time.monotonic()
        ask(client)
        took = time.monotonic() - begun
        is_over.set()
        speaking.join(30)
    assert took < 8
    assert house.ask(sa.select(Mail.problem)) != ""
    assert house.ask(sa.select(Mail.sent_at)) is None


def test_a_failure_is_kept_and_tried_again(
    app: Flask, house: House, client: Client, postbox: Postbox
) -> None:
    postbox.is_broken = True
    ask(client)
    assert "not today" in house.ask(sa.select(Mail.problem))
    assert send(app).exit_code == 0
    assert not postbox.mails, "not again so soon"
    wait_a_little(house)
    result = send(app)
    assert result.exit_code == 1
    assert "0 sent, 1 could not be sent" in result.output
    assert "not today" in result.output
    postbox.is_broken = False
    wait_a_little(house)
    assert "1 sent" in send(app).output
    assert house.ask(sa.select(Mail.problem)) == ""
    wait_a_little(house)
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


@pytest.mark.parametrize("local", ["=?utf-8?q??=", "=?utf-8?b?!!!?=", "=?utf-8?q?owner?="])
def test_an_address_that_mail_reads_otherwise_is_none(client: Client, local: str) -> None:
    typed = {"organisation": "Else", "kinds": "provider", "name": "Eve", "password": "a-b-c-d-e"}
    page = client.post("/organisations/new", {**typed, "email": f"{local}@north.example"}, 422)
    assert "Enter an e-mail address, such as name@example.org." in page.words()


def test_a_mail_that_cannot_be_written_keeps_no_other_back(
    app: Flask, house: House, postbox: Postbox, caplog: pytest.LogCaptureFixture
) -> None:
    with app.app_context(), transaction() as session:
        for recipient in ("=?utf-8?q??=@x.example", "owner@north.example"):
            post_mail(session, recipient, "News", "Words of the mail.")
    result = send(app)
    assert "1 sent, 1 could not be sent" in result.output
    assert [mail["To"] for mail in postbox.mails] == ["owner@north.example"]
    assert house.ask(sa.select(Mail.problem).where(Mail.sent_at.is_(None))) != ""
    assert [record.getMessage() for record in caplog.records if record.exc_info] == [
        "A mail could not be written"
    ]


def post(house: House, days: float, **more: Any) -> None:
    """Put a mail into the outbox that waits for so many days."""
    with house.app.app_context(), transaction() as session:
        made = post_mail(session, "owner@north.example", "News", "Words of the mail.", **more)
        session.execute(
            sa.update(Mail).where(Mail.id == made).values(created_at=now() - timedelta(days=days))
        )


def test_what_waited_for_long_is_not_sent_when_a_server_is_set(
    app: Flask, house: House, client: Client, authority: Authority
) -> None:
    for days in (0, 2.9, 3.1, 400):
        post(house, days)
    with open_postbox(authority.issue(NAME)) as box:
        send_to(app, box)
        client.post("/sign-in", {"email": "x", "password": "x"}, 422).response.close()
        result = send(app)
        assert result.exit_code == 0
        assert "2 mails waited for more than three days and are not sent by themselves" in (
            result.output
        )
        assert len(box.mails) == 2
        wait_a_little(house)
        result = app.test_cli_runner().invoke(args=["mail", "send", "--old"])
        assert "2 sent, 0 could not be sent" in result.output
        assert len(box.mails) == 4
    assert house.ask(sa.select(Journal.summary).where(Journal.action == RELEASED)) == "2 mails"


def test_an_administrator_sends_what_waited_for_long(
    app: Flask, house: House, authority: Authority
) -> None:
    post(house, 4)
    post(house, 5)
    # One of them was tried before the server went.
    house.change(
        sa.update(Mail)
        .where(Mail.created_at < now() - timedelta(days=4.5))
        .values(tried_at=now() - timedelta(days=4), problem="OSError: not today")
    )
    admin = Client(app)
    admin.sign_in("admin@site.example")
    page = admin.get("/administration/outbox")
    assert "2 mails waited for more than three days" in page.words()
    assert "Send them now" not in page.words(), "there is no server to send them"
    with open_postbox(authority.issue(NAME)) as box:
        send_to(app, box)
        page = admin.get("/administration/outbox")
        assert "Send them now" in page.words()
        admin.post("/administration/outbox/old", {"step": "send"}).response.close()
        assert len(box.mails) == 2
        assert "waited for more" not in admin.get("/administration/outbox").words()
        admin.post("/administration/outbox/old", {"step": "send"}).response.close()
        assert len(box.mails) == 2
    by = house.ask(sa.select(Journal.person_id).where(Journal.action == RELEASED))
    assert by == house.admin


def test_an_administrator_drops_what_waited_for_long(app: Flask, house: House) -> None:
    for days in (1, 4, 5):
        post(house, days)
    admin = Client(app)
    admin.sign_in("admin@site.example")
    admin.post("/administration/outbox/old", {"step": "drop"})
    assert house.count(Mail) == 1
    assert house.ask(sa.select(Journal.summary).where(Journal.action == DROPPED)) == "2 mails"
    admin.post("/administration/outbox/old", {"step": "drop"})
    assert house.count(Mail) == 1
    admin.post("/administration/outbox/old", {"step": "shred"}, 400)


@pytest.mark.parametrize(
    ("hours", "organisation", "goes"),
    [(0.9, False, True), (1.1, False, False), (100, True, True), (7 * 24 + 1, True, False)],
)
def test_a_link_that_has_run_out_is_never_sent_and_is_taken_out(
    app: Flask,
    house: House,
    authority: Authority,
    hours: float,
    organisation: bool,
    goes: bool,
) -> None:
    more = {"organisation_id": house.organisation} if organisation else {}
    post(house, hours / 24, holds_secret=True, **more)
    assert send(app).exit_code == 1, "no server: links are taken out all the same"
    assert ("Words of the mail" in house.ask(sa.select(Mail.body))) is goes
    with open_postbox(authority.issue(NAME)) as box:
        send_to(app, box)
        result = app.test_cli_runner().invoke(args=["mail", "send", "--old"])
        assert len(box.mails) == int(goes), result.output
    if not goes:
        assert "had run out" in house.ask(sa.select(Mail.problem))


def test_asking_for_a_link_takes_out_those_that_have_run_out(house: House, client: Client) -> None:
    post(house, 1, holds_secret=True)
    ask(client)
    bodies = "".join(house.mails("owner@north.example"))
    assert "Words of the mail" not in bodies
    assert "/reset-password/" in bodies


UNTRUSTED: dict[str, tuple[Callable[[Authority, Path], Any], str]] = {
    "another name": (lambda known, _folder: known.issue("other.example"), "mail.example"),
    "signed by itself": (lambda known, _folder: known.issue(NAME, is_self_signed=True), "self"),
    "out of date": (lambda known, _folder: known.issue(NAME, is_expired=True), "expired"),
    "an unknown authority": (lambda _known, folder: unknown(folder).issue(NAME), "unable to get"),
}
"""Certificates that nobody should believe, and what is said of them."""


def unknown(folder: Path) -> Authority:
    """Return an authority that this machine does not trust."""
    (folder / "unknown").mkdir()
    return Authority(folder / "unknown")


def check_told_nothing(app: Flask, house: House, box: Postbox, word: str) -> None:
    """Fail where the server learnt anything, the mail is not waiting, or nobody is told why."""
    assert not box.mails
    assert set(box.verbs) <= {"EHLO", "STARTTLS", "QUIT"}, box.read
    assert house.ask(sa.select(Mail.sent_at)) is None
    assert "/reset-password/" in house.ask(sa.select(Mail.body)), "kept for the next try"
    assert word in house.ask(sa.select(Mail.problem))
    wait_a_little(house)
    result = send(app)
    assert result.exit_code == 1
    assert word in result.output
    assert "p@ss" not in result.output
    assert not box.mails
    admin = Client(app)
    admin.sign_in("admin@site.example")
    assert word in admin.get("/administration/outbox").words()


@on_sqlite
@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
@pytest.mark.parametrize("kind", UNTRUSTED)
def test_a_server_that_is_not_the_one_meant_is_told_nothing(
    kind: str,
    scheme: str,
    app: Flask,
    house: House,
    client: Client,
    authority: Authority,
    tmp_path: Path,
) -> None:
    make, word = UNTRUSTED[kind]
    with open_postbox(make(authority, tmp_path), is_tls_first=scheme == "smtps") as box:
        send_to(app, box, scheme)
        ask(client)
        check_told_nothing(app, house, box, word)


@on_sqlite
@pytest.mark.parametrize("user", ["we:p%40ss@", ""])
@pytest.mark.parametrize("offers", [False, True])
def test_a_server_without_tls_is_told_nothing(
    offers: bool, user: str, app: Flask, house: House, client: Client, authority: Authority
) -> None:
    with open_postbox(authority.issue(NAME) if offers else None) as box:
        box.refuses_tls = True
        send_to(app, box)
        app.config["SMTP_URL"] = f"smtp://{user}{NAME}:{box.port}"
        ask(client)
        check_told_nothing(app, house, box, "not now" if offers else "STARTTLS")


@on_sqlite
def test_tls_from_the_start_is_checked_and_used(
    app: Flask, house: House, client: Client, authority: Authority
) -> None:
    with open_postbox(authority.issue(NAME), is_tls_first=True) as box:
        send_to(app, box, "smtps")
        ask(client)
        assert len(box.mails) == 1
        assert box.verbs[:2] == ["EHLO", "AUTH"]


@on_sqlite
@pytest.mark.parametrize(
    ("scheme", "host"), [("smtp", "localhost"), ("smtp", "127.0.0.1"), ("smtp+plain", NAME)]
)
def test_without_tls_it_goes_on_this_machine_or_where_the_address_says_so(
    scheme: str, host: str, app: Flask, house: House, client: Client, authority: Authority
) -> None:
    with open_postbox(None) as box:
        send_to(app, box, scheme, host)
        ask(client)
        assert len(box.mails) == 1


def test_an_address_of_another_kind_stops_the_start(tmp_path: Path) -> None:
    environ = {"PATHWAYS_INSTANCE": str(tmp_path), "PATHWAYS_PUBLIC_URL": "https://p.example"}
    for address in ("http://mail.example", "mail.example:587", "smtp+tls://mail.example"):
        with pytest.raises(ConfigurationError, match=r"smtp\+plain"):
            load_config({**environ, "PATHWAYS_SMTP_URL": address})
    for scheme in ("smtp", "smtps", "smtp+plain"):
        assert load_config({**environ, "PATHWAYS_SMTP_URL": f"{scheme}://mail.example"})
