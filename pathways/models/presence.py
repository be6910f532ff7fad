"""Who has a pathway open now: written by a beat of the page, and worth nothing a minute later."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from pathways.models.base import Base


class Presence(Base):
    """A person on a page of a pathway, and when the page was last heard of.

    It is no step in the pathway: the journal does not hold it, and it may be swept at any time.
    """

    __tablename__ = "presence"

    pathway_id: Mapped[str] = mapped_column(sa.ForeignKey("pathway.id"), primary_key=True)
    person_id: Mapped[str] = mapped_column(sa.ForeignKey("person.id"), primary_key=True, index=True)
    page: Mapped[str] = mapped_column(sa.String(20))
    at: Mapped[datetime]
