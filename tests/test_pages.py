"""What pages make of days and of typed links."""

from datetime import UTC, datetime

from pathways.pages import day, linked, moment


def test_a_day_is_that_of_london() -> None:
    late = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)
    assert day(late) == "2 July 2026"
    assert moment(late) == "2 July 2026 at 00:30"
    assert day(datetime(2026, 1, 1, 23, 30, tzinfo=UTC)) == "1 January 2026"


def test_a_link_is_escaped_like_the_text_around_it() -> None:
    typed = 'See https://a.example/?x=1&y=2 <b>"now"</b>'
    assert linked(typed) == (
        'See <a href="https://a.example/?x=1&amp;y=2" rel="noopener noreferrer">'
        "https://a.example/?x=1&amp;y=2</a> &lt;b&gt;&#34;now&#34;&lt;/b&gt;"
    )
