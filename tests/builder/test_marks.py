"""A block of cells: one transaction, one step, one undo, and nobody's change is written over."""

import time
from collections.abc import Sequence

import pytest
import sqlalchemy as sa

from pathways.builder.services.history import undo
from pathways.builder.services.mappings import Cell
from pathways.builder.services.marks import CELL_LIMIT, MarksChange, set_marks
from pathways.db import db, transaction
from pathways.domain.pathway.content import Mapping
from pathways.domain.pathway.treatment import Treatment
from pathways.domain.policy import Actor
from pathways.domain.refusals import NotFoundError, RuleError
from pathways.models.account import Person
from pathways.models.journal import Journal
from pathways.records.editions import current_edition
from tests.builder.house import EMAIL, House
from tests.factories import make_person

I, D, A = Treatment  # noqa: E741  # as everybody names them
CODES = [f"L2-KA-K{number:02}" for number in range(1, 7)]


def owner(house: House, email: str = EMAIL) -> Actor:
    with house.app.app_context():
        person = db.session.execute(sa.select(Person).where(Person.email == email)).scalar_one()
        return Actor(
            person.id, person.name, email, False, organisation_id=house.organisation, role="owner"
        )


def mark(house: House, cells: Sequence[Cell], actor: Actor | None = None) -> MarksChange:
    who = actor or owner(house)
    with house.app.app_context(), transaction() as session:
        return set_marks(session, who, house.pathway, cells)


def block(
    house: House,
    wish: Treatment | None,
    seen: Treatment | None = None,
    numbers: Sequence[int] = (1,),
) -> list[Cell]:
    modules = [house.modules[number - 1].id for number in numbers]
    return [Cell(module, code, seen, wish) for module in modules for code in CODES[:3]]


def marks(house: House, number: int = 1) -> dict[str, str]:
    return {item.code: item.treatment.value for item in house.modules[number - 1].mappings}


def summaries(house: House) -> list[str]:
    with house.app.app_context():
        rows = sa.select(Journal.summary).where(Journal.subject == house.pathway)
        return list(db.session.execute(rows.order_by(Journal.revision)).scalars())


def test_a_block_is_one_step_and_one_undo(house: House) -> None:
    steps = house.steps()
    mark(house, block(house, I, numbers=(1, 2)))
    assert house.steps() == steps + 1
    assert marks(house) == marks(house, 2) == dict.fromkeys(CODES[:3], "I")
    assert summaries(house)[-1] == "Set 6 cells to introduced"
    with house.app.app_context(), transaction() as session:
        assert undo(session, owner(house), house.pathway).summary == "Set 6 cells to introduced"
    assert marks(house) == marks(house, 2) == {}


def test_it_is_said_what_a_block_did(house: House) -> None:
    mark(house, block(house, I, numbers=(2,)))
    mark(house, [*block(house, None, I, (2,))[:1], *block(house, D, I, (2,))[1:]])
    mark(house, [Cell(house.modules[1].id, CODES[1], D, A)])
    mark(house, block(house, None, D, (2,))[2:] + block(house, None, A, (2,))[1:2])
    assert summaries(house)[-4:] == [
        "Set three competencies in module 2 to introduced",
        "Set two competencies in module 2 to developed, took one competency out of module 2",
        f"Set {CODES[1]} in module 2 to assessed",
        "Took two competencies out of module 2",
    ]


def test_evidence_and_outcomes_of_what_stays_are_kept(house: House) -> None:
    house.client.post(f"{house.module()}/outcomes/new", {"text": "Say it plainly"})
    house.treat(CODES[0], "I")
    outcome = house.modules[0].outcomes[0].id
    values = {"treatment": "I", "evidence": "Slide 4", "outcomes": [outcome], "version": "1"}
    house.client.post(house.mapping_url(CODES[0]), values)
    first = house.modules[0].id
    mark(
        house,
        [
            Cell(first, CODES[0], I, D),
            Cell(first, CODES[0], D, None),
            Cell(first, CODES[0], None, A),
        ],
    )
    assert house.mapping(CODES[0]) == Mapping(CODES[0], A, "Slide 4", (outcome,))


def test_what_changed_meanwhile_is_left_alone_and_the_rest_is_set(house: House) -> None:
    with house.app.app_context():
        make_person("sam@test.example", house.organisation, name="Sam Okafor")
    mark(house, block(house, D)[:1], owner(house, "sam@test.example"))
    change = mark(house, block(house, I))
    assert marks(house) == {CODES[0]: "D", CODES[1]: "I", CODES[2]: "I"}
    assert [(item.cell.code, item.now, item.by) for item in change.stale] == [
        (CODES[0], D, "Sam Okafor")
    ]
    assert set(change.mappings) == {(house.modules[0].id, code) for code in CODES[1:3]}


def test_a_cell_that_was_taken_out_meanwhile_names_who_did(house: House) -> None:
    with house.app.app_context():
        make_person("sam@test.example", house.organisation, name="Sam Okafor")
    mark(house, block(house, I))
    mark(house, block(house, None, I), owner(house, "sam@test.example"))
    change = mark(house, block(house, D, I))
    assert {(item.now, item.by) for item in change.stale} == {(None, "Sam Okafor")}
    assert house.steps() == len(summaries(house))
    assert marks(house) == {}


def test_the_same_block_twice_changes_nothing(house: House) -> None:
    mark(house, block(house, I))
    steps = house.steps()
    change = mark(house, block(house, I))
    assert not change.stale
    assert not change.mappings
    assert house.steps() == steps


def test_a_module_that_went_meanwhile_is_named(house: House) -> None:
    cells = block(house, I, numbers=(1, 2))
    house.client.post(f"{house.module(2)}/delete", {})
    change = mark(house, cells)
    assert len([item for item in change.stale if item.is_gone]) == 3
    assert len(marks(house)) == 3


def test_what_no_step_takes_is_refused_whole(house: House) -> None:
    first = house.modules[0].id
    for bad in (Cell(first, "L9-XX-K99", None, I), Cell("", CODES[0], None, I)):
        with pytest.raises(RuleError):
            mark(house, [*block(house, I), bad])
    with pytest.raises(RuleError):
        mark(house, [Cell(first, CODES[0], None, I)] * (CELL_LIMIT + 1))
    with pytest.raises(NotFoundError):
        mark(house, [Cell("f" * 32, CODES[0], None, I)])
    assert marks(house) == {}


def test_150_marks_cost_less_than_15(house: House) -> None:
    """Beside one mark by itself, in the same run; the best of a few, for other work goes on."""
    with house.app.app_context():
        edition = current_edition(db.session)
    codes = [item.code for item in edition.competencies if item.level == 2][:150]
    first = house.modules[0].id

    def took(cells: Sequence[Cell]) -> float:
        start = time.process_time()
        mark(house, cells)
        return time.process_time() - start

    mark(house, [Cell(first, code, None, I) for code in codes])
    turns = [(I, D), (D, A), (A, I)]
    one = min(took([Cell(first, codes[0], seen, wish)]) for seen, wish in turns)
    every = min(took([Cell(first, code, seen, wish) for code in codes]) for seen, wish in turns)
    gone = took([Cell(first, code, I, None) for code in codes])
    fresh = took([Cell(first, code, None, I) for code in codes])
    assert max(every, gone, fresh) < 15 * one, (one, every, gone, fresh)


def test_the_page_sends_a_block(house: House, htmx: bool) -> None:
    first, second = (module.id for module in house.modules)
    cells = [f"{first}:{CODES[0]}::I", f":{CODES[1]}::D"]
    status = 200 if htmx else 303
    values = {"cell": cells, "module": second}
    page = house.client.post(f"{house.url}/marks", values, status, htmx=htmx)
    assert (marks(house), marks(house, 2)) == ({CODES[0]: "I"}, {CODES[1]: "D"})
    if htmx:
        assert "Saved at" in page.words(page.by_id("saved"))
        assert not page.all(".//li[@data-code]")
    else:
        assert page.location == f"{house.url}/matrix"


def test_the_page_is_told_which_cells_were_left_alone(house: House, htmx: bool) -> None:
    house.treat(CODES[0], "A")
    first = house.modules[0].id
    values = {"cell": [f"{first}:{CODES[0]}:I:D", f"{first}:{CODES[1]}::D"]}
    page = house.client.post(f"{house.url}/marks", values, 200 if htmx else 303, htmx=htmx)
    assert marks(house) == {CODES[0]: "A", CODES[1]: "D"}
    if htmx:
        (left,) = page.all(".//li[@data-code]")
        assert (left.get("data-code"), left.get("data-now")) == (CODES[0], "A")
    else:
        words = house.client.get(page.location).words()
        assert f"{CODES[0]} changed meanwhile and stayed as found: assessed." in words


@pytest.mark.parametrize("cell", ["", "a:b", "{m}:L2-KA-K01::X", "{m}:L2-KA-K01::I:more"])
def test_a_broken_block_is_refused_whole(house: House, cell: str) -> None:
    first = house.modules[0].id
    cells = [f"{first}:{CODES[0]}::I", cell.format(m=first)]
    house.client.post(f"{house.url}/marks", {"cell": cells}, 400)
    assert marks(house) == {}
