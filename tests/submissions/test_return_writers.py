"""The demonstration's workbooks, opened and saved by the programs that people have, come home."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest
import sqlalchemy as sa
from flask import Flask

from pathways.accounts.demonstration import PASSWORD
from pathways.db import transaction
from pathways.domain.review.finding import Finding
from pathways.models.finding import FindingRow
from pathways.models.submission import Submission
from pathways.submissions.returning import uploads
from tests.office import Office
from tests.page import Client
from tests.submissions.test_return_tampering import read_here
from tests.submissions.workbooks import FIRST, Review, agree, bring, comments, exported, findings
from tests.writers import Typed, Writers

ROWS: Final = 40
WORDS: Final = (
    "Shown on slide 3, & <well> made.",
    "Two lines:\n=1+1 is what the card says, “so it does” – 100 %.",
    "Café, Łódź, 日本, 👩‍🏫.",
)
DROPPED: Final = {
    "exceljs": "Names that formulas use and that are gone or stand for something else now: "
    "NoteLength, NoteIsMarked, NoteFolded, NoteCopies.",
}
"""What a program loses of every workbook, and what is then said of it."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A submission of the demonstration, who reads it, and its workbook as it was exported."""

    submission: str
    client: Client
    file: bytes


@pytest.fixture
def demonstration(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Sequence[Sent]:
    """Load the demonstration, and take every submission into review again."""
    monkeypatch.setitem(app.config, "BUDGETS", 0)
    monkeypatch.setattr(uploads, "_read_apart", read_here)
    assert app.test_cli_runner().invoke(args=["demo", "load"]).exit_code == 0
    with app.app_context(), transaction() as session:
        session.execute(sa.update(Submission).values(state="in_review"))
        session.execute(sa.delete(FindingRow))
        submissions = session.scalars(sa.select(Submission.id).order_by(Submission.sent_at)).all()
    found = []
    for email in ("commissioner@demo.example", "second-commissioner@demo.example"):
        client = Client(app)
        client.sign_in(email, PASSWORD)
        for submission in submissions:
            if client.raw.get(f"/submissions/{submission}").status_code == 200:
                client.post(f"/submissions/{submission}/interest", {"has_interest": "no"})
                found.append(Sent(submission, client, exported(client, submission)))
    assert len(found) == len(submissions) == 4
    return found


def type_in(file: bytes, serial: int) -> tuple[list[Typed], dict[str, tuple[str, str]]]:
    """Return what a reviewer types into forty rows, and the finding and comment of each code."""
    review = Review(file)
    words = [finding.word for finding in Finding]
    typed: list[Typed] = []
    wanted = {}
    numbers = range(FIRST, review.sheet.max_row + 1)
    for place, number in enumerate(numbers[:: len(numbers) // ROWS][:ROWS]):
        code = str(review.sheet.cell(number, review.column("Code")).value)
        wanted[code] = words[place % 4], f"{WORDS[place % 3]} {serial}"
        texts = {"Finding": wanted[code][0], "Comment": wanted[code][1], "Reviewer": "Ann O’Hara"}
        for heading, text in texts.items():
            typed.append(
                ("Review", review.sheet.cell(number, review.column(heading)).coordinate, text)
            )
    return typed, wanted


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_every_demonstration_workbook_comes_home_from_every_program(
    app: Flask,
    demonstration: Sequence[Sent],
    office: Office,
    writers: Writers,
    tmp_path: Path,
) -> None:
    for serial, (program, save) in enumerate(_programs(office, writers).items()):
        paths, puts, wishes = [], [], []
        for number, sent in enumerate(demonstration):
            paths.append(tmp_path / f"{program}-{number}.xlsx")
            paths[-1].write_bytes(sent.file)
            typed, wanted = type_in(sent.file, serial)
            puts.append(typed)
            wishes.append(wanted)
        for sent, path, wanted in zip(demonstration, save(paths, puts), wishes, strict=True):
            _check(app, sent, path, wanted, DROPPED.get(program, "None. All other numbers and"))


Save = Callable[[Sequence[Path], Sequence[Sequence[Typed]]], Sequence[Path]]


def _programs(office: Office, writers: Writers) -> dict[str, Save]:
    """Return how each program types into files and saves them."""

    def through_office(to: str) -> Save:
        def save(paths: Sequence[Path], puts: Sequence[Sequence[Typed]]) -> Sequence[Path]:
            for path, put in zip(paths, puts, strict=True):
                review = Review(path.read_bytes())
                for title, address, text in put:
                    review.book[title][address].value = text
                path.write_bytes(review.saved())
            return office.convert_all(paths, to)  # type: ignore[arg-type]

        return save

    return {
        "sheetjs": lambda paths, puts: writers.save_all("sheetjs", paths, puts),
        "exceljs": lambda paths, puts: writers.save_all("exceljs", paths, puts),
        "xlsx of LibreOffice": through_office("xlsx"),
        "ods of LibreOffice": through_office("ods"),
    }


def _check(
    app: Flask, sent: Sent, path: Path, wanted: dict[str, tuple[str, str]], says: str
) -> None:
    """Bring a file; fail where not exactly the forty rows are taken, or another word is said."""
    before = comments(app, sent.submission)
    page = bring(sent.client, sent.submission, path.read_bytes(), name=path.name)
    words = page.words()
    assert f"{ROWS} rows would change" in words, (path.name, words[:3000])
    assert says in words, (path.name, words[-3000:])
    assert page.by_id("return-refused") is None
    agree(sent.client, sent.submission, page)
    rows = {row: (one, who) for row, (one, who, _on) in findings(app, sent.submission).items()}
    with app.app_context(), transaction() as session:
        session.execute(sa.delete(FindingRow))
    by_word = {finding.word: finding.value for finding in Finding}
    row_of = {"Whole": "*"}
    codes = {code: row_of.get(code, code if "-" in code else f"line:{code}") for code in wanted}
    assert rows == {
        codes[code]: (by_word[word], "Ann O’Hara") for code, (word, _text) in wanted.items()
    }
    new = [(codes[code], text) for code, (_word, text) in wanted.items()]
    assert sorted(comments(app, sent.submission)) == sorted([*before, *new])
