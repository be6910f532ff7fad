"""A pathway as it was: the images of its steps turned back, one by one, from what is there now."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from pathways.domain.chain import digest_of

Rows = dict[tuple[str, str], dict[str, Any]]
"""Rows by table and identifier."""

FOLLOWING: Final = frozenset({"version", "introduced", "developed", "assessed", "behind"})
"""What nobody wrote: it follows the mappings of a module, or counts its changes."""

_COUNTED: Final = FOLLOWING | {"revision", "changed_at"}
"""What a digest of rows leaves out: it counts steps, or follows from the rest."""


class GapError(ValueError):
    """The steps do not lead back: something in them is not as it was left."""


def turn_back(rows: Mapping[tuple[str, str], Mapping[str, Any]], steps: Iterable[Any]) -> Rows:
    """Return the rows as they were before these steps, given newest first, each as its images.

    GapError where a step does not fit what came after it.
    """
    found: Rows = {key: dict(row) for key, row in rows.items()}
    for images in steps:
        if images is None:
            raise GapError
        for image in reversed(images):
            _turn(found, image)
    return found


def _turn(found: Rows, image: Mapping[str, Any]) -> None:
    key = (image["table"], image["id"])
    before, after, row = image["before"], image["after"], found.get(key)
    if before is None:
        if row is None:
            raise GapError
        del found[key]
    elif after is None:
        if row is not None:
            raise GapError
        found[key] = dict(before)
    elif row is None or differs(row, after):
        raise GapError
    else:
        row.update(before)


def differs(row: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether a row holds something else than `other` says, in what somebody wrote."""
    return any(row.get(key) != value for key, value in other.items() if key not in FOLLOWING)


def digest_rows(rows: Mapping[tuple[str, str], Mapping[str, Any]]) -> str:
    """Return the digest of what somebody wrote in the rows of one pathway."""
    return digest_of(
        [
            [
                table,
                identifier,
                {k: v for k, v in row.items() if k not in _COUNTED and v is not None},
            ]
            for (table, identifier), row in sorted(rows.items(), key=lambda item: item[0])
        ]
    )


def rows_of(rows: Rows, table: str) -> Sequence[dict[str, Any]]:
    """Return the rows of a table, by place where they have one."""
    found = [row for (name, _), row in rows.items() if name == table]
    return sorted(found, key=lambda row: (row.get("position", 0), row["id"]))
