"""Workbooks as tests bring them back: exported by the app, changed as people change them."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import sqlalchemy as sa
from flask import Flask
from openpyxl import load_workbook
from openpyxl.packaging.custom import StringProperty
from openpyxl.worksheet.worksheet import Worksheet

from pathways.db import transaction
from pathways.domain.review.identity import MARK, PROPERTY
from pathways.models.comment import Comment, Remark
from pathways.models.finding import FindingRow
from tests.page import Client, Page
from tests.submissions.scene import Scene, send

FIRST = 5
"""The first row of Review below its headings."""
COLUMNS = {"Code": 1, "Row": 2, "Theme": 3, "Label": 4, "Now": 5}
ENTRY = ("Finding", "Comment", "Reviewer", "Date")


class Review:
    """The Review sheet of an opened workbook, by code."""

    def __init__(self, file: bytes) -> None:
        self.book = load_workbook(BytesIO(file))
        sheet = self.book["Review"]
        assert isinstance(sheet, Worksheet)
        self.sheet: Worksheet = sheet
        # Earlier releases had a remark less.
        self.header = next(row for row in (3, 4) if sheet.cell(row, 1).value == "Code")

    def column(self, heading: str) -> int:
        """Return the column of a heading."""
        names = [cell.value for cell in self.sheet[self.header]]
        return names.index(heading) + 1

    def number(self, code: str) -> int:
        """Return the row of a code."""
        for row in range(self.header + 1, self.sheet.max_row + 1):
            if self.sheet.cell(row, 1).value == code:
                return row
        raise AssertionError(code)

    def put(self, code: str, **values: Any) -> "Review":
        """Write into the row of a code: Finding, Comment, Reviewer, Date."""
        for heading, value in values.items():
            self.sheet.cell(self.number(code), self.column(heading)).value = value
        return self

    def saved(self) -> bytes:
        """Return the file as openpyxl saves it."""
        out = BytesIO()
        self.book.save(out)
        return out.getvalue()


def exported(client: Client, submission: str) -> bytes:
    """Export the workbook of a submission."""
    response = client.raw.get(f"/submissions/{submission}/qa-matrix.xlsx")
    assert response.status_code == 200
    return response.get_data()


def bring(
    client: Client, submission: str, file: bytes, status: int = 200, name: str = "back.xlsx"
) -> Page:
    """Upload a workbook, and return the preview or the refusal."""
    return client.post(
        f"/submissions/{submission}/return",
        {"workbook": (BytesIO(file), name)},
        status=status,
        content_type="multipart/form-data",
    )


def agree(client: Client, submission: str, page: Page, status: int = 303, **values: Any) -> Page:
    """Agree to what a preview shows."""
    data = {"parcel": page.field("parcel"), **values}
    return client.post(f"/submissions/{submission}/return/take", data, status=status)


def bring_and_agree(client: Client, submission: str, file: bytes, **values: Any) -> Page:
    """Upload a workbook and agree, where there is anything to agree to."""
    page = bring(client, submission, file)
    if page.all(".//input[@name='parcel']") and "would change" in page.words():
        agree(client, submission, page, **values)
    return page


def findings(app: Flask, submission: str) -> dict[str, tuple[str, str, str]]:
    """Return what stands: finding, reviewer and date by row."""
    with app.app_context(), transaction() as session:
        rows = session.scalars(sa.select(FindingRow).where(FindingRow.submission_id == submission))
        return {row.row: (row.finding, row.reviewer, row.reviewed_on) for row in rows}


def comments(app: Flask, submission: str) -> list[tuple[str, str]]:
    """Return row and text of every comment, shared or not."""
    with app.app_context(), transaction() as session:
        found = [
            (row.row, row.text)
            for rows in (
                session.scalars(sa.select(Comment).where(Comment.submission_id == submission)),
                session.scalars(sa.select(Remark).where(Remark.submission_id == submission)),
            )
            for row in rows
        ]
        return sorted(found)


def marked(
    client: Client, submission: str, slug: str, wish: str, seen: str = "", status: int = 303
) -> None:
    """Mark a row on screen."""
    client.post(
        f"/submissions/{submission}/findings", {"mark": f"{slug}|{seen}|{wish}"}, status=status
    )


def sent(sign_in: Callable[[str], Client], scene: Scene, email: str) -> str:
    """Send the pathway; return the submission's id."""
    return send(sign_in(email), scene)


def change_identity(
    file: bytes,
    change: Callable[[str], str | None],
    *,
    in_properties: bool = True,
    in_cell: bool = True,
) -> bytes:
    """Return the file with its identity changed, or without it, in both places or in one."""
    book: Any = load_workbook(BytesIO(file))
    new = change(identity_in(file))
    if in_properties:
        props = book.custom_doc_props
        for name in [item.name for item in props.props if item.name.startswith(PROPERTY)]:
            del props[name]
        for number, start in enumerate(range(0, len(new or ""), 240), start=1):
            name = PROPERTY if number == 1 else f"{PROPERTY}{number}"
            props.append(StringProperty(name=name, value=(new or "")[start : start + 240]))
    if in_cell:
        for row in book["Notes"].iter_rows():
            if MARK in [cell.value for cell in row]:
                row[[cell.value for cell in row].index(MARK) + 1].value = new
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def identity_in(file: bytes) -> str:
    """Return the identity of a file."""
    book: Any = load_workbook(BytesIO(file))
    props = book.custom_doc_props.props
    return "".join(str(item.value) for item in props if item.name.startswith(PROPERTY))
