"""Writing down: the one way in which a row of the journal is made."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Protocol

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.models.base import Base, now

JOURNAL: Final = Base.metadata.tables["journal"]
_STEP: Final = sa.insert(JOURNAL)
_LAST_UNDO: Final = (
    sa.select(JOURNAL.c.undo_top)
    .where(
        JOURNAL.c.subject == sa.bindparam("_subject"),
        JOURNAL.c.person_id == sa.bindparam("_person"),
    )
    .order_by(JOURNAL.c.revision.desc())
    .limit(1)
    .scalar_subquery()
)
UNDOABLE: Final = _STEP.values(below=_LAST_UNDO)
"""A step that can be undone: below it lies what the person's undo would have reversed before."""
_SUMMARY: Final[int] = JOURNAL.c.summary.type.length  # type: ignore[attr-defined]  # sa.String has one


class Doer(Protocol):
    """Who takes a step: an actor, or whoever else has a name."""

    @property
    def person_id(self) -> str | None:
        """The person; None for a command or a visitor."""

    @property
    def name(self) -> str:
        """As the trail names them."""

    @property
    def organisation_id(self) -> str | None:
        """The organisation for which they act."""


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody who acts for no organisation, such as a person who changes their own account."""

    person_id: str
    name: str
    organisation_id: None = None


def write_down(
    session: Session,
    doer: Doer | None,
    action: str,
    summary: str = "",
    *,
    subject: str | None = None,
    at: datetime | None = None,
    revision: int | None = None,
    statement: sa.Insert = _STEP,
    **more: Any,
) -> None:
    """Write one step into the journal, in the transaction of what it tells.

    `more` are other columns: `images` and the chain of undo, or an
    `organisation_id` in place of the doer's; and what a `statement` asks that
    finds some of them by itself.
    """
    session.flush()
    values = {
        "at": at or now(),
        "person_id": doer.person_id if doer else None,
        "person_name": doer.name if doer else "",
        "organisation_id": doer.organisation_id if doer else None,
        "action": action,
        "subject": subject,
        "summary": summary[:_SUMMARY],
        "revision": revision,
        **more,
    }
    session.connection().execute(statement, values)
