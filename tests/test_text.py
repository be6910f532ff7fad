"""Every text that comes in passes one door."""

import pytest

from pathways.domain.limits import LONG_LIMIT, TITLE_LIMIT
from pathways.domain.words import utf16_length
from pathways.text import TextError, clean_text, copied_title


def test_a_text_is_kept_as_typed_but_for_line_ends_and_outer_blanks() -> None:
    assert clean_text("  =1+1\r\n\tعربي 🙂\u2028end ") == "=1+1\n\tعربي 🙂\nend"


@pytest.mark.parametrize("end", ["\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029", "\r\n"])
def test_every_kind_of_line_end_becomes_one(end: str) -> None:
    assert clean_text(f"Safe{end}spaces") == "Safe\nspaces"
    with pytest.raises(TextError, match="one line. It is broken after “Safe”"):
        clean_text(f"Safe{end}spaces", is_line=True)


@pytest.mark.parametrize("blank", ["\u00a0", "\u2007", "\u202f"])
def test_blanks_that_would_keep_a_line_from_wrapping_become_plain(blank: str) -> None:
    assert clean_text(f"{blank}Ask{blank}{blank}first{blank}", is_name=True) == "Ask  first"


def test_composed_and_decomposed_letters_are_one() -> None:
    assert clean_text("e\u0301") == "é"


@pytest.mark.parametrize("character", ["\x00", "\x1b", "\x7f", "\ud800", "\ufffe", "\uffff"])
def test_what_no_file_can_hold_is_refused_by_name(character: str) -> None:
    with pytest.raises(TextError, match=f"U\\+{ord(character):04X}"):
        clean_text(f"a{character}b")


def test_what_is_refused_is_found_by_the_words_before_it() -> None:
    text = f"It was agreed\nthat nobody waits\x07 here, {'x' * 90}"
    with pytest.raises(TextError, match=r"\(U\+0007\), after “agreed that nobody waits”\. Take"):
        clean_text(text)
    with pytest.raises(TextError, match=r"\(U\+0007\), at its beginning\. Take"):
        clean_text("\x07 here")
    with pytest.raises(TextError, match=r", after “x{40}”\."):
        clean_text("x" * 90 + "\x07")


def test_the_limit_counts_as_spreadsheets_do() -> None:
    assert utf16_length("🙂") == 2
    assert clean_text("🙂" * 5, 10) == "🙂" * 5
    with pytest.raises(TextError, match="Keep this to 10 characters. It has 12 now."):
        clean_text("🙂" * 6, 10)


def test_a_text_that_would_not_fit_into_a_cell_is_refused() -> None:
    with pytest.raises(TextError, match="Keep this to 30,000 characters"):
        clean_text("_x0041_" * 4_000, LONG_LIMIT)


@pytest.mark.parametrize("mark", ["\u200b", "\u202e", "\ufeff"])
def test_a_name_holds_nothing_that_cannot_be_seen(mark: str) -> None:
    assert clean_text(f"a{mark}b") == f"a{mark}b"
    with pytest.raises(TextError, match="invisible"):
        clean_text(f"a{mark}b", is_name=True)


def test_a_line_has_no_breaks() -> None:
    with pytest.raises(TextError, match="one line"):
        clean_text("a\nb", is_line=True)


@pytest.mark.parametrize("title", ["Short", "a" * 200, "🙂" * 100, "_x" * 25])
def test_the_title_of_a_copy_is_one_that_can_be_saved(title: str) -> None:
    copied = copied_title(title)
    assert copied.endswith(" (copy)")
    assert clean_text(copied, TITLE_LIMIT, is_name=True) == copied


def test_a_heap_of_accents_is_refused_before_it_is_composed() -> None:
    assert clean_text("e" + "\u0301" * 30).startswith("é")
    # A mark that only shows as two once it is taken apart; composing so many would take minutes.
    for marks in ("\u0301\u0316", "\u0f73"):
        with pytest.raises(TextError, match="too many accents"):
            clean_text("a" + marks * 200_000)
