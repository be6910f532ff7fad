"""Stems: forms, spellings and hyphens of one word agree, and other words stay apart."""

import pytest

from pathways.domain.framework.stems import plain, read_tokens, stem


def stems(text: str) -> str:
    return " ".join(token.stem for token in read_tokens(text))


@pytest.mark.parametrize(
    "forms",
    [
        "re-traumatise retraumatising Re-Traumatized retraumatization",
        "co-regulation coregulate co-regulating",
        "behaviour behaviors behavioural behavioral",
        "centre center centred centered",
        "organisation organizational organisations",
        "counselling counseling counsellor",
        "safe safely safety safer",
        "policy policies",
        "police policing",
        "leader leaders leadership",
        "child children child's",
        "anti-racist antiracism",
        "sensitive sensitivity",
        "power powers",
        "reflection reflective reflect",
        "disclosure disclose disclosed",
    ],
)
def test_forms_of_a_word_have_one_stem(forms: str) -> None:
    assert len(set(stems(forms).split())) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("community", "communication"),
        ("aces", "spaces"),
        ("heal", "health"),
        ("worker", "work"),
        ("personalised", "person"),
        ("police", "policies"),
        ("spaceship", "space"),
        ("townships", "town"),
    ],
)
def test_other_words_stay_apart(one: str, other: str) -> None:
    assert stem(one) != stem(other)


def test_a_prefix_typed_apart_is_joined_and_one_at_the_end_stays() -> None:
    assert stems("co regulation") == stems("coregulation")
    assert stems("re") == "re"


def test_a_token_says_where_it_stands() -> None:
    text = "Naïve “Re-traumatisation” here"
    assert [text[one.start : one.end] for one in read_tokens(text)] == [
        "Naïve",
        "Re-traumatisation",
        "here",
    ]


@pytest.mark.parametrize("text", ["", "İstanbul ﬁre ß ½ ✓", "\x00\ud800", "’‘–"])
def test_a_plain_text_is_as_long_as_before(text: str) -> None:
    assert len(plain(text)) == len(text)


def test_a_word_of_any_length_is_taken() -> None:
    assert len(stem("x" * 5_000)) < 50
    assert read_tokens("") == ()
