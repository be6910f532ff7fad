"""The versions of a pathway as its provider sees them: what changed, where each was sent."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.domain.pathway.cautions import Measured, measure
from pathways.domain.pathway.changes import VersionChanges, compare_versions
from pathways.domain.pathway.content import PathwayContent, judge
from pathways.domain.pathway.proportion import weigh
from pathways.domain.pathway.standing import DraftState
from pathways.domain.pathway.state import PublicationState
from pathways.domain.pathway.visibility import Visibility
from pathways.domain.policy import Actor
from pathways.domain.review.submission import Decided, SubmissionState
from pathways.domain.rule.strip import draw_strip
from pathways.models.account import Organisation
from pathways.models.decision import Decision
from pathways.models.publication import Publication
from pathways.models.submission import Submission
from pathways.models.version import Version
from pathways.records.editions import edition_of
from pathways.records.heads import AboutView, HeadView, about_draft, read_head_row, view_head
from pathways.records.pathways import read_content
from pathways.records.thresholds import thresholds_of

PAGE: Final = 10


@dataclass(frozen=True, slots=True)
class DecidedView:
    """A decision on a version."""

    outcome: Decided
    by: str
    at: datetime
    ends_on: date | None
    has_ended: bool
    is_withdrawn: bool


@dataclass(frozen=True, slots=True)
class SentView:
    """A submission of a version."""

    id: str
    commissioner: str
    standard: str
    state: SubmissionState
    at: datetime
    decisions: tuple[DecidedView, ...]


@dataclass(frozen=True, slots=True)
class VersionView:
    """A version. `changes` are those against the one before, None for the first."""

    id: str
    number: int
    digest: str
    at: datetime
    by: str
    title: str
    headline: str
    measured: Measured
    changes: VersionChanges | None
    sent: tuple[SentView, ...]
    is_published: bool

    @property
    def short_digest(self) -> str:
        """Enough of the digest to tell two versions apart by eye."""
        return self.digest[:12]


@dataclass(frozen=True, slots=True)
class PublicationView:
    """What is in the directory now. `sentence`: what is said of modules that are crowded."""

    number: int
    visibility: Visibility
    at: datetime
    by: str
    sentence: str


@dataclass(frozen=True, slots=True)
class VersionsView:
    """A pathway with one page of its versions, the newest first."""

    head: HeadView
    about: AboutView
    versions: tuple[VersionView, ...]
    publication: PublicationView | None
    total: int
    page: int
    pages: int

    @property
    def same_as(self) -> int | None:
        """The number of the last version, where the draft is no different from it."""
        last = self.head.last
        return last.number if last and self.about.draft is DraftState.SAME else None


def list_versions(
    session: Session, actor: Actor, pathway_id: str, *, today: date, page: int
) -> VersionsView:
    """Return the versions of a pathway of the actor's organisation; NotFoundError otherwise."""
    head, edition = view_head(session, actor, read_head_row(session, actor, pathway_id))
    total = session.execute(
        sa.select(sa.func.count()).select_from(Version).where(Version.pathway_id == pathway_id)
    ).scalar_one()
    pages = max(1, -(-total // PAGE))
    page = min(max(1, page), pages)
    # One more than a page shows: the last one is compared with it.
    found = session.scalars(
        sa.select(Version)
        .where(Version.pathway_id == pathway_id)
        .order_by(Version.number.desc())
        .limit(PAGE + 1)
        .offset((page - 1) * PAGE)
    ).all()
    publication, published_id = _publication(session, pathway_id)
    sent = _sent(session, [version.id for version in found], today)
    content = read_content(session, edition, pathway_id)
    report = judge(edition, content)
    behind = weigh(edition, content, thresholds_of(session))
    return VersionsView(
        head=head,
        about=about_draft(head, content, report, draw_strip(report, behind)),
        versions=_views(session, found, sent, published_id),
        publication=publication,
        total=total,
        page=page,
        pages=pages,
    )


def _views(
    session: Session,
    found: Iterable[Version],
    sent: Mapping[str, tuple[SentView, ...]],
    published_id: str | None,
) -> tuple[VersionView, ...]:
    thresholds = thresholds_of(session)
    rows = [(version, PathwayContent.from_plain(version.content)) for version in found]
    views = []
    for place, (version, content) in enumerate(rows[:PAGE]):
        edition = edition_of(session, version)
        before = rows[place + 1][1] if place + 1 < len(rows) else None
        is_comparable = before is not None and before.edition == content.edition
        views.append(
            VersionView(
                id=version.id,
                number=version.number,
                digest=version.digest,
                at=version.created_at,
                by=version.created_by_name,
                title=content.title,
                headline=judge(edition, content).headline,
                measured=measure(edition, content, thresholds),
                changes=compare_versions(edition, before, content)
                if before is not None and is_comparable
                else None,
                sent=sent.get(version.id, ()),
                is_published=version.id == published_id,
            )
        )
    return tuple(views)


def _publication(session: Session, pathway_id: str) -> tuple[PublicationView | None, str | None]:
    row = session.execute(
        sa.select(Publication, Version.number)
        .join(Version, Version.id == Publication.version_id)
        .where(
            Publication.pathway_id == pathway_id, Publication.state == PublicationState.PUBLISHED
        )
    ).one_or_none()
    if row is None:
        return None, None
    shown = row.Publication
    view = PublicationView(
        number=row.number,
        visibility=Visibility(shown.visibility),
        at=shown.published_at,
        by=shown.published_by_name,
        sentence=shown.sentence,
    )
    return view, shown.version_id


def _sent(
    session: Session, version_ids: list[str], today: date
) -> Mapping[str, tuple[SentView, ...]]:
    rows = session.execute(
        sa.select(Submission, Organisation.name)
        .join(Organisation, Organisation.id == Submission.commissioner_id)
        .where(Submission.version_id.in_(version_ids))
        .order_by(Submission.sent_at, Submission.id)
    ).all()
    decisions: dict[str, list[DecidedView]] = {}
    for row in session.scalars(
        sa.select(Decision)
        .join(Submission, Submission.id == Decision.submission_id)
        .where(Submission.version_id.in_(version_ids))
        .order_by(Decision.at, Decision.id)
    ):
        ends_on = date.fromisoformat(row.ends_on) if row.ends_on else None
        decisions.setdefault(row.submission_id, []).append(
            DecidedView(
                outcome=Decided(row.outcome),
                by=row.by_name,
                at=row.at,
                ends_on=ends_on,
                has_ended=ends_on is not None and ends_on < today,
                is_withdrawn=row.withdrawn_at is not None,
            )
        )
    found: dict[str, list[SentView]] = {}
    for submission, commissioner in rows:
        found.setdefault(submission.version_id, []).append(
            SentView(
                id=submission.id,
                commissioner=commissioner,
                standard=submission.standard["name"],
                state=SubmissionState(submission.state),
                at=submission.sent_at,
                decisions=tuple(decisions.get(submission.id, ())),
            )
        )
    return {key: tuple(views) for key, views in found.items()}
