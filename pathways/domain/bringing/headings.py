"""Which column is which, by its heading: people call the same thing by many names."""

import re
from collections.abc import Sequence
from typing import Final

LONGEST: Final = 80
"""A longer text is no heading of a column."""

_EXACT: Final = {
    "code": ("code", "competency code", "framework code", "competency ref", "competency id",
             "framework ref", "framework reference"),
    "label": ("label", "competency", "competencies", "statement", "framework statement",
              "competency statement", "competency label", "official wording", "descriptor",
              "competence", "criterion", "framework competency", "wording", "learners should"),
    "treatment": ("treatment", "treated", "i/d/a", "ida", "mark", "how far", "depth", "coverage",
                  "covered", "extent", "i, d or a", "level of treatment", "level of coverage",
                  "covered?", "taught", "status"),
    "evidence": ("evidence", "evidence note", "evidence notes", "notes", "note", "comment",
                 "comments", "where", "justification", "evidence and where", "where covered",
                 "where it happens", "rationale"),
    "page": ("page", "pages", "page no", "page number", "page(s)", "slide", "slides", "slide no",
             "slide(s)", "slide numbers", "p", "pp"),
    "number": ("no", "nr", "number", "#", "module no", "module number", "session no", "unit no",
               "session number", "unit number", "module #", "session #", "order", "week", "week no",
               "day"),
    "title": ("title", "module", "session", "topic", "unit", "name", "module title",
              "session title", "unit title", "module name", "session name", "lesson", "workshop",
              "webinar", "section", "part", "subject", "topic title", "element", "item",
              "modules", "sessions", "agenda item", "module/session", "session/module",
              "session topic", "lesson title", "programme", "agenda", "course module", "unit name",
              "lesson name", "workshop title", "component", "what", "what we do",
              "what happens", "focus"),
    "minutes": ("minutes", "mins", "min", "duration", "length", "time", "times", "hours", "hrs",
                "timing", "timings", "how long", "when", "glh", "contact time", "contact hours",
                 "contact hrs",
                "time (mins)", "time allocated"),
    "start": ("start", "from", "start time", "starts", "begin", "begins"),
    "end": ("end", "to", "end time", "ends", "finish", "until", "finish time"),
    "outcomes": ("outcomes", "learning outcomes", "outcome", "learning outcome", "objectives",
                 "learning objectives", "aims and objectives", "objective", "los", "ilos",
                 "learning objective", "intended learning outcomes", "goals"),
    "assessment": ("assessment", "assessments", "how assessed", "assessed by",
                   "assessment method", "check", "checks", "how learning is checked",
                   "check of learning", "how it is assessed", "assessment task"),
    "delivery": ("delivery", "mode", "format", "delivery mode", "mode of delivery",
                 "delivery method", "how delivered", "delivery format", "method of delivery",
                 "setting", "modality", "how taught", "how it is taught", "method of teaching"),
    "activities": ("activities", "activity", "exercises", "method", "methods",
                   "learning activities", "what learners do", "teaching methods", "tasks",
                   "teaching and learning activities", "learning activity"),
    "description": ("aim", "aims", "description", "content", "contents", "summary", "overview",
                    "about", "key content", "topics", "indicative content", "topics covered"),
    "codes": ("codes", "competency codes", "competencies covered", "framework codes", "mapped to",
              "framework competencies", "maps to", "mapping"),
    "aside": ("level", "theme", "strand", "scope note", "counts towards", "domain", "category",
              "required by the standard", "modules that treat it", "highest treatment", "assessed",
              "source of the wording", "total", "totals", "count", "sum", "row total", "k/s",
              "principle", "gap", "gaps", "who", "led by", "lead", "facilitator", "facilitators",
              "trainer", "trainers", "tutor", "speaker", "speakers", "presenter", "room", "venue",
               "date", "delivered by", "taught by", "run by", "presented by"),
}  # fmt: skip
"""What each column is called; "aside" are columns of a matrix that are neither marks nor notes."""

_BY_NAME: Final = {name: role for role, names in _EXACT.items() for name in names}
_WITHIN: Final = (
    ("page", r"\b(?:pages?|slides?)\b"),
    ("evidence", r"\bevidence\b"),
    (
        "outcomes",
        r"\b(?:outcomes?|objectives?|by the end|be able to|ilos?|"
        r"(?:you|learners|participants|delegates|staff|people) (?:will|should) (?:learn|know)|"
        r"(?:learners|participants|delegates|students) can)\b",
    ),
    ("assessment", r"\bassess"),
    ("delivery", r"\b(?:delivery|delivered|format|mode)\b"),
    ("minutes", r"\b(?:minutes?|mins?|duration|length|hours?|hrs|how long|timings?|time)\b"),
    ("activities", r"\b(?:activit(?:y|ies)|exercises?|methods?)\b"),
    ("codes", r"\b(?:competenc(?:y|ies) codes|codes)\b"),
    ("code", r"\bcode\b"),
    ("label", r"\b(?:competency|competencies|statement|descriptor)\b"),
    ("title", r"\b(?:title|topic)\b"),
    ("description", r"\b(?:description|content|summary|overview)\b"),
)
_PATTERNS: Final = tuple((role, re.compile(pattern)) for role, pattern in _WITHIN)


_OF_COURSE: Final = re.compile(r"^(?:the )?(?:course|programme|training|taught|learning) ")
_OUTCOME: Final = re.compile(r"^(?:lo|ilo|learning outcome|outcome|objective)s?\s*#?[0-9]{1,2}$")


def fold_heading(text: str) -> str:
    """Return a heading as headings are compared."""
    plain = " ".join(text.replace("\u00a0", " ").casefold().split())
    return plain.strip(" :.*?")


def role_of(text: str) -> tuple[str, int]:
    """Return what a column of this heading holds, and how sure: 2 by its name, 1 by a word of it.

    An empty role for a heading that says nothing known.
    """
    if not text or len(text) > LONGEST:
        return "", 0
    plain = fold_heading(text)
    if _OUTCOME.match(plain):
        return "outcomes", 2
    bare = re.sub(r"\s*[(\[].*?[)\]]", "", plain).strip(" :.*?")
    for name in (plain, bare):
        if name in _BY_NAME:
            return _BY_NAME[name], 2
    part = _OF_COURSE.sub("", bare)
    if part != bare and _BY_NAME.get(part) == "title" and part not in ("programme", "course"):
        return "title", 2
    for role, pattern in _PATTERNS:
        if pattern.search(plain):
            return role, 1
    return "", 0


def find_roles(row: Sequence[str]) -> dict[str, int]:
    """Return the column of each role that a row of headings names, the surest one, then the first.

    Where a module and a title have a column each, the module's is its number.
    """
    found: dict[str, tuple[int, int]] = {}
    names: list[tuple[str, int]] = []
    for column, text in enumerate(row):
        role, surety = role_of(text)
        if role == "title":
            names.append((fold_heading(text), column))
        if role and (role not in found or found[role][1] < surety):
            found[role] = (column, surety)
    columns = {role: column for role, (column, _) in found.items()}
    if not {"title", "number"} & columns.keys():
        # A timetable calls what is taught an activity, or the content.
        for role in ("activities", "description"):
            if {"minutes", "start"} & columns.keys() and role in columns:
                columns["title"] = columns.pop(role)
                break
    if len(names) > 1:
        said = [column for name, column in names if "title" in name or "name" in name]
        others = [column for name, column in names if column not in said]
        if said and others:
            columns["title"] = said[0]
            columns.setdefault("number", others[0])
    return columns


def unit_of(heading: str) -> str:
    """Return what a number alone counts in a column of lengths: "m", "h" or "d"."""
    plain = fold_heading(heading)
    if re.search(r"\b(?:minutes?|mins?|m)\b", plain):
        return "m"
    if re.search(r"\b(?:hours?|hrs?|h|glh)\b", plain):
        return "h"
    return "d" if re.search(r"\bdays?\b", plain) else "m"
