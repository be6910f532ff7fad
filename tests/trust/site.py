"""The app under gunicorn, and people who work there over HTTP as browsers do."""

import re
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from http.cookies import SimpleCookie
from pathlib import Path
from threading import Event
from urllib.parse import urlencode

from tests.factories import PASSWORD
from tests.gunicorn import Server, run_gunicorn
from tests.trust.work import Work

SECRET = "tests only, and long enough to be one"
_PATIENCE = 60
_KEPT = 0.5
"""Seconds that a connection is kept: the server hangs up after two without a request."""
_NEWS = 90
"""Seconds within which somebody who saves on has saved something."""
_START = 180
"""Seconds for a server to start: where tests run, much else runs too."""
_TOKEN = re.compile(r'name="csrf[-_]token"[^>]* (?:content|value)="([^"]+)"')


class Visitor:
    """Somebody with a browser: cookies, the token of the last page, a connection that is kept."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}
        self.token = ""
        self._connection: HTTPConnection | None = None
        self._used = 0.0

    def get(self, path: str) -> tuple[int, str]:
        """Open a page; return its status and text. OSError where nobody answers."""
        status, text = self._ask("GET", path, None)
        if found := _TOKEN.search(text):
            self.token = found[1]
        return status, text

    def post(self, path: str, form: dict[str, str]) -> tuple[int, str]:
        """Send a form as htmx does; return the status and the text. OSError without an answer."""
        return self._ask("POST", path, urlencode({"csrf_token": self.token, **form}))

    def sign_in(self, email: str) -> None:
        """Sign in; fail where that is refused."""
        self.get("/sign-in")
        status, text = self.post("/sign-in", {"email": email, "password": PASSWORD})
        assert status == 302, text[:2000]
        self.get("/pathways")

    def close(self) -> None:
        """Hang up."""
        if self._connection is not None:
            self._connection.close()
        self._connection = None

    def _ask(self, method: str, path: str, body: str | None) -> tuple[int, str]:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers |= {
                "Content-Type": "application/x-www-form-urlencoded",
                "HX-Request": "true",
            }
        if time.monotonic() - self._used > _KEPT:
            self.close()
        if self._connection is None:
            self._connection = HTTPConnection("127.0.0.1", self.port, timeout=_PATIENCE)
        try:
            self._connection.request(method, path, body, headers)
            with self._connection.getresponse() as response:
                text = response.read().decode("utf-8")
        except (OSError, HTTPException) as error:
            self.close()
            raise ConnectionError(str(error)) from error
        for line in response.headers.get_all("Set-Cookie") or ():
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value
        self._used = time.monotonic()
        if response.will_close:
            self.close()
        return response.status, text


def save_on(
    visitor: Visitor, work: Work, part: int, stop: Event, *, is_patient: bool = False
) -> None:
    """Save one cell of a part of the work after the other until told to stop.

    Whoever is patient tries on where nobody answers, and never knows what became of that cell: when
    its turn comes again, another treatment may stand there than they think.
    """
    for cell, seen, wish in work.wishes(part, len(work.editors)):
        if stop.is_set():
            break
        is_known = len(work.may[cell]) == 1
        work.sent(cell, wish)
        form = {"cell": f"{cell[0]}:{cell[1]}:{seen}:{wish}"}
        try:
            status, text = visitor.post(f"/pathways/{work.pathway}/treatments", form)
        except ConnectionError:
            if not is_patient:
                raise
            time.sleep(0.01)
            continue
        if status == 409 and not is_known:
            continue
        assert status == 200, (status, text[:500])
        work.answered(cell, wish)
    visitor.close()


@contextmanager
def saving(
    visitors: Sequence[Visitor], work: Work, *, is_patient: bool = False
) -> Iterator[Callable[[], None]]:
    """Let visitors save on until the block ends; give what waits until each has saved some more.

    It fails where one of them saves no more, and so does the end of the block.
    """
    stop = Event()
    with ThreadPoolExecutor(len(visitors)) as pool:
        people = [
            pool.submit(save_on, visitor, work, part, stop, is_patient=is_patient)
            for part, visitor in enumerate(visitors)
        ]

        def see_more() -> None:
            wanted, until = work.acknowledged + len(visitors), time.monotonic() + _NEWS
            while work.acknowledged < wanted:
                for person in people:
                    if person.done():
                        person.result()
                assert time.monotonic() < until, "nothing is acknowledged any more"
                time.sleep(0.002)

        try:
            yield see_more
        finally:
            stop.set()
    for person in people:
        person.result()


def wait_for(server: Server) -> None:
    """Return once the server answers."""
    visitor = Visitor(server.port)
    until = time.monotonic() + _START
    while time.monotonic() < until:
        try:
            visitor.get("/healthz")
        except ConnectionError:
            time.sleep(0.05)
        else:
            visitor.close()
            return
    raise TimeoutError


@contextmanager
def serve(url: str, folder: Path, *options: str) -> Iterator[Server]:
    """Run the app on a database until the block ends; it answers when the block begins."""
    with run_gunicorn(url, folder, SECRET, *options) as server:
        wait_for(server)
        yield server
