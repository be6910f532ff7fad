"""Where a pathway stands, in words: its draft beside its versions, the directory, approvals.

A page says of a pathway only what is so: which version is shown, who approved which one until
when, and with whom one lies now.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum

from pathways.domain.pathway.state import PathwayState
from pathways.domain.pathway.visibility import Visibility
from pathways.domain.words import iso_day, listed


class DraftState(Enum):
    """How the draft compares with the version that was frozen last."""

    NONE = "no version yet"
    SAME = "same as version {}"
    CHANGED = "changed since version {}"


@dataclass(frozen=True, slots=True, order=True)
class Approval:
    """An approval that was not withdrawn; `ends_on` is empty where it names no end."""

    number: int
    commissioner: str
    ends_on: str
    has_conditions: bool = False


@dataclass(frozen=True, slots=True, order=True)
class Waiting:
    """A version that lies with a commissioner; `is_read` once somebody there reads it."""

    number: int
    commissioner: str
    is_read: bool


@dataclass(frozen=True, slots=True)
class Outside:
    """What became of a pathway's versions outside its own pages.

    `last` is the number of the last version, 0 where there is none; `shown` that of the one in
    the directory, 0 where there is none, for those whom `visibility` names.
    """

    last: int = 0
    shown: int = 0
    visibility: Visibility = Visibility.PUBLIC
    approvals: tuple[Approval, ...] = ()
    waiting: tuple[Waiting, ...] = ()

    def standing(self, today: date) -> tuple[Approval, ...]:
        """Return the approvals that have not ended."""
        day = today.isoformat()
        return tuple(item for item in self.approvals if not item.ends_on or item.ends_on >= day)


@dataclass(frozen=True, slots=True)
class StatePiece:
    """A piece of the state: words that lead somewhere between words that do not.

    `place` is where `words` lead: "versions", "directory", "submissions" or nowhere.
    """

    before: str
    words: str = ""
    after: str = ""
    place: str = ""

    @property
    def text(self) -> str:
        """All of it as plain words."""
        return f"{self.before}{self.words}{self.after}"


def say_outside(state: PathwayState, outside: Outside, today: date) -> tuple[StatePiece, ...]:
    """Say where its versions are, each version once, the one in the directory first."""
    pieces = []
    shown = outside.shown
    approved = _by_number(outside.standing(today))
    if shown:
        whom = "" if outside.visibility is Visibility.PUBLIC else " for signed-in organisations"
        kept = " again once this is restored" if state is not PathwayState.ACTIVE else ""
        words = f"{whom}{kept}{_approved(', approved by', approved.pop(shown, ()))}"
        if kept:
            pieces.append(StatePiece(f"Version {shown} is in the directory{words}"))
        else:
            pieces.append(
                StatePiece(f"Version {shown} is ", "in the directory", words, "directory")
            )
    pieces += [
        StatePiece(f"Version {number} is{_approved(' approved by', items)}")
        for number, items in approved.items()
    ]
    for item in outside.waiting:
        before = f"Version {item.number} is "
        words, after = (
            ("under review", f" by {item.commissioner}")
            if item.is_read
            else ("sent", f" to {item.commissioner}")
        )
        pieces.append(StatePiece(before, words, after, "submissions"))
    if not shown:
        pieces.append(StatePiece("Not in the directory"))
    return tuple(pieces)


def say_draft(draft: DraftState, last: int) -> str:
    """Say how the draft compares with its last version: "changed since version 1"."""
    return draft.value.format(last)


def _by_number(approvals: Iterable[Approval]) -> dict[int, list[Approval]]:
    found: dict[int, list[Approval]] = {}
    for item in sorted(approvals):
        found.setdefault(item.number, []).append(item)
    return found


def _approved(lead: str, items: Sequence[Approval]) -> str:
    if not items:
        return ""
    return f"{lead} {listed([_by_whom(item) for item in items])}"


def _by_whom(approval: Approval) -> str:
    until = f" until {iso_day(approval.ends_on)}" if approval.ends_on else ""
    return f"{approval.commissioner}{' with conditions' if approval.has_conditions else ''}{until}"


class HasStanding:
    """What has a state and versions outside says where they are."""

    __slots__ = ()

    state: PathwayState
    outside: Outside

    def said(self, today: date) -> tuple[StatePiece, ...]:
        """Say where its versions are."""
        return say_outside(self.state, self.outside, today)
