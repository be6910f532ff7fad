"""The text index: which words are the same, and which of two offers stands first."""

import pytest
import sqlalchemy as sa
from flask import Flask

from pathways.db import db, transaction
from pathways.records.listing.search import OfferText, index_texts, matching, words_of


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Résumé of the NAÏVE reader", ["resume", "of", "the", "naive", "reader"]),
        ("Trauma-informed: people's lives", ["trauma", "informed", "peoples", "lives"]),
        ("people’s", ["peoples"]),
        (" …!? ", []),
    ],
)
def test_words_are_the_same_without_accents_case_and_signs(text: str, words: list[str]) -> None:
    assert words_of(text) == words


def test_a_word_of_the_title_weighs_most_then_what_it_is_about(app: Flask) -> None:
    texts = [
        (1, OfferText("Something else", "Willow", "For everybody", "Words about grief")),
        (2, OfferText("Something else", "Willow", "About grief", "Much else")),
        (3, OfferText("Grief", "Willow", "For everybody", "Much else")),
        # A word that all hold tells nothing apart.
        *((number, OfferText("Sleep", "Willow", "Rest", "Quiet")) for number in range(4, 12)),
    ]
    with app.app_context():
        with transaction() as session:
            index_texts(session, texts)
            is_sqlite = session.get_bind().dialect.name == "sqlite"
        asked = matching(db.session, "grief")
        assert asked is not None
        found = list(db.session.scalars(sa.select(asked[1]).order_by(asked[2])))
    assert found[0] == 3
    assert sorted(found) == [1, 2, 3]
    if is_sqlite:
        # PostgreSQL ranks by title and provider alone.
        assert found == [3, 2, 1]


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ("counseling", "Counselling skills"),
        ("counselling", "Counseling skills"),
        ("behavior in class", "Behaviour in class"),
        ("retraumatize", "How not to re-traumatise"),
        ("ACEs", "Adverse childhood experiences"),
        ("wellbeing", "Well-being at work"),
    ],
)
def test_other_spellings_are_found(app: Flask, asked: str, text: str) -> None:
    with app.app_context():
        with transaction() as session:
            index_texts(session, [(1, OfferText(text, "Willow", "", ""))])
            index_texts(session, [(2, OfferText("Something else", "Willow", "", ""))])
        found = matching(db.session, asked)
        assert found is not None
        assert list(db.session.scalars(sa.select(found[1]))) == [1]
