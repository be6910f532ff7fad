"""What is compared: published versions, as this reader may see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.domain.comparison.comparison import Offer
from pathways.domain.framework.edition import Edition
from pathways.domain.pathway.content import PathwayContent
from pathways.models.account import Organisation
from pathways.models.publication import Publication
from pathways.models.version import Version
from pathways.records.editions import get_edition
from pathways.records.listing.published import Reviewed, publications, read_reviews, shown_to
from pathways.records.measured import measure_version


@dataclass(frozen=True, slots=True)
class PublishedOffer:
    """A published version with what is known of it. `next_run` says in words when it runs next."""

    offer: Offer
    edition: str
    index: str
    number: int
    frozen_at: datetime
    published_at: datetime
    reviews: tuple[Reviewed, ...]
    next_run: str = ""


@dataclass(frozen=True, slots=True)
class OffersView:
    """What was found, in the order asked.

    `edition` is None where there is nothing, or where the offers are built on different ones.
    Its labels are those that all of them keep; where they keep different ones, those of today.
    """

    items: tuple[PublishedOffer, ...]
    edition: Edition | None


def read_offers(
    session: Session, ids: Sequence[str], *, is_inside: bool, today: date
) -> OffersView:
    """Return the published versions of these pathways that the reader may see."""
    rows = session.execute(
        sa.select(Publication, Version, Organisation.name)
        .select_from(publications())
        .where(Publication.pathway_id.in_(ids), *shown_to(is_inside=is_inside))
    ).all()
    reviews = read_reviews(session, [row.Version.id for row in rows], today)
    found = {}
    for row in rows:
        content = PathwayContent.from_plain(row.Version.content)
        found[row.Publication.pathway_id] = PublishedOffer(
            offer=Offer(
                row.Publication.pathway_id,
                content.title,
                row.name,
                content,
                measure_version(session, row.Version, content),
            ),
            edition=row.Version.edition_code,
            index=row.Version.index_digest,
            number=row.Version.number,
            frozen_at=row.Version.created_at,
            published_at=row.Publication.published_at,
            reviews=reviews.get(row.Version.id, ()),
        )
    items = tuple(found[item] for item in ids if item in found)
    editions = {item.edition for item in items}
    if len(editions) != 1:
        return OffersView(items, None)
    indexes = {item.index for item in items}
    index = indexes.pop() if len(indexes) == 1 else ""
    return OffersView(items, get_edition(session, editions.pop(), index))


def find_title(session: Session, pathway_id: str, *, is_inside: bool) -> str:
    """Return the title of a published pathway; empty where the reader may see none."""
    content = session.execute(
        sa.select(Version.content)
        .select_from(publications())
        .where(Publication.pathway_id == pathway_id, *shown_to(is_inside=is_inside))
    ).scalar_one_or_none()
    return str(content["title"]) if content else ""
