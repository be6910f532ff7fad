"""A name is found where it stands by itself, and in no other word."""

import pytest

from pathways.domain.words import replace_whole


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ada Lovelace", "X"),
        ("By Ada Lovelace, and Ada Lovelace.", "By X, and X."),
        ("(Ada Lovelace)’s", "(X)’s"),
        ("Ada Lovelace's", "X's"),
        ("Ada Lovelace-Byron", "Ada Lovelace-Byron"),
        ("Ada Lovelaces", "Ada Lovelaces"),
        ("Nada Lovelace", "Nada Lovelace"),
        ("ada lovelace", "ada lovelace"),
        ("ADA@x.example: editor", "X: editor"),
        ("Write to ada@x.example.", "Write to X."),
        ("ada@x.example.org", "ada@x.example.org"),
        ("nada@x.example", "nada@x.example"),
        ("dr.ada@x.example", "dr.ada@x.example"),
        ("İ: ada@x.example", "İ: X"),
        ("", ""),
    ],
)
def test_a_name_is_found_by_itself_alone(text: str, expected: str) -> None:
    assert replace_whole(text, ("ada@x.example", "", "Ada Lovelace"), "X") == expected


def test_a_longer_name_goes_first() -> None:
    assert replace_whole("Ada Lovelace", ("Ada", "Ada Lovelace"), "X") == "X"


def test_nothing_to_find_changes_nothing() -> None:
    assert replace_whole("Ada", ("", ""), "X") == "Ada"
