"""A copy of the checkout that faults are planted in, and the tests that are run there."""

import compileall
import importlib
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

from tests.faults.fault import ROOT, Fault

_SHARED: Final = (".venv", "node_modules")
"""Made from locked sources, too large to copy, and never changed by a fault."""
_LEFT: Final = shutil.ignore_patterns(
    ".git", ".venv", "node_modules", ".cache", ".hypothesis", "__pycache__", "instance"
)
_VENDOR: Final = "pathways/static/vendor"
_LIBRARIES: Final = (
    "alembic",
    "flask_alembic",
    "flask_security",
    "flask_sqlalchemy_lite",
    "flask_wtf",
    "govuk_frontend_wtf.main",
    "html5lib",
    "lxml.etree",
    "openpyxl",
    "psycopg",
    "qrcode",
    "sqlalchemy.orm",
    "werkzeug.test",
)
"""Loaded once, before the tests of any fault begin: nothing of ours is among them."""
_PATIENCE: Final = 900
_FIRST: Final = re.compile(r"^(?:FAILED|ERROR) (\S+::.*?)(?: - .*)?$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Run:
    """How tests ended: pytest's own exit code, the first that failed, and what was printed."""

    code: int
    first: str
    seconds: float
    printed: str


def load_libraries() -> None:
    """Load what every run needs, so that each can begin from here."""
    for name in _LIBRARIES:
        importlib.import_module(name)


@dataclass(frozen=True, slots=True)
class Checkout:
    """A copy of the project with the same tools."""

    root: Path

    @classmethod
    def copy(cls, folder: Path) -> "Checkout":
        """Copy this checkout, as it is on the disk, into a new folder."""
        shutil.copytree(ROOT, folder, ignore=_LEFT, symlinks=True)
        for name in _SHARED:
            if (ROOT / name).exists():
                (folder / name).symlink_to((ROOT / name).resolve())
        for name in ("pathways", "tests"):
            compileall.compile_dir(folder / name, quiet=2)
        return cls(folder)

    def run(self, tests: Iterable[str], engine: str, *, is_planted: bool) -> Run:
        """Run tests in a process of their own, those that have engines on one of them alone."""
        other = "postgresql" if engine == "sqlite" else "sqlite"
        arguments = ["-q", "-n", "0", "--tb=no", "--whole", "-k", f"not {other}", *tests]
        log = self.root / ".cache" / "faults.log"
        log.parent.mkdir(exist_ok=True)
        begun = time.monotonic()
        process = os.fork()
        if not process:
            self._become_tests(["-x", *arguments] if is_planted else arguments, log, is_planted)
        code = _wait(process)
        printed = log.read_text(encoding="utf-8", errors="replace")
        first = _FIRST.search(printed)
        return Run(code, first[1] if first else "", time.monotonic() - begun, printed)

    def _become_tests(self, arguments: list[str], log: Path, is_planted: bool) -> None:
        """Turn this process into one that runs tests of this copy, and ends with them."""
        code = 3
        try:
            file = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
            os.dup2(file, 1)
            os.dup2(file, 2)
            os.setsid()
            os.chdir(self.root)
            os.environ["REQUIRE_ALL"] = "1"
            # What is compiled is kept of the good code alone: a fault may have the size and the
            # hour of what it replaces.
            sys.dont_write_bytecode = is_planted
            sys.path[:] = [str(self.root), *(path for path in sys.path[1:] if path != str(ROOT))]
            for name in [name for name in sys.modules if name.partition(".")[0] == "tests"]:
                del sys.modules[name]
            code = int(pytest.main(arguments))
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)

    def try_fault(self, fault: Fault) -> Run:
        """Plant a fault, run the tests that must notice, and take it out again."""
        path = self.root / fault.file
        good, stat = path.read_text(encoding="utf-8"), path.stat()
        path.write_text(fault.planted(good), encoding="utf-8")
        try:
            if path.suffix == ".scss":
                self._build_styles()
            return self.run(fault.tests, fault.engine, is_planted=True)
        finally:
            path.write_text(good, encoding="utf-8")
            os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
            if path.suffix == ".scss":
                shutil.rmtree(self.root / _VENDOR)
                shutil.copytree(ROOT / _VENDOR, self.root / _VENDOR)

    def _build_styles(self) -> None:
        """Build the style sheet anew, with the Node.js of this machine or of the environment."""
        path = os.pathsep.join((os.environ["PATH"], str(self.root / ".venv" / "bin")))
        subprocess.run(  # every argument is our own
            ["node", "pathways/static/build.mjs"],  # noqa: S607  # whichever comes first
            cwd=self.root,
            env={**os.environ, "PATH": path},
            stdout=subprocess.DEVNULL,
            check=True,
        )


def _wait(process: int) -> int:
    """Return how a process ended; -1 for one that had to be stopped, with all that it started."""
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        found, status = os.waitpid(process, os.WNOHANG)
        if found:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.05)
    os.killpg(process, 9)
    os.waitpid(process, 0)
    return -1
