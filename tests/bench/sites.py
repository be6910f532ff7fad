"""A checkout's app under gunicorn with pathways of several sizes, as a user sets it up.

An older commit has another benchmark, or none, so nothing is asked of it but commands, addresses
and the settings of the environment.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.bench.server import ask
from tests.bench.stage import SECRET
from tests.factories import many_modules
from tests.gunicorn import run_gunicorn

EMAIL, PASSWORD = "provider@demo.example", "calm-harbour-walk"
ROOT = Path(__file__).resolve().parents[2]
ORGANISATION = "Northgate Learning"


@dataclass(frozen=True, slots=True)
class Site:
    """Where a copy answers, and its pathways by their number of modules."""

    address: str
    pathways: dict[int, str]

    def page(self, size: int) -> str:
        """Return the address of a pathway's builder."""
        return f"{self.address}/pathways/{self.pathways[size]}"


@contextmanager
def open_site(checkout: Path, sizes: tuple[int, ...]) -> Iterator[Site]:
    """Set a copy up from a checkout, with a pathway of each size, and serve it."""
    with tempfile.TemporaryDirectory(prefix="pathways-site-") as name:
        folder = Path(name)
        url = f"sqlite:///{folder / 'site.sqlite'}"
        for command in (("db", "upgrade"), ("framework", "load"), ("demo", "load")):
            _command(checkout, folder, url, *command)
        pathways = {size: _bring(checkout, folder, url, size) for size in sizes}
        with run_gunicorn(url, folder, SECRET, at=checkout) as server:
            assert ask(server.port, "/sign-in") == 200
            yield Site(server.address, pathways)


def _bring(checkout: Path, folder: Path, url: str, size: int) -> str:
    file = folder / f"{size}.json"
    file.write_text(json.dumps(many_modules(size, 2).to_plain()), encoding="utf-8")
    said = _command(
        checkout, folder, url, "pathway", "import", str(file), "--organisation", ORGANISATION
    )
    found = re.search(r"\b[0-9a-z]{16}\b", said)
    assert found, said
    return found[0]


def _command(checkout: Path, folder: Path, url: str, *command: str) -> str:
    done = subprocess.run(  # noqa: S603  # our own command
        [sys.executable, "-P", "-m", "flask", "--app", "wsgi", *command],
        env={
            **os.environ,
            "PYTHONPATH": str(checkout),
            "PATHWAYS_DATABASE_URL": url,
            "PATHWAYS_INSTANCE": str(folder),
        },
        cwd=checkout,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return done.stdout
