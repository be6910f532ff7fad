"""What the regional picture is painted from: kept counts, never the versions themselves."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.domain.comparison.region import Region, paint
from pathways.models.offer import Facet, Offer, Tally
from pathways.records.editions import CURRENT_EDITION, get_edition


@dataclass(frozen=True, slots=True)
class RegionView:
    """The picture, and when the newest pathway in it was published; None where there is none."""

    region: Region
    newest: datetime | None


def get_region(session: Session) -> RegionView:
    """Return the picture of everything that is published on the current edition.

    Counts hold what is limited to organisations too: whoever may read this belongs to one.
    """
    edition = get_edition(session)
    tally = session.execute(
        sa.select(Tally.offers, Tally.counts).where(Tally.edition_code == CURRENT_EDITION)
    ).one_or_none()
    leading = session.execute(sa.select(Facet.value, Facet.offers).where(Facet.kind == "level"))
    newest = session.execute(sa.select(sa.func.max(Offer.published_at))).scalar_one()
    return RegionView(
        region=paint(
            edition,
            tally.offers if tally else 0,
            tally.counts if tally else (),
            {int(row.value): row.offers for row in leading},
        ),
        newest=newest,
    )
