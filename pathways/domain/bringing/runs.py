"""Runs that a provider has in a spreadsheet: rows that were pasted, read by their headings."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from pathways.domain.bringing.headings import fold_heading
from pathways.domain.days import find_day
from pathways.domain.limits import NOTE_LIMIT, RUN_LIMIT, TITLE_LIMIT, WORD_LIMIT
from pathways.domain.pathway.pounds import pence_of
from pathways.domain.pathway.run import BY_AGREEMENT, Run, read_places, refuse_run
from pathways.domain.words import kept_length, listed

COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "starts_on": (
        *("start", "starts", "start date", "starts on", "begins", "begin", "from", "first day"),
        *("date", "dates", "day", "days", "when", "date(s)"),
    ),
    "ends_on": ("end", "ends", "end date", "ends on", "to", "until", "last day", "finish"),
    "place": ("place", "venue", "where", "location", "address"),
    "area": ("area", "region", "town", "city", "district"),
    "is_online": ("online", "delivery", "format", "mode", "in person or online"),
    "is_open": ("open", "open or in-house", "for whom", "audience", "open to all", "in-house"),
    "places_left": (
        *("places left", "places", "spaces left", "spaces", "seats left", "seats"),
        *("availability", "available", "left"),
    ),
    "price_pence": ("price", "cost", "fee", "price if other", "price (£)", "cost (£)"),
    "note": ("note", "notes", "comment", "comments", "remarks", "times", "time"),
}
"""The headings of each column, the first of them as help names it."""

_AGREED: Final = ("tbc", "tba", "to be agreed", "to be confirmed", "on request", "flexible", "any")
_YES: Final = ("yes", "y", "x", "true", "1", "✓", "✔")
_NO: Final = ("no", "n", "false", "0")
_ONLINE: Final = ("online", "live online", "virtual", "remote", "zoom", "teams", "webinar")
_BOTH: Final = ("hybrid", "both", "blended", "in person and online")
_HERE: Final = ("in person", "face to face", "face-to-face", "onsite", "on site", "classroom")
_OPEN: Final = ("open", "open to all", "public", "anyone", "anybody", "everyone", "all")
_CLOSED: Final = ("in-house", "in house", "inhouse", "closed", "private", "one organisation")
_SAYS_ONLINE: Final = {
    **dict.fromkeys((*_YES, *_ONLINE, *_BOTH), True),
    **dict.fromkeys((*_NO, *_HERE), False),
}
_SAYS_OPEN: Final = {
    **dict.fromkeys((*_YES, *_OPEN), True),
    **dict.fromkeys((*_NO, *_CLOSED), False),
}
_RANGE: Final = re.compile(r"\s+(?:to|until|-|–|—)\s+|(?<=[0-9a-z])\s*[–—]\s*(?=[0-9a-z])", re.I)
_SHORT_RANGE: Final = re.compile(
    r"([0-9]{1,2})(?:st|nd|rd|th)?\s*(?:-|–|to|and|&)\s*([0-9]{1,2}.*)"
)
_SHOWN: Final = 60


@dataclass(frozen=True, slots=True)
class RunRead:
    """One row: the run that it is, or in `problems` why it cannot be taken."""

    number: int
    run: Run
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RunsRead:
    """What pasted rows say. `problem` where nothing could be read, in words for who pasted them.

    `passed_over` names the columns whose heading says nothing known.
    """

    rows: tuple[RunRead, ...] = ()
    passed_over: tuple[str, ...] = ()
    problem: str = ""

    @property
    def good(self) -> tuple[Run, ...]:
        """The runs that can be taken."""
        return tuple(row.run for row in self.rows if not row.problems)

    @property
    def left_out(self) -> int:
        """How many rows cannot."""
        return sum(bool(row.problems) for row in self.rows)


def read_runs(
    rows: Sequence[Sequence[str]], today: date, *, is_open: bool, there: Iterable[Run] = ()
) -> RunsRead:
    """Return what rows of cells say, the first that holds a heading being their head.

    `is_open` holds for rows that do not say. A row that equals a run that is `there` already, or
    one above it, is not taken again.
    """
    known = {name: key for key, names in COLUMNS.items() for name in names}
    head = _find_head(rows, known)
    if head is None:
        wanted = listed([names[0].capitalize() for names in COLUMNS.values()])
        return RunsRead(
            problem="The first row has to name its columns: at least a date or an area, and of "
            f"the rest what you have. Known are {wanted}."
        )
    place, columns = head
    heads = rows[place]
    passed = [cell.strip() for at, cell in enumerate(heads) if cell.strip() and at not in columns]
    seen = {_without_id(run) for run in there}
    found: list[RunRead] = []
    for number, cells in enumerate(rows[place + 1 :], start=place + 2):
        if not any(cell.strip() for cell in cells):
            continue
        if len(found) >= RUN_LIMIT:
            return RunsRead(problem=f"Paste at most {RUN_LIMIT} rows at one time.")
        texts = {columns[at]: cell.strip() for at, cell in enumerate(cells) if at in columns}
        read = _read_row(number, texts, today, is_open=is_open)
        if not read.problems:
            if _without_id(read.run) in seen:
                read = replace(read, problems=("It is there already.",))
            seen.add(_without_id(read.run))
        found.append(read)
    if not found:
        return RunsRead(problem="There is no row below the headings.")
    return RunsRead(tuple(found), tuple(passed))


def _find_head(
    rows: Sequence[Sequence[str]], known: Mapping[str, str]
) -> tuple[int, dict[int, str]] | None:
    for number, row in enumerate(rows[:10]):
        columns: dict[int, str] = {}
        for at, cell in enumerate(row):
            key = known.get(fold_heading(cell))
            if key and key not in columns.values():
                columns[at] = key
        if columns.keys() and {"starts_on", "area", "place"} & set(columns.values()):
            return number, columns
    return None


def _without_id(run: Run) -> Run:
    return replace(run, id="", version=1)


def _read_row(number: int, texts: Mapping[str, str], today: date, *, is_open: bool) -> RunRead:
    problems: list[str] = []
    first, last, problem = _read_days(texts.get("starts_on", ""), texts.get("ends_on", ""), today)
    place, area, is_online = _read_where(texts)
    online, whom = texts.get("is_online", ""), texts.get("is_open", "")
    note = texts.get("note", "")
    if online and _said(online, _SAYS_ONLINE) is None:
        problems.append(f"“{online[:_SHOWN]}” says neither online nor in person.")
    if whom and _said(whom, _SAYS_OPEN) is None:
        problems.append(f"“{whom[:_SHOWN]}” says neither open nor in-house.")
    left = _number(read_places, "Places left", texts.get("places_left", ""), problems)
    pence = _number(pence_of, "Price", texts.get("price_pence", ""), problems)
    for name, text, limit in (
        ("place", place, TITLE_LIMIT),
        ("area", area, WORD_LIMIT),
        ("note", note, TITLE_LIMIT),
    ):
        if (length := kept_length(text)) > limit:
            problems.append(f"The {name} has {length:,} characters; keep it to {limit}.")
    is_for_all = _said(whom, _SAYS_OPEN)
    run = Run(
        starts_on=first,
        ends_on=last,
        place=place,
        area=area,
        is_online=is_online,
        is_open=is_open if is_for_all is None else is_for_all,
        places_left=left,
        price_pence=pence,
        note=note,
    )
    found = [problem] if problem else list(refuse_run(run, today).values())
    return RunRead(number, run, (*found, *problems))


def _said(text: str, words: Mapping[str, bool]) -> bool | None:
    return words.get(text.casefold())


def _read_where(texts: Mapping[str, str]) -> tuple[str, str, bool]:
    """Return place and area, and whether it is online."""
    place, area = texts.get("place", ""), texts.get("area", "")
    is_online = bool(_said(texts.get("is_online", ""), _SAYS_ONLINE))
    if place.casefold() in _ONLINE:
        place, is_online = "", True
    if area.casefold() in _ONLINE:
        area, is_online = "", True
    if not area and place and "area" not in texts:
        # Where no column is the area, a plain name at the end of the place is one.
        named = place.rpartition(",")[2].strip()
        area = "" if any(sign.isdigit() for sign in named) else named
        place = "" if area == place else place
    return place, area, is_online


def _number(
    read: Callable[[str], int | None], name: str, text: str, problems: list[str]
) -> int | None:
    try:
        return read(text)
    except ValueError as error:
        problems.append(f"{name}: {error}")
        return None


def _read_days(first: str, last: str, today: date) -> tuple[date | None, date | None, str]:
    """Return both days, or what is wrong with them; both are None for what is agreed on."""
    begin = first[:NOTE_LIMIT].strip()
    if begin.casefold() in (BY_AGREEMENT.casefold(), *_AGREED) and not last:
        return None, None, ""
    if not begin:
        return None, None, "It has no date. Write “by agreement” where dates are agreed on."
    if not last:
        begin, last = _parted(begin)
    starts = find_day(begin, today, is_coming=True)
    if starts is None and last and (end := find_day(last, today, is_coming=True)):
        # "9 to 11 March": the month stands with the last day alone.
        starts = find_day(f"{begin} {end:%B} {end.year}", today, is_coming=True)
    if starts is None:
        return None, None, f"“{begin[:_SHOWN]}” cannot be read as a day."
    ends = find_day(last, starts, is_coming=True) if last else starts
    if ends is None:
        return None, None, f"“{last[:_SHOWN]}” cannot be read as a day."
    return starts, ends, ""


def _parted(text: str) -> tuple[str, str]:
    """Return both ends of days in one cell; nothing for the last where there is one day."""
    if found := _SHORT_RANGE.fullmatch(text):
        if not re.fullmatch(r"[0-9]{1,2}[-/.][0-9]{2,4}", found[2]) and "-" not in found[2]:
            return found[1], found[2]
        return text, ""
    parts = _RANGE.split(text)
    return (parts[0], parts[1]) if len(parts) == 2 else (text, "")
