"""Fingerprints: the same statement in any layout, and its place in a document."""

import hashlib
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pathways.domain.framework.fingerprints import Fingerprint, Found, find, fingerprint, normalise

STATEMENT = "Greet people by name, say who you are (and why), and offer a seat."
LETTERS = "greetpeoplebynamesaywhoyouareandwhyandofferaseat"

# What a layout may put between two letters of a statement.
NOISE = st.sampled_from(
    [
        "",
        " ",
        "\n",
        "\t",
        "\u00a0",
        "-",
        "-\n",
        "\u00ad",
        "\u2022 ",
        "</p> <p>",
        "<br/>",
        "&nbsp;",
        "&#8226;",
    ]
)
WORDS = st.lists(st.from_regex(r"[A-Z][a-z]{1,8}", fullmatch=True), min_size=1, max_size=12)


def by_the_letter(text: str) -> str:
    """The rule as it is written, for text without tags and entities."""
    return "".join(
        letter
        for letter in unicodedata.normalize("NFKC", text).lower()
        if letter in "abcdefghijklmnopqrstuvwxyz0123456789"
    )


def wording(document: str, places: tuple[Found, ...]) -> list[str]:
    return [document[place.start : place.end] for place in places]


def test_only_letters_and_figures_are_kept_in_lower_case() -> None:
    assert normalise(STATEMENT) == LETTERS
    assert normalise("The 4 Rs: “Realise” – and 3 more") == "the4rsrealiseand3more"


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("<p>Be <b>kind</b></p>", "bekind"),
        ('<ul style="list-style-type: none"> \u2022 First', "first"),
        ("<!-- page 7 -->Listen", "listen"),
        ("R&amp;D &lt;5&gt; &#x41;&#98;", "rd5ab"),
        ("R&D and AT&T; so &unknownname;", "rdandattsounknownname"),
        ("5 < 6 and 7 > 2", "56and72"),
        ("e\ufb03cient \uff21\uff22", "efficientab"),
        ("caf\u00e9 cafe\u0301 caf&#101;&#769;", "cafcafcaf"),
        ("", ""),
    ],
)
def test_tags_are_dropped_entities_decoded_and_forms_united(text: str, letters: str) -> None:
    assert normalise(text) == letters


@given(st.text())
def test_plain_text_is_normalised_as_the_rule_is_written(text: str) -> None:
    plain = text.replace("<", " ").replace("&", " ")
    assert normalise(plain) == by_the_letter(plain)


@given(st.text())
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


def test_a_fingerprint_is_the_length_and_digest_of_the_letters() -> None:
    assert fingerprint(STATEMENT) == Fingerprint(
        len(LETTERS), hashlib.sha256(LETTERS.encode()).hexdigest()
    )


@given(st.data())
def test_layout_never_changes_a_fingerprint(data: st.DataObject) -> None:
    laid_out = "".join(letter + data.draw(NOISE) for letter in STATEMENT)
    assert fingerprint(laid_out) == fingerprint(STATEMENT)


@given(st.data())
def test_a_statement_is_found_in_any_layout(data: st.DataObject) -> None:
    def lay_out(text: str) -> str:
        return "".join(data.draw(NOISE) if letter == " " else letter for letter in text)

    before, inside, after = (" ".join(data.draw(WORDS)) for _ in range(3))
    document = lay_out(f"{before} {inside} {after}")
    places = find(document, [fingerprint(inside)])[fingerprint(inside)]
    assert {normalise(text) for text in wording(document, places)} == {normalise(inside)}


@given(WORDS, WORDS)
def test_nothing_is_found_that_is_not_there(present: list[str], wanted: list[str]) -> None:
    document = " ".join(present)
    found = find(document, [fingerprint(" ".join(wanted))])
    if normalise(" ".join(wanted)) not in normalise(document):
        assert found == {}


@pytest.mark.parametrize(
    "printed",
    [
        "Greet people by name, say who you are (and why), and offer a seat.",
        "GREET PEOPLE BY NAME, SAY WHO YOU ARE (AND WHY), AND OFFER A SEAT.",
        "Greet people by name, say who\nyou are (and why), and of-\nfer a seat.",
        "Greet <b>people</b> by name,</p>\n<p>say who you are (and why), and offer a seat.",
        "Greetpeoplebyname,saywhoyouare(andwhy),andofferaseat.",
        "G r e e t people by name, say who you are (and why), and o\ufb00er a seat.",
    ],
)
def test_the_wording_is_kept_as_it_stands_in_the_document(printed: str) -> None:
    document = f"Knowledge\t\u2022 {printed} 12\n\nTHEME TWO\nSay goodbye."
    assert wording(document, find(document, [fingerprint(STATEMENT)])[fingerprint(STATEMENT)]) == [
        printed
    ]


def test_lower_case_copies_and_joined_statements_are_found() -> None:
    first, second = fingerprint("Listen first"), fingerprint("Ask before you act")
    assert set(find("listen first ask before you act", [first, second])) == {first, second}
    assert set(find("Listen firstAsk before you act", [first, second])) == {first, second}


def test_every_place_is_reported_in_order() -> None:
    document = "Listen first. Then act. Listen\nfirst!"
    found = find(document, [fingerprint("listen first")])
    assert found == {fingerprint("Listen first"): (Found(0, 13), Found(24, 37))}


def test_statements_inside_one_another_are_each_found() -> None:
    whole, part = fingerprint("Listen first and then ask."), fingerprint("then ask")
    found = find("Listen first and then ask.", [whole, part])
    assert found == {whole: (Found(0, 26),), part: (Found(17, 26),)}


def test_a_statement_that_a_page_number_interrupts_is_not_found() -> None:
    assert find("Greet people by 12 name", [fingerprint("Greet people by name")]) == {}


def test_a_stretch_of_another_statements_length_is_not_mistaken_for_it() -> None:
    assert find("Ask them now", [fingerprint("Ask then now")]) == {}


@pytest.mark.parametrize("document", ["unkindness", "unkind", "kindness"])
def test_a_statement_is_not_found_within_a_longer_word(document: str) -> None:
    assert find(document, [fingerprint("kind")]) == {}


@pytest.mark.parametrize("document", ["", " \n", "<p></p>", "\u2022"])
def test_nothing_is_found_in_an_empty_document(document: str) -> None:
    assert find(document, [fingerprint(STATEMENT), fingerprint("")]) == {}


def test_nothing_wanted_finds_nothing() -> None:
    assert find(STATEMENT, []) == {}
