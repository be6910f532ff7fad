"""A fault as plain data: what is made wrong, where, and which tests must notice."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
_HERE: Final = Path(__file__).resolve().parent
RECORD: Final = _HERE / "caught.toml"


class ListError(ValueError):
    """The list of faults, or one fault of it, cannot be used. The message says why."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: in `file`, `new` in the place of `old`, which must stand there once.

    `tests` are node ids, with the engine or without; without one they run on `engine` alone.
    """

    name: str
    kind: str
    floor: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]
    engine: str = "sqlite"

    def planted(self, text: str) -> str:
        """Return the text of its file with the fault in it; ListError where it has no place."""
        count = text.count(self.old)
        if count != 1:
            raise ListError(f"{self.name}: its text stands {count} times in {self.file}")
        return text.replace(self.old, self.new)

    def check(self, root: Path) -> None:
        """Refuse a fault that could not be planted in this checkout, or that changes nothing."""
        path = root / self.file
        if not path.is_file():
            raise ListError(f"{self.name}: there is no {self.file}")
        if self.old == self.new:
            raise ListError(f"{self.name}: it changes nothing")
        self.planted(path.read_text(encoding="utf-8"))
        for test in self.tests:
            if not (root / test.partition("::")[0]).is_file():
                raise ListError(f"{self.name}: there is no {test}")


def read_faults() -> tuple[Fault, ...]:
    """Return all faults, floor by floor; ListError for a name that stands twice."""
    found: dict[str, Fault] = {}
    for path in sorted(_HERE.glob("*.toml")):
        if path == RECORD:
            continue
        for plain in tomllib.loads(path.read_text(encoding="utf-8"))["fault"]:
            tests = tuple(plain.pop("tests"))
            fault = Fault(floor=path.stem, tests=tests, **plain)
            if fault.name in found:
                raise ListError(f"{fault.name}: the name stands twice")
            found[fault.name] = fault
    return tuple(found.values())


def read_record() -> dict[str, bool]:
    """Return which faults were caught when the record was made, by name."""
    if not RECORD.is_file():
        return {}
    return dict(tomllib.loads(RECORD.read_text(encoding="utf-8"))["caught"])


def list_problems(faults: Iterable[Fault], root: Path) -> list[str]:
    """Say what is wrong with the list: faults that have no place, or that are gone from it."""
    found = []
    names = set()
    for fault in faults:
        names.add(fault.name)
        try:
            fault.check(root)
        except ListError as error:
            found.append(str(error))
    found += [f"{name}: it is gone from the list" for name in read_record() if name not in names]
    return found
