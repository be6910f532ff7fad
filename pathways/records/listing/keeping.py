"""Keep what the directory lists in step with what it follows from.

`keep_offer` is called in the transaction of every step that can change what
is listed: publishing, taking back, putting a pathway away, closing an
organisation, deciding. It reads what is so, and writes the difference.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.domain.framework.edition import Edition
from pathways.domain.pathway.state import PublicationState
from pathways.models.base import Base
from pathways.models.publication import Publication
from pathways.models.version import Version
from pathways.records.editions import get_edition
from pathways.records.listing.listed import (
    LISTED,
    LISTED_ID,
    ONE,
    KeptOffer,
    add_backed,
    add_treated,
    count_offer,
    count_offers,
    facets_of,
)
from pathways.records.listing.members import change_members
from pathways.records.listing.search import forget_text, index_texts

OFFER: Final = Base.metadata.tables["offer"]
TAG: Final = Base.metadata.tables["offer_tag"]
FACET: Final = Base.metadata.tables["facet"]
TALLY: Final = Base.metadata.tables["tally"]
_EDITION: Final = Base.metadata.tables["edition"]


OfferChange = tuple[int, KeptOffer | None, KeptOffer | None]
"""The number of an offer, how it was counted, and how it is to be."""


@dataclass(slots=True)
class Counts:
    """What is counted over all offers of one edition, locked, to be changed and written."""

    edition: Edition
    offers: int
    counts: list[int]
    backed: list[int]

    def change(self, session: Session, changes: Iterable[OfferChange]) -> None:
        """Put the new offers in place of the old, and write what has become different."""
        facets: Counter[tuple[str, str]] = Counter()
        public: Counter[tuple[str, str]] = Counter()
        held: dict[int, list[tuple[int, tuple[str, str]]]] = {-1: [], 1: []}
        before = self.offers, self.counts.copy(), self.backed.copy()
        for number, old, new in changes:
            for sign, offer in ((-1, old), (1, new)):
                if offer is None:
                    continue
                self.offers += sign
                add_treated(self.counts, offer, sign)
                add_backed(self.backed, offer, sign)
                for facet in facets_of(self.edition, offer):
                    held[sign].append((number, facet))
                    facets[facet] += sign
                    public[facet] += sign * offer.values["is_public"]
        rows = [
            {"kind": kind, "value": value, "offers": count, "public_offers": public[kind, value]}
            for (kind, value), count in sorted(facets.items())
            if count or public[kind, value]
        ]
        if rows:
            session.execute(_ADD_FACETS, rows)
        change_members(session, held[-1], held[1])
        after = self.offers, self.counts, self.backed
        if after != before:
            told = dict(zip(("offers", "counts", "backed"), after, strict=True))
            session.execute(_CHANGE_TALLY, {"code": self.edition.code, **told})


_ADD_FACETS: Final = sa.text(
    "INSERT INTO facet (kind, value, offers, public_offers) "
    "VALUES (:kind, :value, :offers, :public_offers) ON CONFLICT (kind, value) DO UPDATE SET "
    "offers = facet.offers + excluded.offers, "
    "public_offers = facet.public_offers + excluded.public_offers"
)
_CHANGE_TALLY: Final = sa.update(TALLY).where(TALLY.c.edition_code == sa.bindparam("code"))
_LOCK: Final = (
    sa.select(TALLY, _EDITION.c.digest)
    .join_from(TALLY, _EDITION, _EDITION.c.code == TALLY.c.edition_code)
    .order_by(TALLY.c.edition_code)
    .with_for_update(of=TALLY)
)
_FIND: Final = sa.select(OFFER).where(OFFER.c.pathway_id == sa.bindparam("pathway_id"))
_TAGS: Final = sa.select(TAG.c.kind, TAG.c.value).where(TAG.c.number == sa.bindparam("number"))
_CHANGE_OFFER: Final = sa.update(OFFER).where(OFFER.c.number == sa.bindparam("this"))


def make_tallies(session: Session) -> None:
    """Give every edition the row that its offers are counted in."""
    session.execute(
        sa.text(
            "INSERT INTO tally (edition_code, offers, counts, backed) "
            "SELECT code, 0, '[]', '[]' FROM edition WHERE true ON CONFLICT DO NOTHING"
        )
    )


def lock_counts(session: Session) -> dict[str, Counts]:
    """Lock what is counted over all offers, so that writers of it take turns; by edition.

    It is locked before anything is read that is counted: what another writer has just
    committed is seen then, by each the work of the other. Whoever waits here holds rows of
    pathways or organisations with `key_share` alone, because a new offer refers to them.
    """
    return {
        row.edition_code: Counts(
            get_edition(session, row.edition_code, row.digest),
            row.offers,
            list(row.counts),
            list(row.backed),
        )
        for row in session.execute(_LOCK).all()
    }


def keep_offer(session: Session, pathway_id: str) -> None:
    """Bring what is kept of one pathway in step with what is listed of it now."""
    counts = lock_counts(session)
    row = session.execute(ONE, {"pathway_id": pathway_id}).one_or_none()
    kept = find_kept(session, pathway_id)
    old = read_kept(session, kept) if kept is not None else None
    new = None
    if row is not None and old is not None and _is_same_version(old, row):
        new = old.moved_to(row)
    elif row is not None:
        content = session.get_one(Version, row.version_id).content
        new = count_offer(session, counts[row.edition_code].edition, row, content)
    if kept is not None and old is not None:
        _change(session, counts, kept["number"], old, new)
    elif new is not None:
        _list_new(session, counts, [new])


def _is_same_version(old: KeptOffer, row: Any) -> bool:
    """Whether what was counted of the version stands; its text names the provider."""
    wanted = (row.version_id, row.name)
    return (old.values["version_id"], old.values["provider"]) == wanted


def keep_offers(session: Session, organisation_id: str) -> None:
    """Do so for every pathway that an organisation has published.

    Locked before they are read: one that is just being published would be missed otherwise.
    """
    lock_counts(session)
    for pathway_id in session.scalars(
        sa.select(Publication.pathway_id)
        .where(
            Publication.organisation_id == organisation_id,
            Publication.state == PublicationState.PUBLISHED,
        )
        .order_by(Publication.pathway_id)
    ).all():
        keep_offer(session, pathway_id)


def keep_missing(session: Session) -> int:
    """List what is published and not listed yet, many at a time; return how many."""
    make_tallies(session)
    counts = lock_counts(session)
    missing = session.scalars(
        LISTED.with_only_columns(LISTED_ID)
        .outerjoin(OFFER, OFFER.c.pathway_id == LISTED_ID)
        .where(OFFER.c.pathway_id.is_(None))
        .order_by(LISTED_ID)
    ).all()
    for offers in count_offers(session, missing):
        _list_new(session, counts, offers)
    return len(missing)


def _list_new(session: Session, counts: dict[str, Counts], offers: Sequence[KeptOffer]) -> None:
    """Write offers that are not listed yet, with all that is counted over them."""
    made = sa.insert(OFFER).returning(OFFER.c.pathway_id, OFFER.c.number)
    found = session.execute(made, [offer.values for offer in offers])
    numbers = {row.pathway_id: row.number for row in found}
    numbered = [(numbers[offer.values["pathway_id"]], offer) for offer in offers]
    _add_tags(session, numbered)
    index_texts(session, [(number, offer.text) for number, offer in numbered if offer.text])
    for code in sorted({offer.edition_code for offer in offers}):
        here = [(number, None, offer) for number, offer in numbered if offer.edition_code == code]
        counts[code].change(session, here)


def _change(
    session: Session,
    counts: dict[str, Counts],
    number: int,
    old: KeptOffer,
    new: KeptOffer | None,
) -> None:
    """Write what differs of an offer that is listed, or take it out of the list."""
    if new is None or old.tags != new.tags:
        session.execute(sa.delete(TAG).where(TAG.c.number == number))
    if new is None:
        session.execute(sa.delete(OFFER).where(OFFER.c.number == number))
        forget_text(session, number)
        counts[old.edition_code].change(session, [(number, old, None)])
        return
    if old.tags != new.tags:
        _add_tags(session, [(number, new)])
    values = {key: value for key, value in new.values.items() if old.values[key] != value}
    if values:
        session.execute(_CHANGE_OFFER, {"this": number, **values})
    if new.text is not None:
        index_texts(session, [(number, new.text)])
    if values.keys() <= {"published_at"} and old.tags == new.tags:
        # Nothing of it is counted.
        return
    if old.edition_code == new.edition_code:
        counts[old.edition_code].change(session, [(number, old, new)])
    else:
        counts[old.edition_code].change(session, [(number, old, None)])
        counts[new.edition_code].change(session, [(number, None, new)])


def _add_tags(session: Session, offers: Sequence[tuple[int, KeptOffer]]) -> None:
    tags = [
        {"kind": kind, "value": value, "number": number}
        for number, offer in offers
        for kind, value in sorted(offer.tags)
    ]
    if tags:
        session.execute(sa.insert(TAG), tags)


def find_kept(session: Session, pathway_id: str) -> dict[str, Any] | None:
    """Return the row of an offer, None where it is not listed."""
    row = session.execute(_FIND, {"pathway_id": pathway_id}).mappings().one_or_none()
    return dict(row) if row is not None else None


def read_kept(session: Session, row: dict[str, Any]) -> KeptOffer:
    """Return an offer as it is kept."""
    tags = session.execute(_TAGS, {"number": row["number"]})
    values = {key: value for key, value in row.items() if key != "number"}
    return KeptOffer(values, frozenset((tag.kind, tag.value) for tag in tags))


MOST_USED: Final = 40


def list_used(session: Session, kind: str) -> tuple[str, ...]:
    """Return the values of a filter that offers have, those of most first, and no more than fit."""
    return tuple(
        session.scalars(
            sa.select(FACET.c.value)
            .where(FACET.c.kind == kind, FACET.c.offers > 0)
            .order_by(FACET.c.offers.desc(), FACET.c.value)
            .limit(MOST_USED)
        )
    )
