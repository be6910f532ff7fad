"""Suggestions and search over a small edition: what is found, why, and when nothing is."""

from collections.abc import Iterable

import pytest

from pathways.domain.framework.edition import Edition
from pathways.domain.framework.finding import Finder, Topic, build_finder
from tests.seeds.hits import seed_edition

TOPICS = (
    Topic("plants", "Plants", ("greenery", "pot plants"), ("L1-SE-K05", "L9-XX-K01")),
    Topic("words", "", ("phrasing", "language")),
)


@pytest.fixture(scope="module")
def edition() -> Edition:
    return seed_edition()


@pytest.fixture(scope="module")
def finder(edition: Edition) -> Finder:
    return build_finder(edition, TOPICS)


def codes(found: Iterable[object]) -> list[str]:
    return [str(getattr(one, "code", "")) for one in found]


def test_a_label_suggests_its_own_competency_first(finder: Finder, edition: Edition) -> None:
    for one in edition.competencies[::20]:
        best = finder.suggest(one.label, one.level, limit=5)
        assert one.code in codes(best), one.code


def test_only_the_level_asked_for_is_suggested(finder: Finder) -> None:
    for level in (1, 2, 3):
        found = codes(finder.suggest("inclusive language", level))
        assert found
        assert all(code.startswith(f"L{level}-") for code in found)
    assert len({code[:2] for code in codes(finder.suggest("inclusive language"))}) > 1


def test_a_suggestion_says_by_which_words_of_the_text(finder: Finder) -> None:
    text = "Learners put Pot  Plants in place"
    (first, *_) = finder.suggest(text, 1)
    assert first.code == "L1-SE-K05"
    assert first.because[0] == "Pot Plants"


def test_a_synonym_finds_the_labels_that_use_another_word_of_it(finder: Finder) -> None:
    found = finder.suggest("inclusive phrasing and dignity", 1)
    assert any("phrasing" in one.because for one in found)
    assert "L1-LA-K02" in codes(found)


@pytest.mark.parametrize(
    "text", ["", "   ", "and of the", "Learners will be able to", "Zebra quagga", "✓ – 7", "\x00"]
)
def test_nothing_is_suggested_where_nothing_fits(finder: Finder, text: str) -> None:
    assert finder.suggest(text, 1) == ()


def test_the_best_comes_first_and_no_more_than_asked(finder: Finder) -> None:
    scores = [one.score for one in finder.suggest("trauma informed language that empowers", 1, 7)]
    assert scores == sorted(scores, reverse=True)
    assert len(scores) == 7
    assert finder.suggest("language", 1, 0) == ()


def test_a_long_text_is_read_in_part_and_a_hostile_one_is_harmless(finder: Finder) -> None:
    assert finder.suggest("language " * 100_000, 1) == finder.suggest("language " * 222, 1)
    finder.suggest("<script>" + "a" * 100_000 + "\ud800", 1)


def test_a_search_finds_what_holds_every_word_before_what_comes_close(finder: Finder) -> None:
    found = finder.search("dignity language hope", 1)
    assert found[0].code == "L1-LA-K02"
    assert found[0].because == ()
    assert found[1].because


def test_a_search_takes_codes_and_beginnings_of_words_but_no_middles(finder: Finder) -> None:
    assert codes(finder.search("l4-sp-0")) == [f"L4-SP-0{at}" for at in range(1, 10)]
    assert "L1-LA-S06" in codes(finder.search("interpr", 1))
    assert finder.search("nterpret", 1) == ()


def test_a_search_keeps_to_what_it_may_show(finder: Finder) -> None:
    every = codes(finder.search("language", 1))
    assert codes(finder.search("language", 1, among=every[1:])) == every[1:]
    assert finder.search("language", 1, among=()) == ()


def test_official_wording_is_searched_where_it_is_loaded(edition: Edition) -> None:
    finder = build_finder(edition, (), {"L1-LA-K01": "An invented wording with a quagga in it."})
    (found,) = finder.search("quagga")
    assert (found.code, found.is_in_wording) == ("L1-LA-K01", True)
    assert codes(finder.suggest("Draw a quagga", 1)) == ["L1-LA-K01"]
