"""Which version of a pathway its provider shows in the directory."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from pathways.models.base import ID, Base


class Publication(Base):
    """The one version of a pathway that is, or was last, in the directory.

    `visibility` is a `Visibility`, `state` a `PublicationState`. Later edits of
    the pathway do not reach it; what was published before stands in the
    journal, under the version. `sentence` is what the provider says of modules that are crowded.
    """

    __tablename__ = "publication"
    __table_args__ = (sa.Index("ix_publication_state", "state", "published_at"),)

    pathway_id: Mapped[str] = mapped_column(sa.ForeignKey("pathway.id"), primary_key=True)
    version_id: Mapped[str] = mapped_column(sa.ForeignKey("version.id"))
    organisation_id: Mapped[str] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    visibility: Mapped[str] = mapped_column(sa.String(20))
    state: Mapped[str] = mapped_column(sa.String(10))
    published_at: Mapped[datetime]
    published_by: Mapped[str] = mapped_column(ID)
    published_by_name: Mapped[str] = mapped_column(sa.String(120))
    sentence: Mapped[str] = mapped_column(sa.Text, default="", nullable=True)
