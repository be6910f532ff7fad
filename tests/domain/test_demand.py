"""What shown briefs ask, by level, theme and area, against a plain recount."""

import random
from collections import Counter

import pytest

from pathways.domain.comparison.demand import ANYWHERE, AreaSupply, AskingBrief, count_demand
from pathways.domain.need.brief import Brief, Group
from pathways.domain.need.needs import list_needs
from tests.domain.samples import WM

AREAS = ("Coventry", "Black Country", "Shropshire")


def drawn(chance: random.Random) -> Brief:
    groups = tuple(
        Group(f"G{at}", chance.choice([1, 2, 3, 4]), chance.randint(1, 90))
        for at in range(chance.randint(1, 3))
    )
    themes = tuple(chance.sample(list(WM.by_theme), chance.choice([0, 0, 2])))
    areas = tuple(chance.sample(AREAS, chance.choice([0, 1, 2])))
    return Brief(WM.code, "Need", groups, themes=themes, areas=areas)


@pytest.mark.parametrize("seed", range(40))
def test_people_are_counted_by_level_theme_and_area(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311  # a test's lot, no secret
    briefs = [drawn(chance) for _ in range(chance.randint(0, 8))]
    supply = {"coventry ": AreaSupply(3, {1: 20}), "Stafford": AreaSupply(1, {})}
    found = count_demand([AskingBrief(one, list_needs(WM, one)) for one in briefs], supply)
    by_area: Counter[tuple[str, int]] = Counter()
    by_theme: Counter[tuple[int, str]] = Counter()
    for brief in briefs:
        for group in brief.groups:
            for area in brief.areas or (ANYWHERE,):
                by_area[area.casefold(), group.level] += group.people
            for theme in brief.themes or tuple(WM.by_theme):
                by_theme[group.level, theme] += group.people
    is_shown = len(briefs) >= 3
    assert found.is_shown is is_shown
    assert ("once three briefs are shown" in found.sentence) is not is_shown
    told = {
        (row.name.strip().casefold(), level): people
        for row in found.areas
        for level, people in row.people.items()
    }
    assert told == (dict(by_area) if is_shown else {})
    for level in (1, 2, 3):
        for theme in WM.by_theme:
            wanted = by_theme[level, theme] if is_shown else 0
            assert found.people_for(level, theme) == wanted
    supplied = {row.name.strip().casefold(): row.supply.pathways for row in found.areas}
    assert (supplied["coventry"], supplied["stafford"]) == (3, 1)
    assert [row.name for row in found.areas if row.supply.places] == ["coventry "]


@pytest.mark.parametrize(
    ("count", "words"), [(0, "now none is."), (1, "now one is."), (2, "now two are.")]
)
def test_too_few_briefs_say_why_nothing_is_counted(count: int, words: str) -> None:
    brief = Brief(WM.code, "Need", (Group("Staff", 2, 10),))
    found = count_demand([AskingBrief(brief, list_needs(WM, brief))] * count, {})
    assert found.sentence.endswith(words)
    assert found.areas == ()
    assert found.people_for(2, "KA") == 0
