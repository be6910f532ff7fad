"""Published versions, as everybody or as signed-in organisations see them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.domain.content import PathwayContent, judge
from pathways.domain.coverage import CoverageReport, LineReport
from pathways.domain.edition import Edition, Level
from pathways.domain.policy import NotFoundError
from pathways.domain.reasons import explain_standard, line_reasons
from pathways.domain.submission import Outcome
from pathways.domain.visibility import Visibility
from pathways.models.account import Organisation
from pathways.models.framework import get_edition
from pathways.models.pathway import Pathway
from pathways.models.publication import Publication
from pathways.models.submission import Decision, Submission, Version

PAGE: Final = 25


@dataclass(frozen=True, slots=True)
class ReviewedView:
    """An approval that stands on the very version that is shown."""

    commissioner: str
    standard: str
    at: datetime
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class PublishedRowView:
    """A pathway in the directory."""

    id: str
    title: str
    provider: str
    level: Level
    headline: str
    minutes: int
    price_pence: int | None
    price_basis: str
    vat: str
    visibility: Visibility
    reviews: tuple[ReviewedView, ...]


@dataclass(frozen=True, slots=True)
class DirectoryView:
    """One page of the directory."""

    items: tuple[PublishedRowView, ...]
    total: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class LineView:
    """A line with what the provider's own standard finds there, in words."""

    report: LineReport
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PublishedView:
    """A published version. Nothing of the draft is in it."""

    pathway_id: str
    organisation_id: str
    provider: str
    number: int
    digest: str
    frozen_at: datetime
    published_at: datetime
    visibility: Visibility
    edition: Edition
    content: PathwayContent
    report: CoverageReport
    asks: tuple[str, ...]
    lines: tuple[LineView, ...]
    reviews: tuple[ReviewedView, ...]

    @property
    def level(self) -> Level:
        """The target level."""
        return self.edition.by_level[self.content.target_level]

    @property
    def entry(self) -> Level | None:
        """The level that learners bring, if one is asked."""
        return self.edition.by_level.get(self.content.entry_level or 0)


def list_published(session: Session, *, is_inside: bool, today: date, page: int) -> DirectoryView:
    """Return a page of the directory, the newest first.

    `is_inside` is true for people of an organisation, who see also what is
    not shown to everybody.
    """
    shown = _shown(is_inside=is_inside)
    total = session.execute(
        sa.select(sa.func.count()).select_from(_joined()).where(*shown)
    ).scalar_one()
    pages = max(1, -(-total // PAGE))
    page = min(max(1, page), pages)
    rows = session.execute(
        sa.select(Publication, Version, Organisation.name)
        .select_from(_joined())
        .where(*shown)
        .order_by(Publication.published_at.desc(), Publication.pathway_id)
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    ).all()
    reviews = read_reviews(session, (row.Version.id for row in rows), today)
    items = []
    for row in rows:
        edition = get_edition(session, row.Version.edition_code)
        content = PathwayContent.from_plain(row.Version.content)
        details = content.details
        items.append(
            PublishedRowView(
                id=row.Publication.pathway_id,
                title=content.title,
                provider=row.name,
                level=edition.by_level[content.target_level],
                headline=judge(edition, content).headline,
                minutes=content.minutes or details.contact_minutes + details.self_study_minutes,
                price_pence=details.price_pence,
                price_basis=details.price_basis,
                vat=details.vat,
                visibility=Visibility(row.Publication.visibility),
                reviews=reviews.get(row.Version.id, ()),
            )
        )
    return DirectoryView(tuple(items), total, page, pages)


def get_published(
    session: Session, pathway_id: str, *, is_inside: bool, today: date
) -> PublishedView:
    """Return the published version of a pathway.

    NotFoundError where there is none, or none that the reader may see.
    """
    row = session.execute(
        sa.select(Publication, Version, Organisation.name)
        .select_from(_joined())
        .where(Publication.pathway_id == pathway_id, *_shown(is_inside=is_inside))
    ).one_or_none()
    if row is None:
        raise NotFoundError(pathway_id)
    version = row.Version
    edition = get_edition(session, version.edition_code)
    content = PathwayContent.from_plain(version.content)
    report = judge(edition, content)
    return PublishedView(
        pathway_id=pathway_id,
        organisation_id=version.organisation_id,
        provider=row.name,
        number=version.number,
        digest=version.digest,
        frozen_at=version.created_at,
        published_at=row.Publication.published_at,
        visibility=Visibility(row.Publication.visibility),
        edition=edition,
        content=content,
        report=report,
        asks=explain_standard(edition, report.standard, content.target_level),
        lines=tuple(LineView(line, line_reasons(edition, line)) for line in report.lines),
        reviews=read_reviews(session, [version.id], today).get(version.id, ()),
    )


def read_reviews(
    session: Session, version_ids: Iterable[str], today: date
) -> Mapping[str, tuple[ReviewedView, ...]]:
    """Return the approvals that stand today, by version: not withdrawn, and not past their end."""
    rows = session.execute(
        sa.select(
            Submission.version_id,
            Submission.standard,
            Organisation.name,
            Decision.at,
            Decision.ends_on,
        )
        .join(Submission, Submission.id == Decision.submission_id)
        .join(Organisation, Organisation.id == Submission.commissioner_id)
        .where(
            Submission.version_id.in_(tuple(version_ids)),
            Decision.outcome == Outcome.APPROVED.value,
            Decision.withdrawn_at.is_(None),
            sa.or_(Decision.ends_on == "", Decision.ends_on >= today.isoformat()),
        )
        .order_by(Decision.at, Decision.id)
    )
    found: dict[str, list[ReviewedView]] = {}
    for row in rows:
        found.setdefault(row.version_id, []).append(
            ReviewedView(
                commissioner=row.name,
                standard=row.standard["name"],
                at=row.at,
                ends_on=date.fromisoformat(row.ends_on) if row.ends_on else None,
            )
        )
    return {key: tuple(views) for key, views in found.items()}


def _joined() -> sa.FromClause:
    return (
        sa.inspect(Publication)
        .local_table.join(Version, Version.id == Publication.version_id)
        .join(Organisation, Organisation.id == Publication.organisation_id)
        .join(Pathway, Pathway.id == Publication.pathway_id)
    )


def _shown(*, is_inside: bool) -> tuple[sa.ColumnElement[bool], ...]:
    """Say what is shown: nothing of a pathway put away, or of an organisation that is closed."""
    shown: list[sa.ColumnElement[bool]] = [
        Publication.state == "published",
        Pathway.state == "active",
        Organisation.state == "active",
    ]
    if not is_inside:
        shown.append(Publication.visibility == Visibility.PUBLIC.value)
    return tuple(shown)
