"""When what a commissioner finds is read by those who sent it: the habit of an organisation."""

from sqlalchemy.orm import Session

from pathways.accounts.services.organisations import lock_organisation
from pathways.domain.review.privacy import Sharing, habit
from pathways.records.journal import Doer, write_down


def set_sharing(session: Session, doer: Doer, organisation_id: str, sharing: Sharing) -> bool:
    """Choose when providers read findings and comments; return whether that is new.

    What waits on open submissions stays as it is: it is shared by the step that comes next.
    """
    organisation = lock_organisation(session, organisation_id)
    if habit(organisation.sharing) is sharing:
        return False
    organisation.sharing = sharing.value
    write_down(
        session,
        doer,
        "sharing set",
        organisation_id=organisation_id,
        subject=organisation_id,
        summary=f"Findings are shared: {sharing.word.lower()}",
    )
    return True
