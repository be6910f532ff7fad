"""Going back to an earlier moment: one step like any other, which can be undone."""

from typing import Any, Final

from sqlalchemy.orm import Session

from pathways.builder.services.draft import (
    NO_CLAIMS,
    Draft,
    open_draft,
    table_of,
)
from pathways.builder.services.module_states import MAPPING, MODULE, OUTCOME
from pathways.domain.pathway.fields import HEAD_FIELDS
from pathways.domain.pathway.rebuilding import FOLLOWING, Rows
from pathways.domain.policy import Actor
from pathways.domain.refusals import ConflictError
from pathways.records.moments import read_rows, rebuild
from pathways.records.pathways import PATHWAY

_OWN: Final = (*(item.name for item in HEAD_FIELDS), "details", "assurance")
"""What goes back of the pathway's own row. Whether it is put away is not among it."""


def restore_moment(
    session: Session, actor: Actor, pathway_id: str, revision: int, *, seen: int, when: str
) -> bool:
    """Make a pathway what it was at a revision; False where it is so already.

    `when` says that moment in words, `seen` is the revision that the person compared it with:
    ConflictError where it moved on. RuleError where the steps since do not lead back.
    """
    draft = open_draft(session, actor, pathway_id)
    if draft.row["revision"] != seen:
        raise ConflictError("The pathway has changed since you looked. Look once more.")
    now_there = read_rows(session, pathway_id)
    _apply(draft, now_there, rebuild(session, pathway_id, now_there, revision))
    return draft.finish("go back", f"Went back to how it was on {when}") is not None


def _apply(draft: Draft, now_there: Rows, then: Rows) -> None:
    """Write what differs: rows inside others go first and come last."""
    for table in (MAPPING, OUTCOME, MODULE):
        for (name, identifier), row in now_there.items():
            if name == table.name and (name, identifier) not in then:
                draft.delete(table, {**row, **_claimed_by_none(name)})
    for table in (MODULE, OUTCOME, MAPPING):
        for (name, identifier), row in then.items():
            if name == table.name and (name, identifier) not in now_there:
                draft.insert(table, {**row, **_claimed_by_none(name)})
    for (name, identifier), row in then.items():
        current = now_there.get((name, identifier))
        if current is None:
            continue
        if name == PATHWAY.name:
            draft.update(PATHWAY, draft.row, {key: row[key] for key in _OWN})
        else:
            written = {key: value for key, value in row.items() if key not in FOLLOWING}
            draft.update(table_of(name), current, written)


def _claimed_by_none(table: str) -> dict[str, Any]:
    """Return what follows a module's mappings, without any: they go first, and come last."""
    return dict(NO_CLAIMS) if table == MODULE.name else {}
