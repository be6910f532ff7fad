"""Power cuts while people save: nothing that was acknowledged is lost, torn or damaged."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest
import sqlalchemy as sa
from flask import Flask

from pathways import create_app
from pathways.db import db
from tests.conftest import settings
from tests.page import Client
from tests.trust.cut import NAME, Power, register
from tests.trust.work import Work, check_file, make_work

PARTS, CUTS, TENTH = 5, 1_000, 30
_OPERATIONS = 300
"""The cut comes at the latest at so many writes and syncs after the power came back."""


@pytest.fixture
def power() -> Iterator[Power]:
    """Give a power that can be cut."""
    power = Power(Random(20261127))  # noqa: S311  # the same chance in each run
    disk = register(power)
    yield power
    del disk


@pytest.fixture
def cut_app(power: Power, sqlite_template: Path, tmp_path: Path) -> Iterator[Flask]:
    """Give the app on a disk that the power can be taken from."""
    path = tmp_path / "cut.sqlite"
    shutil.copyfile(sqlite_template, path)
    app = create_app(settings(f"sqlite:///file:{path}?vfs={NAME}&uri=true", tmp_path))
    app.config["PROPAGATE_EXCEPTIONS"] = False
    # Each cut is an exception, and none is a surprise.
    app.logger.disabled = True
    yield app
    with app.app_context():
        db.engine.dispose()


def lives(app: Flask, power: Power, path: Path, count: int) -> tuple[Work, int]:
    """Save until the power goes, `count` times; return the work, and how many syncs there were."""
    with app.app_context():
        work = make_work(modules=20, editors=1)
    client = Client(app)
    client.sign_in(work.editors[0])
    client.get(f"/pathways/{work.pathway}")
    syncs, wishes = 0, work.wishes()
    for number in range(count):
        power.count, power.cut_at = 0, power.chance.randint(1, _OPERATIONS)
        while not power.is_off:
            (module, code), seen, wish = next(wishes)
            cell = module, code
            work.sent(cell, wish)
            form = {"csrf_token": client.token, "cell": f"{module}:{code}:{seen}:{wish}"}
            status = client.raw.post(
                f"/pathways/{work.pathway}/treatments", data=form, headers={"HX-Request": "true"}
            ).status_code
            if status == 200:
                work.answered(cell, wish)
            else:
                assert status >= 500, status
                assert power.is_off, "an answer of 5xx while there was power"
        with app.app_context():
            db.engine.dispose()
        syncs += power.syncs
        power.syncs = 0
        power.forget()
        # What comes next begins with what the disk holds, as the app finds it after a cut.
        after = path.with_name("after.sqlite")
        for more in ("", "-wal"):
            Path(f"{after}{more}").unlink(missing_ok=True)
            if Path(f"{path}{more}").is_file():
                shutil.copyfile(f"{path}{more}", f"{after}{more}")
        Path(f"{path}-shm").unlink(missing_ok=True)
        assert check_file(after, work) == [], f"cut {number}"
        for cell, may in work.may.items():
            # Whatever was on its way is settled now.
            if len(may) > 1:
                work.may[cell] = [_held(after, cell)]
    return work, syncs


def _held(path: Path, cell: tuple[str, str]) -> str:
    engine = sa.create_engine(f"sqlite:///{path}")
    with engine.connect() as connection:
        found = connection.exec_driver_sql(
            "SELECT treatment FROM mapping WHERE module_id = ? AND code = ?", cell
        ).scalar()
    engine.dispose()
    return found or ""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Share the cuts out between processors, where there are many."""
    if "part" in metafunc.fixturenames:
        is_whole = metafunc.config.getoption("whole")
        metafunc.parametrize("part", range(PARTS if is_whole else 1))


def test_a_power_cut_takes_nothing_that_was_acknowledged(
    part: int,
    cut_app: Flask,
    power: Power,
    tmp_path: Path,
    is_whole: bool,
    record_property: Callable[[str, object], None],
) -> None:
    power.chance.seed(part)
    cuts = CUTS if is_whole else TENTH
    work, syncs = lives(cut_app, power, tmp_path / "cut.sqlite", cuts)
    assert work.acknowledged > cuts
    assert syncs >= work.acknowledged
    record_property(
        "measured",
        f"{cuts:,} power cuts: {work.acknowledged:,} saves acknowledged, 0 lost, torn or damaged, "
        f"{syncs:,} syncs",
    )


def test_without_syncs_a_power_cut_would_be_seen(
    cut_app: Flask, power: Power, tmp_path: Path
) -> None:
    def let_disk_be(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute("PRAGMA synchronous=OFF")

    with cut_app.app_context():
        sa.event.listen(db.engine, "connect", let_disk_be)
    with pytest.raises(AssertionError, match="lost|torn|damaged"):
        lives(cut_app, power, tmp_path / "cut.sqlite", 20)
