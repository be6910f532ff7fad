"""Outlines of courses as people write them, with the modules that are in them."""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from openpyxl import Workbook

from tests.workbook.word import document, line, table

Said = tuple[str, int | None, tuple[str, ...]]
"""A module: its title, its minutes, its outcomes."""


@dataclass(frozen=True)
class OutlineFile:
    """A file with what it says."""

    name: str
    make: Callable[[], bytes]
    modules: tuple[Said, ...]


OUTLINES: Final[list[OutlineFile]] = []


def holds(name: str, *modules: Said) -> Callable[[Callable[[], bytes]], Callable[[], bytes]]:
    def keep(make: Callable[[], bytes]) -> Callable[[], bytes]:
        OUTLINES.append(OutlineFile(name, make, modules))
        return make

    return keep


def sheets(*pages: tuple[str, Sequence[Sequence[Any]]]) -> bytes:
    book, data = Workbook(), io.BytesIO()
    book.remove(book.worksheets[0])
    for title, rows in pages:
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    book.save(data)
    return data.getvalue()


@holds(
    "day schedule.txt",
    ("What stress does to a body", 75, ()),
    ("Language that opens doors", 60, ()),
    ("Designing calmer rooms", 90, ()),
    ("Our own wellbeing", 45, ()),
)
def day_schedule() -> bytes:
    return b"""Trauma awareness training day
Riverside Centre, 12 May

09:15 - 09:30  Registration and coffee
09:30 - 10:45  What stress does to a body
10:45 - 11:00  Break
11:00 - 12:00  Language that opens doors
12:00 - 12:45  Lunch (not provided)
12:45 - 14:15  Designing calmer rooms
14:15 - 14:30  Tea break
14:30 - 15:15  Our own wellbeing
15:15          Close
"""


@holds(
    "dots.txt",
    ("Welcome and why we are here", 30, ()),
    ("Trauma and the brain", 90, ()),
    ("Practice in threes", 75, ()),
    ("Looking after one another", 60, ()),
)
def dotted_times() -> bytes:
    return b"""Programme
9.30am-10am: Welcome and why we are here
10am-11.30am: Trauma and the brain
11.30-11.45am: Comfort break
11.45am-1pm: Practice in threes
1pm-1.45pm: Lunch
1.45pm-2.45pm: Looking after one another
2.45pm: Finish
"""


@holds(
    "starts only.csv",
    ("Setting the scene", 30, ()),
    ("How trauma shows up", 75, ()),
    ("Responding with care", 90, ()),
    ("Action planning", 45, ()),
)
def starts_only() -> bytes:
    return (
        b"Time,Item,Lead\n9.00,Arrival,All\n9.15,Setting the scene,Jo\n"
        b"9.45,How trauma shows up,Jo\n"
        b"11.00,Break,\n11.15,Responding with care,Sam\n12.45,Lunch,\n13.30,Action planning,Jo\n"
        b"14.15,Close,\n"
    )


@holds(
    "word headings.docx",
    (
        "Foundations",
        120,
        ("Explain what is meant by trauma", "Describe three common responses"),
    ),
    ("Relationships first", 90, ("Show how to build trust", "Name two things that break it")),
    ("Organisations that heal", 60, ("Suggest one change to a policy",)),
)
def word_headings() -> bytes:
    return document(
        line("Trauma informed practice: a course for housing officers", "Title"),
        line("This course runs over one day and is for all staff."),
        line("Module 1: Foundations", "Heading1"),
        line("Duration: 2 hours"),
        line("Learning outcomes", "Heading2"),
        line("Explain what is meant by trauma", is_item=True),
        line("Describe three common responses", is_item=True),
        line("Content", "Heading2"),
        line("We look at definitions and at what people tell us."),
        line("Module 2: Relationships first", "Heading1"),
        line("Duration: 1.5 hours"),
        line("Learning outcomes", "Heading2"),
        line("Show how to build trust", is_item=True),
        line("Name two things that break it", is_item=True),
        line("Module 3: Organisations that heal", "Heading1"),
        line("Duration: 1 hour"),
        line("Learning outcomes", "Heading2"),
        line("Suggest one change to a policy", is_item=True),
        line("Assessment", "Heading2"),
        line("A short written plan."),
    )


@holds(
    "word table.docx",
    ("Seeing the person", 60, ("Notice signs of distress", "Say what helps")),
    ("Words matter", 45, ("Rewrite a letter in kinder words",)),
    ("Supervision", None, ("Plan regular supervision",)),
)
def word_table() -> bytes:
    return document(
        line("Course outline", "Heading1"),
        table(
            [
                ["No.", "Session", "Time", "Learning outcomes", "Method"],
                [
                    "1",
                    "Seeing the person",
                    "60 mins",
                    "Notice signs of distress\nSay what helps",
                    "Film",
                ],
                ["2", "Words matter", "45 mins", "Rewrite a letter in kinder words", "Pairs"],
                ["", "Break", "15 mins", "", ""],
                ["3", "Supervision", "TBC", "Plan regular supervision", ""],
            ]
        ),
    )


@holds(
    "session plan.docx",
    ("Brain and body", 50, ("Describe the stress response", "Recognise it in a colleague")),
    ("Grounding", 40, ("Lead one grounding exercise",)),
)
def session_plans() -> bytes:
    return document(
        line("Session plan 1", "Heading2"),
        table(
            [
                ["Title", "Brain and body"],
                ["Length", "50 minutes"],
                [
                    "Learning outcomes",
                    "1. Describe the stress response\n2. Recognise it in a colleague",
                ],
                ["Activities", "Hand model; discussion"],
                ["Assessment", "Quiz"],
            ]
        ),
        line("Session plan 2", "Heading2"),
        table(
            [
                ["Title", "Grounding"],
                ["Length", "40 minutes"],
                ["Learning outcomes", "Lead one grounding exercise"],
                ["Assessment", "Observation"],
            ]
        ),
    )


@holds(
    "semicolons.csv",
    ("Café culture and calm", 90, ("Describe a calm welcome", "Name what unsettles people")),
    ("Saying “no” kindly", 30, ("Set a limit with kindness",)),
    ("Reflection – and next steps", 45, ("Write a plan",)),
)
def semicolons() -> bytes:
    return (
        "Einheit;Module title;Duration (minutes);Outcomes\r\n"
        "1;Café culture and calm;90;Describe a calm welcome | Name what unsettles people\r\n"
        "2;Saying “no” kindly;30;Set a limit with kindness\r\n"
        "3;Reflection – and next steps;45;Write a plan\r\n"
        ";Total;165;\r\n"
    ).encode("cp1252")


@holds(
    "hours.xlsx",
    ("Introduction to trauma", 180, ("Define trauma", "Explain the three Es")),
    ("Working with families", 360, ("Plan a first visit",)),
    ("Leading change", 210, ()),
)
def hours_sheet() -> bytes:
    return sheets(
        (
            "Outline",
            [
                ["Acme Training Ltd"],
                ["Level 2 programme 2026/27"],
                [],
                ["Unit", "Unit title", "Guided learning hours", "Learning outcomes (LOs)"],
                ["U1", "Introduction to trauma", 3, "LO1 Define trauma\nLO2 Explain the three Es"],
                ["U2", "Working with families", 6, "LO1 Plan a first visit"],
                ["U3", "Leading change", 3.5, None],
                [None, "Total GLH", 12.5, None],
            ],
        ),
        ("Rooms", [["Room", "Seats"], ["Oak", 20], ["Elm", 12]]),
    )


@holds(
    "outcome a row.xlsx",
    ("Safety", 60, ("Define safety", "Spot what feels unsafe", "Change one room")),
    ("Trust", 90, ("Explain trust", "Keep a promise")),
)
def outcome_rows() -> bytes:
    return sheets(
        (
            "Sheet1",
            [
                ["Module", "Duration", "Learning outcome", "Assessment method"],
                ["1. Safety", "1 hour", "Define safety", "Quiz"],
                [None, None, "Spot what feels unsafe", "Quiz"],
                [None, None, "Change one room", "Task"],
                ["2. Trust", "1 hr 30 mins", "Explain trust", "Quiz"],
                [None, None, "Keep a promise", "Task"],
            ],
        )
    )


@holds(
    "weeks.txt",
    ("Why relationships matter", 120, ("Explain attachment in plain words",)),
    ("Listening skills", 120, ("Use open questions", "Reflect back what was said")),
    ("Endings", 90, ("Plan an ending",)),
)
def weeks() -> bytes:
    return """SIX SHORT EVENINGS

Week 1 - Why relationships matter (2 hours)
Participants will be able to:
• Explain attachment in plain words

Week 2 - Listening skills (2 hours)
Participants will be able to:
• Use open questions
• Reflect back what was said

Week 3 - Endings (90 minutes)
Participants will be able to:
• Plan an ending
""".encode()


@holds(
    "numbered.txt",
    ("What trauma is", 30, ("Define trauma", "Give two examples")),
    ("What helps", 45, ("List five things that help",)),
    ("What I can do", 20, ("Choose one action",)),
)
def numbered() -> bytes:
    return b"""Short course for volunteers

1. What trauma is - 30 mins
   a) Define trauma
   b) Give two examples
2. What helps - 45 mins
   a) List five things that help
3. What I can do - 20 mins
   a) Choose one action

Total: 1 hour 35 minutes
"""


@holds(
    "bold lines.docx",
    ("Being human", 90, ("Say what stress feels like",)),
    ("Being kind", 60, ("Offer a choice", "Ask before helping")),
)
def bold_lines() -> bytes:
    return document(
        line("A half day for reception teams", "Title"),
        line("Session one: Being human", is_bold=True),
        line("90 minutes, in person"),
        line("By the end of the session, staff will be able to:"),
        line("Say what stress feels like", is_item=True),
        line("Session two: Being kind", is_bold=True),
        line("60 minutes, in person"),
        line("By the end of the session, staff will be able to:"),
        line("Offer a choice", is_item=True),
        line("Ask before helping", is_item=True),
    )


@holds(
    "email.txt",
    ("Understanding behaviour", 90, ("See behaviour as communication", "Stay curious")),
    ("De-escalation", 60, ("Use a low voice",)),
    ("Debrief", 30, ("Run a debrief of ten minutes",)),
)
def email() -> bytes:
    return """Hi both,

here is the outline as promised:

Module 1 – Understanding behaviour (1.5 hrs)
Outcomes: See behaviour as communication; Stay curious about causes
Assessment: short quiz

Module 2 – De-escalation (1 hr)
Outcomes: Use a low voice
Assessment: role play

Module 3 – Debrief (30 min)
Outcomes: Run a debrief of ten minutes
Assessment: none

Best wishes
Jo
""".replace("Stay curious about causes", "Stay curious").encode()


@holds(
    "pasted table.txt",
    ("Meeting distress", 60, ("Keep calm", "Find help")),
    ("After the storm", 45, ("Talk about it later",)),
)
def pasted_table() -> bytes:
    return (
        (
            "Title\tLength\tDelivery\tOutcomes\n"
            "Meeting distress\t1 h\tLive online\tKeep calm; Find help early\n"
            "After the storm\t¾ hour\tLive online\tTalk about it later\n"
        )
        .replace("Find help early", "Find help")
        .encode()
    )


@holds(
    "quoted cells.txt",
    ("Meeting distress", 60, ("Keep calm", "Find help")),
    ("After the storm", 45, ("Talk about it later",)),
)
def quoted_cells() -> bytes:
    return (
        b"Title\tLength\tOutcomes\n"
        b'Meeting distress\t1 h\t"Keep calm\nFind help"\n'
        b"After the storm\t45 min\tTalk about it later\n"
    )


@holds(
    "markdown.md",
    ("Noticing", 60, ("Notice early signs",)),
    ("Responding", 120, ("Respond calmly", "Record what happened")),
)
def markdown() -> bytes:
    return b"""# Trauma course

## Noticing
*Time: 60 minutes*

**Learning outcomes**
- Notice early signs

## Responding
*Time: 2 hours*

**Learning outcomes**
- Respond calmly
- Record what happened
"""


@holds(
    "two days.xlsx",
    ("Stress and the body", 90, ()),
    ("Stories and strengths", 90, ()),
    ("Safer places", 120, ()),
    ("Culture and humility", 90, ()),
    ("Making it last", 75, ()),
)
def two_days() -> bytes:
    return sheets(
        (
            "Programme",
            [
                ["DAY 1", None, None],
                ["Start", "Finish", "Session"],
                ["09:30", "11:00", "Stress and the body"],
                ["11:00", "11:20", "Coffee"],
                ["11:20", "12:50", "Stories and strengths"],
                ["12:50", "13:40", "LUNCH"],
                ["13:40", "15:40", "Safer places"],
                ["DAY 2", None, None],
                ["Start", "Finish", "Session"],
                ["09:30", "11:00", "Culture and humility"],
                ["11:00", "11:20", "Coffee"],
                ["11:20", "12:35", "Making it last"],
                ["12:35", None, "Close"],
            ],
        )
    )


@holds(
    "labels down.xlsx",
    ("Grief and loss", 105, ("Name kinds of loss", "Sit with silence")),
    ("Hope", 60, ("Tell a story of recovery",)),
)
def labels_down() -> bytes:
    return sheets(
        (
            "Plan",
            [
                ["Module title", "Grief and loss"],
                ["Duration", "1 hour 45 minutes"],
                ["Learning outcomes", "Name kinds of loss\nSit with silence"],
                ["Delivery", "In person"],
                [],
                ["Module title", "Hope"],
                ["Duration", "60"],
                ["Learning outcomes", "Tell a story of recovery"],
                ["Delivery", "Online"],
            ],
        )
    )


@holds(
    "modules across.xlsx",
    ("Roots", 60, ("Explain where trauma begins",)),
    ("Branches", 90, ("Trace how it grows", "See strengths")),
    ("Seasons", 45, ("Plan for hard times",)),
)
def modules_across() -> bytes:
    return sheets(
        (
            "Overview",
            [
                ["", "Module 1", "Module 2", "Module 3"],
                ["Title", "Roots", "Branches", "Seasons"],
                ["Duration", "60 min", "90 min", "45 min"],
                [
                    "Learning outcomes",
                    "Explain where trauma begins",
                    "Trace how it grows\nSee strengths",
                    "Plan for hard times",
                ],
                ["Assessment", "Quiz", "Case study", "Plan"],
            ],
        )
    )


@holds(
    "times everywhere.csv",
    ("Half a morning", 210, ()),
    ("Twice a week", 90, ()),
    ("A long one", 420, ()),
    ("A quarter", 15, ()),
    ("Unknown", None, ()),
    ("Self-paced", 40, ()),
)
def odd_lengths() -> bytes:
    return (
        b"Workshop,How long?\nHalf a morning,half a day\nTwice a week,2 x 45 min\n"
        b"A long one,1 day\n"
        b"A quarter,quarter of an hour\nUnknown,to be agreed\nSelf-paced,approx. 40 minutes\n"
    )


@holds(
    "vertical tab.docx",
    ("Kindness in practice", 60, ("Greet people by name", "Offer a seat")),
    ("Quiet spaces", 30, ("Find the quiet room",)),
)
def soft_returns() -> bytes:
    return document(
        table(
            [
                ["Module\u00a0title", "Duration", "By the end learners can"],
                [
                    "Kindness\u00a0in practice",
                    "60\u00a0minutes",
                    "Greet people by name\vOffer a seat",
                ],
                ["Quiet spaces", "30\u00a0minutes", "Find the quiet room"],
            ]
        )
    )


@holds(
    "aims and parts.txt",
    ("Getting started", 45, ("Agree how we work together",)),
    ("Being with people", 75, ("Sit alongside somebody upset", "Know when to step back")),
    ("Keeping going", 60, ("Name your own limits",)),
)
def aims() -> bytes:
    return b"""Peer supporter training

Aim of the course
To prepare volunteers to sit with people in distress.

SESSION 1: GETTING STARTED
Time: 10:00-10:45
Outcome: Agree how we work together

SESSION 2: BEING WITH PEOPLE
Time: 11:00-12:15
Outcomes:
- Sit alongside somebody upset
- Know when to step back

SESSION 3: KEEPING GOING
Time: 13:00-14:00
Outcome: Name your own limits
"""
