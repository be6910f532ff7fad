"""Work that must not be lost: cells of a pathway set one after the other, and what is checked."""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from itertools import cycle
from pathlib import Path

from sqlalchemy import select

from pathways.db import db
from pathways.domain.pathway import content
from pathways.domain.pathway.treatment import Treatment
from pathways.models.pathway import ModuleRow
from pathways.records.editions import current_edition
from tests.factories import CURRENT_EDITION, load_pathway, make_organisation, make_person

Cell = tuple[str, str]
"""A module's id and a code."""


@dataclass(slots=True)
class Work:
    """A pathway, its editors, and what each cell may hold: what was acknowledged, and later."""

    pathway: str
    modules: tuple[str, ...]
    codes: tuple[str, ...]
    editors: tuple[str, ...]
    may: dict[Cell, list[str]] = field(default_factory=lambda: defaultdict(lambda: [""]))
    wished: list[tuple[Cell, str]] = field(default_factory=list)
    acknowledged: int = 0

    def wishes(self, part: int = 0, parts: int = 1) -> Iterator[tuple[Cell, str, str]]:
        """Yield without end a cell, what an editor saw there, and what they wish; a part of all."""
        cells = [(module, code) for module in self.modules for code in self.codes][part::parts]
        for turn in cycle("IDA"):
            for cell in cells:
                yield cell, self.may[cell][-1], turn

    def sent(self, cell: Cell, wish: str) -> None:
        """Note a wish on its way."""
        self.may[cell].append(wish)
        self.wished.append((cell, wish))

    def answered(self, cell: Cell, wish: str) -> None:
        """Note that it was acknowledged: from here on the cell holds this."""
        self.may[cell] = [wish]
        self.acknowledged += 1

    def snapshot(self) -> "Work":
        """Return what each cell may hold now, apart from what comes."""
        copy = replace(self, may=defaultdict(lambda: [""]), wished=list(self.wished))
        # Others write meanwhile, so what is gone through is a list of its own.
        copy.may.update({cell: list(may) for cell, may in list(self.may.items())})
        return copy

    def widened_by(self, later: "Work") -> "Work":
        """Add to a snapshot whatever was wished since."""
        for cell, wish in later.wished[len(self.wished) :]:
            self.may[cell].append(wish)
        return self


def make_work(modules: int, editors: int, claims: int = 0) -> Work:
    """Make a pathway with empty modules, and its editors. Needs an app context.

    With `claims`, each module assesses so many competencies from the start, and the work is to
    treat these: the pathway stays as large as it is.
    """
    organisation = make_organisation()
    emails = tuple(f"editor-{number}@test.example" for number in range(editors))
    for email in emails:
        make_person(email, organisation, "editor")
    codes = tuple(item.code for item in current_edition(db.session).competencies)
    treated = codes[:claims] or codes
    claimed = tuple(content.Mapping(code, Treatment.ASSESSED) for code in codes[:claims])
    pathway = load_pathway(
        organisation,
        content.PathwayContent(
            CURRENT_EDITION,
            "Work of many",
            2,
            modules=tuple(
                content.Module(id=f"m{number}", title=f"Module {number}", mappings=claimed)
                for number in range(1, modules + 1)
            ),
        ),
    )
    made = tuple(
        db.session.scalars(
            select(ModuleRow.id).where(ModuleRow.pathway_id == pathway).order_by(ModuleRow.position)
        )
    )
    db.session.close()
    work = Work(pathway, made, treated, emails)
    if claims:
        work.may.update({(module, code): ["A"] for module in made for code in treated})
    return work


def check_file(path: Path, work: Work) -> list[str]:
    """Return what is lost, torn or damaged in an SQLite file, in words."""
    try:
        return _check(path, work)
    except sqlite3.DatabaseError as error:
        return [f"damaged: {error}"]


def _check(path: Path, work: Work) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        if (found := connection.execute("PRAGMA quick_check").fetchone()[0]) != "ok":
            return [f"damaged: {found}"]
        rows = connection.execute("SELECT module_id, code, treatment FROM mapping").fetchall()
        steps = connection.execute(
            "SELECT count(*), max(revision), count(DISTINCT revision) FROM journal "
            "WHERE subject = ? AND revision IS NOT NULL",
            (work.pathway,),
        ).fetchone()
        there = connection.execute(
            "SELECT revision FROM pathway WHERE id = ?", (work.pathway,)
        ).fetchone()
        if there is None:
            return ["lost: the pathway"]
        (revision,) = there
        images = connection.execute(
            "SELECT images FROM journal WHERE subject = ? ORDER BY revision DESC LIMIT 1",
            (work.pathway,),
        ).fetchone()
    problems = compare(work, {(module, code): treatment for module, code, treatment in rows})
    if steps != (revision, revision, revision):
        problems.append(f"torn: revision {revision}, steps {steps}")
    if images and images[0]:
        json.loads(images[0])
    return problems


def compare(work: Work, there: dict[Cell, str]) -> list[str]:
    """Return the cells that hold neither what was acknowledged last nor what was on its way."""
    return [
        f"lost: {cell} holds {there.get(cell, '')!r}, not one of {may}"
        for cell, may in work.may.items()
        if there.get(cell, "") not in may
    ]
