"""The journal's rows about accounts and organisations: what, by whom, on whom."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from pathways.domain.policy import Actor
from pathways.models.base import now
from pathways.models.journal import Journal


@dataclass(frozen=True, slots=True)
class Doer:
    """Who did it. Nobody, for what the command line does."""

    person_id: str | None = None
    name: str = ""


def doer_of(actor: Actor) -> Doer:
    """Return the actor as the journal names them."""
    return Doer(actor.person_id, actor.name)


def note(
    session: Session,
    doer: Doer,
    action: str,
    *,
    organisation_id: str | None = None,
    subject: str | None = None,
    summary: str = "",
) -> None:
    """Write one row of the journal, in the transaction of what it tells."""
    session.add(
        Journal(
            at=now(),
            person_id=doer.person_id,
            person_name=doer.name,
            organisation_id=organisation_id,
            action=action,
            subject=subject,
            summary=summary[:300],
        )
    )
    session.flush()
