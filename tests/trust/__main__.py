"""`make trust`: run what proves each figure at full size, and write docs/trust.md.

`python -m tests.trust` runs all; numbers after it choose some, and what is known of the others
stays on the page. `--check` runs nothing: it says whether each figure names tests that are there.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from tests.trust.figure import Figure, read_figures
from tests.trust.page import PAGE, Measured, read_page, write_page
from tests.trust.results import read_results

ROOT: Final = Path(__file__).resolve().parents[2]
_PATIENCE: Final = 3 * 3600
"""Seconds for one figure. The dearest takes an hour of processor, on a machine that may do more."""


def main(arguments: Sequence[str]) -> int:
    """Prove what is asked for; 1 where a figure is below its goal, 2 where nothing can be said."""
    parser = argparse.ArgumentParser(prog="python -m tests.trust", description=__doc__)
    parser.add_argument("numbers", nargs="*", type=int, help="only these figures")
    parser.add_argument("--check", action="store_true", help="run no test")
    asked = parser.parse_args(arguments)
    figures = read_figures()
    missing = [
        f"{figure.number}: there is no {test}"
        for figure in figures
        for test in figure.tests
        if not (ROOT / test.partition("::")[0]).exists()
    ]
    if missing:
        print("\n".join(missing))
        return 2
    if asked.check:
        return 0
    known = read_page(PAGE)
    is_met = True
    for figure in figures:
        if asked.numbers and figure.number not in asked.numbers:
            continue
        measured = _prove(figure)
        known[figure.number] = measured
        is_met = is_met and measured.is_met
        verdict = "met" if measured.is_met else "NOT MET"
        print(f"{figure.number:3} {figure.name}: {verdict}. {measured.words}", flush=True)
        write_page(PAGE, figures, known)
    return 0 if is_met else 1


def _prove(figure: Figure) -> Measured:
    """Run the tests of a figure at full size."""
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="pathways-trust-") as folder:
        results = Path(folder) / "results.xml"
        share = ["-n", "0"] if figure.alone else ["-n", "logical", "--maxprocesses", "4"]
        command = [sys.executable, "-m", "pytest", "-q", "--whole", "--tb=short", *share]
        log = Path(folder) / "log"
        # What is cut off writes no results, and is told as that.
        with log.open("wb") as file, suppress(subprocess.TimeoutExpired):
            subprocess.run(  # every argument is our own
                [*command, f"--junitxml={results}", *figure.tests],
                cwd=ROOT,
                env={**os.environ, "REQUIRE_ALL": "1"},
                stdout=file,
                stderr=subprocess.STDOUT,
                timeout=_PATIENCE,
                check=False,
            )
        found = read_results(results) if results.is_file() else None
        if found is None or found.failed:
            print("\n".join(log.read_text(errors="replace").splitlines()[-40:]))
    seconds = round(time.monotonic() - begun)
    if found is None:
        return Measured("the tests came to no end", is_met=False, seconds=seconds)
    words = [*found.measured] or [f"{found.passed:,} tests passed"]
    if found.failed:
        words.append(f"{found.failed:,} of {found.passed + found.failed:,} tests failed")
    return Measured(
        "; ".join(words), is_met=not found.failed and bool(found.passed), seconds=seconds
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
