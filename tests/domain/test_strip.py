"""The strip: what it says to whoever does not see it, and the lines that it is made of."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pathways.domain.pathway.cautions import measure
from pathways.domain.pathway.content import Mapping, Module, PathwayContent, judge
from pathways.domain.pathway.offer import headline_of, lines_of, strip_of, summarise
from pathways.domain.pathway.treatment import Treatment
from pathways.domain.rule.standards import BUILT_IN, Standard
from pathways.domain.rule.strip import draw_strip, words_of_strip
from pathways.strips import draw_strip as draw
from tests.domain.samples import SMALL, WM
from tests.domain.test_proportion_again import EXAMPLES, courses


def small(*modules: Module) -> PathwayContent:
    return PathwayContent("small", "Fruit", 2, modules=modules)


def test_a_strip_says_of_each_line_whether_what_is_asked_is_there() -> None:
    def noted(code: str, note: str) -> Module:
        mapping = Mapping(code, Treatment.DEVELOPED, note)
        return Module("m", "", minutes=60, mappings=(mapping,))

    content = small(noted("L2-AA-K01", "Cards of what was seen"), noted("L2-BB-K01", ""))
    cells = draw_strip(judge(SMALL, content), measure(SMALL, content).proportion)
    assert [cell.asked for cell in cells] == ["backed", "claimed"]
    words = words_of_strip(cells)
    assert [part.split(": ")[1] for part in words.split("; ")] == [
        "asked, and there",
        "asked, claimed, not all backed",
    ]
    assert f'aria-label="{words}."' in draw(cells)
    nothing = draw_strip(judge(SMALL, small()), measure(SMALL, small()).proportion)
    assert words_of_strip(nothing).count(": asked, not all there") == 2


def test_what_is_called_assessed_beside_what_is_backed_is_some_of_it() -> None:
    said, *more = (
        Mapping(code, Treatment.ASSESSED, note)
        for code, note in (("L2-AA-K01", "Cards of what was seen"), ("L2-AA-K02", ""))
    )
    for mappings, told in (((said,), ""), ((said, *more), "1 backed, 1 of them assessed")):
        content = small(Module("m", "", minutes=60, mappings=mappings, assessment="A quiz"))
        proportion = measure(SMALL, content).proportion
        report = judge(SMALL, content)
        kept = lines_of(report, proportion)
        headline = headline_of(SMALL, 2, kept, report.standard, entry_level=None)
        first = draw_strip(report, proportion)[0]
        # The second is marked, too, and its assessment is named: two would be told of it.
        assert proportion.assessed == len(mappings)
        assert (told or "all backed, 1 assessed") in headline
        assert first.beside == f", {told or '1 assessed'}"


@pytest.mark.parametrize("standard", BUILT_IN, ids=lambda one: one.key)
@given(data=st.data())
@EXAMPLES
def test_lines_of_one_standard_say_what_those_of_all_say_of_it(
    standard: Standard, data: st.DataObject
) -> None:
    content = data.draw(courses(WM))
    kept = summarise(WM, content).lines
    proportion = measure(WM, content).proportion
    lines = lines_of(judge(WM, content, standard), proportion)
    level = content.target_level
    said = [
        headline_of(WM, level, one, standard, entry_level=content.entry_level)
        for one in (lines, kept)
    ]
    assert said[0] == said[1]
    assert strip_of(WM, level, lines, standard) == strip_of(WM, level, kept, standard)
