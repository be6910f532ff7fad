"""The published pathways that somebody asks about, as the asker sees them."""

from collections.abc import Sequence
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.records.listing.keeping import OFFER


class AskedOffer(NamedTuple):
    """A pathway that an enquiry is about, and whom it goes to."""

    id: str
    title: str
    provider: str
    provider_id: str
    version_id: str


def list_asked(session: Session, ids: Sequence[str], *, is_inside: bool) -> tuple[AskedOffer, ...]:
    """Return listed pathways in the order given, without those that the reader cannot see."""
    rows = session.execute(
        sa.select(
            OFFER.c.pathway_id,
            OFFER.c.title,
            OFFER.c.provider,
            OFFER.c.organisation_id,
            OFFER.c.version_id,
            OFFER.c.is_public,
        ).where(OFFER.c.pathway_id.in_(tuple(ids)))
    )
    found = {row.pathway_id: AskedOffer(*row[:5]) for row in rows if row.is_public or is_inside}
    return tuple(found[key] for key in dict.fromkeys(ids) if key in found)
