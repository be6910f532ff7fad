"""Where a request ends: what could be read in two ways is refused, and nothing rides behind it."""

import shutil
import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.gunicorn import Server, run_gunicorn

RIDER = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
"""What would be a request of its own, if the end of the first were read in another way."""

TWO_WAYS = {
    "length and chunks": b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "two lengths": b"Content-Length: 0\r\nContent-Length: 37\r\n\r\n",
    "a list of lengths": b"Content-Length: 0, 37\r\n\r\n",
    "a length with a sign": b"Content-Length: +0\r\n\r\n",
    "a length in another base": b"Content-Length: 0x0\r\n\r\n",
    "an unknown encoding": b"Transfer-Encoding: xchunked\r\n\r\n",
    "chunked, and not last": b"Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
    "chunked twice": b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "a blank before the colon": b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
    "a folded line": b"X: y\r\n Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "a chunk of no number": b"Transfer-Encoding: chunked\r\n\r\nzz\r\n\r\n",
    "a nul in a name": b"Content-Le\0ngth: 0\r\n\r\n",
}


@pytest.fixture(scope="module")
def server(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Run the app under gunicorn, as in production."""
    folder = tmp_path_factory.mktemp("framing")
    shutil.copyfile(sqlite_template, folder / "app.sqlite")
    url = f"sqlite:///{folder / 'app.sqlite'}"
    with run_gunicorn(url, folder, "tests only, and long enough to be one") as running:
        for _ in range(150):
            with suppress(OSError):
                if say(running, RIDER).startswith(b"HTTP/1.1 200"):
                    break
            time.sleep(0.2)
        yield running


def say(server: Server, raw: bytes) -> bytes:
    """Send bytes; return all that comes until the server ends the connection or is silent."""
    told = b""
    with socket.create_connection(("127.0.0.1", server.port), timeout=3) as wire:
        wire.sendall(raw)
        with suppress(TimeoutError, ConnectionResetError):
            while part := wire.recv(65_536):
                told += part
    return told


@pytest.mark.parametrize("name", TWO_WAYS)
def test_a_request_of_two_lengths_is_refused(server: Server, name: str) -> None:
    head = b"POST /sign-in HTTP/1.1\r\nHost: localhost\r\n"
    told = say(server, head + TWO_WAYS[name] + RIDER)
    statuses = [line.split()[1] for line in told.split(b"\r\n") if line.startswith(b"HTTP/1.1 ")]
    assert len(statuses) == 1, told[:500]
    # What is no form is refused before its chunks are read, and the connection ends with it.
    assert statuses[0] in (b"400", b"415", b"501"), told[:500]
