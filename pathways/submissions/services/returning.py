"""Taking findings and comments from a workbook: all in one transaction, or nothing."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Self

from sqlalchemy.orm import Session

from pathways.domain.policy import Actor
from pathways.domain.review.finding import Finding
from pathways.domain.review.returning import (
    NOTHING,
    Change,
    Entry,
    Standing,
    Weighed,
    weigh,
)
from pathways.records.findings import read_standing
from pathways.submissions.services.desk import Desk, open_desk
from pathways.submissions.services.review import add_comment, begin_review, put_finding


@dataclass(frozen=True, slots=True)
class Parcel:
    """What a preview showed, to be applied exactly so.

    `exported` are the findings that stood when the file was exported, at `exported_at`, `seen`
    those that stood when the preview was shown. `offered` are comments that are taken only where
    somebody says so. `older` is the number of the version that the
    file belongs to where it is carried over from one, 0 otherwise. `mark` is the file's SHA-256.
    """

    submission: str
    person: str
    name: str
    mark: str
    entries: tuple[Entry, ...]
    exported: Mapping[str, Finding]
    exported_at: int
    seen: Mapping[str, Finding]
    older: int = 0
    offered: tuple[Entry, ...] = ()

    def weigh(self, standing: Mapping[str, Standing]) -> Weighed:
        """Return what it would change, against what stands."""
        return self._weigh(self.entries, standing)

    def weigh_offered(self, standing: Mapping[str, Standing]) -> tuple[Change, ...]:
        """Return the comments to be asked about, without those that were said already."""
        return self._weigh(self.offered, standing).changes

    def _weigh(self, entries: Iterable[Entry], standing: Mapping[str, Standing]) -> Weighed:
        return weigh(
            entries,
            self.exported,
            standing,
            exported_at=self.exported_at,
            is_older=bool(self.older),
        )

    def to_plain(self) -> dict[str, Any]:
        """Return the values as JSON."""
        return {
            "submission": self.submission,
            "person": self.person,
            "name": self.name,
            "mark": self.mark,
            "entries": [entry.to_plain() for entry in self.entries],
            "exported": {row: finding.value for row, finding in self.exported.items()},
            "exported_at": self.exported_at,
            "seen": {row: finding.value for row, finding in self.seen.items()},
            "older": self.older,
            "offered": [entry.to_plain() for entry in self.offered],
        }

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Self:
        """Build a parcel from `to_plain`."""
        return cls(
            submission=plain["submission"],
            person=plain["person"],
            name=plain["name"],
            mark=plain["mark"],
            entries=tuple(Entry.from_plain(entry) for entry in plain["entries"]),
            exported={row: Finding(value) for row, value in plain["exported"].items()},
            exported_at=plain["exported_at"],
            seen={row: Finding(value) for row, value in plain["seen"].items()},
            older=plain["older"],
            # A preview that was shown before the app was renewed holds none.
            offered=tuple(Entry.from_plain(entry) for entry in plain.get("offered", ())),
        )


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


def seen_findings(entries: Iterable[Entry], standing: Mapping[str, Standing]) -> dict[str, Finding]:
    """Return the findings that stand on the rows of a file."""
    found = ((entry.row, standing.get(entry.row, NOTHING).finding) for entry in entries)
    return {row: finding for row, finding in found if finding is not None}


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


def has_moved(parcel: Parcel, weighed: Weighed) -> bool:
    """Whether a row to be changed is not as the preview showed it."""
    return any(
        change.takes_finding and change.now.finding is not parcel.seen.get(change.row)
        for change in weighed.changes
    )


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
