"""A plan worked out by a real process apart: begun once, watched, and noticed when it dies."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from pathways import planning
from pathways.config import ROOT
from pathways.domain.plan.answer import OTHERS, PlanAnswer, find_answer
from pathways.domain.plan.making import make_plan
from pathways.domain.plan.question import PlanQuestion
from pathways.domain.plan.task import Measure
from pathways.domain.plan.tasking import task_of
from pathways.planner import work_out
from pathways.planning import PlanProgress, ask, digest_of, peek
from pathways.solving import Highs
from tests.plans import make_question, market_courses

GROUPS = [(90, 1, 0), (110, 2, 1), (32, 3, 2)]


def question_of(count: int = 12, budget: int | None = None) -> PlanQuestion:
    return make_question(market_courses(count), GROUPS, budget=budget)


@pytest.fixture
def children() -> Iterator[list[Any]]:
    """The processes that were started; none is left behind."""
    yield planning._children
    for child in planning._children:
        child.kill()
        child.wait()
    planning._children.clear()


def wait_for(plain: dict[str, Any], folder: Path) -> PlanAnswer | PlanProgress:
    """Ask until it is answered or given up; a stuck process fails the test in ten minutes."""
    for _try in range(6_000):
        found = ask(plain, folder)
        if isinstance(found, PlanAnswer) or found.is_over:
            return found
        time.sleep(0.1)
    raise AssertionError("no answer")


def hold_turns(folder: Path) -> list[int]:
    """Take every turn, so that no process gets beyond waiting until they are given back."""
    folder.mkdir(exist_ok=True)
    held = [planning._take(folder / f"turn-{turn}.lock") for turn in range(planning.AT_ONCE)]
    return [number for number in held if number is not None]


def test_a_plan_is_begun_once_and_its_answer_kept(tmp_path: Path, children: list[Any]) -> None:
    plain = task_of(question_of()).to_plain()
    turns = hold_turns(tmp_path)
    with ThreadPoolExecutor(8) as pool:
        first = list(pool.map(lambda _one: ask(plain, tmp_path), range(24)))
    assert all(isinstance(found, PlanProgress) and not found.is_over for found in first)
    assert len(children) == 1
    for turn in turns:
        os.close(turn)
    answer = wait_for(plain, tmp_path)
    assert answer == find_answer(task_of(question_of()), Highs, lambda _step: None)
    assert peek(plain, tmp_path) == answer
    assert len(children) <= 1
    assert not list(tmp_path.glob("*.question"))
    again = json.loads(json.dumps(plain))
    assert ask(again, tmp_path) == answer


def test_another_worker_starts_no_second_process(tmp_path: Path, children: list[Any]) -> None:
    plain = task_of(question_of()).to_plain()
    turns = hold_turns(tmp_path)
    ask(plain, tmp_path)
    code = (
        "import json, sys; from pathlib import Path; from pathways import planning;"
        "print(planning.ask(json.load(sys.stdin), Path(sys.argv[1])).is_over,"
        "len(planning._children))"
    )
    told = subprocess.run(  # noqa: S603  # every argument is our own
        [sys.executable, "-c", code, str(tmp_path)],
        input=json.dumps(plain),
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    assert told.stdout.split() == ["False", "0"]
    for turn in turns:
        os.close(turn)


def test_a_dead_process_is_noticed_and_not_begun_for_ever(
    tmp_path: Path, children: list[Any]
) -> None:
    plain = task_of(question_of()).to_plain()
    turns = hold_turns(tmp_path)
    for _try in range(planning.TRIES):
        assert isinstance(ask(plain, tmp_path), PlanProgress)
        child = children[-1]
        os.kill(child.pid, signal.SIGKILL)
        child.wait()
    found = ask(plain, tmp_path)
    assert isinstance(found, PlanProgress)
    assert found.is_over
    assert not children
    for turn in turns:
        os.close(turn)


def test_progress_is_told_in_words(tmp_path: Path) -> None:
    task = task_of(question_of())
    told: list[str] = []
    find_answer(task, Highs, told.append)
    assert told == [*task.phases, OTHERS]
    assert {*Measure, OTHERS} <= {*planning.STEPS}
    name = digest_of(task.to_plain())
    (tmp_path / f"{name}.progress").write_text('{"step": "cost", "done": 3, "steps": 9}')
    lock = planning._take(tmp_path / f"{name}.lock")
    assert lock is not None
    assert ask(task.to_plain(), tmp_path) == PlanProgress("Comparing costs", 3, 9)
    os.close(lock)


def test_the_process_writes_the_same_bytes_each_time(tmp_path: Path) -> None:
    task = task_of(question_of(40, budget=9_000_00))
    written = []
    for place in ("one", "other"):
        folder = tmp_path / place
        folder.mkdir()
        (folder / f"{'0' * 40}.question").write_text(json.dumps(task.to_plain()))
        work_out(folder, "0" * 40)
        written.append((folder / f"{'0' * 40}.json").read_bytes())
    assert written[0] == written[1]
    answer = PlanAnswer.from_plain(json.loads(written[0]))
    assert make_plan(question_of(40, budget=9_000_00), answer).courses


def test_old_answers_make_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(planning, "KEPT", 2)
    for number in range(5):
        for kind in ("json", "lock"):
            path = tmp_path / f"{number}.{kind}"
            path.write_text("{}")
            os.utime(path, (number, number))
    planning._forget_old(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "3.json",
        "3.lock",
        "4.json",
        "4.lock",
    ]


def test_only_what_decides_the_plan_is_asked() -> None:
    plain = task_of(question_of()).to_plain()
    assert digest_of(plain) == digest_of(json.loads(json.dumps(plain)))
    assert digest_of(plain) != digest_of(task_of(question_of(budget=1)).to_plain())


def test_no_more_processes_are_begun_than_there_is_room_for(
    tmp_path: Path, children: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(planning, "QUEUE", 2)
    turns = hold_turns(tmp_path)
    tasks = [task_of(question_of(3, budget)).to_plain() for budget in (None, 1_000_00, 2_000_00)]
    for task in tasks[:2]:
        ask(task, tmp_path)
    found = ask(tasks[2], tmp_path)
    assert isinstance(found, PlanProgress)
    assert (found.words, found.is_over) == ("Waiting for another plan to be finished", False)
    assert len(children) == 2
    for number in turns:
        os.close(number)
    # It is begun once there is room, and nobody has to do anything for it but ask again.
    assert isinstance(wait_for(tasks[2], tmp_path), PlanAnswer)


def test_what_is_not_to_be_begun_is_not(tmp_path: Path, children: list[Any]) -> None:
    def refuse() -> None:
        raise PermissionError

    task = task_of(question_of(3)).to_plain()
    with pytest.raises(PermissionError):
        ask(task, tmp_path, before=refuse)
    assert not children
    # It was nobody's try, and its place is free.
    assert isinstance(wait_for(task, tmp_path), PlanAnswer)
    # An answer that is there is given without asking.
    assert isinstance(ask(task, tmp_path, before=refuse), PlanAnswer)
