"""What the regional picture is painted from: kept counts, never the versions themselves."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.domain.comparison.demand import RegionDemand
from pathways.domain.comparison.region import Region, count_bits, paint
from pathways.domain.framework.edition import Edition
from pathways.domain.refusals import NotFoundError
from pathways.models.offer import Facet, OfferRow, OfferTag, Tally
from pathways.records.editions import list_editions
from pathways.region.queries.areas import AREA, get_demand


@dataclass(frozen=True, slots=True)
class OtherView:
    """Another edition, and how many published pathways are built on it."""

    edition: Edition
    offers: int


@dataclass(frozen=True, slots=True)
class RegionView:
    """The picture, and when the newest pathway in it was published; None where there is none.

    `others` are editions on which something is published too, and counted apart. `area` is the
    one that is counted alone, empty for all.
    """

    region: Region
    demand: RegionDemand
    area: str
    newest: datetime | None
    others: tuple[OtherView, ...]


def get_region(
    session: Session, edition_code: str = "", *, today: date, area: str = ""
) -> RegionView:
    """Return the picture of everything that is published on one edition, else on the newest.

    With an `area` that offers name, of those that come there alone. Counts hold what is limited to
    organisations too: whoever may read this belongs to one. NotFoundError for an edition that is
    not loaded.
    """
    editions = list_editions(session)
    edition = next((one for one in editions if edition_code in ("", one.code)), None)
    if edition is None:
        raise NotFoundError(edition_code)
    tallies = session.execute(sa.select(Tally.edition_code, Tally.offers)).all()
    offers = {row.edition_code: row.offers for row in tallies}
    kept = session.execute(
        sa.select(Tally.counts, Tally.backed).where(Tally.edition_code == edition.code)
    ).one_or_none()
    counts, backed = kept or ((), ())
    demand = get_demand(session, edition, today)
    known = [row.name for row in demand.areas if row.supply.pathways]
    area = next((name for name in known if name.casefold() == area.strip().casefold()), "")
    if area:
        return _view_area(session, edition, demand, area)
    is_alone = offers.get(edition.code, 0) == sum(offers.values())
    leading, newest = _count_levels(session, None if is_alone else edition)
    return RegionView(
        region=paint(edition, offers.get(edition.code, 0), counts, leading, backed),
        demand=demand,
        area="",
        newest=newest,
        others=tuple(
            OtherView(one, offers[one.code])
            for one in editions
            if one is not edition and offers.get(one.code)
        ),
    )


def _view_area(session: Session, edition: Edition, demand: RegionDemand, area: str) -> RegionView:
    """Return the picture of the pathways that come to one area, counted offer by offer."""
    rows = session.execute(
        sa.select(
            OfferRow.level,
            OfferRow.reached,
            OfferRow.developed,
            OfferRow.assessed,
            OfferRow.backed,
            OfferRow.published_at,
        )
        .join(OfferTag, OfferTag.number == OfferRow.number)
        .where(OfferRow.edition_code == edition.code, OfferTag.kind == AREA, OfferTag.value == area)
    ).all()
    sets = [[int(text, 16) for text in row[1:5]] for row in rows]
    width = edition.all_mask.bit_length()
    reached, developed, assessed, backed = (
        count_bits([masks[place] for masks in sets], width) for place in range(4)
    )
    counts = [
        number
        for one, further, furthest in zip(reached, developed, assessed, strict=True)
        for number in (one - further, further - furthest, furthest)
    ]
    return RegionView(
        region=paint(edition, len(rows), counts, Counter(row.level for row in rows), backed),
        demand=demand,
        area=area,
        newest=max((row.published_at for row in rows), default=None),
        others=(),
    )


def _count_levels(
    session: Session, edition: Edition | None
) -> tuple[dict[int, int], datetime | None]:
    """Return how many offers lead to each level, on one edition or at all, and the newest's date.

    At all costs the same however many there are, as filters keep it; one edition of several is
    counted row by row.
    """
    if edition is None:
        kept = session.execute(sa.select(Facet.value, Facet.offers).where(Facet.kind == "level"))
        newest = session.execute(sa.select(sa.func.max(OfferRow.published_at))).scalar_one()
        return {int(row.value): row.offers for row in kept}, newest
    rows = session.execute(
        sa.select(OfferRow.level, sa.func.count(), sa.func.max(OfferRow.published_at))
        .where(OfferRow.edition_code == edition.code)
        .group_by(OfferRow.level)
    ).all()
    return (
        {level: count for level, count, _newest in rows},
        max((newest for _level, _count, newest in rows), default=None),
    )
