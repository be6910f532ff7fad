"""Writing down: the one way in which a row of the journal is made.

Steps are gathered and written at the end of their transaction, each with the digest that makes it
a link of the chain, see `domain/chain.py`. Whoever writes them takes turns; that nothing else is
waited for afterwards is why no two wait for each other.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Protocol

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Session, SessionTransaction

from pathways.domain.chain import link, new_veil
from pathways.domain.refusals import ErasedError
from pathways.models.account import Person
from pathways.models.base import ID, Base, now
from pathways.records.proofs import forget_touched, take_proofs

JOURNAL: Final = Base.metadata.tables["journal"]
UNPROVED: Final = "kept"
"""The action of a step that nobody wrote down, and that changed what is proved."""
ERASED: Final = "erased"

# Without its number, which nobody asks for: not all who take a step may read it afterwards.
_STEP: Final = sa.insert(JOURNAL).inline()
_WAITING: Final = "steps to write down"
_LAST: Final = sa.select(JOURNAL.c.digest).order_by(JOURNAL.c.id.desc()).limit(1).scalar_subquery()
_LAST_UNDO: Final = (
    sa.select(JOURNAL.c.undo_top)
    .where(
        JOURNAL.c.subject == sa.bindparam("subject"),
        JOURNAL.c.person_id == sa.bindparam("person_id"),
    )
    .order_by(JOURNAL.c.revision.desc())
    .limit(1)
    .scalar_subquery()
)
_DOER: Final = sa.bindparam("person_id", type_=ID)
_IS_ERASED: Final = sa.exists().where(Person.id == _DOER, Person.erased_at.is_not(None))
# This function waits its turn first, and sees what was kept meanwhile.
_LOCKED: Final = sa.func.before_step(_DOER).table_valued("digest", "is_erased")
_BEFORE: Final = {
    "sqlite": sa.select(
        _LAST.label("digest"), _IS_ERASED.label("is_erased"), _LAST_UNDO.label("below")
    ).execution_options(whole="the chain goes through the steps of all"),
    "postgresql": sa.select(_LOCKED.c.digest, _LOCKED.c.is_erased, _LAST_UNDO.label("below")),
}
"""What a step follows: the last digest, whether whoever takes it was erased meanwhile, and what the
person's undo would have reversed before."""
_EMPTY: Final = dict.fromkeys(
    ("revision", "images", "undo_top", "redo_top", "below", "proofs"), None
)
SUMMARY_LIMIT: Final[int] = JOURNAL.c.summary.type.length  # type: ignore[attr-defined]  # sa.String has one


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
    finds_below: bool = False,
    **more: Any,
) -> None:
    """Write one step into the journal, in the transaction of what it tells.

    `more` are other columns: `images`, `proofs` and the chain of undo, or an `organisation_id` in
    place of the doer's. `finds_below`: below it lies what the person's undo would have reversed
    before. The row is sent when the transaction ends.
    """
    if session.in_nested_transaction():
        raise RuntimeError("A step is written down for the whole transaction, not for a part of it")
    session.flush()
    values = {
        **_EMPTY,
        "at": at or now(),
        "person_id": doer.person_id if doer else None,
        "person_name": doer.name if doer else "",
        "organisation_id": doer.organisation_id if doer else None,
        "action": action,
        "subject": subject,
        "summary": summary[:SUMMARY_LIMIT],
        "revision": revision,
        **more,
    }
    session.info.setdefault(_WAITING, []).append((values, finds_below))


@event.listens_for(Session, "before_commit")
def _write_steps(session: Session) -> None:
    if session.in_nested_transaction():
        return
    # A commit sends what is left by itself, and does so after this.
    session.flush()
    proofs = take_proofs(session)
    waiting = session.info.pop(_WAITING, [])
    if proofs and not waiting:
        write_down(session, None, UNPROVED)
        waiting = session.info.pop(_WAITING)
    if waiting and proofs:
        last = waiting[-1][0]
        last["proofs"] = {**(last["proofs"] or {}), **proofs}
    for values, finds_below in waiting:
        _write_step(session.connection(), values, finds_below=finds_below)


def _write_step(connection: sa.Connection, values: dict[str, Any], *, finds_below: bool) -> None:
    asked = {name: values[name] for name in ("subject", "person_id")}
    before = connection.execute(_BEFORE[connection.dialect.name], asked).one()
    if before.is_erased:
        raise ErasedError(values["person_id"])
    if finds_below:
        values["below"] = before.below
    values["veil"] = new_veil()
    values["digest"] = link(before.digest or "", values)
    # What is not set is left out: given as None, JSON would be the value null.
    given = {key: value for key, value in values.items() if value is not None}
    connection.execute(_STEP, given)


@event.listens_for(Session, "after_transaction_end")
def _forget(session: Session, ended: SessionTransaction) -> None:
    if ended.parent is None:
        session.info.pop(_WAITING, None)
        forget_touched(session)
