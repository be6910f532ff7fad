"""Offers by their runs: a run that is over is in none of these, whoever wrote last."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.directory.dates import ONLINE, WHERE
from pathways.directory.filters import Chosen, Search
from pathways.records.listing.keeping import OFFER
from pathways.records.listing.members import set_of
from pathways.records.runs import RUN, is_coming

NO_DATE: Final = "9999-12-31"
"""Stands for the next date of an offer that has none, so that it comes last."""
_AREA: Final = sa.func.lower(RUN.c.area)


def has_run(search: Search, today: date) -> sa.ColumnElement[bool]:
    """Say that an offer has a run like those looked for, in one of the areas that are named."""
    wanted = sa.select(RUN.c.pathway_id).where(*_asked(search, today), *_in_areas(search))
    return OFFER.c.pathway_id.in_(wanted)


def next_dates(search: Search, today: date) -> sa.Subquery:
    """Return pathways with the first day of the next run looked for that has not begun."""
    return (
        sa.select(RUN.c.pathway_id, sa.func.min(RUN.c.starts_on).label("next_on"))
        .where(RUN.c.starts_on >= today.isoformat(), *_asked(search, today), *_in_areas(search))
        .group_by(RUN.c.pathway_id)
        .subquery()
    )


def read_areas(
    session: Session, search: Search, *, is_inside: bool, today: date
) -> tuple[Mapping[Chosen, int], Mapping[str, str]]:
    """Return the offers of each area, as bit sets, and the words of each.

    They are those with runs as looked for there; an area that was chosen and has none is there,
    too.
    """
    # One row an area, whatever the number of runs: a row for each would cost more than the page.
    held = sa.func.aggregate_strings(sa.cast(OFFER.c.number, sa.String), ",").label("held")
    found = (
        sa.select(_AREA.label("key"), sa.func.max(RUN.c.area).label("area"), RUN.c.is_online, held)
        .join(OFFER, RUN.c.pathway_id == OFFER.c.pathway_id)
        .group_by(_AREA, RUN.c.is_online)
    )
    if not is_inside:
        found = found.where(OFFER.c.is_public)
    numbers: dict[str, set[int]] = {value: set() for value in search.values(WHERE)}
    words: dict[str, str] = {value: value.capitalize() for value in numbers}
    words[ONLINE] = "Online"
    for row in session.execute(found.where(*_asked(search, today))):
        here = {int(number) for number in row.held.split(",")}
        if row.is_online:
            numbers.setdefault(ONLINE, set()).update(here)
        if row.area and row.key != ONLINE:
            numbers.setdefault(row.key, set()).update(here)
            # Of several spellings, always the same one.
            words[row.key] = max(words.get(row.key, ""), row.area)
    members = {(WHERE, value): set_of(those) for value, those in numbers.items()}
    return members, words


def read_with_runs(session: Session, search: Search, today: date) -> int:
    """Return the offers that have a run as looked for, whatever its area, as a bit set."""
    wanted = sa.select(RUN.c.pathway_id).where(*_asked(search, today))
    return set_of(session.scalars(sa.select(OFFER.c.number).where(OFFER.c.pathway_id.in_(wanted))))


def _asked(search: Search, today: date) -> list[sa.ColumnElement[bool]]:
    runs = search.runs
    asked: list[sa.ColumnElement[bool]] = [is_coming(today)]
    if runs.first:
        asked.append(RUN.c.starts_on >= runs.first.isoformat())
    if runs.last:
        asked += [RUN.c.ends_on > "", RUN.c.ends_on <= runs.last.isoformat()]
    if runs.is_open:
        asked.append(RUN.c.is_open)
    return asked


def _in_areas(search: Search) -> list[Any]:
    areas = search.values(WHERE)
    if not areas:
        return []
    named = _AREA.in_(areas)
    return [sa.or_(named, RUN.c.is_online) if ONLINE in areas else named]
