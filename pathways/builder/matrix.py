"""The matrix page as plain values: competencies in groups, modules across, subtotals."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from pathways.builder.queries import PathwayView
from pathways.domain.framework.edition import Competency, Edition
from pathways.domain.pathway.matrix import CountsTowards, Matrix, MatrixRow, build_matrix
from pathways.domain.pathway.treatment import Treatment
from pathways.domain.rule.coverage import CoverageReport
from pathways.domain.words import number_word


class MatrixShow(StrEnum):
    """Which rows the page shows."""

    ALL = "all"
    OPEN = "open"
    UNASSESSED = "unassessed"


@dataclass(frozen=True, slots=True)
class MatrixRowView:
    """A competency: its treatment in each module, and in the whole pathway in words."""

    competency: Competency
    treatments: tuple[Treatment | None, ...]
    words: str


@dataclass(frozen=True, slots=True)
class MatrixGroupView:
    """Rows of one theme and strand. Counts are those of the whole group, whatever is shown.

    `note` says what the group counts for where no line judges it.
    """

    key: str
    title: str
    note: str
    counts: tuple[int, ...]
    reached: int
    total: int
    rows: tuple[MatrixRowView, ...]


@dataclass(frozen=True, slots=True)
class MatrixChoiceView:
    """A filter with the number of rows behind it."""

    show: MatrixShow
    words: str
    count: int


@dataclass(frozen=True, slots=True)
class MatrixView:
    """The matrix as asked for."""

    show: MatrixShow
    choices: tuple[MatrixChoiceView, ...]
    groups: tuple[MatrixGroupView, ...]
    counts: tuple[int, ...]
    others: int
    report: CoverageReport


def view_matrix(view: PathwayView, show: MatrixShow) -> MatrixView:
    """Build the matrix page of a pathway."""
    matrix = build_matrix(view.edition, view.content)
    rows = matrix.rows
    return MatrixView(
        show=show,
        choices=tuple(
            MatrixChoiceView(item, words, sum(1 for row in rows if _is_shown(row, item)))
            for item, words in (
                (MatrixShow.ALL, "All"),
                (MatrixShow.OPEN, "Not yet covered"),
                (MatrixShow.UNASSESSED, "Covered, never assessed"),
            )
        ),
        groups=tuple(_groups(view.edition, matrix, show)),
        counts=_counts(rows, len(view.modules)),
        others=sum(1 for row in rows if row.line_key is None),
        report=matrix.report,
    )


def _is_shown(row: MatrixRow, show: MatrixShow) -> bool:
    match show:
        case MatrixShow.ALL:
            return True
        case MatrixShow.OPEN:
            return row.highest is None
        case MatrixShow.UNASSESSED:
            return row.highest is not None and not row.is_assessed


def _counts(rows: Iterable[MatrixRow], modules: int) -> tuple[int, ...]:
    counts = [0] * modules
    for row in rows:
        for position, treatment in enumerate(row.treatments):
            if treatment is not None:
                counts[position] += 1
    return tuple(counts)


def _groups(edition: Edition, matrix: Matrix, show: MatrixShow) -> Iterator[MatrixGroupView]:
    target = matrix.content.target_level
    modules = len(matrix.content.modules)
    for (counts_towards, level, theme, strand), found in groupby(matrix.rows, _place):
        members = tuple(found)
        shown = tuple(_row(row) for row in members if _is_shown(row, show))
        if not shown:
            continue
        yield MatrixGroupView(
            key=f"{level}-{theme or 'SP'}-{strand or 'all'}",
            title=_title(edition, level if level != target else 0, theme, strand),
            note=_NOTES[counts_towards],
            counts=_counts(members, modules),
            reached=sum(1 for row in members if row.highest),
            total=len(members),
            rows=shown,
        )


_NOTES = {
    CountsTowards.LINE: "",
    CountsTowards.PROGRESSION: "counts for progression",
    CountsTowards.NOTHING: "above the target level, counts for nothing",
}


def _place(row: MatrixRow) -> tuple[CountsTowards, int, str | None, str | None]:
    item = row.competency
    return row.counts_towards, item.level, item.theme, item.strand


def _title(edition: Edition, level: int, theme: str | None, strand: str | None) -> str:
    """Name a group; the level is named where it is not the target's."""
    name = edition.by_theme[theme].name if theme else "Specialist features"
    words = f"{name}, {edition.by_strand[strand].name.lower()}" if strand else name
    return f"{edition.by_level[level].name}: {words}" if level else words


def _row(row: MatrixRow) -> MatrixRowView:
    return MatrixRowView(row.competency, row.treatments, _words(row))


def _words(row: MatrixRow) -> str:
    """Say how far and how often a competency is treated; empty where it is not."""
    if row.highest is None:
        return ""
    often = {1: "once", 2: "twice"}.get(row.times, f"{number_word(row.times)} times")
    return f"{row.highest.word}, {often}"
