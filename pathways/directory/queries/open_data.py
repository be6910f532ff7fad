"""Every pathway that is shown to everybody, as plain rows: for files that others read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.domain.pathway.cautions import Caution
from pathways.domain.pathway.offer import OfferLine, read_cautions, read_lines
from pathways.domain.pathway.run import Run
from pathways.models.version import Version
from pathways.records.listing.keeping import OFFER, TAG
from pathways.records.listing.published import Reviewed, read_reviews
from pathways.records.runs import coming_runs

PAGE: Final = 250
"""How many stand in one answer of JSON."""
MOST_ADDRESSES: Final = 40_000
"""How many pathways a site map names: a file of its kind holds at most 50,000 addresses."""


@dataclass(frozen=True, slots=True)
class OpenOffer:
    """A pathway that everybody may see. `tags` are its words by kind, such as sectors."""

    row: Any
    tags: Mapping[str, tuple[str, ...]]
    lines: tuple[OfferLine, ...]
    cautions: tuple[Caution, ...]
    reviews: tuple[Reviewed, ...]
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class OpenPage:
    """Some of them in the order of their numbers. `after` is the last, 0 where none follows."""

    total: int
    offers: tuple[OpenOffer, ...]
    after: int


def read_open(
    session: Session, today: date, *, after: int = 0, most: int | None = PAGE
) -> OpenPage:
    """Return those after a number, at most so many, in five statements; None for all."""
    total = session.execute(
        sa.select(sa.func.count()).select_from(OFFER).where(OFFER.c.is_public)
    ).scalar_one()
    wanted = (
        sa.select(OFFER, Version.number.label("version"), Version.digest)
        .join(Version, Version.id == OFFER.c.version_id)
        .where(OFFER.c.is_public, OFFER.c.number > after)
        .order_by(OFFER.c.number)
    )
    rows: Sequence[Any] = session.execute(wanted.limit(None if most is None else most + 1)).all()
    has_more = most is not None and len(rows) > most
    rows = rows[:most]
    if not rows:
        return OpenPage(total, (), 0)
    last = rows[-1].number
    here = sa.and_(OFFER.c.is_public, OFFER.c.number > after, OFFER.c.number <= last)
    tags: dict[int, dict[str, list[str]]] = {}
    tagged = sa.select(TAG.c.kind, TAG.c.value, TAG.c.number).join(
        OFFER, OFFER.c.number == TAG.c.number
    )
    for tag in session.execute(tagged.where(here).order_by(TAG.c.kind, TAG.c.value)):
        tags.setdefault(tag.number, {}).setdefault(tag.kind, []).append(tag.value)
    runs = coming_runs(session, sa.select(OFFER.c.pathway_id).where(here), today)
    reviews = read_reviews(session, sa.select(OFFER.c.version_id).where(here), today)
    return OpenPage(
        total,
        tuple(
            OpenOffer(
                row=row,
                tags={kind: tuple(values) for kind, values in tags.get(row.number, {}).items()},
                lines=read_lines(row.lines),
                cautions=read_cautions(row.cautions),
                reviews=reviews.get(row.version_id, ()),
                runs=runs.get(row.pathway_id, ()),
            )
            for row in rows
        ),
        last if has_more else 0,
    )


def read_addresses(session: Session) -> tuple[tuple[str, datetime], ...]:
    """Return the identifier of each, and when it was published: the newest first."""
    rows = session.execute(
        sa.select(OFFER.c.pathway_id, OFFER.c.published_at)
        .where(OFFER.c.is_public)
        .order_by(OFFER.c.published_at.desc(), OFFER.c.number.desc())
        .limit(MOST_ADDRESSES)
    )
    return tuple((row.pathway_id, row.published_at) for row in rows)
