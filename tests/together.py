"""Many at the same moment."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

Value = TypeVar("Value")


def at_once(work: Sequence[Callable[[], Value]]) -> list[Value]:
    """Run all of this at the same moment; return what each gave."""
    start = Barrier(len(work))

    def run(one: Callable[[], Value]) -> Value:
        start.wait(timeout=30)
        return one()

    with ThreadPoolExecutor(len(work)) as pool:
        return list(pool.map(run, work))
