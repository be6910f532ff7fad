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
from tests.bench.stage import Browser, Stage, open_stage

ROUNDS = 400
SIZES = (2, 20, 60)
GOAL, BARE_GOAL, BLOCK_GOAL = 1.6, 12, 15
BLOCK = 150
"""So many marks are set in one request, beside one."""


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
        _block(stage)


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
            "at most 9, 1, 4,096",
        )


def _compare(stage: Stage, how: str, clock: Callable[[], float]) -> None:
    with stage.app.app_context():
        clicks = {f"click, {size} modules": stage.make_pathway(2, size).click for size in SIZES}
    things = {"bare": stage.touch, "baseline": stage.write, **clicks}
    times = take_turns(things, ROUNDS, clock=clock)
    line(f"Baseline route ({how})", micro(times.median("baseline")))
    if clock is time.process_time:
        ratio = _ratio(times, "baseline", "bare")
        line("  to Flask alone, a route that says nothing", ratio, f"at most {BARE_GOAL}x")
    for name in clicks:
        line(name, f"{micro(times.median(name))}, {_ratio(times, name)}", f"at most {GOAL:.1f}x")


def _block(stage: Stage) -> None:
    """Set a block of marks in one request beside one mark, each turn to other marks."""
    with stage.app.app_context():
        clicks = stage.make_pathway(2, 20)
    marks = Marks(stage.browser, clicks.pathway, clicks.cells)
    times = take_turns(
        {"one": lambda: marks.set(1), "block": lambda: marks.set(BLOCK)},
        ROUNDS // 10,
        warm_up=3,
        clock=time.process_time,
    )
    line(
        f"{BLOCK} marks in one request, 20 modules",
        f"{micro(times.median('block'))}, {_ratio(times, 'block', 'one')} to one",
        f"under {BLOCK_GOAL}x",
    )


@dataclass
class Marks:
    """Sets many marks of one pathway at once, each time to the next treatment."""

    browser: Browser
    pathway: str
    cells: list[tuple[str, str, str]]  # module, code, treatment now

    def set(self, count: int) -> None:
        """Set the first so many marks."""
        wishes = [{"I": "D", "D": "A", "A": "I"}[now] for _, _, now in self.cells[:count]]
        sent = [
            f"{module}:{code}:{now}:{wish}"
            for (module, code, now), wish in zip(self.cells, wishes, strict=False)
        ]
        path = f"/pathways/{self.pathway}/marks"
        status, markup, _ = self.browser.ask(path, {"cell": sent}, HX_Request="true")
        assert status == 200, markup.decode()
        for at, wish in enumerate(wishes):
            self.cells[at] = (*self.cells[at][:2], wish)


def _ratio(times: Times, name: str, to: str = "baseline") -> str:
    middle, lower, upper = times.ratio(name, to)
    return f"ratio {middle:.2f} (quartiles {lower:.2f} to {upper:.2f})"
