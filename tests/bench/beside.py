"""`make bench BASE=COMMIT`: this checkout beside another commit, turn by turn in one run.

Each side is a process of its own with the same packages; it waits until it is asked, so that the
two never run at the same time.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.bench import browser
from tests.bench.printing import heading, line, micro
from tests.bench.rounds import Times

ROOT = Path(__file__).resolve().parents[2]
OFFERS = 2_000
"""So many are listed on each side; another number may stand after the commit."""
ROUNDS = 40
WARM_UP = 3
TIMES = 5
"""How often a thing is done in one turn."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A side that waits for its turn."""

    process: "subprocess.Popen[str]"
    things: list[str]

    def run(self, thing: str, times: int = TIMES) -> dict[str, Any]:
        """Let it do a thing, and return what it measured."""
        told: dict[str, Any] = _ask(self.process, {"thing": thing, "times": times})
        return told


def _ask(process: "subprocess.Popen[str]", asked: object) -> Any:
    assert process.stdin
    assert process.stdout
    if asked is not None:
        process.stdin.write(json.dumps(asked) + "\n")
        process.stdin.flush()
    told = process.stdout.readline()
    if not told:
        raise SystemExit("One side ended; what it said stands above.")
    return json.loads(told)


@contextmanager
def open_side(checkout: Path, offers: int) -> Iterator[Asked]:
    """Start the app of a checkout with so many offers, and stop it at the end."""
    with (
        tempfile.TemporaryDirectory(prefix="pathways-side-") as folder,
        subprocess.Popen(
            [sys.executable, "-P", str(Path(__file__).with_name("side.py")), folder, str(offers)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=checkout,
            env={**os.environ, "PYTHONPATH": str(checkout), "PATHWAYS_INSTANCE": folder},
        ) as process,
    ):
        try:
            yield Asked(process, _ask(process, None))
        finally:
            process.kill()


@contextmanager
def open_commit(commit: str) -> Iterator[Path]:
    """Give a checkout of a commit, in a folder that goes away."""
    with tempfile.TemporaryDirectory(prefix="pathways-base-") as name:
        folder = Path(name) / "checkout"
        _git("worktree", "add", "--quiet", "--detach", str(folder), commit)
        _build_styles(folder)
        try:
            yield folder
        finally:
            _git("worktree", "remove", "--force", str(folder))


def _build_styles(checkout: Path) -> None:
    """Make what browsers get of a checkout, from the libraries that are here."""
    (checkout / "node_modules").symlink_to(ROOT / "node_modules")
    places = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])
    node = shutil.which("node", path=places)
    assert node, "there is a Node.js"
    subprocess.run([node, "pathways/static/build.mjs"], cwd=checkout, check=True)


def _git(*arguments: str) -> None:
    subprocess.run(["git", "-C", str(ROOT), *arguments], check=True)


def main(commit: str, offers: int = OFFERS) -> None:
    """Measure both sides, with so many offers listed on each; then both in the browser."""
    with open_commit(commit) as checkout:
        _measure(commit, checkout, offers)
        browser.run({commit: checkout})


def _measure(commit: str, checkout: Path, offers: int) -> None:
    """Compare what both do in process."""
    with ExitStack() as stack:
        base = stack.enter_context(open_side(checkout, offers))
        here = stack.enter_context(open_side(ROOT, offers))
        heading(
            f"This checkout beside {commit}, {offers:,} offers: {ROUNDS} rounds of {TIMES}, "
            "processor time"
        )
        for thing in here.things:
            _compare(thing, {"here": here, "base": base})


def _compare(thing: str, sides: dict[str, Asked]) -> None:
    last = {name: side.run(thing, WARM_UP) for name, side in sides.items()}
    if problems := [
        f"{name}: {told['problem']}" for name, told in last.items() if "problem" in told
    ]:
        line(thing, "not compared; " + "; ".join(problems))
        return
    turns: dict[str, list[float]] = {name: [] for name in sides}
    for turn in range(ROUNDS):
        # Who goes first changes, in case the second finds the machine warmer.
        for name in (*sides,) if turn % 2 else (*reversed(sides),):
            last[name] = sides[name].run(thing)
            turns[name].append(last[name]["seconds"])
    times = Times(turns)
    middle, lower, upper = times.ratio("here", "base")
    line(
        thing,
        f"{micro(times.median('here'))} to {micro(times.median('base'))}, "
        f"ratio {middle:.2f} (quartiles {lower:.2f} to {upper:.2f})",
    )
    for what in ("statements", "commits", "bytes"):
        one, other = last["here"][what], last["base"][what]
        if one != other:
            line(f"  {what}", f"{one:,} to {other:,}")
        elif what != "bytes":
            line(f"  {what}", f"{one:,} on both")


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:]))
