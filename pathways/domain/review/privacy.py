"""What of a review the provider reads, and when: nothing before it is shared.

Until then the provider learns the state of a submission and by whom it is read, and no count and
no word, on no page and in no file, mail or trail.
"""

from enum import StrEnum
from typing import Final

from pathways.domain.review.submission import SubmissionState
from pathways.domain.worded import Worded


class Sharing(Worded):
    """When a commissioner's findings and comments reach the provider: its habit."""

    WITH_DECISION = "decision", "With the decision"
    AT_ONCE = "at_once", "At once, as they are made"
    BY_HAND = "by_hand", "When somebody shares them"


def habit(chosen: str | None) -> Sharing:
    """Return the habit of a commissioner, which is the first where none was chosen."""
    return Sharing(chosen) if chosen else Sharing.WITH_DECISION


def says_at_once(chosen: str | None, state: SubmissionState) -> bool:
    """Whether what a commissioner says now is read by the provider without a further step.

    So it is where that is its habit, and after a decision, which shared the rest.
    """
    match habit(chosen):
        case Sharing.AT_ONCE:
            return True
        case Sharing.WITH_DECISION:
            return state is SubmissionState.DECIDED
        case Sharing.BY_HAND:
            return False


class RemarkKind(StrEnum):
    """Words on a row that the provider does not read: to be shared, or never."""

    COMMENT = "comment"
    NOTE = "note"


SEEN_BY_BOTH: Final = frozenset(
    {
        "send",
        "withdraw",
        "assign",
        "release",
        "declare interest",
        "comment",
        "share",
        "decide",
        "withdraw decision",
        "condition",
        "result",
        # What was done before findings were private: both sides read it then.
        "find",
        "return workbook",
    }
)
"""Steps of a commissioner that stand in the provider's trail too. All others are its own."""

HELD_BACK: Final = {
    "declare interest": "Declared whether they have an interest",
}
"""Steps whose words are the commissioner's own, with what the provider reads in their place."""
