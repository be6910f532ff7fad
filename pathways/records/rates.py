"""How often each caller of the addresses for programs has asked, counted in windows of time."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from pathways.models.base import now
from pathways.models.token import Allowance


def spend(session: Session, caller: str, window: int) -> tuple[int, int]:
    """Count one request of a caller in windows of so many seconds.

    Return which request of the present window it is, and the seconds until that one ends. It is
    one statement, so that requests at the same moment are all counted.
    """
    at = int(now().timestamp())
    began = at - at % window
    make = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    asked = make(Allowance).values(caller=caller, began=began, made=1)
    made = session.execute(
        asked.on_conflict_do_update(
            index_elements=[Allowance.caller],
            set_={
                "made": sa.case((Allowance.began == began, Allowance.made + 1), else_=1),
                "began": began,
            },
        ).returning(Allowance.made)
    ).scalar_one()
    return made, began + window - at
