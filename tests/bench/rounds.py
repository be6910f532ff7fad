"""Measuring: things to compare take turns, and what is reported is the middle of many turns."""

import gc
import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Times:
    """How long each of several things took, in seconds, turn by turn."""

    turns: dict[str, list[float]]

    def median(self, name: str) -> float:
        """Return the middle of one thing's times."""
        return statistics.median(self.turns[name])

    def ratio(self, name: str, to: str) -> tuple[float, float, float]:
        """Return the middle of the turns' ratios, and their quartiles."""
        pairs = zip(self.turns[name], self.turns[to], strict=True)
        lower, middle, upper = statistics.quantiles([one / other for one, other in pairs], n=4)
        return middle, lower, upper


def take_turns(
    things: Mapping[str, Callable[[], object]],
    rounds: int,
    warm_up: int = 20,
    times: int = 1,
    clock: Callable[[], float] = time.perf_counter,
) -> Times:
    """Run each thing `times` times a round, one after the other, round by round.

    With `time.process_time` as the clock, only this process's own work counts.
    """
    for _ in range(warm_up):
        for run in things.values():
            run()
    turns: dict[str, list[float]] = {name: [] for name in things}
    gc.collect()
    gc.freeze()
    for _ in range(rounds):
        for name, run in things.items():
            start = clock()
            for _ in range(times):
                run()
            turns[name].append((clock() - start) / times)
    gc.unfreeze()
    return Times(turns)
