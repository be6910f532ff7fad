"""Which runs somebody looks for in the directory, as a value and as an address holds it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from pathways.domain.days import find_day
from pathways.domain.pathway.run import Run
from pathways.domain.words import iso_day

WHERE: Final = "where"
"""The kind of filter that names areas of runs; its values are in lower case."""
ONLINE: Final = "online"
"""Its value for runs that are given online."""


@dataclass(frozen=True, slots=True)
class RunsAsked:
    """Runs that lie between two days, both included, and are open to all; nothing asks for any."""

    first: date | None = None
    last: date | None = None
    is_open: bool = False

    @property
    def is_asked(self) -> bool:
        """Whether anything is asked."""
        return bool(self.first or self.last or self.is_open)

    @property
    def words(self) -> str:
        """What is asked, for a reader: "Runs from 1 March 2027, open to all"."""
        parts = ["Runs"]
        if self.first:
            parts.append(f"from {iso_day(self.first)}")
        if self.last:
            parts.append(f"to {iso_day(self.last)}")
        told = " ".join(parts)
        if not self.is_open:
            return told
        return f"{told}, open to all" if len(parts) > 1 else f"{told} open to all"

    @property
    def arguments(self) -> dict[str, list[str]]:
        """What is asked, as arguments of an address."""
        found: dict[str, list[str]] = {}
        if self.first:
            found["from"] = [self.first.isoformat()]
        if self.last:
            found["to"] = [self.last.isoformat()]
        if self.is_open:
            found["open"] = ["yes"]
        return found

    def takes(self, run: Run, areas: Sequence[str]) -> bool:
        """Whether a run is one of those, in one of the areas where any are named."""
        if not run.lies_within(self.first, self.last) or (self.is_open and not run.is_open):
            return False
        return not areas or area_key(run.area) in areas or (run.is_online and ONLINE in areas)


def area_key(area: str) -> str:
    """Return an area as areas are compared: databases agree on small letters of ASCII alone."""
    return "".join(sign.lower() if sign.isascii() else sign for sign in area)


def read_runs_asked(
    arguments: Mapping[str, Sequence[str]], today: date
) -> tuple[RunsAsked, tuple[str, ...]]:
    """Read what an address asks of runs, and say in sentences what of it was left out."""
    notes: list[str] = []
    days: list[date | None] = []
    for name in ("from", "to"):
        typed = next((text for text in arguments.get(name, ()) if text.strip()), "")
        day = find_day(typed, today, is_coming=True) if typed else None
        if typed and day is None:
            shown = "".join(sign if sign.isprintable() else " " for sign in typed[:40])
            notes.append(f"“{shown}” cannot be read as a day. It was left out.")
        days.append(day)
    first, last = days
    if first and last and last < first:
        notes.append(f"{iso_day(last)} comes before {iso_day(first)}. Both days were left out.")
        first = last = None
    return RunsAsked(first, last, "yes" in arguments.get("open", ())), tuple(notes)
