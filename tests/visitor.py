"""Somebody with a browser at a server in another process: what they get, and how long it takes."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from http.client import HTTPConnection

from tests.gunicorn import Server
from tests.page import Client


@dataclass(frozen=True, slots=True)
class Answer:
    """What a request got, and when."""

    status: int
    body: str
    wait: str
    begun: float
    done: float

    @property
    def took(self) -> float:
        """How many seconds it took."""
        return self.done - self.begun

    @property
    def is_refusal(self) -> bool:
        """Whether somebody is told to come again, and when."""
        return self.status in (429, 503) and int(self.wait) > 0 and "once more" in self.body


@dataclass(frozen=True, slots=True)
class Visitor:
    """A signed-in browser as a cookie and a token."""

    cookie: str
    token: str

    def ask(
        self, server: Server, address: str, file: bytes = b"", field: str = "workbook"
    ) -> Answer:
        """Open a page, or bring a file there."""
        headers = {"Cookie": self.cookie}
        body = b""
        if file:
            headers["Content-Type"] = "multipart/form-data; boundary=cut"
            body = (
                b'--cut\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n'
                + self.token.encode()
                + f'\r\n--cut\r\nContent-Disposition: form-data; name="{field}"; '.encode()
                + b'filename="given.xlsx"\r\n\r\n'
                + file
                + b"\r\n--cut--\r\n"
            )
        begun = time.monotonic()
        connection = HTTPConnection("127.0.0.1", server.port, timeout=120)
        connection.request("POST" if file else "GET", address, body or None, headers)
        answer = connection.getresponse()
        text, wait = answer.read().decode(errors="replace"), answer.headers.get("Retry-After", "0")
        connection.close()
        return Answer(answer.status, text, wait, begun, time.monotonic())

    def keep_asking(
        self, server: Server, address: str, is_over: Callable[[], bool]
    ) -> list[Answer]:
        """Open a page again and again, as long as others are at work."""
        found = []
        while not is_over():
            found.append(self.ask(server, address))
        return found


def visit(client: Client) -> Visitor:
    """Return a client as it is to another process with the same secret."""
    client.get("/account")
    cookie = client.raw.get_cookie("pathways")
    assert cookie is not None
    return Visitor(f"pathways={cookie.value}", client.token)


def wait_for(server: Server, visitor: Visitor, *pages: str) -> None:
    """Wait until a server answers, and each of its processes has made its templates."""
    for _ in range(600):
        try:
            for page in pages * 4:
                assert visitor.ask(server, page).status == 200
        except ConnectionError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError("gunicorn")
