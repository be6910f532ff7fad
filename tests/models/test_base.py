"""What every table shares: identifiers, and moments that are always of a zone."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy.dialects import sqlite

from pathways.models.base import UtcDateTime, new_id, operation_id


def test_an_identifier_that_a_form_carried_is_kept() -> None:
    identifier = new_id()
    assert operation_id(identifier) == identifier
    assert len({new_id() for _ in range(1_000)}) == 1_000


@pytest.mark.parametrize(
    "text",
    [
        *("", "new", "..", "x/y", "?#", "a\x00b", "A" * 16),
        *("abcdefghijkmnpq", "abcdefghijkmnpqrs", " abcdefghijkmnpq", "abcdefghijkmnpq\n"),
        *("abcdefghijkmnpq1", "\u0430bcdefghijkmnpqr"),
    ],
    ids=ascii,
)
def test_anything_else_gives_way_to_a_fresh_one(text: str) -> None:
    fresh = operation_id(text)
    assert fresh != text
    assert operation_id(fresh) == fresh


def test_a_moment_needs_a_zone() -> None:
    column, dialect = UtcDateTime(), sqlite.dialect()
    summer = datetime(2026, 7, 1, 0, 30, tzinfo=timezone(timedelta(hours=1)))
    assert column.process_bind_param(summer, dialect) == datetime(2026, 6, 30, 23, 30)  # noqa: DTZ001  # as kept
    back = column.process_result_value(datetime(2026, 6, 30, 23, 30), dialect)  # noqa: DTZ001  # as kept
    assert back == summer
    assert back is not None
    assert back.tzinfo is UTC
    with pytest.raises(ValueError, match="time zone"):
        column.process_bind_param(datetime(2026, 7, 1), dialect)  # noqa: DTZ001  # what is refused
