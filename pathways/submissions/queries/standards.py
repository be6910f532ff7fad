"""Which standards a commissioner reviews by."""

from dataclasses import replace

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.domain.standards import BUILT_IN, Standard, standard_from_plain
from pathways.models.submission import CommissionerStandard


def list_standards(session: Session, commissioner_id: str) -> tuple[Standard, ...]:
    """Return the built-in standards, then the commissioner's own that are in use.

    An own standard's key is the identifier of its version, so that it never
    passes for a built-in one, nor for another version of itself.
    """
    table = CommissionerStandard
    newest = (
        sa.select(table.family, sa.func.max(table.number).label("number"))
        .where(table.organisation_id == commissioner_id)
        .group_by(table.family)
        .subquery()
    )
    rows = session.execute(
        sa.select(table.id, table.rules)
        .join(newest, sa.and_(table.family == newest.c.family, table.number == newest.c.number))
        .where(table.organisation_id == commissioner_id, table.state == "active")
        .order_by(table.name, table.id)
    )
    own = (replace(standard_from_plain(row.rules), key=row.id) for row in rows)
    return (*BUILT_IN, *own)
