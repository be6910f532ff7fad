"""The evidence table: many mappings at once, in one transaction, one step and one undo."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.builder.services.draft import Draft, PlainRow, open_draft
from pathways.builder.services.module_states import MAPPING, MODULE, OUTCOME
from pathways.domain.pathway.notes import note_mark
from pathways.domain.pathway.treatment import Treatment
from pathways.domain.policy import Actor
from pathways.domain.refusals import NotFoundError, RuleError
from pathways.domain.words import competencies

ROW_LIMIT: Final = 500
"""How many mappings one step describes at most."""
RETOLD_LIMIT: Final = 400
"""Of how many other mappings it is said at most that their note stands on more, or on fewer."""


@dataclass(frozen=True, slots=True)
class NoteWish:
    """A note that shall be written. `seen` is the mark of the note that the person saw.

    None where the person chose the row and saw no note of it: then it is written all the same.
    """

    mapping_id: str
    seen: str | None
    text: str


@dataclass(frozen=True, slots=True)
class MarkWish:
    """How far a competency shall be taken; `wish` None takes it out of the module."""

    mapping_id: str
    seen: Treatment
    wish: Treatment | None


@dataclass(frozen=True, slots=True)
class LinkWish:
    """An outcome that a mapping shall serve, or serve no more."""

    mapping_id: str
    outcome: str
    is_on: bool


@dataclass(frozen=True, slots=True)
class ServeWish:
    """Outcomes that a mapping shall serve too, by their numbers in its module."""

    mapping_id: str
    numbers: tuple[int, ...]


Wish = NoteWish | MarkWish | LinkWish | ServeWish


@dataclass(frozen=True, slots=True)
class StaleRow:
    """A wish that was left alone, since the row changed after the person saw it.

    `row` is how it stands, None where it was taken out.
    """

    wish: Wish
    row: PlainRow | None


@dataclass(slots=True)
class RowsChange:
    """What became of the rows: as they now stand, those taken out, those left alone.

    `unknown` are numbers of outcomes that a module does not have: the module's number first.
    """

    draft: Draft
    rows: dict[str, PlainRow] = field(default_factory=dict)
    gone: tuple[str, ...] = ()
    stale: list[StaleRow] = field(default_factory=list)
    unknown: dict[tuple[int, int], None] = field(default_factory=dict)
    summary: str = ""
    stood: Mapping[str, int] = field(default_factory=dict)

    @property
    def stands(self) -> Mapping[str, int]:
        """On how many mappings each note stands now, by its key; `stood` says it of before."""
        return _count_keys(self.draft)

    def retold(self, copies: int) -> tuple[PlainRow, ...]:
        """Return the other mappings whose note now stands on more or fewer than it did.

        Only those of which readers are told: notes that stand on more than `copies` mappings.
        """
        now, was = self.stands, self.stood
        keys = {
            key
            for key in {*now, *was}
            if now.get(key, 0) != was.get(key, 0) and max(now.get(key, 0), was.get(key, 0)) > copies
        }
        places = [
            (module.id, code)
            for module in self.draft.modules.values()
            for code, kept in module.behind.items()
            if kept[0] in keys
        ][:RETOLD_LIMIT]
        if not places:
            return ()
        columns = MAPPING.c
        rows = self.draft.session.execute(
            sa.select(MAPPING).where(
                columns.module_id.in_({module for module, _ in places}),
                columns.code.in_({code for _, code in places}),
            )
        )
        wanted = set(places)
        return tuple(
            dict(row)
            for row in rows.mappings()
            if (row["module_id"], row["code"]) in wanted and row["id"] not in self.rows
        )


def _count_keys(draft: Draft) -> Mapping[str, int]:
    return Counter(
        kept[0] for module in draft.modules.values() for kept in module.behind.values() if kept[0]
    )


def describe_many(
    session: Session,
    actor: Actor,
    pathway_id: str,
    wishes: Sequence[Wish],
    beside: Iterable[str] = (),
) -> RowsChange:
    """Write notes, treatments and outcomes of mappings, each if what was seen still stands.

    What changed meanwhile is left alone and returned; the rest is written all the same. Several
    wishes for one row are taken in order. Rows named in `beside` are returned as they stand.
    RuleError, with nothing written, for more rows than one
    step takes; NotFoundError where none of them is one of this pathway.
    """
    draft = open_draft(session, actor, pathway_id)
    asked = sorted({wish.mapping_id for wish in wishes} | set(beside))
    if len(asked) > ROW_LIMIT:
        raise RuleError(f"One step changes up to {ROW_LIMIT} rows.", "row")
    before = _rows(draft, asked)
    if asked and not before:
        raise NotFoundError(asked[0])
    change = RowsChange(draft, dict(before), stood=_count_keys(draft))
    known = _outcomes(draft, before.values(), wishes)
    gone = set()
    for wish in wishes:
        row = change.rows.get(wish.mapping_id)
        if row is None or wish.mapping_id in gone:
            change.stale.append(StaleRow(wish, None))
        elif _is_stale(row, wish):
            change.stale.append(StaleRow(wish, row))
        elif isinstance(wish, MarkWish) and wish.wish is None:
            gone.add(wish.mapping_id)
        else:
            change.rows[wish.mapping_id] = {**row, **_values(row, wish, known)}
            if isinstance(wish, ServeWish):
                module = row["module_id"]
                for one in wish.numbers:
                    if not 1 <= one <= len(known.get(module, ())):
                        change.unknown[draft.number(module), one] = None
    change.gone = tuple(one for one in asked if one in gone)
    _write(change, before)
    return change


def _rows(draft: Draft, asked: Sequence[str]) -> dict[str, PlainRow]:
    """Return the mappings that are asked for and of this pathway, in one statement."""
    rows = draft.session.execute(sa.select(MAPPING).where(MAPPING.c.id.in_(asked)))
    return {row["id"]: dict(row) for row in rows.mappings() if row["module_id"] in draft.modules}


def _outcomes(
    draft: Draft, rows: Iterable[PlainRow], wishes: Iterable[Wish]
) -> Mapping[str, tuple[str, ...]]:
    """Return the outcomes of the modules that rows are in, in order, where any is asked for."""
    if not any(isinstance(wish, LinkWish | ServeWish) for wish in wishes):
        return {}
    return list_outcomes(draft, {row["module_id"] for row in rows})


def list_outcomes(draft: Draft, modules: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
    """Return the identifiers of the outcomes of some modules, in order, in one statement."""
    found: dict[str, list[str]] = {}
    columns = OUTCOME.c
    for row in draft.session.execute(
        sa.select(columns.id, columns.module_id)
        .where(columns.module_id.in_(sorted(modules)))
        .order_by(columns.position, columns.id)
    ):
        found.setdefault(row.module_id, []).append(row.id)
    return {module: tuple(items) for module, items in found.items()}


def list_empty(draft: Draft) -> set[tuple[str, str]]:
    """Return the module and the code of each mapping without a note, in one statement."""
    columns = MAPPING.c
    rows = draft.session.execute(
        sa.select(columns.module_id, columns.code)
        .join(MODULE, MODULE.c.id == columns.module_id)
        .where(MODULE.c.pathway_id == draft.id, columns.evidence == "")
    )
    return {(row.module_id, row.code) for row in rows}


def _is_stale(row: PlainRow, wish: Wish) -> bool:
    match wish:
        case NoteWish(seen=seen, text=text):
            # Words that the person left as they saw them are no wish.
            marks = (None, note_mark(text), note_mark(row["evidence"]))
            return seen not in marks and row["evidence"] != text
        case MarkWish(seen=was, wish=wanted):
            return row["treatment"] not in (was, wanted)
        case LinkWish() | ServeWish():
            return False


def _values(row: PlainRow, wish: Wish, known: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    match wish:
        case NoteWish(seen=seen, text=text):
            return {} if note_mark(text) == seen else {"evidence": text}
        case MarkWish(wish=wanted):
            return {"treatment": wanted.value if wanted else row["treatment"]}
        case LinkWish(outcome=outcome, is_on=is_on):
            if (outcome in row["outcomes"]) is is_on:
                return {}
            inside = known.get(row["module_id"], ())
            linked = {one for one in row["outcomes"] if one != outcome}
            if is_on and outcome in inside:
                linked.add(outcome)
            return {"outcomes": [one for one in inside if one in linked]}
        case ServeWish(numbers=numbers):
            inside = known.get(row["module_id"], ())
            linked = {
                *row["outcomes"],
                *(inside[at - 1] for at in numbers if 0 < at <= len(inside)),
            }
            # What is linked already stays as it is.
            same = linked == set(row["outcomes"])
            return {} if same else {"outcomes": [one for one in inside if one in linked]}


_COLUMNS: Final = ("evidence", "treatment", "outcomes")


def _write(change: RowsChange, before: Mapping[str, PlainRow]) -> None:
    """Write what is otherwise than it stood, each kind of value in one statement."""
    draft, gone = change.draft, set(change.gone)
    changed: dict[str, list[PlainRow]] = {}
    for names in _combinations():
        pairs = []
        for identifier, row in change.rows.items():
            was = before[identifier]
            differs = tuple(name for name in _COLUMNS if row[name] != was[name])
            if differs == names and identifier not in gone:
                pairs.append((was, {name: row[name] for name in names}))
        draft.update_all(MAPPING, pairs)
        for was, values in pairs:
            row = {**was, **values, "version": was["version"] + 1}
            change.rows[was["id"]] = row
            for name in names:
                changed.setdefault(name, []).append(row)
    out = [before[identifier] for identifier in change.gone]
    draft.delete_all(MAPPING, out)
    for row in out:
        del change.rows[row["id"]]
    said = [*_say(draft, changed), *_say_out(draft, out)]
    change.summary = _join(said)
    if said:
        draft.finish("change evidence", change.summary)


def _combinations() -> Iterator[tuple[str, ...]]:
    """Yield every set of columns that a row may differ in; most often it is the first alone."""
    for number in range(1, 2 ** len(_COLUMNS)):
        yield tuple(name for at, name in enumerate(_COLUMNS) if number >> at & 1)


def _say(draft: Draft, changed: Mapping[str, Sequence[PlainRow]]) -> Iterator[str]:
    if rows := changed.get("evidence"):
        written = [row for row in rows if row["evidence"]]
        emptied = [row for row in rows if not row["evidence"]]
        if written:
            yield f"Wrote the evidence of {_which(draft, written)}"
        if emptied:
            yield f"Took out the evidence of {_which(draft, emptied)}"
    if rows := changed.get("treatment"):
        for treatment in Treatment:
            here = [row for row in rows if row["treatment"] == treatment]
            if here:
                yield f"Set {_which(draft, here)} to {treatment.word.lower()}"
    if rows := changed.get("outcomes"):
        yield f"Changed the outcomes of {_which(draft, rows)}"


def _say_out(draft: Draft, out: Sequence[PlainRow]) -> Iterator[str]:
    modules = {row["module_id"] for row in out}
    if len(out) == 1 or len(modules) == 1:
        number = draft.number(next(iter(modules)))
        what = out[0]["code"] if len(out) == 1 else competencies(len(out))
        yield f"Took {what} out of module {number}"
    elif out:
        yield f"Took {competencies(len(out))} out of {len(modules)} modules"


def _which(draft: Draft, rows: Sequence[PlainRow]) -> str:
    """Name one competency with its module, and count several."""
    if len(rows) == 1:
        return f"{rows[0]['code']} in module {draft.number(rows[0]['module_id'])}"
    return competencies(len({row["code"] for row in rows}))


def _join(said: Sequence[str]) -> str:
    """Join sentences that begin with a capital into one."""
    if not said:
        return ""
    first, *rest = said
    return ", and ".join([first, *(f"{one[0].lower()}{one[1:]}" for one in rest)])
