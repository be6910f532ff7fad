"""Many mappings described at once: one step, one undo, and nothing unseen written over."""

from collections.abc import Sequence

import pytest

from pathways.builder import services
from pathways.builder.queries import MappingView
from pathways.builder.services.notes import (
    ROW_LIMIT,
    LinkWish,
    MarkWish,
    NoteWish,
    RowsChange,
    ServeWish,
    Wish,
    describe_many,
)
from pathways.db import new_id, transaction
from pathways.domain.pathway.notes import note_mark
from pathways.domain.pathway.treatment import Treatment
from pathways.domain.policy import Actor
from pathways.domain.refusals import NotFoundError, RuleError
from tests.builder.house import House
from tests.factories import load_pathway, many_modules
from tests.statements import statements_of

CODES = ("L2-KA-K01", "L2-KA-S02", "L1-WB-K01")
NO_NOTE = note_mark("")
INTRODUCED, DEVELOPED, ASSESSED = Treatment


@pytest.fixture
def rows(house: House) -> list[MappingView]:
    """Give the mappings of three competencies in the first module."""
    house.client.post(f"{house.module()}/outcomes/new", {"text": "Say what helps"})
    house.client.post(f"{house.module()}/outcomes/new", {"text": "Ask first"})
    for code in CODES:
        house.treat(code, "I")
    return [_row(house, code) for code in CODES]


def _row(house: House, code: str) -> MappingView:
    module = house.view().modules[0]
    return next(item for item in module.mappings if item.competency.code == code)


def _actor(house: House) -> Actor:
    return Actor("x" * 16, "Wren", "", False, organisation_id=house.organisation, role="owner")


def _describe(house: House, *wishes: Wish) -> RowsChange:
    with house.app.app_context(), transaction() as session:
        return describe_many(session, _actor(house), house.pathway, wishes)


def test_many_notes_are_one_step_and_one_undo(house: House, rows: Sequence[MappingView]) -> None:
    before = house.steps()
    change = _describe(
        house, *(NoteWish(row.id, NO_NOTE, f"Slide {at}") for at, row in enumerate(rows))
    )
    assert change.summary == "Wrote the evidence of three competencies"
    assert house.steps() == before + 1
    assert [_row(house, code).evidence for code in CODES] == ["Slide 0", "Slide 1", "Slide 2"]
    with house.app.app_context(), transaction() as session:
        services.history.undo(session, _actor(house), house.pathway)
    assert [_row(house, code).evidence for code in CODES] == ["", "", ""]


def test_a_note_that_changed_meanwhile_is_left_alone_and_the_rest_written(
    house: House, rows: Sequence[MappingView]
) -> None:
    _describe(house, NoteWish(rows[0].id, NO_NOTE, "Theirs"))
    change = _describe(
        house, NoteWish(rows[0].id, NO_NOTE, "Mine"), NoteWish(rows[1].id, NO_NOTE, "Also mine")
    )
    assert [stale.wish.mapping_id for stale in change.stale] == [rows[0].id]
    assert _row(house, CODES[0]).evidence == "Theirs"
    assert _row(house, CODES[1]).evidence == "Also mine"


def test_words_that_were_left_as_seen_write_over_nothing(
    house: House, rows: Sequence[MappingView]
) -> None:
    # A page of fields sends every note, those too that nobody touched.
    _describe(house, NoteWish(rows[0].id, NO_NOTE, "Theirs"))
    change = _describe(house, NoteWish(rows[0].id, NO_NOTE, ""))
    assert change.stale == []
    assert _row(house, CODES[0]).evidence == "Theirs"


def test_another_treatment_meanwhile_stands_in_no_notes_way(
    house: House, rows: Sequence[MappingView]
) -> None:
    _describe(house, MarkWish(rows[0].id, INTRODUCED, ASSESSED))
    assert _describe(house, NoteWish(rows[0].id, NO_NOTE, "Quiz 3")).stale == []
    row = _row(house, CODES[0])
    assert (row.treatment, row.evidence) == (ASSESSED, "Quiz 3")


def test_marks_apply_where_what_was_seen_stands_or_the_wish_is_so(
    house: House, rows: Sequence[MappingView]
) -> None:
    assert _describe(house, MarkWish(rows[0].id, INTRODUCED, DEVELOPED)).stale == []
    assert _describe(house, MarkWish(rows[0].id, INTRODUCED, DEVELOPED)).stale == []
    (stale,) = _describe(
        house,
        MarkWish(rows[0].id, INTRODUCED, ASSESSED),
        MarkWish(rows[1].id, INTRODUCED, ASSESSED),
    ).stale
    assert stale.row is not None
    assert stale.row["treatment"] == "D"
    assert _row(house, CODES[1]).treatment is ASSESSED


def test_a_row_is_taken_out_and_what_is_behind_it_follows(
    house: House, rows: Sequence[MappingView]
) -> None:
    change = _describe(
        house, MarkWish(rows[0].id, INTRODUCED, None), MarkWish(rows[1].id, INTRODUCED, None)
    )
    assert change.gone == tuple(sorted((rows[0].id, rows[1].id)))
    assert change.summary == "Took two competencies out of module 1"
    # `view()` compares what is kept of the module with a recount.
    assert [item.competency.code for item in house.view().modules[0].mappings] == ["L1-WB-K01"]
    (stale,) = _describe(
        house, NoteWish(rows[0].id, NO_NOTE, "Mine"), NoteWish(rows[2].id, NO_NOTE, "Kept")
    ).stale
    assert stale.row is None


def test_outcomes_are_linked_in_their_order_and_taken_off(
    house: House, rows: Sequence[MappingView]
) -> None:
    first, second = (item.id for item in house.view().modules[0].outcomes)
    both = [LinkWish(row.id, second, True) for row in rows[:2]]
    change = _describe(house, *both, LinkWish(rows[0].id, first, True))
    assert change.summary == "Changed the outcomes of two competencies"
    assert _row(house, CODES[0]).numbers == (1, 2)
    assert _row(house, CODES[0]).outcomes == (first, second)
    assert _row(house, CODES[1]).numbers == (2,)
    _describe(house, LinkWish(rows[0].id, second, False), LinkWish(rows[0].id, new_id(), True))
    assert _row(house, CODES[0]).outcomes == (first,)


def test_outcomes_by_number_are_added_and_those_there_are_not_are_named(
    house: House, rows: Sequence[MappingView]
) -> None:
    first, second = (item.id for item in house.view().modules[0].outcomes)
    _describe(house, LinkWish(rows[0].id, second, True))
    change = _describe(house, ServeWish(rows[0].id, (1, 9)), ServeWish(rows[1].id, ()))
    assert change.summary == f"Changed the outcomes of {CODES[0]} in module 1"
    assert _row(house, CODES[0]).outcomes == (first, second)
    assert _row(house, CODES[1]).outcomes == ()
    assert list(change.unknown) == [(1, 9)]
    assert _describe(house, ServeWish(rows[0].id, (2, 1))).summary == ""


def test_a_step_names_each_kind_of_change(house: House, rows: Sequence[MappingView]) -> None:
    change = _describe(
        house,
        NoteWish(rows[0].id, NO_NOTE, "Slide 3"),
        MarkWish(rows[0].id, INTRODUCED, ASSESSED),
        MarkWish(rows[1].id, INTRODUCED, DEVELOPED),
    )
    assert change.summary == (
        "Wrote the evidence of L2-KA-K01 in module 1, and set L2-KA-S02 in module 1 to developed, "
        "and set L2-KA-K01 in module 1 to assessed"
    )
    assert _describe(house, NoteWish(rows[0].id, note_mark("Slide 3"), "")).summary == (
        "Took out the evidence of L2-KA-K01 in module 1"
    )
    before = house.steps()
    assert _describe(house, NoteWish(rows[0].id, NO_NOTE, "")).summary == ""
    assert house.steps() == before


def test_what_is_of_another_pathway_is_not_found(house: House, rows: Sequence[MappingView]) -> None:
    with house.app.app_context():
        other = load_pathway(house.organisation, many_modules(1, 2))
    with house.app.app_context(), transaction() as session, pytest.raises(NotFoundError):
        describe_many(session, _actor(house), other, [NoteWish(rows[0].id, NO_NOTE, "Mine")])
    with pytest.raises(NotFoundError):
        _describe(house, NoteWish(new_id(), NO_NOTE, "Mine"))
    with pytest.raises(RuleError, match="up to 500 rows"):
        _describe(house, *(NoteWish(new_id(), NO_NOTE, "") for _ in range(ROW_LIMIT + 1)))


def test_two_hundred_rows_cost_as_many_statements_as_two(house: House) -> None:
    with house.app.app_context():
        pathway = load_pathway(house.organisation, many_modules(30, 2))
    mappings = [item for module in house.view(pathway).modules for item in module.mappings]
    counts = []
    for some in (mappings[:2], mappings[2:202]):
        wishes = [NoteWish(item.id, note_mark(item.evidence), f"On {item.id}") for item in some]
        with house.app.app_context(), statements_of(house.app) as sent, transaction() as session:
            describe_many(session, _actor(house), pathway, wishes)
        counts.append(len(sent))
    assert counts[0] == counts[1] <= 9
