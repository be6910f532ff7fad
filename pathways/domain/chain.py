"""The chain of the journal: what each row's digest covers, and how a name leaves it whole.

A row's digest covers the digest of the row before, so that a row that was altered, taken out or
put in between is found. What this module computes is kept for good: a change of it would make
every journal that there is look altered.
"""

import hashlib
import json
import secrets
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any, Final

COVERED: Final = (
    "at",
    "person_id",
    "organisation_id",
    "action",
    "subject",
    "revision",
    "images",
    "undo_top",
    "redo_top",
    "below",
    "proofs",
)
"""The columns that a digest covers as they are. Name and summary are covered by their marks."""

FORMER: Final = "A former member"
"""What stands in the place of the name of somebody whose data was erased."""

_MARK: Final = 64
"""How long a mark is, and no salt."""
_REPLACED: Final = "r"
"""Ends the veil of a row whose images were replaced."""


def canonical(value: Any) -> bytes:
    """Return the one spelling of a JSON value; moments are written in UTC, days as ISO dates."""
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain
    ).encode("utf-8", "surrogatepass")


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        aware = value if value.tzinfo else value.replace(tzinfo=UTC)
        return aware.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no one spelling")


def digest_of(value: Any) -> str:
    """Return the SHA-256 of a value in its one spelling, in hexadecimal."""
    return hashlib.sha256(canonical(value)).hexdigest()


def digest_row(values: Mapping[str, Any]) -> str:
    """Return the digest of a kept row: its columns and values, without what is not set.

    So a column that comes later changes no digest while it is empty.
    """
    return digest_of({key: value for key, value in values.items() if value is not None})


def new_salt() -> str:
    """Return what makes a digest one that nobody can find again by trying names."""
    return secrets.token_hex(8)


def new_veil() -> str:
    """Return a fresh veil: a salt for the name of a row of the journal, and one for its summary.

    Where a text is erased, its mark takes the place of its salt. Without the salt nobody can try
    names until one fits.
    """
    return f"{new_salt()}.{new_salt()}"


def erase(veil: str, name: str, summary: str, *is_out: bool) -> str:
    """Return the veil of a row, once its name is taken out, and once its summary is.

    `name` and `summary` are those of before; `is_out` says of each whether it is taken out.
    """
    both = zip(_parts(veil), mark_texts(veil, name, summary), is_out, strict=True)
    parts = [mark if is_gone else part for part, mark, is_gone in both]
    return ".".join([*parts, _REPLACED] if is_replaced(veil) else parts)


def mark_replaced(veil: str) -> str:
    """Return the veil of a row, once a name is taken out of its images."""
    return veil if is_replaced(veil) else f"{veil}.{_REPLACED}"


def is_replaced(veil: str) -> bool:
    """Say whether images were replaced in the row with this veil.

    Its digest is of those of before, so that rows after it still follow. What stands there now is
    proved by the step that replaced it, see `prove_replaced`.
    """
    return veil.endswith(f".{_REPLACED}")


def prove_replaced(row: Mapping[str, Any]) -> str:
    """Return the digest of a row as it stands, and of the digest that it keeps."""
    return link(row["digest"], row)


def erased(veil: str) -> tuple[bool, bool]:
    """Say whether the name was taken out of a row with this veil, and whether its summary was."""
    name, summary = _parts(veil)
    return len(name) == _MARK, len(summary) == _MARK


def mark_texts(veil: str, name: str, summary: str) -> tuple[str, str]:
    """Return the marks by which a digest covers the name and the summary of a row."""
    first, second = _parts(veil)
    return _mark(first, name), _mark(second, summary)


def _mark(part: str, text: str) -> str:
    return part if len(part) == _MARK else digest_of([part, text])


def _parts(veil: str) -> tuple[str, str]:
    name, summary, *_ = veil.split(".")
    return name, summary


def link(before: str, row: Mapping[str, Any]) -> str:
    """Return the digest of a row of the journal that follows the one with the digest `before`."""
    marks = mark_texts(row["veil"], row["person_name"], row["summary"])
    return digest_of([before, *marks, {name: row[name] for name in COVERED}])
