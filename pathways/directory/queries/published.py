"""A published version, as everybody or as signed-in organisations see it."""

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.domain.framework.edition import Competency, Edition, Level
from pathways.domain.pathway.content import PathwayContent, judge
from pathways.domain.pathway.offer import length_of
from pathways.domain.pathway.visibility import Visibility
from pathways.domain.pathway.vocabulary import course_mode
from pathways.domain.refusals import NotFoundError
from pathways.domain.rule.coverage import CoverageReport, LineReport
from pathways.domain.rule.reasons import explain_standard, line_reasons
from pathways.models.account import Organisation
from pathways.models.publication import Publication
from pathways.models.version import Version
from pathways.records.editions import edition_of
from pathways.records.listing.published import Reviewed, publications, read_reviews, shown_to


@dataclass(frozen=True, slots=True)
class OfferLineView:
    """A line with what the provider's own standard finds there, in words."""

    report: LineReport
    reasons: tuple[str, ...]
    open: tuple[Competency, ...]


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
    lines: tuple[OfferLineView, ...]
    reviews: tuple[Reviewed, ...]

    @property
    def level(self) -> Level:
        """The target level."""
        return self.edition.by_level[self.content.target_level]

    @property
    def minutes(self) -> int:
        """How long it takes: the modules, or what is stated for the whole; 0 if not stated."""
        return length_of(self.content)

    @property
    def course_modes(self) -> tuple[str, ...]:
        """How it is taught, in the words of schema.org."""
        return tuple(dict.fromkeys(course_mode(way) for way in self.content.details.delivery))

    @property
    def entry(self) -> Level | None:
        """The level that learners bring, if one is asked."""
        return self.edition.by_level.get(self.content.entry_level or 0)


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
    edition = edition_of(session, version)
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
        lines=tuple(
            OfferLineView(line, line_reasons(edition, line), edition.members(line.open_mask))
            for line in report.lines
        ),
        reviews=read_reviews(session, [version.id], today).get(version.id, ()),
    )
