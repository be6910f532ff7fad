"""Runs for the demonstration: announced once, in weeks from the day on which it was loaded."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.domain.pathway.run import Run
from pathways.domain.refusals import ClosedError, NotFoundError
from pathways.models.base import lasting_id
from pathways.models.journal import Journal
from pathways.records.people import find_owner
from pathways.runs.services import add_run


@dataclass(frozen=True, slots=True)
class RunPlan:
    """One run: of which pathway, in how many weeks, for how many days from which weekday.

    Without a weekday its days are by agreement.
    """

    key: str
    email: str
    weeks: int
    weekday: int | None
    days: int
    run: Run

    @property
    def id(self) -> str:
        """Its lasting identifier."""
        return lasting_id(f"pathways demonstration run {self.key} {self.weeks}")

    def on(self, today: date) -> Run:
        """Return the run as it is announced on a day."""
        if self.weekday is None:
            return self.run
        monday = today - timedelta(days=today.weekday()) + timedelta(weeks=self.weeks)
        first = monday + timedelta(days=self.weekday)
        if (first.month, first.day) >= _HOLIDAYS[0] or (first.month, first.day) <= _HOLIDAYS[1]:
            first += timedelta(weeks=2)
        last = first + timedelta(days=self.days - 1)
        return replace(self.run, starts_on=first, ends_on=last)


_HOLIDAYS: Final = ((12, 19), (1, 3))
"""Nobody gives a course then: what would begin in these days begins two weeks later."""
_NORTHGATE: Final = "provider@demo.example"
_WILLOW: Final = "second-provider@demo.example"
_CANAL_HOUSE: Final = Run(place="Canal House, Walsall", area="Black Country", is_open=True)
_MILL: Final = Run(place="The Mill, Digbeth", area="Birmingham and Solihull", is_open=True)
_ONLINE: Final = Run(is_online=True, is_open=True)

PLANS: Final = (
    RunPlan(
        "housing-teams",
        _NORTHGATE,
        5,
        1,
        2,
        replace(_CANAL_HOUSE, places_left=6, price_pence=19_500, note="10 am to 4 pm, with lunch"),
    ),
    RunPlan(
        "housing-teams",
        _NORTHGATE,
        14,
        2,
        2,
        replace(_MILL, places_left=12, price_pence=19_500, note="10 am to 4 pm, with lunch"),
    ),
    RunPlan("front-desk", _NORTHGATE, 9, 3, 1, replace(_ONLINE, places_left=14)),
    RunPlan("family-hub-leads", _NORTHGATE, 9, 0, 3, replace(_MILL, places_left=4)),
    RunPlan("youth-two-hours", _WILLOW, 5, 2, 1, replace(_ONLINE, places_left=0)),
    RunPlan("youth-two-hours", _WILLOW, 9, 2, 1, replace(_ONLINE, places_left=40)),
    RunPlan(
        "whole-school",
        _WILLOW,
        0,
        None,
        0,
        Run(area="Herefordshire and Worcestershire", note="On a training day of the school"),
    ),
)
"""The runs of the demonstration."""


def load_runs(session: Session, identifiers: Mapping[str, str], today: date) -> int:
    """Announce the runs that were never announced here; return how many.

    `identifiers` gives pathways by key. One that somebody changed or took back is left as it
    is, and one whose pathway or people are gone is passed over.
    """
    ids = [plan.id for plan in PLANS]
    told = set(session.scalars(sa.select(Journal.subject).where(Journal.subject.in_(ids))))
    added = 0
    for plan in PLANS:
        if plan.id in told:
            continue
        try:
            actor = find_owner(session, plan.email)
            pathway, run = identifiers[plan.key], plan.on(today)
            added += add_run(session, actor, pathway, run, operation=plan.id, today=today)
        except (NotFoundError, ClosedError):
            continue
    return added
