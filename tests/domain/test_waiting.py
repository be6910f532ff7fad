"""Who waits for whom, in words for either side."""

import pytest

from pathways.domain.review.submission import Decided, SubmissionState
from pathways.domain.review.waiting import WaitsFor

SENT, DECIDED = SubmissionState.SENT, SubmissionState.DECIDED
CHANGES, APPROVED = Decided.CHANGES, Decided.APPROVED


@pytest.mark.parametrize(
    ("waiting", "to_commissioner", "to_provider"),
    [
        (WaitsFor(SENT, None), "Waits for you", "Waits for Metro"),
        (
            WaitsFor(SENT, None, ours=2),
            "Waits for Northgate’s answer",
            "Waits for your answer to 2 comments",
        ),
        (
            WaitsFor(SENT, None, ours=1, theirs=1),
            "Waits for you: 1 answer of Northgate",
            "Waits for your answer to 1 comment",
        ),
        (
            WaitsFor(DECIDED, CHANGES),
            "Waits for Northgate’s next version",
            "Waits for your next version",
        ),
        (WaitsFor(DECIDED, CHANGES, has_later=True), "", ""),
        (
            WaitsFor(DECIDED, APPROVED, undone=2),
            "Waits for Northgate: 2 conditions",
            "Waits for you: 2 conditions",
        ),
        (
            WaitsFor(DECIDED, APPROVED, said=1),
            "Waits for you: 1 condition said to be done",
            "Waits for Metro",
        ),
        (WaitsFor(DECIDED, APPROVED), "", ""),
        (WaitsFor(SubmissionState.WITHDRAWN, None, ours=1), "", ""),
    ],
)
def test_either_side_reads_for_whom_it_waits(
    waiting: WaitsFor, to_commissioner: str, to_provider: str
) -> None:
    assert waiting.tell_commissioner("Northgate") == to_commissioner
    assert waiting.tell_provider("Metro") == to_provider
