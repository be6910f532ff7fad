"""The QA matrix as an OpenDocument spreadsheet: who gets it, and how it comes home."""

import zipfile
from collections.abc import Callable
from io import BytesIO

import pytest
from flask import Flask
from lxml import etree

from pathways.domain.review.finding import Finding
from tests.page import Client
from tests.submissions.scene import PROVIDER, REVIEWER, Scene, make_scene, send
from tests.submissions.workbooks import agree, bring, comments, findings

SignIn = Callable[[str], Client]
COUNT = 40
KIND = "application/vnd.oasis.opendocument.spreadsheet"
_NAMES = "urn:oasis:names:tc:opendocument:xmlns"
_TABLE, _TEXT = f"{{{_NAMES}:table:1.0}}", f"{{{_NAMES}:text:1.0}}"


@pytest.fixture
def scene(app: Flask) -> Scene:
    """Make both sides."""
    return make_scene(app)


@pytest.fixture
def submission(scene: Scene, sign_in: SignIn) -> str:
    """Send the pathway."""
    return send(sign_in(PROVIDER), scene)


def filled(file: bytes, count: int) -> tuple[bytes, dict[str, str]]:
    """Write findings and a comment into the sheet Review; return the file, and words by code."""
    out = BytesIO()
    written: dict[str, str] = {}
    with zipfile.ZipFile(BytesIO(file)) as was, zipfile.ZipFile(out, "w") as now:
        for entry in was.infolist():
            part = was.read(entry)
            if entry.filename == "content.xml":
                root = etree.fromstring(part)
                written = write(rows_of(root, "Review"), count)
                part = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
            now.writestr(entry, part)
    return out.getvalue(), written


def rows_of(root: etree._Element, title: str) -> list[list[etree._Element]]:
    """Return the rows of a sheet from its headings on, each with its cells."""
    (sheet,) = (
        table for table in root.iter(f"{_TABLE}table") if table.get(f"{_TABLE}name") == title
    )
    rows = [row.findall(f"{_TABLE}table-cell") for row in sheet.iter(f"{_TABLE}table-row")]
    return rows[next(i for i, row in enumerate(rows) if said(row[0]) == "Code") :]


def write(rows: list[list[etree._Element]], count: int) -> dict[str, str]:
    """Write that many findings and a comment below these headings."""
    heads = [said(cell) for cell in rows[0]]
    words = [finding.word for finding in Finding]
    written = {}
    for number, row in enumerate(rows[1 : count + 1]):
        written[said(row[0])] = words[number % len(words)]
        put(row[heads.index("Finding")], words[number % len(words)])
    put(rows[1][heads.index("Comment")], "=1+1, <said> & meant")
    return written


def said(cell: etree._Element) -> str:
    """Return what a cell says."""
    return "".join(map(str, cell.itertext()))


def put(cell: etree._Element, text: str) -> None:
    """Write a text into a cell."""
    cell.set(f"{{{_NAMES}:office:1.0}}value-type", "string")
    etree.SubElement(cell, f"{_TEXT}p").text = text


def test_forty_findings_come_home(app: Flask, submission: str, sign_in: SignIn) -> None:
    client = sign_in(REVIEWER)
    answer = client.raw.get(f"/submissions/{submission}/qa-matrix.ods")
    assert answer.mimetype == KIND
    assert "version-1-qa-matrix.ods" in answer.headers["Content-Disposition"]
    assert client.raw.get(f"/submissions/{submission}/qa-matrix.ods").data == answer.data
    file, written = filled(answer.data, COUNT)
    page = bring(client, submission, file, name="back.ods")
    assert f"{COUNT} rows would change" in page.words()
    assert "None. All other numbers and texts" in page.words()
    agree(client, submission, page)
    taken = findings(app, submission)
    by_word = {finding.word: finding.value for finding in Finding}
    assert len(taken) == len(written) == COUNT
    assert sorted(row[0] for row in taken.values()) == sorted(
        by_word[word] for word in written.values()
    )
    assert [text for _row, text in comments(app, submission)] == ["=1+1, <said> & meant"]
    assert "No row would change" in bring(client, submission, file, name="back.ods").words()


def test_it_stands_beside_the_excel_file(scene: Scene, submission: str, sign_in: SignIn) -> None:
    reviewer = sign_in(REVIEWER)
    for page in ("", "/return"):
        links = reviewer.get(f"/submissions/{submission}{page}").all(".//a")
        assert f"/submissions/{submission}/qa-matrix.ods" in [link.get("href") for link in links]
    provider = sign_in(PROVIDER)
    links = provider.get(f"/pathways/{scene.pathway}/coverage?standard=half").all(".//a")
    wanted = f"/pathways/{scene.pathway}/qa-matrix.ods"
    assert {wanted, f"{wanted}?standard=half"} <= {link.get("href") for link in links}
    answer = provider.raw.get(f"{wanted}?standard=half")
    assert answer.mimetype == KIND
    assert answer.data.startswith(b"PK")


def test_a_draft_checked_by_its_own_provider_is_as_it_was_exported(
    scene: Scene, sign_in: SignIn
) -> None:
    client = sign_in(PROVIDER)
    file = client.raw.get(f"/pathways/{scene.pathway}/qa-matrix.ods").data
    client.get("/check-workbook")
    page = client.post(
        "/check-workbook",
        {"workbook": (BytesIO(file), "draft.ods")},
        status=200,
        content_type="multipart/form-data",
    )
    assert "Numbers and texts are those that were exported." in page.words()
