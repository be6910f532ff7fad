"""Demands on what a pathway states: when each is met, and the sentences that say so."""

from dataclasses import replace

import pytest

from pathways.domain.pathway.content import Assurance, Details, PathwayContent, judge, state
from pathways.domain.pathway.fields import ASSURANCE_FIELDS, DETAIL_FIELDS
from pathways.domain.rule.coverage import check_coverage
from pathways.domain.rule.reasons import explain_standard
from pathways.domain.rule.standards import (
    BUILT_IN,
    FRAMEWORK_MINIMUM,
    Standard,
    standard_from_plain,
    standard_to_plain,
)
from pathways.domain.rule.stated import (
    COUNTED,
    NO_STATEMENTS,
    NOTHING_STATED,
    Stated,
    Statements,
    Subject,
    explain_stated,
    find_stated,
)
from tests.domain.samples import SMALL, reach

EVERY = Statements(frozenset(Subject), group=20, refresher=24)


def reasons(statements: Statements, stated: Stated) -> list[tuple[bool, str]]:
    return [(one.is_met, one.reason) for one in find_stated(statements, stated)]


@pytest.mark.parametrize(
    ("group", "is_met", "said"),
    [
        (20, True, "Largest group: 20; at most 20 asked."),
        (21, False, "Largest group: 21; at most 20 asked."),
        (0, False, "Largest group: not stated; at most 20 asked."),
    ],
)
def test_a_group_may_have_as_many_as_are_asked_and_no_more(
    group: int, is_met: bool, said: str
) -> None:
    assert reasons(Statements(group=20), Stated(group=group)) == [(is_met, said)]


@pytest.mark.parametrize(
    ("months", "is_met", "said"),
    [
        (1, True, "Refresher: 1 month; at most 24 asked."),
        (24, True, "Refresher: 24 months; at most 24 asked."),
        (25, False, "Refresher: 25 months; at most 24 asked."),
        (0, False, "Refresher: not stated; at most 24 asked."),
    ],
)
def test_a_refresher_comes_within_the_months_that_are_asked(
    months: int, is_met: bool, said: str
) -> None:
    assert reasons(Statements(refresher=24), Stated(refresher=months)) == [(is_met, said)]


def test_a_number_that_only_has_to_be_stated_may_be_any() -> None:
    asked = Statements(frozenset((Subject.GROUP, Subject.REFRESHER)))
    assert reasons(asked, Stated(group=999, refresher=60)) == [
        (True, "Largest group: 999."),
        (True, "Refresher: 60 months."),
    ]
    assert reasons(asked, NOTHING_STATED) == [
        (False, "Largest group: not stated; asked for."),
        (False, "Refresher: not stated; asked for."),
    ]


def test_every_subject_is_found_once_and_in_order() -> None:
    found = find_stated(EVERY, NOTHING_STATED)
    assert [one.subject for one in found] == list(Subject)
    assert not any(one.is_met for one in found)
    assert explain_stated(EVERY) == (
        "To be stated: Facilitators; Lived experience; Accessibility; "
        "Learner wellbeing and aftercare; Evaluation; Evidence base; Review date; "
        "Every principle; Price; CPD or accreditation; Contact.",
        "Largest group at most 20.",
        "A refresher after at most 24 months.",
    )


def test_every_principle_has_to_be_spoken_of() -> None:
    asked = Statements(frozenset((Subject.PRINCIPLES,)))
    assert reasons(asked, Stated(principles=6, of_principles=7)) == [
        (False, "Principles: 6 of 7 stated; all are asked for.")
    ]
    assert reasons(asked, Stated(principles=7, of_principles=7)) == [
        (True, "Principles: 7 of 7 stated.")
    ]


def test_every_subject_is_a_field_with_the_label_that_its_form_has() -> None:
    labels = {field.name: field.label for field in (*DETAIL_FIELDS, *ASSURANCE_FIELDS)}
    for subject in set(Subject) - {Subject.PRINCIPLES}:
        assert labels[subject.value] == subject.word


def test_what_is_blank_is_not_stated_and_a_price_of_nothing_is() -> None:
    content = PathwayContent(
        edition="small",
        title="A",
        target_level=2,
        details=Details(price_pence=0, contact=" \u200b", group_max=12, refresher_months=6),
        assurance=Assurance(facilitators="\n", evaluation="We ask.", principles=(("care", "We."),)),
    )
    stated = state(SMALL, content)
    assert stated == Stated(
        frozenset((Subject.PRICE, Subject.EVALUATION)), 12, 6, principles=1, of_principles=1
    )
    assert not stated.said & COUNTED
    bare = replace(content, details=Details(), assurance=Assurance())
    assert state(SMALL, bare) == Stated(of_principles=1)


def test_a_demand_on_details_that_is_not_met_fails_the_verdict() -> None:
    content = PathwayContent(edition="small", title="A", target_level=2)
    kind = replace(FRAMEWORK_MINIMUM, key="x", name="Ours")
    asking = replace(kind, statements=Statements(frozenset((Subject.CONTACT,)), group=20))
    report = judge(SMALL, content, asking)
    assert [one.reason for one in report.unmet_whole] == [
        "Largest group: not stated; at most 20 asked.",
        "Contact: not stated; asked for.",
    ]
    assert report.headline == (
        "0 of 2 themes represented at Second: 0 of 6 competencies; "
        "0 of 2 demands on details met (Ours)"
    )
    said = replace(content, details=Details(contact="a@b.example", group_max=24))
    assert judge(SMALL, said, asking).headline.endswith("; 1 of 2 demands on details met (Ours)")
    assert not judge(SMALL, said, kind).whole
    assert explain_standard(SMALL, asking)[-2:] == (
        "To be stated: Contact.",
        "Largest group at most 20.",
    )


def test_a_standard_whose_lines_are_all_met_fails_for_want_of_a_statement() -> None:
    module = reach(SMALL, "L2-AA-K01 L2-BB-K01")
    asking = Standard("x", "Ours", "", statements=Statements(group=20))
    assert check_coverage(SMALL, 2, [module], asking, stated=Stated(group=20)).is_met
    assert not check_coverage(SMALL, 2, [module], asking, stated=Stated(group=21)).is_met


def test_demands_on_details_are_kept_and_standards_without_any_as_they_were() -> None:
    standard = Standard("x", "Ours", "", statements=EVERY)
    assert standard_from_plain(standard_to_plain(standard)) == standard
    for built_in in BUILT_IN:
        assert built_in.statements == NO_STATEMENTS
        assert not {"statements", "questions"} & standard_to_plain(built_in).keys()
    assert standard_from_plain({**standard_to_plain(FRAMEWORK_MINIMUM)}).statements == NO_STATEMENTS


def test_a_number_below_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="0 or more"):
        Statements(group=-1)
