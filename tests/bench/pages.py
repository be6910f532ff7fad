"""The builder's page: what it asks of the database, what it sends, how long it takes."""

import time
import zlib

from pathways.db import db
from tests.bench.clicks import counted
from tests.bench.printing import heading, line, micro
from tests.bench.rounds import take_turns
from tests.bench.stage import Stage, open_stage

SIZES = (2, 20, 60)
ROUNDS = 40


def run() -> None:
    """Measure the builder at two levels and three sizes."""
    heading("The builder's page, 8 competencies a module, with the index and the panel")
    with open_stage() as stage:
        for level in (1, 2):
            for size in SIZES:
                _measure(stage, level, size)


def _measure(stage: Stage, level: int, size: int) -> None:
    with stage.app.app_context():
        address = f"/pathways/{stage.make_pathway(level, size).pathway}"
        engine = db.engine
    status, markup, headers = stage.browser.ask(address)
    assert status == 200, status
    mark = headers["ETag"]
    with counted(engine) as whole:
        stage.browser.ask(address)
    with counted(engine) as known:
        status, *_ = stage.browser.ask(address, IF_NONE_MATCH=mark)
    assert status == 304, status
    times = take_turns(
        {
            "page": lambda: stage.browser.ask(address),
            "unchanged": lambda: stage.browser.ask(address, IF_NONE_MATCH=mark),
        },
        ROUNDS,
        warm_up=3,
        clock=time.process_time,
    )
    packed = len(zlib.compress(markup, 6))
    line(
        f"Level {level}, {size} modules",
        f"{whole.statements} statements, {len(markup) / 1024:.0f} KiB "
        f"({packed / 1024:.0f} packed), {micro(times.median('page'))}",
        "statements do not grow",
    )
    line("  unchanged: 304", f"{known.statements} statements, {micro(times.median('unchanged'))}")
