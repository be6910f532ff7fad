"""Fifty people who build for five minutes: no error, answers in time, and memory that stays."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random
from statistics import quantiles

import psutil

from pathways import create_app
from pathways.db import db
from tests.conftest import settings
from tests.gunicorn import Server
from tests.trust.site import Visitor, serve
from tests.trust.work import Work, make_work

PEOPLE, SECONDS = 50, 300
FEW, SHORT = 5, 6
"""In an ordinary run, which says nothing of time."""
_WARM_UP = 60
_P99 = 0.5
_GROWTH = 1.05


def build(visitor: Visitor, work: Work, number: int, until: float) -> list[float]:
    """Work as somebody does who thinks two seconds between two steps; return the waits."""
    chance, waits, at = Random(number), [], 0  # noqa: S311  # the same work in each run
    wishes = work.wishes(number, len(work.editors))
    home = f"/pathways/{work.pathway}"
    while time.monotonic() < until:
        begun = time.monotonic()
        if at % 5 == 4:
            page = chance.choice(["", "/matrix", "/coverage", "/evidence", "/history"])
            status, text = visitor.get(home + page)
        else:
            cell, seen, wish = next(wishes)
            form = {"cell": f"{cell[0]}:{cell[1]}:{seen}:{wish}"}
            status, text = visitor.post(f"{home}/treatments", form)
            if status == 200:
                work.answered(cell, wish)
        waits.append(time.monotonic() - begun)
        assert status == 200, (status, text[:500])
        at += 1
        time.sleep(chance.uniform(1, 3))
    visitor.close()
    return waits


def memory(server: Server) -> int:
    """Return the bytes that the server and its workers hold, shared ones shared out."""
    parent = psutil.Process(server.process)
    return sum(int(p.memory_full_info().pss) for p in (parent, *parent.children()))


def test_many_build_at_once(
    sqlite_template: Path,
    tmp_path: Path,
    is_whole: bool,
    record_property: Callable[[str, object], None],
) -> None:
    path = tmp_path / "load.sqlite"
    path.write_bytes(sqlite_template.read_bytes())
    url = f"sqlite:///{path}"
    app = create_app(settings(url, tmp_path))
    people, seconds = (PEOPLE, SECONDS) if is_whole else (FEW, SHORT)
    with app.app_context():
        # A pathway that grew meanwhile would take more memory for each page, and hide a leak or
        # feign one.
        work = make_work(modules=20, editors=people, claims=30)
        db.engine.dispose()
    with serve(url, tmp_path) as server, ThreadPoolExecutor(people) as pool:
        visitors = [Visitor(server.port) for _ in range(people)]
        for visitor, email in zip(visitors, work.editors, strict=True):
            visitor.sign_in(email)
        until = time.monotonic() + seconds
        waiting = [
            pool.submit(build, visitor, work, number, until)
            for number, visitor in enumerate(visitors)
        ]
        time.sleep(_WARM_UP if is_whole else 0)
        warm = memory(server)
        waits = [wait for each in waiting for wait in each.result()]
        growth = memory(server) / warm
    p50, p99 = (quantiles(waits, n=100)[at] for at in (49, 98))
    record_property(
        "measured",
        f"{people} people for {seconds} s: {len(waits):,} answers, 0 errors, "
        f"p50 {p50 * 1000:.0f} ms, p99 {p99 * 1000:.0f} ms, "
        f"memory {growth - 1:+.1%} after warm-up",
    )
    assert len(waits) > people
    if is_whole:
        assert p99 <= _P99
        assert growth <= _GROWTH
