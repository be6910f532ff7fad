"""People, organisations and who belongs where."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_security.core import UserMixin
from sqlalchemy.ext.mutable import MutableList
from sqlalchemy.orm import Mapped, mapped_column

from pathways.domain.organisation import OrganisationState
from pathways.models.base import ID, Base


class Person(Base, UserMixin):
    """Somebody with an account.

    The columns are those that the sign-in library expects. `fs_uniquifier` is
    the identity in the session cookie: a new one signs out every device.
    `tf_used_step` is the half minute of the last code taken, so that none works twice.
    `preferences` are how they want pages to be, such as the height of rows. `confirmed_at` is when
    they last used a link that was mailed to their address.
    """

    __tablename__ = "person"

    id: Mapped[str] = mapped_column(ID, primary_key=True)  # type: ignore[assignment]  # not a number
    name: Mapped[str] = mapped_column(sa.String(120), default="")
    email: Mapped[str] = mapped_column(sa.String(254), unique=True)
    password: Mapped[str | None] = mapped_column(sa.String(255))
    active: Mapped[bool] = mapped_column(default=True)
    is_administrator: Mapped[bool] = mapped_column(default=False)
    fs_uniquifier: Mapped[str] = mapped_column(sa.String(64), unique=True)
    tf_primary_method: Mapped[str | None] = mapped_column(sa.String(64))
    tf_totp_secret: Mapped[str | None] = mapped_column(sa.String(255))
    mf_recovery_codes: Mapped[list[str] | None] = mapped_column(
        MutableList.as_mutable(sa.JSON(none_as_null=True))
    )
    tf_used_step: Mapped[int | None]
    preferences: Mapped[dict[str, str] | None] = mapped_column(sa.JSON(none_as_null=True))
    created_at: Mapped[datetime]
    signed_in_at: Mapped[datetime | None]
    erased_at: Mapped[datetime | None]
    confirmed_at: Mapped[datetime | None]

    roles = ()  # type: ignore[assignment]  # never written
    """The library asks for roles; ours belong to a membership, see `Membership`."""


class Organisation(Base):
    """A provider, commissioner or employer, or several at once.

    `state` is one of the domain's `OrganisationState`. `statements` are what it says once, for
    each new pathway to begin with: texts by the names of fields. `sharing` is the domain's
    `Sharing`, where it was chosen. `email_domains` are of those it invites, with blanks between.
    """

    __tablename__ = "organisation"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(120), unique=True)
    is_provider: Mapped[bool] = mapped_column(default=False)
    is_commissioner: Mapped[bool] = mapped_column(default=False)
    is_employer: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(sa.String(10), default=OrganisationState.ASKED.value)
    note: Mapped[str] = mapped_column(sa.Text, default="")
    statements: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON)
    sharing: Mapped[str | None] = mapped_column(sa.String(20))
    needs_single_sign_on: Mapped[bool | None]
    email_domains: Mapped[str | None] = mapped_column(sa.Text)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]


class Membership(Base):
    """A person in an organisation, in a `Role`."""

    __tablename__ = "membership"

    person_id: Mapped[str] = mapped_column(sa.ForeignKey("person.id"), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(
        sa.ForeignKey("organisation.id"), primary_key=True, index=True
    )
    role: Mapped[str] = mapped_column(sa.String(10))


class Invitation(Base):
    """A link that lets one address join. Only the SHA-256 of the link's secret is kept."""

    __tablename__ = "invitation"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    organisation_id: Mapped[str] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    email: Mapped[str] = mapped_column(sa.String(254))
    role: Mapped[str] = mapped_column(sa.String(10))
    secret: Mapped[str] = mapped_column(sa.String(64), unique=True)
    invited_by: Mapped[str] = mapped_column(sa.ForeignKey("person.id"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class LinkedAccount(Base):
    """An account at an identity provider, linked with a person. `email` is what it named then.

    `veil` is random: it makes a digest of the row one that nobody finds again by trying accounts.
    """

    __tablename__ = "identity"
    __table_args__ = (sa.UniqueConstraint("person_id", "issuer"),)

    issuer: Mapped[str] = mapped_column(sa.String(255), primary_key=True)
    subject: Mapped[str] = mapped_column(sa.String(255), primary_key=True)
    person_id: Mapped[str] = mapped_column(sa.ForeignKey("person.id"))
    email: Mapped[str] = mapped_column(sa.String(254))
    linked_at: Mapped[datetime]
    veil: Mapped[str | None] = mapped_column(sa.String(16))


class Attempt(Base):
    """A failed or limited try, counted per account and per network."""

    __tablename__ = "attempt"
    __table_args__ = (sa.Index("ix_attempt_subject_at", "subject", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(sa.String(300))
    at: Mapped[datetime] = mapped_column(index=True)
