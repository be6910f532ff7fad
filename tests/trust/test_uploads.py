"""A thousand damaged workbooks come to a real server, and it goes on as if nothing had been.

They are damaged copies of three workbooks: a small one, our own, and our own as LibreOffice saves
it. Beside them come the files that were made to do harm. Each is brought by a page that checks
workbooks and by one that makes a pathway of them.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from pathlib import Path
from typing import Final

import pytest
import sqlalchemy as sa
from flask import Flask

from pathways.db import db, transaction
from pathways.domain.work import Work
from pathways.models.account import Attempt
from pathways.workbook.qa.qa_matrix import write_qa_matrix
from tests.conftest import settings
from tests.factories import make_organisation, make_person
from tests.gunicorn import Server, run_gunicorn
from tests.office import Office
from tests.page import Client
from tests.visitor import Visitor, visit, wait_for
from tests.workbook.files import parts
from tests.workbook.hostile import GEOMETRY, HOSTILE, mutants
from tests.workbook.subjects import sampled, subject

AT_ONCE: Final = Work.READING.budget.seats
LIMIT: Final = Work.READING.budget.account
MUTANTS: Final = 1_000
FEW: Final = 12
DOORS: Final = (("/check-workbook", "workbook"), ("/pathways/bring-in", "file"))
ANSWERED: Final = frozenset({200, 422})
GROWTH: Final = 50
"""Megabytes that the server may have more at the end."""


@pytest.fixture
def database_url(sqlite_template: Path, tmp_path: Path) -> str:
    """Give one engine: no file that is damaged comes near a database."""
    path = tmp_path / "test.sqlite"
    path.write_bytes(sqlite_template.read_bytes())
    return f"sqlite:///{path}"


def damaged(office: Office, folder: Path, number: int) -> Iterator[bytes]:
    """Yield so many damaged copies of each workbook in turn."""
    own = folder / "own.xlsx"
    own.write_bytes(write_qa_matrix(subject(sampled(2, 0.1, 2))))
    seeds = (None, parts(own.read_bytes()), parts(office.convert(own).read_bytes()))
    each = -(-number // len(seeds))
    made = zip(*(mutants(each, seed, of) for seed, of in enumerate(seeds)), strict=True)
    yield from list(chain.from_iterable(made))[:number]


def workers(server: Server) -> dict[int, int]:
    """Return the workers of a server, and the megabytes that each holds."""
    parent = Path(f"/proc/{server.process}/task/{server.process}/children")
    found = {}
    for one in map(int, parent.read_text().split()):
        held = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{one}/status").read_text())
        assert held is not None
        found[one] = int(held[1]) // 1024
    return found


def test_a_server_outlives_every_damaged_file(
    app: Flask,
    sign_in: Callable[[str], Client],
    database_url: str,
    tmp_path: Path,
    office: Office,
    is_whole: bool,
    record_property: Callable[[str, object], None],
) -> None:
    with app.app_context():
        place = make_organisation("Northgate Learning")
        for number in range(AT_ONCE):
            make_person(f"{number}@test.example", place)
    people = [visit(sign_in(f"{number}@test.example")) for number in range(AT_ONCE)]
    made = {**HOSTILE, **GEOMETRY}
    wanted = (make() for name, make in made.items() if is_whole or name in ("deep", "macros"))
    # A browser sends no file of no bytes.
    crafted = [file for file in wanted if file]
    files = [*crafted, *damaged(office, tmp_path, MUTANTS if is_whole else FEW)]
    jobs = [(file, *DOORS[at % 2]) for at, file in enumerate(files)]
    secret = settings(database_url, tmp_path)["SECRET_KEY"]
    statuses: Counter[int] = Counter()

    def bring(person: Visitor, mine: list[tuple[bytes, str, str]]) -> list[int]:
        return [person.ask(server, address, file, field).status for file, address, field in mine]

    with (
        run_gunicorn(database_url, tmp_path, secret, "--workers", "1") as server,
        ThreadPoolExecutor(AT_ONCE) as pool,
    ):
        wait_for(server, people[0], "/check-workbook", "/pathways")
        before = workers(server)
        for start in range(0, len(jobs), LIMIT):
            some = jobs[start : start + LIMIT]
            shares = [some[at::AT_ONCE] for at in range(AT_ONCE)]
            for found in pool.map(bring, people, shares):
                statuses.update(found)
            # As if five minutes had gone by: nobody brings more files than that at a time.
            with app.app_context(), transaction() as session:
                session.execute(sa.delete(Attempt))
        after = workers(server)
        assert people[0].ask(server, "/pathways").status == 200
    with app.app_context():
        db.session.close()
    assert set(statuses) <= ANSWERED, statuses
    assert set(after) == set(before), "a worker was killed"
    grown = sum(after.values()) - sum(before.values())
    assert grown <= GROWTH, f"the server grew by {grown} MB"
    record_property(
        "measured",
        f"{len(crafted)} crafted and {len(files) - len(crafted)} damaged files brought to a real "
        f"server: 0 answers of 5xx, 0 workers killed, grown by {max(grown, 0)} MB",
    )
