"""Undo and redo as a machine that tries everything: two people, one pathway, many orders.

After each step the bit sets equal a recount. Undoing the last step of all, again and again, leads
back through every state that there was, down to the start.
"""

import itertools
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy.orm import Session

from pathways.builder import services
from pathways.builder.services.mappings import Cell
from pathways.db import db, new_id, transaction
from pathways.domain.pathway.treatment import Treatment
from pathways.domain.policy import Actor
from pathways.domain.refusals import ConflictError, NotFoundError, RuleError
from pathways.models.base import Base
from pathways.records.editions import current_edition
from tests.factories import make_organisation, make_pathway, make_person

CODES = ("L1-KA-K01", "L2-KA-K01", "L2-KA-K02")
WISHES = (None, *Treatment)
_FOLLOWING = {"version", "revision", "changed_at"}
_BITS = {"I": "introduced", "D": "developed", "A": "assessed"}

people = st.integers(0, 1)
picks = st.integers(0, 5)
State = dict[str, list[dict[str, Any]]]


def read_state(session: Session, pathway: str) -> State:
    """Return every row of a pathway, without what counts changes."""
    tables = Base.metadata.tables
    inside = sa.select(tables["module"].c.id).where(tables["module"].c.pathway_id == pathway)
    wheres = {
        "pathway": tables["pathway"].c.id == pathway,
        "module": tables["module"].c.pathway_id == pathway,
        "outcome": tables["outcome"].c.module_id.in_(inside),
        "mapping": tables["mapping"].c.module_id.in_(inside),
    }
    return {
        name: [
            {key: value for key, value in row.items() if key not in _FOLLOWING}
            for row in session.execute(
                sa.select(tables[name]).where(where).order_by(tables[name].c.id)
            ).mappings()
        ]
        for name, where in wheres.items()
    }


class Editing(RuleBasedStateMachine):
    """Two people change one pathway."""

    app: Flask
    serial = itertools.count()

    def __init__(self) -> None:
        super().__init__()
        self.context = self.app.app_context()
        self.context.push()
        number = next(self.serial)
        organisation = make_organisation(f"Provider {number}")
        self.pathway = make_pathway(organisation)
        self.actors = [
            Actor(
                make_person(f"person-{number}-{n}@test.example", organisation, "editor"),
                f"Person {n}",
                "",
                False,
                organisation,
                role="editor",
                is_provider=True,
            )
            for n in range(2)
        ]
        self.state = self.start = self.read()
        # Who did each step that stands, and the state before and after it.
        self.done: list[tuple[int, State, State]] = []
        self.undone: list[tuple[int, State, State]] = []

    def teardown(self) -> None:
        try:
            while self.done:
                self.undo_last()
            assert self.state == self.start
        finally:
            db.session.close()
            self.context.pop()

    def read(self) -> State:
        state = read_state(db.session, self.pathway)
        db.session.close()
        return state

    def step(self, who: int, service: Any, *arguments: Any, **values: Any) -> None:
        """Take one step; a refused one changes nothing."""
        refused = (NotFoundError, ConflictError, RuleError)
        try:
            with transaction() as session:
                service(session, self.actors[who], self.pathway, *arguments, **values)
        except refused:
            assert self.read() == self.state
            return
        before, self.state = self.state, self.read()
        if before != self.state:
            self.done.append((who, before, self.state))
            self.undone = [entry for entry in self.undone if entry[0] != who]

    def pick(self, table: str, number: int) -> dict[str, Any] | None:
        rows = self.state[table]
        return rows[number % len(rows)] if rows else None

    @rule(who=people)
    def add_module(self, who: int) -> None:
        texts = dict.fromkeys(("description", "delivery", "activities", "assessment"), "")
        values = {**texts, "title": f"Module {len(self.state['module'])}", "minutes": 60}
        self.step(who, services.modules.add_module, operation=new_id(), values=values)

    @rule(who=people, number=picks, place=picks)
    def move_module(self, who: int, number: int, place: int) -> None:
        if row := self.pick("module", number):
            self.step(who, services.modules.move_module, row["id"], place)

    @rule(who=people, number=picks)
    def copy_module(self, who: int, number: int) -> None:
        if (row := self.pick("module", number)) and len(self.state["module"]) < 8:
            self.step(who, services.modules.copy_module, row["id"], new_id())

    @rule(who=people, number=picks)
    def delete_module(self, who: int, number: int) -> None:
        if row := self.pick("module", number):
            self.step(who, services.modules.delete_module, row["id"])

    @rule(who=people, number=picks)
    def add_outcome(self, who: int, number: int) -> None:
        if row := self.pick("module", number):
            self.step(
                who, services.modules.add_outcome, row["id"], operation=new_id(), text="Listen"
            )

    @rule(who=people, number=picks, text=st.sampled_from(("Hear", "See")))
    def change_outcome(self, who: int, number: int, text: str) -> None:
        if row := self.pick("outcome", number):
            places = (row["module_id"], row["id"])
            self.step(who, services.modules.change_outcome, *places, seen=1, text=text)

    @rule(who=people, number=picks)
    def delete_outcome(self, who: int, number: int) -> None:
        if row := self.pick("outcome", number):
            self.step(who, services.modules.delete_outcome, row["module_id"], row["id"])

    @rule(who=people, number=picks, code=st.sampled_from(CODES), wish=st.sampled_from(WISHES))
    def set_treatment(self, who: int, number: int, code: str, wish: Treatment | None) -> None:
        if row := self.pick("module", number):
            now = [
                item["treatment"]
                for item in self.state["mapping"]
                if item["module_id"] == row["id"] and item["code"] == code
            ]
            cell = Cell(row["id"], code, Treatment(now[0]) if now else None, wish)
            self.step(who, services.mappings.set_treatment, cell)

    @rule(who=people, number=picks)
    def describe_mapping(self, who: int, number: int) -> None:
        if row := self.pick("mapping", number):
            self.step(
                who,
                services.mappings.describe_mapping,
                row["id"],
                seen=1,
                treatment=Treatment.ASSESSED,
                evidence="Seen in practice",
                outcomes=[item["id"] for item in self.state["outcome"]],
            )

    @rule()
    def undo_last(self) -> None:
        """Undo the last step of all: nothing can have been built on it."""
        if not self.done:
            return
        who, before, after = self.done.pop()
        assert self.state == after
        with transaction() as session:
            services.history.undo(session, self.actors[who], self.pathway)
        self.state = self.read()
        assert self.state == before
        self.undone.append((who, before, after))

    @rule()
    def redo_last(self) -> None:
        """Do again what was undone last, where nothing was done since."""
        if not self.undone or self.undone[-1][1] != self.state:
            return
        who, before, after = self.undone.pop()
        with transaction() as session:
            services.history.redo(session, self.actors[who], self.pathway)
        self.state = self.read()
        assert self.state == after
        self.done.append((who, before, after))

    @rule(who=people)
    def nobody_undoes_more_than_their_own(self, who: int) -> None:
        """Without a step of one's own there is nothing to undo."""
        if any(entry[0] == who for entry in self.done):
            return
        with pytest.raises(services.history.NothingToDoError), transaction() as session:
            services.history.undo(session, self.actors[who], self.pathway)

    @invariant()
    def the_bits_equal_a_recount(self) -> None:
        edition = current_edition(db.session)
        for module in self.state["module"]:
            counted = dict.fromkeys(_BITS, 0)
            for mapping in self.state["mapping"]:
                if mapping["module_id"] == module["id"]:
                    counted[mapping["treatment"]] |= edition.by_code[mapping["code"]].mask
            assert {t: int(module[name], 16) for t, name in _BITS.items()} == counted

    @invariant()
    def modules_stand_in_one_order(self) -> None:
        places = [row["position"] for row in self.state["module"]]
        assert len(set(places)) == len(places)


def test_every_way_back_leads_to_the_start(app: Flask) -> None:
    machine = type("Machine", (Editing,), {"app": app})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=25,
            stateful_step_count=20,
            deadline=None,
            derandomize=True,
            phases=[Phase.generate, Phase.shrink],
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_a_step_undone_out_of_turn_changes_nothing_or_only_itself(app: Flask) -> None:
    with app.app_context():
        organisation = make_organisation()
        pathway = make_pathway(organisation)
        first, second = (
            Actor(
                make_person(f"{n}@test.example", organisation, "editor"),
                n,
                "",
                False,
                organisation,
                role="editor",
                is_provider=True,
            )
            for n in ("first", "second")
        )
        texts = dict.fromkeys(("description", "delivery", "activities", "assessment"), "")
        values = {**texts, "title": "Module", "minutes": 60}
        with transaction() as session:
            module = services.modules.add_module(
                session, first, pathway, operation=new_id(), values=values
            )
        with transaction() as session:
            services.modules.add_outcome(
                session, second, pathway, module, operation=new_id(), text="See"
            )
        built = read_state(db.session, pathway)
        with pytest.raises(ConflictError), transaction() as session:
            services.history.undo(session, first, pathway)
        assert read_state(db.session, pathway) == built
        with transaction() as session:
            services.history.undo(session, second, pathway)
            services.history.undo(session, first, pathway)
        assert read_state(db.session, pathway)["module"] == []
        db.session.close()
