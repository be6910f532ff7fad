"""The main job through every layer, on both engines: from an empty list to a workbook.

What it looks like, and how hands find it, is tested in a real browser in `browser/`.
"""

from io import BytesIO

import openpyxl
import pytest
from flask import Flask

from tests.factories import make_organisation, make_person
from tests.page import Client, Page

PATHWAY = {
    "title": "Practice for libraries",
    "target_level": "2",
    "entry_level": "1",
    "standard": "balanced",
}
LINES = {"1": ("KA", "LA"), "2": ("SE",), "3": ("LE", "CH"), "4": ("WB",)}


def _offered(page: Page, line: str) -> str:
    """Return what the first button of a gap would send."""
    gap = page.by_id(f"line-{line}")
    assert gap is not None
    return next(b.get("value") or "" for b in gap.iter("button") if b.get("name") == "cell")


@pytest.mark.parametrize("htmx", [True, False], ids=["htmx", "plain"])
def test_from_an_empty_list_to_a_workbook(app: Flask, htmx: bool) -> None:
    with app.app_context():
        make_person("provider@test.example", make_organisation())
    client = Client(app)
    client.sign_in("provider@test.example")
    assert "No pathway yet" in client.get("/pathways").words()
    operation = client.get("/pathways/new").field("operation")
    url = client.post("/pathways/new", {**PATHWAY, "operation": operation}).location

    status = 200 if htmx else 303
    for number in LINES:
        form = client.get(f"{url}/modules/new", htmx=htmx)
        values = {"title": f"Day {number}", "minutes": "90", "operation": form.field("operation")}
        client.post(f"{url}/modules/new", values, status, htmx=htmx)
    page = client.get(url)
    modules = [item.get("data-id") or "" for item in page.all(".//article")]
    assert "0 of 6 themes" in page.words(page.by_id("verdict"))

    for module, lines in zip(modules, LINES.values(), strict=True):
        for line in (line for line in lines for _strand in "KS"):
            cell = _offered(client.get(url), line)
            values = {"cell": cell, "module": module, "from": "?"}
            client.post(f"{url}/treatments", values, status, htmx=htmx)
    page = client.get(url)
    headline = "All six themes represented at Trauma Informed: 12 of 153 competencies (Balanced)"
    assert page.words(page.by_id("verdict")) == headline

    report = client.raw.get(f"{url}/coverage.json").get_json()
    assert (report["met"], report["headline"]) == (True, headline)
    assert headline in client.get(f"{url}/coverage").words()
    assert headline in client.get("/pathways").text

    data = client.raw.get(f"{url}/qa-matrix.xlsx").get_data()
    book = openpyxl.load_workbook(BytesIO(data), data_only=True)
    cells = {cell for row in book["Summary"].iter_rows(values_only=True) for cell in row}
    assert headline in cells
    assert client.raw.get(f"{url}/qa-matrix.xlsx").get_data() == data, "the same bytes again"
