"""The commissioner's findings of a submission: read once, written together, and none overwritten.

A wish names what the person saw. It applies where that still stands, or is so already.
"""

from dataclasses import dataclass

import sqlalchemy as sa

from pathways.domain.refusals import ConflictError
from pathways.domain.review.finding import Finding
from pathways.domain.review.steps import RowStep
from pathways.models.base import now
from pathways.models.finding import FindingRow, Opinion
from pathways.submissions.desk import Desk, begin_review


@dataclass(frozen=True, slots=True)
class FindingWish:
    """What a row is to be: a finding, or none. `seen` stood there when it was wished.

    `reviewer` and `reviewed_on` are kept as somebody typed them; empty: the person who acts, now.
    `carried_from` is the number of the version on which it was found, where it was.
    """

    row: str
    seen: Finding | None
    finding: Finding | None
    reviewer: str = ""
    reviewed_on: str = ""
    carried_from: int | None = None


class Findings:
    """The findings that stand, under the lock of a desk."""

    def __init__(self, desk: Desk) -> None:
        """Read those of the whole submission."""
        self.desk = desk
        session, submission = desk.session, desk.row.id
        rows = session.scalars(sa.select(FindingRow).where(FindingRow.submission_id == submission))
        self._rows = {row.row: row for row in rows}
        self._doubted = set(
            session.scalars(sa.select(Opinion.row).where(Opinion.submission_id == submission))
        )

    def standing(self, row: str) -> Finding | None:
        """Return what stands on a row."""
        current = self._rows.get(row)
        return Finding(current.finding) if current is not None else None

    def put(self, wish: FindingWish) -> RowStep | None:
        """Write one wish; return what it changed, None where it was so already.

        ConflictError where somebody else was there meanwhile.
        """
        current = self._rows.get(wish.row)
        stands = self.standing(wish.row)
        named = (wish.reviewer, wish.reviewed_on)
        is_same = current is None or (current.reviewer, current.reviewed_on) == named
        if stands is wish.finding and (is_same or not wish.reviewer):
            return None
        if stands is not wish.finding and stands is not wish.seen:
            now_word = stands.word.lower() if stands else "no finding"
            place = self.desk.place(wish.row)
            raise ConflictError(f"Somebody set {place.words} to {now_word} meanwhile.")
        step = RowStep(
            row=wish.row,
            is_marked=True,
            before=stands,
            after=wish.finding,
            reviewer=wish.reviewer,
            reviewed_on=wish.reviewed_on,
            was_reviewer=current.reviewer if current is not None else "",
            was_on=current.reviewed_on if current is not None else "",
        )
        self._write(wish, current)
        return step

    def _write(self, wish: FindingWish, current: FindingRow | None) -> None:
        session, actor = self.desk.session, self.desk.actor
        if wish.finding is None:
            session.delete(self._rows.pop(wish.row))
            return
        if current is None:
            current = FindingRow(submission_id=self.desk.row.id, row=wish.row)
            session.add(current)
            self._rows[wish.row] = current
        current.finding = wish.finding.value
        current.reviewer = wish.reviewer or actor.name
        current.reviewed_on = wish.reviewed_on
        current.changed_at = now()
        current.changed_by_name = actor.name
        current.changed_by_id = actor.person_id
        current.is_moderated = wish.row in self._doubted
        current.carried_from = wish.carried_from

    def settle(self, row: str, seen: Finding) -> bool:
        """Let a finding stand beside second opinions: they are weighed. Return whether it is new.

        ConflictError where another finding stands than was seen.
        """
        current = self._rows.get(row)
        if current is None or self.standing(row) is not seen:
            raise ConflictError(f"Somebody marked {self.desk.place(row).words} meanwhile.")
        if row not in self._doubted or current.is_moderated:
            return False
        current.is_moderated = True
        return True

    def doubt(self, row: str, opinion: Finding) -> None:
        """Open a row again that was settled, where a second opinion differs since."""
        current = self._rows.get(row)
        if current is not None and self.standing(row) is not opinion:
            current.is_moderated = False

    def keep(self) -> None:
        """Send what was written to the database, and say that the review has begun."""
        begin_review(self.desk)
        self.desk.session.flush()
