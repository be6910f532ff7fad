"""Each step of the builder as a few lines on dictionaries: see `plain_builder`."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from tests.concurrency.plain_builder import PATHWAY, Builder, RefusedError, Row

RANK: Final = {"": 0, "I": 1, "D": 2, "A": 3}


class Wish(ABC):
    """A step that somebody wishes to take."""

    is_for_open = True

    def __call__(self, there: Builder) -> None:
        """Change what is there, or refuse."""
        if self.is_for_open and there.rows[PATHWAY]["state"] != "active":
            raise RefusedError
        self.apply(there)

    @abstractmethod
    def apply(self, there: Builder) -> None:
        """Change what is there."""


@dataclass
class AddModule(Wish):
    """A new module at the end."""

    identifier: str
    values: Row

    def apply(self, there: Builder) -> None:
        last = max((row["position"] for row in there.of("module")), default=-1)
        there.put("module", {"id": self.identifier, "position": last + 1, **self.values})


@dataclass
class ChangeModule(Wish):
    """Other words for a module."""

    identifier: str
    seen: int
    values: Row

    def apply(self, there: Builder) -> None:
        row = there.need("module", self.identifier)
        _refuse_stale(row, self.seen, self.values)
        there.change("module", self.identifier, self.values)


@dataclass
class MoveModule(Wish):
    """Another place for a module; `by` counts from where it is, else `place` from the start."""

    identifier: str
    place: int = 0
    by: int = 0

    def apply(self, there: Builder) -> None:
        there.need("module", self.identifier)
        order = there.order()
        place = order.index(self.identifier) + self.by if self.by else self.place
        order.remove(self.identifier)
        order.insert(max(0, min(place, len(order))), self.identifier)
        for position, one in enumerate(order):
            there.change("module", one, {"position": position})


@dataclass
class CopyModule(Wish):
    """A copy of a module behind it."""

    identifier: str
    copy: str

    def apply(self, there: Builder) -> None:
        row = there.need("module", self.identifier)
        place = row["position"] + 1
        for other in there.of("module"):
            if other["position"] >= place:
                there.change("module", other["id"], {"position": other["position"] + 1})
        title = f"{row['title']} (copy)"
        copied = {**row, "id": self.copy, "title": title, "position": place, "version": 1}
        there.put("module", copied)
        names = {one["id"]: there.fresh() for one in there.of("outcome", self.identifier)}
        for at, one in enumerate(there.of("outcome", self.identifier)):
            inside = {"id": names[one["id"]], "module_id": self.copy, "version": 1}
            there.put("outcome", {**one, **inside, "position": at})
        for one in there.of("mapping", self.identifier):
            linked = [names[item] for item in one["outcomes"]]
            inside = {"id": there.fresh(), "module_id": self.copy, "version": 1}
            there.put("mapping", {**one, **inside, "outcomes": linked})


@dataclass
class DeleteModule(Wish):
    """A module out, with all that is in it."""

    identifier: str

    def apply(self, there: Builder) -> None:
        there.need("module", self.identifier)
        for table in ("mapping", "outcome"):
            for row in there.of(table, self.identifier):
                there.drop(table, row["id"])
        there.drop("module", self.identifier)


@dataclass
class PasteOutcomes(Wish):
    """Outcomes at the end of a module."""

    module: str
    texts: Sequence[str]
    identifiers: Sequence[str] = ()

    def apply(self, there: Builder) -> None:
        there.need("module", self.module)
        rows = there.of("outcome", self.module)
        place = max((row["position"] for row in rows), default=-1) + 1
        for number, text in enumerate(self.texts):
            name = self.identifiers[number] if self.identifiers else there.fresh()
            row = {"id": name, "module_id": self.module, "text": text}
            there.put("outcome", {**row, "position": place + number})


@dataclass
class ChangeOutcome(Wish):
    """Other words for an outcome."""

    module: str
    identifier: str
    seen: int
    text: str

    def apply(self, there: Builder) -> None:
        there.need("module", self.module)
        row = there.need("outcome", self.identifier, self.module)
        _refuse_stale(row, self.seen, {"text": self.text})
        there.change("outcome", self.identifier, {"text": self.text})


@dataclass
class StepOutcome(Wish):
    """An outcome one place on or back; at the end it stays."""

    module: str
    identifier: str
    by: int

    def apply(self, there: Builder) -> None:
        there.need("module", self.module)
        there.need("outcome", self.identifier, self.module)
        order = [row["id"] for row in there.of("outcome", self.module)]
        here = order.index(self.identifier)
        if not 0 <= here + self.by < len(order):
            return
        order[here], order[here + self.by] = order[here + self.by], order[here]
        for place, one in enumerate(order):
            there.change("outcome", one, {"position": place})


@dataclass
class DeleteOutcome(Wish):
    """An outcome out, and out of every mapping that served it."""

    module: str
    identifier: str

    def apply(self, there: Builder) -> None:
        there.need("module", self.module)
        there.need("outcome", self.identifier, self.module)
        for row in there.of("mapping", self.module):
            left = [one for one in row["outcomes"] if one != self.identifier]
            there.change("mapping", row["id"], {"outcomes": left})
        there.drop("outcome", self.identifier)


@dataclass
class SetCell(Wish):
    """One cell: applies if what was seen stands, or what is wished does."""

    module: str
    code: str
    seen: str
    wish: str
    is_least: bool = False
    outcome: str = ""

    def apply(self, there: Builder) -> None:
        there.need("module", self.module)
        if self.outcome:
            there.need("outcome", self.outcome, self.module)
        row = there.mapping(self.module, self.code)
        stands = row["treatment"] if row else ""
        wish = self.wish
        if self.is_least and RANK[stands] >= RANK[wish]:
            wish = stands
        elif not self.is_least and stands not in (self.seen, wish):
            raise RefusedError
        _set(there, self.module, self.code, wish)
        now = there.mapping(self.module, self.code)
        if self.outcome and now is not None and self.outcome not in now["outcomes"]:
            linked = [*now["outcomes"], self.outcome]
            if row is None:
                now["outcomes"] = linked
            else:
                # One change of the row, whatever of it changes.
                version = now["version"]
                there.change("mapping", now["id"], {"outcomes": linked})
                now["version"] = version + (wish == stands)


@dataclass
class SetBlock(Wish):
    """Many cells: those that changed meanwhile are left alone."""

    cells: Sequence[SetCell]

    def apply(self, there: Builder) -> None:
        if self.cells and not any(("module", one.module) in there.rows for one in self.cells):
            raise RefusedError
        wished: dict[tuple[str, str], str] = {}
        for one in self.cells:
            if ("module", one.module) not in there.rows:
                continue
            place = one.module, one.code
            row = there.mapping(*place)
            stands = wished.get(place, row["treatment"] if row else "")
            if one.is_least:
                wished[place] = max(stands, one.wish, key=RANK.__getitem__)
            elif stands in (one.seen, one.wish):
                wished[place] = one.wish
        for (module, code), wish in wished.items():
            _set(there, module, code, wish)


def _set(there: Builder, module: str, code: str, wish: str) -> None:
    row = there.mapping(module, code)
    if row is None and wish:
        place = {"id": there.fresh(), "module_id": module, "code": code}
        there.put("mapping", {**place, "treatment": wish, "evidence": "", "outcomes": []})
    elif row is not None and not wish:
        there.drop("mapping", row["id"])
    elif row is not None:
        there.change("mapping", row["id"], {"treatment": wish})


@dataclass
class DescribeMapping(Wish):
    """All of a mapping from a form."""

    identifier: str
    seen: int
    treatment: str
    evidence: str
    outcomes: Sequence[str]

    def apply(self, there: Builder) -> None:
        row = there.need("mapping", self.identifier)
        known = {one["id"] for one in there.of("outcome", row["module_id"])}
        linked = [one for one in dict.fromkeys(self.outcomes) if one in known]
        values = {"treatment": self.treatment, "evidence": self.evidence, "outcomes": linked}
        _refuse_stale(row, self.seen, values)
        there.change("mapping", self.identifier, values)


@dataclass
class Note:
    """A note for a row, by somebody who saw another; None for somebody who saw none."""

    identifier: str
    seen: str | None
    text: str

    def on(self, row: Row, _inside: Sequence[str]) -> Row:
        if self.text == self.seen or self.seen not in (None, self.text, row["evidence"]):
            return {}
        return {"evidence": self.text}


@dataclass
class Mark:
    """A treatment for a row, empty for out."""

    identifier: str
    seen: str
    wish: str

    def on(self, row: Row, _inside: Sequence[str]) -> Row | None:
        if row["treatment"] not in (self.seen, self.wish):
            return {}
        return {"treatment": self.wish} if self.wish else None


@dataclass
class Link:
    """An outcome that a row shall serve, or serve no more; or some by their numbers."""

    identifier: str
    outcome: str = ""
    is_on: bool = True
    numbers: Sequence[int] = ()

    def on(self, row: Row, inside: Sequence[str]) -> Row:
        linked = set(row["outcomes"])
        if self.outcome:
            if (self.outcome in linked) is self.is_on:
                return {}
            linked ^= {self.outcome} & set(inside) if self.is_on else {self.outcome}
        else:
            linked |= {inside[number - 1] for number in self.numbers if 0 < number <= len(inside)}
            if linked == set(row["outcomes"]):
                return {}
        return {"outcomes": [one for one in inside if one in linked]}


@dataclass
class PasteNotes(Wish):
    """Many rows of the evidence table at once."""

    asked: Sequence[Note | Mark | Link]

    def apply(self, there: Builder) -> None:
        asked = {one.identifier for one in self.asked}
        if asked and not any(("mapping", one) in there.rows for one in asked):
            raise RefusedError
        stands = {one: dict(there.rows["mapping", one]) for one in asked & _ids(there)}
        gone = set()
        for one in self.asked:
            row = stands.get(one.identifier)
            if row is None or one.identifier in gone:
                continue
            inside = [item["id"] for item in there.of("outcome", row["module_id"])]
            values = one.on(row, inside)
            if values is None:
                gone.add(one.identifier)
            else:
                row.update(values)
        for identifier, row in stands.items():
            if identifier in gone:
                there.drop("mapping", identifier)
            else:
                names = ("treatment", "evidence", "outcomes")
                there.change("mapping", identifier, {name: row[name] for name in names})


def _ids(there: Builder) -> set[str]:
    return {row["id"] for row in there.of("mapping")}


@dataclass
class Describe(Wish):
    """Another title, by somebody who saw one."""

    seen: str
    title: str

    def apply(self, there: Builder) -> None:
        if there.rows[PATHWAY]["title"] not in (self.seen, self.title):
            raise RefusedError
        there.rows[PATHWAY]["title"] = self.title


@dataclass
class SetState(Wish):
    """Put away, or back."""

    wish: str
    is_for_open = False

    def apply(self, there: Builder) -> None:
        there.rows[PATHWAY]["state"] = self.wish


@dataclass
class GoBack(Wish):
    """All as it was at an earlier moment, by somebody who saw how it stands."""

    revision: int
    seen: int

    def apply(self, there: Builder) -> None:
        if there.revision != self.seen:
            raise RefusedError
        then = there.moments[self.revision]
        for key in [key for key in there.rows if key not in then]:
            there.drop(*key)
        for key, row in then.items():
            values = {name: value for name, value in row.items() if name != "version"}
            if key == PATHWAY:
                there.rows[PATHWAY]["title"] = row["title"]
            elif key in there.rows:
                there.change(*key, values)
            else:
                there.rows[key] = {**values, "version": there.left_at(key, self.revision)}


def _refuse_stale(row: Row, seen: int, values: Mapping[str, Any]) -> None:
    if row["version"] != seen and any(row[key] != value for key, value in values.items()):
        raise RefusedError
