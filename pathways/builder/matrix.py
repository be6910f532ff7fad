"""The matrix page as plain values: competencies by theme, modules across, filters, totals."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any, Final

from pathways.builder.matrix_asked import OPEN, SHOWS, UNASSESSED, MatrixAsked
from pathways.builder.queries import MappingView, ModuleView, PathwayView
from pathways.domain.framework.edition import Competency, Edition
from pathways.domain.framework.finding import Finder
from pathways.domain.pathway.matrix import CountsTowards, MatrixRow, build_matrix
from pathways.domain.pathway.treatment import Treatment
from pathways.domain.rule.coverage import CoverageReport

TOGETHER: Final = 20
"""Up to how many modules stand side by side; of more, a page shows a part."""
PART: Final = 12
"""How many modules such a part has."""
LINKED: Final = 2000
"""Up to how many cells each one is a link: in a larger matrix only those with a mark are."""
_COLUMNS: Final = {"wide": (4, 13), "even": (6, 10)}
"""Widths of a module's column: for how many modules there is room beside what is behind a mark,
and how long a word its head holds. In a narrow column titles go downwards."""
_BETWEEN: Final = re.compile(r"[\s\-–—]+")
"""Where the line of a title may end."""


@dataclass(frozen=True, slots=True)
class MatrixRowView:
    """A competency with its mapping in each module that is shown.

    `highest` is how far it is taken in any module, `rest` in those that are not shown.
    """

    competency: Competency
    code: str
    mappings: tuple[MappingView | None, ...]
    highest: Treatment | None
    rest: Treatment | None


@dataclass(frozen=True, slots=True)
class MatrixGroupView:
    """Rows of one theme. Counts are those of the whole theme, whatever is shown of it.

    `note` says what it counts for where no line judges it.
    """

    key: str
    short: str
    title: str
    note: str
    counts: tuple[int, ...]
    reached: int
    total: int
    rows: tuple[MatrixRowView, ...]


@dataclass(frozen=True, slots=True)
class MatrixChoiceView:
    """A filter: its words, the rows behind it, whether it is on, and the query that turns it."""

    words: str
    count: int
    is_on: bool
    query: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class MatrixView:
    """The matrix as asked for. `modules` are those shown, `counts` what each of them treats."""

    asked: MatrixAsked
    shows: tuple[MatrixChoiceView, ...]
    strands: tuple[MatrixChoiceView, ...]
    themes: tuple[tuple[str, str], ...]
    groups: tuple[MatrixGroupView, ...]
    modules: tuple[ModuleView, ...]
    parts: tuple[MatrixChoiceView, ...]
    counts: tuple[int, ...]
    all_counts: tuple[int, ...]
    others: int
    total_modules: int
    report: CoverageReport

    @property
    def shown(self) -> int:
        """How many rows are shown."""
        return sum(len(group.rows) for group in self.groups)

    @property
    def is_linked(self) -> bool:
        """Whether each cell is a link."""
        return self.shown * len(self.modules) <= LINKED

    @property
    def columns(self) -> str:
        """How wide columns are: the first width at which all have room and no word is broken."""
        words = (word for module in self.modules for word in _BETWEEN.split(module.title))
        longest = max(map(len, words), default=0)
        fit = (
            width
            for width, (modules, letters) in _COLUMNS.items()
            if len(self.modules) <= modules and longest <= letters
        )
        return next(fit, "narrow")


def view_matrix(view: PathwayView, asked: MatrixAsked, finder: Finder | None = None) -> MatrixView:
    """Build the matrix page of a pathway. Where words are asked, `finder` finds what they name."""
    matrix = build_matrix(view.edition, view.content)
    asked = _sane(view, asked, {_theme_key(row) for row in matrix.rows})
    shown = _shown_modules(view, asked)
    found = _found(asked, finder)
    narrowed = [row for row in matrix.rows if _is_among(row, asked, found)]
    cells = _Cells(view)
    passing = {
        row.competency.code for row in narrowed if all(cells.has(show, row) for show in asked.shows)
    }
    anew = asked.address(shows=(), strand="", theme="", words="")
    return MatrixView(
        asked=asked,
        shows=(
            MatrixChoiceView("All", len(matrix.rows), not asked.is_filtered, anew),
            *(
                MatrixChoiceView(
                    words,
                    sum(1 for row in narrowed if cells.has(show, row)),
                    show in asked.shows,
                    asked.toggled(show),
                )
                for show, words in SHOWS.items()
            ),
        ),
        strands=tuple(
            MatrixChoiceView(
                strand.short_name,
                sum(1 for row in matrix.rows if row.competency.strand == strand.code),
                asked.strand == strand.code,
                asked.address(strand="" if asked.strand == strand.code else strand.code),
            )
            for strand in view.edition.strands
        ),
        themes=tuple(_themes(view.edition, matrix.rows)),
        groups=tuple(_groups(view, cells, shown, matrix.rows, passing)),
        modules=tuple(view.modules[place] for place in shown),
        parts=tuple(_parts(view, asked)),
        counts=tuple(len(view.modules[place].mappings) for place in shown),
        all_counts=tuple(len(module.mappings) for module in view.modules),
        others=sum(1 for row in matrix.rows if row.line_key is None),
        total_modules=len(view.modules),
        report=matrix.report,
    )


def _sane(view: PathwayView, asked: MatrixAsked, themes: set[str]) -> MatrixAsked:
    """Return what is asked without what there is not."""
    parts = -(-len(view.modules) // PART) if len(view.modules) > TOGETHER else 1
    return replace(
        asked,
        theme=asked.theme if asked.theme in themes else "",
        strand=asked.strand if asked.strand in view.edition.by_strand else "",
        module=asked.module if asked.module <= len(view.modules) else 0,
        part=min(max(asked.part, 1), max(parts, 1)),
    )


def _shown_modules(view: PathwayView, asked: MatrixAsked) -> range:
    """Return the places of the modules that are shown."""
    count = len(view.modules)
    if asked.module:
        return range(asked.module - 1, asked.module)
    if count <= TOGETHER:
        return range(count)
    first = (asked.part - 1) * PART
    return range(first, min(first + PART, count))


def _parts(view: PathwayView, asked: MatrixAsked) -> Iterator[MatrixChoiceView]:
    count = len(view.modules)
    if count <= TOGETHER or asked.module:
        return
    for number, first in enumerate(range(0, count, PART), start=1):
        last = min(first + PART, count)
        words = f"{first + 1} to {last}" if last > first + 1 else str(last)
        yield MatrixChoiceView(
            words, last - first, number == asked.part, asked.address(part=number)
        )


def _found(asked: MatrixAsked, finder: Finder | None) -> set[str] | None:
    """Return the codes that the words find; None where none are asked."""
    if not asked.words or finder is None:
        return None
    return {hit.code for hit in finder.search(asked.words)}


def _theme_key(row: MatrixRow) -> str:
    return row.competency.line_key


def _is_among(row: MatrixRow, asked: MatrixAsked, found: set[str] | None) -> bool:
    competency = row.competency
    return (
        asked.theme in ("", competency.line_key)
        and asked.strand in ("", competency.strand)
        and (found is None or competency.code in found)
    )


class _Cells:
    """The mappings of a pathway by code and place of their module."""

    def __init__(self, view: PathwayView) -> None:
        self.count = len(view.modules)
        self.by_code: dict[str, dict[int, MappingView]] = {}
        for place, module in enumerate(view.modules):
            for mapping in module.mappings:
                self.by_code.setdefault(mapping.competency.code, {})[place] = mapping

    def row(self, code: str) -> Mapping[int, MappingView]:
        """Return the mappings of a competency."""
        return self.by_code.get(code, {})

    def has(self, show: str, row: MatrixRow) -> bool:
        """Whether a filter leaves a row."""
        if show == OPEN:
            return row.highest is None
        if show == UNASSESSED:
            return row.highest is not None and not row.is_assessed
        return any(not item.evidence for item in self.row(row.competency.code).values())


def _themes(edition: Edition, rows: Sequence[MatrixRow]) -> Iterator[tuple[str, str]]:
    """Yield the themes that have a row: key and name."""
    there = {_theme_key(row) for row in rows}
    for theme in edition.themes:
        if theme.code in there:
            yield theme.code, theme.name
    if there - set(edition.by_theme):
        yield from ((key, "Specialist features") for key in sorted(there - set(edition.by_theme)))


def _groups(
    view: PathwayView,
    cells: _Cells,
    shown: range,
    rows: Sequence[MatrixRow],
    passing: set[str],
) -> Iterator[MatrixGroupView]:
    edition, target = view.edition, view.content.target_level
    for (counts_towards, level, theme), found in groupby(rows, _place):
        members = tuple(found)
        kept = tuple(
            _row(row, cells, shown, target) for row in members if row.competency.code in passing
        )
        if not kept:
            continue
        name = edition.by_theme[theme].name if theme else "Specialist features"
        yield MatrixGroupView(
            key=f"{level}-{members[0].competency.line_key}",
            short=members[0].competency.line_key,
            title=name if level == target else f"{edition.by_level[level].name}: {name}",
            note=_NOTES[counts_towards],
            counts=tuple(
                sum(1 for row in members if row.treatments[place] is not None) for place in shown
            ),
            reached=sum(1 for row in members if row.highest),
            total=len(members),
            rows=kept,
        )


_NOTES = {
    CountsTowards.LINE: "",
    CountsTowards.PROGRESSION: "counts for progression",
    CountsTowards.NOTHING: "above the target level, counts for nothing",
}


def _place(row: MatrixRow) -> tuple[CountsTowards, int, str | None]:
    item = row.competency
    return row.counts_towards, item.level, item.theme


def _row(row: MatrixRow, cells: _Cells, shown: range, target: int) -> MatrixRowView:
    competency = row.competency
    there = cells.row(competency.code)
    rest = [item.treatment for place, item in there.items() if place not in shown]
    is_plain = competency.level == target and competency.theme is not None
    return MatrixRowView(
        competency=competency,
        code=competency.code.partition("-")[2] if is_plain else competency.code,
        mappings=tuple(there.get(place) for place in shown),
        highest=row.highest,
        rest=max(rest, key=lambda item: item.rank) if rest else None,
    )
