"""Make a database of the present commit with everything in it, and keep it for later releases.

    python -m tests.before.make FOLDER

Takes a minute or two, and LibreOffice. README.md says what is in the folder after.
"""

import gzip
import json
import sys
import tempfile
from io import BytesIO
from itertools import count
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa
from flask import Flask
from openpyxl import load_workbook

from pathways import create_app
from tests.before import rows
from tests.before.scene import BUYER, CODES, DEMO, METRO, OWN, OWNER, REVIEWER, Story
from tests.before.story import tell
from tests.machine import find_program
from tests.office import PROFILE, Office

SECRET: Final = "the key of a copy that never was, for tests"
"""Seals of that copy are read with this key; it protects nothing."""

Values = dict[str, Any]


def settings(url: str, instance: Path) -> Values:
    """Return the settings of the copy: a light password hash, its own key."""
    return {
        "SQLALCHEMY_ENGINES": {"default": url},
        "INSTANCE": str(instance),
        "SECRET_KEY": SECRET,
        "TESTING": True,
        "SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS": {
            "argon2__memory_cost": 64,
            "argon2__rounds": 1,
            "argon2__parallelism": 1,
        },
    }


def make(folder: Path, work: Path) -> None:
    """Fill `folder`, with `work` for what is only needed meanwhile."""
    url = f"sqlite:///{work / 'made.sqlite'}"
    app = create_app(settings(url, work))
    engine = sa.create_engine(url)
    story = tell(app, engine)
    workbooks = _keep_workbooks(story, folder, work)
    parcel = _preview(story)
    answers = [*_answers(story), *_printed(app, story)]
    with engine.connect() as connection:
        kept = [*rows.read_rows(connection), rows.read_index(connection)]
        revision = connection.execute(sa.text("SELECT version_num FROM alembic_version"))
        facts = {
            "revision": revision.scalar_one(),
            "secret": SECRET,
            "passwords": {"demo.example": DEMO, "": OWN},
            "ids": story.ids,
            "pages": story.pages,
            "workbooks": workbooks,
            "parcel": parcel,
        }
    rows.save(folder / "rows.jsonl.gz", kept)
    (folder / "facts.json").write_text(f"{_text(facts)}\n", encoding="utf-8")
    compressed = gzip.compress(_text(answers).encode("utf-8"), mtime=0)
    (folder / "answers.json.gz").write_bytes(compressed)


def _text(values: Any) -> str:
    return json.dumps(values, ensure_ascii=False, indent=1)


def _filled(file: bytes, entries: dict[str, Values]) -> bytes:
    """Write into the Review sheet as a reviewer would: by code and by heading."""
    book = load_workbook(BytesIO(file))
    there: list[Any] = list(book["Review"].iter_rows())
    start = next(number for number, row in enumerate(there) if row[0].value == "Code")
    names = [cell.value for cell in there[start]]
    for row in there[start + 1 :]:
        for name, value in entries.pop(str(row[0].value), {}).items():
            row[names.index(name)].value = value
    assert not entries, f"no such rows: {sorted(entries)}"
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _keep_workbooks(story: Story, folder: Path, work: Path) -> list[Values]:
    """Export workbooks, fill two of them, and note what each brings home."""
    sent, steady = story.ids["reviewed"], story.ids["steady"]
    file = story.person(REVIEWER).file(f"/submissions/{sent}/qa-matrix.xlsx")
    typed = _filled(
        file,
        {
            CODES[4]: {"Finding": "Met", "Comment": "Seen on the day.", "Reviewer": "Ann O’Hara",
                       "Date": "3 Nov"},
            CODES[2]: {"Finding": "not met", "Comment": "1+1 is not evidence", "Date": "5 Nov"},
            "Whole": {"Comment": "Almost there.\nSend it again."},
            "WB": {"Finding": "Not met"},
        },
    )  # fmt: skip
    path = work / "saved.xlsx"
    other = {
        CODES[5]: {"Finding": "Partly met", "Reviewer": "Bo Ek", "Date": "4 Nov"},
        "KA": {"Comment": "Read in LibreOffice."},
    }
    path.write_bytes(_filled(file, other))
    draft = story.person(OWNER).file(f"/pathways/{steady}/qa-matrix.xlsx?standard=half")
    approved = story.person(OWNER).file(f"/submissions/{story.ids['approved']}/qa-matrix.xlsx")
    for name, data in (
        ("reviewed", file),
        ("typed", typed),
        ("saved", _through_office(path, work)),
        ("draft", draft),
        ("approved", approved),
    ):
        (folder / f"{name}.xlsx").write_bytes(data)
    nobody: Values = {"findings": {}, "comments": []}
    return [
        {"file": "reviewed.xlsx", "as": REVIEWER, "to": sent, **nobody},
        {
            "file": "typed.xlsx",
            "as": REVIEWER,
            "to": sent,
            "findings": {
                CODES[4]: ["met", "Ann O’Hara", "3 Nov"],
                CODES[2]: ["not_met", "Noor Haddad", "5 Nov"],
                "line:WB": ["not_met", "Noor Haddad", ""],
            },
            "comments": [
                ["*", "Almost there.\nSend it again."],
                [CODES[2], "1+1 is not evidence"],
                [CODES[4], "Seen on the day."],
            ],
        },
        {
            "file": "saved.xlsx",
            "as": REVIEWER,
            "to": sent,
            "findings": {CODES[5]: ["partly_met", "Bo Ek", "4 Nov"]},
            "comments": [["line:KA", "Read in LibreOffice."]],
        },
        {"file": "draft.xlsx", "as": OWNER, "to": "", **nobody},
        {"file": "approved.xlsx", "as": OWNER, "to": "", **nobody},
    ]


def _through_office(path: Path, work: Path) -> bytes:
    """Let LibreOffice open and save a workbook."""
    program = find_program(["soffice", "libreoffice"])
    assert program is not None, "LibreOffice Calc is needed"
    profile = work / "profile" / "user" / "registrymodifications.xcu"
    profile.parent.mkdir(parents=True)
    profile.write_text(PROFILE, encoding="utf-8")
    return Office(program, work, count(1)).convert(path).read_bytes()


def _preview(story: Story) -> Values:
    """Preview a workbook for a submission that nobody has begun; keep the sealed preview."""
    sent = story.ask("SELECT id FROM submission WHERE state = 'sent' ORDER BY sent_at LIMIT 1")
    reviewer = story.person(METRO)
    file = reviewer.file(f"/submissions/{sent}/qa-matrix.xlsx")
    back = _filled(file, {CODES[0]: {"Finding": "Met", "Comment": "As previewed."}})
    page = reviewer.post(
        f"/submissions/{sent}/return",
        {"workbook": (BytesIO(back), "then.xlsx")},
        200,
        content_type="multipart/form-data",
    )
    return {
        "as": METRO,
        "to": sent,
        "parcel": page.field("parcel"),
        "findings": {CODES[0]: ["met", "Idris Calloway", ""]},
        "comments": [[CODES[0], "As previewed."]],
    }


def _answers(story: Story) -> list[Values]:
    """Keep what scripts read over HTTP."""
    steady, sent = story.ids["steady"], story.ids["reviewed"]
    asked = [
        (OWNER, f"/pathways/{steady}/coverage.json"),
        (OWNER, f"/pathways/{steady}/coverage.json?standard=full"),
        (OWNER, f"/pathways/{story.ids['limited']}/coverage.json"),
        (METRO, f"/submissions/{sent}/trail.json"),
        (METRO, f"/submissions/{sent}/trail.csv"),
        *((BUYER, address) for address in _offered(story)),
    ]
    kept = []
    for email, address in asked:
        text = story.person(email).file(address).decode("utf-8")
        kept.append({"as": email, "get": address, "answer": text})
    return kept


def _offered(story: Story) -> list[str]:
    """Return what the directory gives to scripts, as far as it does at this commit."""
    steady = story.ids["steady"]
    addresses = (
        "/directory.json",
        "/directory.csv",
        f"/directory/{steady}/coverage.json",
        f"/directory/{steady}/competencies.csv",
    )
    buyer = story.person(BUYER)
    return [address for address in addresses if buyer.raw.get(address).status_code == 200]


def _printed(app: Flask, story: Story) -> list[Values]:
    """Keep what commands print."""
    with app.app_context():
        runner = app.test_cli_runner()
    kept = []
    for command in (
        ["pathway", "check", story.ids["steady"]],
        ["pathway", "check", story.ids["steady"], "--json"],
        ["pathway", "check", story.ids["steady"], "--standard", "assessed", "--json"],
        ["pathway", "check", "nothing-like-it"],
        ["framework", "list", "--json"],
        ["doctor"],
    ):
        result = runner.invoke(args=command)
        kept.append({"command": command, "exit": result.exit_code, "answer": result.output})
    return kept


if __name__ == "__main__":
    (target,) = sys.argv[1:]
    place = Path(target)
    place.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as temporary:
        make(place, Path(temporary))
