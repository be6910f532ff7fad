"""What every table shares: names of constraints, and times that are always UTC."""

import hashlib
import re
import secrets
from datetime import UTC, datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator


class UtcDateTime(TypeDecorator[datetime]):
    """A moment. Aware in Python; kept naive in UTC, so that both engines hold the same."""

    impl = sa.DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> Any:
        """Refuse a moment without a zone; keep the others in UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A moment needs a time zone")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> datetime | None:
        """Give the moment its zone back."""
        return None if value is None else value.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    """Base of the tables. Named constraints let migrations and errors speak of them."""

    metadata = sa.MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: UtcDateTime}  # read by the ORM, never changed


ID = sa.String(16)
"""A public identifier, see `new_id`."""


_ALPHABET: Final = "abcdefghijkmnpqrstuvwxyz23456789"
_IDENTIFIER: Final = re.compile(r"[a-km-z2-9]{16}")


def new_id() -> str:
    """Return a random public identifier: 16 characters, 80 bits, lower case, safe in addresses."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(16))


def lasting_id(words: str) -> str:
    """Return the public identifier that these words always have, for what is loaded once."""
    digest = hashlib.sha256(words.encode()).digest()
    return "".join(_ALPHABET[byte % len(_ALPHABET)] for byte in digest[:16])


def operation_id(text: str) -> str:
    """Return the identifier that a form carried, or a fresh one that names nothing yet.

    What is no identifier at all must not reach the database: PostgreSQL takes not every text.
    """
    return text if _IDENTIFIER.fullmatch(text) else new_id()


def now() -> datetime:
    """Return the time, aware, in UTC."""
    return datetime.now(UTC)
