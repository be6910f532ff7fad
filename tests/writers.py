"""SheetJS and exceljs as writers of our workbooks: most programs of the web are made with one."""

import json
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Final, Literal

import pytest

from pathways.config import ROOT
from tests.machine import find_program, report_missing

Writer = Literal["sheetjs", "exceljs"]
Typed = tuple[str, str, str]
"""Sheet, address and text of a cell that is typed into."""

_SCRIPT: Final = Path(__file__).with_suffix(".mjs")


@dataclass(frozen=True, slots=True)
class Writers:
    """Both libraries, run by one Node.js."""

    node: Path
    folder: Path
    serial: "count[int]"

    def save(self, writer: Writer, path: Path, put: Iterable[Typed] = ()) -> Path:
        """Open the file at `path`, type into it, save it and return where it is now."""
        (saved,) = self.save_all(writer, [path], [put])
        return saved

    def save_all(
        self, writer: Writer, paths: Sequence[Path], puts: Sequence[Iterable[Typed]] = ()
    ) -> list[Path]:
        """Save files of different names in one run: to start takes longer than to save."""
        output = self.folder / str(next(self.serial))
        output.mkdir()
        saved = [output / path.name for path in paths]
        typed = [list(put) for put in puts] or [[] for _ in paths]
        jobs = [
            {"writer": writer, "from": str(path), "to": str(to), "put": put}
            for path, to, put in zip(paths, saved, typed, strict=True)
        ]
        finished = subprocess.run(
            [self.node, _SCRIPT],
            input=json.dumps(jobs),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=300,
            check=False,
            text=True,
            cwd=ROOT,
        )
        if finished.returncode:
            raise RuntimeError(f"{writer} could not save:\n{finished.stdout}")
        return saved


@pytest.fixture(scope="session")
def writers(tmp_path_factory: pytest.TempPathFactory) -> Writers:
    """Give both libraries; where one or Node.js is not here, the test is skipped."""
    node = find_program(["node"], [ROOT / ".venv" / "bin"])
    if node is None:
        report_missing("Node.js", "nodejs")
    for name in ("xlsx", "exceljs"):
        if not (ROOT / "node_modules" / name / "package.json").is_file():
            report_missing(f"The library {name}", "none: make set-up installs it")
    return Writers(node, tmp_path_factory.mktemp("writers"), count(1))
