"""Where one reviewer stands with a submission: what they declared, and what they can undo."""

from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.domain.policy import Actor
from pathways.domain.review.steps import MARK, read_row_steps, undoes
from pathways.domain.review.submission import NO_INTEREST
from pathways.models.journal import Journal

_LOOKED_BACK: Final = 60
"""How many of a person's own steps are looked through for one that can be taken back."""


@dataclass(frozen=True, slots=True)
class UndoView:
    """The last step of one's own that set findings and still stands: its number and its rows."""

    step: int
    rows: tuple[str, ...]
    summary: str


@dataclass(frozen=True, slots=True)
class ReviewerStanding:
    """A reviewer: what they declared, `None` before that, and what they can undo."""

    person_id: str | None = None
    interest: str | None = None
    undo: UndoView | None = None

    @property
    def has_declared(self) -> bool:
        """Whether this person has said if they have an interest."""
        return self.interest is not None

    @property
    def has_none(self) -> bool:
        """Whether they declared that they have none."""
        return self.interest == NO_INTEREST


def find_undo(session: Session, actor: Actor, submission_id: str) -> UndoView | None:
    """Return the last step of a person's own that was neither taken back nor takes one back."""
    rows = session.execute(
        sa.select(Journal.revision, Journal.images, Journal.summary)
        .where(
            Journal.subject == submission_id,
            Journal.person_id == actor.person_id,
            Journal.action == MARK,
        )
        .order_by(Journal.revision.desc())
        .limit(_LOOKED_BACK)
    )
    taken_back: set[int] = set()
    for row in rows:
        before = undoes(row.images)
        if row.revision in taken_back:
            continue
        if before:
            taken_back.add(before)
            continue
        steps = read_row_steps(row.images)
        return UndoView(row.revision, tuple(one.row for one in steps), row.summary)
    return None
