"""What is asked and what is there by area: shown briefs, regions of offers, and dated runs."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.domain.comparison.demand import AreaSupply, AskingBrief, RegionDemand, count_demand
from pathways.domain.framework.edition import Edition
from pathways.domain.need.brief import Brief, BriefState
from pathways.domain.need.needs import list_needs
from pathways.domain.organisation import OrganisationState
from pathways.models.account import Organisation
from pathways.models.brief import BriefRow
from pathways.models.offer import Facet, OfferRow
from pathways.records.runs import RUN, is_coming

AREA: Final = "area"
MOST: Final = 40
"""So many areas a page holds at most: those to which most pathways come."""


def get_demand(session: Session, edition: Edition, today: date) -> RegionDemand:
    """Return what shown briefs of an edition ask, beside what is there, in three statements."""
    return count_demand(_list_asked(session, edition), _count_supply(session, edition, today))


def _list_asked(session: Session, edition: Edition) -> Iterator[AskingBrief]:
    shown = session.scalars(
        sa.select(BriefRow.content)
        .join(Organisation, Organisation.id == BriefRow.organisation_id)
        .where(
            BriefRow.is_shown,
            BriefRow.state == BriefState.ACTIVE,
            BriefRow.edition_code == edition.code,
            Organisation.state == OrganisationState.ACTIVE,
        )
    )
    for content in shown:
        brief = Brief.from_plain(content)
        yield AskingBrief(brief, list_needs(edition, brief))


def _count_supply(session: Session, edition: Edition, today: date) -> Mapping[str, AreaSupply]:
    """Return how many pathways come to each area, and the places left there in runs to come."""
    coming = session.execute(
        sa.select(Facet.value, Facet.offers)
        .where(Facet.kind == AREA)
        .order_by(Facet.offers.desc(), Facet.value)
        .limit(MOST)
    )
    pathways = {row.value: row.offers for row in coming}
    names = {name.casefold(): name for name in pathways}
    places: dict[str, dict[int, int]] = {}
    runs = session.execute(
        sa.select(RUN.c.area, OfferRow.level, sa.func.sum(RUN.c.places_left).label("places"))
        .join(OfferRow, OfferRow.pathway_id == RUN.c.pathway_id)
        .where(
            OfferRow.edition_code == edition.code,
            RUN.c.area != "",
            RUN.c.starts_on != "",
            RUN.c.is_open,
            RUN.c.places_left.is_not(None),
            is_coming(today),
        )
        .group_by(RUN.c.area, OfferRow.level)
        .order_by(RUN.c.area, OfferRow.level)
    )
    for row in runs:
        name = names.setdefault(row.area.strip().casefold(), row.area.strip())
        levels = places.setdefault(name, {})
        levels[row.level] = levels.get(row.level, 0) + row.places
    return {
        name: AreaSupply(pathways.get(name, 0), places.get(name, {}))
        for name in list(names.values())[:MOST]
    }
