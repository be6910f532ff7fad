"""Outlines and matrices as people write them, and what is said of what was not understood."""

import json
import time

import pytest

from pathways.domain.bringing.brought import BroughtPathway
from pathways.domain.bringing.marks import read_mark
from pathways.domain.bringing.papers import Block, Grid, Papers, Passage
from pathways.domain.bringing.reading import read_brought
from pathways.domain.bringing.served import lend_outcomes, read_served
from pathways.domain.bringing.texts import (
    is_pause,
    is_sum,
    part_length,
    split_list,
    without_number,
)
from pathways.domain.framework.fingerprints import Fingerprint, fingerprint
from pathways.domain.pathway.content import Module, Outcome, PathwayContent
from tests.domain.samples import WM

EDITION = WM
LEVEL_2 = [item for item in EDITION.competencies if item.level == 2]


def read(
    *blocks: Block, level: int | None = None, prints: dict[str, Fingerprint] | None = None
) -> BroughtPathway:
    return read_brought(Papers(blocks), EDITION, prints or {}, level)


def grid(*rows: list[str], title: str = "") -> Grid:
    return Grid(tuple(tuple(row) for row in rows), title)


def lines(text: str) -> list[Block]:
    return [
        Passage(line.strip().removeprefix("- "), is_item=line.strip().startswith("- "))
        for line in text.split("\n")
        if line.strip()
    ]


def told(brought: BroughtPathway) -> str:
    return " ".join(brought.report)


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        *(("I", "I"), ("d", "D"), (" Assessed ", "A"), ("Introduced", "I"), ("dev.", "D")),
        *(
            ("x", "?"),
            ("P", "?"),
            ("✓", "?"),
            ("1", "?"),
            ("Yes", "?"),
            ("✔️", "?"),
            ("covered", "?"),
        ),
        *(("", ""), ("-", ""), ("n/a", ""), ("0", ""), ("No", ""), ("I/D", "D"), ("I, D, A", "A")),
        ("introduced and assessed", "A"),
    ],
)
def test_a_mark(text: str, mark: str) -> None:
    found = read_mark(text)
    assert found is not None
    assert found.mark == mark


def test_a_mark_may_have_a_note_behind_it_and_other_words_are_none() -> None:
    found = read_mark("D - slides 4 to 6")
    assert found is not None
    assert (found.mark, found.note) == ("D", "slides 4 to 6")
    for text in ("purple", "2", "discussed at length", "Q", "x" * 5_000):
        assert read_mark(text) is None


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("Define trauma", ("Define trauma",)),
        ("• Define trauma\n• Name it", ("Define trauma", "Name it")),
        ("1. Define trauma\n2) Name it\nin a group", ("Define trauma", "Name it in a group")),
        ("By the end learners will be able to:\nDefine it\x0bName it", ("Define it", "Name it")),
        ("Define trauma; Name responses", ("Define trauma", "Name responses")),
        ("• Define it • Name it", ("Define it", "Name it")),
        ("", ()),
    ],
)
def test_a_list_in_a_cell(text: str, items: tuple[str, ...]) -> None:
    assert split_list(text) == items


def test_breaks_and_sums_are_no_modules_and_modules_are() -> None:
    for title in ("Break", "Tea break (15 mins)", "LUNCH", "Registration and coffee", "Close"):
        assert is_pause(title), title
    for title in ("Total", "Total time:", "Grand total", "Sub-total"):
        assert is_sum(title), title
    for title in ("Breaking the cycle", "When trust breaks", "End of life care", "Total recall"):
        assert not is_pause(title), title
        assert not is_sum(title), title


def test_a_title_loses_its_number_and_nothing_else() -> None:
    assert without_number("Module 3: Safety") == "Safety"
    assert without_number("Session 2 – Listening") == "Listening"
    assert without_number("3. Safety") == "Safety"
    for title in ("Module 3", "3 Es of trauma", "Unit 1 about things", "Parting", "Part of it"):
        assert without_number(title) == title


def test_a_table_with_a_row_for_each_outcome() -> None:
    brought = read(
        grid(
            ["A course", "", "", ""],
            ["Module", "Title", "Length (hours)", "Outcomes"],
            ["1", "Trauma", "1.5", "Define it"],
            ["1", "Trauma", "1.5", "Name it"],
            ["", "", "", "See it"],
            ["2", "Lunch", "1", ""],
            ["2", "Resilience", "soon", "Explain it"],
        )
    )
    assert (brought.kind, brought.title) == ("outline", "A course")
    assert [(m.title, m.minutes, m.outcomes) for m in brought.modules] == [
        ("Trauma", 90, ("Define it", "Name it", "See it")),
        ("Resilience", None, ("Explain it",)),
    ]
    assert "Row 7: the length “soon” was not understood." in brought.report
    assert "Row 6: “Lunch” is no module, and was left out." in brought.report


def test_two_modules_of_one_name_stay_two_and_are_told() -> None:
    rows = [["Title", "Minutes"], ["Cases", "60"], ["Theory", "30"], ["Cases", "60"]]
    brought = read(grid(*rows))
    assert [module.title for module in brought.modules] == ["Cases", "Theory", "Cases"]
    assert "2 modules are called “Cases”." in brought.report


def test_a_timetable_gives_each_module_the_time_until_the_next_row() -> None:
    times = ["09:00 Registration", "09:30 Trauma", "11:00 Break", "11:15 Resilience", "12:30 Close"]
    by_lines = read(*(Passage(text) for text in times))
    rows = [text.split(" ", 1) for text in times]
    by_table = read(grid(["Time", "Session"], *rows))
    for brought in (by_lines, by_table):
        assert [(m.title, m.minutes) for m in brought.modules] == [
            ("Trauma", 90),
            ("Resilience", 75),
        ]


def test_lines_with_numbered_modules() -> None:
    brought = read(
        *lines(
            """Trauma and resilience, level 2
            Module 1: Understanding trauma (90 minutes)
            By the end of this session participants will be able to:
            - Define trauma
            - Name three responses
            Assessment: quiz
            Break (15 minutes)
            Module 2
            Staying well
            Duration: half a day
            - Plan own wellbeing"""
        )
    )
    assert (brought.level, brought.title) == (2, "Trauma and resilience, level 2")
    first, second = brought.modules
    assert (first.title, first.minutes, first.assessment) == ("Understanding trauma", 90, "quiz")
    assert first.outcomes == ("Define trauma", "Name three responses")
    assert (second.title, second.minutes) == ("Staying well", 210)
    assert second.outcomes == ("Plan own wellbeing",)
    assert "taken as 210 minutes" in told(brought)


@pytest.mark.parametrize(
    ("text", "served"),
    [
        *(("1", ((1,), ())), ("1, 3", ((1, 3), ())), ("LO2", ((2,), ())), ("", ((), ()))),
        ("Outcomes 1 and 2", ((1, 2), ())),
        ("Name two signs", ((), ("Name two signs",))),
    ],
)
def test_a_cell_names_outcomes_by_number_or_in_words(
    text: str, served: tuple[tuple[int, ...], tuple[str, ...]]
) -> None:
    assert read_served(text) == served


def test_a_list_says_for_which_outcome_each_competency_is() -> None:
    heads = ["Module", "Code", "How far", "Learning outcome", "Evidence"]
    found = read(
        grid(
            heads,
            ["Part A", "L1-KA-K01", "I", "Name two signs", "Slide 3"],
            ["Part A", "L1-KA-K02", "D", "name two signs", "Slide 4"],
            ["Part B", "L1-LA-K01", "I", "2", ""],
        )
    )
    assert [module.outcomes for module in found.modules] == [("Name two signs",), ()]
    assert [one.outcomes for one in found.mappings] == [(1,), (1,), (2,)]
    held = PathwayContent(
        "wm-tif-2024",
        "A course",
        1,
        modules=(Module("m", "part b", outcomes=(Outcome("a", "One"), Outcome("b", "Two"))),),
    )
    assert lend_outcomes(found, held).modules[1].outcomes == ("One", "Two")


def test_a_number_beyond_the_outcomes_of_a_module_is_told() -> None:
    found = read(
        grid(
            ["Module", "Code", "How far", "Outcome", "Evidence"],
            ["Part A", "L1-KA-K01", "I", "Name two signs", "Slide 3"],
            ["Part A", "L1-KA-K02", "D", "7", "Slide 4"],
        )
    )
    assert "L1-KA-K02 names outcome 7 of module 1, which has 1." in told(found)


def test_a_heading_with_a_colon_is_the_title_and_a_label_is_none() -> None:
    text = """The first ten minutes: awareness at the desk
Length: 3 hours
Module 1: What walks in (45 mins)
- Name two signs"""
    found = read(*lines(text))
    assert found.title == "The first ten minutes: awareness at the desk"
    assert [(m.title, m.minutes) for m in found.modules] == [("What walks in", 45)]
    assert "3 hours" in told(found)


def test_lists_under_titles_are_outcomes_of_modules() -> None:
    brought = read(*lines("Trauma\n- Define it\n- Name it\nStaying well\n- Plan it\n- Do it"))
    assert [(m.title, len(m.outcomes)) for m in brought.modules] == [
        ("Trauma", 2),
        ("Staying well", 2),
    ]


def test_a_matrix_is_read_in_either_direction() -> None:
    codes = [item.code for item in LEVEL_2[:12]]
    rows = [["Code", "Module 1: Hello", "Module 2: Depth", "Total"]]
    rows += [[code, "I" if i % 2 else "", "x", "2"] for i, code in enumerate(codes)]
    rows += [["Total", "6", "12", "18"]]
    upright = read(grid(*rows))
    across = [list(row) for row in zip(*rows[:-1], strict=True)]
    turned = read(grid(*across[:3]))
    for brought in (upright, turned):
        assert (brought.kind, brought.level) == ("matrix", 2)
        assert [module.title for module in brought.modules] == ["Hello", "Depth"]
        assert [(m.module, m.code, m.mark) for m in brought.mappings] == [
            *((1, code, "I") for code in codes[1::2]),
            *((2, code, "?") for code in codes),
        ]
        assert brought.report == ()


def test_a_module_may_stand_over_its_mark_and_its_evidence_or_have_nothing_yet() -> None:
    codes = [item.code for item in LEVEL_2[:4]]
    over = [["", "Module 1", "", "Module 2", ""], ["Code", "Level", "Evidence"] + ["Level", "Note"]]
    brought = read(grid(*over, *([code, "I", "slide", "D", "quiz"] for code in codes)))
    assert [module.title for module in brought.modules] == ["Module 1", "Module 2"]
    assert {(m.module, m.mark, m.evidence) for m in brought.mappings} == {
        (1, "I", "slide"),
        (2, "D", "quiz"),
    }
    empty = read(grid(["Code", "Trauma", "Self care"], *([code, "I", ""] for code in codes)))
    assert [module.title for module in empty.modules] == ["Trauma", "Self care"]


def test_a_list_names_module_and_competency_in_each_row() -> None:
    one, other = LEVEL_2[0], LEVEL_2[1]
    brought = read(
        grid(
            ["Module", "Competency", "Treatment", "Evidence", "Slide"],
            ["Module 2: Depth", one.label.upper(), "Assessed", "the quiz", ""],
            ["Module 1: Hello", other.label, "I", "", "4"],
            ["Module 1: Hello", other.label, "D", "", ""],
        )
    )
    assert [module.title for module in brought.modules] == ["Hello", "Depth"]
    assert [(m.module, m.code, m.mark, m.evidence) for m in brought.mappings] == [
        (1, other.code, "D", "Page 4"),
        (2, one.code, "A", "the quiz"),
    ]
    assert "stands twice in module 1; D was taken" in told(brought)


def test_the_official_wording_is_known_by_its_fingerprint_and_nothing_else() -> None:
    words = "Words that stand in no label: an invented statement of somebody."
    prints = {LEVEL_2[5].code: fingerprint(words)}
    rows = [["Statement", "Module 1"], [words.upper(), "I"], [LEVEL_2[6].label, "D"]]
    brought = read(grid(*rows), prints=prints)
    assert [m.code for m in brought.mappings] == [LEVEL_2[5].code, LEVEL_2[6].code]
    without = read(grid(*rows, [LEVEL_2[7].label, "D"]))
    assert [m.code for m in without.mappings] == [LEVEL_2[6].code, LEVEL_2[7].code]
    assert "is no competency that is known here" in told(without)


def test_a_label_in_nearly_the_same_words_is_taken_and_said_to_be_a_doubt() -> None:
    label = LEVEL_2[0].label
    words = " ".join(reversed(label.split()))
    rows = [["Competency", "Module 1"], *([item.label, "I"] for item in LEVEL_2[1:4])]
    brought = read(grid(*rows, [words, "D"]))
    assert (1, LEVEL_2[0].code, "D") in {(m.module, m.code, m.mark) for m in brought.mappings}
    assert f"was taken for {LEVEL_2[0].code}" in told(brought)
    assert "by likeness. Please look at it." in told(brought)


def test_codes_in_other_spellings_and_of_another_level() -> None:
    brought = read(
        grid(
            ["Code", "Module 1"],
            ["l2 ka k1", "I"],
            ["L2–KA–K02", "D"],
            ["L1-KA-K01", "A"],
            ["L2-KA-K99", "A"],
        )
    )
    assert [m.code for m in brought.mappings] == ["L1-KA-K01", "L2-KA-K01", "L2-KA-K02"]
    assert brought.level == 2
    assert "1 mark is of Trauma Aware, which is not the target level." in brought.report
    assert "Row 5: the framework has no competency “L2-KA-K99”." in brought.report


def test_columns_by_other_names_and_outcomes_in_several() -> None:
    timetable = read(
        grid(
            ["Time", "Activity"],
            ["09:30 - 10:30", "What is trauma?"],
            ["10:30 - 10:45", "Coffee"],
            ["Total", "1 hour"],
        )
    )
    assert [(m.title, m.minutes) for m in timetable.modules] == [("What is trauma?", 60)]
    several = read(
        grid(
            ["Module", "Minutes", "Outcome 1", "Outcome 2", "How it is taught", "Aims"],
            ["Trauma", "60", "Define it<br>Name it", "See the signs", "Online", "To begin"],
        )
    )
    (module,) = several.modules
    assert module.outcomes == ("Define it", "Name it", "See the signs")
    assert (module.delivery, module.description) == ("Online", "To begin")


def test_what_is_said_of_the_whole_course_is_no_outcome_of_its_last_module() -> None:
    text = """1. Trauma (1 hour)
    a) Define it
    2. Lunch
    3. Practice (45 minutes)
    By the end of the day participants will be able to:
    - Respond to all that happens"""
    brought = read(*lines(text))
    assert [(m.title, m.outcomes) for m in brought.modules] == [
        ("Trauma", ("Define it",)),
        ("Practice", ()),
    ]
    assert "what the whole course leads to was left out" in told(brought)


def test_a_file_of_nothing_says_so() -> None:
    for brought in (read(), read(grid(["a", "b"], ["c", "d"]))):
        assert brought.modules == ()
        assert "No module was found in this file." in brought.report


def test_a_report_has_an_end() -> None:
    rows = [[item.code, "purple"] for item in LEVEL_2] * 3
    brought = read(grid(["Code", "Module 1"], [LEVEL_2[0].code, "I"], *rows))
    assert len(brought.report) == 201
    assert brought.report[-1].startswith("And ")


def test_a_line_too_long_for_a_title_is_not_searched_for_a_length() -> None:
    text = f"x{'.' * 300} (90 minutes)"
    assert part_length(text) == (text, None, None), "each stop would be tried anew"
    assert part_length("Safety (90 minutes)")[0] == "Safety"


@pytest.mark.parametrize(
    "blocks",
    [
        [{"title": "", "rows": [["Module", "Outcomes", "Minutes"], ["A", "x{}y", "1{}h"]]}],
        [{"title": "", "rows": [["Start", "End", "Session"], ["9:00{}z", "10:00{}", "x"]]}],
        [{"title": "", "rows": [["Code", "Module 1"], ["L2-KA-K01{}x", "I{}D"]]}],
        [
            {"text": "Module 1: a{}b (1 h{})", "depth": 0, "item": False},
            {"text": "x{}L2-KA-K01{}y", "depth": 0, "item": True},
        ],
    ],
)
@pytest.mark.parametrize("blank", [" ", "\t", "\u2003", "\n \n"])
def test_a_wide_gap_in_a_text_takes_no_longer_than_words(
    blocks: list[dict[str, object]], blank: str
) -> None:
    gap = blank * (20_000 // len(blank))
    plain = json.loads(json.dumps(blocks).replace("{}", json.dumps(gap)[1:-1]))
    before = time.process_time()
    brought = read_brought(Papers.from_plain({"blocks": plain, "said": []}), EDITION, {}, None)
    assert time.process_time() - before < 2, "each blank would be tried as the beginning of a sign"
    assert len(told(brought)) < 10_000


def test_a_gap_between_words_stays_as_wide_as_people_make_it() -> None:
    texts = ["a  b", f"a{' ' * 40}b", "a\n\n\tb"]
    plain = [{"text": text, "depth": 0, "item": False} for text in texts]
    found = Papers.from_plain({"blocks": plain, "said": []})
    assert found.to_plain()["blocks"] == plain


def test_a_day_over_its_times_is_no_module() -> None:
    brought = read(
        *lines(
            """A course of two days
            DAY ONE
            10.00am - 11.15am Attachment
            11.15am - 11.30am Coffee
            11.30am - 1.00pm Complex trauma
            Day two
            10.00am - 11.30am Co-regulation
            11.30am - 12.00pm Plenary and feedback forms"""
        )
    )
    assert [(one.title, one.minutes) for one in brought.modules] == [
        ("Attachment", 75),
        ("Complex trauma", 90),
        ("Co-regulation", 90),
    ]


def test_a_number_and_a_title_in_a_form_are_one_module() -> None:
    form = grid(
        ["Module number", "1"],
        ["Module title", "Childhood"],
        ["Duration", "3 hours"],
        ["Learning outcomes", "Describe neglect"],
    )
    brought = read(Passage("Course specification", 1), form, Passage("-"), form)
    assert [(one.title, one.minutes) for one in brought.modules] == [("Childhood", 180)] * 2


def test_a_column_of_names_has_the_titles_whatever_its_heading() -> None:
    brought = read(
        grid(
            ["Week", "Theme", "Hours", "By the end learners can"],
            ["1", "Seeing trauma", "2", "Define trauma"],
            ["2", "Half term", "", ""],
            ["3", "Feeling safe", "1.5", "Describe a safe place"],
        )
    )
    assert [(one.title, one.minutes, one.outcomes) for one in brought.modules] == [
        ("Seeing trauma", 120, ("Define trauma",)),
        ("Feeling safe", 90, ("Describe a safe place",)),
    ]


def test_a_programme_of_when_what_and_who() -> None:
    brought = read(
        grid(
            ["When", "What", "Who"],
            ["10:00 to 11:15", "Session 1 – Adversity", "A facilitator"],
            ["11:15 to 11:30", "Break", ""],
            ["11:30 to 12:45", "Session 2 – Culture", "All"],
        )
    )
    assert [(one.title, one.minutes, one.outcomes) for one in brought.modules] == [
        ("Adversity", 75, ()),
        ("Culture", 75, ()),
    ]


def test_what_stands_beside_a_length_in_brackets_is_the_delivery() -> None:
    brought = read(
        *lines(
            """Trauma and homelessness (2 hours, online)
            Participants will:
            - Link homelessness and trauma
            A group to reflect in (1 hour, in person)
            Participants will:
            - Reflect on one case"""
        )
    )
    assert [(one.title, one.minutes, one.delivery) for one in brought.modules] == [
        ("Trauma and homelessness", 120, "online"),
        ("A group to reflect in", 60, "in person"),
    ]


def test_a_table_of_outcomes_and_criteria_belongs_to_the_unit_above_it() -> None:
    table = grid(
        ["Learning outcome: the learner will", "Assessment criteria: the learner can"],
        ["1. Understand trauma", "1.1 Define trauma"],
        ["2. Understand its effects", "2.1 Explain effects on the body"],
    )
    brought = read(Passage("Unit 1 Principles", 2), table, Passage("Unit 2 Practice", 2), table)
    outcomes = ("Understand trauma", "Understand its effects")
    assert [(one.title, one.outcomes) for one in brought.modules] == [
        ("Principles", outcomes),
        ("Practice", outcomes),
    ]


def test_where_something_is_taught_is_a_mark_that_does_not_say_how_far() -> None:
    first, second = LEVEL_2[0].code, LEVEL_2[1].code
    brought = read(
        grid(
            ["Code", "Where taught", "Where assessed"],
            [first, "Module 1; Module 2", ""],
            [second, "Module 1", "Module 2"],
        )
    )
    assert {(one.module, one.code, one.mark) for one in brought.mappings} == {
        (1, first, "?"),
        (2, first, "?"),
        (1, second, "?"),
        (2, second, "A"),
    }


def test_at_the_highest_level_statements_of_the_themes_are_known_by_likeness_too() -> None:
    chosen = LEVEL_2[:3]
    rows = [[f"{one.label}, in our words", "x"] for one in chosen]
    brought = read(grid(["Statement", "Module 1: A"], *rows), level=4)
    assert {one.code for one in brought.mappings} == {one.code for one in chosen}


def coded_marks(brought: BroughtPathway) -> set[tuple[str, str, str]]:
    titles = [one.title for one in brought.modules]
    return {(titles[one.module - 1], one.code, one.mark) for one in brought.mappings}


@pytest.mark.parametrize("is_turned", [False, True])
@pytest.mark.parametrize("heads", [("Introduces", "Develops", "Assesses"), ("I", "D", "A")])
@pytest.mark.parametrize("first", ["Module", ""])
def test_codes_under_treatments_belong_to_the_module_of_their_row(
    heads: tuple[str, str, str], first: str, *, is_turned: bool
) -> None:
    codes = [one.code for one in LEVEL_2[:4]]
    rows = [
        [first, *heads],
        ["Start", f"{codes[0]}, {codes[1]}", "", ""],
        ["Grow", codes[2], codes[0], f"{codes[1]};\n{codes[3]}"],
    ]
    if is_turned:
        rows = [list(column) for column in zip(*rows, strict=True)]
    assert coded_marks(read(grid(*rows))) == {
        ("Start", codes[0], "I"),
        ("Start", codes[1], "I"),
        ("Grow", codes[2], "I"),
        ("Grow", codes[0], "D"),
        ("Grow", codes[1], "A"),
        ("Grow", codes[3], "A"),
    }


def test_codes_under_treatments_beside_a_matrix_come_in_where_it_says_nothing() -> None:
    codes = [one.code for one in LEVEL_2[:4]]
    matrix = grid(
        ["Code", "Listen", "Grow"],
        [codes[0], "I", ""],
        [codes[1], "", "D"],
        [codes[2], "", "A"],
        title="Matrix",
    )
    rows = [
        ["Module", "Introduces", "Develops", "Assesses"],
        ["Grow", codes[0], f"{codes[1]}, {codes[2]}", codes[3]],
        ["Later", codes[3], "", codes[0]],
    ]
    brought = read(matrix, grid(*rows, title="Plan"))
    assert [one.title for one in brought.modules] == ["Listen", "Grow", "Later"]
    assert coded_marks(brought) == {
        ("Listen", codes[0], "I"),
        ("Grow", codes[1], "D"),
        ("Grow", codes[2], "A"),
        ("Grow", codes[0], "I"),
        ("Grow", codes[3], "A"),
        ("Later", codes[3], "I"),
        ("Later", codes[0], "A"),
    }
    assert f"{codes[2]} in module 2: the matrix says A, and a table beside it D" in told(brought)
    assert f"{codes[1]} in module 2" not in told(brought)
    # Of modules that the matrix does not have, nothing comes in, and that is said.
    alone = read(matrix, grid(rows[0], ["Elsewhere", *rows[1][1:]], title="Plan"))
    assert [one.title for one in alone.modules] == ["Listen", "Grow"]
    assert len(alone.mappings) == 3
    assert "begins with “Elsewhere”, and none of its rows is a module" in told(alone)


def test_a_time_of_day_alone_in_a_table_is_a_start_and_no_length() -> None:
    brought = read(
        Passage("Programme", 1),
        grid(
            ["Day 1", ""],
            ["9:30", "Understanding adversity"],
            ["10:45", "Tea"],
            ["11:00", "Understanding behaviour"],
            ["12:30", "Lunch"],
            ["1:30", "Practising skills"],
            ["3:00", "Looking back"],
            ["Day 2", ""],
            ["9:30", "Planning"],
            ["11:00-11:45", "Doing"],
            ["11:45", "Going on"],
            ["12:15", "Talking"],
            ["1:00", "Close"],
        ),
    )
    assert [(one.title, one.minutes) for one in brought.modules] == [
        ("Understanding adversity", 75),
        ("Understanding behaviour", 90),
        ("Practising skills", 90),
        ("Looking back", None),
        ("Planning", 90),
        ("Doing", 45),
        ("Going on", 30),
        ("Talking", 45),
    ]


def test_a_column_of_lengths_with_colons_stays_one_of_lengths() -> None:
    brought = read(grid(["Session", "Duration"], ["One thing", "1:30"], ["Another", "6:00"]))
    assert [one.minutes for one in brought.modules] == [90, 360]


def test_a_length_between_the_number_and_the_title_is_a_length() -> None:
    brought = read(
        *lines(
            """Trauma informed care
            Week 1 (2 hours): The stressed brain
            - name parts of the brain
            Week 2: no session (bank holiday)
            Week 3 (90 mins): The kind word
            - rewrite a letter"""
        )
    )
    assert [(one.title, one.minutes, one.outcomes) for one in brought.modules] == [
        ("The stressed brain", 120, ("name parts of the brain",)),
        ("The kind word", 90, ("rewrite a letter",)),
    ]


def test_a_component_of_a_course_is_a_module_and_contact_hours_its_length() -> None:
    brought = read(
        grid(
            ["Course component", "Contact hrs", "Learners will be able to", "Delivered by"],
            ["Roots of distress", "1.5", "Explain roots | Explain triggers", "Trainer"],
            ["Ways of helping", "2", "Offer choices", "Trainer"],
        )
    )
    assert [(one.title, one.minutes, one.outcomes, one.delivery) for one in brought.modules] == [
        ("Roots of distress", 90, ("Explain roots", "Explain triggers"), ""),
        ("Ways of helping", 120, ("Offer choices",), ""),
    ]


def test_beside_lettered_sessions_other_headings_are_no_modules() -> None:
    brought = read(
        Passage("Trauma training", 1),
        Passage("Course overview", 2),
        Passage("A one-day course."),
        Passage("Session A: Seeing it (90 minutes)", 2),
        Passage("We look at signs."),
        Passage("Session B: Saying it (1 hour)", 2),
        Passage("What we ask of you", 2),
        Passage("Call us on Monday."),
        Passage("Closing circle (20 minutes)", 2),
        Passage("Cost: £95"),
        Passage("Travel is extra."),
    )
    assert [(one.title, one.minutes, one.description) for one in brought.modules] == [
        ("Seeing it", 90, "We look at signs."),
        ("Saying it", 60, ""),
        ("Closing circle", 20, ""),
    ]
    assert sum("“What we ask of you” is no module" in one for one in brought.report) == 1


def lengths(brought: BroughtPathway) -> list[tuple[str, int | None]]:
    return [(one.title, one.minutes) for one in brought.modules]


def test_a_timetable_with_a_heading_of_its_times_alone_has_no_module_of_its_headings() -> None:
    brought = read(
        grid(
            ["When", "In the room", "Led by"],
            ["9.30am", "Why safety matters", "Jo from Northgate"],
            ["11am", "Break", ""],
            ["11.20am", "Listening well", "Sam from Northgate"],
            ["12.45pm", "Lunch", ""],
        )
    )
    assert lengths(brought) == [("Why safety matters", 90), ("Listening well", 85)]
    assert not any(one.outcomes for one in brought.modules)


def test_a_theme_before_homework_is_the_title() -> None:
    brought = read(
        grid(
            ["Week", "Theme", "Hours", "At home"],
            ["1", "Seeing trauma", "2", "Read chapter 1"],
            ["2", "Feeling safe", "2", "Photo task"],
        )
    )
    assert lengths(brought) == [("Seeing trauma", 120), ("Feeling safe", 120)]


def test_a_date_is_no_title() -> None:
    brought = read(
        grid(
            ["Week", "Date", "Our question", "Minutes"],
            ["1", "3 March", "What is stress?", "90"],
            ["2", "17 March", "What helps?", "60"],
        )
    )
    assert lengths(brought) == [("What is stress?", 90), ("What helps?", 60)]


def test_where_headings_number_the_modules_the_others_are_none() -> None:
    brought = read(
        Passage("Handbook", 1),
        Passage("How to use it", 2),
        Passage("1. Seeing distress (2 hours)", 2),
        Passage("2. Answering distress (1 hour)", 2),
        Passage("References", 2),
        Passage("A book."),
    )
    assert lengths(brought) == [("Seeing distress", 120), ("Answering distress", 60)]


def test_a_label_of_a_title_begins_a_module() -> None:
    brought = read(
        *lines(
            """Course title: Caring well
            Module title: Knowing yourself
            Guided learning hours: 3
            Learners will be able to:
            - Name own limits
            Module title: Knowing others
            Guided learning hours: 2.5"""
        )
    )
    assert lengths(brought) == [("Knowing yourself", 180), ("Knowing others", 150)]
    assert brought.modules[0].outcomes == ("Name own limits",)


def test_beside_codes_in_rows_a_row_of_lengths_is_read_too() -> None:
    code = LEVEL_2[0].code
    brought = read(
        grid(
            ["", "Foundations", "Practice"],
            ["Hours", "2", "3"],
            ["Introduced", code, ""],
            ["Assessed", "", code],
        )
    )
    assert lengths(brought) == [("Foundations", 120), ("Practice", 180)]
    assert coded_marks(brought) == {("Foundations", code, "I"), ("Practice", code, "A")}


def test_outcomes_in_words_stay_though_each_names_a_code() -> None:
    first, second = LEVEL_2[0].code, LEVEL_2[1].code
    brought = read(
        grid(
            ["Module", "Learning outcomes"],
            ["Start", f"1. Name stress ({first})\n2. Say what helps ({second})"],
            ["Go on", f"1. Offer choice ({first})"],
        )
    )
    assert [len(one.outcomes) for one in brought.modules] == [2, 1]
    assert brought.modules[0].outcomes[0].startswith("Name stress")
    assert len(brought.mappings) == 3


def test_a_letter_before_a_title_in_a_table_of_labels_is_no_part_of_it() -> None:
    brought = read(
        Passage("Plan", 1),
        grid(["Session", "A: Knowing"], ["Length", "1 hr 15"], ["Outcomes", "Name it"]),
        grid(["Session", "B: Doing"], ["Length", "45 mins"], ["Outcomes", "Try it"]),
    )
    assert lengths(brought) == [("Knowing", 75), ("Doing", 45)]


def test_a_list_whose_marks_come_first_is_no_table_of_codes_under_treatments() -> None:
    codes = [one.code for one in LEVEL_2[:4]]
    rows = [[mark, code, "Start"] for mark, code in zip("IDAI", codes, strict=True)]
    brought = read(grid(["Treatment", "Code", "Module"], *rows))
    assert coded_marks(brought) == {
        ("Start", code, mark) for mark, code in zip("IDAI", codes, strict=True)
    }
