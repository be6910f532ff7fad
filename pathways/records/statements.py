"""What an organisation says once, for all its pathways."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.domain.pathway.sections import ASKED_OF, KEPT
from pathways.domain.policy import Actor
from pathways.models.account import Organisation
from pathways.records.journal import write_down


def read_statements(session: Session, actor: Actor) -> dict[str, Any]:
    """Return what the actor's organisation says once, by the names of fields; empty is not said."""
    kept = session.execute(
        sa.select(Organisation.statements).where(Organisation.id == actor.organisation_id)
    ).scalar_one_or_none()
    return {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in (kept or {}).items()
        if name in KEPT and value
    }


def keep_statements(session: Session, actor: Actor, said: Mapping[str, Any]) -> None:
    """Keep what the organisation says from now on, and write down who said so."""
    held = session.get_one(Organisation, actor.organisation_id, with_for_update=True)
    before = held.statements or {}
    after = before | {
        name: list(value) if isinstance(value, tuple) else value for name, value in said.items()
    }
    if after != before:
        held.statements = after
        labels = ", ".join(f"“{ASKED_OF[name].label}”" for name in said)
        write_down(
            session,
            actor,
            "keep statement",
            f"Kept {labels} for all pathways",
            subject=actor.organisation_id,
        )
