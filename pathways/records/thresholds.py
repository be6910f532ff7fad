"""The limits that proportion is measured by, as this copy is set up."""

from typing import Final

from sqlalchemy.orm import Session

from pathways.domain.rule.proportion import DEFAULTS, Thresholds

KEY: Final = "thresholds"
"""Where a session carries them: what is kept of offers is measured by them, too."""


def thresholds_of(session: Session) -> Thresholds:
    """Return the limits that a session was opened with; the defaults where it was with none."""
    found: Thresholds = session.info.get(KEY, DEFAULTS)
    return found
