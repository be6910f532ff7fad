"""A matrix that somebody has already: pasted, read, and shown as it would come in."""

import time

from tests.bench.printing import heading, line, micro
from tests.bench.rounds import take_turns
from tests.bench.stage import Stage, open_stage

MODULES = 20
LEVEL = 2
ROUNDS = 7
PASTE = "/pathways/bring-in"


def run() -> None:
    """Measure the preview of a pasted matrix of the largest level with themes."""
    heading(f"The preview of a pasted matrix, level {LEVEL}, {MODULES} modules")
    with open_stage() as stage:
        text = _matrix(stage)
        rows = text.count("\n")
        times = take_turns({"preview": lambda: _preview(stage, text)}, ROUNDS, warm_up=1)
        line(f"{rows} by {MODULES}, by the clock", micro(times.median("preview")), "under 1 s")
        times = take_turns(
            {"preview": lambda: _preview(stage, text)}, ROUNDS, warm_up=1, clock=time.process_time
        )
        line("  processor time", micro(times.median("preview")))


def _matrix(stage: Stage) -> str:
    """Return codes against modules as a spreadsheet copies them, a fifth of the cells marked."""
    codes = [item.code for item in stage.edition.competencies if item.level == LEVEL]
    head = ["Competency", *(f"Module {number}" for number in range(1, MODULES + 1))]
    rows = [
        [
            code,
            *("IDA"[(at + number) % 3] if (at + number) % 5 == 0 else "" for number in range(20)),
        ]
        for at, code in enumerate(codes)
    ]
    return "\n".join("\t".join(row) for row in (head, *rows))


def _preview(stage: Stage, text: str) -> None:
    status, markup, _ = stage.browser.ask(PASTE, {"text": text})
    assert status == 200, markup.decode()[:2000]
    assert b"Module 20" in markup
