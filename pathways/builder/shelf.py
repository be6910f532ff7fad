"""The list of pathways: what is asked of it in the address, and what it shows then."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any, Final, Self

from pathways.builder.queries import PathwayRowView
from pathways.domain.framework.edition import Level
from pathways.domain.pathway.standing import DraftState
from pathways.domain.pathway.state import PathwayState

FEW: Final = 6
"""From how many pathways on the list offers search, filters and orders."""


class ShelfShow(StrEnum):
    """Which pathways are shown, by where they stand."""

    ALL = "all"
    DRAFT = "draft"
    PUBLISHED = "published"
    REVIEW = "review"
    APPROVED = "approved"
    CHANGED = "changed"


class ShelfSort(StrEnum):
    """In which order."""

    CHANGED = "changed"
    TITLE = "title"
    LEVEL = "level"
    COVERAGE = "coverage"


SHOW_WORDS: Final = {
    ShelfShow.ALL: "All",
    ShelfShow.DRAFT: "Draft only",
    ShelfShow.PUBLISHED: "Published",
    ShelfShow.REVIEW: "Under review",
    ShelfShow.APPROVED: "Approved",
    ShelfShow.CHANGED: "Changed since its version",
}
SORT_WORDS: Final = {
    ShelfSort.CHANGED: "Last changed",
    ShelfSort.TITLE: "Title",
    ShelfSort.LEVEL: "Level",
    ShelfSort.COVERAGE: "Coverage",
}
_ORDERS: Final[Mapping[ShelfSort, Callable[[PathwayRowView], Any]]] = {
    ShelfSort.TITLE: lambda row: row.title.casefold(),
    ShelfSort.LEVEL: lambda row: row.level.number,
    ShelfSort.COVERAGE: lambda row: -row.report.reached / row.report.total,
}


@dataclass(frozen=True, slots=True)
class ShelfAsked:
    """What the address asks for; anything unknown falls back to the plain list."""

    words: str = ""
    show: ShelfShow = ShelfShow.ALL
    level: str = ""
    sort: ShelfSort = ShelfSort.CHANGED

    @classmethod
    def read(cls, asked: Mapping[str, str]) -> Self:
        """Read the address."""
        show, sort = asked.get("show", ""), asked.get("sort", "")
        return cls(
            words=" ".join(asked.get("q", "").split())[:200],
            show=ShelfShow(show) if show in set(ShelfShow) else ShelfShow.ALL,
            level=asked.get("level", "")[:3],
            sort=ShelfSort(sort) if sort in set(ShelfSort) else ShelfSort.CHANGED,
        )

    def address(self, **changed: Any) -> dict[str, str]:
        """Return what the address says, with something changed and without what is plain."""
        asked = replace(self, **changed)
        values = {"q": asked.words, "show": asked.show, "level": asked.level, "sort": asked.sort}
        plain = ("", ShelfShow.ALL, ShelfSort.CHANGED)
        return {
            key: str(value)
            for key, value in values.items()
            if value and (key == "q" or value not in plain)
        }

    @property
    def is_narrowed(self) -> bool:
        """Whether some pathways may be left out."""
        return bool(self.words or self.level or self.show is not ShelfShow.ALL)


@dataclass(frozen=True, slots=True)
class ShelfChip:
    """A choice with how many pathways it would show."""

    key: str
    words: str
    count: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class ShelfView:
    """The list as it is shown: `away` are those that were put away."""

    asked: ShelfAsked
    rows: tuple[PathwayRowView, ...]
    total: int
    shows: tuple[ShelfChip, ...]
    levels: tuple[ShelfChip, ...]
    away: tuple[PathwayRowView, ...]

    @property
    def has_find(self) -> bool:
        """Whether search, filters and orders are offered."""
        return self.total >= FEW or self.asked.is_narrowed


def view_shelf(rows: Sequence[PathwayRowView], asked: ShelfAsked, today: date) -> ShelfView:
    """Choose and order pathways. Each count leaves out the choice of its own kind."""
    active = [row for row in rows if row.state is PathwayState.ACTIVE]
    found = [row for row in active if _has_words(row, asked.words)]
    of_level = [row for row in found if asked.level in ("", str(row.level.number))]
    of_show = [row for row in found if _stands(row, asked.show, today)]
    chosen = [row for row in of_level if row in of_show]
    order = _ORDERS.get(asked.sort)
    levels: dict[int, Level] = {row.level.number: row.level for row in active}
    return ShelfView(
        asked=asked,
        rows=tuple(sorted(chosen, key=order) if order else chosen),
        total=len(active),
        shows=tuple(
            ShelfChip(
                show.value,
                words,
                sum(_stands(row, show, today) for row in of_level),
                show is asked.show,
            )
            for show, words in SHOW_WORDS.items()
        ),
        levels=tuple(
            ShelfChip(
                str(number),
                f"Level {number} {levels[number].name}",
                sum(row.level.number == number for row in of_show),
                asked.level == str(number),
            )
            for number in sorted(levels)
        ),
        away=tuple(row for row in rows if row.state is not PathwayState.ACTIVE),
    )


def _has_words(row: PathwayRowView, words: str) -> bool:
    text = f"{row.title} {row.level.name} {row.changed_by}".casefold()
    return all(word in text for word in words.casefold().split())


def _stands(row: PathwayRowView, show: ShelfShow, today: date) -> bool:
    match show:
        case ShelfShow.ALL:
            return True
        case ShelfShow.DRAFT:
            return not (row.outside.shown or row.outside.waiting or row.outside.standing(today))
        case ShelfShow.PUBLISHED:
            return row.outside.shown > 0
        case ShelfShow.REVIEW:
            return bool(row.outside.waiting)
        case ShelfShow.APPROVED:
            return bool(row.outside.standing(today))
        case ShelfShow.CHANGED:
            return row.draft is DraftState.CHANGED
