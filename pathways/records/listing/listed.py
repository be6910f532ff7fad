"""What is listed of each pathway, counted from the version that is published.

Everything that `keeping` writes and `recounting` compares comes from here.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.domain.framework.edition import Edition
from pathways.domain.pathway.content import PathwayContent
from pathways.domain.pathway.offer import OfferSummary, summarise
from pathways.domain.pathway.provisions import (
    access_of,
    accredited_of,
    languages_of,
    refresher_of,
    ways_of,
)
from pathways.domain.pathway.sectors import file_words
from pathways.domain.pathway.visibility import Visibility
from pathways.domain.review.submission import APPROVALS
from pathways.domain.rule.standards import BUILT_IN
from pathways.models.base import Base
from pathways.models.offer import NEVER
from pathways.records.editions import edition_of, get_edition
from pathways.records.listing.published import shown_to
from pathways.records.listing.search import OfferText
from pathways.records.listing.weights import write_weights
from pathways.records.thresholds import thresholds_of

_TABLES: Final = Base.metadata.tables
_PUBLICATION: Final = _TABLES["publication"]
_VERSION: Final = _TABLES["version"]
_ORGANISATION: Final = _TABLES["organisation"]
_PATHWAY: Final = _TABLES["pathway"]
_DECISION: Final = _TABLES["decision"]
_SUBMISSION: Final = _TABLES["submission"]
_LAST: Final = 2_000_000_000
"""Sorts a length or a price that is not stated to the end."""

_REVIEWED_UNTIL: Final = (
    sa.select(sa.func.max(sa.func.coalesce(sa.func.nullif(_DECISION.c.ends_on, ""), NEVER)))
    .join_from(_DECISION, _SUBMISSION, _SUBMISSION.c.id == _DECISION.c.submission_id)
    .where(
        _SUBMISSION.c.version_id == _PUBLICATION.c.version_id,
        _DECISION.c.outcome.in_(APPROVALS),
        _DECISION.c.withdrawn_at.is_(None),
    )
    .correlate(_PUBLICATION)
    .scalar_subquery()
)
"""The last day of the longest approval of a version; none where none stands."""

LISTED: Final = (
    sa.select(
        _PUBLICATION.c.pathway_id,
        _PUBLICATION.c.organisation_id,
        _PUBLICATION.c.visibility,
        _PUBLICATION.c.published_at,
        _PUBLICATION.c.version_id,
        _VERSION.c.edition_code,
        _VERSION.c.index_digest,
        _ORGANISATION.c.name,
        sa.func.coalesce(_REVIEWED_UNTIL, "").label("reviewed_until"),
    )
    .join_from(_PUBLICATION, _VERSION, _VERSION.c.id == _PUBLICATION.c.version_id)
    .join(_ORGANISATION, _ORGANISATION.c.id == _PUBLICATION.c.organisation_id)
    .join(_PATHWAY, _PATHWAY.c.id == _PUBLICATION.c.pathway_id)
    .where(*shown_to(is_inside=True))
)
"""What the directory shows: nothing of a pathway put away, or of an organisation that is closed."""

ONE: Final = LISTED.where(_PUBLICATION.c.pathway_id == sa.bindparam("pathway_id"))
"""The same of one pathway."""

LISTED_ID: Final = _PUBLICATION.c.pathway_id
BACKED: Final = ("backed", "backed_developed", "backed_assessed")
"""The columns of what is backed at least introduced, developed and assessed."""

BATCH: Final = 500
"""How many offers are counted at a time where there are many."""

MAX_TAG: Final = 120
"""As long as a value of a filter may be."""

Tags = frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class KeptOffer:
    """An offer as it is kept: the columns but `number`, its tags, and its text where counted."""

    values: dict[str, Any]
    tags: Tags
    text: OfferText | None = None

    @property
    def edition_code(self) -> str:
        """The edition that it is built on."""
        code: str = self.values["edition_code"]
        return code

    @property
    def highest(self) -> tuple[int, int, int]:
        """Bit sets of what is introduced, developed and assessed as the highest treatment."""
        reached, developed, assessed = (
            int(self.values[key], 16) for key in ("reached", "developed", "assessed")
        )
        return reached & ~developed, developed & ~assessed, assessed

    def moved_to(self, row: Any) -> "KeptOffer":
        """Return the offer of the same version, shown to others, or reviewed since."""
        return replace(self, values={**self.values, **_of_publication(row)})


def list_counted(session: Session) -> Iterator[KeptOffer]:
    """Count every offer anew from the published versions, a few at a time."""
    listed = LISTED.with_only_columns(LISTED_ID).order_by(LISTED_ID)
    for offers in count_offers(session, session.scalars(listed).all()):
        yield from offers


def count_offers(session: Session, pathway_ids: Sequence[str]) -> Iterator[list[KeptOffer]]:
    """Count the offers of these pathways from what is published of them, a batch at a time."""
    whole = LISTED.add_columns(_VERSION.c.content)
    for start in range(0, len(pathway_ids), BATCH):
        rows = session.execute(whole.where(LISTED_ID.in_(pathway_ids[start : start + BATCH]))).all()
        editions = {code: get_edition(session, code) for code in {row.edition_code for row in rows}}
        yield [count_offer(session, editions[row.edition_code], row, row.content) for row in rows]


def count_offer(session: Session, edition: Edition, row: Any, plain: dict[str, Any]) -> KeptOffer:
    """Return what is to be kept of a listed version with this content.

    It is summed up with the labels that it was frozen with; its bit sets are as wide as the
    edition is now, as all are.
    """
    content = PathwayContent.from_plain(plain)
    summary = summarise(edition_of(session, row), content, thresholds_of(session))
    width = -(-edition.all_mask.bit_length() // 4)
    values = {
        **_of_publication(row),
        **_of_summary(summary),
        "version_id": row.version_id,
        "edition_code": row.edition_code,
        **{
            key: f"{mask:0{width}x}"
            for key, mask in zip(
                ("reached", "developed", "assessed", *BACKED),
                (summary.reached, summary.developed, summary.assessed, *summary.backed),
                strict=True,
            )
        },
    }
    tags = frozenset((kind, value[:MAX_TAG]) for kind, value in _tags_of(content))
    return KeptOffer(values, tags, _text_of(row.name, content))


def _of_publication(row: Any) -> dict[str, Any]:
    """Return what can change while the version stays."""
    return {
        "pathway_id": row.pathway_id,
        "organisation_id": row.organisation_id,
        "is_public": row.visibility == Visibility.PUBLIC.value,
        "published_at": row.published_at,
        "reviewed_until": row.reviewed_until,
        "provider": row.name,
    }


def _of_summary(summary: OfferSummary) -> dict[str, Any]:
    price = summary.price_per_person
    return {
        "level": summary.level,
        "entry_level": summary.entry_level,
        "themes": summary.themes,
        "standards": summary.standards,
        "length_band": summary.length_band,
        "price_band": summary.price_band,
        "share": summary.share,
        "minutes": summary.minutes,
        "by_length": summary.minutes or _LAST,
        "price_pence": summary.price_pence,
        "price_basis": summary.price_basis,
        "vat": summary.vat,
        "price_per_person": price,
        "by_price": _LAST if price is None else price,
        "group_min": summary.group_min,
        "group_max": summary.group_max,
        "title_key": summary.title.casefold()[:200],
        "title": summary.title,
        "lines": [[*line[:-1], [list(part) for part in line.parts]] for line in summary.lines],
        "standing": summary.standing,
        "fit_key": summary.fit_key,
        "cautions": [[item.kind.value, item.text] for item in summary.cautions],
        "depth": list(summary.depth),
        "weights": write_weights(summary.weights),
    }


def _tags_of(content: PathwayContent) -> Iterator[tuple[str, str]]:
    """Give the values of those filters of which an offer may have several, or none."""
    several = {
        "sector": file_words(content.details.sectors),
        "delivery": ways_of(content),
        "area": content.details.regions,
        "language": languages_of(content),
        "access": access_of(content),
    }
    for kind, values in several.items():
        for value in values:
            yield kind, value
    yield "accredited", accredited_of(content)
    yield "refresher", refresher_of(content)


def _text_of(provider: str, content: PathwayContent) -> OfferText:
    details = content.details
    about = (
        *(details.summary, details.audience, details.accreditation),
        *(*details.sectors, *details.regions, *details.languages, *ways_of(content)),
        content.assurance.accessibility,
    )
    taught = [
        text
        for module in content.modules
        for text in (module.title, module.description, *(item.text for item in module.outcomes))
    ]
    return OfferText(content.title, provider, "\n".join(about), "\n".join(taught))


def facets_of(edition: Edition, offer: KeptOffer) -> Iterator[tuple[str, str]]:
    """Give every value of a filter that the offer has.

    Whether it is reviewed is none, because an approval can end without anybody
    writing: only that one was given, to be asked together with `reviewed_until`.
    """
    values = offer.values
    yield "all", ""
    if values["is_public"]:
        yield "public", ""
    if values["reviewed_until"]:
        yield "approved", ""
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


def add_treated(counts: list[int], offer: KeptOffer, sign: int) -> None:
    """Add what an offer treats to the counts of a tally, three numbers for each bit, in place."""
    for place, mask in enumerate(offer.highest):
        _add(counts, mask, sign, place, 3)


def add_backed(counts: list[int], offer: KeptOffer, sign: int) -> None:
    """Add what an offer backs, however far, one number for each bit, in place."""
    _add(counts, int(offer.values["backed"], 16), sign, 0, 1)


def _add(counts: list[int], mask: int, sign: int, place: int, width: int) -> None:
    """Add to one of the `width` numbers that stand for each bit of a set."""
    while mask:
        lowest = mask & -mask
        mask ^= lowest
        where = width * (lowest.bit_length() - 1) + place
        if where >= len(counts):
            counts.extend([0] * (where - where % width + width - len(counts)))
        counts[where] += sign
