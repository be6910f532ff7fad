"""Announcing runs, changing them and taking them back."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.domain.limits import RUN_LIMIT
from pathways.domain.pathway.run import Run
from pathways.domain.policy import Actor
from pathways.domain.refusals import ConflictError, NotFoundError, RuleError, refuse_unseen
from pathways.domain.words import plural
from pathways.models.base import new_id, now
from pathways.models.run import RunRow, own_runs
from pathways.records.journal import write_down
from pathways.records.pathways import lock_pathway, refuse_example
from pathways.records.runs import coming_runs, run_of

FULL: Final = (
    f"A pathway has at most {RUN_LIMIT} runs that are to come. Take out those that nobody needs."
)


def add_run(
    session: Session, actor: Actor, pathway_id: str, run: Run, *, operation: str, today: date
) -> bool:
    """Announce a run under the id that its form carried; say whether it is new.

    The same form sent twice announces it once; another run under the same id gets one of its
    own. RuleError where there are too many.
    """
    _lock(session, actor, pathway_id)
    row = session.get(RunRow, operation)
    if row is not None and row.pathway_id == pathway_id and _values(run_of(row)) == _values(run):
        return False
    there = coming_runs(session, [pathway_id], today).get(pathway_id, ())
    if len(there) >= RUN_LIMIT:
        raise RuleError(FULL, "starts_on")
    identifier = new_id() if row is not None else operation
    _insert(session, actor, pathway_id, run, identifier)
    _tell(session, actor, f"Announced a run: {run.words}", identifier)
    return True


def add_runs(
    session: Session, actor: Actor, pathway_id: str, runs: Sequence[Run], *, today: date
) -> int:
    """Announce several runs; return how many, for one that is there already is not added again.

    RuleError where there would be too many, and then none is added.
    """
    _lock(session, actor, pathway_id)
    there = coming_runs(session, [pathway_id], today).get(pathway_id, ())
    known = [_values(run) for run in there]
    fresh = [run for run in runs if _values(run) not in known]
    if len(there) + len(fresh) > RUN_LIMIT:
        raise RuleError(FULL, "rows")
    identifiers = [new_id() for _run in fresh]
    for run, identifier in zip(fresh, identifiers, strict=True):
        _insert(session, actor, pathway_id, run, identifier)
    if fresh:
        summary = f"Announced {plural(len(fresh), 'run')} from pasted rows"
        _tell(session, actor, summary, identifiers[0])
    return len(fresh)


def change_run(
    session: Session, actor: Actor, pathway_id: str, run_id: str, run: Run, *, seen: int
) -> bool:
    """Change a run as it was `seen`; say whether anything is different.

    ConflictError where somebody changed it meanwhile; NotFoundError where it is gone.
    """
    row = _own(session, actor, pathway_id, run_id)
    if _values(run_of(row)) == _values(run):
        return False
    if row.version != seen:
        raise ConflictError(run_id)
    for name, value in _values(run).items():
        setattr(row, name, value)
    row.version += 1
    row.changed_at = now()
    row.changed_by_name = actor.name
    _tell(session, actor, f"Changed a run: {run.words}", run_id)
    return True


def remove_run(
    session: Session, actor: Actor, pathway_id: str, run_id: str, *, seen: int = 0
) -> Run:
    """Take a run back; return what it was. NotFoundError where it is gone.

    ConflictError where there is a later version than was `seen`.
    """
    row = _own(session, actor, pathway_id, run_id)
    refuse_unseen(row.version, seen)
    run = run_of(row)
    session.delete(row)
    _tell(session, actor, f"Took back a run: {run.words}", run_id)
    return run


def _own(session: Session, actor: Actor, pathway_id: str, run_id: str) -> RunRow:
    _lock(session, actor, pathway_id)
    row = session.scalar(
        sa.select(RunRow).where(
            RunRow.id == run_id, RunRow.pathway_id == pathway_id, own_runs(actor)
        )
    )
    if row is None:
        raise NotFoundError(run_id)
    return row


def _lock(session: Session, actor: Actor, pathway_id: str) -> None:
    pathway = lock_pathway(session, actor, pathway_id)
    refuse_example(pathway_id, is_example=pathway["is_example"])


def _insert(session: Session, actor: Actor, pathway_id: str, run: Run, identifier: str) -> None:
    at = now()
    session.add(
        RunRow(
            id=identifier,
            pathway_id=pathway_id,
            organisation_id=actor.organisation_id,
            created_at=at,
            changed_at=at,
            changed_by_name=actor.name,
            **_values(run),
        )
    )


def _values(run: Run) -> dict[str, Any]:
    return {
        "starts_on": run.starts_on.isoformat() if run.starts_on else "",
        "ends_on": run.ends_on.isoformat() if run.ends_on else "",
        "place": run.place,
        "area": run.area,
        "is_online": run.is_online,
        "is_open": run.is_open,
        "places_left": run.places_left,
        "price_pence": run.price_pence,
        "note": run.note,
    }


def _tell(session: Session, actor: Actor, summary: str, subject: str) -> None:
    write_down(session, actor, "run", summary, subject=subject)
