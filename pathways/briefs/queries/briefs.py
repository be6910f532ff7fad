"""Briefs, as their organisation and as providers see them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.briefs.queries.offers import (
    FittingView,
    OwnOffer,
    list_own,
    view_fit,
    weights_for,
)
from pathways.domain.framework.edition import Competency, Edition
from pathways.domain.need.brief import Brief, BriefState, brief_words, own_words
from pathways.domain.need.needs import Need, list_needs
from pathways.domain.need.payer import payer_of
from pathways.domain.need.ranking import rank_offers
from pathways.domain.organisation import OrganisationState
from pathways.domain.policy import Actor
from pathways.domain.refusals import NotFoundError
from pathways.models.account import Organisation
from pathways.models.brief import BriefRow, own_briefs
from pathways.records.editions import get_edition

PAGE: Final = 25


@dataclass(frozen=True, slots=True)
class BriefView:
    """A brief. `is_own`: the actor's organisation wrote it."""

    id: str
    organisation: str
    is_own: bool
    is_shown: bool
    is_active: bool
    version: int
    by: str
    changed_at: datetime
    brief: Brief
    edition: Edition = field(repr=False)

    @property
    def title(self) -> str:
        """Its name."""
        return self.brief.title

    @property
    def needs(self) -> tuple[Need, ...]:
        """What it needs, level by level."""
        return list_needs(self.edition, self.brief)

    @property
    def words(self) -> tuple[tuple[str, str], ...]:
        """What it needs, as labels and words."""
        return brief_words(self.edition, self.brief)

    @property
    def own_words(self) -> tuple[tuple[str, str], ...]:
        """What only its own organisation reads of it, as labels and words."""
        return own_words(self.brief)

    @property
    def required(self) -> tuple[Competency, ...]:
        """The competencies that it asks by name, in printed order."""
        return tuple(item for item in self.edition.competencies if item.code in self.brief.required)


@dataclass(frozen=True, slots=True)
class ShownView:
    """A brief that somebody shows to providers, and what of the provider's own fits it best."""

    brief: BriefView
    best: FittingView | None


def needs_of(view: BriefView, level: str) -> tuple[Need, tuple[Need, ...]]:
    """Return the need of the level asked for, or else of the lowest, and all needs."""
    needs = view.needs
    return next((need for need in needs if str(need.level) == level), needs[0]), needs


def list_briefs(session: Session, actor: Actor) -> tuple[BriefView, ...]:
    """Return the briefs of the actor's organisation, the last changed first."""
    rows = session.execute(
        _BRIEFS.where(own_briefs(actor)).order_by(BriefRow.changed_at.desc(), BriefRow.id)
    )
    return tuple(_views(session, actor, rows))


def list_shown(
    session: Session, actor: Actor, page: int, *, today: str, vat: int
) -> tuple[tuple[ShownView, ...], bool]:
    """Return a page of what others show to providers, and whether there is more."""
    rows = session.execute(
        _BRIEFS.where(
            BriefRow.is_shown,
            BriefRow.state == BriefState.ACTIVE,
            Organisation.state == OrganisationState.ACTIVE,
            ~own_briefs(actor),
        )
        .order_by(BriefRow.changed_at.desc(), BriefRow.id)
        .limit(PAGE + 1)
        .offset((page - 1) * PAGE)
    )
    views = list(_views(session, actor, rows))
    # The provider's own offers are few: they are read once, and weighed for every brief.
    own = list_own(session, actor.organisation_id or "", today) if views else ()
    shown = tuple(ShownView(view, _best_of(view, own, vat)) for view in views[:PAGE])
    return shown, len(views) > PAGE


def _best_of(view: BriefView, own: Iterable[OwnOffer], vat: int) -> FittingView | None:
    """Return what fits best of a provider's own, at the lowest level for which anything does."""
    here = {one.view.number: one for one in own if one.edition_code == view.brief.edition}
    for need in view.needs:
        kept = (one.kept(view.brief) for one in here.values())
        payer = payer_of(view.brief, need, vat)
        ranking = rank_offers(view.brief, need, kept, 1, weights_for(view.brief), payer)
        for best in ranking.best:
            return view_fit(view.brief, need, here[best.number].view, best, payer)
    return None


def get_brief(session: Session, actor: Actor, brief_id: str) -> BriefView:
    """Return a brief that the actor may see: their organisation's, or one shown to providers.

    NotFoundError for any other.
    """
    seen = sa.or_(own_briefs(actor), BriefRow.is_shown)
    row = session.execute(_BRIEFS.where(BriefRow.id == brief_id, seen)).one_or_none()
    if row is None:
        raise NotFoundError(brief_id)
    view = next(_views(session, actor, [row]))
    is_offered = (
        view.is_shown and view.is_active and row.organisation_state == OrganisationState.ACTIVE
    )
    if not view.is_own and not (is_offered and actor.is_provider):
        raise NotFoundError(brief_id)
    return view


def get_own_brief(session: Session, actor: Actor, brief_id: str) -> BriefView:
    """Return a brief of the actor's organisation; NotFoundError for any other."""
    view = get_brief(session, actor, brief_id)
    if not view.is_own:
        raise NotFoundError(brief_id)
    return view


_BRIEFS: Final = sa.select(
    BriefRow, Organisation.name, Organisation.state.label("organisation_state")
).join(Organisation, Organisation.id == BriefRow.organisation_id)


def _views(session: Session, actor: Actor, rows: Iterable[Any]) -> Iterator[BriefView]:
    editions: dict[str, Edition] = {}
    for row in rows:
        kept = row.BriefRow
        if kept.edition_code not in editions:
            editions[kept.edition_code] = get_edition(session, kept.edition_code)
        yield BriefView(
            id=kept.id,
            organisation=row.name,
            is_own=actor.is_of(kept.organisation_id),
            is_shown=kept.is_shown,
            is_active=kept.state == BriefState.ACTIVE,
            version=kept.version,
            by=kept.created_by_name,
            changed_at=kept.changed_at,
            brief=Brief.from_plain(kept.content),
            edition=editions[kept.edition_code],
        )
