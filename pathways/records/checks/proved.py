"""Is what people rely on as the journal left it? Rows against their proofs, names against names."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.domain.chain import FORMER
from pathways.domain.pathway.rebuilding import GapError, digest_rows, turn_back
from pathways.models.base import Base
from pathways.records.checks.fault import DataFault, forged
from pathways.records.checks.trail import Trail, name_of_table
from pathways.records.journal import JOURNAL
from pathways.records.moments import read_rows
from pathways.records.names import WHOSE
from pathways.records.pathways import PATHWAY
from pathways.records.proofs import PROVED, digest_competencies, digest_kept, key_of


def check_proofs(session: Session, trail: Trail) -> Iterator[DataFault]:
    """Hold every row that is proved against the digest that the journal keeps of it."""
    there: set[tuple[str, str]] = set()
    names = trail.all_names
    for name in PROVED:
        table = Base.metadata.tables[name]
        rows = session.execute(sa.select(table).execution_options(yield_per=100))
        for found in rows.mappings():
            row = dict(found)
            key = (name, key_of(table, row))
            there.add(key)
            pathway = str(row.get("pathway_id") or "")
            what = f"The {name_of_table(name)} {key[1]}"
            if trail.proofs.get(key) is None:
                yield forged(f"{what} stands there past the journal.", pathway)
            elif digest_kept(table, row) != trail.proofs[key]:
                yield forged(f"{what} was changed past the journal.", pathway)
            for text in _wrong_names(trail, names, row):
                yield forged(f"{what} bears a name, “{text}”, that is not its writer's.", pathway)
    for (name, identifier), digest in trail.proofs.items():
        if digest is not None and (name, identifier) not in there:
            yield forged(f"The {name_of_table(name)} {identifier} was taken away past the journal.")


def _wrong_names(trail: Trail, names: set[str], row: Any) -> Iterator[str]:
    for column, name in row.items():
        if not column.endswith("_name") or not name:
            continue
        person = row.get(WHOSE.get(column, ""))
        if name == FORMER:
            is_theirs = person in trail.former if person else bool(trail.former)
        elif person is None:
            is_theirs = name in names
        else:
            # Whoever never took a step may have been given a part in one.
            is_theirs = name in trail.names.get(person, {name})
        if not is_theirs:
            yield name


def check_drafts(session: Session, trail: Trail) -> Iterator[DataFault]:
    """Turn every pathway back to where its steps began, and hold it against what stood there."""
    for row in session.execute(
        sa.select(PATHWAY.c.id, PATHWAY.c.revision).order_by(PATHWAY.c.id)
    ).all():
        if row.id not in trail.drafts:
            yield forged(f"Pathway {row.id} stands there past the journal.", row.id)
            continue
        start, digest = trail.drafts[row.id]
        steps = session.scalars(
            sa.select(JOURNAL.c.images)
            .where(JOURNAL.c.subject == row.id, JOURNAL.c.revision > start)
            .order_by(JOURNAL.c.revision.desc())
        ).all()
        try:
            rows = turn_back(read_rows(session, row.id), steps)
        except GapError:
            yield forged(f"Pathway {row.id} holds something that none of its steps wrote.", row.id)
            continue
        if digest_rows(rows) != digest:
            yield forged(f"Pathway {row.id} holds something that none of its steps wrote.", row.id)
    there = set(session.scalars(sa.select(PATHWAY.c.id)))
    for gone in sorted(trail.drafts.keys() - there):
        yield forged(f"Pathway {gone} was taken away past the journal.", gone)


def check_competencies(session: Session, trail: Trail) -> Iterator[DataFault]:
    """Hold the competencies of every edition against what its index loaded."""
    for code, digest in sorted(trail.competencies.items()):
        if digest_competencies(session, code) != digest:
            yield forged(f"Edition {code}: its competencies were changed past the journal.")
