"""Any text comes back from the exported workbook exactly as it was typed."""

from io import BytesIO
from typing import Any

import openpyxl

from pathways.domain.limits import OUTCOME_LENGTH
from pathways.models.base import new_id
from tests.builder.house import PATHWAY, House

TEXTS = (
    "=1+1",
    '=HYPERLINK("https://evil.example","x")',
    "+441234567890",
    "-5 to 5",
    "@SUM(A1)",
    "#REF!",
    "'quoted",
    "<script>alert(1)</script> & <b>bold</b>",
    "Calm 🙂 👩🏽‍🏫 \U0001f1ec\U0001f1e7",
    "مرحبا بالعالم שלום",
    "_x0041_ and _x000D_",
    "1/2",
    "TRUE",
    "007",
    "javascript:alert(1)",
)
PARAGRAPHS = ("Line one\nLine two\n\n\tLine five", "=1+1\n=2+2", "x" * 30_000, "🙂" * 15_000)


def _cells(house: House) -> set[Any]:
    response = house.client.raw.get(f"{house.url}/qa-matrix.xlsx")
    assert response.status_code == 200
    assert "spreadsheetml" in response.headers["Content-Type"]
    book = openpyxl.load_workbook(BytesIO(response.get_data()))
    found = set()
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and cell.data_type != "f":
                    # Written so that spreadsheet programs read it as it was typed.
                    found.add(cell.value.replace("_x005F_", "_"))
    return found


def test_texts_come_back_from_the_workbook_as_typed(house: House) -> None:
    long = [text for text in PARAGRAPHS if len(text) > 8_000]
    for text in TEXTS:
        values = {"title": text, "delivery": text, "operation": new_id()}
        values.update(description=text, activities=text, assessment=text)
        house.client.post(f"{house.url}/modules/new", values)
    for text in TEXTS + PARAGRAPHS:
        if text not in long:
            values = {"title": "Paragraphs", "description": text, "operation": new_id()}
            house.client.post(f"{house.url}/modules/new", values)
    house.client.get(house.url)
    for place, text in enumerate(TEXTS + PARAGRAPHS, start=1):
        code = f"L2-KA-K{place:02}"
        house.treat(code, "I")
        values = {"treatment": "I", "evidence": text, "version": "1"}
        house.client.post(house.mapping_url(code), values)
    cells = _cells(house)
    for text in TEXTS + PARAGRAPHS:
        assert text in cells, text[:80]
    page = house.client.get(house.url)
    for text in TEXTS:
        titles = [page.words(h).partition(": ")[2] for h in page.tree.iter("h3")]
        assert " ".join(text.split()) in titles


def test_texts_of_details_and_assurance_come_back_too(house: House) -> None:
    details, assurance = f"{house.url}/details", f"{house.url}/assurance"
    for number, text in enumerate(TEXTS):
        mark = house.client.get(details).field("version")
        values = {**PATHWAY, "price_basis": "", "vat": "", "version": mark}
        values.update(title=f"Title {number}", summary=text, audience=text, contact=text)
        house.client.post(details, values)
        mark = house.client.get(assurance).field("version")
        values = {"version": mark, "facilitators": text, "principle-safety": text}
        house.client.post(assurance, values)
        assert house.content.details.summary == text
        cells = _cells(house)
        assert text in cells


def test_a_full_module_can_be_exported(house: House) -> None:
    for number in range(40):
        text = f"{number:02} ".ljust(OUTCOME_LENGTH, "o")
        house.client.post(f"{house.module()}/outcomes/new", {"text": text})
    house.treat("L2-KA-K01", "I")
    outcomes = [item.id for item in house.modules[0].outcomes]
    assert len(outcomes) == 40
    values = {"treatment": "I", "outcomes": outcomes, "evidence": "", "version": "1"}
    house.client.post(house.mapping_url("L2-KA-K01"), values)
    assert any("1. 00 ooo" in cell for cell in _cells(house))
