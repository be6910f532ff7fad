"""The stage of a benchmark: the real app on a database of its own, with a person and pathways."""

import random
import re
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import sqlalchemy as sa
from flask import Flask
from sqlalchemy import event

from pathways import create_app
from pathways.access import Action, actor, requires
from pathways.builder.services.mappings import Cell, set_treatment
from pathways.database_file import make_file
from pathways.db import db, transaction
from pathways.domain.framework.edition import Edition
from pathways.domain.pathway.treatment import Treatment
from pathways.domain.policy import Actor
from pathways.framework.services import load_index
from pathways.models.account import Person
from pathways.records.editions import current_edition
from pathways.schema import migrations
from tests.factories import (
    PASSWORD,
    make_module,
    make_organisation,
    make_pathway,
    make_person,
    read_seeds,
)

EMAIL = "bench@test.example"
BASELINE = "/bench/write"
BARE = "/bench/bare"
SECRET = "a benchmark only, and long enough to be one"


@dataclass
class Browser:
    """A signed-in browser without a browser: it calls the app as a server would."""

    app: Flask
    cookie: str = ""
    token: str = ""
    _environ: dict[str, Any] = field(default_factory=dict)

    def sign_in(self) -> None:
        """Sign in through the form, and keep the cookie and the token of the page after it."""
        client = self.app.test_client()
        page = client.get("/sign-in").get_data(as_text=True)
        values = {"email": EMAIL, "password": PASSWORD, "csrf_token": _token(page)}
        answer = client.post("/sign-in", data=values)
        assert answer.status_code == 302, answer.get_data(as_text=True)
        self.token = _token(client.get("/pathways").get_data(as_text=True))
        cookie = client.get_cookie(self.app.config["SESSION_COOKIE_NAME"])
        assert cookie
        self.cookie = f"{cookie.key}={cookie.value}"

    def ask(
        self, path: str, values: Mapping[str, str | list[str]] | None = None, **headers: str
    ) -> tuple[int, bytes, dict[str, str]]:
        """Send one request; return status, body and headers."""
        path, _, query = path.partition("?")
        body = b""
        if values:
            body = urlencode({"csrf_token": self.token, **values}, doseq=True).encode()
        environ = {
            "REQUEST_METHOD": "POST" if values else "GET",
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "SCRIPT_NAME": "",
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_HOST": "localhost",
            "HTTP_COOKIE": self.cookie,
            "CONTENT_TYPE": "application/x-www-form-urlencoded" if values else "",
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": BytesIO(body),
            "wsgi.errors": BytesIO(),
            "wsgi.multithread": False,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
            **{f"HTTP_{name.upper()}": value for name, value in headers.items()},
        }
        found: dict[str, Any] = {}

        def start(status: str, items: list[tuple[str, str]], _error: Any = None) -> Any:
            found.update(status=int(status[:3]), headers=dict(items))

        answer = self.app.wsgi_app(environ, start)
        markup = b"".join(answer)
        if close := getattr(answer, "close", None):
            close()
        return found["status"], markup, found["headers"]


@dataclass
class Clicks:
    """Sets treatments in one pathway, each time another one, so that every click writes."""

    browser: Browser
    pathway: str
    cells: list[tuple[str, str, str]]  # module, code, treatment now
    place: int = 0

    def click(self) -> bytes:
        """Set the treatment of the next cell; return the answer's body."""
        module, code, now = self.cells[self.place]
        wish = {"I": "D", "D": "A", "A": "I"}[now]
        status, markup, _ = self.browser.ask(
            f"/pathways/{self.pathway}/treatments",
            {"cell": f"{module}:{code}:{now}:{wish}"},
            HX_Request="true",
        )
        assert status == 200, markup.decode()
        self.cells[self.place] = (module, code, wish)
        self.place = (self.place + 1) % len(self.cells)
        return markup


@dataclass
class Stage:
    """The app, a signed-in person, and a maker of pathways."""

    app: Flask
    browser: Browser
    organisation: str
    person: str
    edition: Edition
    url: str
    folder: Path
    bare: Browser

    def write(self) -> None:
        """Do what a click is compared with."""
        status, markup, _ = self.browser.ask(BASELINE, {"cell": "none"}, HX_Request="true")
        assert status == 204, markup.decode()

    def touch(self) -> None:
        """Ask an app that is Flask alone, what nothing of ours can be faster than."""
        status, *_ = self.bare.ask(BARE, {"cell": "none"})
        assert status == 204, status

    def make_pathway(self, level: int, modules: int, each: int = 8) -> Clicks:
        """Make a pathway with so many modules of `each` competencies, half of the level's own."""
        draw = random.Random(level * 100 + modules)  # noqa: S311  # a benchmark's lot, no secret
        pathway = make_pathway(self.organisation, target_level=level, entry_level=None)
        own = [item.code for item in self.edition.competencies if item.level == level]
        editor = Actor(
            self.person,
            name="Bench",
            email=EMAIL,
            is_administrator=False,
            organisation_id=self.organisation,
            organisation="Eastgate Learning",
            role="owner",
            is_provider=True,
        )
        cells = []
        for number in range(modules):
            module = make_module(pathway, f"Module {number + 1}", position=number)
            with transaction() as session:
                for code in draw.sample(own, each):
                    mark = draw.choice("IDA")
                    cell = Cell(module, code, None, Treatment(mark))
                    set_treatment(session, editor, pathway, cell)
                    cells.append((module, code, mark))
        draw.shuffle(cells)
        return Clicks(self.browser, pathway, cells)


@contextmanager
def open_stage(*, synchronous: str = "FULL", url: str = "") -> Iterator[Stage]:
    """Build the app on a fresh SQLite database, or the empty one at `url`, with a signed-in owner.

    With `synchronous` OFF no commit waits for the disk, which the app itself never does.
    """
    with tempfile.TemporaryDirectory(prefix="pathways-bench-") as name:
        folder = Path(name)
        url = url or f"sqlite:///{folder / 'bench.sqlite'}"
        app = create_app(
            {
                "SQLALCHEMY_ENGINES": {"default": url},
                "INSTANCE": str(folder),
                "SECRET_KEY": SECRET,
                "TESTING": True,
                # What is measured is asked for more often than anybody may.
                "BUDGETS": 0,
            }
        )
        _add_baseline(app)
        with app.app_context():
            if synchronous != "FULL":
                event.listen(db.engine, "connect", _never_wait)
            make_file(db.engine.url)
            migrations().upgrade()
            with transaction() as session:
                load_index(session, read_seeds())
            organisation = make_organisation("Eastgate Learning")
            person = make_person(EMAIL, organisation)
            edition = current_edition(db.session)
            db.session.close()
        browser = Browser(app)
        browser.sign_in()
        yield Stage(app, browser, organisation, person, edition, url, folder, Browser(_make_bare()))
        with app.app_context():
            db.engine.dispose()


def _never_wait(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA synchronous=OFF")


def _add_baseline(app: Flask) -> None:
    """Add the route that a click is compared with: session, CSRF, one row kept, nothing said."""

    @requires(Action.SIGNED_IN)
    def write() -> tuple[str, int]:
        person = sa.update(Person).where(Person.id == actor().person_id)
        with transaction() as session:
            session.execute(person.values(name=f"Bench {id(session)}"))
        return "", 204

    app.add_url_rule(BASELINE, view_func=write, endpoint="bench_write", methods=["POST"])


def _make_bare() -> Flask:
    """Return an app that is Flask alone, with one route that says nothing."""
    app = Flask("bare")
    app.add_url_rule(BARE, view_func=lambda: ("", 204), endpoint="bare", methods=["POST"])
    return app


def _token(markup: str) -> str:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', markup) or re.search(
        r'name="csrf-token" content="([^"]+)"', markup
    )
    assert found, markup[:2000]
    return found[1]
