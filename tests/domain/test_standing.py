"""Where a pathway stands, in words."""

from datetime import date

from pathways.domain.pathway.standing import (
    Approval,
    DraftState,
    Outside,
    Waiting,
    say_draft,
    say_outside,
)
from pathways.domain.pathway.state import PathwayState
from pathways.domain.pathway.visibility import Visibility

TODAY = date(2027, 3, 31)
ACTIVE = PathwayState.ACTIVE


def _say(outside: Outside, state: PathwayState = ACTIVE, today: date = TODAY) -> list[str]:
    return [piece.text for piece in say_outside(state, outside, today)]


def test_a_pathway_that_nobody_else_knows() -> None:
    assert _say(Outside()) == ["Not in the directory"]
    assert say_draft(DraftState.NONE, 0) == "no version yet"


def test_a_draft_beside_its_last_version() -> None:
    assert say_draft(DraftState.SAME, 2) == "same as version 2"
    assert say_draft(DraftState.CHANGED, 2) == "changed since version 2"


def test_an_approval_is_said_of_its_own_version_until_its_last_day() -> None:
    approvals = (Approval(1, "Metro Commissioning", "2027-03-31"), Approval(2, "Severn Vale", ""))
    outside = Outside(last=2, shown=1, approvals=approvals)
    assert _say(outside) == [
        "Version 1 is in the directory, approved by Metro Commissioning until 31 March 2027",
        "Version 2 is approved by Severn Vale",
    ]
    assert _say(outside, today=date(2027, 4, 1))[0] == "Version 1 is in the directory"


def test_two_approvals_of_one_version_are_one_sentence() -> None:
    approvals = (
        Approval(1, "Severn Vale", ""),
        Approval(1, "Metro", "2027-12-31", has_conditions=True),
    )
    words = "Version 1 is approved by Metro with conditions until 31 December 2027 and Severn Vale"
    assert _say(Outside(last=1, approvals=approvals)) == [words, "Not in the directory"]


def test_a_version_with_a_commissioner_says_whether_it_is_read() -> None:
    waiting = (Waiting(2, "Metro", is_read=True), Waiting(2, "Severn Vale", is_read=False))
    assert _say(Outside(last=2, waiting=waiting)) == [
        "Version 2 is under review by Metro",
        "Version 2 is sent to Severn Vale",
        "Not in the directory",
    ]


def test_who_sees_it_is_said_where_not_everybody_does() -> None:
    outside = Outside(last=1, shown=1, visibility=Visibility.ORGANISATIONS)
    assert _say(outside) == ["Version 1 is in the directory for signed-in organisations"]


def test_nothing_of_an_archived_pathway_is_in_the_directory_now() -> None:
    (piece,) = say_outside(PathwayState.ARCHIVED, Outside(last=1, shown=1), TODAY)
    assert piece.text == "Version 1 is in the directory again once this is restored"
    assert piece.place == ""
