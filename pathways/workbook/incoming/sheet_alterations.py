"""One sheet of a workbook that came back, against the page that was written on it."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from pathways.domain.review.sheets import (
    CellValue,
    Live,
    Sheet,
    SheetRow,
    Table,
    folded,
    is_blank,
    plain,
    shown,
    text_of,
)
from pathways.workbook.incoming.likeness import says, written
from pathways.workbook.kit import places
from pathways.workbook.kit.page import Formula, Page, Value
from pathways.workbook.kit.spelling import Ground, Grounds, spelled


@dataclass(frozen=True, slots=True)
class Alteration:
    """One place that differs. `column` is empty where the whole row does."""

    sheet: str
    row: str
    column: str
    was: str
    now: str
    is_worked_out: bool = False


@dataclass(frozen=True, slots=True)
class _Held:
    """A formula that stands where one was exported: its column or label, both texts, both rows."""

    where: str
    was: str
    was_row: int
    now: str
    now_row: int


class SheetComparison:
    """A page against the table that was found for it, and what stands around that.

    `left_out` are rows by their keys that are not compared. `blank` counts formulas without a
    value beside them, once `alterations` was asked for, and `empty` those that have none because
    they show none.
    """

    def __init__(
        self, page: Page, sheet: Sheet, table: Table, left_out: Collection[tuple[str, ...]] = ()
    ) -> None:
        self.page = page
        self._left_out = left_out
        self.table = table
        self.blank = self.empty = 0
        self._above = sheet.rows[: table.header - 1]
        self._head = sheet.rows[table.header - 1]
        self._headings = [column.heading for column in page.columns]
        self._formulas: list[_Held] = []
        self._unlike: list[str] = []

    @property
    def missing(self) -> list[str]:
        """The columns that are not there. Reviewers may take out their own."""
        gone = (name for name in self._headings if name not in self.table.columns)
        return [name for name in gone if name not in self.page.own]

    @property
    def added(self) -> list[str]:
        """The headings of the columns that were not exported."""
        return [
            shown(cell)[:80]
            for index, cell in enumerate(self._head)
            if index in self.extra and not is_blank(cell)
        ]

    @cached_property
    def ground(self) -> Ground:
        """Where everything stands in the file."""
        wanted = self.wanted
        rows = [line.number for line, name in self.lines if name in wanted]
        return Ground(
            headings={index + 1: name for name, index in self.table.columns.items()},
            labels={row: (label, start + 1) for label, (row, start, _cell) in self._facts.items()},
            first=min(rows, default=self.table.header + 1),
            last=max(rows, default=self.table.header + 1),
        )

    def alterations(self) -> list[Alteration]:
        """Return what differs, words that were added among it."""
        return [*self._rows(), *self._above_table(), *self._headings_differ(), *self._beside()]

    def unlike_formulas(self, exported: Grounds, standing: Grounds) -> list[str]:
        """Return the columns of formulas that are no longer those exported, each so often."""
        title = self.page.title
        is_in_place = exported == standing
        return self._unlike + [
            held.where
            for held in self._formulas
            if not (is_in_place and held.was == held.now and held.was_row == held.now_row)
            and spelled(held.was, title, held.was_row, exported)
            != spelled(held.now, title, held.now_row, standing)
        ]

    @cached_property
    def extra(self) -> frozenset[int]:
        """The columns that hold something and were not exported, counted from 0."""
        width = max(len(self._head), *map(len, self.table.rows), 0)
        return frozenset(range(width)) - set(self.table.columns.values())

    def label_of(self, number: int) -> str:
        """Return what a row of the file is known by."""
        return self._labels.get(number, f"row {number}")

    def column_of(self, index: int) -> str:
        """Return the heading of a column, counted from 0, or its letter."""
        heading = self._head[index] if index < len(self._head) else None
        return shown(heading).strip()[:80] or column_words(index)

    @cached_property
    def lines(self) -> list[tuple[SheetRow, tuple[str, ...]]]:
        """The rows of the file, each with its keys."""
        keys = self.page.keys
        named = (
            (line, tuple(folded(line.text(key)) for key in keys)) for line in self.table.lines()
        )
        return [(line, name) for line, name in named if name not in self._left_out]

    @cached_property
    def _labels(self) -> dict[int, str]:
        return {line.number: self._label(line) for line, _name in self.lines}

    @cached_property
    def wanted(self) -> dict[tuple[str, ...], tuple[int, dict[str, Value]]]:
        """The rows that were exported by their keys, each with its number."""
        found = {}
        for number, row in enumerate(self.page.rows, start=self.page.first_row):
            values = dict(zip(self._headings, row, strict=True))
            found[tuple(folded(written(values[key])) for key in self.page.keys)] = number, values
        return found

    @cached_property
    def _facts(self) -> dict[str, tuple[int, int, CellValue]]:
        """The labels above the table, each with its row, its column and the cell beside it."""
        said = find_facts(self._above)
        labels = (folded(fact.label) for fact in self.page.facts)
        return {label: said[label] for label in labels if label in said}

    def _rows(self) -> Iterator[Alteration]:
        met: set[tuple[str, ...]] = set()
        for line, name in self.lines:
            label = self._label(line)
            if name not in self.wanted:
                yield self._of_row(label, "", f"A row that was not exported: {_all_of(line)}")
            elif name in met:
                yield self._of_row(label, "", f"A second row with the same key: {_all_of(line)}")
            else:
                met.add(name)
                number, values = self.wanted[name]
                yield from self._cells(line, label, number, values)
        for name, (_number, values) in self.wanted.items():
            if name not in met:
                label = ", ".join(written(values[key])[:80] for key in self.page.keys)
                yield self._of_row(label, "A row", "")

    def _label(self, line: SheetRow) -> str:
        return ", ".join(line.text(key)[:80] for key in self.page.keys) or f"row {line.number}"

    def _of_row(self, label: str, was: str, now: str, column: str = "") -> Alteration:
        return Alteration(self.page.title, label, column, was, now)

    def _cells(
        self, line: SheetRow, label: str, number: int, values: Mapping[str, Value]
    ) -> Iterator[Alteration]:
        for heading, value in values.items():
            if heading in self.page.own or heading not in self.table.columns:
                continue
            rows = number, line.number
            yield from self._compare(label, heading, value, line.get(heading), rows)

    def _compare(
        self, label: str, heading: str, was: Value, now: CellValue, rows: tuple[int, int]
    ) -> Iterator[Alteration]:
        where = heading or label
        if isinstance(was, Formula):
            if not isinstance(now, Live):
                self._unlike.append(where)
            else:
                self._formulas.append(_Held(where, was.text, rows[0], now.formula, rows[1]))
                if now.value is None:
                    if was.cached == "":
                        self.empty += 1
                    else:
                        self.blank += 1
                    return
        elif isinstance(now, Live):
            now = f"{now.formula}, which shows {text_of(now) or 'nothing'}"
        if not says(now, was):
            is_worked_out = isinstance(was, Formula)
            column = heading or "Value"
            yield Alteration(
                self.page.title, label, column, written(was), shown(now), is_worked_out
            )

    def _above_table(self) -> Iterator[Alteration]:
        """Yield what differs above the table: its words, its labels and values."""
        page = self.page
        own = {plain(text) for text in (page.heading, *page.remarks, page.caption) if text}
        taken = {(row, start + side) for row, start, _ in self._facts.values() for side in (0, 1)}
        for number, row in enumerate(self._above, start=1):
            for index, cell in enumerate(row):
                if is_blank(cell) or (number, index) in taken:
                    continue
                if not isinstance(cell, Live) and plain(text_of(cell)) in own:
                    own.discard(plain(text_of(cell)))
                else:
                    yield self._of_row(f"row {number}", "", shown(cell), column_words(index))
        for text in sorted(own):
            yield self._of_row("above the table", text, "")
        for place, fact in enumerate(page.facts, start=page.first_fact):
            found = self._facts.get(folded(fact.label))
            if found is None:
                yield self._of_row(fact.label, written(fact.value), "")
            else:
                number, start, cell = found
                label = self._above[number - 1][start]
                if not says(label, fact.label):
                    yield self._of_row(f"row {number}", fact.label, shown(label))
                yield from self._compare(fact.label, "", fact.value, cell, (place, number))

    def _headings_differ(self) -> Iterator[Alteration]:
        for heading, index in self.table.columns.items():
            if not says(self._head[index], heading):
                yield self._of_row("headings", heading, shown(self._head[index]), heading)

    def _beside(self) -> Iterator[Alteration]:
        """Yield what stands in columns that were not exported."""
        if not self.extra:
            return
        for number, row in enumerate(self.table.rows, start=self.table.header + 1):
            for index in sorted(self.extra):
                if index < len(row) and not is_blank(row[index]):
                    words = shown(row[index])
                    yield self._of_row(self.label_of(number), "", words, self.column_of(index))


def find_facts(rows: Sequence[Sequence[CellValue]]) -> dict[str, tuple[int, int, CellValue]]:
    """Return row, column and the cell beside it for each label, the first where one stands twice.

    The row counts from 1, the column from 0.
    """
    found: dict[str, tuple[int, int, CellValue]] = {}
    for number, row in enumerate(rows[:60], start=1):
        start = next((index for index, cell in enumerate(row) if not is_blank(cell)), 0)
        label = row[start] if row else None
        if isinstance(label, str) and not is_blank(label):
            beside = row[start + 1] if start + 1 < len(row) else None
            found.setdefault(folded(label), (number, start, beside))
    return found


def column_words(index: int) -> str:
    """Name a column without a heading, counted from 0, as spreadsheets do."""
    return f"column {places.letter(index + 1)}"


def _all_of(line: SheetRow) -> str:
    cells = (shown(cell).strip() for cell in line.cells.values() if not is_blank(cell))
    return ", ".join(cells)
