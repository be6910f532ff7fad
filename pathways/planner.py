"""Works one plan out, in a process of its own: `planning.py` starts it and reads what it writes."""

import json
import os
import sys
from pathlib import Path
from typing import Final

from pathways.domain.plan.answer import find_answer
from pathways.domain.plan.task import Task
from pathways.fences import keep_within, lock
from pathways.planning import AT_ONCE, WAITING
from pathways.solving import Highs

MEMORY: Final = 3 << 30
"""The most bytes of addresses, of which the solver and its numbers take a tenth."""

PROCESSOR: Final = 900
"""Seconds of processor after which it is stuck, and stopped without an answer: no answer ever
depends on them."""


def work_out(folder: Path, name: str) -> None:
    """Read a question, and write its answer; say on the way how far it is."""
    task = Task.from_plain(json.loads((folder / f"{name}.question").read_bytes()))
    told: list[str] = []

    def tell(step: str) -> None:
        told.append(step)
        steps = max(len(task.phases) + 1, len(told))
        _write(
            folder / f"{name}.progress",
            {"step": str(step), "done": len(told) - 1, "steps": steps},
        )

    with (folder / f"turn-{int(name[:8], 16) % AT_ONCE}.lock").open("wb") as turn:
        if not lock(turn.fileno()):
            _write(folder / f"{name}.progress", {"step": WAITING, "done": 0, "steps": 0})
            lock(turn.fileno(), waits=True)
        answer = find_answer(task, Highs, tell)
    _write(folder / f"{name}.json", answer.to_plain())
    for kind in ("progress", "question", "tries"):
        (folder / f"{name}.{kind}").unlink(missing_ok=True)


def _write(path: Path, plain: object) -> None:
    """Write a file so that nobody ever reads half of it."""
    part = path.with_name(f"{path.name}.part")
    part.write_text(json.dumps(plain, sort_keys=True), encoding="ascii")
    os.replace(part, path)


if __name__ == "__main__":
    keep_within(MEMORY, PROCESSOR, may_write=True)
    work_out(Path(sys.argv[-2]), sys.argv[-1])
