"""Defining, changing and retiring standards. A change is a new version; old ones stay."""

from dataclasses import replace

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.domain.policy import Actor
from pathways.domain.refusals import ConflictError, NotFoundError, RuleError
from pathways.domain.rule.standards import (
    BUILT_IN,
    Standard,
    StandardState,
    standard_from_plain,
    standard_to_plain,
)
from pathways.models.account import Organisation
from pathways.models.base import new_id, now
from pathways.models.standard import CommissionerStandard, own_standards
from pathways.records.editions import current_edition
from pathways.records.journal import write_down


def define_standard(session: Session, actor: Actor, standard: Standard, operation: str) -> str:
    """Make a standard on the newest edition; return its family, which joins its versions.

    RuleError where the name is taken. The same `operation` with the same rules
    makes one.
    """
    _lock(session, actor)
    family = operation
    made = session.execute(
        sa.select(CommissionerStandard).where(
            CommissionerStandard.family == family, CommissionerStandard.number == 1
        )
    ).scalar_one_or_none()
    if made is not None:
        if actor.is_of(made.organisation_id) and _is_same(made, standard):
            return family
        # Somebody went back to a form that was sent, and wrote something else.
        family = new_id()
    _check_name(session, actor, standard.name, family)
    _add(session, actor, family, 1, standard, current_edition(session).code)
    write_down(
        session, actor, "define standard", f"Defined “{standard.name}”", subject=family, revision=1
    )
    return family


def change_standard(
    session: Session, actor: Actor, family: str, standard: Standard, *, seen: int
) -> int:
    """Make a new version of a standard in use; return its number.

    `seen` is the number of the version that the person changed. ConflictError
    where there is a later one that says something else; RuleError where the
    name is taken. Nothing new is made where nothing is different.
    """
    _lock(session, actor)
    newest = _newest(session, actor, family)
    if newest.state != StandardState.ACTIVE:
        raise RuleError("This standard is retired. Restore it before you change it.", "name")
    if _is_same(newest, standard):
        return newest.number
    if newest.number != seen:
        raise ConflictError
    _check_name(session, actor, standard.name, family)
    number = newest.number + 1
    _add(session, actor, family, number, standard, newest.edition_code)
    summary = f"Changed “{standard.name}”: version {number}"
    write_down(session, actor, "change standard", summary, subject=family, revision=number)
    return number


def set_state(session: Session, actor: Actor, family: str, *, is_active: bool) -> str:
    """Retire a standard, or take it back into use; return its name."""
    _lock(session, actor)
    newest = _newest(session, actor, family)
    state = StandardState.ACTIVE if is_active else StandardState.RETIRED
    if newest.state != state:
        newest.state = state.value
        session.flush()
        action, word = ("restore", "Restored") if is_active else ("retire", "Retired")
        summary = f"{word} “{newest.name}”"
        write_down(
            session, actor, f"{action} standard", summary, subject=family, revision=newest.number
        )
    return newest.name


def _lock(session: Session, actor: Actor) -> None:
    # One at a time in an organisation, so that no two take one name or one number.
    session.execute(
        sa.select(Organisation.id).where(Organisation.id == actor.organisation_id).with_for_update()
    )


def _newest(session: Session, actor: Actor, family: str) -> CommissionerStandard:
    table = CommissionerStandard
    row = session.execute(
        sa.select(table)
        .where(table.family == family, own_standards(actor))
        .order_by(table.number.desc())
        .limit(1)
    ).scalar_one_or_none()
    if row is None:
        raise NotFoundError(family)
    return row


def _is_same(row: CommissionerStandard, standard: Standard) -> bool:
    return replace(standard_from_plain(row.rules), key="") == replace(standard, key="")


def _check_name(session: Session, actor: Actor, name: str, family: str) -> None:
    wanted = _folded(name)
    if any(_folded(standard.name) == wanted for standard in BUILT_IN):
        raise RuleError("A built-in standard has this name. Choose another one.", "name")
    table = CommissionerStandard
    taken = session.scalars(
        sa.select(table.name).where(own_standards(actor), table.family != family)
    )
    if any(_folded(other) == wanted for other in taken):
        raise RuleError(
            "Another standard of yours has, or had, this name. Choose another one.", "name"
        )


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()


def _add(
    session: Session,
    actor: Actor,
    family: str,
    number: int,
    standard: Standard,
    edition_code: str,
) -> None:
    identifier = new_id()
    session.add(
        CommissionerStandard(
            id=identifier,
            family=family,
            organisation_id=actor.organisation_id,
            edition_code=edition_code,
            number=number,
            name=standard.name,
            rules=standard_to_plain(replace(standard, key=identifier)),
            state=StandardState.ACTIVE.value,
            created_at=now(),
        )
    )
    session.flush()
