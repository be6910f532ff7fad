"""Keeping a staff list: pasted, added to, changed, emptied. The trail has counts and no names."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.domain.chain import digest_of
from pathways.domain.need.staff import MOST_STAFF, StaffMember
from pathways.domain.policy import Actor
from pathways.domain.refusals import ConflictError, NotFoundError, RuleError, refuse_unseen
from pathways.domain.words import plural
from pathways.models.account import Organisation
from pathways.models.base import new_id, now
from pathways.models.staff import StaffRow, own_staff
from pathways.records.journal import write_down
from pathways.records.staff import list_staff


def keep_pasted(
    session: Session,
    actor: Actor,
    members: Sequence[StaffMember],
    operation: str,
    *,
    replaces: bool,
    seen: str = "",
) -> tuple[int, int]:
    """Keep pasted rows; return how many were added and how many changed.

    A row whose name or number stands once on the list takes the place of the one there. With
    `replaces` the list is emptied first, unless it is not as it was `seen`: ConflictError. The
    same `operation` adds rows once.
    """
    before = _locked_staff(session, actor)
    if any(one.id == operation for one in before):
        return 0, 0
    if replaces:
        refuse_unseen(mark_of(before), seen)
        session.execute(sa.delete(StaffRow).where(own_staff(actor)))
        before = ()
    there = _by_reference(before)
    added: list[dict[str, Any]] = []
    changed: dict[str, dict[str, Any]] = {}
    at = now()
    for one in members:
        known = there.get(_plain(one.reference))
        if known is None:
            added.append({**_values(one), "id": new_id()})
        elif _values(known) != _values(one):
            changed[known.id] = {**_values(one), "id": known.id, "version": known.version + 1}
    _check_room(len(before), len(added))
    if added:
        added[0]["id"] = operation
        own = {"organisation_id": actor.organisation_id, "version": 1, "changed_at": at}
        session.execute(sa.insert(StaffRow), [{**values, **own} for values in added])
    if changed:
        rows = [{**values, "changed_at": at} for values in changed.values()]
        session.execute(sa.update(StaffRow), rows)
    session.flush()
    summary = f"Pasted a staff list: {len(added)} added, {len(changed)} changed"
    write_down(session, actor, "paste staff", summary, subject=actor.organisation_id)
    return len(added), len(changed)


def add_member(session: Session, actor: Actor, member: StaffMember, operation: str) -> None:
    """Add one row. The same `operation` adds one."""
    keep_pasted(session, actor, (member,), operation, replaces=False)


def change_member(
    session: Session, actor: Actor, staff_id: str, member: StaffMember, seen: int
) -> bool:
    """Change a row; return whether anything was different. ConflictError for a later version."""
    row = _row(session, actor, staff_id)
    values = _values(member)
    if all(getattr(row, key) == value for key, value in values.items()):
        return False
    if row.version != seen:
        raise ConflictError
    for key, value in values.items():
        setattr(row, key, value)
    row.version += 1
    row.changed_at = now()
    session.flush()
    write_down(session, actor, "change staff", "Changed a row of the staff list", subject=staff_id)
    return True


def remove_member(session: Session, actor: Actor, staff_id: str, *, seen: int = 0) -> None:
    """Take a row out for good. ConflictError where there is a later version than was `seen`."""
    row = _row(session, actor, staff_id)
    refuse_unseen(row.version, seen)
    session.delete(row)
    session.flush()
    write_down(session, actor, "remove staff", "Took a row off the staff list", subject=staff_id)


def empty_list(session: Session, actor: Actor, *, seen: str = "") -> int:
    """Take everybody out for good; return how many rows there were.

    ConflictError where the list is not as it was `seen`.
    """
    there = _locked_staff(session, actor)
    if count := len(there):
        refuse_unseen(mark_of(there), seen)
    session.execute(sa.delete(StaffRow).where(own_staff(actor)))
    if count:
        summary = f"Emptied the staff list of {plural(count, 'row')}"
        write_down(session, actor, "empty staff", summary, subject=actor.organisation_id)
    return count


def mark_of(members: Sequence[StaffMember]) -> str:
    """Return the same text for the same list, by which it is known whether somebody changed it."""
    return digest_of(sorted([one.id, one.version] for one in members))


def set_levels(session: Session, actor: Actor, levels: Mapping[str, int]) -> int:
    """Set the level needed of roles whose rows have none; return how many rows have one now."""
    wanted = {_plain(role): level for role, level in levels.items()}
    rows = [
        {"id": one.id, "level_needed": wanted[_plain(one.role)], "version": one.version + 1}
        for one in _locked_staff(session, actor)
        if one.level_needed is None and _plain(one.role) in wanted
    ]
    if rows:
        session.execute(sa.update(StaffRow), rows)
        session.flush()
        summary = f"Set the level needed of {plural(len(rows), 'row')} of the staff list"
        write_down(session, actor, "set staff levels", summary, subject=actor.organisation_id)
    return len(rows)


def _by_reference(members: Sequence[StaffMember]) -> dict[str, StaffMember]:
    """Return rows by their name or number, those alone of which there is one."""
    found: dict[str, StaffMember | None] = {}
    for one in members:
        key = _plain(one.reference)
        found[key] = None if key in found else one
    return {key: one for key, one in found.items() if key and one is not None}


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _values(member: StaffMember) -> dict[str, Any]:
    values = asdict(member)
    del values["id"], values["version"]
    return values


def _check_room(count: int, more: int) -> None:
    if count + more > MOST_STAFF:
        raise RuleError(
            f"A staff list holds {MOST_STAFF:,} rows. There are {count:,} now, and {more:,} more "
            "would be too many."
        )


def _locked_staff(session: Session, actor: Actor) -> tuple[StaffMember, ...]:
    """Return the list, which one person of an organisation changes at a time."""
    own = sa.select(Organisation.id).where(Organisation.id == actor.organisation_id)
    session.execute(own.with_for_update())
    return list_staff(session, actor)


def _row(session: Session, actor: Actor, staff_id: str) -> StaffRow:
    row = session.execute(
        sa.select(StaffRow).where(StaffRow.id == staff_id, own_staff(actor)).with_for_update()
    ).scalar_one_or_none()
    if row is None:
        raise NotFoundError(staff_id)
    return row
