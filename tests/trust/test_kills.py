"""Processes killed while people save: nothing that was acknowledged is lost or torn."""

import os
import shutil
import signal
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

import psutil
import pytest

from pathways import create_app
from pathways.db import db
from tests.conftest import settings
from tests.gunicorn import Server
from tests.trust.site import Visitor, saving, serve
from tests.trust.work import Work, check_file, make_work

KILLS, TENTH = 500, 20
EDITORS = 4
_WHOLE_SERVER = 20
"""Each so-manieth kill takes the whole server, not one of its workers."""


def kill_one(server: Server, chance: Random) -> bool:
    """Kill a worker at once, without a word; say whether there was one."""
    with_workers = psutil.Process(server.process).children()
    if not with_workers:
        return False
    os.kill(chance.choice(with_workers).pid, signal.SIGKILL)
    return True


def kill_all(server: Server) -> None:
    """Kill the server and every worker of it, the server first, so that it starts no other."""
    parent = psutil.Process(server.process)
    workers = parent.children()
    for process in (parent, *workers):
        os.kill(process.pid, signal.SIGKILL)
    psutil.wait_procs(workers, timeout=10)


@pytest.fixture
def work(sqlite_template: Path, tmp_path: Path) -> Work:
    """Make a pathway that several work on."""
    path = tmp_path / "killed.sqlite"
    shutil.copyfile(sqlite_template, path)
    app = create_app(settings(f"sqlite:///{path}", tmp_path))
    with app.app_context():
        work = make_work(modules=30, editors=EDITORS)
        db.engine.dispose()
    return work


def live(work: Work, visitors: list[Visitor], path: Path, chance: Random, kills: int) -> int:
    """Run a server, and kill workers of it, at last all of it; return how many were killed."""
    with serve(f"sqlite:///{path}", path.parent, "--log-level", "critical") as server:
        for visitor, email in zip(visitors, work.editors, strict=True):
            visitor.port = server.port
            if not visitor.token:
                visitor.sign_in(email)
        done = 0
        with saving(visitors, work, is_patient=True) as see_more:
            while done < kills:
                see_more()
                time.sleep(chance.uniform(0, 0.05))
                if done < kills - 1:
                    done += kill_one(server, chance)
                else:
                    kill_all(server)
                    done += 1
    return done


def test_a_killed_process_takes_nothing_that_was_acknowledged(
    work: Work, tmp_path: Path, is_whole: bool, record_property: Callable[[str, object], None]
) -> None:
    chance = Random(20261127)  # noqa: S311  # the same chance in each run
    visitors = [Visitor(0) for _ in range(EDITORS)]
    path, killed, wanted = tmp_path / "killed.sqlite", 0, KILLS if is_whole else TENTH
    while killed < wanted:
        killed += live(work, visitors, path, chance, min(_WHOLE_SERVER, wanted - killed))
        after = path.with_name("after.sqlite")
        for more in ("", "-wal"):
            Path(f"{after}{more}").unlink(missing_ok=True)
            if Path(f"{path}{more}").is_file():
                shutil.copyfile(f"{path}{more}", f"{after}{more}")
        assert check_file(after, work) == [], f"after {killed} kills"
    assert work.acknowledged > killed
    record_property(
        "measured",
        f"{killed:,} processes killed with kill -9: {work.acknowledged:,} saves acknowledged, "
        "0 lost or torn",
    )
