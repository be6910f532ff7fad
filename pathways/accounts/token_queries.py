"""What the page of access tokens shows: frozen values, read for one person."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.domain.scope import TokenScope
from pathways.models.account import Organisation
from pathways.models.base import now
from pathways.models.token import AccessToken


@dataclass(frozen=True, slots=True)
class TokenView:
    """An access token, as its person sees it: never its secret."""

    id: str
    name: str
    organisation: str
    scopes: tuple[str, ...]
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None
    ended_at: datetime | None
    holds: bool


def list_tokens(session: Session, person_id: str) -> tuple[TokenView, ...]:
    """Return a person's access tokens, those that hold first, then the newest first."""
    at = now()
    rows = session.execute(
        sa.select(AccessToken, Organisation.name)
        .outerjoin(Organisation, Organisation.id == AccessToken.organisation_id)
        .where(AccessToken.person_id == person_id)
        .order_by(AccessToken.created_at.desc(), AccessToken.id)
    )
    found = [
        TokenView(
            id=token.id,
            name=token.name,
            organisation=organisation or "",
            scopes=tuple(TokenScope(key).word for key in token.scopes),
            created_at=token.created_at,
            expires_at=token.expires_at,
            last_used_at=token.last_used_at,
            ended_at=token.ended_at,
            holds=token.ended_at is None and token.expires_at > at,
        )
        for token, organisation in rows
    ]
    return tuple(sorted(found, key=lambda one: not one.holds))
