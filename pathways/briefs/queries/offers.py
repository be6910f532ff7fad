"""Offers ranked for a need: a first pass over a few columns of all, then the best in full."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.briefs.queries.openings import find_openings
from pathways.domain.framework.edition import Edition
from pathways.domain.need.brief import Brief
from pathways.domain.need.fit import Fit, FitGroup, explain_fit
from pathways.domain.need.listed import Listed
from pathways.domain.need.needs import Need
from pathways.domain.need.payer import Payer, payer_of
from pathways.domain.need.ranking import (
    ANY_SECTOR,
    Kept,
    Ranked,
    Ranking,
    ReadWeights,
    rank_offers,
    wants_sector,
)
from pathways.domain.need.terms import Opening
from pathways.domain.pathway.cautions import Caution
from pathways.domain.pathway.offer import (
    crowded_of,
    headline_of,
    read_cautions,
    read_lines,
    strip_of,
)
from pathways.domain.pathway.treatment import Treatment
from pathways.domain.rule.depth import DepthCounts
from pathways.domain.rule.proportion import Weights
from pathways.domain.rule.standards import FRAMEWORK_MINIMUM
from pathways.domain.rule.strip import StripLine
from pathways.models.offer import OfferRow, OfferTag
from pathways.records.editions import get_edition
from pathways.records.listing.weights import read_claimed, read_heaviest, read_weights

_BACKED: Final = {
    Treatment.INTRODUCED: OfferRow.backed,
    Treatment.DEVELOPED: OfferRow.backed_developed,
    Treatment.ASSESSED: OfferRow.backed_assessed,
}
NO_OPENINGS: Final[Mapping[int, Opening]] = {}
_PLACES: Final = {treatment: place for place, treatment in enumerate(_BACKED)}


@dataclass(frozen=True, slots=True)
class OfferView:
    """An offer as a list shows it. `listed` holds what the words about it are made from.

    `depth` is what demands of depth are held against, `crowded` how many crowded modules it has.
    """

    number: int
    pathway_id: str
    title: str
    provider: str
    headline: str
    is_public: bool
    is_reviewed: bool
    cautions: tuple[Caution, ...]
    crowded: int
    depth: DepthCounts
    strip: tuple[StripLine, ...]
    listed: Listed = field(repr=False)

    @property
    def minutes(self) -> int:
        """Its length, 0 where it is not stated."""
        return self.listed.minutes


@dataclass(frozen=True, slots=True)
class FittingView:
    """An offer with how well it fits."""

    offer: OfferView
    fit: Fit


@dataclass(frozen=True, slots=True)
class RankingView:
    """The best offers for a need, and what is counted of all, see `Ranking`.

    They stand by group: so no figure is above a larger one of its group.
    """

    need: Need
    offers: tuple[FittingView, ...]
    ranking: Ranking = field(repr=False)

    @property
    def found(self) -> int:
        """How many offers there are."""
        return self.ranking.found

    @property
    def groups(self) -> tuple[tuple[FitGroup, tuple[FittingView, ...]], ...]:
        """The offers under what is said of them all, each group in the order of the figures."""
        return tuple(
            (group, found)
            for group in FitGroup
            if (found := tuple(one for one in self.offers if one.fit.group is group))
        )


def rank_for(
    session: Session, brief: Brief, need: Need, *, most: int, today: str, vat: int
) -> RankingView:
    """Rank everything that is listed for a need, as this buyer pays it; `vat` is in per cent."""
    payer = payer_of(brief, need, vat)
    kept = read_kept(session, brief)
    ranking = rank_offers(brief, need, kept, most, weights_for(brief), payer)
    offers = find_offers(session, need.edition, (one.number for one in ranking.best), today)
    openings = find_openings(
        session, brief, need, payer, (one.listed.entry_level for one in offers.values())
    )
    return _view_ranking(brief, need, ranking, offers, payer, openings)


def rank_own(
    session: Session,
    brief: Brief,
    needs: Iterable[Need],
    organisation_id: str,
    *,
    today: str,
    vat: int,
) -> tuple[RankingView, ...]:
    """Rank one provider's own offers for each need."""
    own = [
        one
        for one in list_own(session, organisation_id, today)
        if one.edition_code == brief.edition
    ]
    kept = [one.kept(brief) for one in own]
    offers = {one.view.number: one.view for one in own}
    views = []
    for need in needs:
        payer = payer_of(brief, need, vat)
        ranking = rank_offers(brief, need, kept, len(kept), weights_for(brief), payer)
        views.append(_view_ranking(brief, need, ranking, offers, payer, {}))
    return tuple(views)


def _view_ranking(
    brief: Brief,
    need: Need,
    ranking: Ranking,
    offers: Mapping[int, OfferView],
    payer: Payer,
    openings: Mapping[int, Opening],
) -> RankingView:
    views = [
        view_fit(brief, need, offers[one.number], one, payer, openings) for one in ranking.best
    ]
    order = tuple(FitGroup)
    return RankingView(
        need=need,
        offers=tuple(sorted(views, key=lambda view: order.index(view.fit.group))),
        ranking=ranking,
    )


def view_fit(
    brief: Brief,
    need: Need,
    offer: OfferView,
    ranked: Ranked,
    payer: Payer,
    openings: Mapping[int, Opening] = NO_OPENINGS,
) -> FittingView:
    """Return an offer of a ranking with the words about it; `openings` open levels, by number."""
    opening = openings.get(offer.listed.entry_level or 0)
    fit = explain_fit(brief, need, offer.listed, ranked.claims, offer.depth, payer, opening)
    return FittingView(offer, fit)


@dataclass(frozen=True, slots=True)
class _WeightReader:
    """Reads weights at the treatments that a brief asks, by their places."""

    treated: int
    assessed: int | None

    def claimed(self, text: str) -> tuple[int, int]:
        deepest = 0 if self.assessed is None else read_claimed(text, self.assessed)
        return read_claimed(text, self.treated), deepest

    def heaviest(self, text: str) -> int:
        found = read_heaviest(text, self.treated)
        return found if self.assessed is None else max(found, read_heaviest(text, self.assessed))

    def read(self, text: str) -> tuple[Weights, Weights]:
        deepest = () if self.assessed is None else read_weights(text, self.assessed)
        return read_weights(text, self.treated), deepest


def weights_for(brief: Brief) -> ReadWeights:
    """Return what reads the weights of an offer for a brief."""
    assessed = _PLACES[Treatment.ASSESSED] if brief.standard.has_assessed else None
    return _WeightReader(_PLACES[brief.treatment], assessed)


def read_kept(
    session: Session,
    brief: Brief,
    pathway_ids: Sequence[str] | None = None,
) -> Sequence[Kept]:
    """Read of every offer what a ranking needs: few columns, and no row becomes an object."""
    statement = sa.select(
        OfferRow.number,
        _BACKED[brief.treatment].label("backed"),
        # A long text for each of many rows: only where something has to be assessed.
        (OfferRow.backed_assessed if brief.standard.has_assessed else _NOTHING).label("assessed"),
        OfferRow.weights,
        OfferRow.standing,
        OfferRow.title_key,
        OfferRow.minutes,
        OfferRow.price_pence,
        OfferRow.price_basis,
        OfferRow.vat,
        OfferRow.group_min,
        OfferRow.group_max,
        OfferRow.entry_level,
        _has_tag("delivery", brief.delivery).label("has_delivery"),
        _has_tag("sector", (*brief.sectors, ANY_SECTOR) if wants_sector(brief) else ()).label(
            "has_sector"
        ),
        *((OfferRow.depth,) if brief.asked_depth() else ()),
    ).where(OfferRow.edition_code == brief.edition)
    if pathway_ids is not None:
        statement = statement.where(OfferRow.pathway_id.in_(pathway_ids))
    return cast("Sequence[Kept]", session.execute(statement).all())


_NOTHING: Final[sa.ColumnElement[str]] = sa.literal_column("'0'")


def _has_tag(kind: str, values: Sequence[str]) -> sa.ColumnElement[Any]:
    """Say whether an offer has one of the tags, as 0 or 1: no row is made into anything else."""
    if not values:
        return sa.literal_column("1")
    tagged = sa.select(OfferTag.number).where(OfferTag.kind == kind, OfferTag.value.in_(values))
    return sa.type_coerce(OfferRow.number.in_(tagged), sa.Integer)


def find_offers(
    session: Session, edition: Edition, numbers: Iterable[int], today: str
) -> Mapping[int, OfferView]:
    """Return offers of an edition in full by number. `today` says which approvals still stand."""
    wanted = sorted(set(numbers))
    rows = session.execute(_FULL.where(OfferRow.number.in_(wanted))).all()
    tags = _tags(session, wanted)
    return {row.number: _view(edition, row, tags, today) for row in rows}


@dataclass(frozen=True, slots=True)
class OwnOffer:
    """An offer of the provider who asks, ready to be weighed for any brief."""

    view: OfferView
    edition_code: str
    title_key: str
    standing: int
    weights: str = field(repr=False)
    backed: Mapping[Treatment, str] = field(repr=False)

    def kept(self, brief: Brief) -> Kept:
        """Return what a ranking for this brief needs."""
        depth = list(self.view.depth) if brief.asked_depth() else ()
        return self.view.listed.kept(brief, depth)._replace(
            number=self.view.number,
            backed=self.backed[brief.treatment],
            assessed=self.backed[Treatment.ASSESSED] if brief.standard.has_assessed else "0",
            weights=self.weights,
            standing=self.standing,
            title_key=self.title_key,
        )


def list_own(session: Session, organisation_id: str, today: str) -> tuple[OwnOffer, ...]:
    """Return the offers of one provider."""
    rows = session.execute(
        _FULL.add_columns(OfferRow.title_key, OfferRow.weights, *_BACKED.values())
        .where(OfferRow.organisation_id == organisation_id)
        .order_by(OfferRow.number)
    ).all()
    tags = _tags(session, [row.number for row in rows])
    return tuple(
        OwnOffer(
            view=_view(get_edition(session, row.edition_code), row, tags, today),
            edition_code=row.edition_code,
            title_key=row.title_key,
            standing=row.standing,
            weights=row.weights,
            backed={treatment: getattr(row, column.key) for treatment, column in _BACKED.items()},
        )
        for row in rows
    )


_FULL: Final = sa.select(
    OfferRow.number,
    OfferRow.pathway_id,
    OfferRow.title,
    OfferRow.provider,
    OfferRow.edition_code,
    OfferRow.lines,
    OfferRow.cautions,
    OfferRow.standing,
    OfferRow.depth,
    OfferRow.is_public,
    OfferRow.reviewed_until,
    OfferRow.level,
    OfferRow.entry_level,
    OfferRow.minutes,
    OfferRow.price_pence,
    OfferRow.price_basis,
    OfferRow.vat,
    OfferRow.group_min,
    OfferRow.group_max,
)


def _tags(session: Session, numbers: Sequence[int]) -> Mapping[tuple[int, str], Sequence[str]]:
    tags: dict[tuple[int, str], list[str]] = {}
    for tag in session.execute(
        sa.select(OfferTag.number, OfferTag.kind, OfferTag.value)
        .where(OfferTag.number.in_(numbers))
        .order_by(OfferTag.value)
    ):
        tags.setdefault((tag.number, tag.kind), []).append(tag.value)
    return tags


def _view(
    edition: Edition, row: Any, tags: Mapping[tuple[int, str], Sequence[str]], today: str
) -> OfferView:
    lines = read_lines(row.lines)
    return OfferView(
        number=row.number,
        pathway_id=row.pathway_id,
        title=row.title,
        provider=row.provider,
        headline=headline_of(
            edition, row.level, lines, FRAMEWORK_MINIMUM, entry_level=row.entry_level
        ),
        is_public=row.is_public,
        is_reviewed=row.reviewed_until >= today,
        cautions=read_cautions(row.cautions),
        crowded=crowded_of(row.standing),
        depth=DepthCounts(*row.depth),
        strip=strip_of(edition, row.level, lines, FRAMEWORK_MINIMUM),
        listed=Listed(
            level=row.level,
            entry_level=row.entry_level,
            minutes=row.minutes,
            price_pence=row.price_pence,
            price_basis=row.price_basis,
            vat=row.vat,
            group_min=row.group_min,
            group_max=row.group_max,
            delivery=tuple(tags.get((row.number, "delivery"), ())),
            sectors=tuple(tags.get((row.number, "sector"), ())),
        ),
    )
