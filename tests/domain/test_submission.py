"""Words of submissions: ages, rows, and which states are open."""

import pytest

from pathways.domain.review.submission import SubmissionState, age_in_words, line_key, line_row


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (-1, "today"),
        (0, "today"),
        (1, "yesterday"),
        (2, "2 days ago"),
        (13, "13 days ago"),
        (14, "2 weeks ago"),
        (60, "8 weeks ago"),
        (61, "2 months ago"),
        (400, "13 months ago"),
    ],
)
def test_an_age_is_said_as_people_say_it(days: int, words: str) -> None:
    assert age_in_words(days) == words


def test_a_line_has_a_row_of_its_own() -> None:
    assert line_key(line_row("KA")) == "KA"
    assert line_key("L1-KA-K01") is None


def test_only_what_is_sent_or_in_review_is_open() -> None:
    assert [state.value for state in SubmissionState if state.is_open] == ["sent", "in_review"]
