"""Read by machines: linters and types find nothing. `make lint` says the same, sooner."""

import subprocess
import sys
from collections.abc import Callable
from typing import Final

import pytest

from tests.trust.asvs import ROOT

QUICK: Final = {
    "ruff": ("ruff", "check", "--quiet"),
    "ruff's format": ("ruff", "format", "--check", "--quiet"),
}
SLOW: Final = {
    "mypy": ("mypy", "--no-error-summary"),
    "djlint": ("djlint", "--lint", "--quiet", "pathways/templates"),
}


@pytest.mark.parametrize("name", [*QUICK, *SLOW])
def test_a_machine_finds_nothing(
    name: str, is_whole: bool, record_property: Callable[[str, object], None]
) -> None:
    if name in SLOW and not is_whole:
        # It runs beside the tests already.
        return
    command = {**QUICK, **SLOW}[name]
    done = subprocess.run(
        [sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    record_property("measured", f"{name}: no finding")
