"""How a person wants pages to be: small words by name, kept with the person."""

from collections.abc import Mapping
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.models.account import Person

CHOICES: Final[Mapping[str, tuple[str, ...]]] = {"letters": ("on", "off")}
"""What can be preferred, and its values: the first where nobody has chosen."""


def read_preferences(session: Session, person_id: str) -> dict[str, str]:
    """Return each preference of a person, with the usual value where they have not chosen."""
    statement = sa.select(Person.preferences).where(Person.id == person_id)
    kept = session.execute(statement).scalar_one_or_none() or {}
    return {
        name: kept[name] if kept.get(name) in values else values[0]
        for name, values in CHOICES.items()
    }


def prefer(session: Session, person_id: str, name: str, value: str) -> None:
    """Keep a person's preference; what is no choice changes nothing."""
    if value not in CHOICES.get(name, ()):
        return
    statement = sa.select(Person.preferences).where(Person.id == person_id).with_for_update()
    kept = session.execute(statement).scalar_one_or_none() or {}
    session.execute(
        sa.update(Person).where(Person.id == person_id).values(preferences={**kept, name: value})
    )
