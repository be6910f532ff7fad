"""What programs ask with: access tokens, and how much each caller has asked for lately."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from pathways.models.base import ID, Base


class AccessToken(Base):
    """A secret by which a program reads as its person, in one organisation and within scopes.

    Only the secret's SHA-256 is kept: it is as random as a key, so nothing slower is needed.
    `scopes` are keys of the domain's `Scope`. `ended_at` is when it was taken back.
    """

    __tablename__ = "access_token"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    person_id: Mapped[str] = mapped_column(sa.ForeignKey("person.id"), index=True)
    organisation_id: Mapped[str | None] = mapped_column(sa.ForeignKey("organisation.id"))
    name: Mapped[str] = mapped_column(sa.String(120))
    scopes: Mapped[list[str]] = mapped_column(sa.JSON)
    digest: Mapped[str] = mapped_column(sa.String(64), unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class Allowance(Base):
    """How often a caller has asked in the window that began at `began` (seconds of the epoch).

    One row a caller, counted up where it is and begun anew with each window.
    """

    __tablename__ = "allowance"

    caller: Mapped[str] = mapped_column(sa.String(100), primary_key=True)
    began: Mapped[int] = mapped_column(index=True)
    made: Mapped[int]
