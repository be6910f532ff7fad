"""Which standards there are: the built-in ones, and those that commissioners have of their own.

An own standard's key is the identifier of its version, so that it never passes
for a built-in one, nor for another version of itself.
"""

from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.domain.organisation import OrganisationState
from pathways.domain.rule.standards import (
    BUILT_IN,
    OfferedStandard,
    Standard,
    StandardState,
    find_standard,
    standard_from_plain,
)
from pathways.models.account import Organisation
from pathways.models.standard import CommissionerStandard


def list_standards(
    session: Session, commissioner_id: str, edition_code: str
) -> tuple[Standard, ...]:
    """Return the built-in standards, then the commissioner's own that are in use on an edition."""
    own = _in_use(session, edition_code, CommissionerStandard.organisation_id == commissioner_id)
    return (*BUILT_IN, *(item.standard for item in own))


def list_offered(session: Session, edition_code: str) -> tuple[OfferedStandard, ...]:
    """Return the own standards in use of all who can be sent a pathway on this edition."""
    return _in_use(
        session,
        edition_code,
        Organisation.is_commissioner.is_(True),
        Organisation.state == OrganisationState.ACTIVE,
    )


def find_kept(session: Session, key: str) -> Standard | None:
    """Return the standard of a key, a built-in one or any version of an own one, or None."""
    found = find_standard(key)
    if found is not None:
        return found
    rules = session.execute(
        sa.select(CommissionerStandard.rules).where(CommissionerStandard.id == key)
    ).scalar_one_or_none()
    return _own(key, rules) if rules is not None else None


def _in_use(
    session: Session, edition_code: str, *conditions: sa.ColumnElement[bool]
) -> tuple[OfferedStandard, ...]:
    """Return what holds on an edition: its own standards, and those that name nothing of theirs."""
    table = CommissionerStandard
    newest = (
        sa.select(table.family, sa.func.max(table.number).label("number"))
        .group_by(table.family)
        .subquery()
    )
    rows = session.execute(
        sa.select(table.id, table.rules, table.edition_code, Organisation.name)
        .join(newest, sa.and_(table.family == newest.c.family, table.number == newest.c.number))
        .join(Organisation, Organisation.id == table.organisation_id)
        .where(table.state == StandardState.ACTIVE, *conditions)
        .order_by(Organisation.name, table.name, table.id)
    )
    found = [(row, _own(row.id, row.rules)) for row in rows]
    return tuple(
        OfferedStandard(standard, row.name)
        for row, standard in found
        if row.edition_code == edition_code or not standard.names_any
    )


def _own(key: str, rules: dict[str, Any]) -> Standard:
    return replace(standard_from_plain(rules), key=key)
