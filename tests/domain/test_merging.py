"""What a pathway holds once something was brought into it: more, or changed, never less."""

from itertools import count

from pathways.domain.bringing.merging import Merging, merge
from pathways.domain.pathway.content import Mapping, Module, Outcome, PathwayContent
from pathways.domain.pathway.treatment import Treatment
from tests.domain.samples import WM

CODES = [one.code for one in WM.competencies[:3]]
FIRST = Module(
    id="m1",
    title="Safety",
    minutes=60,
    outcomes=(Outcome("o1", "Define it"),),
    mappings=(
        Mapping(CODES[0], Treatment.INTRODUCED, "Slide 4", ("o1",)),
        Mapping(CODES[1], Treatment.ASSESSED),
    ),
)
HELD = PathwayContent(WM.code, "A course", 1, modules=(FIRST, Module(id="m2", title="Trust")))


def bring(*modules: Module, by_place: bool = False) -> Merging:
    numbers = count(1)
    brought = PathwayContent(WM.code, "A file", 1, modules=modules)
    return merge(HELD, brought, lambda: f"new-{next(numbers)}", by_place=by_place)


def test_what_a_file_does_not_say_stays() -> None:
    said = Mapping(CODES[0], Treatment.DEVELOPED)
    found = bring(Module(id="", title="SAFETY", mappings=(said,)))
    (joined,) = found.joined
    assert joined.was is FIRST
    assert (joined.now.minutes, joined.now.outcomes) == (60, FIRST.outcomes)
    assert joined.now.mapping(CODES[0]) == Mapping(
        CODES[0], Treatment.DEVELOPED, "Slide 4", ("o1",)
    )
    assert joined.now.mapping(CODES[1]) == FIRST.mappings[1]
    assert (joined.added, joined.changed) == (0, 1)
    assert found.content.modules[1] == HELD.modules[1]


def test_another_title_is_another_module_unless_places_say_it() -> None:
    renamed = Module(id="", title="Safer", outcomes=(Outcome("x", "Define it well"),))
    apart, home = bring(renamed), bring(renamed, by_place=True)
    assert [one.title for one in apart.content.modules] == ["Safety", "Trust", "Safer"]
    assert [one.title for one in home.content.modules] == ["Safer", "Trust"]
    assert home.content.modules[0].outcomes == (Outcome("o1", "Define it well"),)


def test_two_modules_of_one_name_stay_two() -> None:
    twice = bring(Module(id="", title="Safety"), Module(id="", title="Safety"))
    assert [one.title for one in twice.content.modules] == ["Safety", "Trust", "Safety"]
