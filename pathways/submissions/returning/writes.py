"""Taking findings and comments from a workbook: all in one transaction, or nothing."""

from collections.abc import Collection
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from pathways.domain.policy import Actor
from pathways.domain.review.privacy import Sharing
from pathways.domain.review.steps import RowStep
from pathways.records.findings import read_standing
from pathways.submissions.desk import open_desk
from pathways.submissions.findings import Findings, FindingWish
from pathways.submissions.returning.parcel import Parcel, has_moved
from pathways.submissions.sharing import add_words, habit_of, is_said_at_once, share_and_tell


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
    desk.need_declared()
    standing = read_standing(session, desk.row)
    weighed = parcel.weigh(standing)
    if has_moved(parcel, weighed):
        raise MovedError
    findings, is_shared = Findings(desk), is_said_at_once(desk)
    count = comments = 0
    steps: list[RowStep] = []
    offered = parcel.weigh_offered(standing)
    accepted_changes = [change for change in offered if change.row in accepted]
    for change in (*weighed.changes, *accepted_changes):
        takes = change.takes_finding or change.takes_names
        if change.is_conflict and change.row not in ticked:
            takes = False
        if not (takes or change.comment):
            continue
        entry, step = change.entry, RowStep(change.row)
        if takes:
            wish = FindingWish(
                change.row, change.now.finding, entry.finding, entry.reviewer, entry.date
            )
            step = findings.put(wish) or step
        if change.comment:
            add_words(
                desk,
                change.row,
                change.comment,
                reviewer=entry.reviewer,
                reviewed_on=entry.date,
                is_from_workbook=True,
                is_shared=is_shared,
            )
        count += takes
        comments += bool(change.comment)
        steps.append(
            replace(
                step,
                comment=change.comment,
                reviewer=entry.reviewer,
                reviewed_on=entry.date,
            )
        )
    taken = Taken(count, comments, left=len(offered) - len(accepted_changes))
    if steps:
        findings.keep()
        origin = f", exported from version {parcel.older}" if parcel.older else ""
        about = {"file": parcel.name, "sha256": parcel.mark, "older": parcel.older}
        images = [about, *(step.to_plain() for step in steps)]
        desk.write_down("take workbook", f"Took {taken.words} from “{parcel.name}”{origin}", images)
        if habit_of(desk) is Sharing.AT_ONCE:
            share_and_tell(desk, {step.row for step in steps})
        if comments and is_shared:
            desk.tell_of_comments(comments)
    return taken
