"""Topics and synonyms: whole data, and how often they lead to a right competency."""

import csv
from collections import Counter
from pathlib import Path

import pytest

from pathways.domain.framework.finding import build_finder
from pathways.records.topics import read_topics
from tests.seeds.hits import (
    FOLDER,
    measure,
    our_ranking,
    plain_ranking,
    read_demonstration,
    read_outcomes,
    seed_edition,
)

HERE = Path(__file__).parent
EDITION = seed_edition()
TOPICS = read_topics(FOLDER)


def test_every_topic_is_whole() -> None:
    assert len(TOPICS) > 140
    for one in TOPICS:
        assert all(one.words), one
        assert one.reason.strip(), one.key
        assert set(one.codes) <= EDITION.by_code.keys(), one.key
        assert len(set(one.codes)) == len(one.codes), one.key
        assert len(set(one.words)) == len(one.words), one.key
    assert max(Counter(one.key for one in TOPICS).values()) == 1


def test_an_edition_without_topics_has_none(tmp_path: Path) -> None:
    assert read_topics(tmp_path) == ()


def test_the_outcomes_are_labelled_and_halved() -> None:
    outcomes = read_outcomes()
    assert len(outcomes) >= 120
    assert len({one.text for one in outcomes}) == len(outcomes)
    for one in outcomes:
        assert one.codes <= EDITION.by_code.keys(), one.text
        assert all(EDITION.by_code[code].level == one.level for code in one.codes), one.text
    themes = {EDITION.by_code[code].line_key for one in outcomes for code in one.codes}
    assert themes == {"KA", "LA", "SE", "LE", "CH", "WB", "SP"}
    assert 60 <= sum(one.is_for_tuning for one in outcomes) <= len(outcomes) - 60


def test_suggestions_for_our_test_half_are_mostly_right() -> None:
    held_back = [one for one in read_outcomes() if not one.is_for_tuning]
    ours, plain = (
        measure(our_ranking(EDITION), held_back),
        measure(plain_ranking(EDITION), held_back),
    )
    assert ours.hit_at_5 >= 0.9
    assert ours.recall_at_10 >= 0.85
    assert ours.hit_at_5 > plain.hit_at_5
    assert ours.recall_at_10 > plain.recall_at_10 + 0.1


def test_suggestions_for_the_manner_of_other_courses_are_mostly_right() -> None:
    held_back = [one for one in read_outcomes("second") if not one.is_for_tuning]
    ours, plain = (
        measure(our_ranking(EDITION), held_back),
        measure(plain_ranking(EDITION), held_back),
    )
    assert ours.hit_at_5 >= max(0.85, plain.hit_at_5)
    assert ours.recall_at_10 >= max(0.8, plain.recall_at_10 + 0.1)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Build a personal well-being plan", "L1-WB-S02"),
        ("Explain micro-aggressions", "L2-CH-K07"),
        ("Healing after trauma", "L2-KA-K18"),
        ("Prepare for endings", "L2-LE-K11"),
        ("Become a trauma-responsive service", "L3-WB-K08"),
    ],
)
def test_words_that_other_courses_use_lead_to_what_they_mean(text: str, code: str) -> None:
    finder = build_finder(EDITION, TOPICS)
    level = EDITION.by_code[code].level
    assert code in [one.code for one in finder.suggest(text, level, 10)]


def test_suggestions_for_the_demonstration_are_better_than_plain_ones() -> None:
    held_back = [one for one in read_demonstration() if not one.is_for_tuning]
    ours, plain = (
        measure(our_ranking(EDITION), held_back),
        measure(plain_ranking(EDITION), held_back),
    )
    assert ours.hit_at_5 >= max(0.65, plain.hit_at_5)
    assert ours.recall_at_10 >= max(0.42, plain.recall_at_10)


def test_forty_typed_queries_find_a_right_one_among_the_first_five() -> None:
    finder = build_finder(EDITION, TOPICS)
    with (HERE / "queries.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 40
    missed = [
        row["query"]
        for row in rows
        if set(row["codes"].split()).isdisjoint(one.code for one in finder.search(row["query"])[:5])
    ]
    assert len(missed) <= 5, missed


@pytest.mark.parametrize(
    "text",
    [
        "Operate a fork lift truck",
        "Prepare a tax return",
        "Install new software on office laptops",
    ],
)
def test_what_has_nothing_to_do_with_it_is_given_nothing(text: str) -> None:
    finder = build_finder(EDITION, TOPICS)
    assert finder.suggest(text, 2) == ()
