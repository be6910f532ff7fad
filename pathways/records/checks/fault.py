"""What a check finds, and how checks are kept from falling over what they look at."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

MANY: Final = 20
"""Of one kind so many are told one by one."""


@dataclass(frozen=True, slots=True)
class DataFault:
    """Something that is not as it must be, in one sentence.

    `can_mend` where a recount puts it right. `is_forged` where it went past the journal: whatever
    rests on it is not recounted. It concerns `pathway_id` alone, or the whole database where that
    is empty.
    """

    text: str
    can_mend: bool = False
    is_forged: bool = False
    pathway_id: str = ""


def forged(text: str, pathway_id: str = "") -> DataFault:
    """Return the fault that something went past the journal, or is damaged."""
    return DataFault(text, is_forged=True, pathway_id=pathway_id)


Check = Callable[[Session], Iterator[DataFault]]


def run_check(session: Session, subject: str, check: Check) -> Iterator[DataFault]:
    """Yield what a check finds; what cannot be read or understood is a fault as well."""
    found = 0
    try:
        for fault in check(session):
            found += 1
            if found <= MANY:
                yield fault
    except sa.exc.DBAPIError as error:
        session.rollback()
        yield forged(f"{subject} cannot be read: {_reason(error)}.")
    except Exception as error:  # what is damaged may have any form
        session.rollback()
        yield forged(
            f"{subject} cannot be checked: what is kept there has another form "
            f"({type(error).__name__})."
        )
    if found > MANY:
        yield forged(f"{subject}: {found - MANY} more of this kind.")


def _reason(error: sa.exc.DBAPIError) -> str:
    lines = str(error.orig).strip().splitlines()
    # What stands in a row is nobody's to read who looks after the machine.
    return (
        lines[0].partition(" with text ")[0].rstrip(".")
        if lines
        else "the database gives no reason"
    )
