"""Courses that open a level: what learners take first, where an offer asks a level of them."""

from collections.abc import Iterable, Mapping

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.domain.need.brief import Brief
from pathways.domain.need.costs import Price
from pathways.domain.need.needs import Need
from pathways.domain.need.payer import Payer
from pathways.domain.need.terms import Opening
from pathways.domain.plan.question import opened_by
from pathways.domain.rule.standards import BUILT_IN, FRAMEWORK_MINIMUM
from pathways.models.offer import OfferRow

_MINIMUM = 1 << BUILT_IN.index(FRAMEWORK_MINIMUM)


def find_openings(
    session: Session,
    brief: Brief,
    need: Need,
    payer: Payer,
    asked: Iterable[int | None],
) -> Mapping[int, Opening]:
    """Return for each level that is asked on entry the course that opens it for the least.

    Only where not all of the need's people have it; they may attend the course with what they
    have. Of courses that cost the same, or of which no cost is known, the shorter is taken. The
    same statements however many offers there are: one, or none.
    """
    brings = need.brings or 0
    lacking = {level for level in asked if level and level > brings}
    if not lacking or brief.is_entry_open:
        return {}
    rows = session.execute(
        sa.select(
            OfferRow.level,
            OfferRow.title,
            OfferRow.minutes,
            OfferRow.backed,
            OfferRow.price_pence,
            OfferRow.price_basis,
            OfferRow.vat,
            OfferRow.group_min,
            OfferRow.group_max,
        )
        .where(
            OfferRow.edition_code == brief.edition,
            OfferRow.level.in_(lacking),
            OfferRow.standards.bitwise_and(_MINIMUM) != 0,
            sa.func.coalesce(OfferRow.entry_level, 0) <= brings,
        )
        .order_by(OfferRow.number)
    ).all()
    best: dict[int, tuple[tuple[bool, int, bool, int], Opening]] = {}
    for row in rows:
        if row.level not in opened_by(need.edition, row.level, int(row.backed, 16)):
            continue
        opening = Opening(row.title, row.minutes, Price(*row[4:]))
        cost = payer.cost(opening.price)
        order = (cost.most is None, cost.most or 0, not row.minutes, row.minutes)
        if row.level not in best or order < best[row.level][0]:
            best[row.level] = order, opening
    return {level: opening for level, (_order, opening) in best.items()}
