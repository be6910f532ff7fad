"""Putting what was brought into a pathway that is there: one transaction, one step to undo."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.builder.services.draft import (
    MAPPING,
    MODULE,
    NO_CLAIMS,
    OUTCOME,
    Draft,
    PlainRow,
    open_draft,
)
from pathways.builder.services.modules import MODULE_LIMIT, OUTCOME_LIMIT
from pathways.domain.pathway.content import Module, PathwayContent
from pathways.domain.pathway.fields import values_of
from pathways.domain.policy import Actor
from pathways.domain.refusals import RuleError
from pathways.domain.words import plural
from pathways.models.base import new_id


@dataclass(slots=True)
class Merged:
    """What was made and changed in a pathway, counted."""

    counts: Counter[str]

    @property
    def words(self) -> str:
        """Say it: "2 modules and 14 mappings added, 3 mappings changed"."""
        said = [
            f"{plural(count, noun)} {done}"
            for (noun, done), count in (
                ((noun, done), self.counts[f"{noun} {done}"])
                for done in ("added", "changed")
                for noun in ("module", "outcome", "mapping")
            )
            if count
        ]
        return ", ".join(said) or "nothing to change"


def merge_content(
    session: Session,
    actor: Actor,
    pathway_id: str,
    content: PathwayContent,
    *,
    by_place: bool = False,
) -> Merged:
    """Merge modules, outcomes and mappings into a pathway of the actor's; say what was done.

    A module is known by its title, or `by_place` where none has it, as in a workbook of that
    pathway. What the file does not say stays, and nothing is deleted. RuleError, with nothing
    written, where the pathway would hold more than it may.
    """
    draft = open_draft(session, actor, pathway_id)
    merging = _Merging(draft, by_place)
    for place, module in enumerate(content.modules):
        merging.take(place, module)
    draft.finish("bring in", f"Brought in a file: {merging.done.words}")
    return merging.done


class _Merging:
    def __init__(self, draft: Draft, by_place: bool) -> None:
        self.draft = draft
        self.by_place = by_place
        self.done = Merged(Counter())
        self.left: list[PlainRow] = self._rows(MODULE, MODULE.c.pathway_id == draft.id)
        self.position = max((row["position"] for row in self.left), default=-1) + 1
        self.held = list(self.left)

    def _rows(self, table: sa.Table, where: sa.ColumnElement[bool]) -> list[PlainRow]:
        order = table.c.position if "position" in table.c else table.c.code
        rows = self.draft.session.execute(sa.select(table).where(where).order_by(order, table.c.id))
        return [dict(row) for row in rows.mappings()]

    def take(self, place: int, module: Module) -> None:
        """Merge one module with all that is in it."""
        row = self._find(place, module)
        if row is None:
            module_id = self._add(module)
        else:
            module_id = row["id"]
            said = {
                key: value
                for key, value in values_of(module).items()
                if value and (key != "title" or self.by_place)
            }
            self._change(MODULE, row, said, "module")
        outcomes = self._outcomes(module_id, module)
        self._mappings(module_id, module, outcomes)

    def _find(self, place: int, module: Module) -> PlainRow | None:
        title = module.title.casefold()
        found = next((row for row in self.left if row["title"].casefold() == title), None)
        if found is None and self.by_place and place < len(self.held):
            found = self.held[place] if self.held[place] in self.left else None
        if found is not None:
            self.left.remove(found)
        return found

    def _add(self, module: Module) -> str:
        if len(self.draft.modules) >= MODULE_LIMIT:
            raise RuleError(f"A pathway holds up to {MODULE_LIMIT} modules.", "title")
        row: dict[str, Any] = {
            **values_of(module),
            "id": new_id(),
            "pathway_id": self.draft.id,
            "position": self.position,
            "version": 1,
            **NO_CLAIMS,
        }
        self.position += 1
        self.draft.insert(MODULE, row)
        self.done.counts["module added"] += 1
        return str(row["id"])

    def _change(self, table: sa.Table, row: PlainRow, values: dict[str, Any], noun: str) -> None:
        if any(row[key] != value for key, value in values.items()):
            self.draft.update(table, row, values)
            self.done.counts[f"{noun} changed"] += 1

    def _outcomes(self, module_id: str, module: Module) -> dict[str, str]:
        """Merge outcomes; return the identifier that each of the file's now has."""
        rows = self._rows(OUTCOME, OUTCOME.c.module_id == module_id)
        known = {row["text"].casefold(): row for row in rows}
        found: dict[str, str] = {}
        position = max((row["position"] for row in rows), default=-1) + 1
        count = len(rows)
        for place, outcome in enumerate(module.outcomes):
            row = known.get(outcome.text.casefold())
            if row is None and self.by_place and place < len(rows):
                row = rows[place]
                self._change(OUTCOME, row, {"text": outcome.text}, "outcome")
            if row is not None:
                found[outcome.id] = row["id"]
                continue
            if count >= OUTCOME_LIMIT:
                raise RuleError(f"A module holds up to {OUTCOME_LIMIT} outcomes.", "text")
            found[outcome.id] = new_id()
            values = {
                "id": found[outcome.id],
                "module_id": module_id,
                "position": position,
                "text": outcome.text,
                "version": 1,
            }
            self.draft.insert(OUTCOME, values)
            self.done.counts["outcome added"] += 1
            position, count = position + 1, count + 1
        return found

    def _mappings(self, module_id: str, module: Module, outcomes: dict[str, str]) -> None:
        known = {row["code"]: row for row in self._rows(MAPPING, MAPPING.c.module_id == module_id)}
        for mapping in module.mappings:
            values: dict[str, Any] = {"treatment": mapping.treatment.value}
            if mapping.evidence:
                values["evidence"] = mapping.evidence
            if mapping.outcomes:
                values["outcomes"] = [outcomes[item] for item in mapping.outcomes]
            row = known.get(mapping.code)
            if row is not None:
                self._change(MAPPING, row, values, "mapping")
                continue
            fresh = {"evidence": "", "outcomes": [], **values}
            self.draft.insert(
                MAPPING,
                {
                    "id": new_id(),
                    "module_id": module_id,
                    "code": mapping.code,
                    "version": 1,
                    **fresh,
                },
            )
            self.done.counts["mapping added"] += 1
