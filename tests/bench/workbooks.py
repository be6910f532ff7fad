"""The QA matrix of a big pathway, against packing the very XML that it consists of."""

import time
import zlib
from io import BytesIO
from zipfile import ZipFile

from pathways.workbook.qa.qa_matrix import write_qa_matrix
from tests.bench.printing import heading, line, micro
from tests.bench.rounds import take_turns
from tests.workbook.subjects import sampled, subject

ROUNDS = 9


def run() -> None:
    """Measure the workbook of the largest level with 20 modules, all sheets."""
    heading("The workbook of level 2, 153 competencies by 20 modules, all ten sheets")
    content = sampled(2, 0.07, 20)
    what = subject(content)
    data = write_qa_matrix(what)
    with ZipFile(BytesIO(data)) as archive:
        parts = [archive.read(name) for name in archive.namelist()]
    times = take_turns(
        {
            "workbook": lambda: write_qa_matrix(what),
            "packing": lambda: [zlib.compress(part, 6) for part in parts],
        },
        ROUNDS,
        warm_up=1,
        clock=time.process_time,
    )
    middle, lower, upper = times.ratio("workbook", "packing")
    mappings = sum(len(module.mappings) for module in content.modules)
    xml = sum(map(len, parts))
    line(
        f"{mappings} mappings, {xml / 1024:,.0f} KiB of XML", f"file of {len(data) / 1024:.0f} KiB"
    )
    line("Written, processor time", micro(times.median("workbook")), "under 400 ms")
    line("zlib level 6 over the same XML", micro(times.median("packing")))
    line(
        "Ratio", f"{middle:.1f} (quartiles {lower:.1f} to {upper:.1f})", "12 to 17 is good openpyxl"
    )
