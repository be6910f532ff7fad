"""What a brief asks, as counts over bit sets, against the coverage rules themselves."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pathways.domain.framework.edition import SPECIALIST_LINE, Edition
from pathways.domain.need.brief import Brief, Group, brief_words, unasked_codes
from pathways.domain.need.needs import Need, line_is_met, list_needs, open_words
from pathways.domain.pathway.offer import treated
from pathways.domain.pathway.treatment import Treatment
from pathways.domain.rule.coverage import ModuleReach, check_coverage
from pathways.domain.rule.standards import BUILT_IN, Standard
from tests.domain.samples import SMALL, WM, reach
from tests.domain.test_coverage_properties import standards


def need_of(edition: Edition, level: int, **values: object) -> Need:
    brings = values.pop("brings", None)
    group = Group("Staff", level, 10, brings)  # type: ignore[arg-type]  # a number or None
    brief = Brief(edition.code, "Need", (group,), **values)  # type: ignore[arg-type]  # as named
    return list_needs(edition, brief)[0]


def wide(need: Need, modules: list[ModuleReach]) -> int:
    """Return what offers with these modules have, from the sets that the directory keeps."""
    kept = dict(zip(Treatment, treated(modules), strict=True))
    return need.widen(kept[need.treatment], kept[Treatment.ASSESSED])


def at_least(treatment: Treatment, module: ModuleReach) -> ModuleReach:
    """Return what is left of a module where only so far counts."""
    return ModuleReach(
        module.minutes,
        module.introduced if treatment is Treatment.INTRODUCED else 0,
        module.developed if treatment is not Treatment.ASSESSED else 0,
        module.assessed,
    )


@st.composite
def modules_of(draw: st.DrawFn, edition: Edition) -> list[ModuleReach]:
    most = (1 << len(edition.competencies)) - 1
    found = []
    for _number in range(draw(st.integers(0, 4))):
        # Few bits, or many, so that both verdicts come up.
        sets = [draw(st.integers(0, most)) for _letter in range(3)]
        thin = draw(st.integers(0, most)) & draw(st.integers(0, most))
        introduced, developed, assessed = sets
        found.append(
            ModuleReach(
                60,
                introduced & ~developed & ~assessed,
                developed & ~assessed & ~thin,
                assessed & thin,
            )
        )
    return found


@pytest.mark.parametrize("edition", [SMALL, WM], ids=["small", "published"])
@given(data=st.data())
@settings(max_examples=150, deadline=None)
def test_a_need_is_met_exactly_where_coverage_says_so(
    edition: Edition, data: st.DataObject
) -> None:
    standard = data.draw(st.sampled_from(BUILT_IN) | standards(edition))
    level = data.draw(st.sampled_from(list(edition.by_level)))
    brings = data.draw(st.none() | st.sampled_from(list(edition.by_level)))
    treatment = data.draw(st.sampled_from(list(Treatment)))
    themes = tuple(data.draw(st.sets(st.sampled_from(list(edition.by_theme)))))
    modules = data.draw(modules_of(edition))
    need = need_of(
        edition, level, brings=brings, standard=standard, treatment=treatment, themes=themes
    )
    counted = [at_least(treatment, module) for module in modules]
    report = check_coverage(edition, level, counted, standard, brings)
    lines = [
        line
        for line in report.lines
        if not themes or line.line.is_specialist or line.line.key in themes
    ]
    found = wide(need, modules)
    assert need.is_met(found) == all(line.is_met for line in lines)
    for line in lines:
        assert line_is_met(need, line.line, found) == line.is_met
    assert (need.have(found) == need.count) == need.is_met(found)
    assert bool(need.open(found)) != need.is_met(found)


@pytest.mark.parametrize("standard", BUILT_IN, ids=lambda standard: standard.key)
@pytest.mark.parametrize("level", [1, 2, 3, 4])
def test_everything_meets_every_standard_and_nothing_meets_none(
    standard: Standard, level: int
) -> None:
    need = need_of(WM, level, standard=standard)
    assert need.is_met(need.widen(WM.all_mask, WM.all_mask))
    assert not need.is_met(0)


def test_groups_of_one_level_make_one_need() -> None:
    groups = (Group("Wardens", 2, 12, 1), Group("Desk", 1, 30), Group("Managers", 2, 4, None))
    needs = list_needs(WM, Brief(WM.code, "Need", groups))
    assert [(need.level, need.people) for need in needs] == [(1, 30), (2, 16)]
    assert [group.name for group in needs[1].groups] == ["Wardens", "Managers"]
    assert needs[1].brings is None, "the managers bring nothing"


def test_a_competency_asked_by_name_stays_asked_in_a_theme_that_is_not() -> None:
    need = need_of(SMALL, 2, themes=("BB",), required=("L2-AA-K01", "L2-BB-S02"))
    assert [(demand.line.key, demand.count) for demand in need.demands] == [("AA", 1), ("BB", 1)]
    assert not need.is_met(reach(SMALL, "L2-BB-S02").reached)
    assert need.is_met(reach(SMALL, "L2-BB-S02 L2-AA-K01").reached)


def test_what_no_group_can_be_asked_is_named() -> None:
    brief = Brief(SMALL.code, "Need", (Group("Staff", 2, 1),), required=("L1-AA-K01", "L2-AA-K01"))
    assert unasked_codes(SMALL, brief) == ("L1-AA-K01",)
    specialists = Brief(SMALL.code, "Need", (Group("Staff", 3, 1),), required=("L1-AA-K01",))
    assert unasked_codes(SMALL, specialists) == ()


def test_specialist_features_are_named_where_themes_are() -> None:
    brief = Brief(SMALL.code, "Need", (Group("Staff", 3, 1), Group("Desk", 1, 2)), themes=("BB",))
    assert dict(brief_words(SMALL, brief))["Themes"] == "Beans, Specialist features"
    assert [demand.line.key for demand in list_needs(SMALL, brief)[1].demands] == [
        SPECIALIST_LINE,
        "BB",
    ]
    lower = replace(brief, groups=brief.groups[1:])
    assert dict(brief_words(SMALL, lower))["Themes"] == "Beans"


def test_a_brief_survives_being_kept() -> None:
    brief = Brief(
        WM.code,
        "Need",
        (Group("Wardens", 2, 12, 1),),
        themes=("KA",),
        required=("L2-KA-K01",),
        treatment=Treatment.DEVELOPED,
        standard=Standard("k", "Own", "", shares=(("KA", 40),), required=frozenset({"L2-KA-K02"})),
        budget_pence=0,
        sectors=("Education",),
        musts=("budget",),
        notes="Words",
    )
    assert Brief.from_plain(brief.to_plain()) == brief
    assert brief.asked().required == {"L2-KA-K01", "L2-KA-K02"}


def test_what_is_open_is_said_with_its_number() -> None:
    need = need_of(SMALL, 2, standard=Standard("", "Own", "", has_assessed=True, share=100))
    words = [open_words(need, demand, 0) for demand in need.demands]
    assert words == [
        "Apples: three competencies of the 3 asked for",
        "Apples: something assessed",
        "Beans: three competencies of the 3 asked for",
        "Beans: something assessed",
    ]
    one = reach(SMALL, "L2-AA-K01 L2-AA-K02").reached
    assert (
        open_words(need, need.demands[0], one) == "Apples: one more competency of the 3 asked for"
    )


@pytest.mark.parametrize(
    ("brings", "words"),
    [
        (None, "12 people need Trauma Informed"),
        (1, "12 people who have Trauma Aware need Trauma Informed"),
        (2, "12 people who have Trauma Informed need Trauma Informed: they have it already"),
        (3, "12 people who have Trauma Responsive need Trauma Informed: they have more already"),
    ],
)
def test_a_group_that_brings_more_than_it_needs_is_said(brings: int | None, words: str) -> None:
    brief = Brief(WM.code, "Need", (Group("Wardens", 2, 12, brings),))
    assert ("Wardens", words) in brief_words(WM, brief)
