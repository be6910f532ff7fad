"""A staff list as it is pasted from a spreadsheet: columns by the words of their heads."""

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from pathways.domain.framework.edition import Edition
from pathways.domain.limits import NAME_LIMIT, NUMBER_LIMIT
from pathways.domain.need.staff import MOST_STAFF, StaffMember
from pathways.domain.words import kept_length

COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "reference": (
        *("name", "full name", "staff name", "person", "employee", "employee name", "number"),
        *("staff number", "employee number", "payroll number", "id", "reference", "name or number"),
    ),
    "role": ("role", "job", "job title", "job role", "post", "position", "title", "post title"),
    "team": ("team", "service", "department", "unit", "directorate", "division", "service area"),
    "site": ("site", "location", "base", "office", "place", "building", "where", "work base"),
    "people": ("people", "headcount", "head count", "how many", "count", "number of people"),
    "level_needed": (
        *("needed", "needs", "level needed", "required", "level required", "required level"),
        *("target", "target level"),
    ),
    "level_held": (
        *("held", "has", "level held", "level", "current level", "level already", "has already"),
        *("level now", "training level"),
    ),
    "held_on": (
        *("date", "held on", "held since", "since", "trained on", "date trained", "completed"),
        *("training date", "date completed", "completed on", "last trained", "date held"),
    ),
    "refresh_on": (
        *("refresher", "refresh on", "refresher due", "refresher on", "refresh by", "expires"),
        *("expiry", "expiry date", "renewal", "due", "due date"),
    ),
}
"""What each column may be called."""

NAMES: Final[Mapping[str, str]] = {
    "reference": "Name or number",
    "role": "Role",
    "team": "Team",
    "site": "Site",
    "people": "People",
    "level_needed": "Needed",
    "level_held": "Held",
    "held_on": "Date",
    "refresh_on": "Refresher due",
}

_TEXTS: Final = ("reference", "role", "team", "site")
_LOOKED_THROUGH: Final = 10
"""Rows among which the heads of the columns are looked for: a title may stand above."""
_NONE: Final = {"", "-", "–", "—", "0", "no", "none", "n/a", "na"}
_MONTHS: Final = (
    "jan",
    "feb",
    "mar",
    "apr",
    "may",
    "jun",
    "jul",
    "aug",
    "sep",
    "oct",
    "nov",
    "dec",
)
MOST_PROBLEMS: Final = 20


@dataclass(frozen=True)
class PastedStaff:
    """What was read: rows, the columns by their heads, heads that say nothing here, and problems.

    With a problem nothing is taken; each names its row as a spreadsheet numbers it.
    """

    members: tuple[StaffMember, ...] = ()
    columns: tuple[tuple[str, str], ...] = ()
    unread: tuple[str, ...] = ()
    problems: tuple[str, ...] = field(default=())

    @property
    def people(self) -> int:
        """How many people the rows count."""
        return sum(one.people for one in self.members)


def read_pasted(edition: Edition, text: str) -> PastedStaff:
    """Read a pasted list; the order of columns is free, and what is not named is left out."""
    try:
        rows = _rows(text)
    except csv.Error:
        return PastedStaff(problems=("This cannot be read as rows. Copy it from the sheet again.",))
    at, places = _heads(rows)
    if not places:
        example = "Role, Team, Site, People"
        return PastedStaff(
            problems=(f"The first row has to name the columns, for example {example}.",)
        )
    heads = rows[at]
    unread = tuple(
        head for place, head in enumerate(heads) if head and place not in places.values()
    )
    members: list[StaffMember] = []
    problems: list[str] = []
    for number, row in enumerate(rows[at + 1 :], start=at + 2):
        if not any(row):
            continue
        cells = {key: row[place] for key, place in places.items() if place < len(row)}
        try:
            members.append(_member(edition, cells))
        except ValueError as error:
            problems.append(f"Row {number}: {error}")
    if not members and not problems:
        problems.append("There is no row under the heads of the columns.")
    if len(members) > MOST_STAFF:
        problems.append(f"A staff list holds {MOST_STAFF:,} rows. These are {len(members):,}.")
    if len(problems) > MOST_PROBLEMS:
        more = len(problems) - MOST_PROBLEMS
        problems = [*problems[:MOST_PROBLEMS], f"And {more:,} more rows like these."]
    columns = tuple((NAMES[key], heads[place]) for key, place in places.items())
    return PastedStaff(tuple(members), columns, unread, tuple(problems))


def _rows(text: str) -> list[list[str]]:
    first = next((line for line in text.split("\n") if line.strip()), "")
    sign = max("\t;,|", key=lambda one: (first.count(one), one == "\t"))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=sign)
    return [[" ".join(cell.split()) for cell in row] for row in reader]


def _heads(rows: Sequence[Sequence[str]]) -> tuple[int, dict[str, int]]:
    """Return the row that names the columns, and the place of each that is known."""
    for at, row in enumerate(rows[:_LOOKED_THROUGH]):
        places: dict[str, int] = {}
        for place, cell in enumerate(row):
            word = " ".join(re.findall(r"\w+", cell.casefold()))
            for key, words in COLUMNS.items():
                if word in words and key not in places:
                    places[key] = place
        if places.keys() & {"reference", "role", "team"}:
            return at, places
    return 0, {}


def _member(edition: Edition, cells: Mapping[str, str]) -> StaffMember:
    """Return a row; ValueError with words for people where a cell is not what its column holds."""
    values: dict[str, Any] = {}
    for key in _TEXTS:
        values[key] = cells.get(key, "")
        if kept_length(values[key]) > NAME_LIMIT:
            raise ValueError(f"“{values[key][:20]} …” has more than {NAME_LIMIT} characters.")
    if not any(values[key] for key in ("reference", "role", "team")):
        raise ValueError("it has no name or number, no role and no team.")
    people = cells.get("people", "").replace(",", "")
    if people:
        is_number = (
            people.isascii() and people.isdecimal() and len(people) <= len(str(NUMBER_LIMIT))
        )
        if not is_number or int(people) == 0:
            raise ValueError(f"“{people[:20]}” is no number of people from 1 to {NUMBER_LIMIT:,}.")
        values["people"] = int(people)
    for key in ("level_needed", "level_held"):
        values[key] = read_level(edition, cells.get(key, ""))
    for key in ("held_on", "refresh_on"):
        values[key] = read_written_day(cells.get(key, ""))
    return StaffMember(**values)


def read_level(edition: Edition, text: str) -> int | None:
    """Return the level that a cell names, by number or name; None where it says there is none."""
    plain = text.casefold().strip()
    if plain in _NONE:
        return None
    for level in edition.levels:
        name = level.name.casefold()
        number = str(level.number)
        spelled = {number, f"level {number}", f"l{number}", f"{number}.0", name, name.split()[-1]}
        if plain in spelled | {f"{number} {name}", f"{name} level", f"level {number} {name}"}:
            return level.number
    raise ValueError(f"“{text[:40]}” is no level. Write 1 to {len(edition.levels)}, or its name.")


def read_written_day(text: str) -> str:
    """Return a day as it is written in spreadsheets here, as an ISO day; empty for none."""
    if text.casefold() in _NONE:
        return ""
    plain = text.partition(" 00:")[0]
    found = re.fullmatch(r"(\d{4})-(\d\d?)-(\d\d?)", plain)
    if found:
        year, month, day = (int(part) for part in found.groups())
        return _iso(text, year, month, day)
    found = re.fullmatch(r"(\d\d?)[./ -](\d\d?|[A-Za-z]{3,9})[./ -](\d{4}|\d\d)", plain)
    if found is None:
        raise ValueError(f"“{text[:40]}” is no day. Write 27/3/2026, 27 Mar 2026 or 2026-03-27.")
    word = found[2][:3].casefold()
    month = int(word) if word.isdecimal() else _MONTHS.index(word) + 1 if word in _MONTHS else 0
    year = int(found[3]) + 2000 * (len(found[3]) == 2)
    return _iso(text, year, month, int(found[1]))


def _iso(text: str, year: int, month: int, day: int) -> str:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        raise ValueError(f"“{text[:40]}” is no day that there is.") from None
