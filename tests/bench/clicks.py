"""The commonest action, setting a treatment, beside a route that only checks and keeps one row."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import event
from sqlalchemy.engine import Engine

from pathways.db import db
from tests.bench.printing import heading, line, micro
from tests.bench.rounds import Times, take_turns
from tests.bench.stage import Stage, open_stage

ROUNDS = 400
SIZES = (2, 20, 60)
GOAL = 3.0


@dataclass
class Statements:
    """How many statements and commits ran, and how many rows became objects."""

    statements: int = 0
    commits: int = 0


@contextmanager
def counted(engine: Engine) -> Iterator[Statements]:
    """Count what runs on an engine, BEGIN and COMMIT left out."""
    found = Statements()

    def statement(*_: object) -> None:
        found.statements += 1

    def commit(*_: object) -> None:
        found.commits += 1

    event.listen(engine, "before_cursor_execute", statement)
    event.listen(engine, "commit", commit)
    try:
        yield found
    finally:
        event.remove(engine, "before_cursor_execute", statement)
        event.remove(engine, "commit", commit)


def run() -> None:
    """Measure clicks, with the disk and without."""
    heading("Set a treatment: in process, level 2, against session, CSRF and one kept row")
    with open_stage() as stage:
        _count(stage)
        _compare(stage, "every commit waits for the disk, as the app does", time.perf_counter)
    with open_stage(synchronous="OFF") as stage:
        _compare(stage, "nobody waits for the disk: processor time alone", time.process_time)


def _count(stage: Stage) -> None:
    with stage.app.app_context():
        made = {size: stage.make_pathway(2, size) for size in SIZES}
        engine = db.engine
    for size, clicks in made.items():
        clicks.click()
        with counted(engine) as found:
            sent = len(clicks.click())
        line(
            f"{size} modules",
            f"{found.statements} statements, {found.commits} commit, {sent:,} bytes",
            "at most 10, 1, 4,096",
        )


def _compare(stage: Stage, how: str, clock: Callable[[], float]) -> None:
    with stage.app.app_context():
        clicks = {f"click, {size} modules": stage.make_pathway(2, size).click for size in SIZES}
    times = take_turns({"baseline": stage.write, **clicks}, ROUNDS, clock=clock)
    line(f"Baseline route ({how})", micro(times.median("baseline")))
    for name in clicks:
        line(name, f"{micro(times.median(name))}, {_ratio(times, name)}", f"at most {GOAL:.1f}x")


def _ratio(times: Times, name: str) -> str:
    middle, lower, upper = times.ratio(name, "baseline")
    return f"ratio {middle:.2f} (quartiles {lower:.2f} to {upper:.2f})"
