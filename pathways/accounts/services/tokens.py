"""Access tokens of a person: made, and taken back."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.accounts.services.races import flush_new
from pathways.domain.policy import Actor
from pathways.domain.refusals import NotFoundError
from pathways.domain.scope import TokenScope
from pathways.models.base import now
from pathways.models.token import AccessToken
from pathways.records.journal import Named, write_down
from pathways.records.mail import post_mail
from pathways.records.naming import copy_name
from pathways.records.tokens import digest_of_token, new_secret

MOST: Final = 20
"""How many tokens of a person may hold at once."""


class TooManyTokensError(Exception):
    """So many of the person's tokens hold already."""


@dataclass(frozen=True, slots=True)
class TokenWish:
    """A token to make. `id` is that of its form: the same form sent twice makes one."""

    id: str
    name: str
    scopes: Collection[TokenScope]
    days: int


def make_token(session: Session, actor: Actor, wish: TokenWish) -> str:
    """Make a token for the organisation in which the person works; return its secret, once.

    Empty where the form came twice: the secret was shown then. TooManyTokensError where the person
    has as many as may be.
    """
    if session.get(AccessToken, wish.id) is not None:
        return ""
    at = now()
    held = session.scalar(
        sa.select(sa.func.count())
        .select_from(AccessToken)
        .where(
            AccessToken.person_id == actor.person_id,
            AccessToken.ended_at.is_(None),
            AccessToken.expires_at > at,
        )
    )
    if (held or 0) >= MOST:
        raise TooManyTokensError
    secret = new_secret()
    session.add(
        AccessToken(
            id=wish.id,
            person_id=actor.person_id,
            organisation_id=actor.organisation_id,
            name=wish.name,
            scopes=[scope.value for scope in TokenScope if scope in wish.scopes],
            digest=digest_of_token(secret),
            created_at=at,
            expires_at=at + timedelta(days=wish.days),
        )
    )
    flush_new(session)
    _write(session, actor, "access token made", wish.name)
    post_mail(
        session,
        actor.email,
        f"A new access token for {copy_name(session)}",
        f"The access token “{wish.name}” was made on your account page. Whoever has it "
        f"reads as you for {wish.days} days.\n\nIf it was not you, take it back "
        "there and choose a new password at once: that takes all tokens back.",
    )
    return secret


def take_token_back(session: Session, actor: Actor, token_id: str) -> str:
    """End a token of the actor's own; return its name. NotFoundError for another's."""
    token = session.get(AccessToken, token_id, with_for_update=True)
    if token is None or token.person_id != actor.person_id:
        raise NotFoundError(token_id)
    if token.ended_at is None:
        token.ended_at = now()
        _write(session, actor, "access token taken back", token.name)
    return token.name


def _write(session: Session, actor: Actor, action: str, name: str) -> None:
    """Write down a step that is the person's own business, and no organisation's."""
    doer = Named(actor.person_id, actor.name)
    write_down(session, doer, action, name, subject=actor.person_id)
