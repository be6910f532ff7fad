"""Codes are found in whatever somebody pastes, and what is no code is named."""

import pytest

from pathways.domain.framework.choice import Narrowed, group_choices
from pathways.domain.framework.codes import read_codes
from tests.domain.samples import WM


@pytest.mark.parametrize(
    "text",
    [
        "L2-KA-K01, L1-SE-S03",
        "l1-se-s03;l2-ka-k01",
        "• L1–SE–S03 Keep rooms calm\n• (L2-KA-K01)\tKnow what trauma is.",
        "L2-KA-K01 L2-KA-K01\nL1-SE-S03",
    ],
)
def test_codes_are_found_once_and_in_printed_order(text: str) -> None:
    read = read_codes(WM, text)
    assert read.known == ("L1-SE-S03", "L2-KA-K01")
    assert read.unknown == ()


def test_what_looks_like_a_code_and_is_none_is_named() -> None:
    read = read_codes(WM, "L2-KA-K01 L9-XX-K99 L2KAK02 and a plain word – so")
    assert read.known == ("L2-KA-K01",)
    assert read.unknown == ("L9-XX-K99", "L2KAK02")
    assert read.unknown_words == "L9-XX-K99, L2KAK02"
    many = read_codes(WM, " ".join(f"X{number}" for number in range(13)))
    assert many.unknown_words.endswith("X9 and 3 more")


def test_every_competency_can_be_ticked_and_narrowing_loses_no_tick() -> None:
    groups = group_choices(WM, {"L2-KA-K01"}, Narrowed())
    assert sum(len(group.choices) for group in groups) == len(WM.competencies)
    # A tick opens no group: it is counted beside the name.
    assert [group.key for group in groups if group.is_open] == []
    assert [group.key for group in groups if group.ticked] == ["2-KA"]
    narrowed = group_choices(WM, {"L2-KA-K01"}, Narrowed(level="1", theme="SE"))
    assert {group.key for group in narrowed if group.shown} == {"1-SE"}
    assert any(choice.is_chosen for group in narrowed for choice in group.choices)
    chosen = group_choices(WM, {"L2-KA-K01"}, Narrowed(is_chosen=True))
    assert sum(group.shown for group in chosen) == 1
    by_words = group_choices(WM, (), Narrowed(words="l4-sp-0"))
    assert {group.level.number for group in by_words if group.shown} == {4}
