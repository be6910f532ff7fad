"""How the app starts: with what servers and most commands need, and no more."""

import subprocess
import sys

from pathways.config import ROOT

SAYS = """
import gc, sys
import wsgi
later = {"alembic", "pypdf"}
print(sorted(later & sys.modules.keys()), gc.isenabled(), gc.get_freeze_count() > 0)
"""


def test_libraries_of_few_commands_come_later_and_garbage_is_collected() -> None:
    done = subprocess.run(  # noqa: S603  # what it runs stands above
        [sys.executable, "-c", SAYS], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.split("\n")[0] == "[] True True"
