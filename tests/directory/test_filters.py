"""A search as an address, read back and read leniently; counts against counting one by one."""

import random
from datetime import date

import pytest

from pathways.directory.counting import count_choices
from pathways.directory.filters import ALL_OF, ANY_OF, PageStart, Search, read_search

KNOWN = {
    "level": ["1", "2", "3", "4"],
    "review": ["reviewed", "self"],
    "theme": ["KA", "LA"],
    "standard": ["balanced", "full"],
    "length": ["2h", "unstated"],
    "price": ["free"],
}
TODAY = date(2030, 5, 10)
CODES = {"a": {"L2-KA-K01"}, "b": {"L2-KA-K01", "L2-PW-K01"}}


def read(**arguments: list[str]) -> Search:
    return read_search(arguments, KNOWN, CODES, TODAY)


def test_an_address_holds_the_whole_search() -> None:
    search = Search(
        words="calm beginnings & “more”",
        chosen=(("level", "2"), ("level", "3"), ("theme", "KA"), ("sector", "Any text / at all")),
        competency="L2-KA-K01",
        sort="title",
        place=PageStart(25, "harbour 3", 17, is_back=True),
    )
    assert read_search(search.arguments, KNOWN, CODES, TODAY) == search
    assert Search().arguments == {}


@pytest.mark.parametrize(
    ("arguments", "sentences"),
    [
        ({"level": ["9"]}, 1),
        ({"level": ["2", "two", "2' OR 1=1"]}, 1),
        ({"theme": ["XX"], "standard": ["gold"], "review": ["maybe"], "price": ["-1"]}, 1),
        ({"competency": ["L9-XX-K99"]}, 1),
        ({"sort": ["random()"]}, 1),
        ({"search": ["x" * 201]}, 1),
        ({"place": ["nonsense"]}, 1),
        ({"place": ["W10"]}, 1),
        ({"unknown": ["1"], "page": ["7"]}, 0),
        ({"search": ["", "  "], "sort": [""], "level": [""]}, 0),
        ({"provider": ["nobody"], "sector": ["\x00\ud800"]}, 1),
    ],
)
def test_what_means_nothing_is_left_out_and_said(
    arguments: dict[str, list[str]], sentences: int
) -> None:
    search = read(**arguments)
    assert len(search.ignored) == sentences, search.ignored
    assert search.place is None
    assert all("\x00" not in value for _kind, value in search.chosen)
    again = read_search(search.arguments, KNOWN, CODES, TODAY)
    assert again.ignored == ()


def test_words_are_kept_as_typed_without_what_nobody_sees() -> None:
    assert read(search=["  calm\n\x00 \u202eharbour\t"]).words == "calm harbour"
    assert len(read(search=["a" * 500]).words) == 200


def test_no_more_filters_are_taken_than_a_page_has() -> None:
    many = read(sector=[f"Sector {number}" for number in range(500)])
    assert len(many.chosen) == 60
    assert many.ignored


@pytest.mark.parametrize(
    ("place", "sort"),
    [
        (PageStart(0, "not a day", 1), "newest"),
        (PageStart(0, "0001-01-01T00:00:00+14:00", 1), "newest"),
        (PageStart(0, "2026-01-01T00:00:00", 1), "newest"),
        (PageStart(0, "x\0", 1), "title"),
        (PageStart(0, "x" * 300, 1), "title"),
        (PageStart(0, "12", 1), "shortest"),
        (PageStart(0, 2**40, 1), "price"),
        (PageStart(0, 5, 1), "share"),
        (PageStart(0, 5, 2**40), "price"),
        (PageStart(-1, 5, 1), "price"),
        (PageStart(0, 5, True), "price"),
        (PageStart(0, True, 1), "price"),
    ],
)
def test_a_place_that_no_page_gave_is_none(place: PageStart, sort: str) -> None:
    assert PageStart.read(place.token, sort) is None


def test_a_place_survives_any_title() -> None:
    place = PageStart(50, "“ünïcode” \u200d title", 3)
    assert PageStart.read(place.token, "title") == place


def test_taking_something_off_begins_at_the_first_page() -> None:
    search = Search("calm", (("level", "2"), ("level", "3")), "L2-KA-K01", "", PageStart(25))
    assert search.without("level", "2").chosen == (("level", "3"),)
    assert search.without("level").chosen == ()
    assert search.without("words").words == ""
    assert search.without("competency").competency == ""
    for kind in ("level", "words", "competency"):
        assert search.without(kind).place is None


@pytest.mark.parametrize("seed", range(20))
def test_counts_are_those_of_counting_one_by_one(seed: int) -> None:
    draw = random.Random(seed)  # noqa: S311  # a test's lot, no secret
    values = [(kind, f"{number}") for kind in (*ANY_OF, *ALL_OF) for number in range(3)]
    offers = [{value for value in values if draw.random() < 0.5} for _ in range(60)]
    chosen = tuple(value for value in values if draw.random() < 0.15)
    words, visible = draw.getrandbits(60), draw.getrandbits(60)
    asked = {"words": words} if draw.random() < 0.5 else {}

    def passes(place: int, search: Search) -> bool:
        has = offers[place]
        fits = all(
            (all if kind in ALL_OF else any)((kind, value) in has for value in wanted)
            for kind in (*ANY_OF, *ALL_OF)
            if (wanted := search.values(kind))
        )
        return fits and bool(visible >> place & 1) and (not asked or bool(words >> place & 1))

    def total(search: Search) -> int:
        return sum(passes(place, search) for place in range(60))

    members = {
        value: sum(1 << place for place in range(60) if value in offers[place]) for value in values
    }
    search = Search(chosen=chosen)
    counted = count_choices(search, visible, asked, members)
    assert counted.total == total(search)
    for kind, value in values:
        base = search if kind in ALL_OF else search.without(kind)
        wanted = Search(chosen=(*base.chosen, (kind, value)))
        assert counted.counts[kind, value] == total(wanted), (kind, value)
    for kind in {kind for kind, _value in chosen}:
        assert counted.without[kind] == total(search.without(kind))
