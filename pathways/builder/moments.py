"""The history of a pathway: who did what, day by day, and what going back would change."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.domain.framework.edition import Edition
from pathways.domain.pathway.changes import compare_versions
from pathways.domain.pathway.content import PathwayContent
from pathways.domain.pathway.retold import retell
from pathways.domain.pathway.steps import PathwayStep, Sitting, sittings
from pathways.domain.refusals import NotFoundError, RuleError
from pathways.models.journal import Journal
from pathways.records.moments import content_of_rows, read_rows, rebuild

PAGE: Final = 100
"""How many steps a page of the history holds."""
ALL: Final = 20_000
"""How many steps the table holds at most."""


@dataclass(frozen=True, slots=True)
class DayView:
    """What was done on one day, the last first."""

    day: str
    sittings: tuple[Sitting, ...]


@dataclass(frozen=True, slots=True)
class HistoryView:
    """One page of a history. `older` is the revision before which the next page goes on."""

    days: tuple[DayView, ...]
    older: int | None


@dataclass(frozen=True, slots=True)
class MomentView:
    """A moment to go back to, and what that would change, in sentences; or why it cannot be."""

    step: PathwayStep
    sentences: tuple[str, ...]
    why_not: str


def read_steps(
    session: Session, pathway_id: str, *, before: int | None = None, limit: int = ALL
) -> tuple[PathwayStep, ...]:
    """Return the steps of a pathway, the last first, in one statement."""
    where = [Journal.subject == pathway_id, Journal.revision.is_not(None)]
    if before is not None:
        where.append(Journal.revision < before)
    rows = session.execute(
        sa.select(
            Journal.revision,
            Journal.at,
            Journal.person_id,
            Journal.person_name,
            Journal.action,
            Journal.summary,
        )
        .where(*where)
        .order_by(Journal.revision.desc())
        .limit(limit)
    )
    return tuple(
        PathwayStep(
            row.revision or 0, row.at, row.person_id, row.person_name, row.action, row.summary
        )
        for row in rows
    )


def get_history(
    session: Session, pathway_id: str, before: int | None, day_of: Callable[[datetime], str]
) -> HistoryView:
    """Return a page of a pathway's history; `day_of` says a moment's day as people there say it."""
    found = read_steps(session, pathway_id, before=before, limit=PAGE + 1)
    shown = found[:PAGE]
    days: dict[str, list[PathwayStep]] = {}
    for step in shown:
        days.setdefault(day_of(step.at), []).append(step)
    return HistoryView(
        tuple(DayView(day, sittings(steps)) for day, steps in days.items()),
        shown[-1].revision if len(found) > PAGE else None,
    )


def get_moment(
    session: Session, edition: Edition, content: PathwayContent, pathway_id: str, revision: int
) -> MomentView:
    """Return what going back to a revision would change; NotFoundError where there is no such step.

    `content` is what is there now.
    """
    step = next(iter(read_steps(session, pathway_id, before=revision + 1, limit=1)), None)
    if step is None or step.revision != revision:
        raise NotFoundError(str(revision))
    try:
        now_there = read_rows(session, pathway_id)
        then = content_of_rows(edition, rebuild(session, pathway_id, now_there, revision))
    except RuleError as error:
        return MomentView(step, (), str(error))
    changes = compare_versions(edition, content, then)
    return MomentView(step, retell(changes, is_same=content == then), "")
