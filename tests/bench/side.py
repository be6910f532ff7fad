"""One side of a comparison of commits: the app of the checkout that this runs in.

Run as a file, with that checkout on PYTHONPATH: an older commit has another benchmark, or none. So
it asks for nothing but what stays as it is: `create_app`, `db`, commands, addresses and names of
fields; and both sides list the same region of offers, which `market.py` beside this file makes.
Each line on standard input names a thing to do; a line of JSON comes back.
"""

import importlib.util
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

EMAIL, BUYER = "provider@demo.example", "commissioner@demo.example"
PASSWORD = "calm-harbour-walk"
COUNTED = ("statements", "commits", "bytes")


class Side:
    """The app with the demonstration and a region loaded, somebody who builds and one who buys."""

    def __init__(self, folder: Path, offers: int) -> None:
        url = f"sqlite:///{folder / 'side.sqlite'}"
        for command in (("db", "upgrade"), ("framework", "load"), ("demo", "load")):
            # Run as a user runs them; standard output is kept for answers.
            subprocess.run(
                [sys.executable, "-P", "-m", "flask", "--app", "wsgi", *command],
                env={**os.environ, "PATHWAYS_DATABASE_URL": url},
                stdout=subprocess.DEVNULL,
                check=True,
            )
        from sqlalchemy import event

        from pathways import create_app
        from pathways.db import db

        self.app = create_app(
            {
                "SQLALCHEMY_ENGINES": {"default": url},
                "INSTANCE": str(folder),
                "SECRET_KEY": "a benchmark only, and long enough to be one",
                "TESTING": True,
                # What is measured is asked for more often than anybody may.
                "BUDGETS": 0,
            }
        )
        self.counts = dict.fromkeys(COUNTED, 0)
        with self.app.app_context():
            event.listen(db.engine, "connect", _never_wait)
            event.listen(db.engine, "before_cursor_execute", lambda *_: self._count("statements"))
            event.listen(db.engine, "commit", lambda _: self._count("commits"))
        self._fill(offers)
        self.buyer = self.app.test_client()
        self.client = self.buyer
        self._sign_in(BUYER)
        self.brief = self._write_brief()
        self.client = self.app.test_client()
        self._sign_in(EMAIL)
        self.pathway = self._find(r'href="(/pathways/[0-9a-z]{8,})"', self._get("/pathways"))
        cell = self._find(r'name="cell" value="([^"]+)"', self._get(self.pathway))
        self.module, self.code, self.seen, _wish = cell.split(":")

    def things(self) -> dict[str, Callable[[], bytes]]:
        """Return what can be done, by name."""
        pages = {
            "the builder": self.pathway,
            "coverage": f"{self.pathway}/coverage",
            "the matrix": f"{self.pathway}/matrix",
            "the QA matrix as a workbook": f"{self.pathway}/qa-matrix.xlsx",
            "the directory": "/directory",
            "the directory by four filters": "/directory?level=2&theme=KA&sector=Education"
            "&delivery=In+person",
            "the directory by fit": "/directory?sort=share",
        }
        bought = {
            "the region": "/region",
            "a comparison of four": f"/compare?{self._four()}",
            "a brief": self.brief,
        }
        return {
            "set a treatment": self.treat,
            **{name: lambda path=path: self._get(path) for name, path in pages.items()},  # type: ignore[misc]
            **{name: lambda path=path: self._buy(path) for name, path in bought.items()},  # type: ignore[misc]
        }

    def _fill(self, count: int) -> None:
        """List so many more offers: what makes them is the same on both sides."""
        from sqlalchemy import text

        from pathways.db import db, transaction

        path = Path(__file__).with_name("market.py")
        made = importlib.util.spec_from_file_location("market", path)
        assert made
        assert made.loader
        market = importlib.util.module_from_spec(made)
        sys.modules["market"] = market
        made.loader.exec_module(market)
        with self.app.app_context():
            asked = text("SELECT id FROM organisation WHERE is_commissioner ORDER BY name LIMIT 1")
            commissioner = db.session.execute(asked).scalar_one()
            with transaction() as session:
                market.fill_market(session, count, commissioner)

    def _write_brief(self) -> str:
        page = self._get("/briefs/new")
        form = {
            "csrf_token": self.token,
            "operation": self._find(r'name="operation"[^>]*value="([^"]+)"', page),
            "title": "Wardens",
            "standard": "balanced",
            "treatment": "D",
            "group-0-name": "Wardens",
            "group-0-level": "2",
            "group-0-people": "12",
            "group-0-brings": "1",
        }
        answer = self.client.post("/briefs/new", data=form)
        assert answer.status_code == 303, answer.get_data(as_text=True)
        return str(answer.headers["Location"])

    def _four(self) -> str:
        found = re.findall(r'href="/directory/([0-9a-z]{16})"', self._get("/directory").decode())
        return "&".join(f"pathway={one}" for one in list(dict.fromkeys(found))[:4])

    def _buy(self, path: str) -> bytes:
        answer = self.buyer.get(path)
        assert answer.status_code == 200, f"{path}: {answer.status_code}"
        return bytes(answer.get_data())

    def treat(self) -> bytes:
        """Take one competency a step further, and from the last one back to the first."""
        wish = {"": "I", "I": "D", "D": "A", "A": "I"}[self.seen]
        cell = f"{self.module}:{self.code}:{self.seen}:{wish}"
        answer = self.client.post(
            f"{self.pathway}/treatments",
            data={"csrf_token": self.token, "cell": cell},
            headers={"HX-Request": "true"},
        )
        assert answer.status_code == 200, answer.get_data(as_text=True)
        self.seen = wish
        return bytes(answer.get_data())

    def run(self, run: Callable[[], bytes], times: int) -> dict[str, Any]:
        """Do a thing so many times; return the seconds of each, and what the last one counted."""
        start = time.process_time()
        for _ in range(times):
            self.counts = dict.fromkeys(COUNTED, 0)
            self.counts["bytes"] = len(run())
        return {"seconds": (time.process_time() - start) / times, **self.counts}

    def _sign_in(self, email: str) -> None:
        token = self._find(r'name="csrf_token"[^>]*value="([^"]+)"', self._get("/sign-in"))
        form = {"csrf_token": token, "email": email, "password": PASSWORD}
        assert self.client.post("/sign-in", data=form).status_code == 302
        self.token = self._find(r'name="csrf-token" content="([^"]+)"', self._get("/account"))

    def _get(self, path: str) -> bytes:
        answer = self.client.get(path)
        assert answer.status_code == 200, f"{path}: {answer.status_code}"
        return bytes(answer.get_data())

    def _find(self, pattern: str, page: bytes) -> str:
        found = re.search(pattern, page.decode())
        assert found, pattern
        return found[1]

    def _count(self, what: str) -> None:
        self.counts[what] += 1


def _never_wait(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA synchronous=OFF")


def main(folder: str, offers: str) -> None:
    """Say what can be done, then do what is asked until the input ends."""
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)  # what the app prints is no answer
    side = Side(Path(folder), int(offers))
    things = side.things()
    answers.write(json.dumps(list(things)) + "\n")
    for line in sys.stdin:
        asked = json.loads(line)
        try:
            told = side.run(things[asked["thing"]], asked["times"])
        except Exception as error:
            told = {"problem": f"{type(error).__name__}: {error}"[:200]}
        answers.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
