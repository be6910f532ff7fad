"""Keep what the directory lists in step with what it follows from.

`keep_offer` is called in the transaction of every step that can change what
is listed: publishing, taking back, putting a pathway away, closing an
organisation, deciding. It reads what is so, and writes the difference.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.domain.content import PathwayContent
from pathways.domain.edition import Edition
from pathways.domain.offer import summarise
from pathways.domain.standards import BUILT_IN
from pathways.domain.submission import Outcome
from pathways.domain.visibility import Visibility
from pathways.models.account import Organisation
from pathways.models.base import Base
from pathways.models.framework import EditionRow, get_edition
from pathways.models.offer import NEVER
from pathways.models.pathway import Pathway
from pathways.models.publication import Publication
from pathways.models.published import shown_to
from pathways.models.search import OfferText, forget_text, index_text, index_texts
from pathways.models.submission import Decision, Submission, Version

OFFER: Final = Base.metadata.tables["offer"]
TAG: Final = Base.metadata.tables["offer_tag"]
FACET: Final = Base.metadata.tables["facet"]
TALLY: Final = Base.metadata.tables["tally"]
BATCH: Final = 500
"""How many offers are counted and written at a time where there are many."""

_LAST: Final = 2_000_000_000
"""Sorts a length or a price that is not stated to the end."""

Row = Mapping[str, Any]
Tags = frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class KeptOffer:
    """An offer as it is kept: the columns but `number`, its tags, and its text."""

    values: dict[str, Any]
    tags: Tags
    text: OfferText | None = None

    @property
    def edition_code(self) -> str:
        """The edition that it is built on."""
        code: str = self.values["edition_code"]
        return code


def keep_offer(session: Session, pathway_id: str) -> None:
    """Bring what is kept of one pathway in step with what is listed of it now."""
    row = session.execute(_LISTED.where(Publication.pathway_id == pathway_id)).one_or_none()
    new = count_offer(session, row) if row is not None else None
    old_row = find_kept(session, pathway_id)
    if new is None and old_row is None:
        return
    for code in _editions(old_row, new):
        lock_tally(session, code)
    # Somebody may have kept it while this transaction waited for the lock.
    old_row = find_kept(session, pathway_id)
    old = read_kept(session, old_row) if old_row is not None else None
    number = write_offer(session, old_row, old, new)
    for code in _editions(old_row, new):
        parts = [(old, -1), (new, 1)]
        here = [(kept, sign) for kept, sign in parts if kept and kept.edition_code == code]
        change_counts(session, get_edition(session, code), here)
    if new is None:
        forget_text(session, number)
    elif new.text is not None and _is_other_text(old, new):
        index_text(session, number, new.text)


def keep_offers(session: Session, organisation_id: str) -> None:
    """Do so for every pathway that an organisation has published."""
    for pathway_id in session.scalars(
        sa.select(Publication.pathway_id)
        .where(Publication.organisation_id == organisation_id, Publication.state == "published")
        .order_by(Publication.pathway_id)
    ).all():
        keep_offer(session, pathway_id)


def keep_missing(session: Session) -> int:
    """List what is published and not listed yet, many at a time; return how many."""
    for code in session.scalars(sa.select(EditionRow.code).order_by(EditionRow.code)).all():
        lock_tally(session, code)
    missing = session.scalars(
        _LISTED.with_only_columns(Publication.pathway_id)
        .outerjoin(OFFER, OFFER.c.pathway_id == Publication.pathway_id)
        .where(OFFER.c.pathway_id.is_(None))
        .order_by(Publication.pathway_id)
    ).all()
    for start in range(0, len(missing), BATCH):
        batch = missing[start : start + BATCH]
        rows = session.execute(_LISTED.where(Publication.pathway_id.in_(batch))).all()
        _list_new(session, [count_offer(session, row) for row in rows])
    return len(missing)


def _list_new(session: Session, offers: Sequence[KeptOffer]) -> None:
    """Write offers that are not listed yet, with all that is counted over them."""
    made = sa.insert(OFFER).returning(OFFER.c.pathway_id, OFFER.c.number)
    found = session.execute(made, [offer.values for offer in offers])
    numbers = {row.pathway_id: row.number for row in found}
    numbered = [(numbers[offer.values["pathway_id"]], offer) for offer in offers]
    tags = [
        {"kind": kind, "value": value, "number": number}
        for number, offer in numbered
        for kind, value in sorted(offer.tags)
    ]
    if tags:
        session.execute(sa.insert(TAG), tags)
    index_texts(session, [(number, offer.text) for number, offer in numbered if offer.text])
    for code in sorted({offer.edition_code for offer in offers}):
        here = [(offer, 1) for offer in offers if offer.edition_code == code]
        change_counts(session, get_edition(session, code), here)


_REVIEWED_UNTIL: Final = (
    sa.select(sa.func.max(sa.func.coalesce(sa.func.nullif(Decision.ends_on, ""), NEVER)))
    .join(Submission, Submission.id == Decision.submission_id)
    .where(
        Submission.version_id == Version.id,
        Decision.outcome == Outcome.APPROVED.value,
        Decision.withdrawn_at.is_(None),
    )
    .correlate(Version)
    .scalar_subquery()
)
"""The last day of the longest approval of a version; none where none stands."""

_LISTED: Final = (
    sa.select(
        Publication.pathway_id,
        Publication.organisation_id,
        Publication.visibility,
        Publication.published_at,
        Version.id.label("version_id"),
        Version.edition_code,
        Version.content,
        Organisation.name,
        EditionRow.digest,
        sa.func.coalesce(_REVIEWED_UNTIL, "").label("reviewed_until"),
    )
    .join(Version, Version.id == Publication.version_id)
    .join(Organisation, Organisation.id == Publication.organisation_id)
    .join(Pathway, Pathway.id == Publication.pathway_id)
    .join(EditionRow, EditionRow.code == Version.edition_code)
    .where(*shown_to(is_inside=True))
)
"""What the directory shows: nothing of a pathway put away, or of an organisation that is closed."""


def list_counted(session: Session) -> Iterator[KeptOffer]:
    """Count every offer anew from the published versions, a few at a time."""
    for row in session.execute(_LISTED.execution_options(yield_per=100)):
        yield count_offer(session, row)


def count_offer(session: Session, row: Any) -> KeptOffer:
    """Return what is to be kept of a listed version."""
    edition = get_edition(session, row.edition_code, row.digest)
    content = PathwayContent.from_plain(row.content)
    summary = summarise(edition, content)
    width = -(-edition.all_mask.bit_length() // 4)
    details = content.details
    values = {
        "pathway_id": row.pathway_id,
        "version_id": row.version_id,
        "organisation_id": row.organisation_id,
        "edition_code": row.edition_code,
        "is_public": row.visibility == Visibility.PUBLIC.value,
        "level": summary.level,
        "entry_level": summary.entry_level,
        "themes": summary.themes,
        "standards": summary.standards,
        "length_band": summary.length_band,
        "price_band": summary.price_band,
        "reviewed_until": row.reviewed_until,
        "share": summary.share,
        "minutes": summary.minutes,
        "by_length": summary.minutes or _LAST,
        "price_pence": summary.price_pence,
        "price_basis": summary.price_basis,
        "vat": summary.vat,
        "price_per_person": summary.price_per_person,
        "by_price": _LAST if summary.price_per_person is None else summary.price_per_person,
        "group_max": summary.group_max,
        "published_at": row.published_at,
        "title_key": summary.title.casefold()[:200],
        "title": summary.title,
        "provider": row.name,
        "headline": summary.headline[:300],
        "lines": [list(line) for line in summary.lines],
        "reached": f"{summary.reached:0{width}x}",
        "developed": f"{summary.developed:0{width}x}",
        "assessed": f"{summary.assessed:0{width}x}",
    }
    tags = frozenset(
        (kind, value[:120])
        for kind, found in (("sector", summary.sectors), ("delivery", summary.delivery))
        for value in found
    )
    about = (details.summary, details.audience, *details.sectors, *details.regions)
    taught = [
        text
        for module in content.modules
        for text in (module.title, module.description, *(item.text for item in module.outcomes))
    ]
    text = OfferText(summary.title, row.name, "\n".join(about), "\n".join(taught))
    return KeptOffer(values, tags, text)


def find_kept(session: Session, pathway_id: str) -> dict[str, Any] | None:
    """Return the row of an offer, None where it is not listed."""
    found = session.execute(sa.select(OFFER).where(OFFER.c.pathway_id == pathway_id))
    row = found.mappings().one_or_none()
    return dict(row) if row is not None else None


def read_kept(session: Session, row: Row) -> KeptOffer:
    """Return an offer as it is kept."""
    tags = session.execute(sa.select(TAG.c.kind, TAG.c.value).where(TAG.c.number == row["number"]))
    values = {key: value for key, value in row.items() if key != "number"}
    return KeptOffer(values, frozenset((tag.kind, tag.value) for tag in tags))


def lock_tally(session: Session, edition_code: str) -> None:
    """Lock what is counted over all offers, so that writers of it take turns."""
    session.execute(
        sa.text(
            "INSERT INTO tally (edition_code, offers, counts) VALUES (:code, 0, '{}') "
            "ON CONFLICT DO NOTHING"
        ),
        {"code": edition_code},
    )
    session.execute(
        sa.select(TALLY.c.offers).where(TALLY.c.edition_code == edition_code).with_for_update()
    )


def change_counts(
    session: Session, edition: Edition, changes: Iterable[tuple[KeptOffer, int]]
) -> None:
    """Add offers to, or take them from, what is counted over all of one edition."""
    facets: Counter[tuple[str, str]] = Counter()
    public: Counter[tuple[str, str]] = Counter()
    treated: Counter[tuple[str, int]] = Counter()
    offers = 0
    for offer, sign in changes:
        offers += sign
        for facet in facets_of(edition, offer):
            facets[facet] += sign
            public[facet] += sign * offer.values["is_public"]
        for key in treated_by(edition, offer):
            treated[key] += sign
    rows = [
        {"kind": kind, "value": value, "offers": count, "public_offers": public[kind, value]}
        for (kind, value), count in sorted(facets.items())
        if count or public[kind, value]
    ]
    if rows:
        session.execute(_ADD_FACETS, rows)
    changed = {key: count for key, count in treated.items() if count}
    if changed or offers:
        _change_tally(session, edition.code, offers, changed)


_ADD_FACETS: Final = sa.text(
    "INSERT INTO facet (kind, value, offers, public_offers) "
    "VALUES (:kind, :value, :offers, :public_offers) ON CONFLICT (kind, value) DO UPDATE SET "
    "offers = facet.offers + excluded.offers, "
    "public_offers = facet.public_offers + excluded.public_offers"
)


def _change_tally(
    session: Session, edition_code: str, offers: int, changed: Mapping[tuple[str, int], int]
) -> None:
    row = session.execute(
        sa.select(TALLY.c.offers, TALLY.c.counts).where(TALLY.c.edition_code == edition_code)
    ).one()
    counts = dict(row.counts)
    for (code, place), count in changed.items():
        here = list(counts.get(code, (0, 0, 0)))
        here[place] += count
        counts[code] = here
    counts = {code: here for code, here in sorted(counts.items()) if any(here)}
    session.execute(
        sa.update(TALLY)
        .where(TALLY.c.edition_code == edition_code)
        .values(offers=row.offers + offers, counts=counts)
    )


def facets_of(edition: Edition, offer: KeptOffer) -> Iterator[tuple[str, str]]:
    """Give every value of a filter that the offer has.

    Not whether it is reviewed: an approval can end without anybody writing.
    """
    values = offer.values
    yield "all", ""
    yield "level", str(values["level"])
    yield "length", values["length_band"]
    yield "price", values["price_band"]
    yield "provider", values["organisation_id"]
    for place, theme in enumerate(edition.themes):
        if values["themes"] >> place & 1:
            yield "theme", theme.code
    for place, standard in enumerate(BUILT_IN):
        if values["standards"] >> place & 1:
            yield "standard", standard.key
    yield from sorted(offer.tags)


def treated_by(edition: Edition, offer: KeptOffer) -> Iterator[tuple[str, int]]:
    """Give the code of every competency treated, with 0 introduced, 1 developed, 2 assessed."""
    reached, developed, assessed = (
        int(offer.values[key], 16) for key in ("reached", "developed", "assessed")
    )
    for item in edition.members(reached):
        yield item.code, (developed >> item.bit & 1) + (assessed >> item.bit & 1)


def write_offer(
    session: Session, row: Row | None, old: KeptOffer | None, new: KeptOffer | None
) -> int:
    """Write the offer's own rows; return its number."""
    if row is not None:
        number: int = row["number"]
        if new is None or (old is not None and old.tags != new.tags):
            session.execute(sa.delete(TAG).where(TAG.c.number == number))
        if new is None:
            session.execute(sa.delete(OFFER).where(OFFER.c.number == number))
            return number
        session.execute(sa.update(OFFER).where(OFFER.c.number == number).values(new.values))
    else:
        assert new is not None  # noqa: S101  # one of the two is there
        made = sa.insert(OFFER).values(new.values).returning(OFFER.c.number)
        number = session.execute(made).scalar_one()
    if new.tags and (old is None or old.tags != new.tags):
        session.execute(
            sa.insert(TAG),
            [{"kind": kind, "value": value, "number": number} for kind, value in sorted(new.tags)],
        )
    return number


def _editions(row: Row | None, new: KeptOffer | None) -> list[str]:
    codes = {row["edition_code"]} if row is not None else set()
    return sorted(codes | ({new.edition_code} if new is not None else set()))


def _is_other_text(old: KeptOffer | None, new: KeptOffer) -> bool:
    return old is None or any(
        old.values[key] != new.values[key] for key in ("version_id", "provider")
    )
