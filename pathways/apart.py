"""A process of its own to read what somebody sent: without our settings, and without the web."""

import os
import subprocess
import sys
from typing import Final

from pathways.config import ROOT

START: Final = """
import runpy, sys, types
root, module = sys.argv[1:3]
names = module.split(".")
for depth in range(1, len(names)):
    package = types.ModuleType(".".join(names[:depth]))
    package.__path__ = ["/".join((root, *names[:depth]))]
    sys.modules[package.__name__] = package
runpy.run_module(module, run_name="__main__")
"""
"""As `python -m`, but no package runs its own start: ours begins the web, which takes a second."""


_READER: Final = f"""
import sys
sys.modules["numpy"] = None
{START}"""
"""openpyxl loads numpy wherever it is there, uses it for nothing of ours, and is half as long about
it again."""


class PatienceError(Exception):
    """The process took longer than its caller waits, and was stopped."""


def answer_apart(module: str, data: bytes, patience: float) -> bytes:
    """Give `data` to a module of ours in a process of its own, and return what it writes.

    The module keeps itself within limits; where it is stopped at one, what it has written is
    returned. PatienceError after `patience` seconds on the clock.
    """
    try:
        finished = subprocess.run(  # noqa: S603  # every argument is our own
            reader_command(module),
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=patience,
            check=False,
            cwd=ROOT,
            # Nothing of our settings: no secret key, no database.
            env=plain_environment(),
        )
    except subprocess.TimeoutExpired:
        raise PatienceError from None
    return finished.stdout


def reader_command(module: str) -> list[str]:
    """Return the command that runs a module of ours which reads what somebody sent."""
    return [sys.executable, "-c", _READER, str(ROOT), module]


def plain_environment() -> dict[str, str]:
    """Return what a process apart is told of this one: nothing that is ours."""
    # Windows starts no program that does not know where the system lies.
    system = {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}
    return {"LANG": "C.UTF-8", **system}
