"""What this copy is called, for texts that are written where no page is."""

from typing import Final

from sqlalchemy.orm import Session

NAME: Final = "name of the copy"
"""Where a session carries it."""


def copy_name(session: Session) -> str:
    """Return the name that a session was opened with; the product's where it was with none."""
    found: str = session.info.get(NAME, "Pathways")
    return found
