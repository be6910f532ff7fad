"""Three briefs for the demonstration: two kept private, one shown to providers."""

from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.briefs.services.briefs import set_shown, write_brief
from pathways.domain.need.brief import Brief, Group
from pathways.domain.refusals import NotFoundError
from pathways.domain.rule.standards import ASSESSED, BALANCED
from pathways.models.base import lasting_id
from pathways.models.brief import BriefRow
from pathways.records.people import find_owner


@dataclass(frozen=True, slots=True)
class BriefPlan:
    """One brief: whose it is, and whether providers read it."""

    key: str
    email: str
    is_shown: bool
    brief: Brief


_EDITION: Final = "wm-tif-2024"
"""The edition that the briefs of the demonstration name competencies of."""

PLANS: Final = (
    BriefPlan(
        "riverside",
        "learning@demo.example",
        False,
        Brief(
            edition=_EDITION,
            title="Riverside Trust: front doors and housing support",
            groups=(
                Group("Reception and call handlers", 1, 40),
                Group("Housing support workers", 2, 24, brings=1),
            ),
            standard=BALANCED,
            required=("L2-LE-S10", "L2-WB-S08"),
            minutes=600,
            budget_pence=900_000,
            delivery=("In person", "Live online"),
            sectors=("Housing and homelessness",),
        ),
    ),
    BriefPlan(
        "everybody",
        "learning@demo.example",
        False,
        Brief(
            edition=_EDITION,
            title="Front doors and housing support 2027",
            groups=(
                Group("Reception and contact centre", 1, 44),
                Group("New housing officers", 2, 12),
                Group("Housing officers", 2, 32, brings=1),
                Group("Team leaders", 3, 10, brings=2),
            ),
            standard=BALANCED,
            required=("L2-WB-S08",),
            budget_pence=2_200_000,
            sectors=("Housing and homelessness",),
            musts=("budget",),
            why="People who come to our front doors meet staff who notice, "
            "and our letters and visits do no harm.",
            hour_pence=1650,
        ),
    ),
    BriefPlan(
        "metro",
        "commissioner@demo.example",
        True,
        Brief(
            edition=_EDITION,
            title="Trauma Responsive leads in custody and family services",
            groups=(Group("Team leads", 3, 18, brings=2),),
            standard=ASSESSED,
            minutes=840,
            budget_pence=1_500_000,
            notes="Places for two cohorts, one in spring and one in autumn. "
            "Please say how people with lived experience take part in the teaching.",
            contact="commissioning@metro.example",
        ),
    ),
)
"""The briefs of the demonstration."""


def load_briefs(session: Session) -> int:
    """Write the briefs that were never written here; return how many.

    One that somebody changed or put away is left as it is, and one whose people
    are gone is passed over.
    """
    added = 0
    for plan in PLANS:
        identifier = brief_id(plan.key)
        known = sa.select(BriefRow.id).where(BriefRow.id == identifier)
        if session.execute(known).first() is not None:
            continue
        try:
            actor = find_owner(session, plan.email)
        except NotFoundError:
            continue
        write_brief(session, actor, plan.brief, identifier)
        if plan.is_shown:
            set_shown(session, actor, identifier, is_shown=True)
        added += 1
    return added


def brief_id(key: str) -> str:
    """Return the lasting identifier of a demonstration brief."""
    return lasting_id(f"pathways demonstration brief {key}")
