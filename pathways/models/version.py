"""Frozen contents of pathways. They are only ever added to."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from pathways.models.base import ID, Base


class Version(Base):
    """A frozen content of a pathway. `digest` is that of the content, see `PathwayContent`.

    `index_digest` is that of the index it was frozen with: the labels that it keeps.
    """

    __tablename__ = "version"
    __table_args__ = (sa.UniqueConstraint("pathway_id", "number"),)

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    pathway_id: Mapped[str] = mapped_column(sa.ForeignKey("pathway.id"))
    organisation_id: Mapped[str] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    number: Mapped[int]
    edition_code: Mapped[str] = mapped_column(sa.ForeignKey("edition.code"))
    # SQLite adds no column without a default to rows that are there. This one names no index,
    # so that a version without its labels is found at once and does not follow those of today.
    index_digest: Mapped[str] = mapped_column(sa.String(64), server_default="none")
    content: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    digest: Mapped[str] = mapped_column(sa.String(64))
    created_at: Mapped[datetime]
    created_by: Mapped[str] = mapped_column(ID)
    created_by_name: Mapped[str] = mapped_column(sa.String(120))
