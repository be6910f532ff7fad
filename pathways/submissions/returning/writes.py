"""Taking findings and comments from a workbook: all in one transaction, or nothing."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.orm import Session

from pathways.domain.policy import Actor
from pathways.domain.review.returning import (
    Change,
)
from pathways.records.findings import read_standing
from pathways.submissions.desk import Desk, add_comment, begin_review, open_desk, put_finding
from pathways.submissions.returning.parcel import Parcel, has_moved


@dataclass(frozen=True, slots=True)
class Taken:
    """What was written. `left` counts comments that were offered and not taken."""

    findings: int
    comments: int
    left: int = 0

    @property
    def words(self) -> str:
        """What was taken, in words."""
        findings = f"{self.findings} finding{'' if self.findings == 1 else 's'}"
        return f"{findings} and {self.comments} comment{'' if self.comments == 1 else 's'}"


class MovedError(Exception):
    """Somebody changed a row between preview and consent, so nothing was written."""


def take(
    session: Session,
    actor: Actor,
    parcel: Parcel,
    ticked: Collection[str],
    accepted: Collection[str] = (),
) -> Taken:
    """Write what the preview showed, the findings in conflict that were ticked, and the
    comments that were offered on the rows `accepted`.

    A comment is added either way: it takes nothing from anybody, and nobody's words get lost.
    MovedError where somebody changed one of these rows since; StateError where the submission
    is no longer open. A second time changes nothing.
    """
    desk = open_desk(session, actor, parcel.submission, "commissioner")
    desk.need_open()
    standing = read_standing(session, desk.row)
    weighed = parcel.weigh(standing)
    if has_moved(parcel, weighed):
        raise MovedError
    findings = comments = 0
    images: list[Any] = [{"file": parcel.name, "sha256": parcel.mark, "older": parcel.older}]
    offered = parcel.weigh_offered(standing)
    accepted_changes = [change for change in offered if change.row in accepted]
    for change in (*weighed.changes, *accepted_changes):
        wanted = change
        if change.is_conflict and change.row not in ticked:
            wanted = replace(change, takes_finding=False, takes_names=False)
        if not (wanted.takes_finding or wanted.takes_names or wanted.comment):
            continue
        _apply(desk, wanted)
        findings += wanted.takes_finding or wanted.takes_names
        comments += bool(wanted.comment)
        images.append(_image(wanted))
    taken = Taken(findings, comments, left=len(offered) - len(accepted_changes))
    if len(images) > 1:
        origin = f", exported from version {parcel.older}" if parcel.older else ""
        desk.write_down(
            "return workbook", f"Took {taken.words} from “{parcel.name}”{origin}", images
        )
        if taken.comments:
            desk.tell_of_comments(taken.comments)
    return taken


def _apply(desk: Desk, change: Change) -> None:
    entry = change.entry
    if change.takes_finding or change.takes_names:
        put_finding(
            desk,
            entry.row,
            entry.finding,
            seen=change.now.finding,
            reviewer=entry.reviewer,
            reviewed_on=entry.date,
        )
    if change.comment:
        begin_review(desk)
        add_comment(
            desk,
            entry.row,
            change.comment,
            reviewer=entry.reviewer,
            reviewed_on=entry.date,
            is_from_workbook=True,
        )


def _image(change: Change) -> dict[str, Any]:
    entry, now = change.entry, change.now
    image: dict[str, Any] = {"row": entry.row, "reviewer": entry.reviewer, "date": entry.date}
    if change.takes_finding or change.takes_names:
        image["before"] = [now.finding.value if now.finding else "", now.reviewer, now.date]
        image["after"] = entry.finding.value if entry.finding else ""
    if change.comment:
        image["comment"] = change.comment
    return image
