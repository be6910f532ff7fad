"""The runs of a pathway, as its provider sees them."""

from dataclasses import dataclass
from datetime import date
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.domain.pathway.run import Run, in_order
from pathways.domain.policy import Actor
from pathways.domain.refusals import NotFoundError
from pathways.models.run import RunRow, own_runs
from pathways.records.heads import HeadView, read_head_row, view_head
from pathways.records.runs import coming_runs, run_of

PAST: Final = 20
"""How many of those that are over are shown, the latest first."""


@dataclass(frozen=True, slots=True)
class RunsView:
    """A pathway with its runs: those to come, and the latest that are over."""

    head: HeadView
    coming: tuple[Run, ...]
    past: tuple[Run, ...]


def list_runs(session: Session, actor: Actor, pathway_id: str, *, today: date) -> RunsView:
    """Return the runs of a pathway of the actor's organisation; NotFoundError otherwise."""
    head, _edition = view_head(session, actor, read_head_row(session, actor, pathway_id))
    over = session.scalars(
        sa.select(RunRow)
        .where(
            RunRow.pathway_id == pathway_id,
            RunRow.ends_on > "",
            RunRow.ends_on < today.isoformat(),
        )
        .order_by(RunRow.ends_on.desc(), RunRow.id)
        .limit(PAST)
    )
    past = in_order(run_of(row) for row in over)
    coming = coming_runs(session, [pathway_id], today).get(pathway_id, ())
    return RunsView(head, coming, tuple(reversed(past)))


def get_run(session: Session, actor: Actor, pathway_id: str, run_id: str) -> Run:
    """Return one run of a pathway of the actor's organisation; NotFoundError otherwise."""
    row = session.scalar(
        sa.select(RunRow).where(
            RunRow.id == run_id, RunRow.pathway_id == pathway_id, own_runs(actor)
        )
    )
    if row is None:
        raise NotFoundError(run_id)
    return run_of(row)
