"""What the regional picture is painted from: kept counts, never the versions themselves."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.domain.comparison.region import Region, paint
from pathways.domain.framework.edition import Edition
from pathways.domain.refusals import NotFoundError
from pathways.models.offer import OfferRow, Tally
from pathways.records.editions import list_editions


@dataclass(frozen=True, slots=True)
class OtherView:
    """Another edition, and how many published pathways are built on it."""

    edition: Edition
    offers: int


@dataclass(frozen=True, slots=True)
class RegionView:
    """The picture, and when the newest pathway in it was published; None where there is none.

    `others` are editions on which something is published too, and counted apart.
    """

    region: Region
    newest: datetime | None
    others: tuple[OtherView, ...]


def get_region(session: Session, edition_code: str = "") -> RegionView:
    """Return the picture of everything that is published on one edition, else on the newest.

    Counts hold what is limited to organisations too: whoever may read this belongs to one.
    NotFoundError for an edition that is not loaded.
    """
    editions = list_editions(session)
    edition = next((one for one in editions if edition_code in ("", one.code)), None)
    if edition is None:
        raise NotFoundError(edition_code)
    tallies = session.execute(sa.select(Tally.edition_code, Tally.offers)).all()
    offers = {row.edition_code: row.offers for row in tallies}
    counts = session.scalar(sa.select(Tally.counts).where(Tally.edition_code == edition.code))
    levels = session.execute(
        sa.select(OfferRow.level, sa.func.count(), sa.func.max(OfferRow.published_at))
        .where(OfferRow.edition_code == edition.code)
        .group_by(OfferRow.level)
    ).all()
    return RegionView(
        region=paint(
            edition,
            offers.get(edition.code, 0),
            counts or (),
            {level: count for level, count, _newest in levels},
        ),
        newest=max((newest for _level, _count, newest in levels), default=None),
        others=tuple(
            OtherView(one, offers[one.code])
            for one in editions
            if one is not edition and offers.get(one.code)
        ),
    )
