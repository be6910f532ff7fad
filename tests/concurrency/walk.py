"""A walk in the builder: each step is taken by the services and by dictionaries, and compared.

Both take it or both refuse it, and then both hold the same. People act on what they saw, which may
be long gone.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.builder.services.history import NothingToDoError
from pathways.db import db, transaction
from pathways.domain.policy import Actor
from pathways.domain.refusals import ClosedError, ConflictError, NotFoundError, RuleError
from pathways.models.base import Base
from tests.concurrency import plain_builder as plain
from tests.concurrency.plain_builder import PATHWAY, Builder, RefusedError, Row, Rows
from tests.concurrency.plain_steps import SetCell, Wish

CODES: Final = ("L1-KA-K01", "L2-KA-K01", "L2-KA-K02", "L2-WB-K01")
FIELDS: Final = {
    "module": ("position", "title", "minutes", "description", "delivery", "activities")
    + ("assessment", "version"),
    "outcome": ("module_id", "position", "text", "version"),
    "mapping": ("module_id", "code", "treatment", "evidence", "outcomes", "version"),
}
REFUSALS: Final = (NotFoundError, ConflictError, RuleError, ClosedError, NothingToDoError)
BITS: Final = {"I": "introduced", "D": "developed", "A": "assessed"}

Call = Callable[[Session, Actor, str], Any]
Made = tuple[Wish | str, Call] | None
"""A step as both take it; a word for undo and redo; None where there is nothing to take it on."""


def read_rows(session: Session, pathway: str) -> tuple[Rows, dict[str, dict[str, int]]]:
    """Return the rows of a pathway, and what is kept beside each module's mappings."""
    tables = Base.metadata.tables
    row = session.execute(
        sa.select(tables["pathway"].c.title, tables["pathway"].c.state).where(
            tables["pathway"].c.id == pathway
        )
    ).one()
    found: Rows = {PATHWAY: {"title": row.title, "state": str(row.state)}}
    kept = {}
    inside = sa.select(tables["module"].c.id).where(tables["module"].c.pathway_id == pathway)
    for name, fields in FIELDS.items():
        table = tables[name]
        is_in = table.c.pathway_id == pathway if name == "module" else table.c.module_id.in_(inside)
        for one in session.execute(sa.select(table).where(is_in)).mappings():
            found[name, one["id"]] = {"id": one["id"], **{key: one[key] for key in fields}}
            if name == "module":
                kept[one["id"]] = {bits: int(one[bits], 16) for bits in BITS.values()}
    return found, kept


@dataclass(slots=True)
class Walk:
    """One pathway, two people, and what each of them saw last."""

    draw: random.Random
    actors: Sequence[Actor]
    pathway: str
    builder: Builder
    masks: dict[str, int]
    ways: Sequence[Callable[["Walk", int], Made]]
    seen: dict[int, tuple[Rows, int]] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)

    def step(self) -> bool:
        """Take one step both ways; say whether it was taken."""
        who = self.draw.randrange(2)
        if who not in self.seen or self.draw.random() < 0.7:
            self.seen[who] = plain.copied(self.builder.rows), self.builder.revision
        way = self.draw.choice(self.ways)
        made = way(self, who)
        if made is None:
            return False
        wish, call = made
        self.told.append(f"{who}: {wish}")
        try:
            if isinstance(wish, str):
                self.builder.travel(who, wish)
            else:
                self.builder.take(who, wish)
            is_taken = True
        except RefusedError:
            is_taken = False
        try:
            with transaction() as session:
                call(session, self.actors[who], self.pathway)
            said = "taken"
        except REFUSALS as error:
            said = f"refused: {error!r}"
        assert is_taken == (said == "taken"), self.say(f"It was {said}")
        self.compare()
        return True

    def compare(self) -> None:
        """Fail where the product holds anything else than the dictionaries do."""
        rows, kept = read_rows(db.session, self.pathway)
        db.session.close()
        self.builder.rename(self.names(rows))
        if rows != self.builder.rows:
            keys = {*rows, *self.builder.rows}
            wrong = [
                f"{key}: {rows.get(key)} is not {self.builder.rows.get(key)}"
                for key in keys
                if rows.get(key) != self.builder.rows.get(key)
            ]
            raise AssertionError(self.say("\n".join(wrong)))
        counted = {one: dict.fromkeys(BITS.values(), 0) for one in self.builder.order()}
        for row in self.builder.of("mapping"):
            counted[row["module_id"]][BITS[row["treatment"]]] |= self.masks[row["code"]]
        assert kept == counted, self.say("kept bits")

    def names(self, rows: Rows) -> dict[str, str]:
        """Return what the product called rows that are new."""
        places = {_place(table, row): one for (table, one), row in rows.items()}
        found = {}
        for (table, one), row in self.builder.rows.items():
            if one.startswith("?"):
                found[one] = places.get(_place(table, row), one)
        return found

    def say(self, problem: str) -> str:
        """Return a problem with the steps that led to it."""
        return "\n".join((*self.told[-12:], problem))

    # --- what a person picks of what they saw

    def rows(self, who: int, table: str) -> list[Row]:
        """Return the rows of a table as a person saw them."""
        rows, _ = self.seen[who]
        return sorted(
            (row for (name, _), row in rows.items() if name == table), key=lambda row: row["id"]
        )

    def pick(self, who: int, table: str) -> Row | None:
        """Return one of them."""
        rows = self.rows(who, table)
        return self.draw.choice(rows) if rows else None

    def cell(self, who: int, module: str) -> SetCell:
        """Return a wish for a cell, by what the person saw of it."""
        code = self.draw.choice(CODES)
        stood = [
            row["treatment"]
            for row in self.rows(who, "mapping")
            if (row["module_id"], row["code"]) == (module, code)
        ]
        wish = self.draw.choice(("", "I", "D", "A"))
        is_least = bool(wish) and self.draw.random() < 0.2
        seen = stood[0] if stood and not is_least else ""
        return SetCell(module, code, seen, wish, is_least)


def _place(table: str, row: Row) -> tuple[Any, ...]:
    return table, row.get("module_id"), row.get("code"), row.get("position")
