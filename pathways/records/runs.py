"""The runs of pathways that are still to come: a run that is over is in none of these."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.domain.days import read_day
from pathways.domain.pathway.run import Run, in_order
from pathways.models.base import Base

RUN: Final = Base.metadata.tables["run"]
_COLUMNS: Final = tuple(
    RUN.c[name]
    for name in (
        *("id", "pathway_id", "starts_on", "ends_on", "place", "area", "is_online", "is_open"),
        *("places_left", "price_pence", "note", "version"),
    )
)


def is_coming(today: date) -> sa.ColumnElement[bool]:
    """Say that the last day of a run is not gone, or that its days are by agreement."""
    return sa.or_(RUN.c.ends_on == "", RUN.c.ends_on >= today.isoformat())


def coming_runs(
    session: Session, pathway_ids: Iterable[str] | sa.Select[Any], today: date
) -> Mapping[str, tuple[Run, ...]]:
    """Return the runs of each pathway in their order, in one statement; none: no entry.

    Who may see a pathway's runs is whoever may see the pathway: the caller names only those, or
    selects them.
    """
    asked = pathway_ids if isinstance(pathway_ids, sa.Select) else tuple(pathway_ids)
    wanted = RUN.c.pathway_id.in_(asked)
    found: dict[str, list[Run]] = {}
    for row in session.execute(sa.select(*_COLUMNS).where(wanted, is_coming(today))):
        found.setdefault(row.pathway_id, []).append(run_of(row))
    return {key: in_order(runs) for key, runs in found.items()}


def run_of(row: Any) -> Run:
    """Return the run that a row of the table holds."""
    return Run(
        starts_on=read_day(row.starts_on),
        ends_on=read_day(row.ends_on),
        place=row.place,
        area=row.area,
        is_online=row.is_online,
        is_open=row.is_open,
        places_left=row.places_left,
        price_pence=row.price_pence,
        note=row.note,
        id=row.id,
        version=row.version,
    )
