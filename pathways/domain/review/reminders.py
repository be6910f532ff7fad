"""What is due in submissions on a day, for which side, and in which words."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final, Literal

from pathways.domain.words import iso_day

DueSide = Literal["provider", "commissioner"]

SOON: Final = 14
"""Days before a day by which something is to be done, from which on it is said."""
ENDS: Final = (30, 90)
"""Days before the end of an approval from which on it is said, once for each."""
FARTHEST: Final = max(SOON, *ENDS)


class DueKind(StrEnum):
    """What is due."""

    END = "end"
    CONDITION = "condition"
    AGREE = "agree"
    CHANGES = "changes"
    DECIDE = "decide"

    @property
    def sides(self) -> tuple[DueSide, ...]:
        """Who has to act. A next version is sent by one side and read by the other."""
        match self:
            case DueKind.END:
                return ("provider", "commissioner")
            case DueKind.CONDITION | DueKind.CHANGES:
                return ("provider",)
            case DueKind.AGREE | DueKind.DECIDE:
                return ("commissioner",)


@dataclass(frozen=True, slots=True)
class Due:
    """Something that is due by a day: of a submission of a provider to a commissioner.

    `subject` is the decision, the condition or the submission that it is about, and `number` that
    of the condition, 0 for other things.
    """

    kind: DueKind
    subject: str
    day: date
    submission_id: str
    title: str
    version: int
    provider: str
    commissioner: str
    number: int = 0

    def stage(self, today: date) -> str:
        """Return the name of what is said of it today; empty where nothing is said yet, or ever.

        Each stage is said once: "end-90" and later "end-30", "condition-soon" and "condition-late".
        """
        left = (self.day - today).days
        if self.kind is DueKind.END:
            stages = [days for days in ENDS if 0 <= left <= days]
            return f"{self.kind}-{stages[0]}" if stages else ""
        if left < 0:
            return f"{self.kind}-late"
        return f"{self.kind}-soon" if left <= SOON else ""

    def words(self, side: DueSide, today: date) -> str:
        """Say it to a side that has to act."""
        day, is_late = iso_day(self.day), self.day < today
        what = f"“{self.title}”, version {self.version}"
        match self.kind:
            case DueKind.END if side == "provider":
                return f"The approval of {what} by {self.commissioner} ends on {day}."
            case DueKind.END:
                return f"Your approval of {what} of {self.provider} ends on {day}."
            case DueKind.CONDITION:
                verb = "was to be done" if is_late else "is to be done"
                return f"Condition {self.number} of {what} {verb} by {day}."
            case DueKind.AGREE:
                verb = "was due" if is_late else "is due"
                return (
                    f"{self.provider} says that condition {self.number} of {what} is done. It "
                    f"{verb} by {day}, and waits for you to agree or answer."
                )
            case DueKind.CHANGES:
                verb = "asked" if is_late else "asks"
                return f"{self.commissioner} {verb} for changes to {what} by {day}."
            case DueKind.DECIDE:
                verb = "wanted" if is_late else "want"
                return f"You {verb} to decide on {what} of {self.provider} by {day}."


def last_day(today: date) -> date:
    """Return the last day of which anything is said today."""
    return today + timedelta(days=FARTHEST)
