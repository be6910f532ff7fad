"""The coverage rules against a second reading of them, written with sets of codes.

The oracle below knows no bit sets and shares no code with the product: it was
written from the rules in words, so that a slip in one shows against the other.
"""

from collections.abc import Sequence
from math import ceil
from typing import NamedTuple

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pathways.domain.framework.edition import Edition
from pathways.domain.rule.coverage import CoverageReport, LineReport, ModuleReach
from pathways.domain.rule.coverage import check_coverage as check
from pathways.domain.rule.demands import DemandKind
from pathways.domain.rule.standards import BUILT_IN, Standard
from tests.domain.samples import SMALL, WM

Treated = dict[str, str]
"""Code and letter of treatment, of one module."""


class Case(NamedTuple):
    edition: Edition
    target: int
    entry: int | None
    standard: Standard
    modules: list[tuple[int, Treated]]


def to_reach(edition: Edition, minutes: int, treated: Treated) -> ModuleReach:
    one, two, three = (edition.mask(c for c in treated if treated[c] == letter) for letter in "IDA")
    return ModuleReach(minutes, one, two, three)


def judge(case: Case, modules: Sequence[tuple[int, Treated]] | None = None) -> CoverageReport:
    chosen = case.modules if modules is None else modules
    reaches = [to_reach(case.edition, minutes, treated) for minutes, treated in chosen]
    return check(case.edition, case.target, reaches, case.standard, case.entry)


@st.composite
def standards(draw: st.DrawFn, edition: Edition) -> Standard:
    if draw(st.booleans()):
        return draw(st.sampled_from(BUILT_IN))
    share = st.integers(0, 100)
    keys = st.sampled_from([theme.code for theme in edition.themes] + ["SP"])
    codes = st.sampled_from([*edition.by_code, "L9-ZZ-K99"])
    return Standard(
        "custom",
        "Custom",
        "",
        has_strands=draw(st.booleans()),
        has_assessed=draw(st.booleans()),
        share=draw(share),
        shares=tuple(draw(st.dictionaries(keys, share, max_size=3)).items()),
        required=frozenset(draw(st.sets(codes, max_size=4))),
    )


@st.composite
def cases(draw: st.DrawFn) -> Case:
    edition = draw(st.sampled_from([SMALL, SMALL, SMALL, WM]))
    target = draw(st.sampled_from([level.number for level in edition.levels]))
    flat = max(level.number for level in edition.levels)
    # Most codes come from what is judged, so that lines are met often enough to matter.
    near = [c.code for c in edition.competencies if target in (c.level, flat)]
    code = st.one_of(st.sampled_from(near), st.sampled_from(list(edition.by_code)))
    treated = st.dictionaries(code, st.sampled_from("IDA"), max_size=14)
    module = st.tuples(st.integers(0, 400), treated)
    return Case(
        edition,
        target,
        draw(st.none() | st.integers(1, target)),
        draw(standards(edition)),
        draw(st.lists(module, max_size=5)),
    )


# --- The second reading


def lines_by_hand(edition: Edition, target: int) -> dict[str, set[str]]:
    """Line keys and the codes that they hold, read off the codes themselves."""
    parts = {code: code.split("-") for code in edition.by_code}
    features = {code for code in parts if code.startswith(f"L{target}-SP-")}
    lines = {"SP": features} if features else {}
    for theme in edition.themes:
        if features:
            lines[theme.code] = {code for code, part in parts.items() if part[1] == theme.code}
        else:
            prefix = f"L{target}-{theme.code}-"
            lines[theme.code] = {code for code in parts if code.startswith(prefix)}
    return lines


def unmet_by_hand(case: Case, key: str, members: set[str]) -> set[tuple[str, str | None]]:
    """What one line asks and does not find: kinds of demand, with the strand."""
    is_level_4 = any(code.startswith(f"L{case.target}-SP-") for code in case.edition.by_code)
    is_theme_there = is_level_4 and key != "SP"
    wants_all = case.standard.key == "full"
    by_entry = (
        is_theme_there
        and not wants_all
        and case.entry is not None
        and case.entry >= case.target - 1
    )
    here = {code for _, treated in case.modules for code in treated} & members
    assessed = {code for _, treated in case.modules for code in treated if treated[code] == "A"}
    found: set[tuple[str, str | None]] = set()
    if not (case.standard.required & members) <= here:
        found.add(("required", None))
    if by_entry:
        return found
    if not here:
        found.add(("some", None))
    if case.standard.has_strands and key != "SP":
        for strand in "KS":
            if not any(code.split("-")[2][0] == strand for code in here):
                found.add(("strand", strand))
    if not is_theme_there or wants_all:
        share = dict(case.standard.shares).get(key, case.standard.share)
        if len(here) < ceil(share * len(members) / 100):
            found.add(("share", None))
        if case.standard.has_assessed and not assessed & members:
            found.add(("assessed", None))
    return found


def status_by_hand(key: str, here: set[str], members: set[str]) -> str:
    if not here:
        return "none"
    if here == members:
        return "all"
    strands = {code.split("-")[2][0] for code in here}
    if key == "SP":
        return "some"
    return {"K": "knowledge only", "S": "skills only"}.get("".join(strands), "both strands")


@settings(max_examples=400)
@given(cases())
def test_both_readings_of_the_rules_agree(case: Case) -> None:
    report = judge(case)
    lines = lines_by_hand(case.edition, case.target)
    assert [line.line.key for line in report.lines] == list(lines)
    reached = {code for _, treated in case.modules for code in treated}
    for line in report.lines:
        key, members = line.line.key, lines[line.line.key]
        here = reached & members
        best = {
            code: max("IDA".index(treated[code]) for _, treated in case.modules if code in treated)
            for code in here
        }
        assert (line.reached, line.total) == (len(here), len(members))
        assert [line.introduced, line.developed, line.assessed] == [
            list(best.values()).count(rank) for rank in range(3)
        ]
        assert line.minutes == sum(m for m, treated in case.modules if set(treated) & members)
        assert line.status == status_by_hand(key, here, members)
        unmet = unmet_by_hand(case, key, members)
        found = {(str(item.demand.kind), item.demand.strand) for item in line.unmet}
        assert found == unmet
        assert len(line.unmet) == len(unmet)
    assert report.is_met == (
        not any(unmet_by_hand(case, key, members) for key, members in lines.items())
    )
    above = {code for code in reached if int(code.split("-")[0][1:]) > case.target}
    assert report.above_mask == case.edition.mask(above)


@given(cases())
def test_progression_agrees_with_entry_and_framework_minimum(case: Case) -> None:
    reached = {code for _, treated in case.modules for code in treated}
    progression = judge(case).progression
    assert [item.level for item in progression] == list(range(1, case.target))
    for item in progression:
        lines = lines_by_hand(case.edition, item.level).values()
        represented = sum(1 for members in lines if members & reached)
        by_entry = case.entry is not None and item.level <= case.entry
        assert (item.represented, item.lines, item.by_entry) == (
            represented,
            len(lines),
            by_entry,
        )
        assert item.is_met == (by_entry or represented == len(lines))


# --- What must hold whatever the rules


@given(cases(), st.data())
def test_adding_a_mapping_never_makes_a_met_line_unmet(case: Case, data: st.DataObject) -> None:
    code = data.draw(st.sampled_from(list(case.edition.by_code)))
    letter = data.draw(st.sampled_from("IDA"))
    before, after = judge(case), judge(case, [*case.modules, (30, {code: letter})])
    for old, new in zip(before.lines, after.lines, strict=True):
        assert new.is_met >= old.is_met
        assert new.reached >= old.reached
        assert new.minutes >= old.minutes
    assert after.is_met >= before.is_met


@given(cases(), st.data())
def test_the_order_of_modules_does_not_matter(case: Case, data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(case.modules))
    assert judge(case, shuffled) == judge(case)


@given(cases())
def test_an_entry_requirement_never_makes_a_verdict_worse(case: Case) -> None:
    assert judge(case).is_met >= judge(case._replace(entry=None)).is_met


@given(cases(), st.data())
def test_what_mends_a_demand_removes_it(case: Case, data: st.DataObject) -> None:
    open_demands = [(line, unmet) for line in judge(case).lines for unmet in line.unmet]
    assume(open_demands)
    line, drawn = data.draw(st.sampled_from(open_demands))
    choice = [item.code for item in case.edition.members(drawn.mending)]
    assert drawn.missing > 0
    assert len(choice) >= drawn.missing
    assert drawn.mending & line.line.mask == drawn.mending
    chosen = data.draw(st.permutations(choice))[: drawn.missing]
    letter = "A" if drawn.demand.kind is DemandKind.ASSESSED else "I"

    def still_asked(codes: list[str]) -> bool:
        report = judge(case, [*case.modules, (30, dict.fromkeys(codes, letter))])
        return drawn.demand in [unmet.demand for unmet in report.line(line.line.key).unmet]

    assert not still_asked(chosen)
    assert still_asked(chosen[:-1]), "one fewer is not enough"


@given(cases())
def test_the_demands_of_a_line_ask_no_competency_that_is_there(case: Case) -> None:
    for line in judge(case).lines:
        for unmet in line.unmet:
            if unmet.demand.kind is DemandKind.ASSESSED:
                assert not unmet.mending & line.assessed_mask
            else:
                assert not unmet.mending & line.reached_mask


@given(cases())
def test_the_numbers_of_a_line_add_up(case: Case) -> None:
    report = judge(case)
    for line in report.lines:
        assert_adds_up(line)
    assert report.reached == sum(line.reached for line in report.lines)
    assert report.total == sum(line.total for line in report.lines)
    assert f"({case.standard.name})" in report.headline


def assert_adds_up(line: LineReport) -> None:
    assert line.introduced + line.developed + line.assessed == line.reached
    assert sum(item.reached for item in line.levels) == line.reached
    assert sum(item.total for item in line.levels) == line.total
    if not line.line.is_specialist:
        assert sum(item.reached for item in line.strands) == line.reached
        assert sum(item.total for item in line.strands) == line.total
    assert line.reached_mask.bit_count() + line.open_mask.bit_count() == line.total
