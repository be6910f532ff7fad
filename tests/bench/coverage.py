"""Coverage of a pathway, as a pure function, and what builds on it."""

import random
import time

from pathways.domain.pathway.content import judge
from pathways.domain.rule.coverage import ModuleReach, check_coverage
from pathways.domain.rule.standards import BALANCED
from tests.bench.printing import heading, line, micro
from tests.bench.rounds import take_turns
from tests.workbook.subjects import edition, sampled

MODULES = 20
TIMES = 50


def run() -> None:
    """Measure coverage at every target level."""
    heading(f"Coverage of {MODULES} modules: a pure function over bit sets")
    index = edition()
    for level in index.by_level:
        content = sampled(level, 0.1, MODULES)
        draw = random.Random(level)  # noqa: S311  # a benchmark's lot, no secret
        reaches = []
        for module in content.modules:
            sets = {"I": 0, "D": 0, "A": 0}
            for item in module.mappings:
                sets[item.treatment] |= index.by_code[item.code].mask
            reaches.append(ModuleReach(draw.randint(30, 240), sets["I"], sets["D"], sets["A"]))
        times = take_turns(
            {
                "kept": lambda: check_coverage(index, level, reaches, BALANCED),  # noqa: B023
                "recounted": lambda: judge(index, content, BALANCED),  # noqa: B023
            },
            rounds=60,
            times=TIMES,
            clock=time.process_time,
        )
        line(
            f"Target level {level}, from the kept bit sets",
            micro(times.median("kept")),
            "under 100 us" if level < 4 else "level 4 judges seven lines over all 419",
        )
        line("  the same from every mapping", micro(times.median("recounted")))
