"""Erasing a person from a page or a command: two transactions, one after the other."""

from dataclasses import replace
from typing import Final

from pathways.accounts.services.erasure import (
    Erased,
    OnlyAdministratorError,
    OwnerNeededError,
    begin_erasure,
    finish_erasure,
)
from pathways.db import transaction
from pathways.domain.words import listed, plural
from pathways.records.journal import Doer
from pathways.records.tenants import whole

ONLY_ADMINISTRATOR: Final = (
    "Nobody else looks after this site. Have somebody else made an administrator first."
)

_EVERYWHERE: Final = "a name is taken out wherever it stands"


def erase_person(doer: Doer | None, person_id: str, reason: str, heir: str = "") -> Erased:
    """Erase a person; what cannot be done yet is refused as `begin_erasure` says.

    A second time finishes what a crash left, and changes nothing else.
    """
    with transaction() as session, whole(session, _EVERYWHERE):
        done = begin_erasure(session, doer, person_id, reason, heir)
    with transaction() as session, whole(session, _EVERYWHERE):
        return replace(done, steps=finish_erasure(session, doer, person_id))


def say_refusal(error: OwnerNeededError | OnlyAdministratorError, advice: str) -> str:
    """Return why somebody cannot be erased yet, and what to do first."""
    if isinstance(error, OnlyAdministratorError):
        return ONLY_ADMINISTRATOR
    places = listed(list(error.names))
    return f"{places} would be left without an owner, and others work there. {advice}"


def say_done(done: Erased) -> tuple[str, ...]:
    """Return what was done, a sentence each."""
    lines = ["The account has ended, and its name and address are taken out."]
    if done.left:
        lines.append(f"Left: {listed(list(done.left))}.")
    if done.closed:
        lines.append(f"Closed, since nobody else is in it: {listed(list(done.closed))}.")
    lines.append(f"{plural(done.steps, 'step')} of the journal changed; their order is kept.")
    return tuple(lines)
