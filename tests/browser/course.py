"""A course as a provider has it before the first visit: an outline, marks in a grid, and notes.

Four modules of about an hour, sixteen outcomes, and 54 competencies, each with how far it goes,
the outcome that it serves, and where a reader finds it.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Claim:
    """One competency in a module: how far, for which of its outcomes (from 1), and the note."""

    code: str
    mark: str
    outcome: int
    note: str


@dataclass(frozen=True, slots=True)
class Unit:
    """One module as the course book has it."""

    title: str
    length: str
    minutes: int
    outcomes: tuple[str, ...]
    assessment: str
    claims: tuple[Claim, ...]


TITLE: Final = "The first ten minutes: trauma awareness for libraries and advice desks"

COURSE: Final = (
    Unit(
        "What walks in with people",
        "1 hour 15 minutes",
        75,
        (
            "Explain in plain words what trauma can be and whom it reaches",
            "Recognise stress responses at a counter without guessing at their cause",
            "Read difficult behaviour as a message about need",
            "Say what helps people to recover, and what a library can add",
        ),
        "Eight questions on a tablet at the end; seven right answers pass",
        (
            Claim("L1-KA-K01", "I", 1, "Slides 3 and 4: figures for our own boroughs"),
            Claim("L1-KA-K02", "D", 2, "Card sort: five responses, each with a counter scene"),
            Claim("L1-KA-K03", "I", 1, "Slide 6: one event, many events, whole systems"),
            Claim("L1-KA-K05", "I", 1, "Slide 7 and the map of our catchment"),
            Claim("L1-KA-K06", "I", 4, "Film clip 2, Amina's reading group"),
            Claim("L1-KA-K07", "D", 2, "Pairs: what a calm face may hide, scene 3"),
            Claim("L1-KA-K10", "D", 3, "Worksheet A: five habits and what they protect"),
            Claim("L1-KA-K11", "I", 3, "Slide 9: the same request on two mornings"),
            Claim("L1-KA-K15", "A", 2, "Quiz items 3 to 5 on the drawn window"),
            Claim("L1-KA-K16", "D", 4, "Story circle: who stayed, and what they did"),
            Claim("L1-KA-K19", "I", 4, "Slide 12: a road with turns, not a ladder"),
            Claim("L1-KA-S01", "A", 1, "Quiz item 8: explain it to a new volunteer"),
            Claim("L1-KA-S02", "A", 3, "Quiz items 6 and 7: choose a first reply"),
            Claim("L1-WB-K06", "I", 2, "Breathing pause before the break, handout 2"),
        ),
    ),
    Unit(
        "Words at the counter",
        "75 mins",
        75,
        (
            "Open a conversation so that nobody has to tell their story twice",
            "Swap labels for words that respect the person",
            "Check, without testing, that both sides have understood",
            "Rewrite a standard letter so that it informs without shaming",
        ),
        "A rewritten letter, marked against a list of six points",
        (
            Claim("L1-LA-K01", "I", 2, "Opening talk, slides 2 to 4, our own notices"),
            Claim("L1-LA-K02", "D", 2, "Pairs rewrite five notices and keep three"),
            Claim("L1-LA-K03", "I", 2, "Slide 6: words that closed a conversation"),
            Claim("L1-LA-K04", "D", 1, "Threes: a greeting with and without eye contact"),
            Claim("L1-LA-K05", "I", 4, "Reading-age check of two letters, page 5"),
            Claim("L1-LA-K07", "I", 4, "Before and after of the fines leaflet"),
            Claim("L1-LA-S01", "A", 4, "Letter task, points 1 to 3 of the list"),
            Claim("L1-LA-S02", "D", 1, "Role play: the first minute, observer's sheet"),
            Claim("L1-LA-S03", "A", 4, "Letter task, point 4: no acronym left"),
            Claim("L1-LA-S04", "D", 3, "Teach-back round with library rules"),
            Claim("L1-LA-S05", "A", 2, "Letter task, points 5 and 6"),
            Claim("L1-LA-S06", "I", 3, "Page 9: how to book an interpreter by phone"),
            Claim("L1-LE-K05", "D", 1, "Listening in silence for two minutes, then swap"),
            Claim("L1-LE-K11", "I", 1, "Slide 10: one question asked in two ways"),
        ),
    ),
    Unit(
        "Rooms, queues and screens",
        "10:30-11:40",
        70,
        (
            "Spot what makes a room or a queue harder than it need be",
            "Respond to a disclosure within one's role and pass it on safely",
            "Meet people from every community without assuming",
            "Offer choices that hand back some control",
        ),
        "A walk through one's own building with a checklist, handed in",
        (
            Claim("L1-SE-K04", "D", 1, "Plan of a branch: move three things, page 12"),
            Claim("L1-SE-K05", "D", 1, "Photo set B: how four entrances feel"),
            Claim("L1-SE-K09", "I", 2, "Flow chart on page 14, with our duty numbers"),
            Claim("L1-SE-K10", "D", 2, "Role play 4: stay with what is offered"),
            Claim("L1-SE-K11", "I", 2, "Slide 8: five reasons for saying nothing"),
            Claim("L1-SE-K16", "I", 4, "Slide 11: who stands, who sits, who waits"),
            Claim("L1-SE-S01", "A", 1, "Checklist lines 1 to 4"),
            Claim("L1-SE-S07", "D", 4, "Boundary cards, talked through in threes"),
            Claim("L1-SE-S09", "A", 1, "Checklist lines 7 and 8"),
            Claim("L1-CH-K03", "I", 3, "Film clip 4 and two questions after it"),
            Claim("L1-CH-K07", "I", 3, "Iceberg drawing, page 16"),
            Claim("L1-CH-K13", "I", 3, "Slide 15: when to offer, and how to ask"),
            Claim("L1-CH-K17", "D", 3, "Paired scenes: the same rule, two people"),
            Claim("L1-CH-S01", "I", 3, "Own next step, written on the card for six weeks"),
        ),
    ),
    Unit(
        "Steady together",
        "1h10",
        70,
        (
            "Notice early signs of strain in oneself and in a team",
            "Use two ways of settling before and after a hard contact",
            "Ask for and offer support after an incident",
            "Bring what visitors tell us into how we work",
        ),
        "",
        (
            Claim("L1-WB-K01", "I", 1, "Slides 3 to 5, with four short accounts"),
            Claim("L1-WB-K05", "I", 3, "Talk in the round: what we ask of each other"),
            Claim("L1-WB-K07", "D", 1, "Own window drawn, kept private, page 18"),
            Claim("L1-WB-K14", "I", 3, "Slide 9: small signs of being missed"),
            Claim("L1-WB-S02", "D", 2, "Three settling exercises, tried and chosen from"),
            Claim("L1-WB-S04", "I", 3, "Slide 12: what supervision is, here"),
            Claim("L1-WB-S05", "D", 1, "Signs list, ticked for an invented colleague"),
            Claim("L1-WB-S06", "I", 3, "Script for the first day back, page 20"),
            Claim("L1-WB-S08", "I", 3, "Contact sheet, filled in for one's own branch"),
            Claim("L1-LE-K02", "I", 4, "Talk by two members of the readers' panel"),
            Claim("L1-LE-S03", "D", 4, "Listening to one panel member, then notes"),
            Claim("L1-LE-S04", "I", 4, "You said, we did: draft one board, page 22"),
        ),
    ),
)


def outline() -> str:
    """Return the course as the text that a provider would copy from a course book."""
    parts = [TITLE, ""]
    for number, unit in enumerate(COURSE, start=1):
        parts += [f"Module {number}: {unit.title} ({unit.length})", "By the end you can:"]
        parts += [f"- {outcome}" for outcome in unit.outcomes]
        if unit.assessment:
            parts.append(f"Assessment: {unit.assessment}")
        parts.append("")
    return "\n".join(parts)


def grid(codes: list[str]) -> str:
    """Return the marks as a spreadsheet copies them: a row for each code, a column a module."""
    marks = [{claim.code: claim.mark for claim in unit.claims} for unit in COURSE]
    return "\n".join("\t".join(one.get(code, "") for one in marks) for code in codes)


def table() -> str:
    """Return marks, outcomes and notes as a list is copied, a row for each competency."""
    rows = [
        (unit.title, claim.code, claim.mark, str(claim.outcome), claim.note)
        for unit in COURSE
        for claim in unit.claims
    ]
    heads = ("Module", "Code", "How far", "Outcome", "Evidence")
    return "\n".join("\t".join(row) for row in (heads, *rows))
