"""Putting what was brought into a pathway that is there: one transaction, one step to undo."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.builder.services.draft import (
    NO_CLAIMS,
    Draft,
    PlainRow,
    open_draft,
)
from pathways.builder.services.module_states import MAPPING, MODULE, OUTCOME
from pathways.builder.services.modules import OUTCOME_LIMIT
from pathways.domain.bringing.merging import Merging, merge
from pathways.domain.limits import MODULE_LIMIT
from pathways.domain.pathway.content import Module, PathwayContent
from pathways.domain.pathway.fields import values_of
from pathways.domain.policy import Actor
from pathways.domain.refusals import RuleError
from pathways.domain.words import plural
from pathways.models.base import new_id
from pathways.records.pathways import PATHWAY, read_content


class PathwayMovedError(Exception):
    """Somebody changed the pathway since it was shown what would be made of it."""


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
                for noun in ("module", "outcome", "mapping", "statement")
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
    seen: int | None = None,
) -> Merged:
    """Merge modules, outcomes and mappings into a pathway of the actor's; say what was done.

    What is known by what, see `merge`. RuleError, with nothing written, where the pathway would
    hold more than it may; PathwayMovedError where it is not at the revision that was `seen`.
    """
    draft = open_draft(session, actor, pathway_id)
    if seen is not None and draft.row["revision"] != seen:
        raise PathwayMovedError
    held = read_content(session, draft.edition, pathway_id)
    merging = merge(held, content, new_id, by_place=by_place)
    for problem in find_excess(merging):
        raise RuleError(problem, "title")
    writing = _Writing(draft)
    writing.write(held, merging.content)
    draft.finish("bring in", f"Brought in a file: {writing.done.words}")
    return writing.done


def find_excess(merging: Merging) -> Iterator[str]:
    """Yield what a pathway would hold too much of."""
    count = len(merging.content.modules)
    if count > MODULE_LIMIT:
        yield f"A pathway holds up to {MODULE_LIMIT} modules, and there would be {count:,}."
    for joined in merging.joined:
        if len(joined.now.outcomes) > OUTCOME_LIMIT:
            yield (
                f"A module holds up to {OUTCOME_LIMIT} outcomes, and “{joined.now.title}” would "
                f"have {len(joined.now.outcomes):,}."
            )


class _Writing:
    """Writes what differs between two contents of one pathway."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.done = Merged(Counter())

    def _rows(self, table: sa.Table, where: sa.ColumnElement[bool]) -> dict[str, PlainRow]:
        key = "code" if table is MAPPING else "id"
        rows = self.draft.session.execute(sa.select(table).where(where)).mappings()
        return {row[key]: dict(row) for row in rows}

    def write(self, held: PathwayContent, now: PathwayContent) -> None:
        """Write all of it."""
        was = {module.id: module for module in held.modules}
        rows = self._rows(MODULE, MODULE.c.pathway_id == self.draft.id)
        position = max((row["position"] for row in rows.values()), default=-1) + 1
        for module in now.modules:
            before = was.get(module.id)
            if before == module:
                continue
            if before is None:
                self._insert(MODULE, self._module(module, position), "module")
                position += 1
            else:
                self._change(MODULE, rows[module.id], values_of(module), "module")
            self._outcomes(before, module)
            self._mappings(before, module)
        self._whole(held, now)

    def _module(self, module: Module, position: int) -> dict[str, Any]:
        return {
            **values_of(module),
            "id": module.id,
            "pathway_id": self.draft.id,
            "position": position,
            "version": 1,
            **NO_CLAIMS,
        }

    def _insert(self, table: sa.Table, row: dict[str, Any], noun: str) -> None:
        self.draft.insert(table, row)
        self.done.counts[f"{noun} added"] += 1

    def _change(self, table: sa.Table, row: PlainRow, values: dict[str, Any], noun: str) -> None:
        if any(row[key] != value for key, value in values.items()):
            self.draft.update(table, row, values)
            self.done.counts[f"{noun} changed"] += 1

    def _outcomes(self, before: Module | None, module: Module) -> None:
        if before is not None and before.outcomes == module.outcomes:
            return
        rows = self._rows(OUTCOME, OUTCOME.c.module_id == module.id) if before else {}
        position = max((row["position"] for row in rows.values()), default=-1) + 1
        for outcome in module.outcomes:
            if outcome.id in rows:
                self._change(OUTCOME, rows[outcome.id], {"text": outcome.text}, "outcome")
                continue
            values = {
                "id": outcome.id,
                "module_id": module.id,
                "position": position,
                "text": outcome.text,
                "version": 1,
            }
            self._insert(OUTCOME, values, "outcome")
            position += 1

    def _mappings(self, before: Module | None, module: Module) -> None:
        if before is not None and before.mappings == module.mappings:
            return
        rows = self._rows(MAPPING, MAPPING.c.module_id == module.id) if before else {}
        for mapping in module.mappings:
            values: dict[str, Any] = {
                "treatment": mapping.treatment.value,
                "evidence": mapping.evidence,
                "outcomes": list(mapping.outcomes),
            }
            if mapping.code in rows:
                self._change(MAPPING, rows[mapping.code], values, "mapping")
                continue
            key: dict[str, Any] = {
                "id": new_id(),
                "module_id": module.id,
                "code": mapping.code,
                "version": 1,
            }
            self._insert(MAPPING, {**key, **values}, "mapping")

    def _whole(self, held: PathwayContent, now: PathwayContent) -> None:
        """Write what is said of the whole pathway."""
        was, plain = held.to_plain(), now.to_plain()
        for name in ("details", "assurance"):
            count = sum(was[name][key] != value for key, value in plain[name].items())
            if count:
                self.draft.update(PATHWAY, self.draft.row, {name: plain[name]})
                self.done.counts["statement changed"] += count
