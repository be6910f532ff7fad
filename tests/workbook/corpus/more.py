"""More outlines and matrices, in the ways of other people."""

from typing import Any

from tests.workbook.corpus.matrices import (
    BY_CODE,
    CODES,
    HEADS,
    IDA,
    L2,
    PLAIN,
    THREE,
    keep,
    marks_of,
    rows_of,
)
from tests.workbook.corpus.outlines import holds, sheets
from tests.workbook.word import document, line, table

OUT = [one.code for one in L2[:12]]


@holds(
    "course leaflet.docx",
    ("Where trauma comes from", 90, ("Tell apart stress and trauma", "Name adversities")),
    ("What it does to us", 120, ("Explain fight, flight and freeze",)),
    ("What we can do", 60, ("Offer safety first", "Say where to get help")),
)
def leaflet() -> bytes:
    return document(
        line("Trauma matters", "Title"),
        line("A one-day course for front-line staff. Cost: £95 per person."),
        line("Session 1", "Heading2"),
        line("Where trauma comes from (90 minutes)", is_bold=True),
        line("Learning outcomes:"),
        line("Tell apart stress and trauma", is_item=True),
        line("Name adversities", is_item=True),
        line("Session 2", "Heading2"),
        line("What it does to us (2 hours)", is_bold=True),
        line("Learning outcomes:"),
        line("Explain fight, flight and freeze", is_item=True),
        line("Session 3", "Heading2"),
        line("What we can do (60 minutes)", is_bold=True),
        line("Learning outcomes:"),
        line("Offer safety first", is_item=True),
        line("Say where to get help", is_item=True),
    )


@holds(
    "lesson plan.docx",
    ("Welcome", 5, ()),
    ("Feeling safe", 20, ()),
    ("Body signals", 25, ()),
    ("Calming down together", 30, ()),
)
def lesson_plan() -> bytes:
    return document(
        line("Lesson plan", "Heading1"),
        table(
            [
                ["Time", "Duration", "Topic", "What the trainer does", "Resources"],
                ["10:00", "5 min", "Welcome", "Greets", "Slides"],
                ["10:05", "20 min", "Feeling safe", "Explains", "Slides 1-4"],
                ["10:25", "25 min", "Body signals", "Leads activity", "Cards"],
                ["10:50", "10 min", "Break", "", ""],
                ["11:00", "30 min", "Calming down together", "Leads activity", "Music"],
                ["11:30", "", "Close", "", ""],
            ]
        ),
    )


@holds(
    "spec.txt",
    (
        "Trauma and society",
        180,
        ("describe how trauma touches communities", "explain links with inequality"),
    ),
    ("Trauma and services", 240, ("evaluate a service journey",)),
)
def spec() -> bytes:
    return (
        b"UNIT SPECIFICATION\n\nUnit 1: Trauma and society\nGuided learning hours: 3\n"
        b"Level: 2\nThe learner will be able to:\n1.1 describe how trauma touches communities\n"
        b"1.2 explain links with inequality\n\nUnit 2: Trauma and services\n"
        b"Guided learning hours: 4\nThe learner will be able to:\n2.1 evaluate a service journey\n"
    )


@holds(
    "tabbed.txt",
    ("Hello and hopes", 15, ()),
    ("The window of tolerance", 60, ()),
    ("Scripts for hard moments", 50, ()),
)
def tabbed() -> bytes:
    return (
        b"0900\tArrivals\n0915\tHello and hopes\n0930\tThe window of tolerance\n1030\tBreak\n"
        b"1045\tScripts for hard moments\n1135\tEnds\n"
    )


@holds(
    "semicolon schedule.csv",
    ("Übersicht und Ziele", 30, ()),
    ("Écoute – listening first", 90, ()),
    ("Naïve questions welcome", 60, ()),
)
def foreign() -> bytes:
    return (
        "Von;Bis;Thema\r\nFrom;To;Session\r\n09:00;09:30;Übersicht und Ziele\r\n"
        "09:30;11:00;Écoute – listening first\r\n11:00;11:15;Tea/coffee\r\n"
        "11:15;12:15;Naïve questions welcome\r\n"
    ).encode("cp1252")


@holds(
    "plain titles.txt",
    ("Belonging", 40, ("Say why belonging heals",)),
    ("Boundaries", 50, ("Hold a boundary", "Repair after a rupture")),
    ("Bravery", 30, ("Ask for help",)),
)
def plain_titles() -> bytes:
    return (
        b"Belonging - 40 minutes\nLearning outcomes:\n- Say why belonging heals\n\n"
        b"Boundaries - 50 minutes\nLearning outcomes:\n- Hold a boundary\n"
        b"- Repair after a rupture\n\nBravery - 30 minutes\nLearning outcomes:\n- Ask for help\n"
    )


@holds(
    "outcomes across.xlsx",
    ("One to one", 60, ("Listen", "Pause", "Reflect")),
    ("In groups", 90, ("Hold a circle", "Share the floor")),
)
def outcomes_across() -> bytes:
    return sheets(
        (
            "Modules",
            [
                ["Module name", "Total time (mins)", "LO1", "LO2", "LO3", "Assessed by"],
                ["One to one", 60, "Listen", "Pause", "Reflect", "Observation"],
                ["In groups", 90, "Hold a circle", "Share the floor", None, "Quiz"],
                ["TOTAL", 150, None, None, None, None],
            ],
        )
    )


@holds(
    "day by day.docx",
    ("Roots of distress", 90, ()),
    ("Rhythm and rest", 75, ()),
    ("Repair", 90, ()),
    ("Resilience in teams", 60, ()),
)
def day_by_day() -> bytes:
    return document(
        line("Day 1", "Heading1"),
        table(
            [
                ["9.30 – 11.00", "Roots of distress"],
                ["11.00 – 11.20", "Refreshments"],
                ["11.20 – 12.35", "Rhythm and rest"],
            ]
        ),
        line("Day 2", "Heading1"),
        table(
            [
                ["9.30 – 11.00", "Repair"],
                ["11.00 – 11.20", "Refreshments"],
                ["11.20 – 12.20", "Resilience in teams"],
            ]
        ),
    )


@holds(
    "table of strokes.md",
    ("Awareness", 90, ("Recognise signs",)),
    ("Response", 120, ("Respond safely",)),
)
def strokes() -> bytes:
    return (
        b"| Module | Title | Hours | Outcomes |\n|---|---|---|---|\n"
        b"| 1 | Awareness | 1.5 | Recognise signs |\n| 2 | Response | 2 | Respond safely |\n"
        b"| | Total | 3.5 | |\n"
    )


@holds(
    "length first.txt",
    ("Leading with compassion", 90, ("Explain compassionate leadership", "Give an example")),
    ("Policies that do no harm", 60, ("Review one policy",)),
)
def length_first() -> bytes:
    return (
        b"Trauma informed leadership\n\nSession 1 (90 mins) Leading with compassion\n"
        b"LO1: Explain compassionate leadership\nLO2: Give an example\n"
        b"Session 2 (60 mins) Policies that do no harm\nLO1: Review one policy\n"
    )


@holds(
    "topics of weeks.txt",
    ("What is trauma?", 120, ("define trauma", "list its effects")),
    ("Recovery", 120, ("describe recovery",)),
)
def topics() -> bytes:
    return (
        b"Week 1\nTopic: What is trauma?\nTime: 2 hours\n"
        b"By the end of this week you will be able to\n- define trauma\n- list its effects\n\n"
        b"Week 2\nTopic: Recovery\nTime: 2 hours\n"
        b"By the end of this week you will be able to\n- describe recovery\n"
    )


@holds("short hours.txt", ("Trauma basics", 120, ()), ("Working together", 90, ()))
def short_hours() -> bytes:
    return b"Unit\tGLH\tContent\nTrauma basics\t2\tACEs\nWorking together\t1.5\tmulti-agency\n"


@keep("no minutes.xlsx", THREE, marks_of(CODES, PLAIN, dict.fromkeys("IDA", "?")))
def no_minutes() -> bytes:
    rows: list[list[Any]] = [["Module", "Competencies"]]
    for number, title in enumerate(THREE):
        codes = [code for code, row in zip(CODES, PLAIN, strict=True) if row[number] in IDA]
        rows.append([title, "; ".join(codes)])
    return sheets(("Course", rows))


@keep("code with letter.txt", THREE, marks_of(CODES, PLAIN, IDA))
def coded_letters() -> bytes:
    lines = []
    for number, title in enumerate(THREE, start=1):
        codes = [
            f"{code} ({row[number - 1]})"
            for code, row in zip(CODES, PLAIN, strict=True)
            if row[number - 1] in IDA
        ]
        lines.append(f"Module {number}: {title} (60 mins)\nCompetencies: {', '.join(codes)}\n")
    return "\n".join(lines).encode()


@keep("three ticks.xlsx", THREE, marks_of(CODES, PLAIN, IDA))
def three_ticks() -> bytes:
    top: list[Any] = [""]
    heads: list[Any] = ["Code"]
    for title in HEADS:
        top += [title, "", ""]
        heads += ["I", "D", "A"]
    rows: list[list[Any]] = []
    for code, row in zip(CODES, PLAIN, strict=True):
        rows.append([code, *("x" if sign == letter else "" for sign in row for letter in "IDA")])
    return sheets(("Map", [top, heads, *rows]))


@keep("list with ticks.csv", THREE, marks_of(CODES, PLAIN, IDA))
def list_with_ticks() -> bytes:
    lines = ["Module,Competency code,Introduced,Developed,Assessed"]
    for number, title in enumerate(THREE, start=1):
        for code, row in zip(CODES, PLAIN, strict=True):
            if row[number - 1] in IDA:
                ticks = ",".join("Y" if row[number - 1] == one else "" for one in "IDA")
                lines.append(f"Module {number} - {title},{code},{ticks}")
    return "\n".join(lines).encode()


@keep("yes and no.xlsx", THREE, marks_of(CODES, PLAIN, dict.fromkeys("IDA", "?")))
def yes_and_no() -> bytes:
    rows = [
        [BY_CODE[code].label.upper(), *("Yes" if sign in IDA else "No" for sign in row)]
        for code, row in zip(CODES, PLAIN, strict=True)
    ]
    return sheets(("Map", [["Competence statement", *HEADS], *rows]))


@keep("dashes.csv", THREE, marks_of(OUT, PLAIN, IDA))
def dashes() -> bytes:
    names = [code.replace("-", "–") for code in OUT]
    rows = [["Competency", *THREE, "Evidence"]]
    rows += [[*row, "see slides"] for row in rows_of(names, {"I": "i", "D": "d", "A": "a"})]
    return "\n".join("\t".join(row) for row in rows).encode()


@keep("level in a column.xlsx", THREE, marks_of(OUT, PLAIN, IDA))
def level_column() -> bytes:
    rows: list[list[Any]] = [["Level", "Theme", "No", "Statement", *HEADS]]
    for code, row in zip(OUT, PLAIN, strict=True):
        one = BY_CODE[code]
        rows.append(
            [2, one.theme, int(code[-2:]), one.label, *(s if s in IDA else None for s in row)]
        )
    return sheets(("Framework", rows))


@keep("a sheet a theme.xlsx", THREE, marks_of(CODES, PLAIN, IDA))
def sheet_a_theme() -> bytes:
    rows = rows_of(CODES, IDA)
    return sheets(
        ("KA part 1", [["Code", *HEADS], *rows[:6]]), ("KA part 2", [["Code", *HEADS], *rows[6:]])
    )


@keep("plan and map.xlsx", THREE, marks_of(CODES, PLAIN, IDA))
def plan_and_map() -> bytes:
    plan: list[list[Any]] = [["Session", "Time"], *([title, "1 hr"] for title in THREE)]
    names = ["", "M1", "M2", "M3"]
    return sheets(("Plan", plan), ("Map", [names, *rows_of(CODES, IDA)]))
