"""The steps of a trail, gathered by day and by who took them, each group in a few words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from pathways.domain.days import day_of
from pathways.domain.review.finding import Finding
from pathways.domain.review.places import PlaceKind
from pathways.domain.words import listed, plural


@dataclass(frozen=True, slots=True)
class TrailRowView:
    """What a step changed on one row. `before` and `after` are findings, None for no finding."""

    slug: str
    code: str
    label: str
    kind: PlaceKind
    is_marked: bool
    before: Finding | None
    after: Finding | None
    reviewer: str
    reviewed_on: str
    comment: str


@dataclass(frozen=True, slots=True)
class TrailStepView:
    """One step: who, what, when, for whom they acted, and what it changed row by row."""

    number: int
    at: datetime
    person: str
    organisation: str
    action: str
    summary: str
    rows: tuple[TrailRowView, ...] = ()


@dataclass(frozen=True, slots=True)
class TrailGroup:
    """The steps of one person on one day."""

    person: str
    organisation: str
    steps: tuple[TrailStepView, ...]

    @property
    def words(self) -> str:
        """What they did, in a few words: "marked 3 themes and took 2 other steps"."""
        said = list(filter(None, (_marked(self.steps), _commented(self.steps))))
        named = {*_OF_MARKS, *_OF_COMMENTS}
        left = sum(1 for step in self.steps if step.action not in named)
        if left:
            said.append(f"took {plural(left, 'other step' if said else 'step')}")
        return listed(said)


@dataclass(frozen=True, slots=True)
class TrailDay:
    """A day with what each person did on it, in the order in which they began."""

    day: date
    groups: tuple[TrailGroup, ...]


_NOUNS: Final = {
    PlaceKind.LINE: ("theme", "themes"),
    PlaceKind.COMPETENCY: ("competency", "competencies"),
    PlaceKind.MODULE: ("module", "modules"),
    PlaceKind.ASSURANCE: ("subject of assurance", "subjects of assurance"),
    PlaceKind.QUESTION: ("question", "questions"),
}
_OF_MARKS: Final = ("mark", "take workbook", "return workbook", "find", "carry over")
"""Steps that set findings; those of before kept no rows where they set only one."""
_OF_COMMENTS: Final = ("comment", "remark")


def group_steps(steps: Iterable[TrailStepView]) -> tuple[TrailDay, ...]:
    """Gather steps, which come in their order, by day and person."""
    days: dict[date, dict[tuple[str, str], list[TrailStepView]]] = {}
    for step in steps:
        whose = days.setdefault(day_of(step.at), {})
        whose.setdefault((step.person, step.organisation), []).append(step)
    return tuple(
        TrailDay(day, tuple(TrailGroup(*who, tuple(found)) for who, found in whose.items()))
        for day, whose in days.items()
    )


def _marked(steps: tuple[TrailStepView, ...]) -> str:
    rows = {row.slug: row.kind for step in steps for row in step.rows if row.is_marked}
    said = []
    for kind, (one, many) in _NOUNS.items():
        if count := sum(1 for other in rows.values() if other is kind):
            said.append(plural(count, one, many))
    if PlaceKind.WHOLE in rows.values():
        said.append("the whole")
    if plain := sum(1 for step in steps if step.action == "find"):
        said.append(plural(plain, "row"))
    return f"marked {listed(said)}" if said else ""


def _commented(steps: tuple[TrailStepView, ...]) -> str:
    count = sum(1 for step in steps if step.action in _OF_COMMENTS)
    count += sum(1 for step in steps for row in step.rows if row.comment)
    return f"wrote {plural(count, 'comment')}" if count else ""
