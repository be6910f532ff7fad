"""Numbers of outcomes in cells of a spreadsheet."""

import pytest

from pathways.domain.pathway.outcome_numbers import read_outcome_numbers


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("1", (1,)),
        ("2, 3", (2, 3)),
        ("LO2", (2,)),
        ("LO 1 and LO3; 3", (1, 3)),
        ("1-3/5", (1, 2, 3, 5)),
        ("Outcomes 2 & 4", (2, 4)),
        (" ", ()),
        ("–", ()),
        ("slide 4", None),
        ("1.2", None),
        ("²", None),
        ("99999", None),
        ("3-1", None),
    ],
)
def test_numbers_are_read_as_people_write_them(text: str, numbers: tuple[int, ...] | None) -> None:
    assert read_outcome_numbers(text) == numbers
