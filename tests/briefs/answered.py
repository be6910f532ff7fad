"""Plans that are there at once: worked out where the test runs, by the same search."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from pathways import planning
from pathways.domain.plan.answer import PlanAnswer, find_answer
from pathways.domain.plan.task import Task
from pathways.solving import Highs


def answer_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let whoever asks for a plan have it at once."""

    def ask(plain: Mapping[str, Any], _folder: Path, before: object = None) -> PlanAnswer:
        return _answer(plain)

    monkeypatch.setattr(planning, "ask", ask)


def keep_answer(plain: Mapping[str, Any], folder: Path) -> None:
    """Put an answer where whoever asks finds it, as the process apart would."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{planning.digest_of(plain)}.json"
    path.write_text(json.dumps(_answer(plain).to_plain()), encoding="ascii")


def _answer(plain: Mapping[str, Any]) -> PlanAnswer:
    return find_answer(Task.from_plain(plain), Highs, lambda _step: None)
