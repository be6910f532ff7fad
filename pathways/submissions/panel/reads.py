"""Two to four submissions side by side: what each claims, what was found, what is still open."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from textwrap import shorten
from typing import Final

from sqlalchemy.orm import Session

from pathways.domain.pathway.facts import length_words, price_words
from pathways.domain.policy import Actor
from pathways.domain.refusals import NotFoundError
from pathways.domain.review.finding import Finding
from pathways.domain.review.submission import Decided, SubmissionState
from pathways.domain.words import iso_day, plural
from pathways.submissions.reviewing.reads import ReviewedCompetency, ReviewView, read_review

FEWEST: Final = 2
MOST: Final = 4
"""How many submissions stand side by side."""


@dataclass(frozen=True, slots=True)
class SideHead:
    """A submission at the head of its column."""

    id: str
    title: str
    number: int
    provider: str
    state: SubmissionState
    outcome: Decided | None
    is_met: bool

    @property
    def name(self) -> str:
        """What its cells are called on a narrow screen."""
        return shorten(self.title, _SHORT, placeholder=" ...")


@dataclass(frozen=True, slots=True)
class SideCell:
    """What one submission has in a row: sentences, and what stands there as a badge.

    `is_met` says whether the standard is, None where nothing is asked; `mark` is the finding.
    """

    words: tuple[str, ...] = ()
    is_met: bool | None = None
    mark: Finding | None = None


@dataclass(frozen=True, slots=True)
class SideRow:
    """One matter, with a cell for each submission."""

    label: str
    cells: tuple[SideCell, ...]


@dataclass(frozen=True, slots=True)
class SideGroup:
    """Rows under one heading. `untouched` are matters of which there is nothing to say yet."""

    title: str
    rows: tuple[SideRow, ...]
    untouched: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SideView:
    """Submissions side by side."""

    heads: tuple[SideHead, ...]
    groups: tuple[SideGroup, ...]


def read_side_by_side(session: Session, actor: Actor, chosen: Sequence[str]) -> SideView:
    """Return these submissions side by side, in this order.

    NotFoundError where one was not sent to the actor's organisation.
    """
    views = [read_review(session, actor, one) for one in chosen]
    for view in views:
        if not view.submission.is_reviewer:
            raise NotFoundError(view.submission.id)
    return SideView(
        tuple(_head(view) for view in views),
        (
            SideGroup("The whole", tuple(_whole(views))),
            SideGroup("Theme by theme", tuple(_lines(views))),
            _split("Assurance", tuple(_subjects(views))),
        ),
    )


def _split(title: str, rows: tuple[SideRow, ...]) -> SideGroup:
    """Set apart what each states and nobody has found anything of: rows would only lengthen."""
    said = tuple(row for row in rows if any(cell.words or cell.mark for cell in row.cells))
    return SideGroup(title, said, tuple(row.label for row in rows if row not in said))


def _head(view: ReviewView) -> SideHead:
    submission = view.submission
    return SideHead(
        submission.id,
        submission.title,
        submission.number,
        submission.provider,
        submission.state,
        submission.decision.outcome if submission.decision else None,
        submission.is_met,
    )


def _whole(views: list[ReviewView]) -> Iterable[SideRow]:
    rows: tuple[tuple[str, Callable[[ReviewView], SideCell]], ...] = (
        ("Compared with its standard", _verdict),
        ("Claimed and backed", _proportion),
        ("Findings", _findings),
        ("Still open", _open),
        ("Time and price", _offer),
        ("Decision by", _due),
    )
    for label, cell in rows:
        yield SideRow(label, tuple(cell(view) for view in views))


def _verdict(view: ReviewView) -> SideCell:
    submission = view.submission
    return SideCell((submission.headline,), submission.is_met, view.whole.mark)


def _proportion(view: ReviewView) -> SideCell:
    behind = view.claims.measured.proportion
    cautions = len(view.claims.measured.cautions)
    return SideCell(
        (
            f"{behind.claimed} claimed, {behind.backed} backed",
            f"Time for {behind.time_for} at the usual rate",
            *((plural(cautions, "caution"),) if cautions else ()),
        )
    )


def _findings(view: ReviewView) -> SideCell:
    return SideCell(_count(view.competencies))


def _open(view: ReviewView) -> SideCell:
    rows = [view.whole, *(item.review for item in view.items)]
    theirs = sum(1 for row in rows if row.waits_for(is_reviewer=True))
    ours = sum(1 for row in rows if row.waits_for(is_reviewer=False))
    questions = sum(1 for item in view.questions if item.review.mark is None)
    doubts = sum(1 for row in rows if row.has_doubt)
    said = (
        (ours, "comment", f"for {view.submission.provider} to answer"),
        (theirs, "answer", "for you to read"),
        (questions, "question of the standard", "without a finding"),
        (doubts, "second opinion", "that differs"),
    )
    many = {"question of the standard": "questions of the standard"}
    words = tuple(
        f"{plural(count, noun, many.get(noun))} {rest}" for count, noun, rest in said if count
    )
    return SideCell(words or ("Nothing",))


def _offer(view: ReviewView) -> SideCell:
    content = view.submission.content
    return SideCell(
        (
            length_words(content) or "No time stated",
            price_words(content.details) or "No price stated",
        )
    )


def _due(view: ReviewView) -> SideCell:
    day = view.submission.due_on
    return SideCell((iso_day(day) if day else "No day set",))


def _lines(views: list[ReviewView]) -> Iterable[SideRow]:
    names: dict[str, str] = {}
    cells: list[dict[str, SideCell]] = []
    for view in views:
        backed = {part.key: part.backed for part in view.claims.strip}
        found = {}
        for line in view.lines:
            report, key = line.report, line.report.line.key
            names.setdefault(key, report.line.name)
            reached = f"{report.reached} of {report.total} claimed, {backed.get(key, 0)} backed"
            marks = _count(row for row in view.competencies if row.line_key == key)
            found[key] = SideCell((reached, *marks), report.is_met, line.review.mark)
        cells.append(found)
    for key, name in names.items():
        yield SideRow(name, tuple(found.get(key, _NOT_THERE) for found in cells))


def _subjects(views: list[ReviewView]) -> Iterable[SideRow]:
    names: dict[str, str] = {}
    cells: list[dict[str, SideCell]] = []
    for view in views:
        found = {}
        for subject in view.subjects:
            names.setdefault(subject.review.row, subject.label)
            words = () if subject.text else ("Not stated",)
            found[subject.review.row] = SideCell(words, mark=subject.review.mark)
        cells.append(found)
    for row, name in names.items():
        yield SideRow(name, tuple(found.get(row, _NOT_THERE) for found in cells))


_SHORT: Final = 48
_NOT_THERE: Final = SideCell(("Not part of this one",))


def _count(rows: Iterable[ReviewedCompetency]) -> tuple[str, ...]:
    """Count findings of what is treated, as the queue does: nobody is asked about the others."""
    marks = [row.review.mark for row in rows if row.taught]
    counts = Counter(mark for mark in marks if mark is not None)
    marked = sum(counts.values())
    if not marks:
        return ()
    if not marked:
        return (f"None of {len(marks)} marked",)
    said = ", ".join(f"{counts[one]} {one.word.lower()}" for one in Finding if counts[one])
    return (f"{marked} of {len(marks)} marked: {said}",)
