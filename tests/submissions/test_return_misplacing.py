"""Forty kinds of tampering and misplacing, through five writers: each named, no wrong row."""

import re
from collections.abc import Callable, Sequence
from io import BytesIO
from pathlib import Path
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
import sqlalchemy as sa
from flask import Flask

from pathways.db import transaction
from pathways.models.finding import FindingRow
from pathways.submissions.returning import uploads
from pathways.workbook.kit.spoken import as_spoken
from tests.office import Office
from tests.page import Client
from tests.submissions.misplacing import TAMPERINGS, A, Tampering
from tests.submissions.scene import PROVIDER, REVIEWER, make_scene, send
from tests.submissions.test_return_tampering import read_here
from tests.submissions.workbooks import Review, agree, bring, comments, exported, findings
from tests.workbook.files import parts
from tests.writers import Writers

SignIn = Callable[[str], Client]
WRITERS: Final = ("openpyxl", "sheetjs", "exceljs", "xlsx", "ods")
_NOTES: Final = {
    "comments/comment": "comments",
    "drawings/commentsDrawing": "drawings/vmlDrawing",
}
"""Where openpyxl keeps notes, and where Excel does."""
_RUN: Final = re.compile(rb"<text>(<t.*?</t>)</text>", re.DOTALL)
"""The words of a note, of which Excel makes a run."""
FEW: Final = 5
"""So manieth of each writer's cases are tried where not everything is; each case by some writer."""


def spoken(file: bytes) -> bytes:
    """Return a file of openpyxl in the spelling that exceljs opens, as ours is."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, part in parts(file).items():
            for old, new in _NOTES.items():
                name, part = name.replace(old, new), part.replace(old.encode(), new.encode())
            if name.startswith("xl/comments"):
                part = _RUN.sub(rb"<text><r>\1</r></text>", part)
            archive.writestr(name, as_spoken(name, part))
    return out.getvalue()


def saved_by(
    writer: str, paths: Sequence[Path], office: Office, writers: Writers
) -> Sequence[Path]:
    """Save the files anew with a program."""
    if writer in ("sheetjs", "exceljs"):
        return writers.save_all(writer, paths)  # type: ignore[arg-type]
    return office.convert_all(paths, writer) if writer in ("xlsx", "ods") else paths  # type: ignore[arg-type]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("writer", WRITERS)
def test_each_tampering_is_named_and_no_wrong_row_is_taken(
    app: Flask,
    sign_in: SignIn,
    office: Office,
    writers: Writers,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    writer: str,
    is_whole: bool,
    record_property: Callable[[str, object], None],
) -> None:
    monkeypatch.setitem(app.config, "BUDGETS", 0)
    monkeypatch.setattr(uploads, "_read_apart", read_here)
    scene = make_scene(app)
    submission = send(sign_in(PROVIDER), scene)
    client = sign_in(REVIEWER)
    file = exported(client, submission)
    cases = TAMPERINGS if is_whole else TAMPERINGS[WRITERS.index(writer) :: FEW]
    paths = []
    for number, case in enumerate(cases):
        review = Review(file).put(
            A, Finding="Met", Comment=f"Well shown, {number}.", Reviewer="Ann"
        )
        case.change(review)
        paths.append(tmp_path / f"case-{number}.xlsx")
        paths[-1].write_bytes(spoken(review.saved()))
    wrong = []
    for number, (case, path) in enumerate(
        zip(cases, saved_by(writer, paths, office, writers), strict=True)
    ):
        wrong += [
            f"{case.name}: {said}"
            for said in _tried(app, client, submission, case, path, f"Well shown, {number}.")
        ]
    assert not wrong, "\n".join(wrong)
    record_property("measured", f"{len(cases)} kinds through {writer}, each named, 0 wrong rows")


def _tried(
    app: Flask, client: Client, submission: str, case: Tampering, path: Path, comment: str
) -> list[str]:
    """Bring a file and agree to all that is taken without a question; return what is wrong."""
    wrong = []
    before = comments(app, submission)
    page = bring(client, submission, path.read_bytes(), name=path.name)
    words = page.words()
    wrong += [f"“{said}” is not said" for said in case.says if " ".join(said.split()) not in words]
    # exceljs loses names that stand for formulas, and that is said each time.
    is_altered = "NoteLength" in words or case.is_alteration
    if is_altered is ("None. All other numbers and texts" in words):
        wrong.append("called unchanged" if is_altered else "called altered")
    offered = {str(box.get("value")): box for box in page.all(".//input[@name='comment']")}
    if offered.keys() != case.offers.keys():
        wrong.append(f"offered are {sorted(offered)}")
    elif offered:
        told = page.words(page.by_id("return-offered"))
        wrong += [
            f"“{text}” is not offered"
            for text in case.offers.values()
            if " ".join(text.split()) not in told
        ]
    if any(box.get("checked") is not None for box in offered.values()):
        wrong.append("ticked unasked")
    if page.all(".//form//button[@class='button button--primary']"):
        agree(client, submission, page)
    found = {row: found[:2] for row, found in findings(app, submission).items()}
    if found != ({A: ("met", "Ann")} if case.writes else {}):
        wrong.append(f"findings are {found}")
    now = comments(app, submission)
    if now != sorted([*before, *([(A, comment)] if case.writes else [])]):
        wrong.append(f"comments are {now}")
    with app.app_context(), transaction() as session:
        session.execute(sa.delete(FindingRow))
    return wrong


def test_there_are_kinds_enough() -> None:
    assert len({case.name for case in TAMPERINGS}) == len(TAMPERINGS) >= 40
