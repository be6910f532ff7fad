"""Cells that name several codes or modules."""

import pytest

from pathways.domain.bringing.recognition import Recogniser
from pathways.domain.bringing.references import (
    find_codes,
    find_modules,
    name_modules,
    treatment_of_heading,
)
from tests.domain.samples import WM


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("L1-KA-K01, L1-KA-K02", [("L1-KA-K01", "?"), ("L1-KA-K02", "?")]),
        ("l1 ka k1 (I); KA-K02: D", [("L1-KA-K01", "I"), ("L1-KA-K02", "D")]),
        ("L1-KA-K01, K02 and 03", [(f"L1-KA-K0{n}", "?") for n in (1, 2, 3)]),
        ("By 10 am, in room LA 12", []),
        ("L1-KA-K99", []),
    ],
)
def test_codes_in_a_text(text: str, found: list[tuple[str, str]]) -> None:
    assert find_codes(text, Recogniser(WM, {}, 1)) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1, 3", (1, 3)),
        ("Modules 1 and 2", (1, 2)),
        ("M2; M4", (2, 4)),
        ("2-4", (2, 3, 4)),
        ("Module 1: Hello", (1,)),
        ("x", None),
        ("99", None),
    ],
)
def test_modules_in_a_cell(text: str, found: tuple[int, ...] | None) -> None:
    assert find_modules(text) == found


def test_titles_and_headings() -> None:
    assert name_modules(["Module 2: Hello, Module 1", "3"]) == {2: "Hello"}
    assert [treatment_of_heading(one) for one in ("Introduced in", "A", "Assesses", "Notes")] == [
        "I",
        "A",
        "A",
        "",
    ]
