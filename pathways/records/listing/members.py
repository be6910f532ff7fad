"""Which offers have each value of a filter, as bit sets over the offers' numbers.

Counts beside filters are then a few machine operations, whatever is chosen. A
set is kept in parts of one length, so that a write touches one small part of
each value, however many offers there are.
"""

from collections.abc import Iterable, Mapping
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.models.base import Base

MEMBERS: Final = Base.metadata.tables["facet_members"]
PART: Final = 8_192
"""How many numbers a part holds."""

FacetValue = tuple[str, str]
"""Kind and value of a filter."""


def read_members(session: Session, values: Iterable[FacetValue]) -> Mapping[FacetValue, int]:
    """Return the bit set of every value asked for; 0 where no offer has it."""
    found = dict.fromkeys(values, 0)
    by_kind: dict[str, list[str]] = {}
    for kind, value in found:
        by_kind.setdefault(kind, []).append(value)
    if not by_kind:
        return found
    rows = session.execute(
        sa.select(MEMBERS.c.kind, MEMBERS.c.value, MEMBERS.c.part, MEMBERS.c.members).where(
            sa.or_(
                *(
                    sa.and_(MEMBERS.c.kind == kind, MEMBERS.c.value.in_(wanted))
                    for kind, wanted in sorted(by_kind.items())
                )
            )
        )
    )
    for kind, value, part, members in rows:
        found[kind, value] |= int.from_bytes(members, "little") << part * PART
    return found


def read_all_members(session: Session) -> Mapping[FacetValue, int]:
    """Return every value that an offer has with its bit set, for a recount."""
    rows = session.execute(sa.select(MEMBERS.c.kind, MEMBERS.c.value).distinct()).all()
    found = read_members(session, [(row.kind, row.value) for row in rows])
    return {value: members for value, members in found.items() if members}


def change_members(
    session: Session,
    lost: Iterable[tuple[int, FacetValue]] = (),
    gained: Iterable[tuple[int, FacetValue]] = (),
) -> None:
    """Take offers, by number, out of the sets of some values, and put them into those of others.

    What is both lost and gained stays. The caller holds the lock of the edition's tally.
    """
    before, after = set(lost), set(gained)
    changes: dict[tuple[str, str, int], tuple[int, int]] = {}
    for number, (kind, value) in before ^ after:
        part, place = divmod(number, PART)
        leaves, enters = changes.get((kind, value, part), (0, 0))
        if (number, (kind, value)) in after:
            enters |= 1 << place
        else:
            leaves |= 1 << place
        changes[kind, value, part] = leaves, enters
    if not changes:
        return
    found = dict.fromkeys(changes, 0)
    # More rows than are changed at most, but a question that costs little to ask.
    kinds, values, parts = (list(dict.fromkeys(names)) for names in zip(*changes, strict=True))
    asked = {"kinds": kinds, "values": values, "parts": parts}
    for row in session.execute(_READ, asked):
        found[row.kind, row.value, row.part] = int.from_bytes(row.members, "little")
    rows = [
        {
            "kind": kind,
            "value": value,
            "part": part,
            "members": members_bytes(found[kind, value, part] & ~leaves | enters),
        }
        for (kind, value, part), (leaves, enters) in sorted(changes.items())
    ]
    session.execute(_WRITE, rows)


def members_bytes(members: int) -> bytes:
    """Return a part as it is kept."""
    return members.to_bytes(-(-members.bit_length() // 8), "little")


_READ: Final = sa.select(MEMBERS).where(
    MEMBERS.c.kind.in_(sa.bindparam("kinds", expanding=True)),
    MEMBERS.c.value.in_(sa.bindparam("values", expanding=True)),
    MEMBERS.c.part.in_(sa.bindparam("parts", expanding=True)),
)
_WRITE: Final = sa.text(
    "INSERT INTO facet_members (kind, value, part, members) "
    "VALUES (:kind, :value, :part, :members) "
    "ON CONFLICT (kind, value, part) DO UPDATE SET members = excluded.members"
)


def set_of(numbers: Iterable[int]) -> int:
    """Return the bit set of some offers."""
    numbers = list(numbers)
    if not numbers:
        return 0
    held = bytearray(max(numbers) // 8 + 1)
    for number in numbers:
        held[number >> 3] |= 1 << (number & 7)
    return int.from_bytes(held, "little")


def numbers_of(members: int) -> list[int]:
    """Return the offers of a bit set, for one that holds few."""
    found = []
    while members:
        low = members & -members
        found.append(low.bit_length() - 1)
        members ^= low
    return found
