"""Which level answers and roles point to."""

import json
from itertools import combinations
from pathlib import Path

import pytest

from pathways.domain.need.guide import NONE_OF_THEM, LevelGuide

ROLES = Path(__file__).resolve().parents[2] / "seeds" / "wm-tif-2024" / "roles.json"
GUIDE = LevelGuide.from_plain(json.loads(ROLES.read_text()))


@pytest.mark.parametrize(
    ("answers", "role", "level", "beside"),
    [
        (["none"], "", 1, 0),
        (["public"], "", 2, 0),
        (["known"], "", 2, 3),
        (["public", "known"], "", 2, 3),
        (["known", "closer"], "", 3, 0),
        (["closer"], "", 3, 0),
        (["public", "therapy"], "", 4, 0),
        ([], "Receptionist", 2, 0),
        ([], "Finance or payroll staff", 1, 0),
        (["closer"], "Receptionist", 3, 0),
        (["none"], "Receptionist", 2, 0),
        (["public"], "Psychiatrist", 4, 0),
    ],
)
def test_the_highest_of_what_is_said_counts(
    answers: list[str], role: str, level: int, beside: int
) -> None:
    found = GUIDE.point(answers, role)
    assert found is not None
    assert (found.level, found.beside) == (level, beside)
    assert found.reasons


def test_nothing_said_points_nowhere() -> None:
    assert GUIDE.point([]) is None
    assert GUIDE.point(["luck"], "King") is None


def test_every_set_of_answers_points_to_the_highest_of_them() -> None:
    keys = [one.key for one in GUIDE.questions]
    for count in range(1, len(keys) + 1):
        for some in combinations(GUIDE.questions, count):
            found = GUIDE.point([one.key for one in some] + [NONE_OF_THEM])
            assert found is not None
            assert found.level == max(one.level for one in some)


def test_roles_are_told_apart_and_reasoned() -> None:
    names = [role.name for role in GUIDE.roles]
    assert len({name.casefold() for name in names}) == len(names) >= 50
    assert all(role.why and role.level in GUIDE.by_level for role in GUIDE.roles)
    assert {role.level for role in GUIDE.roles} == set(GUIDE.by_level)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Receptionists", "Receptionist"),
        ("Senior Social Worker (Adults)", "Social worker"),
        ("Mental health nurse, band 6", "Mental health nurse or practitioner"),
        ("Staff nurse", "Nurse or midwife"),
        ("Housing support workers", "Homelessness or supported housing worker"),
        ("Astronaut", ""),
        ("", ""),
        ("Itinerant", ""),
    ],
)
def test_a_role_of_ones_own_is_known_by_its_words(text: str, name: str) -> None:
    found = GUIDE.role_like(text)
    assert (found.name if found else "") == name
