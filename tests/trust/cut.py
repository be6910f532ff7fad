"""Power cuts: a file system for SQLite that forgets, at a chosen moment, what was never synced.

It stands below the app and its driver, inside the same SQLite library (APSW shares the system's),
so what is cut is the app as it is. Writes go to the real files, and beside them a list is kept of
those since the last sync. At the cut the files become what a disk may hold then: all that was
synced, and of the rest any part, down to single sectors of 512 bytes.
"""

import importlib.util
import sysconfig
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from types import ModuleType
from typing import Any, Final

from tests.machine import report_missing

NAME: Final = "cut"
_SECTOR: Final = 512
_FOLDER: Final = Path("/usr/lib/python3/dist-packages/apsw")


class PowerCutError(OSError):
    """There is no power."""


@dataclass(slots=True)
class _Written:
    """One write that was not synced: where, what stood there, what was written."""

    offset: int
    old: bytes
    new: bytes


@dataclass(slots=True)
class Power:
    """Counts what reaches the disk, and cuts the power at the `cut_at`-th time; 0 is never."""

    chance: Random
    cut_at: int = 0
    count: int = 0
    syncs: int = 0
    is_off: bool = False
    unsynced: dict[str, list[_Written]] = field(default_factory=dict)

    def ask(self) -> None:
        """Count one write or sync; PowerCutError from the cut on."""
        self.count += 1
        if self.is_off or self.count == self.cut_at:
            self.is_off = True
            raise PowerCutError

    def forget(self) -> None:
        """Make the files what a disk may hold after the cut, and give the power back."""
        forgets_all = self.chance.random() < 0.5
        for name, writes in self.unsynced.items():
            if writes and Path(name).is_file():
                _write_again(Path(name), writes, None if forgets_all else self.chance)
        self.unsynced.clear()
        self.is_off, self.count, self.cut_at = False, 0, 0


def _write_again(path: Path, writes: list[_Written], chance: Random | None) -> None:
    """Take all writes back, then do some of them again: with `chance`, each sector or not."""
    with path.open("r+b") as file:
        for write in reversed(writes):
            file.seek(write.offset)
            file.write(write.old)
            if len(write.old) < len(write.new):
                file.truncate(write.offset + len(write.old))
        for write in writes if chance else ():
            for start in range(0, len(write.new), _SECTOR):
                if chance and chance.random() < 0.5:
                    file.seek(write.offset + start)
                    file.write(write.new[start : start + _SECTOR])


def load_apsw() -> ModuleType:
    """Return the module that shares the system's SQLite; without it, the test is skipped."""
    suffix = sysconfig.get_config_var("EXT_SUFFIX")
    path = _FOLDER / f"__init__{suffix}"
    if not path.is_file():
        report_missing("APSW for this Python", "python3-apsw")
    spec = importlib.util.spec_from_file_location("apsw", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def register(power: Power) -> object:
    """Register the file system as `NAME`; it is there as long as what is returned."""
    apsw: Any = load_apsw()

    class File(apsw.VFSFile):  # type: ignore[misc]  # the module has no types
        def __init__(self, name: Any, flags: list[int]) -> None:
            self.path = name.filename() if hasattr(name, "filename") else str(name)
            super().__init__("", name, flags)

        def xWrite(self, data: bytes, offset: int) -> None:
            power.ask()
            old = self._old(len(data), offset)
            power.unsynced.setdefault(self.path, []).append(_Written(offset, old, bytes(data)))
            super().xWrite(data, offset)

        def xTruncate(self, size: int) -> None:
            power.ask()
            length = self.xFileSize()
            if length > size:
                old = self._old(length - size, size)
                power.unsynced.setdefault(self.path, []).append(_Written(size, old, b""))
            super().xTruncate(size)

        def xSync(self, flags: int) -> None:
            power.ask()
            power.syncs += 1
            power.unsynced.pop(self.path, None)

        def _old(self, length: int, offset: int) -> bytes:
            there = max(0, min(length, self.xFileSize() - offset))
            return bytes(super().xRead(there, offset)) if there else b""

    class Disk(apsw.VFS):  # type: ignore[misc]  # the module has no types
        def __init__(self) -> None:
            super().__init__(NAME, "")

        def xOpen(self, name: Any, flags: list[int]) -> File:
            return File(name, flags)

        def xDelete(self, filename: str, syncdir: bool) -> None:
            power.ask()
            power.unsynced.pop(filename, None)
            with suppress(FileNotFoundError):
                super().xDelete(filename, syncdir)

    return Disk()
