"""Writing, changing, showing and putting away a brief: each step is written down."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.domain.need.brief import Brief, BriefState
from pathways.domain.policy import Actor
from pathways.domain.refusals import ConflictError, NotFoundError
from pathways.models.account import Organisation
from pathways.models.base import new_id, now
from pathways.models.brief import BriefRow, own_briefs
from pathways.records.journal import write_down


def write_brief(session: Session, actor: Actor, brief: Brief, operation: str) -> str:
    """Keep a new brief, private at first; return its id.

    The same `operation` with the same content makes one.
    """
    # One at a time in an organisation, so that two clicks at one moment make one brief.
    session.execute(
        sa.select(Organisation.id).where(Organisation.id == actor.organisation_id).with_for_update()
    )
    identifier = operation
    content = brief.to_plain()
    made = session.get(BriefRow, identifier)
    if made is not None:
        if actor.is_of(made.organisation_id) and made.content == content:
            return identifier
        # Somebody went back to a form that was sent, and wrote something else.
        identifier = new_id()
    at = now()
    session.add(
        BriefRow(
            id=identifier,
            organisation_id=actor.organisation_id,
            edition_code=brief.edition,
            title=brief.title,
            content=content,
            created_at=at,
            created_by_name=actor.name,
            changed_at=at,
        )
    )
    session.flush()
    write_down(
        session,
        actor,
        "write brief",
        f"Wrote the brief “{brief.title}”",
        subject=identifier,
        revision=1,
    )
    return identifier


def change_brief(session: Session, actor: Actor, brief_id: str, brief: Brief, *, seen: int) -> bool:
    """Put another content in a brief's place; return whether anything was different.

    `seen` is the version that the person changed. ConflictError where there is a
    later one that says something else.
    """
    row = _lock(session, actor, brief_id)
    content = brief.to_plain()
    if row.content == content:
        return False
    if row.version != seen:
        raise ConflictError
    row.title, row.content = brief.title, content
    row.version += 1
    row.changed_at = now()
    session.flush()
    summary = f"Changed the brief “{brief.title}”"
    write_down(session, actor, "change brief", summary, subject=brief_id, revision=row.version)
    return True


def set_shown(session: Session, actor: Actor, brief_id: str, *, is_shown: bool) -> None:
    """Show a brief to providers, or keep it private. Doing it twice changes nothing."""
    row = _lock(session, actor, brief_id)
    if row.is_shown == is_shown:
        return
    row.is_shown = is_shown
    session.flush()
    if is_shown:
        summary = f"Showed the brief “{row.title}” to providers"
        write_down(session, actor, "show brief", summary, subject=brief_id, revision=row.version)
    else:
        summary = f"Made the brief “{row.title}” private"
        write_down(
            session, actor, "keep brief private", summary, subject=brief_id, revision=row.version
        )


def set_state(session: Session, actor: Actor, brief_id: str, *, is_active: bool) -> str:
    """Put a brief away, where no provider sees it, or take it out again; return its title."""
    row = _lock(session, actor, brief_id, states=tuple(BriefState))
    state = BriefState.ACTIVE if is_active else BriefState.ARCHIVED
    if row.state != state:
        row.state = state.value
        session.flush()
        action, word = ("restore", "Restored") if is_active else ("archive", "Put away")
        summary = f"{word} the brief “{row.title}”"
        write_down(
            session, actor, f"{action} brief", summary, subject=brief_id, revision=row.version
        )
    return row.title


def _lock(
    session: Session,
    actor: Actor,
    brief_id: str,
    states: tuple[BriefState, ...] = (BriefState.ACTIVE,),
) -> BriefRow:
    """Lock a brief of the actor's organisation; NotFoundError for any other."""
    row = session.execute(
        sa.select(BriefRow)
        .where(
            BriefRow.id == brief_id,
            own_briefs(actor),
            BriefRow.state.in_(states),
        )
        .with_for_update()
    ).scalar_one_or_none()
    if row is None:
        raise NotFoundError(brief_id)
    return row
