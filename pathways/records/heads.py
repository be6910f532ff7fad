"""What stands above every page of a pathway, and what a list says of each, in one statement."""

from collections import abc
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from pathways.domain.framework.edition import Edition, Level
from pathways.domain.pathway.content import PathwayContent
from pathways.domain.pathway.standing import (
    Approval,
    DraftState,
    HasStanding,
    Outside,
    Waiting,
    say_draft,
)
from pathways.domain.pathway.state import PathwayState, PublicationState
from pathways.domain.pathway.visibility import Visibility
from pathways.domain.policy import Action, Actor, is_allowed
from pathways.domain.refusals import NotFoundError
from pathways.domain.review.submission import APPROVALS, Decided, SubmissionState
from pathways.domain.rule.coverage import CoverageReport
from pathways.domain.rule.standards import FRAMEWORK_MINIMUM, Standard, find_standard
from pathways.domain.rule.strip import StripLine
from pathways.domain.words import together
from pathways.models.account import Organisation
from pathways.models.decision import Decision
from pathways.models.framework import EditionRow
from pathways.models.journal import Journal
from pathways.models.pathway import own_pathways
from pathways.models.publication import Publication
from pathways.models.submission import Submission
from pathways.models.version import Version
from pathways.records.editions import get_edition
from pathways.records.pathways import PATHWAY, content_of, read_modules

_BETWEEN: Final = "\x1e"
_INSIDE: Final = "\x1f"
"""What stands between several in one text, and inside one: signs that no name may hold."""


@dataclass(frozen=True, slots=True)
class LastVersion:
    """The version that was frozen last."""

    number: int
    digest: str
    at: datetime


@dataclass(frozen=True, slots=True)
class HeadView(HasStanding):
    """What stands above every page of a pathway. `undo` and `redo` say what they would reverse.

    `digest` is that of the edition's index.
    """

    id: str
    title: str
    state: PathwayState
    target: Level
    entry: Level | None
    standard: Standard
    revision: int
    version: int
    changed_at: datetime
    can_change: bool
    undo: str | None
    redo: str | None
    edition: str
    digest: str
    last: LastVersion | None
    outside: Outside
    is_example: bool

    @property
    def is_open(self) -> bool:
        """Whether the reader may change it now."""
        return self.can_change and self.state is PathwayState.ACTIVE


@dataclass(frozen=True, slots=True)
class AboutView:
    """What the head says of the draft itself: how far it is, and how it compares."""

    draft: DraftState
    words: str
    modules: int
    length: str
    reached: int
    total: int
    strip: tuple[StripLine, ...]


def about_draft(
    head: HeadView, content: PathwayContent, report: CoverageReport, strip: tuple[StripLine, ...]
) -> AboutView:
    """Say how far a draft is. `report` and `strip` are its own."""
    draft = compare_draft(head.id, head.revision, head.changed_at, head.last, lambda: content)
    return AboutView(
        draft=draft,
        words=say_draft(draft, head.last.number if head.last else 0),
        modules=len(content.modules),
        length=together(module.minutes for module in content.modules),
        reached=report.reached,
        total=report.total,
        strip=strip,
    )


_DIGESTS: Final[dict[tuple[str, int, datetime], str]] = {}
_KEPT: Final = 2000
_SURE: Final = timedelta(minutes=1)


def compare_draft(
    identifier: str,
    revision: int,
    changed_at: datetime,
    last: LastVersion | None,
    content: Callable[[], PathwayContent],
) -> DraftState:
    """Say whether a draft is its last version, word for word.

    What was left alone well before it was frozen is the same; `_SURE` is more than two clocks
    differ by. Of anything else the digest is made once for each revision, and kept.
    """
    if last is None:
        return DraftState.NONE
    if changed_at <= last.at - _SURE:
        return DraftState.SAME
    key = identifier, revision, changed_at
    digest = _DIGESTS.get(key)
    if digest is None:
        digest = content().digest
        while len(_DIGESTS) >= _KEPT:
            _DIGESTS.pop(next(iter(_DIGESTS)), None)
        _DIGESTS[key] = digest
    return DraftState.SAME if digest == last.digest else DraftState.CHANGED


def compare_drafts(
    session: Session,
    rows: Sequence[abc.Mapping[str, Any]],
    editions: abc.Mapping[str, Edition],
) -> dict[str, DraftState]:
    """Say of several drafts whether each is its last version.

    What must be read for it is read together: three statements, and only for what changed since
    it was compared last.
    """
    unknown = {
        row["id"]: editions[row["id"]]
        for row in rows
        if row["last_number"] is not None
        and row["changed_at"] > row["last_at"] - _SURE
        and (row["id"], row["revision"], row["changed_at"]) not in _DIGESTS
    }
    modules = read_modules(session, unknown) if unknown else {}
    return {
        row["id"]: compare_draft(
            row["id"],
            row["revision"],
            row["changed_at"],
            last_version(row),
            partial(content_of, row, modules.get(row["id"], ())),
        )
        for row in rows
    }


def read_head_row(session: Session, actor: Actor, pathway_id: str) -> abc.Mapping[str, Any]:
    """Read a pathway with what its head says; NotFoundError for another organisation's."""
    last = (
        sa.select(Journal.id)
        .where(Journal.subject == pathway_id, Journal.person_id == actor.person_id)
        .order_by(Journal.revision.desc())
        .limit(1)
        .scalar_subquery()
    )
    latest, undone, redone = aliased(Journal), aliased(Journal), aliased(Journal)
    row = (
        session.execute(
            sa.select(
                PATHWAY,
                EditionRow.digest,
                undone.summary.label("undo"),
                redone.summary.label("redo"),
                *outside_columns(),
            )
            .join(EditionRow, EditionRow.code == PATHWAY.c.edition_code)
            .outerjoin(latest, latest.id == last)
            .outerjoin(
                undone,
                sa.and_(undone.subject == pathway_id, undone.revision == latest.undo_top),
            )
            .outerjoin(
                redone,
                sa.and_(redone.subject == pathway_id, redone.revision == latest.redo_top),
            )
            .where(
                PATHWAY.c.id == pathway_id,
                own_pathways(actor),
                PATHWAY.c.state != PathwayState.DELETED,
            )
        )
        .mappings()
        .one_or_none()
    )
    if row is None:
        raise NotFoundError(pathway_id)
    return dict(row)


def view_head(
    session: Session, actor: Actor, row: abc.Mapping[str, Any]
) -> tuple[HeadView, Edition]:
    """Return the head of a pathway that was read, and its edition."""
    edition = get_edition(session, row["edition_code"], row["digest"])
    entry = row["entry_level"]
    head = HeadView(
        id=row["id"],
        title=row["title"],
        state=PathwayState(row["state"]),
        target=edition.by_level[row["target_level"]],
        entry=edition.by_level[entry] if entry else None,
        standard=find_standard(row["standard"]) or FRAMEWORK_MINIMUM,
        revision=row["revision"],
        version=row["version"],
        changed_at=row["changed_at"],
        can_change=is_allowed(actor, Action.CHANGE_PATHWAYS),
        undo=row["undo"],
        redo=row["redo"],
        edition=edition.code,
        digest=row["digest"],
        last=last_version(row),
        outside=view_outside(row),
        is_example=bool(row["is_example"]),
    )
    return head, edition


def outside_columns() -> tuple[sa.Label[Any], ...]:
    """Return what a statement over pathways reads of their versions, and of what became of them."""
    number = sa.cast(Version.number, sa.String)
    shown = (
        sa.select(number + _INSIDE + Publication.visibility)
        .join(Version, Version.id == Publication.version_id)
        .where(
            Publication.pathway_id == PATHWAY.c.id,
            Publication.state == PublicationState.PUBLISHED,
        )
    )
    sent = sa.join(Submission, Version, Version.id == Submission.version_id).join(
        Organisation, Organisation.id == Submission.commissioner_id
    )
    approved = (
        sa.select(
            sa.func.aggregate_strings(
                number
                + _INSIDE
                + Organisation.name
                + _INSIDE
                + Decision.ends_on
                + _INSIDE
                + Decision.outcome,
                _BETWEEN,
            )
        )
        .select_from(sent.join(Decision, Decision.submission_id == Submission.id))
        .where(
            Submission.pathway_id == PATHWAY.c.id,
            Decision.outcome.in_(APPROVALS),
            Decision.withdrawn_at.is_(None),
        )
    )
    waiting = (
        sa.select(
            sa.func.aggregate_strings(
                number + _INSIDE + Organisation.name + _INSIDE + Submission.state, _BETWEEN
            )
        )
        .select_from(sent)
        .where(
            Submission.pathway_id == PATHWAY.c.id,
            Submission.state.in_([state.value for state in SubmissionState if state.is_open]),
        )
    )
    return (
        _of_last(Version.number).label("last_number"),
        _of_last(Version.digest).label("last_digest"),
        _of_last(Version.created_at).label("last_at"),
        shown.scalar_subquery().label("shown"),
        approved.scalar_subquery().label("approved"),
        waiting.scalar_subquery().label("waiting"),
    )


def _of_last(column: Any) -> sa.ScalarSelect[Any]:
    """Return a column of the version that was frozen last."""
    return (
        sa.select(column)
        .where(Version.pathway_id == PATHWAY.c.id)
        .order_by(Version.number.desc())
        .limit(1)
        .scalar_subquery()
    )


def last_version(row: abc.Mapping[str, Any]) -> LastVersion | None:
    """Return the last version from a row with `outside_columns`."""
    if row["last_number"] is None:
        return None
    return LastVersion(row["last_number"], row["last_digest"], row["last_at"])


def view_outside(row: abc.Mapping[str, Any]) -> Outside:
    """Return what became of a pathway's versions from a row with `outside_columns`."""
    number, visibility = (row["shown"] or f"0{_INSIDE}{Visibility.PUBLIC}").split(_INSIDE)
    return Outside(
        last=row["last_number"] or 0,
        shown=int(number),
        visibility=Visibility(visibility),
        approvals=tuple(
            sorted(
                Approval(int(item), name, ends, outcome == Decided.APPROVED_WITH.value)
                for item, name, ends, outcome in _parts(row["approved"])
            )
        ),
        waiting=tuple(
            sorted(
                Waiting(int(item), name, state == SubmissionState.IN_REVIEW.value)
                for item, name, state in _parts(row["waiting"])
            )
        ),
    )


def _parts(text: str | None) -> list[list[str]]:
    return [item.split(_INSIDE) for item in text.split(_BETWEEN)] if text else []
