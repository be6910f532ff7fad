"""A run in words, what of it comes next, and what is refused."""

from dataclasses import replace
from datetime import date

import pytest

from pathways.domain.pathway.run import Run, in_order, next_words, read_places, refuse_run

TODAY = date(2026, 11, 27)
COVENTRY = Run(date(2027, 3, 9), date(2027, 3, 9), "The Old Library", "Coventry", places_left=6)
AGREED = Run(area="Dudley")
ONLINE = Run(date(2026, 12, 1), date(2026, 12, 3), is_online=True, is_open=True)


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (None, None, "By agreement"),
        ((2027, 3, 9), (2027, 3, 9), "9 March 2027"),
        ((2027, 3, 9), (2027, 3, 11), "9 to 11 March 2027"),
        ((2027, 3, 30), (2027, 4, 2), "30 March to 2 April 2027"),
        ((2026, 12, 30), (2027, 1, 2), "30 December 2026 to 2 January 2027"),
    ],
)
def test_days_in_words(
    first: tuple[int, int, int] | None, last: tuple[int, int, int] | None, words: str
) -> None:
    assert Run(first and date(*first), last and date(*last)).when == words


@pytest.mark.parametrize(
    ("run", "where", "spot"),
    [
        (COVENTRY, "The Old Library, Coventry", "Coventry"),
        (Run(place="Coventry Central Library", area="coventry"), "Coventry Central Library", ""),
        (AGREED, "Dudley", "Dudley"),
        (ONLINE, "Online", "online"),
        (replace(COVENTRY, is_online=True), "The Old Library, Coventry, and online", ""),
        (Run(), "", ""),
    ],
)
def test_place_in_words(run: Run, where: str, spot: str) -> None:
    assert run.where == where
    assert not spot or run.spot == spot


@pytest.mark.parametrize(
    ("left", "words"),
    [(None, ""), (0, "No place left"), (1, "1 place left"), (6, "6 places left")],
)
def test_room_in_words(left: int | None, words: str) -> None:
    assert replace(AGREED, places_left=left).room == words


def test_what_comes_next() -> None:
    assert next_words([COVENTRY, AGREED], TODAY) == "Next: 9 March 2027, Coventry, 6 places left"
    assert next_words([COVENTRY], date(2027, 3, 9)) == "Next: 9 March, Coventry, 6 places left"
    assert next_words([COVENTRY], date(2027, 3, 10)) == ""
    assert next_words([COVENTRY, ONLINE], TODAY) == "Next: 1 to 3 December, online"
    assert next_words([AGREED], TODAY) == "Dates by agreement: Dudley"
    assert next_words([Run(is_online=True)], TODAY) == "Dates by agreement: online"
    assert next_words([], TODAY) == ""
    # What is under way is not next while another is to come.
    later = date(2026, 12, 2)
    assert next_words([ONLINE], later) == "Under way until 3 December, online"
    assert next_words([ONLINE, COVENTRY], later).startswith("Next: 9 March 2027")
    # One with room comes before an earlier one without.
    full = replace(ONLINE, places_left=0)
    assert next_words([full, COVENTRY], TODAY).startswith("Next: 9 March 2027")
    assert next_words([full], TODAY) == "Next: 1 to 3 December, online, No place left"


def test_order_and_days_asked_for() -> None:
    assert in_order([AGREED, COVENTRY, ONLINE]) == (ONLINE, COVENTRY, AGREED)
    assert COVENTRY.lies_within(date(2027, 3, 9), date(2027, 3, 9))
    assert not COVENTRY.lies_within(date(2027, 3, 10), None)
    assert not ONLINE.lies_within(None, date(2026, 12, 2))
    assert not AGREED.lies_within(TODAY, None)
    assert AGREED.lies_within(None, None)


@pytest.mark.parametrize(
    ("run", "fields"),
    [
        (COVENTRY, ()),
        (AGREED, ()),
        (ONLINE, ()),
        (replace(COVENTRY, ends_on=date(2027, 3, 8)), ("ends_on",)),
        (replace(COVENTRY, starts_on=None), ("starts_on",)),
        (replace(COVENTRY, starts_on=date(2026, 3, 9), ends_on=date(2026, 3, 9)), ("starts_on",)),
        (replace(COVENTRY, starts_on=date(2026, 3, 9), ends_on=date(2026, 3, 10)), ("ends_on",)),
        (replace(ONLINE, starts_on=date(2026, 11, 1), ends_on=TODAY), ()),
        (replace(COVENTRY, ends_on=date(2034, 1, 1)), ("ends_on",)),
        (replace(COVENTRY, area=""), ("area",)),
        (replace(COVENTRY, places_left=1_000_000), ("places_left",)),
        (replace(COVENTRY, places_left=0), ()),
    ],
)
def test_what_is_refused_beside_which_field(run: Run, fields: tuple[str, ...]) -> None:
    assert tuple(refuse_run(run, TODAY)) == fields


@pytest.mark.parametrize(
    ("typed", "places"),
    [("", None), (" 6 ", 6), ("0", 0), ("Full", 0), ("12 places left", 12), ("1,200", 1200)],
)
def test_places_as_typed(typed: str, places: int | None) -> None:
    assert read_places(typed) == places


@pytest.mark.parametrize("typed", ["-1", "−3", "six", "1.5", "1000000", "9" * 400, "٣"])
def test_places_that_are_none(typed: str) -> None:
    with pytest.raises(ValueError, match="place|number"):
        read_places(typed)
