"""Whose copy this is: name, contact, logo and zone, wherever they are shown."""

import struct
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path

import pytest
from flask import Flask

from pathways import create_app
from pathways.config import ROOT, ConfigurationError, load_config
from pathways.db import db, transaction
from pathways.domain.days import set_zone
from pathways.imprint import read_logo
from pathways.outbox import _foot, _sender
from pathways.pages import clock, day
from pathways.records.naming import copy_name
from tests.conftest import settings

DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
    'xmlns:own="http://drawing.example/own" viewBox="0 0 4 4"><own:view zoom="2"/>'
    "<style>.a{{fill:#123}} .b{{fill:url(#g)}}</style>"
    '<g class="a"><path d="M0 0h4v4z"/></g>{}</svg>'
)
PNG = (
    b"\x89PNG\r\n\x1a\n"
    + struct.pack(">I4sIIBBBBB", 13, b"IHDR", 8, 8, 8, 2, 0, 0, 0)
    + b"\0\0\0\0\0\0\0\0IEND\xaeB`\x82"
)


@contextmanager
def copy_of(url: str, instance: Path, **own: object) -> Iterator[Flask]:
    """Give an app with settings of its own."""
    app = create_app({**settings(url, instance), **own})
    with app.app_context():
        yield app
        db.engine.dispose()


@pytest.fixture
def url(sqlite_template: Path) -> str:
    """Return a database that is only read."""
    return f"sqlite:///{sqlite_template}"


def test_name_contact_and_logo_stand_on_the_pages(url: str, tmp_path: Path) -> None:
    (tmp_path / "logo.svg").write_text(DRAWING.format(""))
    own = {"NAME": "Weir Pathways", "CONTACT": "people@weir.example", "LOGO": "logo.svg"}
    with copy_of(url, tmp_path, **own) as app:
        browser = app.test_client()
        for address in ("/sign-in", "/security", "/directory"):
            page = browser.get(address).get_data(as_text=True)
            assert "– Weir Pathways</title>" in page, address
            assert 'href="mailto:people@weir.example">Contact Weir Pathways</a>' in page, address
            assert "<svg" not in page.partition('class="top"')[2].partition("</header>")[0], address
        source = page.partition('class="top__logo" src="')[2].partition('"')[0]
        logo = browser.get(source)
        assert logo.data == (tmp_path / "logo.svg").read_bytes()
        assert logo.mimetype == "image/svg+xml"
        assert "sandbox" in logo.headers["Content-Security-Policy"]
        assert "script-src" not in logo.headers["Content-Security-Policy"]
        assert "immutable" in logo.headers["Cache-Control"]
        assert browser.get("/logo").headers["Cache-Control"] == "no-cache"


def test_the_name_and_the_contact_go_with_mails(url: str, tmp_path: Path) -> None:
    own = {"NAME": "Weir, the copy", "CONTACT": "https://weir.example/help"}
    with copy_of(url, tmp_path, **own) as app:
        assert app.config["SECURITY_EMAIL_SUBJECT_PASSWORD_RESET"].endswith("for Weir, the copy")
        assert app.config["SECURITY_TOTP_ISSUER"] == "Weir, the copy"
        assert _sender() == '"Weir, the copy" <pathways@localhost>'
        assert _foot().endswith("Questions about this mail: https://weir.example/help\n")
        app.config["MAIL_FROM"] = "Robin <robin@weir.example>"
        assert _sender() == "Robin <robin@weir.example>"
    with copy_of(url, tmp_path):
        assert _foot() == ""


def test_what_is_written_in_services_has_the_name(tmp_path: Path) -> None:
    with copy_of("sqlite://", tmp_path, NAME="Weir Pathways"):
        assert copy_name(db.session) == "Weir Pathways"
        with transaction() as session:
            assert copy_name(session) == "Weir Pathways"


def test_the_note_on_flaws_is_there_once_somebody_can_be_reached(url: str, tmp_path: Path) -> None:
    own = {"CONTACT": "people@weir.example", "PUBLIC_URL": "https://weir.example"}
    with copy_of(url, tmp_path, **own) as app:
        note = app.test_client().get("/.well-known/security.txt")
        assert note.mimetype == "text/plain"
        fields = dict(line.split(": ", 1) for line in note.get_data(as_text=True).splitlines())
        assert fields["Contact"] == "mailto:people@weir.example"
        assert fields["Canonical"] == "https://weir.example/.well-known/security.txt"
        assert fields["Policy"] == "https://weir.example/security"
        left = datetime.fromisoformat(fields["Expires"]) - datetime.now(UTC)
        # The standard asks for less than a year.
        assert timedelta(days=150) < left < timedelta(days=365)
    with copy_of(url, tmp_path) as app:
        assert app.test_client().get("/.well-known/security.txt").status_code == 404
        assert app.test_client().get("/logo").status_code == 404
        assert "top__logo" not in app.test_client().get("/sign-in").get_data(as_text=True)


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        '<script href="/static/app.js"/>',
        '<g onload="alert(1)"/>',
        '<a href="https://elsewhere.example/"><path d="M0 0"/></a>',
        '<use href="https://elsewhere.example/a.svg#a"/>',
        '<use xlink:href="data:image/svg+xml;base64,PHN2Zy8+#a"/>',
        '<image href="https://elsewhere.example/a.png"/>',
        '<foreignObject><p xmlns="http://www.w3.org/1999/xhtml">Text</p></foreignObject>',
        '<p xmlns="http://www.w3.org/1999/xhtml">Text</p>',
        '<set attributeName="href" to="javascript:alert(1)"/>',
        '<animate attributeName="href" values="javascript:alert(1)"/>',
        '<path style="fill:url( https://elsewhere.example/a )"/>',
        '<path style="fill:\\75rl(https://elsewhere.example/a)"/>',
        "<style>@import '//elsewhere.example/a.css';</style>",
        '<path fill="url(//elsewhere.example/a)"/>',
    ],
)
def test_a_drawing_that_is_more_than_one_is_no_logo(inside: str, tmp_path: Path) -> None:
    (tmp_path / "logo.svg").write_text(DRAWING.format(inside))
    with pytest.raises(ConfigurationError, match="logo.svg"):
        read_logo(tmp_path, "logo.svg")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"hello",
        b"<html/>",
        b"GIF89a",
        b'<?xml-stylesheet href="//a.example/b.css"?>' + DRAWING.format("").encode(),
        b"<!DOCTYPE svg>" + DRAWING.format("").encode(),
        DRAWING.format("").encode("utf-16"),
        PNG[:20],
        PNG[:-4],
        PNG[:16] + b"\0\1\0\0" + PNG[20:],
        b" " * 300_000,
    ],
    ids=range(11),
)
def test_what_is_no_picture_is_no_logo(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "logo").write_bytes(data)
    with pytest.raises(ConfigurationError, match="PATHWAYS_LOGO"):
        read_logo(tmp_path, "logo")


def test_pictures_are_taken_and_nothing_outside_the_folder(tmp_path: Path) -> None:
    (tmp_path / "instance").mkdir()
    (tmp_path / "instance" / "logo.png").write_bytes(PNG)
    (tmp_path / "logo.png").write_bytes(PNG)
    assert read_logo(tmp_path / "instance", "logo.png").kind == "image/png"
    for name in ("../logo.png", str(tmp_path / "logo.png"), "other.png", ".", ".."):
        with pytest.raises(ConfigurationError, match="PATHWAYS_LOGO"):
            read_logo(tmp_path / "instance", name)


def test_days_and_times_are_those_of_the_zone(tmp_path: Path) -> None:
    late = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)
    try:
        set_zone("Asia/Tokyo")
        assert (day(late), clock(late)) == ("2 July 2026", "07:30")
    finally:
        create_app(settings("sqlite://", tmp_path))
    assert (day(late), clock(late)) == ("1 July 2026", "23:30")


@pytest.mark.parametrize(
    ("variable", "text"),
    [
        ("PATHWAYS_ZONE", "Europe/Birmingham"),
        ("PATHWAYS_ZONE", "../../etc/passwd"),
        ("PATHWAYS_CONTACT", "somebody"),
        ("PATHWAYS_CONTACT", "javascript:alert(1)"),
        ("PATHWAYS_CONTACT", "http://weir.example"),
        ("PATHWAYS_CONTACT", "a@weir.example\nBcc: b@weir.example"),
        ("PATHWAYS_NAME", "Weir\r\nBcc: b@weir.example"),
        ("PATHWAYS_NAME", "W" * 41),
    ],
)
def test_a_setting_that_cannot_be_shown_stops_the_start(
    variable: str, text: str, tmp_path: Path
) -> None:
    with pytest.raises(ConfigurationError, match=variable):
        load_config({"PATHWAYS_INSTANCE": str(tmp_path), variable: text})


def test_the_command_of_its_own_says_its_version_and_has_all_commands() -> None:
    def run(*words: str) -> str:
        done = subprocess.run(  # noqa: S603  # what it runs stands above
            [sys.executable, "-m", *words], cwd=ROOT, capture_output=True, text=True, check=True
        )
        return done.stdout

    assert run("pathways", "--version") == f"Pathways {version('pathways')}\n"
    listed = run("flask", "--app", "wsgi", "--help").partition("Commands:")[2]
    assert run("pathways", "--help").partition("Commands:")[2] == listed != ""
