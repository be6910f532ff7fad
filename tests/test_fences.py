"""A system without limits of processes and locks on files, as Windows: it says so, and runs."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from pathways.config import ROOT
from pathways.domain.plan.tasking import task_of
from tests.plans import make_question, market_courses

BARE = "import sys; sys.modules['fcntl'] = sys.modules['resource'] = None\n"
"""Takes away what such a system lacks."""
ASK = """
import json, time
from pathlib import Path
from pathways import planning
plain, folder = json.load(sys.stdin), Path(sys.argv[1])
begun = [type(planning.ask(plain, folder)).__name__ for _ in range(5)]
started = len(planning._children)
end = time.monotonic() + 120
while not planning.peek(plain, folder) and time.monotonic() < end:
    time.sleep(0.1)
print(set(begun), started, type(planning.ask(plain, folder)).__name__)
"""


def run_bare(script: str, *arguments: str, given: str = "", instance: Path) -> tuple[str, str]:
    plain = {name: value for name, value in os.environ.items() if not name.startswith("PATHWAYS_")}
    done = subprocess.run(  # noqa: S603  # every argument is our own
        [sys.executable, "-c", BARE + script, *arguments],
        env={**plain, "PATHWAYS_INSTANCE": str(instance)},
        input=given,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout, done.stderr


def test_the_app_starts_and_says_what_is_missing(tmp_path: Path) -> None:
    said, warned = run_bare(
        "import wsgi; print(wsgi.app.test_client().get('/static/icon.svg').status_code)",
        instance=tmp_path,
    )
    assert said.split() == ["200"]
    assert "not for serving others" in warned


def test_a_plan_is_worked_out_once_without_locks(tmp_path: Path) -> None:
    question = make_question(market_courses(12), [(90, 1, 0), (110, 2, 1)])
    plain = json.dumps(task_of(question).to_plain())
    said, _ = run_bare(ASK, str(tmp_path), given=plain, instance=tmp_path)
    assert said.strip() == "{'PlanProgress'} 1 PlanAnswer"


@pytest.mark.parametrize(
    "module",
    ["pathways.planner", "pathways.framework.extraction", "pathways.workbook.incoming.reading"],
)
def test_a_process_apart_goes_on_without_limits(module: str, tmp_path: Path) -> None:
    said, _ = run_bare(
        f"import importlib; importlib.import_module('{module}')\n"
        "from pathways.fences import keep_within, lock; keep_within(1, 1); print(lock(0))",
        instance=tmp_path,
    )
    assert said.split() == ["True"]


def test_no_other_module_asks_for_what_a_system_may_lack() -> None:
    for path in (ROOT / "pathways").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        if path.name != "fences.py":
            for name in ("fcntl", "resource"):
                assert f"import {name}\n" not in text, f"{path}: only fences.py may"
