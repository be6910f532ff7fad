"""What the commonest action and the largest page cost, counted exactly."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Mapper, Session

from pathways.db import db, new_id, transaction
from pathways.domain.framework.edition import Edition
from pathways.domain.pathway.proportion import keep_behind
from pathways.models.pathway import MappingRow, ModuleRow, Pathway
from pathways.records.editions import current_edition
from tests.builder.house import House

SIZES = (2, 20, 60)
NOTE = "Where it happens. " * 20


@dataclass
class Counts:
    """What a request cost."""

    statements: list[str] = field(default_factory=list)
    commits: int = 0
    loaded: list[str] = field(default_factory=list)


@contextmanager
def _counting(house: House) -> Iterator[Counts]:
    counts = Counts()

    def on_execute(_conn: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        counts.statements.append(statement)

    def on_commit(_connection: sa.Connection) -> None:
        counts.commits += 1

    def on_load(target: object, _context: Any) -> None:
        counts.loaded.append(type(target).__name__)

    with house.app.app_context():
        engine = db.engine
    listened: list[tuple[Any, str, Any]] = [
        (engine, "before_cursor_execute", on_execute),
        (engine, "commit", on_commit),
        (Mapper, "load", on_load),
    ]
    for target, name, listener in listened:
        event.listen(target, name, listener)
    try:
        yield counts
    finally:
        for target, name, listener in listened:
            event.remove(target, name, listener)


def _fill(house: House, modules: int) -> Edition:
    """Fill the pathway up to so many modules, each with ten competencies and evidence."""
    with house.app.app_context(), transaction() as session:
        edition = current_edition(session)
        _add(session, edition, house.pathway, modules)
    return edition


def _add(session: Session, edition: Edition, pathway: str, modules: int) -> None:
    codes = [item.code for item in edition.competencies if item.level == 2]
    for number in range(2, modules):
        members = [codes[(10 * number + k) % len(codes)] for k in range(10)]
        bits = 0
        for code in members:
            bits |= edition.by_code[code].mask
        identifier = new_id()
        session.add(
            ModuleRow(
                id=identifier,
                pathway_id=pathway,
                position=number,
                title=f"Module number {number}",
                minutes=90,
                introduced=f"{bits:x}",
                behind={code: keep_behind(NOTE, ()) for code in members},
            )
        )
        session.flush()
        session.add_all(
            MappingRow(
                id=new_id(),
                module_id=identifier,
                code=code,
                treatment="I",
                evidence=NOTE,
                outcomes=[],
            )
            for code in members
        )


@pytest.mark.parametrize("modules", SIZES)
def test_setting_a_treatment_costs_the_same_whatever_the_size(house: House, modules: int) -> None:
    _fill(house, modules)
    first = house.modules[0].id
    house.treat("L2-KA-K01", "I")
    house.treat("L2-KA-K01", "", "I")
    for seen, wish in (("", "I"), ("I", "D"), ("D", "A"), ("A", "")):
        values = {
            "csrf_token": house.client.token,
            "cell": f"{first}:L2-KA-K01:{seen}:{wish}",
            "from": "?theme=KA",
            "panel": "2",
            "shelves": "yes",
            "pick": "yes",
        }
        with _counting(house) as counts:
            response = house.client.raw.post(
                f"{house.url}/treatments", data=values, headers={"HX-Request": "true"}
            )
        assert response.status_code == 200
        # Who asks, the pathway, its modules with the mapping; the change of the mapping, of the
        # module's bits, of the pathway; what the step follows in the journal, and the step.
        assert len(counts.statements) == 8, "\n".join(counts.statements)
        assert counts.commits == 1
        assert counts.loaded == []
        size = len(response.get_data())
        assert size <= 4_096, size


@pytest.mark.parametrize("action", ["note", "long"])
def test_what_a_treatment_sends_does_not_grow_with_the_evidence(house: House, action: str) -> None:
    house.treat("L2-KA-K01", "I")
    text = "x" * 29_000 if action == "long" else "Page 4"
    values = {"treatment": "I", "evidence": text, "version": "1"}
    house.client.post(house.mapping_url("L2-KA-K01"), values)
    assert len(house.treat("L2-KA-K01", "D", "I").text.encode()) <= 4_096


@pytest.mark.parametrize("level", [1, 2, 3, 4])
def test_no_competency_sends_more_than_four_kilobytes(house: House, level: int) -> None:
    with house.app.app_context(), transaction() as session:
        edition = current_edition(session)
        table = sa.update(Pathway).values(target_level=level, entry_level=None)
        session.execute(table)
    first = house.modules[0].id
    asked = {"panel": str(level), "shelves": "yes", "pick": "yes", "from": "?"}
    sizes = {}
    for item in [item for item in edition.competencies if item.level == level][::3]:
        values = {"cell": f"{first}:{item.code}::I", **asked}
        page = house.client.post(f"{house.url}/treatments", values, 200, htmx=True)
        sizes[item.code] = len(page.text.encode())
    assert max(sizes.values()) <= 4_096, max(sizes.items(), key=lambda pair: pair[1])


@pytest.mark.parametrize("path", ["", "?theme=KA&show=all", "/matrix", "/coverage", "/details"])
def test_a_page_asks_the_database_the_same_whatever_the_size(house: House, path: str) -> None:
    seen = set()
    for modules in SIZES:
        with house.app.app_context(), transaction() as session:
            session.execute(sa.delete(MappingRow))
            session.execute(sa.delete(ModuleRow).where(ModuleRow.position >= 2))
        _fill(house, modules)
        house.client.get(house.url + path)
        with _counting(house) as counts:
            house.client.get(house.url + path)
        assert counts.loaded == []
        assert counts.commits == 0
        seen.add(len(counts.statements))
    assert len(seen) == 1, seen
