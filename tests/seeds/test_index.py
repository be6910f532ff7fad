"""The index of the framework: whole, in printed order, and in our own words.

Tests that compare it with the published framework need a copy, which the repository cannot hold:
name one in PATHWAYS_FRAMEWORK_SOURCE. Without it they are skipped.
"""

import csv
import html
import json
import os
import re
import uuid
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from pathways.domain.framework.fingerprints import Fingerprint, Found, find, fingerprint
from pathways.domain.framework.verbs import Likeness, Verb

CHECKOUT = Path(__file__).resolve().parents[2]
INDEX = CHECKOUT / "seeds" / "wm-tif-2024"

# Statements of each theme at levels 1, 2 and 3: knowledge, then skills. Level 1 Wellbeing prints
# eleven skills, the last of which is its fifth again.
COUNTS = {
    "KA": ((19, 5), (20, 7), (15, 8)),
    "LA": ((8, 6), (7, 9), (6, 6)),
    "SE": ((16, 10), (20, 12), (13, 16)),
    "LE": ((11, 7), (13, 10), (12, 10)),
    "CH": ((19, 5), (15, 7), (9, 6)),
    "WB": ((15, 10), (20, 13), (12, 5)),
}
SPECIALIST = 17
LONG_STATEMENT = 40
LABEL_WORDS = 14
SCOPE_NOTE_WORDS = 25
SHARED_WORDS = 6

# A label that asks for less than a deed begins with one of these, as questions do.
QUESTIONS = {"How", "Why", "That", "What", "When", "Which"}
UNDOUBTED = "Kept as it was"

# Fixed terms, which the index may share with the source beside the edition's own names.
TERMS = (
    "Fight, Flight, Freeze, Friend/Fawn and Flop",
    "Safety, Trust, Choice, Collaboration, Empowerment, Cultural Consideration and Connection",
    "Trauma Aware, Trauma Informed, Trauma Responsive and Trauma Specialist",
    "Substance Abuse and Mental Health Services Administration",
)


def printed_order() -> list[str]:
    """Every code that the index must hold, in the order of the published document."""
    codes = [
        f"L{level}-{theme}-{strand}{number:02}"
        for level in (1, 2, 3)
        for theme, levels in COUNTS.items()
        for strand, count in zip("KS", levels[level - 1], strict=True)
        for number in range(1, count + 1)
    ]
    return codes + [f"L4-SP-{number:02}" for number in range(1, SPECIALIST + 1)]


def word_count(text: str) -> int:
    """Words between spaces; a bullet or a dash alone is none."""
    return sum(any(c.isalnum() for c in word) for word in text.split())


def runs(text: str) -> set[tuple[str, ...]]:
    """Every run of six words in `text`, whatever their case and punctuation."""
    bare = re.sub(r"<[^>]+>|['’‘]", "", text).lower()
    tokens = re.findall(r"[a-z0-9]+", bare)
    return {tuple(tokens[at : at + SHARED_WORDS]) for at in range(len(tokens) - SHARED_WORDS + 1)}


def print_of(row: dict[str, str]) -> Fingerprint:
    return Fingerprint(int(row["length"]), row["sha256"])


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    with (INDEX / "competencies.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def twins() -> list[dict[str, str]]:
    with (INDEX / "twins.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def audit() -> list[dict[str, str]]:
    with (INDEX / "audit.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def edition() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((INDEX / "edition.json").read_text(encoding="utf-8"))
    return loaded


@pytest.fixture(scope="module")
def source() -> str:
    """The published framework as text, where this machine has it."""
    named = os.environ.get("PATHWAYS_FRAMEWORK_SOURCE")
    beside = sorted((CHECKOUT.parent / "shared" / "framework").glob("*.txt"))
    path = Path(named) if named else next(iter(beside), None)
    if path is None:
        pytest.skip("no copy of the published framework: name one in PATHWAYS_FRAMEWORK_SOURCE")
    return path.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def places(source: str, rows: list[dict[str, str]]) -> dict[Fingerprint, tuple[Found, ...]]:
    return find(source, map(print_of, rows))


def test_every_competency_has_its_row_in_printed_order(rows: list[dict[str, str]]) -> None:
    assert [row["code"] for row in rows] == printed_order()
    assert len({row["code"] for row in rows}) == 419
    assert Counter(row["code"][:2] for row in rows) == {"L1": 131, "L2": 153, "L3": 118, "L4": 17}


def test_bits_follow_the_printed_order_without_a_gap(rows: list[dict[str, str]]) -> None:
    assert [int(row["bit"]) for row in rows] == list(range(419))


def test_columns_are_the_agreed_ones(rows: list[dict[str, str]]) -> None:
    assert list(rows[0]) == [
        "code", "bit", "verb", "label", "scope_note", "length", "sha256", "printed_again",
    ]  # fmt: skip


def test_every_competency_has_one_of_four_verbs(rows: list[dict[str, str]]) -> None:
    assert [row["code"] for row in rows if row["verb"] not in list(Verb)] == []


def test_a_label_asks_to_do_only_where_the_competency_does(rows: list[dict[str, str]]) -> None:
    opening = {row["code"]: re.split(r"[ ,]", row["label"])[0] for row in rows}
    deeds = {opening[row["code"]] for row in rows if row["verb"] == Verb.DOES}
    assert deeds.isdisjoint(QUESTIONS)
    assert [
        (row["code"], row["label"])
        for row in rows
        if row["verb"] != Verb.DOES and opening[row["code"]] in deeds
    ] == []
    # Where a skill asks for less than a deed, the label says so with its first word.
    assert [
        (row["code"], row["label"])
        for row in rows
        if row["verb"] != Verb.DOES
        and "-K" not in row["code"]
        and opening[row["code"]] not in QUESTIONS
    ] == []
    assert [
        (row["code"], row["label"])
        for row in rows
        if row["verb"] == Verb.KNOWS_HOW and "how to " not in row["label"].lower()
    ] == []


def test_trauma_informed_is_spelled_in_one_way(rows: list[dict[str, str]]) -> None:
    wrong = re.compile(r"trauma-(informed|aware|responsive|specific|specialist|focused)", re.I)
    assert [
        row["code"] for row in rows if wrong.search(f"{row['label']} {row['scope_note']}")
    ] == []


def test_the_audit_holds_every_competency_once(
    rows: list[dict[str, str]], audit: list[dict[str, str]]
) -> None:
    assert list(audit[0]) == ["code", "doubt", "decision"]
    assert [row["code"] for row in audit] == [row["code"] for row in rows]
    assert [row["code"] for row in audit if not row["decision"].strip()] == []
    # What stayed as it was is said in one way, and what was doubted is decided.
    assert {row["decision"] for row in audit if not row["doubt"]} == {UNDOUBTED}
    assert [row["code"] for row in audit if row["doubt"] and row["decision"] == UNDOUBTED] == []


def test_a_doubt_about_the_verb_names_the_verb_that_is_kept(
    rows: list[dict[str, str]], audit: list[dict[str, str]]
) -> None:
    words = {row["code"]: Verb(row["verb"]).word for row in rows}
    named = {
        row["code"]: re.split(r"[:;,]", row["decision"])[0]
        for row in audit
        if row["doubt"].startswith("Verb:")
    }
    assert named == {code: words[code] for code in named}


def test_twins_are_two_competencies_named_once_in_printed_order(
    rows: list[dict[str, str]], twins: list[dict[str, str]]
) -> None:
    place = {row["code"]: at for at, row in enumerate(rows)}
    pairs = [(place[twin["first"]], place[twin["second"]]) for twin in twins]
    assert pairs == sorted(set(pairs))
    assert [pair for pair in pairs if pair[0] >= pair[1]] == []
    assert len(pairs) >= 60


def test_twins_say_how_close_they_are_and_why(twins: list[dict[str, str]]) -> None:
    assert [twin for twin in twins if twin["kind"] not in list(Likeness)] == []
    reasons = [twin["reason"] for twin in twins]
    # The page puts the full stop, and nothing else is said twice.
    assert [text for text in reasons if text != " ".join(text.split()) or text[-1] in ".,"] == []
    assert len(set(reasons)) == len(reasons)


def test_fingerprints_are_well_formed_and_distinct(rows: list[dict[str, str]]) -> None:
    assert all(re.fullmatch(r"[0-9a-f]{64}", row["sha256"]) for row in rows)
    assert all(int(row["length"]) > 0 for row in rows)
    assert len(set(map(print_of, rows))) == 419


def test_one_statement_is_printed_twice(rows: list[dict[str, str]]) -> None:
    assert [row["code"] for row in rows if row["printed_again"]] == ["L1-WB-S05"]


def test_labels_are_there_short_and_all_different(rows: list[dict[str, str]]) -> None:
    assert [row["code"] for row in rows if not row["label"].strip()] == []
    assert {
        row["code"]: row["label"] for row in rows if word_count(row["label"]) > LABEL_WORDS
    } == {}
    seen = Counter(row["label"].casefold() for row in rows)
    assert [label for label, times in seen.items() if times > 1] == []


def test_no_label_is_a_statement(rows: list[dict[str, str]]) -> None:
    statements = set(map(print_of, rows))
    assert [row["code"] for row in rows if fingerprint(row["label"]) in statements] == []


def test_scope_notes_are_short(rows: list[dict[str, str]]) -> None:
    long = {
        row["code"]: row["scope_note"]
        for row in rows
        if word_count(row["scope_note"]) > SCOPE_NOTE_WORDS
    }
    assert long == {}


def test_labels_and_notes_are_tidy_text(rows: list[dict[str, str]]) -> None:
    texts = [row[column] for row in rows for column in ("label", "scope_note", "printed_again")]
    assert [text for text in texts if text != " ".join(text.split())] == []


def test_the_edition_names_what_the_codes_use(edition: dict[str, Any]) -> None:
    assert edition["code"] == INDEX.name
    assert [level["number"] for level in edition["levels"]] == [1, 2, 3, 4]
    assert [theme["code"] for theme in edition["themes"]] == list(COUNTS)
    assert [strand["code"] for strand in edition["strands"]] == ["K", "S"]
    assert [principle["code"] for principle in edition["principles"]] == [
        "safety",
        "trustworthiness",
        "choice",
        "collaboration",
        "empowerment",
        "cultural-consideration",
        "connection",
    ]


def test_the_edition_says_whose_it_is(edition: dict[str, Any]) -> None:
    assert edition["licence"] == "CC BY-NC-ND 4.0"
    assert edition["licence_url"].startswith("https://creativecommons.org/licenses/by-nc-nd/4.0/")
    for part in (edition["title"], edition["publisher"], "2024", edition["licence"]):
        assert part in edition["attribution"]
    # Identifiers of competencies derive from it: it never changes.
    assert uuid.UUID(edition["namespace"]).version == 4


@pytest.mark.parametrize("kind", ["levels", "themes", "strands", "principles"])
def test_everything_named_has_a_gist(edition: dict[str, Any], kind: str) -> None:
    for item in edition[kind]:
        assert item["name"].strip()
        assert item["gist"].strip().endswith(".")


def test_every_statement_is_found_in_the_source(
    rows: list[dict[str, str]], places: dict[Fingerprint, tuple[Found, ...]]
) -> None:
    assert [row["code"] for row in rows if print_of(row) not in places] == []
    again = [row["code"] for row in rows if len(places[print_of(row)]) > 1]
    assert again == [row["code"] for row in rows if row["printed_again"]]


def test_codes_follow_the_order_of_the_source(
    rows: list[dict[str, str]], places: dict[Fingerprint, tuple[Found, ...]]
) -> None:
    first = [places[print_of(row)][0] for row in rows]
    assert all(a.end <= b.start for a, b in pairwise(first))


def statement_of(place: Found, source: str) -> str:
    """The words of a statement as they stand in the source, without its marks."""
    return html.unescape(re.sub(r"<[^>]+>", " ", source[place.start : place.end]))


def leading_verb(statement: str) -> Verb:
    """What a statement asks by its first words alone: a second, plain rule."""
    words = statement.lower().replace("*", "").split()
    start = " ".join(words[:8])
    if re.match(r"be able|have the ability", start):
        return Verb.DOES
    if re.match(r"(know|understands?|have an awareness of|be aware of) how to ", start):
        return Verb.KNOWS_HOW
    if re.match(r"(know|be aware|have an awareness|recognises?|acknowledge)\b", start):
        return Verb.KNOWS
    if re.match(r"(understand(s|ing)?|have an? \w+ understanding)\b", start):
        return Verb.UNDERSTANDS
    return Verb.DOES


def test_verbs_are_those_that_statements_begin_with_or_were_decided(
    rows: list[dict[str, str]],
    audit: list[dict[str, str]],
    places: dict[Fingerprint, tuple[Found, ...]],
    source: str,
) -> None:
    first = {
        row["code"]: leading_verb(statement_of(places[print_of(row)][0], source)) for row in rows
    }
    other = {row["code"] for row in rows if row["verb"] != first[row["code"]]}
    decided = {row["code"] for row in audit if row["doubt"].startswith("Verb:")}
    assert other - decided == set()
    assert set(first.values()) == set(Verb)


def test_long_statements_and_they_alone_have_a_scope_note(
    rows: list[dict[str, str]], places: dict[Fingerprint, tuple[Found, ...]], source: str
) -> None:
    long = set()
    for row in rows:
        if word_count(statement_of(places[print_of(row)][0], source)) > LONG_STATEMENT:
            long.add(row["code"])
    assert {row["code"] for row in rows if row["scope_note"]} == long


def test_nothing_in_the_index_repeats_the_source(
    rows: list[dict[str, str]],
    edition: dict[str, Any],
    twins: list[dict[str, str]],
    audit: list[dict[str, str]],
    source: str,
) -> None:
    official = set().union(*map(runs, source.splitlines()))
    names = [edition["title"], *(item["name"] for item in edition["themes"]), *TERMS]
    official -= set().union(*map(runs, names))
    texts = {row["code"]: f"{row['label']}\n{row['scope_note']}" for row in rows}
    texts |= {f"audit of {row['code']}": f"{row['doubt']}\n{row['decision']}" for row in audit}
    texts |= {f"{twin['first']} {twin['second']}": twin["reason"] for twin in twins}
    for kind in ("levels", "themes", "strands", "principles"):
        texts |= {item["name"]: item["gist"] for item in edition[kind]}
    shared = {
        name: sorted(" ".join(run) for run in found)
        for name, text in texts.items()
        if (found := set().union(*map(runs, text.split("\n"))) & official)
    }
    assert shared == {}
