"""What is kept of every version that the directory shows, so that lists stay quick.

All of it follows from the published versions: `keeping.py` writes it in the
same transaction as what it follows from, and compares it with a recount.
"""

from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from pathways.models.base import Base

NEVER: Final = "9999-12-31"
"""The day on which an approval without an end would end."""


class OfferRow(Base):
    """A published version as the directory lists it; no row where it is not listed.

    `number` is its place in the text index. `reached`, `developed` and `assessed`
    are bit sets in hexadecimal of what is claimed, all of one width, each holding the next;
    `backed`, `backed_developed` and `backed_assessed` of what of it is backed. `weights` is
    empty where all is, see `listing/weights.py`. `themes` and `standards` are small bit sets,
    and `standing`, `fit_key` and `depth` what `OfferSummary` makes of an offer. `share` is per
    mille; `cautions` pairs kind and sentence. `by_length` and `by_price` sort what is not stated to
    the end. `reviewed_until` is the last day of the longest approval of the version,
    empty where none stands.
    """

    __tablename__ = "offer"
    __table_args__ = (
        sa.Index("ix_offer_newest", "published_at", "number"),
        sa.Index("ix_offer_title", "title_key", "number"),
        sa.Index("ix_offer_fit", "fit_key", "number"),
        sa.Index("ix_offer_length", "by_length", "number"),
        sa.Index("ix_offer_price", "by_price", "number"),
        sa.Index("ix_offer_reviewed", "reviewed_until", "is_public"),
    )

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    pathway_id: Mapped[str] = mapped_column(sa.ForeignKey("pathway.id"), unique=True)
    version_id: Mapped[str] = mapped_column(sa.ForeignKey("version.id"))
    organisation_id: Mapped[str] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    edition_code: Mapped[str] = mapped_column(sa.ForeignKey("edition.code"))
    is_public: Mapped[bool]
    level: Mapped[int]
    entry_level: Mapped[int | None]
    themes: Mapped[int]
    standards: Mapped[int]
    length_band: Mapped[str] = mapped_column(sa.String(10))
    price_band: Mapped[str] = mapped_column(sa.String(10))
    reviewed_until: Mapped[str] = mapped_column(sa.String(10), default="")
    minutes: Mapped[int]
    by_length: Mapped[int]
    price_pence: Mapped[int | None]
    price_basis: Mapped[str] = mapped_column(sa.String(60))
    vat: Mapped[str] = mapped_column(sa.String(60))
    price_per_person: Mapped[int | None]
    by_price: Mapped[int]
    group_min: Mapped[int]
    group_max: Mapped[int]
    published_at: Mapped[datetime]
    title_key: Mapped[str] = mapped_column(sa.String(200))
    title: Mapped[str] = mapped_column(sa.String(200))
    provider: Mapped[str] = mapped_column(sa.String(120))
    lines: Mapped[list[Any]] = mapped_column(sa.JSON)
    share: Mapped[int]
    standing: Mapped[int] = mapped_column(sa.BigInteger)
    fit_key: Mapped[str] = mapped_column(sa.String(100))
    cautions: Mapped[list[list[str]]] = mapped_column(sa.JSON)
    depth: Mapped[list[int]] = mapped_column(sa.JSON)
    weights: Mapped[str] = mapped_column(sa.Text)
    reached: Mapped[str] = mapped_column(sa.String(200))
    developed: Mapped[str] = mapped_column(sa.String(200))
    assessed: Mapped[str] = mapped_column(sa.String(200))
    backed: Mapped[str] = mapped_column(sa.String(200))
    backed_developed: Mapped[str] = mapped_column(sa.String(200))
    backed_assessed: Mapped[str] = mapped_column(sa.String(200))


class OfferTag(Base):
    """One of the things that offers are filtered by, and of which one may have several.

    Sectors, ways of delivery, areas, languages and the like, see `listing/listed.py`.
    """

    __tablename__ = "offer_tag"
    __table_args__ = (sa.Index("ix_offer_tag_number", "number"),)

    kind: Mapped[str] = mapped_column(sa.String(10), primary_key=True)
    value: Mapped[str] = mapped_column(sa.String(120), primary_key=True)
    number: Mapped[int] = mapped_column(sa.ForeignKey("offer.number"), primary_key=True)


class Facet(Base):
    """How many offers one value of a filter has, of all and of those shown to everybody."""

    __tablename__ = "facet"
    __table_args__ = (
        sa.Index("ix_facet_most", "kind", "offers"),
        sa.Index("ix_facet_most_public", "kind", "public_offers"),
    )

    kind: Mapped[str] = mapped_column(sa.String(10), primary_key=True)
    value: Mapped[str] = mapped_column(sa.String(120), primary_key=True)
    offers: Mapped[int]
    public_offers: Mapped[int]


class FacetMembers(Base):
    """Which offers have one value of a filter: a part of a bit set over their numbers.

    `part` counts stretches of numbers of one length; `members` holds the bits of
    one, least significant byte first. `members.py` reads and writes them.
    """

    __tablename__ = "facet_members"

    kind: Mapped[str] = mapped_column(sa.String(10), primary_key=True)
    value: Mapped[str] = mapped_column(sa.String(120), primary_key=True)
    part: Mapped[int] = mapped_column(primary_key=True)
    members: Mapped[bytes]


class Tally(Base):
    """How many offers treat each competency of an edition: the regional picture.

    `counts` holds three numbers for each bit of the edition: how many offers
    introduce, develop and assess it as their highest treatment; `backed` holds one number
    for each bit: how many back it, however far. Whoever changes what is listed locks these
    rows first.
    """

    __tablename__ = "tally"

    edition_code: Mapped[str] = mapped_column(sa.ForeignKey("edition.code"), primary_key=True)
    offers: Mapped[int]
    counts: Mapped[list[int]] = mapped_column(sa.JSON)
    backed: Mapped[list[int]] = mapped_column(sa.JSON)
