"""Each requirement of ASVS 5.0, levels 1 and 2, has a test, a page, a reason or an honest gap."""

from collections import Counter
from collections.abc import Callable

import pytest

from tests.trust.asvs import (
    LEVELS,
    ROOT,
    Requirement,
    headings_in,
    numbers_of,
    proofs_in,
    read_requirements,
)

REQUIREMENTS = read_requirements()


def faults(one: Requirement) -> list[str]:
    """Return what is wrong with what is said of a requirement."""
    found = [name for name in one.tests if name.partition("::")[2] not in proofs_in(_file(name))]
    found += [name for name in one.documents if name.partition("#")[2] not in _headings(name)]
    if not one.verdict:
        found.append("nothing is said of it")
    if one.reason and (one.gap or one.tests or one.documents):
        found.append("what does not apply is neither proved nor missing")
    for words in (one.words, one.reason or one.gap or "So."):
        if not words.endswith(".") or not words[0].isupper():
            found.append(f"no sentence: {words}")
    return found


def _file(name: str) -> str:
    return name.partition("::")[0]


def _headings(name: str) -> frozenset[str]:
    return headings_in(name.partition("#")[0])


def test_every_requirement_stands_there_once_with_its_level() -> None:
    wanted = {number: level for level in LEVELS for number in numbers_of(level)}
    assert Counter(wanted.values()) == {1: 70, 2: 183}
    assert [one.number for one in REQUIREMENTS] == sorted(wanted, key=_order)
    assert {one.number: one.level for one in REQUIREMENTS} == wanted


def _order(number: str) -> tuple[int, ...]:
    return tuple(map(int, number.split(".")))


def test_whatever_is_named_is_there(record_property: Callable[[str, object], None]) -> None:
    assert {one.number: found for one in REQUIREMENTS if (found := faults(one))} == {}
    counted = Counter(one.verdict for one in REQUIREMENTS)
    first = Counter(one.verdict for one in REQUIREMENTS if one.level == 1)
    record_property(
        "measured",
        f"{len(REQUIREMENTS)} requirements: {counted['tested']} by tests, "
        f"{counted['documented']} by a page, {counted['not applicable']} do not apply, "
        f"{counted['not met']} are not met, each said ({first['not met']} of level 1)",
    )


def test_the_page_says_the_same_numbers() -> None:
    text = " ".join((ROOT / "docs" / "security.md").read_text(encoding="utf-8").split())
    counted = Counter(one.verdict for one in REQUIREMENTS)
    for verdict, words in (
        ("tested", "are proved by tests"),
        ("documented", "are met by a page"),
        ("not applicable", "do not apply"),
        ("not met", "are not met"),
    ):
        assert f"{counted[verdict]} {words}" in text, f"{counted[verdict]} {words}"


@pytest.mark.parametrize(
    "one",
    [
        Requirement("1.1.1", 1, "Something."),
        Requirement("1.1.1", 1, "Something.", tests=("tests/trust/test_asvs.py::test_nothing",)),
        Requirement("1.1.1", 1, "Something.", tests=("tests/no_such_file.py::test_nothing",)),
        Requirement("1.1.1", 1, "Something.", documents=("docs/security.md#no-such-heading",)),
        Requirement("1.1.1", 1, "Something.", reason="There is none.", gap="It is missing."),
        Requirement("1.1.1", 1, "Something.", reason="because"),
    ],
)
def test_the_rule_sees_what_proves_nothing(one: Requirement) -> None:
    assert faults(one)
