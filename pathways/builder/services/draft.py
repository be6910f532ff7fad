"""A pathway while it is being changed: locked, judged, and written down.

Every change is a list of row images, before and after. The same images make
the journal's trail, undo and redo, so there is one way to change a pathway and
one way back.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.builder.services.module_states import (
    BITS,
    MAPPING,
    MODULE,
    OUTCOME,
    ModuleState,
    read_modules,
    read_with_cell,
)
from pathways.builder.standing import DraftStanding
from pathways.domain.framework.edition import Edition
from pathways.domain.pathway.content import Details, frozen
from pathways.domain.pathway.proportion import ModuleKept, join_kept, keep_behind
from pathways.domain.pathway.state import PathwayState
from pathways.domain.policy import Actor
from pathways.domain.refusals import NotFoundError
from pathways.domain.rule.coverage import check_coverage
from pathways.domain.rule.standards import FRAMEWORK_MINIMUM, find_standard
from pathways.models.base import now
from pathways.records.editions import get_edition
from pathways.records.journal import write_down
from pathways.records.listing.keeping import keep_offer
from pathways.records.pathways import PATHWAY, lock_pathway
from pathways.records.thresholds import thresholds_of

PlainRow = Mapping[str, Any]

_TABLES: Final = {table.name: table for table in (PATHWAY, MODULE, OUTCOME, MAPPING)}
NO_CLAIMS: Final[PlainRow] = {"introduced": "0", "developed": "0", "assessed": "0", "behind": {}}
"""What follows the mappings of a module, where it has none."""
_KEEP: Final = (
    sa.update(MODULE)
    .where(MODULE.c.id == sa.bindparam("_id"))
    .values({name: sa.bindparam(f"_{name}") for name in (*BITS.values(), "behind")})
)


@cache
def _change(table: sa.Table, names: tuple[str, ...], *, is_counted: bool) -> sa.Update:
    """Prepare a change of these columns of one row, which raises its version if it is counted."""
    values: dict[str, Any] = {name: sa.bindparam(f"_{name}") for name in names}
    if is_counted:
        values["version"] = table.c.version + 1
    return sa.update(table).where(table.c.id == sa.bindparam("_id")).values(values)


@dataclass(slots=True)
class Draft:
    """One pathway, locked for this transaction, and the changes made to it so far.

    `rows` holds the mappings that changed, by their ids, as they were first and as they are now,
    `outcomes_of` the modules whose outcomes changed.
    `told` is the summary of the step, once it is finished.
    """

    session: Session
    actor: Actor
    row: PlainRow
    edition: Edition
    images: list[dict[str, Any]] = field(default_factory=list)
    told: str = ""
    rows: dict[str, tuple[PlainRow | None, PlainRow | None]] = field(default_factory=dict)
    outcomes_of: set[str] = field(default_factory=set)
    _modules: dict[str, ModuleState] | None = None
    _first: tuple[ModuleKept, ...] | None = None
    _touched: set[str] = field(default_factory=set)

    @property
    def id(self) -> str:
        """The pathway's identifier."""
        identifier: str = self.row["id"]
        return identifier

    @property
    def modules(self) -> dict[str, ModuleState]:
        """The modules in teaching order, by identifier; read once."""
        if self._modules is None:
            return self._take(read_modules(self.session, self.id))
        return self._modules

    def _take(self, modules: dict[str, ModuleState]) -> dict[str, ModuleState]:
        self._modules = modules
        if self._first is None:
            self._first = tuple(module.keep() for module in modules.values())
        return modules

    def cell(self, module_id: str, code: str) -> PlainRow | None:
        """Read the modules; return the mapping of a competency in one of them, None if none is."""
        modules, found = read_with_cell(self.session, self.id, module_id, code)
        self._take(modules)
        return found

    def module(self, identifier: str) -> ModuleState:
        """Return a module of this pathway; NotFoundError for any other."""
        try:
            return self.modules[identifier]
        except KeyError:
            raise NotFoundError(identifier) from None

    def number(self, identifier: str) -> int:
        """Return a module's number from 1."""
        return list(self.modules).index(identifier) + 1

    def stand(self) -> DraftStanding:
        """Judge and measure the pathway as it now stands."""
        return self._weigh([module.keep() for module in self.modules.values()])

    def stood(self) -> DraftStanding:
        """Judge and measure it as it stood when its modules were read first."""
        return self._weigh(self._first or ())

    def _weigh(self, modules: Sequence[ModuleKept]) -> DraftStanding:
        report = check_coverage(
            self.edition,
            self.row["target_level"],
            [module.reach for module in modules],
            find_standard(self.row["standard"]) or FRAMEWORK_MINIMUM,
            self.row["entry_level"],
        )
        details = frozen(Details, self.row["details"])
        limits = thresholds_of(self.session)
        behind = join_kept(self.edition, self.row["target_level"], details, modules, limits)
        return DraftStanding.of(report, behind, limits)

    def insert(self, table: sa.Table, values: dict[str, Any]) -> None:
        """Add a row."""
        self.session.connection().execute(sa.insert(table), values)
        self._note(table, values["id"], None, values)

    def update(self, table: sa.Table, row: PlainRow, values: dict[str, Any]) -> None:
        """Change a row that was read in this transaction; values that are the same are left."""
        changed = {key: value for key, value in values.items() if row[key] != value}
        if not changed:
            return
        if table is not PATHWAY:
            # The pathway's own row is written once, at the end. A new place is no new text:
            # whoever has the form open may still save.
            is_counted = set(changed) != {"position"}
            statement = _change(table, tuple(sorted(changed)), is_counted=is_counted)
            self.session.connection().execute(statement, _asked(row["id"], changed))
        self._note(table, row["id"], {key: row[key] for key in changed}, changed, row)

    def delete(self, table: sa.Table, row: PlainRow) -> None:
        """Remove a row that nothing else refers to any more."""
        self.session.execute(sa.delete(table).where(table.c.id == row["id"]))
        self._note(table, row["id"], {column.name: row[column.name] for column in table.c}, None)

    def insert_all(self, table: sa.Table, rows: Sequence[dict[str, Any]]) -> None:
        """Add rows."""
        if rows:
            self.session.execute(sa.insert(table), list(rows))
        for row in rows:
            self._note(table, row["id"], None, row)

    def update_all(
        self, table: sa.Table, changes: Sequence[tuple[PlainRow, dict[str, Any]]]
    ) -> None:
        """Change rows that were read in this transaction, the same columns of each."""
        if not changes:
            return
        names = tuple(changes[0][1])
        self.session.connection().execute(
            _change(table, names, is_counted=True),
            [_asked(row["id"], values) for row, values in changes],
        )
        for row, values in changes:
            self._note(table, row["id"], {name: row[name] for name in names}, values, row)

    def delete_all(self, table: sa.Table, rows: Sequence[PlainRow]) -> None:
        """Remove rows that nothing else refers to any more."""
        if rows:
            identifiers = [row["id"] for row in rows]
            self.session.execute(sa.delete(table).where(table.c.id.in_(identifiers)))
        for row in rows:
            self._note(table, row["id"], {item.name: row[item.name] for item in table.c}, None)

    def _note(
        self,
        table: sa.Table,
        identifier: str,
        before: Mapping[str, Any] | None,
        after: Mapping[str, Any] | None,
        row: PlainRow | None = None,
    ) -> None:
        self.images.append(
            {
                "table": table.name,
                "id": identifier,
                "before": dict(before) if before is not None else None,
                "after": dict(after) if after is not None else None,
            }
        )
        if table is OUTCOME:
            self.outcomes_of.add((row or after or before or {})["module_id"])
        elif table is MAPPING:
            whole_before = {**row, **before} if row and before else before
            whole_after = {**row, **after} if row and after else after
            first = self.rows.get(identifier, (whole_before, None))[0]
            self.rows[identifier] = (first, whole_after)
            self._move_bits(whole_before, whole_after)
        elif table is MODULE:
            # Order, titles and minutes are read again when they are next needed.
            self.flush_bits()
            self._modules = None

    def _move_bits(self, before: PlainRow | None, after: PlainRow | None) -> None:
        for row, is_there in ((before, False), (after, True)):
            module = None if row is None else self.modules.get(row["module_id"])
            if row is None or module is None:
                continue
            code = row["code"]
            self._touched.add(module.id)
            module.behind.pop(code, None)
            if is_there:
                limits = thresholds_of(self.session)
                module.behind[code] = keep_behind(row["evidence"], row["outcomes"], limits)
            competency = self.edition.by_code.get(code)
            if competency is not None:
                name = BITS[row["treatment"]]
                bits: int = getattr(module, name)
                bits = bits | competency.mask if is_there else bits & ~competency.mask
                setattr(module, name, bits)

    def flush_bits(self) -> None:
        """Write what is kept of the modules whose mappings changed."""
        kept = [self.modules[one] for one in sorted(self._touched) if one in self.modules]
        if kept:
            self.session.connection().execute(
                _KEEP,
                [
                    {
                        "_id": module.id,
                        "_introduced": f"{module.introduced:x}",
                        "_developed": f"{module.developed:x}",
                        "_assessed": f"{module.assessed:x}",
                        "_behind": dict(sorted(module.behind.items())),
                    }
                    for module in kept
                ],
            )
        self._touched.clear()

    def finish(self, action: str, summary: str, **chain: Any) -> datetime | None:
        """Write the step down; return its time, or None where nothing changed.

        `chain` is what undo and redo set by themselves, see `history`.
        """
        if not self.images:
            return None
        self.flush_bits()
        at = now()
        revision = self.row["revision"] + 1
        own: dict[str, Any] = {}
        for image in self.images:
            if image["table"] == PATHWAY.name and image["after"] is not None:
                own.update(image["after"])
        version = {"version": self.row["version"] + 1} if own else {}
        written = {**own, **version, "revision": revision, "changed_at": at}
        self.session.connection().execute(
            _change(PATHWAY, tuple(sorted(written)), is_counted=False), _asked(self.id, written)
        )
        if own.get("state", self.row["state"]) != self.row["state"]:
            # What is put away is not listed in the directory either.
            keep_offer(self.session, self.id)
        self.row = {**self.row, **written}
        self.told = summary
        if not chain:
            chain = {"undo_top": revision, "redo_top": None, "finds_below": True}
        write_down(
            self.session,
            self.actor,
            action,
            summary,
            subject=self.id,
            at=at,
            revision=revision,
            images=self.images,
            **chain,
        )
        return at


def _asked(identifier: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a prepared change asks for."""
    return {"_id": identifier, **{f"_{name}": value for name, value in values.items()}}


def open_draft(
    session: Session,
    actor: Actor,
    pathway_id: str,
    *,
    states: Sequence[PathwayState] = (PathwayState.ACTIVE,),
) -> Draft:
    """Lock a pathway to change it, see `lock_pathway`."""
    row = lock_pathway(session, actor, pathway_id, states)
    edition = get_edition(session, row["edition_code"], row["digest"])
    return Draft(session, actor, row, edition)


def find_row(session: Session, table: sa.Table, identifier: str) -> PlainRow | None:
    """Return a row by identifier, or None."""
    return one_row(session, sa.select(table).where(table.c.id == identifier))


def one_row(
    session: Session, statement: sa.Select[Any], asked: Mapping[str, Any] | None = None
) -> PlainRow | None:
    """Return the one row that a statement finds as a plain value, or None."""
    row = session.connection().execute(statement, asked).mappings().one_or_none()
    return None if row is None else dict(row)


def table_of(name: str) -> sa.Table:
    """Return the table that a journal image names."""
    return _TABLES[name]
