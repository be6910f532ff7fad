"""What a buyer asks first, in words."""

import pytest

from pathways.domain.pathway.content import Details, PathwayContent
from pathways.domain.pathway.facts import group_words, length_words, list_facts, price_words
from tests.domain.samples import WM, module


@pytest.mark.parametrize(
    ("details", "words"),
    [
        (Details(), ""),
        (Details(price_pence=0, price_basis="person", vat="included"), "Free"),
        (
            Details(price_pence=9550, price_basis="person", vat="included"),
            "£95.50 a person, VAT included",
        ),
        (
            Details(price_pence=312000, price_basis="group", vat="added"),
            "£3,120 a group, VAT is added",
        ),
        (Details(price_pence=100, vat="exempt"), "£1, no VAT"),
    ],
)
def test_a_price_in_words(details: Details, words: str) -> None:
    assert price_words(details) == words


@pytest.mark.parametrize(
    ("fewest", "most", "words"),
    [
        (0, 0, ""),
        (8, 16, "8 to 16 people"),
        (1, 1, "1 person"),
        (8, 8, "8 people"),
        (0, 1, "Up to 1 person"),
        (6, 0, "From 6 people"),
    ],
)
def test_a_group_in_words(fewest: int, most: int, words: str) -> None:
    assert group_words(Details(group_min=fewest, group_max=most)) == words


def test_the_length_is_that_of_the_modules_or_else_what_the_details_state() -> None:
    details = Details(contact_minutes=90, self_study_minutes=30)
    silent = PathwayContent("wm-tif-2024", "Silent", 2, details=details)
    told = PathwayContent("wm-tif-2024", "Told", 2, details=details, modules=(module(1),))
    assert [length_words(item) for item in (silent, told)] == ["2 h", "1 h"]
    assert length_words(PathwayContent("wm-tif-2024", "Nothing", 2)) == ""


def test_the_same_labels_whatever_is_stated() -> None:
    bare = PathwayContent("wm-tif-2024", "Bare", 2)
    full = PathwayContent(
        "wm-tif-2024", "Full", 3, 2, details=Details(delivery=("Online", "In a room"))
    )
    labels = [told.label for told in list_facts(WM, bare)]
    assert labels == [told.label for told in list_facts(WM, full)]
    found = {told.label: told.words for told in list_facts(WM, full)}
    assert found["Required on entry"] == "2 Trauma Informed"
    assert found["Delivery"] == "Online, In a room"
    assert {told.label: told.words for told in list_facts(WM, bare)}[
        "Required on entry"
    ] == "No level"
