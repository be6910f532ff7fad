"""A figure of trust as plain data: what is promised, whose measure that is, what proves it."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

LIST: Final = Path(__file__).with_name("figures.toml")


@dataclass(frozen=True, slots=True)
class Figure:
    """One promise: `tests` are node ids or files; `alone` where nothing may run beside them.

    `gap` says in words what of the goal no test proves; empty where the tests prove all of it.
    """

    number: int
    name: str
    goal: str
    anchor: str
    tests: tuple[str, ...]
    alone: bool = False
    gap: str = ""

    @property
    def command(self) -> str:
        """Return what runs it by itself."""
        return f"make trust FIGURES={self.number}"


def read_figures() -> tuple[Figure, ...]:
    """Return all figures in their order."""
    plain = tomllib.loads(LIST.read_text(encoding="utf-8"))["figure"]
    return tuple(Figure(**{**each, "tests": tuple(each["tests"])}) for each in plain)
