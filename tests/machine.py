"""What this machine has and has not: a browser, LibreOffice, PostgreSQL.

A test that needs one of them skips by name where it is missing, so that everybody can run the
rest. With REQUIRE_ALL=1, as on the project's own checks, a missing one is an error: nothing may be
left out there without anybody noticing.
"""

import os
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import NoReturn

import pytest


def find_program(names: Iterable[str], folders: Iterable[Path] = ()) -> Path | None:
    """The first of `names` in `folders`, then on the PATH."""
    names = tuple(names)
    for folder in folders:
        for name in names:
            if os.access(folder / name, os.X_OK):
                return folder / name
    found = (shutil.which(name) for name in names)
    return next((Path(path) for path in found if path), None)


def is_everything_required() -> bool:
    """Whether a missing program is an error here."""
    return os.environ.get("REQUIRE_ALL") == "1"


def report_missing(what: str, package: str) -> NoReturn:
    """Skip the test that needs `what`, or fail it where everything is required."""
    reason = f"{what} is missing; on Debian: apt-get install --no-install-recommends {package}"
    if is_everything_required():
        pytest.fail(f"{reason} (REQUIRE_ALL=1)", pytrace=False)
    pytest.skip(reason)
