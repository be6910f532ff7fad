"""The staff list of the actor's organisation, read whole: it is bounded, and counted in one go."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.domain.need.staff import StaffMember
from pathways.domain.policy import Actor
from pathways.models.staff import StaffRow, own_staff

_COLUMNS = (
    *(StaffRow.reference, StaffRow.role, StaffRow.team, StaffRow.site, StaffRow.people),
    *(StaffRow.level_needed, StaffRow.level_held, StaffRow.held_on, StaffRow.refresh_on),
    *(StaffRow.id, StaffRow.version),
)


def list_staff(session: Session, actor: Actor) -> tuple[StaffMember, ...]:
    """Return the list of the actor's organisation, by team, role and name."""
    rows = session.execute(
        sa.select(*_COLUMNS)
        .where(own_staff(actor))
        .order_by(StaffRow.team, StaffRow.role, StaffRow.reference, StaffRow.site, StaffRow.id)
    )
    return tuple(StaffMember(*row) for row in rows)
