"""What no client library sends, byte by byte, to the server of production: it answers, and lives.

Each is refused with a status below 500 or with a closed connection, within the patience of a
browser, and leaves one line in the log at most.
"""

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from tests.conftest import settings
from tests.gunicorn import Server, run_gunicorn
from tests.visitor import Visitor, wait_for

LENGTH: Final = b"Content-Length: 3"
CHUNKED: Final = b"Transfer-Encoding: chunked"


def asked(*headers: bytes, line: bytes = b"GET / HTTP/1.1", host: bytes = b"localhost") -> bytes:
    """Return a request without a body."""
    return b"\r\n".join((line, b"Host: " + host, *headers, b"", b""))


def sent(*headers: bytes, body: bytes = b"a=b") -> bytes:
    """Return a request with a body that says that it is a form."""
    kind = b"Content-Type: application/x-www-form-urlencoded"
    return asked(kind, *headers, line=b"POST /sign-in HTTP/1.1") + body


BYTES: Final = {
    "nothing": b"",
    "an empty line": b"\r\n\r\n",
    "no HTTP": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    "zeros": b"\x00" * 1_000,
    "a line without an end": b"GET / HTTP/1.1",
    "no version": b"GET /\r\n\r\n",
    "an old version": asked(line=b"GET / HTTP/0.9"),
    "a version to come": asked(line=b"GET / HTTP/3.0"),
    "a version that is none": asked(line=b"GET / HTTP/x.y"),
    "two blanks": asked(line=b"GET  / HTTP/1.1"),
    "a method in small letters": asked(line=b"get / HTTP/1.1"),
    "a method with signs": asked(line=b"G@T / HTTP/1.1"),
    "a method that is long": asked(line=b"G" * 5_000 + b" / HTTP/1.1"),
    "another site": asked(line=b"GET http://evil.example/ HTTP/1.1"),
    "a tunnel": asked(line=b"CONNECT evil.example:443 HTTP/1.1"),
    "a path of stars": asked(line=b"OPTIONS * HTTP/1.1"),
    "a path without a slash": asked(line=b"GET sign-in HTTP/1.1"),
    "a path with zeros": asked(line=b"GET /\x00 HTTP/1.1"),
    "a path that is no UTF-8": asked(line=b"GET /\xff\xfe HTTP/1.1"),
    "a path that is broken": asked(line=b"GET /%zz%ff%00 HTTP/1.1"),
    "a path that is long": asked(line=b"GET /" + b"x" * 20_000 + b" HTTP/1.1"),
    "a question that is no UTF-8": asked(line=b"GET /directory?search=\xff\xfe HTTP/1.1"),
    "no host": b"GET / HTTP/1.1\r\n\r\n",
    "two hosts": asked(b"Host: other"),
    "a host with blanks": asked(host=b"a b"),
    "a header without a colon": asked(b"Cookie"),
    "a header without a name": asked(b": x"),
    "a header with a blank": asked(b"A b: x"),
    "a folded header": asked(b"A: x\r\n  y"),
    "a header with zeros": asked(b"A: \x00"),
    "a header with an underscore": asked(b"X_Forwarded_For: 1"),
    "a prefix that is not the path's": asked(b"SCRIPT_NAME: /x"),
    "a header that is long": asked(b"A: " + b"x" * 100_000),
    "a thousand headers": asked(*(b"A: x" for _ in range(1_000))),
    "lines without CR": b"GET / HTTP/1.1\nHost: localhost\n\n",
    "many cookies": asked(b"Cookie: " + b"a=b; " * 1_500),
    "a cookie that is no UTF-8": asked(b"Cookie: pathways=\xff"),
    "a range that is none": asked(b"Range: bytes=9-1", line=b"GET /healthz HTTP/1.1"),
    "a length that is none": sent(b"Content-Length: x"),
    "a length below nothing": sent(b"Content-Length: -1"),
    "two lengths": sent(b"Content-Length: 1", b"Content-Length: 2"),
    "a length that is huge": sent(b"Content-Length: 99999999999999999999"),
    "a length that is not kept": sent(b"Content-Length: 50"),
    "a length and chunks": sent(LENGTH, CHUNKED, body=b"0\r\n\r\n"),
    "chunks that are none": sent(CHUNKED, body=b"xyz\r\n"),
    "chunks below nothing": sent(CHUNKED, body=b"-1\r\n\r\n"),
    "chunks that are huge": sent(CHUNKED, body=b"ffffffffffffffff\r\nname=x"),
    "chunks that end early": sent(CHUNKED, body=b"9\r\nab"),
    "chunks of nothing": sent(CHUNKED, body=b"0\r\n\r\n"),
    "chunks in another coding": sent(b"Transfer-Encoding: gzip, chunked", body=b"0\r\n\r\n"),
    "chunks twice": sent(CHUNKED, CHUNKED, body=b"0\r\n\r\n"),
    "chunks behind a sign": sent(b"Transfer-Encoding: \x0bchunked", body=b"0\r\n\r\n"),
    "a form that says that it is packed": sent(b"Content-Encoding: gzip", LENGTH),
    "a request in a request": sent(LENGTH) + asked(line=b"GET /nowhere HTTP/1.1"),
    "a body that is asked for first": sent(b"Expect: 100-continue", LENGTH),
    "something else is expected": sent(b"Expect: miracles", LENGTH),
    "another protocol": asked(b"Connection: Upgrade, HTTP2-Settings", b"Upgrade: h2c"),
    "the other protocol": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
}
"""Each by what is wrong with it."""


def throw(server: Server, data: bytes) -> bytes:
    """Send bytes, then say that nothing more comes; return all that is answered."""
    found = b""
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as line:
        try:
            line.sendall(data)
            line.shutdown(socket.SHUT_WR)
            while part := line.recv(65_536):
                found += part
        except (ConnectionResetError, BrokenPipeError):
            # It was closed before all was sent.
            pass
    return found


@pytest.fixture
def said(tmp_path: Path) -> Path:
    """Where the server says what it has to say."""
    return tmp_path / "said"


@pytest.fixture
def server(database_url: str, tmp_path: Path, said: Path) -> Iterator[Server]:
    """Run the server of production."""
    secret = settings(database_url, tmp_path)["SECRET_KEY"]
    with run_gunicorn(database_url, tmp_path, secret, log=said) as server:
        wait_for(server, Visitor("", ""), "/healthz")
        yield server


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_broken_bytes_are_answered_and_break_nothing(server: Server, said: Path) -> None:
    for name, data in BYTES.items():
        before = said.read_text(errors="replace").count("\n")
        answer = throw(server, data)
        if answer:
            status = answer.split(b" ", 2)[1] if answer.startswith(b"HTTP/") else b"none"
            assert status.isdigit(), f"{name}: {answer[:60]!r}"
            assert int(status) < 500, f"{name}: {answer[:60]!r}"
        after = said.read_text(errors="replace")
        assert after.count("\n") - before <= 1, f"{name}: {after[-2_000:]}"
        assert "Traceback" not in after, name
    assert Visitor("", "").ask(server, "/healthz").status == 200
    # Whoever asks does not choose where the app lies, nor so what its links are.
    moved = asked(b"SCRIPT_NAME: /moved", line=b"GET /moved/sign-in HTTP/1.1")
    assert throw(server, moved).startswith(b"HTTP/1.1 404")
