"""Access tokens as rows: made, found by their secret, seen to be used, ended."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.models.account import Person
from pathways.models.base import Base, now
from pathways.models.token import AccessToken
from pathways.records.proofs import end_rows

TOKEN: Final = Base.metadata.tables["access_token"]
PREFIX: Final = "pathways_"
"""Begins every secret, so that one in a file of somebody's is seen for what it is."""
_SEEN_AGAIN: Final = timedelta(minutes=10)
"""A use this soon after the last one is not written down: a program may ask often."""


@dataclass(frozen=True, slots=True)
class Bearer:
    """A token that holds: whose it is, by the identity of their sessions, and for what."""

    id: str
    identity: str
    organisation_id: str | None
    scopes: frozenset[str]
    is_noted: bool
    """Whether its last use was written down a moment ago."""


def new_secret() -> str:
    """Return the secret of a new token: 256 random bits."""
    return PREFIX + secrets.token_urlsafe(32)


def digest_of_token(secret: str) -> str:
    """Return what is kept of a token's secret."""
    return hashlib.sha256(f"access token {secret}".encode("utf-8", "replace")).hexdigest()


def find_bearer(session: Session, secret: str) -> Bearer | None:
    """Return the token with this secret; None where there is none, or it holds no more."""
    at = now()
    row = session.execute(
        sa.select(
            AccessToken.id,
            AccessToken.organisation_id,
            AccessToken.scopes,
            AccessToken.last_used_at,
            Person.fs_uniquifier,
        )
        .join(Person, Person.id == AccessToken.person_id)
        .where(
            AccessToken.digest == digest_of_token(secret),
            AccessToken.ended_at.is_(None),
            AccessToken.expires_at > at,
            Person.active,
        )
    ).one_or_none()
    if row is None:
        return None
    is_noted = row.last_used_at is not None and at - row.last_used_at < _SEEN_AGAIN
    scopes = frozenset(row.scopes)
    return Bearer(row.id, row.fs_uniquifier, row.organisation_id, scopes, is_noted)


def note_use(session: Session, token_id: str) -> None:
    """Write down that a token was used now."""
    session.execute(
        sa.update(AccessToken).where(AccessToken.id == token_id).values(last_used_at=now())
    )


def end_tokens(session: Session, person_id: str, at: datetime) -> int:
    """Take all tokens of a person back that still hold; return how many."""
    return end_rows(session, TOKEN, at, TOKEN.c.person_id == person_id)
