"""Steps in plain sentences, and who else is there in words."""

from datetime import UTC, datetime, timedelta

import pytest

from pathways.domain.pathway.company import PAGES, Companion, say_company
from pathways.domain.pathway.steps import PathwayStep, say_meanwhile, sittings, sum_up

START = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


def step(
    summary: str, person: str = "Sam", *, minute: int = 0, action: str = "change"
) -> PathwayStep:
    step.count += 1  # type: ignore[attr-defined]  # a number of its own for each
    number: int = step.count  # type: ignore[attr-defined]
    return PathwayStep(number, START + timedelta(minutes=minute), person, person, action, summary)


step.count = 0  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("summaries", "said"),
    [
        (["Put L1-LA-K01 into module 2"], ["Put L1-LA-K01 into module 2"]),
        (
            ["Put L1-LA-K01 into module 2", "Put L1-LA-K02 into module 2"],
            ["Put 2 competencies into module 2"],
        ),
        (
            ["Put A-1 into module 2", "Put A-2 into module 3"],
            ["Put A-1 into module 2", "Put A-2 into module 3"],
        ),
        (
            ["Set A-1 in module 2 to developed", "Set A-1 in module 2 to developed"],
            ["Set A-1 in module 2 to developed"],
        ),
        (
            ["Added an outcome to module 1"] * 3,
            ["Added 3 outcomes to module 1"],
        ),
        (["Moved an outcome of module 1"] * 3, ["Moved outcomes of module 1"]),
        (["Changed the details", "Changed the details"], ["Changed the details"]),
        (
            ["Put A-1 into module 1", "Changed the details", "Put A-2 into module 1"],
            ["Put 2 competencies into module 1", "Changed the details"],
        ),
    ],
)
def test_steps_of_one_kind_are_said_as_one(summaries: list[str], said: list[str]) -> None:
    assert list(sum_up([step(summary) for summary in summaries])) == said


def test_undone_steps_are_told_as_such() -> None:
    one = step("Put A-1 into module 1", action="undo")
    assert sum_up([one]) == ("Undid “Put A-1 into module 1”",)
    assert sum_up([one, step("Changed the details", action="undo")]) == ("Undid 2 steps",)
    assert sum_up([step("Changed the details", action="redo")]) == (
        "Did “Changed the details” again",
    )


def test_meanwhile_names_each_person_once() -> None:
    steps = [
        step("Put A-1 into module 1"),
        step("Changed the details", "Alex"),
        step("Put A-2 into module 1"),
    ]
    assert say_meanwhile(steps) == "Sam put 2 competencies into module 1. Alex changed the details."


def test_much_at_once_is_counted() -> None:
    steps = [step(f"Changed module “{name}”") for name in "ABCDE"]
    assert say_meanwhile(steps).endswith("changed module “C” and 2 other things.")
    assert say_meanwhile(steps[:4]).endswith("changed module “C” and one other thing.")


def test_a_long_pause_and_another_person_begin_a_new_sitting() -> None:
    steps = [
        step("Changed the details"),
        step("Changed the details", minute=29),
        step("Changed the details", minute=60),
        step("Changed the details", "Alex", minute=60),
        step("Changed the details", minute=61),
    ]
    assert [(s.person, len(s.steps)) for s in sittings(steps)] == [
        ("Sam", 2),
        ("Sam", 1),
        ("Alex", 1),
        ("Sam", 1),
    ]


def test_company_in_words() -> None:
    people = [Companion(f"Person {n}", page) for n, page in enumerate(PAGES)]
    assert say_company([]) == ""
    assert say_company([Companion("Sam Okafor", "evidence")]) == (
        "Sam Okafor is here too, in Evidence"
    )
    assert say_company(people[:2]) == ("Person 0 (Modules) and Person 1 (Matrix) are here too")
    assert say_company(people[:4]).endswith("Person 2 (Evidence) and one other are here too")
    assert say_company(people).endswith("and 6 others are here too")


def test_a_very_long_name_leaves_room_for_the_rest() -> None:
    said = say_company([Companion("Featherstonehaugh " * 9, "matrix")])
    assert said.endswith("… is here too, in Matrix")
    assert len(said) < 64
