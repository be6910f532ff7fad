"""Which module treats which competency, how far, for which outcomes, on what evidence."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.builder.services.draft import (
    Draft,
    PlainRow,
    find_row,
    open_draft,
)
from pathways.builder.services.module_states import MAPPING, OUTCOME
from pathways.domain.pathway.treatment import Treatment
from pathways.domain.policy import Actor
from pathways.domain.refusals import ConflictError, NotFoundError, RuleError
from pathways.models.base import new_id


@dataclass(frozen=True, slots=True)
class Cell:
    """One place of the matrix, and what is wished for it.

    `seen` is the treatment that the person saw, None for none. `wish` None takes
    the competency out of the module. `is_least` says that the person saw no
    treatment, and wishes that the module goes at least so far. `outcome` is one of
    the module's that the competency serves, linked in the same step.
    """

    module_id: str
    code: str
    seen: Treatment | None
    wish: Treatment | None
    is_least: bool = False
    outcome: str = ""

    @classmethod
    def read(cls, text: str, module_id: str = "") -> "Cell":
        """Read "module:code:seen:wish"; an empty module is `module_id`. ValueError if it is not."""
        module, code, seen, wish = text.split(":")
        return cls(
            module or module_id,
            code,
            Treatment(seen) if seen else None,
            Treatment(wish) if wish else None,
        )


@dataclass(frozen=True, slots=True)
class CellChange:
    """A cell as it now stands: the draft it belongs to and its mapping, None if there is none."""

    draft: Draft
    mapping: PlainRow | None
    is_new: bool
    is_changed: bool


def set_treatment(session: Session, actor: Actor, pathway_id: str, cell: Cell) -> CellChange:
    """Put a competency into a module, change how far it goes, or take it out.

    Applies if what the person saw still stands, or if the wish is already so;
    otherwise ConflictError. RuleError for a code that the edition does not have, or no module.
    """
    draft = open_draft(session, actor, pathway_id)
    if cell.code not in draft.edition.by_code:
        raise RuleError(f"The framework has no competency {cell.code[:20]}.", "code")
    if not cell.module_id:
        raise RuleError("Add a module first: competencies go into modules.", "module")
    row = draft.cell(cell.module_id, cell.code)
    module = draft.module(cell.module_id)
    if cell.outcome and cell.outcome not in module.outcomes:
        raise RuleError("That outcome is not in the module any more.", "outcome")
    current = Treatment(row["treatment"]) if row is not None else None
    linked = _linked(row["outcomes"] if row else [], cell)
    wish = cell.wish
    if cell.is_least and current and wish and current.rank >= wish.rank:
        wish = current
    if current is wish and (row is None or linked == row["outcomes"]):
        return CellChange(draft, row, is_new=False, is_changed=False)
    number = draft.number(module.id)
    if current not in (cell.seen, wish) and not cell.is_least:
        raise ConflictError(_stands(cell, current, number))
    if row is None:
        # Not None: `current` would equal the wish.
        wish = wish or Treatment.INTRODUCED
        row = {
            "id": new_id(),
            "module_id": module.id,
            "code": cell.code,
            "treatment": wish.value,
            "evidence": "",
            "outcomes": linked,
            "version": 1,
        }
        draft.insert(MAPPING, dict(row))
        draft.finish("add competency", say_cell(cell.code, number, None, wish))
        return CellChange(draft, row, is_new=True, is_changed=True)
    if wish is None:
        draft.delete(MAPPING, row)
        draft.finish("take out competency", say_cell(cell.code, number, current, None))
        return CellChange(draft, None, is_new=False, is_changed=True)
    values = {"treatment": wish.value, "outcomes": linked}
    draft.update(MAPPING, row, values)
    if current is wish:
        draft.finish("link outcome", f"Linked {cell.code} in module {number} to an outcome")
    else:
        draft.finish("set treatment", say_cell(cell.code, number, current, wish))
    changed = {**row, **values, "version": row["version"] + 1}
    return CellChange(draft, changed, is_new=False, is_changed=True)


def _linked(outcomes: list[str], cell: Cell) -> list[str]:
    """Return the outcomes of a mapping with the one that is linked by the step."""
    is_new = cell.outcome and cell.outcome not in outcomes
    return [*outcomes, cell.outcome] if is_new else outcomes


def say_cell(code: str, number: int, was: Treatment | None, now: Treatment | None) -> str:
    """Say in the past what a change of one cell did."""
    if now is None:
        return f"Took {code} out of module {number}"
    if was is None:
        return f"Put {code} into module {number}"
    return f"Set {code} in module {number} to {now.word.lower()}"


def _stands(cell: Cell, current: Treatment | None, number: int) -> str:
    """Say how a cell stands where that is not what the person saw."""
    if current is None:
        return f"Somebody took {cell.code} out of module {number} meanwhile."
    if cell.seen is None:
        return f"{cell.code} is in module {number} already: {current.word.lower()}."
    return f"Somebody set {cell.code} to {current.word.lower()} meanwhile."


def describe_mapping(
    session: Session,
    actor: Actor,
    pathway_id: str,
    mapping_id: str,
    *,
    seen: int,
    treatment: Treatment,
    evidence: str,
    outcomes: list[str],
) -> Draft:
    """Change a mapping's treatment, evidence note and outcomes; return the draft as it now stands.

    ConflictError where somebody changed it meanwhile.
    """
    draft = open_draft(session, actor, pathway_id)
    row = find_row(session, MAPPING, mapping_id)
    if row is None or row["module_id"] not in draft.modules:
        raise NotFoundError(mapping_id)
    known = set(
        session.execute(
            sa.select(OUTCOME.c.id).where(OUTCOME.c.module_id == row["module_id"])
        ).scalars()
    )
    values = {
        "treatment": treatment.value,
        "evidence": evidence,
        "outcomes": [item for item in dict.fromkeys(outcomes) if item in known],
    }
    if row["version"] != seen and any(row[key] != value for key, value in values.items()):
        raise ConflictError("This was changed elsewhere meanwhile.")
    draft.update(MAPPING, row, values)
    draft.finish(
        "change mapping", f"Changed {row['code']} in module {draft.number(row['module_id'])}"
    )
    return draft
