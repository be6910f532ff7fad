"""Published versions, as everybody or as signed-in organisations see them."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.domain.content import PathwayContent, judge
from pathways.domain.coverage import CoverageReport, LineReport
from pathways.domain.edition import Edition, Level
from pathways.domain.offer import length_of
from pathways.domain.policy import NotFoundError
from pathways.domain.reasons import explain_standard, line_reasons
from pathways.domain.visibility import Visibility
from pathways.models.account import Organisation
from pathways.models.framework import get_edition
from pathways.models.publication import Publication
from pathways.models.published import Reviewed, publications, read_reviews, shown_to
from pathways.models.submission import Version

PAGE: Final = 25


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
    reviews: tuple[Reviewed, ...]


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
    reviews: tuple[Reviewed, ...]

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
    shown = shown_to(is_inside=is_inside)
    total = session.execute(
        sa.select(sa.func.count()).select_from(publications()).where(*shown)
    ).scalar_one()
    pages = max(1, -(-total // PAGE))
    page = min(max(1, page), pages)
    rows = session.execute(
        sa.select(Publication, Version, Organisation.name)
        .select_from(publications())
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
                minutes=length_of(content),
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
        .select_from(publications())
        .where(Publication.pathway_id == pathway_id, *shown_to(is_inside=is_inside))
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
