"""Where a database lies, with the faults that such places have: full, read-only, gone.

The first two are made by the system itself, so that they bind everybody, also root. Where it may
not be asked for that, the test is skipped by name.
"""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.machine import find_program, report_missing

_ROOM = 24
"""Megabytes of a small disk: a database with the index, and some more."""


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """Put a small disk at `folder`, until the block ends."""
    folder.mkdir()
    _mount("-t", "tmpfs", "-o", f"size={_ROOM}m,mode=0700", "none", str(folder))
    try:
        yield folder
    finally:
        _run("umount", "--lazy", str(folder))


@contextmanager
def filled(folder: Path) -> Iterator[None]:
    """Leave no room on the disk at `folder`, until the block ends."""
    waste = folder / "waste"
    try:
        with waste.open("wb", buffering=0) as file:
            while True:
                file.write(b"\0" * 4096)
    except OSError:
        pass
    try:
        yield
    finally:
        waste.unlink()


@contextmanager
def window(folder: Path, through: Path) -> Iterator[Path]:
    """Show `folder` at `through`, until the block ends: as it is, or as somebody who may only read.

    See `read_only`.
    """
    through.mkdir()
    _mount("--bind", str(folder), str(through))
    try:
        yield through
    finally:
        _run("umount", "--lazy", str(through))


@contextmanager
def read_only(through: Path) -> Iterator[None]:
    """Let nothing be written through a window, until the block ends."""
    _mount("-o", "remount,bind,ro", str(through))
    try:
        yield
    finally:
        _mount("-o", "remount,bind,rw", str(through))


@contextmanager
def moved_away(path: Path) -> Iterator[None]:
    """Take a file from its place, until the block ends."""
    there = path.with_name("elsewhere")
    path.rename(there)
    try:
        yield
    finally:
        assert not path.exists(), "a file was made where none was"
        there.rename(path)


def _mount(*arguments: str) -> None:
    if find_program(["mount"]) is None or not _run("mount", *arguments):
        report_missing("The right to mount a small disk", "mount, and root")


def _run(*command: str) -> bool:
    finished = subprocess.run(command, capture_output=True, check=False)  # noqa: S603  # our own
    return finished.returncode == 0
