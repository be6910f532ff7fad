"""How far a buyer is with the courses of a brief: written by its people, and when they ask."""

from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.domain.days import day_of
from pathways.domain.plan.progress import CourseProgress, CourseStanding, Quote
from pathways.domain.policy import Actor
from pathways.domain.refusals import ConflictError, NotFoundError
from pathways.domain.words import iso_day
from pathways.models.base import now
from pathways.models.brief import BriefRow, own_briefs
from pathways.models.offer import OfferRow
from pathways.models.plan import CourseState, own_course_states
from pathways.records.journal import write_down


def standings_for(session: Session, actor: Actor, brief_id: str) -> Mapping[str, CourseStanding]:
    """Return how far it is with each course of a brief of the actor's, by pathway."""
    rows = session.scalars(
        sa.select(CourseState).where(
            CourseState.brief_id == brief_id,
            own_course_states(actor),
        )
    )
    return {row.pathway_id: _standing(row) for row in rows}


def quotes_for(session: Session, actor: Actor, brief_id: str) -> Mapping[str, Quote]:
    """Return what was quoted for courses of a brief, by pathway, where an amount was."""
    return {
        pathway_id: standing.quote
        for pathway_id, standing in standings_for(session, actor, brief_id).items()
        if standing.quote.pence is not None
    }


def set_state(
    session: Session,
    actor: Actor,
    brief_id: str,
    pathway_id: str,
    state: CourseProgress,
    *,
    words: str | None = None,
    quote: Quote | None = None,
    seen: int | None = None,
) -> bool:
    """Say how far it is with a course; return whether anything was different.

    `words` and `quote` stay as they are where None is given. `seen` is the version that the
    person saw, None where no person looked at it: ConflictError where another one stands that says
    something else. NotFoundError where the brief is not the actor's, or such a course was never
    listed to them.
    """
    _lock_brief(session, actor, brief_id)
    title = session.scalar(sa.select(OfferRow.title).where(OfferRow.pathway_id == pathway_id))
    row = session.get(CourseState, (brief_id, pathway_id), with_for_update=True)
    if row is None:
        if title is None:
            raise NotFoundError(pathway_id)
        row = CourseState(
            brief_id=brief_id,
            pathway_id=pathway_id,
            organisation_id=actor.organisation_id,
            state="",
            words="",
            quoted_pence=None,
            quoted_basis="",
            quoted_vat="",
            quoted_dates="",
            version=0,
            changed_at=now(),
            changed_by_name=actor.name,
        )
    said = _standing(row)
    wanted_words = said.words if words is None else words
    wanted_quote = said.quote if quote is None else quote
    if (said.state, said.words, said.quote) == (state, wanted_words, wanted_quote):
        return False
    if seen is not None and seen != row.version:
        raise ConflictError
    row.state, row.words = state.value, wanted_words
    row.quoted_pence, row.quoted_basis, row.quoted_vat, row.quoted_dates = wanted_quote
    row.version += 1
    row.changed_at, row.changed_by_name = now(), actor.name
    session.add(row)
    session.flush()
    named = f"“{title}”" if title else "a course that is no longer published"
    write_down(
        session,
        actor,
        "mark course",
        f"Marked {named} for a brief: {state.word.lower()}",
        subject=brief_id,
        revision=row.version,
    )
    return True


def _lock_brief(session: Session, actor: Actor, brief_id: str) -> None:
    """Lock a brief of the actor's organisation, so that two clicks at one moment take turns."""
    found = session.execute(
        sa.select(BriefRow.id).where(BriefRow.id == brief_id, own_briefs(actor)).with_for_update()
    ).first()
    if found is None:
        raise NotFoundError(brief_id)


def _standing(row: CourseState) -> CourseStanding:
    return CourseStanding(
        state=CourseProgress(row.state),
        words=row.words,
        quote=Quote(row.quoted_pence, row.quoted_basis, row.quoted_vat, row.quoted_dates),
        version=row.version,
        by=row.changed_by_name,
        at=row.changed_at,
        day=iso_day(day_of(row.changed_at)),
    )
