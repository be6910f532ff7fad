"""What people do in the builder, drawn at random from what they saw, both ways to do it."""

from typing import Final

from pathways.builder import services
from pathways.builder.services.mappings import Cell
from pathways.builder.services.notes import LinkWish, MarkWish, NoteWish, ServeWish
from pathways.builder.services.pathways import mark_of
from pathways.db import new_id
from pathways.domain.pathway.content import PathwayContent
from pathways.domain.pathway.notes import note_mark
from pathways.domain.pathway.treatment import Treatment
from tests.concurrency import plain_steps as plain
from tests.concurrency.plain_builder import PATHWAY, Row
from tests.concurrency.walk import Made, Walk
from tests.factories import CURRENT_EDITION

MODULES: Final = 5
NOTES: Final = ("", "Slide 4", "Slide 9 and the worksheet", "=1+1")
WORDS: Final = ("Listen", "See", "Say two")


def texts_of(walk: Walk) -> Row:
    values = dict.fromkeys(("description", "delivery", "activities", "assessment"), "")
    title = f"Module {walk.draw.randrange(9)}"
    return {**values, "title": title, "minutes": 60, "assessment": walk.draw.choice(NOTES)}


def add_module(walk: Walk, _who: int) -> Made:
    if len(walk.builder.order()) >= MODULES:
        return None
    name, values = new_id(), texts_of(walk)
    return plain.AddModule(
        name, values
    ), lambda session, actor, pathway: services.modules.add_module(
        session, actor, pathway, operation=name, values=values
    )


def change_module(walk: Walk, who: int) -> Made:
    if (row := walk.pick(who, "module")) is None:
        return None
    values, seen = texts_of(walk), row["version"]
    return plain.ChangeModule(
        row["id"], seen, values
    ), lambda session, actor, pathway: services.modules.change_module(
        session, actor, pathway, row["id"], seen=seen, values=values
    )


def move_module(walk: Walk, who: int) -> Made:
    if (row := walk.pick(who, "module")) is None:
        return None
    if walk.draw.random() < 0.5:
        place = walk.draw.randrange(MODULES + 1)
        return plain.MoveModule(
            row["id"], place
        ), lambda session, actor, pathway: services.modules.move_module(
            session, actor, pathway, row["id"], place
        )
    way = walk.draw.choice(("up", "down"))
    by = -1 if way == "up" else 1
    return plain.MoveModule(
        row["id"], by=by
    ), lambda session, actor, pathway: services.modules.step_module(
        session, actor, pathway, row["id"], way
    )


def copy_module(walk: Walk, who: int) -> Made:
    row = walk.pick(who, "module")
    if row is None or len(walk.builder.order()) >= MODULES or len(row["title"]) > 100:
        return None
    name = new_id()
    return plain.CopyModule(
        row["id"], name
    ), lambda session, actor, pathway: services.modules.copy_module(
        session, actor, pathway, row["id"], name
    )


def delete_module(walk: Walk, who: int) -> Made:
    if (row := walk.pick(who, "module")) is None:
        return None
    return plain.DeleteModule(
        row["id"]
    ), lambda session, actor, pathway: services.modules.delete_module(
        session, actor, pathway, row["id"]
    )


def paste_outcomes(walk: Walk, who: int) -> Made:
    row = walk.pick(who, "module")
    if row is None or len(walk.builder.of("outcome", row["id"])) > 6:
        return None
    texts = [walk.draw.choice(WORDS) for _ in range(walk.draw.randrange(1, 4))]
    if len(texts) > 1:
        return plain.PasteOutcomes(
            row["id"], texts
        ), lambda session, actor, pathway: services.modules.add_outcomes(
            session, actor, pathway, row["id"], texts
        )
    name = new_id()
    return plain.PasteOutcomes(
        row["id"], texts, [name]
    ), lambda session, actor, pathway: services.modules.add_outcome(
        session, actor, pathway, row["id"], operation=name, text=texts[0]
    )


def change_outcome(walk: Walk, who: int) -> Made:
    if (row := walk.pick(who, "outcome")) is None:
        return None
    place, seen, text = (row["module_id"], row["id"]), row["version"], walk.draw.choice(WORDS)
    return plain.ChangeOutcome(
        *place, seen, text
    ), lambda session, actor, pathway: services.modules.change_outcome(
        session, actor, pathway, *place, seen=seen, text=text
    )


def step_outcome(walk: Walk, who: int) -> Made:
    if (row := walk.pick(who, "outcome")) is None:
        return None
    place, way = (row["module_id"], row["id"]), walk.draw.choice(("up", "down"))
    by = -1 if way == "up" else 1
    return plain.StepOutcome(
        *place, by
    ), lambda session, actor, pathway: services.modules.step_outcome(
        session, actor, pathway, *place, way
    )


def delete_outcome(walk: Walk, who: int) -> Made:
    if (row := walk.pick(who, "outcome")) is None:
        return None
    place = row["module_id"], row["id"]
    return plain.DeleteOutcome(
        *place
    ), lambda session, actor, pathway: services.modules.delete_outcome(
        session, actor, pathway, *place
    )


def treatment_of(word: str) -> Treatment | None:
    return Treatment(word) if word else None


def as_cell(wish: plain.SetCell) -> Cell:
    return Cell(
        wish.module,
        wish.code,
        treatment_of(wish.seen),
        treatment_of(wish.wish),
        wish.is_least,
        wish.outcome,
    )


def set_cell(walk: Walk, who: int) -> Made:
    if (row := walk.pick(who, "module")) is None:
        return None
    wish = walk.cell(who, row["id"])
    inside = [one["id"] for one in walk.rows(who, "outcome") if one["module_id"] == row["id"]]
    if inside and wish.wish and walk.draw.random() < 0.2:
        wish.outcome = walk.draw.choice(inside)
    return wish, lambda session, actor, pathway: services.mappings.set_treatment(
        session, actor, pathway, as_cell(wish)
    )


def set_block(walk: Walk, who: int) -> Made:
    modules = walk.rows(who, "module")
    if not modules:
        return None
    cells = [
        walk.cell(who, walk.draw.choice(modules)["id"]) for _ in range(walk.draw.randrange(1, 13))
    ]
    return plain.SetBlock(cells), lambda session, actor, pathway: services.marks.set_marks(
        session, actor, pathway, [as_cell(one) for one in cells]
    )


def describe_mapping(walk: Walk, who: int) -> Made:
    if (row := walk.pick(who, "mapping")) is None:
        return None
    known = [one["id"] for one in walk.rows(who, "outcome")]
    values: Row = {
        "treatment": walk.draw.choice(("I", "D", "A")),
        "evidence": walk.draw.choice(NOTES),
        "outcomes": walk.draw.sample(known, min(len(known), walk.draw.randrange(3))),
    }
    wish = plain.DescribeMapping(row["id"], row["version"], **values)
    wanted = {**values, "treatment": Treatment(values["treatment"])}
    return wish, lambda session, actor, pathway: services.mappings.describe_mapping(
        session, actor, pathway, row["id"], seen=row["version"], **wanted
    )


def paste_notes(walk: Walk, who: int) -> Made:
    rows, outcomes = walk.rows(who, "mapping"), walk.rows(who, "outcome")
    if not rows:
        return None
    asked: list[plain.Note | plain.Mark | plain.Link] = []
    wishes: list[NoteWish | MarkWish | LinkWish | ServeWish] = []
    for _ in range(walk.draw.randrange(1, 8)):
        row, kind = walk.draw.choice(rows), walk.draw.randrange(5)
        name = row["id"]
        if kind <= 1:
            seen = None if walk.draw.random() < 0.2 else row["evidence"]
            text = walk.draw.choice(NOTES)
            asked.append(plain.Note(name, seen, text))
            wishes.append(NoteWish(name, None if seen is None else note_mark(seen), text))
        elif kind == 2:
            wish = walk.draw.choice(("", "I", "D", "A"))
            asked.append(plain.Mark(name, row["treatment"], wish))
            wishes.append(MarkWish(name, Treatment(row["treatment"]), treatment_of(wish)))
        elif kind == 3 and outcomes:
            outcome, is_on = walk.draw.choice(outcomes)["id"], walk.draw.random() < 0.7
            asked.append(plain.Link(name, outcome, is_on))
            wishes.append(LinkWish(name, outcome, is_on))
        else:
            numbers = tuple(walk.draw.sample(range(1, 5), 2))
            asked.append(plain.Link(name, numbers=numbers))
            wishes.append(ServeWish(name, numbers))
    return plain.PasteNotes(asked), lambda session, actor, pathway: services.notes.describe_many(
        session, actor, pathway, wishes
    )


def describe(walk: Walk, who: int) -> Made:
    seen, title = walk.seen[who][0][PATHWAY]["title"], f"Course {walk.draw.randrange(5)}"
    mark = mark_of(PathwayContent(CURRENT_EDITION, seen, 2), ("title",))
    return plain.Describe(
        seen, title
    ), lambda session, actor, pathway: services.pathways.describe_pathway(
        session, actor, pathway, seen=mark, values={"title": title}
    )


def set_state(walk: Walk, _who: int) -> Made:
    is_open = walk.builder.rows[PATHWAY]["state"] == "active"
    if is_open and walk.draw.random() < 0.8:
        return None
    word, action = ("archived", "archive") if is_open else ("active", "restore")
    return plain.SetState(word), lambda session, actor, pathway: services.pathways.set_state(
        session, actor, pathway, action
    )


def go_back(walk: Walk, who: int) -> Made:
    if walk.draw.random() < 0.5:
        return None
    revision = walk.draw.randrange(max(1, walk.builder.revision - 30), walk.builder.revision + 1)
    seen = walk.seen[who][1]
    return plain.GoBack(
        revision, seen
    ), lambda session, actor, pathway: services.moments.restore_moment(
        session, actor, pathway, revision, seen=seen, when="then"
    )


def undo(_walk: Walk, _who: int) -> Made:
    return "undo", services.history.undo


def redo(_walk: Walk, _who: int) -> Made:
    return "redo", services.history.redo


WAYS: Final = (
    *(add_module, change_module, move_module, copy_module, delete_module, paste_outcomes),
    *(paste_outcomes, change_outcome, step_outcome, delete_outcome, describe, set_state, go_back),
    *((set_cell, set_block, describe_mapping, paste_notes) * 2),
    *(undo,) * 5,
    *(redo,) * 3,
)
