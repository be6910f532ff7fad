"""Plans are worked out in a process apart: started once for a question, watched, never waited for.

The answer to a question is a file under the instance's `answers`, named by the question's digest;
how far it is stands beside it. The process holds a lock on a third file as long as it lives, so
that whoever asks knows whether somebody works on it, and a second process is never started.
"""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pathways.apart import START, plain_environment
from pathways.config import ROOT
from pathways.domain.plan.answer import OTHERS, PlanAnswer
from pathways.domain.plan.task import Measure
from pathways.fences import IS_FENCED
from pathways.fences import lock as lock_file

AT_ONCE: Final = 2
"""How many plans are worked out at the same time; others wait for one of them to end."""

TRIES: Final = 2
"""How often a question is begun whose process ended without an answer."""

QUEUE: Final = 8
"""How many processes there are at once: those that work plans out, and those that wait."""

KEPT: Final = 500
"""How many answers are kept; the oldest go first."""

WAITING: Final = "waiting"
"""What the process tells while others are worked out."""

STEPS: Final[Mapping[str, str]] = {
    "": "Starting",
    WAITING: "Waiting for another plan to be finished",
    Measure.OPEN: "Looking for what leaves least open",
    Measure.WISHES: "Keeping to your wishes",
    Measure.UNPRICED: "Preferring prices that are stated",
    Measure.UNMEASURED: "Preferring lengths that are stated",
    Measure.COST: "Comparing costs",
    Measure.MINUTES: "Comparing hours",
    Measure.PROVIDERS: "Comparing providers",
    Measure.ASSESSED: "Comparing what is assessed",
    Measure.DEVELOPED: "Comparing what is developed",
    Measure.SHORTNESS: "Comparing lengths",
    Measure.COURSES: "Preferring fewer courses",
    Measure.ORDER: "Settling plans that are equal",
    OTHERS: "Looking at other plans",
}
"""What is said of each step of the work."""


@dataclass(frozen=True, slots=True)
class PlanProgress:
    """How far a plan is. `is_over`: it was given up, and asking again does not begin it anew."""

    words: str
    done: int = 0
    steps: int = 0
    is_over: bool = False


_children: list["subprocess.Popen[bytes]"] = []
"""Processes that were started here, until they have ended and are laid to rest."""


def digest_of(plain: Mapping[str, Any]) -> str:
    """Return the name of a question: the same for the same question."""
    text = json.dumps(plain, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:40]


def ask(
    plain: Mapping[str, Any], folder: Path, before: Callable[[], None] | None = None
) -> PlanAnswer | PlanProgress:
    """Return the answer to a task as JSON values, or how far it is; begin it if nobody has.

    `folder` is where answers are kept. `before` is called where a process is to be begun, and may
    raise to refuse it. Where there are processes enough none is begun, and whoever asks again may
    find room. Call this again for news: it never waits.
    """
    folder.mkdir(parents=True, exist_ok=True)
    _bury()
    name = digest_of(plain)
    found = _read(folder, name)
    if isinstance(found, PlanAnswer):
        return found
    lock = _take(folder / f"{name}.lock")
    if lock is None:
        return found or PlanProgress(STEPS[""])
    try:
        # Whoever held the lock may have ended in between, with an answer or without.
        found = _read(folder, name)
        if isinstance(found, PlanAnswer):
            return found
        tries = _count_tries(folder / f"{name}.tries")
        if tries >= TRIES:
            return PlanProgress("This plan could not be worked out", is_over=True)
        if _count_working(folder, name) >= QUEUE:
            return PlanProgress(STEPS[WAITING])
        if before is not None:
            before()
        (folder / f"{name}.tries").write_text(str(tries + 1), encoding="ascii")
        _forget_old(folder)
        _start(plain, folder, name, lock)
        return PlanProgress(STEPS[""])
    finally:
        # The process holds the same lock by a number of its own.
        os.close(lock)


def peek(plain: Mapping[str, Any], folder: Path) -> PlanAnswer | None:
    """Return the answer where there is one, without beginning anything."""
    found = _read(folder, digest_of(plain))
    return found if isinstance(found, PlanAnswer) else None


def _read(folder: Path, name: str) -> PlanAnswer | PlanProgress | None:
    try:
        return PlanAnswer.from_plain(json.loads((folder / f"{name}.json").read_bytes()))
    except FileNotFoundError:
        pass
    try:
        plain = json.loads((folder / f"{name}.progress").read_bytes())
    except FileNotFoundError:
        return None
    return PlanProgress(STEPS[plain["step"]], plain["done"], plain["steps"])


def _take(path: Path) -> int | None:
    """Take a lock, None where somebody has it; closing the number gives it back."""
    mine = [str(path.parent), path.stem]
    # Without locks: one process serves, and knows whom it started.
    if not IS_FENCED and any(child.args[-2:] == mine for child in _children):  # type: ignore[index]
        return None
    number = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600)
    if lock_file(number):
        return number
    os.close(number)
    return None


def _count_working(folder: Path, name: str) -> int:
    """Return how many processes work on other questions than `name`, whoever started them."""
    found = 0
    for question in folder.glob("*.question"):
        if question.stem == name:
            continue
        lock = _take(question.with_suffix(".lock"))
        if lock is None:
            found += 1
        else:
            # It ended without an answer; its question stays for whoever looks why.
            os.close(lock)
    return found


def _count_tries(path: Path) -> int:
    try:
        return int(path.read_text(encoding="ascii") or 0)
    except FileNotFoundError:
        return 0


def _start(plain: Mapping[str, Any], folder: Path, name: str, lock: int) -> None:
    question = folder / f"{name}.question"
    question.write_text(json.dumps(plain), encoding="ascii")
    _children.append(
        subprocess.Popen(  # noqa: S603  # every argument is our own
            [sys.executable, "-c", START, str(ROOT), "pathways.planner", str(folder), name],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=ROOT,
            pass_fds=(lock,) if IS_FENCED else (),
            # Nothing of our settings; and one thread, whatever the machine has.
            env={**plain_environment(), "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
            # It outlives whoever asked first.
            start_new_session=True,
        )
    )


def _bury() -> None:
    _children[:] = [child for child in _children if child.poll() is None]


def _forget_old(folder: Path) -> None:
    """Take away the oldest answers where there are too many, with all that belongs to them."""
    answers = sorted(folder.glob("*.json"), key=lambda path: path.stat().st_mtime_ns)
    for path in answers[: max(0, len(answers) - KEPT)]:
        for kind in ("json", "progress", "question", "tries", "lock"):
            path.with_suffix(f".{kind}").unlink(missing_ok=True)
