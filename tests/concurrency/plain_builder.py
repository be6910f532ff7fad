"""The builder as a few dictionaries: what each step makes of a pathway, said without a database.

It shares no line with the product. Rows are kept by table and identifier, so that what undo may
take back, and what it may not, is told of the rows that a step changed.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

Row = dict[str, Any]
Key = tuple[str, str]
Rows = dict[Key, Row]
PATHWAY: Final = ("pathway", "pathway")


class RefusedError(Exception):
    """The step is not taken, and nothing changes."""


@dataclass(slots=True)
class Step:
    """What a step changed: each row before and after, None where it is not there."""

    images: dict[Key, tuple[Row | None, Row | None]]

    def turned(self) -> "Step":
        """Return the step back."""
        return Step({key: (after, before) for key, (before, after) in self.images.items()})


@dataclass(slots=True)
class Builder:
    """A pathway, everybody's steps, and how it stood after each of them."""

    rows: Rows
    undo: dict[int, list[Step]] = field(default_factory=lambda: {0: [], 1: []})
    redo: dict[int, list[Step]] = field(default_factory=lambda: {0: [], 1: []})
    moments: dict[int, Rows] = field(default_factory=dict)
    revision: int = 1
    serial: int = 0

    def __post_init__(self) -> None:
        """Remember the start."""
        self.moments[self.revision] = copied(self.rows)

    # --- what is there

    def of(self, table: str, module: str = "") -> list[Row]:
        """Return the rows of a table in order, or those of one module."""
        found = [row for (name, _), row in self.rows.items() if name == table]
        if module:
            found = [row for row in found if row["module_id"] == module]
        return sorted(found, key=lambda row: (row.get("position", 0), row["id"]))

    def order(self) -> list[str]:
        """Return the modules in order."""
        return [row["id"] for row in self.of("module")]

    def need(self, table: str, identifier: str, module: str = "") -> Row:
        """Return a row that must be there, in this module if one is named."""
        row = self.rows.get((table, identifier))
        if row is None or (module and row["module_id"] != module):
            raise RefusedError
        return row

    def mapping(self, module: str, code: str) -> Row | None:
        """Return how a module treats a competency."""
        return next((row for row in self.of("mapping", module) if row["code"] == code), None)

    # --- how it changes

    def fresh(self) -> str:
        """Return a name for a row whose own name is not known yet."""
        self.serial += 1
        return f"?{self.serial}"

    def put(self, table: str, row: Row) -> None:
        """Add a row."""
        self.rows[table, row["id"]] = {"version": 1, **row}

    def change(self, table: str, identifier: str, values: Mapping[str, Any]) -> None:
        """Change a row. A new place is no new text, and counts as no change of it."""
        row = self.rows[table, identifier]
        changed = {key for key, value in values.items() if row[key] != value}
        row.update(values)
        if "version" in row and changed - {"position"}:
            row["version"] += 1

    def drop(self, table: str, identifier: str) -> None:
        """Take a row out."""
        del self.rows[table, identifier]

    def take(self, who: int, wish: Callable[["Builder"], None]) -> bool:
        """Take a step as a person; say whether it changed anything."""
        before = copied(self.rows)
        try:
            wish(self)
        except RefusedError:
            self.rows = before
            raise
        step = Step(_differences(before, self.rows))
        if not step.images:
            return False
        self.undo[who].append(step)
        self.redo[who].clear()
        self._keep()
        return True

    def travel(self, who: int, way: str) -> None:
        """Undo or redo a person's last step, if what it wrote still stands."""
        here, there = (self.undo, self.redo) if way == "undo" else (self.redo, self.undo)
        if not here[who]:
            raise RefusedError
        step = here[who][-1].turned()
        is_put_away = self.rows[PATHWAY]["state"] != "active"
        of_state = PATHWAY in step.images and "state" in (step.images[PATHWAY][0] or {})
        if is_put_away and not of_state:
            raise RefusedError
        before = copied(self.rows)
        try:
            for key, (was, now) in step.images.items():
                self._turn(key, was, now)
            self._check()
        except RefusedError:
            self.rows = before
            raise
        here[who].pop()
        there[who].append(Step(_differences(before, self.rows)))
        self._keep()

    def _turn(self, key: Key, was: Row | None, now: Row | None) -> None:
        row = self.rows.get(key)
        if was is None:
            if row is not None or now is None:
                raise RefusedError
            self.rows[key] = dict(now)
        elif row is None or any(row[k] != v for k, v in was.items() if k != "version"):
            raise RefusedError
        elif now is None:
            self.drop(*key)
        else:
            self.change(*key, {k: v for k, v in now.items() if k != "version"})

    def _check(self) -> None:
        """Refuse rows inside others that are gone, and one place with two mappings."""
        places = set()
        for table in ("outcome", "mapping"):
            for row in self.of(table):
                if ("module", row["module_id"]) not in self.rows:
                    raise RefusedError
                if table == "mapping":
                    places.add((row["module_id"], row["code"]))
                    for one in row["outcomes"]:
                        self.need("outcome", one, row["module_id"])
        if len(places) != len(self.of("mapping")):
            raise RefusedError

    def left_at(self, key: Key, since: int) -> int:
        """Return the version that a row had when it was taken out first since a moment."""
        while key in self.moments[since]:
            since += 1
        return int(self.moments[since - 1][key]["version"])

    def _keep(self) -> None:
        self.revision += 1
        self.moments[self.revision] = copied(self.rows)

    def rename(self, names: Mapping[str, str]) -> None:
        """Give rows that are new their own names."""
        if not names:
            return

        def renamed(rows: Rows) -> Rows:
            return {
                (table, names.get(one, one)): _renamed(row, names)
                for (table, one), row in rows.items()
            }

        self.rows = renamed(self.rows)
        self.moments[self.revision] = renamed(self.moments[self.revision])
        for chains in (self.undo, self.redo):
            for steps in chains.values():
                for step in steps[-1:]:
                    step.images = {
                        (table, names.get(one, one)): tuple(  # type: ignore[misc]
                            row and _renamed(row, names) for row in pair
                        )
                        for (table, one), pair in step.images.items()
                    }


def copied(rows: Rows) -> Rows:
    """Return the same rows once more. What is inside of one is never changed in its place."""
    return {key: dict(row) for key, row in rows.items()}


def _renamed(row: Row, names: Mapping[str, str]) -> Row:
    found = {key: names.get(v, v) if isinstance(v, str) else v for key, v in row.items()}
    if "outcomes" in found:
        found["outcomes"] = [names.get(one, one) for one in found["outcomes"]]
    return found


def _differences(before: Rows, after: Rows) -> dict[Key, tuple[Row | None, Row | None]]:
    """Return each row that differs: whole where it came or went, else what changed of it."""
    found: dict[Key, tuple[Row | None, Row | None]] = {}
    for key in {**before, **after}:
        was, now = before.get(key), after.get(key)
        if was is None or now is None:
            found[key] = was and dict(was), now and dict(now)
        elif changed := [k for k in was if k != "version" and was[k] != now[k]]:
            found[key] = {k: was[k] for k in changed}, {k: now[k] for k in changed}
    return found
