"""Minutes as people write them, read or refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pathways.domain.pathway.minutes import DAY, minutes_of, read_clock, read_length
from pathways.domain.words import duration

READ = {
    "": 0, "90": 90, " 90 ": 90, "90 mins": 90, "90min.": 90, "45'": 45, "1:30": 90, "1:30:00": 90,
    "1½ hours": 90, "1 ½ h": 90, "½ hour": 30, "1 1/2 hours": 90, "1 hour and 30 minutes": 90,
    "1 hour, 30 minutes": 90, "6 hrs": 360, "0.75h": 45, "1,5 hours": 90, "1h30": 90, "1h30m": 90,
    "1 h 30": 90, "1 h 30 min": 90, "1 hour 15": 75, "an hour": 60, "half an hour": 30,
    "an hour and a half": 90, "one and a half hours": 90, "three quarters of an hour": 45,
    "PT1H30M": 90, "PT45M": 45,
    "forty-five minutes": 45, "2 x 45 min": 90, "2×45 min": 90, "45 min x 2": 90,
    "3 x 1½ hours": 270, "3 sessions of 2 hours": 360, "two 45-minute sessions": 90,
    "1 hour + 15 min": 75, "60 min + 30 min": 90, "90 minutes (1.5 hours)": 90,
    "09:30–11:00": 90, "9.30-11.00": 90, "0930-1100": 90, "09:00 to 10:30": 90,
    "10am - 12pm": 120, "2-4 pm": 120, "1.30pm–3pm": 90, "11:30-1:00": 90,
    "Duration: 90 min": 90, "90 min including break": 90, "1\u00a0hour\x0b30 min": 90,
}  # fmt: skip
TAKEN = {
    "half a day": 210, "Half-day": 210, "½ day": 210, "1 day": 420, "full day": 420, "2 days": 840,
    "about 90 minutes": 90, "approx. 2 hours": 120, "up to 1 hour": 60,
}  # fmt: skip
REFUSED = (
    "60-90", "1-2 hours", "9-11", "ninety", "soon", "a while", "-5", "٩٠", "2.5", "1 h 75", "90 90",
    "30 min 1 h", "5/0 hours", "0/1 h", "1/2/3", "90 x", "90 minutes (2 hours)", "x" * 5_000,
)  # fmt: skip


@pytest.mark.parametrize("text", READ)
def test_a_length_is_read_and_needs_no_remark(text: str) -> None:
    found = read_length(text)
    assert (found.minutes, found.taken_as) == (READ[text], "")


@pytest.mark.parametrize("text", TAKEN)
def test_a_length_that_rests_on_something_says_on_what(text: str) -> None:
    found = read_length(text)
    assert found.minutes == TAKEN[text]
    assert f"taken as {TAKEN[text]} minutes" in found.taken_as
    assert ("a day of training being 7 hours here" in found.taken_as) == ("day" in text.lower())


def test_a_day_that_says_its_hours_is_as_long_as_it_says() -> None:
    assert read_length("1 day (6 hours)").minutes == 360
    assert read_length("1 day (6 hours)").taken_as == ""
    assert read_length("1 day (in person)").minutes == DAY


@pytest.mark.parametrize("text", REFUSED)
def test_what_cannot_be_read_is_refused_with_advice(text: str) -> None:
    with pytest.raises(ValueError, match="Give the minutes as a whole number, such as 90"):
        read_length(text)


def test_more_than_a_field_holds_is_refused() -> None:
    with pytest.raises(ValueError, match="more than 1,000 hours"):
        read_length("1001 hours")
    assert minutes_of("1000 h") == 60_000


def test_a_number_alone_is_of_the_unit_that_its_column_names() -> None:
    assert read_length("1.5", "h").minutes == 90
    assert read_length("90", "m").minutes == 90
    assert read_length("0.5", "d").minutes == 210
    assert read_length("90 min", "h").minutes == 90


@pytest.mark.parametrize(
    ("text", "minute"),
    [("09:30", 570), ("9.30", 570), ("2 pm", 840), ("12 am", 0), ("90", None), ("lunch", None)],
)
def test_a_time_of_day(text: str, minute: int | None) -> None:
    assert read_clock(text) == minute


@given(st.integers(1, 60_000))
def test_what_this_product_writes_it_reads(minutes: int) -> None:
    assert minutes_of(duration(minutes)) == minutes
    hours, rest = divmod(minutes, 60)
    assert minutes_of(f"{minutes}") == minutes_of(f"{minutes} minutes") == minutes
    if hours:
        assert minutes_of(f"{hours}h{rest:02}") == minutes_of(f"{hours}:{rest:02}") == minutes
    if hours and rest:
        assert minutes_of(f"{hours} hours and {rest} minutes") == minutes


@given(st.integers(0, 1_438), st.integers(1, 720), st.sampled_from([":", "."]))
def test_a_span_of_the_day_is_its_length(start: int, length: int, sign: str) -> None:
    end = start + length
    if end >= 24 * 60:
        return
    clocks = (f"{at // 60:02}{sign}{at % 60:02}" for at in (start, end))
    assert minutes_of("–".join(clocks)) == length


@given(st.text(max_size=200) | st.text("0123456789:.-x½ hdaymins", max_size=60))
def test_any_text_is_read_within_the_limit_or_refused(text: str) -> None:
    try:
        minutes = minutes_of(text)
    except ValueError as error:
        minutes = 0 if "Give the minutes" in str(error) else -1
    assert 0 <= minutes <= 60_000
