"""What reviewers type, read as findings and days, or not at all."""

from datetime import date
from typing import Final

import pytest

from pathways.domain.review.finding import Finding
from pathways.domain.review.typed import DayError, day_of, finding_of

TODAY: Final = date(2026, 11, 26)


@pytest.mark.parametrize("finding", Finding)
def test_every_word_that_the_app_shows_is_read(finding: Finding) -> None:
    for word in (finding.word, finding.short, finding.value):
        for typed in (word, f"  {word.upper()} \n", f"{word}.", word.replace(" ", "-")):
            assert finding_of(typed) is finding, typed


@pytest.mark.parametrize(
    ("typed", "finding"),
    [
        ("partially met", Finding.PARTLY_MET),
        ("Partial", Finding.PARTLY_MET),
        ("part-met", Finding.PARTLY_MET),
        ("not-met", Finding.NOT_MET),
        ("Unmet", Finding.NOT_MET),
        ("NOT_MET", Finding.NOT_MET),
        ("n/a", Finding.NOT_APPLICABLE),
        ("N.A.", Finding.NOT_APPLICABLE),
        ("NA", Finding.NOT_APPLICABLE),
        ("not\u00a0applicable", Finding.NOT_APPLICABLE),
    ],
)
def test_obvious_spellings_are_read(typed: str, finding: Finding) -> None:
    assert finding_of(typed) is finding


@pytest.mark.parametrize("typed", ["Yes", "no", "1", "✓", "x", "Fine", "Mostly met", "Met?", ""])
def test_what_says_less_than_a_finding_is_none(typed: str) -> None:
    assert finding_of(typed) is None


@pytest.mark.parametrize(
    "typed",
    [
        *("2026-11-03", "2026-11-03 14:05", "03/11/2026", "3/11/26", "3.11.2026", "3-11-2026"),
        *("3 Nov 2026", "3 November 2026", "3rd November, 2026", "3-Nov-2026", "3 nov"),
        *("Tue 3 Nov 2026", "Tuesday, 3 November 2026", "the 3rd of November 2026"[4:]),
        *("November 3, 2026", " 3  Nov 2026 "),
    ],
)
def test_days_are_read_as_they_are_written_here(typed: str) -> None:
    assert day_of(typed, TODAY) == date(2026, 11, 3)


def test_a_day_without_a_year_is_the_latest_such_day() -> None:
    assert day_of("26 Nov", TODAY) == TODAY
    assert day_of("27 Nov", TODAY) == date(2025, 11, 27)
    # Where it is a day later already.
    assert day_of("27 Nov 2026", TODAY) == date(2026, 11, 27)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        *((text, "cannot be read") for text in ("11/26/2026", "yesterday", "2026-13-45")),
        *((text, "cannot be read") for text in ("31/02/2026", "46353", "3 Ma 2026", "4/11", "")),
        *((text, "still to come") for text in ("28/11/2026", "3 Nov 2027", "2099-01-01")),
        *((text, "too long ago") for text in ("3 Nov 1926", "1999-12-31", "0026-11-03")),
    ],
)
def test_what_is_no_day_is_said(typed: str, says: str) -> None:
    with pytest.raises(DayError, match=says):
        day_of(typed, TODAY)
