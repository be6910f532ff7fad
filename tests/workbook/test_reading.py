"""Reading workbooks that anybody may have made: in bounded time and memory, or not at all."""

import json
import os
import random
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from pathways.apart import answer_apart, reader_command
from pathways.domain.review.identity import MARK
from pathways.domain.review.sheets import Book, CellFault, Live, Moment, find_table
from pathways.submissions.returning import uploads
from pathways.submissions.returning.uploads import PATIENCE, SIZE_LIMIT, UploadError, read_upload
from pathways.workbook.incoming import reading
from pathways.workbook.incoming.arrival import UnreadableBookError, check_archive
from pathways.workbook.incoming.reading import MEMORY, ROW_LIMIT, answer
from pathways.workbook.qa.qa_matrix import write_qa_matrix
from tests.workbook.hostile import (
    GEOMETRY,
    HOSTILE,
    MAIN,
    SHEET,
    declared,
    mutants,
    packed,
    sheet_of,
    small,
)
from tests.workbook.subjects import sampled, subject

ROOT = Path(__file__).parents[2]
SECONDS = 20
_READ = {"identity", "sheets", "names", "unread", "notes"}
LARGE = ("one part of 25 MB", "packed 1,000 to 1", "a million text cells", "deep")


def saved(book: Workbook) -> bytes:
    """Return a workbook as a file."""
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def test_there_are_hostile_files_enough() -> None:
    assert len(HOSTILE) >= 40
    for name, make in {**HOSTILE, **GEOMETRY}.items():
        assert len(make()) <= SIZE_LIMIT, f"{name} would never be let in"


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no file take longer than a web thread waits, as in production."""
    monkeypatch.setattr(uploads, "PATIENCE", PATIENCE)


@pytest.mark.usefixtures("hasty")
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_in_plain_words(name: str) -> None:
    data = HOSTILE[name]()
    start = time.monotonic()
    with pytest.raises(UploadError) as refused:
        read_upload(data)
    assert time.monotonic() - start < SECONDS
    words = str(refused.value)
    assert words.endswith("."), words
    assert "Traceback" not in words
    assert "xml" not in words.lower(), words


@pytest.mark.usefixtures("hasty")
@pytest.mark.parametrize("name", GEOMETRY)
def test_a_workbook_of_absurd_size_is_read_in_bounds(name: str) -> None:
    start = time.monotonic()
    with suppress(UploadError):
        for sheet in read_upload(GEOMETRY[name]()).sheets:
            assert len(sheet.rows) <= ROW_LIMIT
            assert all(len(row) <= 200 for row in sheet.rows)
    assert time.monotonic() - start < SECONDS


def loose(megabytes: int) -> bytes:
    """Return so many megabytes that are not packed very tightly."""
    draw = random.Random(2)  # noqa: S311  # a test's lot, no secret
    return b"".join(draw.randbytes(12) + bytes(500) for _ in range(megabytes * 2048))


GUARDS: dict[str, tuple[Callable[[], bytes], str]] = {
    "parts": (HOSTILE["300 parts"], "far larger"),
    "all parts": (lambda: packed(small(), {"a": loose(18), "b": loose(18)}), "far larger"),
    "one part": (lambda: packed(small(), {"a": loose(29)}), "far larger"),
    "ratio": (lambda: packed(small(), {"a": bytes(9_000_000)}), "far larger"),
    "twice": (HOSTILE["part twice"], "unusual way"),
    "encryption": (HOSTILE["encrypted"], "password"),
    "macros": (HOSTILE["macros"], "macros"),
    "macro type": (HOSTILE["macros by type"], "macros"),
    "packing": (HOSTILE["packed in another way"], "unusual way"),
    "document type": (lambda: declared(SHEET, "<!DOCTYPE worksheet>"), "unusual way"),
    "wide text": (HOSTILE["utf-16"], "unusual way"),
    "other text": (lambda: latin(), "unusual way"),
    "sheets": (HOSTILE["21 sheets"], "more than 20 sheets"),
}
"""Workbooks with one thing wrong, which only one guard sees, and a word of what it says."""


def latin() -> bytes:
    """Return the small workbook with its sheet in an older encoding."""
    text = f'<?xml version="1.0" encoding="iso-8859-1"?><worksheet {MAIN}><sheetData/></worksheet>'
    return packed(small(), {SHEET: text.encode()})


@pytest.mark.parametrize("name", GUARDS)
def test_each_guard_stands_by_itself(name: str) -> None:
    make, word = GUARDS[name]
    with pytest.raises(UnreadableBookError, match=word):
        check_archive(make())


READER = reader_command("pathways.workbook.incoming.reading")
WATCHED = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=False,
    stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""
"""Reads what comes in, and says how much memory that took. A small process starts the reader:
what a large one starts counts as large as itself until it has begun."""


def test_what_reads_loads_no_library_of_numbers() -> None:
    assert answer_apart("tests.workbook.loaded", b"", 60) == b"none"


@pytest.mark.parametrize("name", LARGE)
def test_no_process_takes_more_memory_than_it_may(name: str) -> None:
    told = subprocess.run(  # noqa: S603  # our own words, run by our own Python
        [sys.executable, "-c", WATCHED, *READER],
        input=HOSTILE[name](),
        capture_output=True,
        cwd=ROOT,
        timeout=SECONDS * 4,
        check=True,
    )
    assert 0 < int(told.stdout) * 1024 <= MEMORY


def test_the_process_has_its_share_of_memory_and_time_and_no_disk() -> None:
    kinds = (resource.RLIMIT_AS, resource.RLIMIT_CPU, resource.RLIMIT_FSIZE)
    wanted = [MEMORY, reading.SECONDS, 0]
    found: list[int] = []
    with subprocess.Popen(  # noqa: S603  # our own command
        READER,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        cwd=ROOT,
    ) as process:
        end = time.monotonic() + SECONDS * 4
        while found != wanted and time.monotonic() < end:
            # It sets them before it reads, and then waits for the file.
            found = [resource.prlimit(process.pid, kind)[0] for kind in kinds]
            time.sleep(0.05)
        process.communicate(b"")
    assert found == wanted


def test_whatever_is_broken_gets_an_answer() -> None:
    for number, data in enumerate(mutants(300)):
        told = answer(data)
        assert set(told) in ({"problem"}, _READ), number
        json.dumps(told)


def test_what_is_no_workbook_is_told_what_to_do() -> None:
    for name, word in (
        ("old excel", "older kind of file"),
        ("pdf", "This is a PDF"),
        ("gzip", "packed file"),
        ("web page", "web page"),
        ("text", ".xlsx"),
        ("opendocument", "OpenDocument"),
    ):
        with pytest.raises(UploadError, match=word):
            read_upload(HOSTILE[name]())
    with pytest.raises(UploadError, match="5 MB"):
        read_upload(b"PK" + bytes(SIZE_LIMIT))


def test_values_are_read_as_what_they_are() -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["Code", "Finding", "x"])
    sheet.append([])
    sheet.append([1.5, True, datetime(2026, 11, 3)])  # noqa: DTZ001  # as spreadsheets hold it
    sheet.append(["#N/A", "=1+1", None])
    sheet.append(["one_x000D_\ntwo", "_x005F_x0041_"])
    (read,) = read_upload(saved(book)).sheets
    day = Moment(datetime(2026, 11, 3))  # noqa: DTZ001
    assert read.rows[0] == ("Code", "Finding", "x")
    assert read.rows[1] == ()
    assert read.rows[2] == (1.5, True, day)
    assert read.rows[3] == (CellFault("#N/A"), Live(None, "=1+1"))
    assert read.rows[4] == ("one\ntwo", "_x0041_")
    assert day.text == "2026-11-03"


def test_texts_that_sheets_share_are_read_as_they_were_typed() -> None:
    """Excel and LibreOffice store texts in one place, and a text in two alphabets in pieces."""
    stored = ("_x005F_x0041_", "x005F_ stays", "_x000D_", "a_x005F_xFFFF_", "_x0041_")
    items = "".join(f"<si><r><t>{text}</t></r><r><t>&#20320;</t></r></si>" for text in stored)
    cells = "".join(f'<row r="{n + 1}"><c t="s"><v>{n}</v></c></row>' for n in range(len(stored)))
    sheet = f"<worksheet {MAIN}><sheetData>{cells}</sheetData></worksheet>"
    part = f"<sst {MAIN}>{items}</sst>"
    parts = small()
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    known = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>'
    if b"sharedStrings" not in parts["[Content_Types].xml"]:
        parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(
            b"</Types>", known.encode()
        )
    file = packed(parts, {SHEET: sheet.encode(), "xl/sharedStrings.xml": part.encode()})
    meant = ["_x0041_", "x005F_ stays", "\n", "a_xFFFF_", "A"]
    (read,) = read_upload(file).sheets
    assert [row[0] for row in read.rows] == [f"{text}\u4f60" for text in meant]


def test_an_export_is_read_whole_with_its_long_identity() -> None:
    identity = "".join(chr(97 + n % 26) for n in range(2_000))
    file = write_qa_matrix(subject(sampled(2, 0.3, 6), identity=identity))
    book = read_upload(file)
    assert book.identity == identity
    assert "Review" in [sheet.title for sheet in book.sheets]
    opened = load_workbook(BytesIO(file))
    for sheet in book.sheets:
        assert len(sheet.rows) == opened[sheet.title].max_row


def _without_mark(book: Workbook) -> None:
    """Take the last row of Notes out."""
    sheet = book["Notes"]
    assert sheet.cell(sheet.max_row, 2).value == MARK
    sheet.delete_rows(sheet.max_row)


def test_an_identity_with_a_piece_missing_or_twice_is_none() -> None:
    file = write_qa_matrix(subject(sampled(1, 0.1, 1), identity="x" * 600))
    for name in ("PathwaysIdentity", "PathwaysIdentity2", "PathwaysIdentity3"):
        book = load_workbook(BytesIO(file))
        del book.custom_doc_props[name]  # type: ignore[attr-defined]
        if name.endswith("3"):
            # The last piece cannot be missed by itself; what stands in the cell says otherwise.
            with pytest.raises(UploadError, match="says twice where it comes from"):
                read_upload(saved(book))
        else:
            assert read_upload(saved(book)).identity == "x" * 600
        _without_mark(book)
        read = read_upload(saved(book))
        # The signature sees that the last piece is missing.
        assert read.identity == ("x" * 480 if name.endswith("3") else "")


def test_the_process_gets_nothing_of_our_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATHWAYS_SECRET_KEY", "not for readers")
    told: list[dict[str, str]] = []
    real = subprocess.run

    def watched(*args: object, **options: object) -> object:
        told.append(dict(options["env"]))  # type: ignore[call-overload]
        return real(*args, **options)  # type: ignore[call-overload]

    monkeypatch.setattr(subprocess, "run", watched)
    read_upload(packed(small()))
    assert told == [{"LANG": "C.UTF-8"}]
    assert "PATHWAYS_SECRET_KEY" in os.environ


def test_a_book_that_is_not_ours_is_an_upload_that_failed() -> None:
    named: dict[str, object] = {"identity": "", "names": {}, "unread": [], "notes": []}
    plains: list[dict[str, object]] = [{}, {"sheets": []}]
    plains += [{**named, "sheets": [{}]}, {**named, "sheets": [1]}]
    for plain in plains:
        with pytest.raises((KeyError, TypeError, ValueError)):
            Book.from_plain(plain)


def test_every_mapping_of_the_largest_pathway_is_read() -> None:
    pathway = sampled(4, 0.25, 60)
    count = sum(len(module.mappings) for module in pathway.modules)
    assert count > 5_000
    sheet = read_upload(write_qa_matrix(subject(pathway))).sheet("Mappings")
    assert sheet is not None
    assert not sheet.is_cut
    assert len(sheet.rows) == count + 4


def test_a_formula_is_known_under_headings_in_another_width() -> None:
    book = Workbook()
    book.worksheets[0].append(["Ｃode", "Ｆinding"])
    book.worksheets[0].append(["L2-KA-K01", '="Met"'])
    assert read_upload(saved(book)).sheets[0].rows[1][1] == Live(None, '="Met"')


def test_a_text_that_grows_when_it_is_folded_takes_no_memory() -> None:
    draw = random.Random(1)  # noqa: S311  # a test's lot, no secret
    loose_text = "".join(f"<!--{draw.randbytes(16).hex()}-->" for _ in range(4_000))
    cell = "\ufdfa" * 4_000_000
    (sheet,) = read_upload(
        sheet_of(f'<row r="1"><c t="inlineStr"><is><t>{cell}</t></is></c></row>', loose_text)
    ).sheets
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert find_table(sheet, ("Code",)) is None
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000


def test_a_heap_of_accents_is_refused() -> None:
    book = Workbook()
    book.worksheets[0].append(["a" + "\u0301\u0316" * 10_000])
    with pytest.raises(UploadError, match="too many accents"):
        read_upload(saved(book))
