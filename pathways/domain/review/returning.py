"""What a workbook that comes back would change, row by row, against what is there now.

Three values meet in each row: what stood when the workbook was exported, what stands now, and
what the file says. Only a difference between the first and the last is somebody's wish; where
the second differs from both, somebody else was there meanwhile, and a person has to choose.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Self

from pathways.domain.framework.edition import Edition
from pathways.domain.pathway.changes import compare_versions
from pathways.domain.pathway.content import PathwayContent, judge
from pathways.domain.review.finding import Finding
from pathways.domain.review.identity import Identity
from pathways.domain.review.places import (
    PlaceKind,
    kind_of,
    list_places,
    module_row,
    question_row,
    tell_subjects,
)
from pathways.domain.review.sheets import folded
from pathways.domain.review.submission import SubmissionState, line_row
from pathways.domain.rule.questions import Answer
from pathways.domain.rule.standards import Standard
from pathways.domain.words import kept_length

THREAD: Final = "Earlier comments (for reading)"
"""The heading of the workbook's column with what was said already."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What a row of the file says. `number` is its place on the sheet."""

    row: str
    number: int
    finding: Finding | None
    comment: str = ""
    reviewer: str = ""
    date: str = ""

    def to_plain(self) -> list[Any]:
        """Return the values as JSON."""
        finding = self.finding.value if self.finding else ""
        return [self.row, self.number, finding, self.comment, self.reviewer, self.date]

    @classmethod
    def from_plain(cls, plain: list[Any]) -> Self:
        """Build an entry from `to_plain`."""
        row, number, finding, comment, reviewer, date = plain
        return cls(row, number, Finding(finding) if finding else None, comment, reviewer, date)


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands on a row now. Reviewer and date are those that the workbook would show.

    `date_of_before` is what earlier releases printed, who took the day from another zone.
    `at` is the instant when the finding was last set. `comments` are the reviewers'
    own on this submission, `earlier` those on submissions before it.
    """

    finding: Finding | None = None
    reviewer: str = ""
    date: str = ""
    date_of_before: str = ""
    at: int = 0
    comments: frozenset[str] = frozenset()
    earlier: frozenset[str] = frozenset()

    @property
    def dates(self) -> tuple[str, str]:
        """The date as workbooks print it, today's and those of before."""
        return self.date, self.date_of_before or self.date


CELL_LENGTH: Final = 30_000
"""Letters of comments that a cell holds, and some room."""


def join_comments(texts: Sequence[str]) -> str:
    """Return comments that are not shared yet as the text of one cell: as many as it can hold."""
    kept: list[str] = []
    length = 0
    for text in reversed(texts):
        length += kept_length(text) + 1
        if length > CELL_LENGTH:
            break
        kept.append(text)
    return "\n".join(reversed(kept))


NOTHING: Final = Standing()


def instant(at: datetime) -> int:
    """Return a moment as a number that a workbook can carry, in microseconds."""
    return round(at.timestamp() * 1_000_000)


@dataclass(frozen=True, slots=True)
class Change:
    """A row that the file would change."""

    entry: Entry
    exported: Finding | None
    now: Standing
    takes_finding: bool
    takes_names: bool
    comment: str
    is_conflict: bool

    @property
    def row(self) -> str:
        """The row."""
        return self.entry.row


@dataclass(frozen=True, slots=True)
class Weighed:
    """Everything that a file would do, the rows in the order of the sheet."""

    changes: tuple[Change, ...]
    unchanged: int

    @property
    def plain(self) -> tuple[Change, ...]:
        """What is taken without a question."""
        return tuple(change for change in self.changes if not change.is_conflict)

    @property
    def conflicts(self) -> tuple[Change, ...]:
        """What is taken only where somebody says so."""
        return tuple(change for change in self.changes if change.is_conflict)


def weigh(
    entries: Iterable[Entry],
    exported: Mapping[str, Finding],
    standing: Mapping[str, Standing],
    *,
    exported_at: int,
    is_older: bool,
) -> Weighed:
    """Return what these rows would change. A row that says nothing changes nothing.

    `is_older` says that the file belongs to an earlier submission, whose comments were said.
    """
    changes: list[Change] = []
    unchanged = 0
    for entry in entries:
        now = standing.get(entry.row, NOTHING)
        said = now.comments | now.earlier if is_older else now.comments
        change = _weigh_row(entry, exported.get(entry.row), now, exported_at, said)
        if change is None:
            unchanged += 1
        else:
            changes.append(change)
    return Weighed(tuple(changes), unchanged)


def _weigh_row(
    entry: Entry,
    exported: Finding | None,
    now: Standing,
    exported_at: int,
    said: frozenset[str],
) -> Change | None:
    is_wish = entry.finding is not None and entry.finding is not exported
    takes_finding = is_wish and entry.finding is not now.finding
    takes_names = (
        entry.finding is not None
        and entry.finding is exported
        and entry.finding is now.finding
        # Names set since the export are not the ones that the file's were typed over.
        and now.at <= exported_at
        and bool(entry.reviewer)
        and (entry.reviewer != now.reviewer or entry.date not in now.dates)
    )
    comment = entry.comment if entry.comment not in said else ""
    if not (takes_finding or takes_names or comment):
        return None
    is_conflict = takes_finding and now.finding is not exported
    return Change(entry, exported, now, takes_finding, takes_names, comment, is_conflict)


@dataclass(frozen=True, slots=True)
class Addressee:
    """The submission that a workbook is returned to, and one of the same pathway before it."""

    submission: str
    version: str
    digest: str
    commissioner: str
    state: SubmissionState


def refuse_state(state: SubmissionState) -> str:
    """Return why a submission in this state takes nothing, or nothing."""
    if state.is_open:
        return ""
    return f"This submission is {state.word.lower()}. Its findings can be read, not changed."


def refuse_identity(identity: Identity | None, to: Addressee, *, is_older: bool) -> str:
    """Return why a workbook with this identity is not taken here, or nothing.

    `is_older` says that it belongs to an earlier submission of the same pathway to the same
    commissioner, which is looked at further.
    """
    if identity is None:
        return (
            "The workbook does not say where it comes from, or what it says was changed. Only a "
            "workbook exported here can be taken. Export a fresh one and copy the findings over."
        )
    if identity.is_draft:
        return "The workbook was exported from a draft. Export the one of this submission."
    if identity.commissioner != to.commissioner:
        return "The workbook was exported for another commissioner."
    if is_older:
        return ""
    if identity.submission != to.submission:
        return "The workbook belongs to another submission."
    if (identity.version, identity.digest) != (to.version, to.digest):
        return "The workbook holds another version than the one of this submission."
    return ""


@dataclass(frozen=True, slots=True)
class Sent:
    """What was sent: content, the standard it is compared with, and answers by question."""

    content: PathwayContent
    standard: Standard
    answers: Mapping[str, Answer] = field(default_factory=dict)


def list_matching(edition: Edition, old: Sent, new: Sent) -> frozenset[str]:
    """Return the rows of which both versions say the same, so that a finding holds for both.

    A competency matches where no module treats it otherwise; a line where it is judged by the
    same standard and all of its competencies match; a module with the same texts, outcomes and
    mappings, wherever it stands; a subject of assurance of the same words; a question that is
    asked and answered as before; the whole only where nothing changed.
    """
    changes = compare_versions(edition, old.content, new.content, new.standard)
    places = {place.row for place in list_places(edition, new.content, new.standard)}
    places &= {place.row for place in list_places(edition, old.content, old.standard)}
    is_same_rule = old.standard == new.standard and (
        (old.content.target_level, old.content.entry_level)
        == (new.content.target_level, new.content.entry_level)
    )
    lines = {
        line_row(line.line.key)
        for line in judge(edition, new.content, new.standard).lines
        if not any(change.competency.mask & line.line.mask for change in changes.competencies)
    }
    before, after = (_told(edition, sent) for sent in (old, new))

    def matches(row: str) -> bool:
        match kind_of(row):
            case PlaceKind.WHOLE:
                is_same = before.items() == after.items()
                return is_same_rule and changes.is_empty and is_same
            case PlaceKind.LINE:
                return is_same_rule and row in lines
            case PlaceKind.COMPETENCY:
                return row not in changes.codes
            case PlaceKind.MODULE | PlaceKind.ASSURANCE | PlaceKind.QUESTION:
                return bool(before[row] == after[row])

    return frozenset(row for row in places if matches(row))


def _told(edition: Edition, sent: Sent) -> dict[str, object]:
    """Return what each module, subject and question says, as values that can be compared."""
    said: dict[str, object] = dict(tell_subjects(edition, sent.content))
    said |= {module_row(module.id): module for module in sent.content.modules}
    said |= {
        question_row(one.id): (one.words, sent.answers.get(one.id))
        for one in sent.standard.questions
    }
    return said


def same_label(typed: str, label: str) -> bool:
    """Whether a label in the file is that of its row; an empty one says nothing."""
    return not typed or folded(typed) == folded(label)
