"""LibreOffice as the reader of our workbooks: it recalculates every formula, and prints to PDF.

Without a word it would trust the values that we wrote beside the formulas, and so prove nothing.
Its profile here tells it to calculate everything anew whenever it opens a file.
"""

import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Literal

import pytest

from tests.machine import find_program, report_missing

Format = Literal["xlsx", "ods", "pdf"]

FILTERS: dict[Format, str] = {
    "xlsx": "xlsx:Calc MS Excel 2007 XML",
    "ods": "ods:calc8",
    "pdf": "pdf:calc_pdf_Export",
}

# 0 stands for "always" where LibreOffice asks when to recalculate on loading.
PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry"
 xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="ODFRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""


@dataclass(frozen=True, slots=True)
class Office:
    """LibreOffice with a profile of its own, so that it meets no other one that runs."""

    program: Path
    folder: Path
    serial: "count[int]"

    def convert(self, path: Path, to: Format = "xlsx") -> Path:
        """Open the file at `path`, recalculate it, save it as `to` and return where it is now."""
        (converted,) = self.convert_all([path], to)
        return converted

    def convert_all(self, paths: Sequence[Path], to: Format = "xlsx") -> list[Path]:
        """Convert files of different names in one run: to start takes longer than to convert."""
        output = self.folder / str(next(self.serial))
        finished = subprocess.run(
            [
                self.program,
                f"-env:UserInstallation={(self.folder / 'profile').as_uri()}",
                "--headless",
                "--norestore",
                "--convert-to",
                FILTERS[to],
                "--outdir",
                output,
                *paths,
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=180,
            check=False,
            text=True,
        )
        # Its exit code is 0 even when it could not read a file.
        converted = [output / f"{path.stem}.{to}" for path in paths]
        for path in converted:
            if finished.returncode or not path.exists():
                raise RuntimeError(f"LibreOffice could not make {path.name}:\n{finished.stdout}")
        return converted


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """Give the session's LibreOffice; without one here, the test is skipped."""
    program = find_program(["soffice", "libreoffice"])
    if program is None:
        report_missing("LibreOffice Calc", "libreoffice-calc-nogui")
    folder = tmp_path_factory.mktemp("office")
    settings = folder / "profile" / "user" / "registrymodifications.xcu"
    settings.parent.mkdir(parents=True)
    settings.write_text(PROFILE, encoding="utf-8")
    return Office(program, folder, count(1))
