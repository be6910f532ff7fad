"""A published version, as everybody or as signed-in organisations see it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.domain.framework.edition import Competency, Edition, Level
from pathways.domain.pathway.cautions import Measured
from pathways.domain.pathway.content import PathwayContent, judge
from pathways.domain.pathway.offer import headline_of, length_of, lines_of
from pathways.domain.pathway.proportion import tell_proportion
from pathways.domain.pathway.run import Run
from pathways.domain.pathway.treated import TreatedIn, list_treated, take_farthest
from pathways.domain.pathway.treatment import Treatment
from pathways.domain.pathway.visibility import Visibility
from pathways.domain.refusals import NotFoundError
from pathways.domain.rule.coverage import CoverageReport, LineReport
from pathways.domain.rule.proportion import Lack, Proportion, Thresholds, tell_lacks
from pathways.domain.rule.reasons import explain_standard, line_reasons
from pathways.domain.rule.strip import StripLine, draw_strip
from pathways.models.account import Organisation
from pathways.models.publication import Publication
from pathways.models.version import Version
from pathways.records.editions import edition_of
from pathways.records.listing.published import Reviewed, publications, read_reviews, shown_to
from pathways.records.measured import measure_version
from pathways.records.runs import coming_runs
from pathways.records.thresholds import thresholds_of

SHOWN: Final = 3
"""How many different notes of one competency stand on the page; a table holds them all."""


@dataclass(frozen=True, slots=True)
class EvidenceView:
    """One note on a competency, and the modules that it stands in, all taking it as far.

    `lacking` says why the claim is not backed there as far as it goes; empty where it is.
    """

    words: str
    treatment: Treatment
    modules: tuple[TreatedIn, ...]
    lacking: str


@dataclass(frozen=True, slots=True)
class InsideView:
    """A competency that is in it: how far, and its first notes, what goes farthest first.

    `more` are the modules whose notes are not among them.
    """

    competency: Competency
    treatment: Treatment
    notes: tuple[EvidenceView, ...]
    more: tuple[TreatedIn, ...]


@dataclass(frozen=True, slots=True)
class OfferLineView:
    """A line: what of it is in the offer, and what is not.

    `reasons` say why it has not all that the standard asks, or that learners bring it.
    """

    report: LineReport
    strip: StripLine
    reasons: tuple[str, ...]
    taught: tuple[InsideView, ...]
    left: tuple[Competency, ...]


@dataclass(frozen=True, slots=True)
class PublishedView:
    """A published version. Nothing of the draft is in it.

    `sentence` is what the provider says of modules that are crowded; `others` are the
    competencies in it that stand in none of its lines.
    """

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
    thresholds: Thresholds
    report: CoverageReport
    headline: str
    measured: Measured
    sentence: str
    asks: tuple[str, ...]
    lines: tuple[OfferLineView, ...]
    others: tuple[InsideView, ...]
    treated: Mapping[str, tuple[TreatedIn, ...]]
    reviews: tuple[Reviewed, ...]
    runs: tuple[Run, ...]

    @property
    def level(self) -> Level:
        """The target level."""
        return self.edition.by_level[self.content.target_level]

    @property
    def minutes(self) -> int:
        """How long it takes: the modules, or what is stated for the whole; 0 if not stated."""
        return length_of(self.content)

    @property
    def entry(self) -> Level | None:
        """The level that learners bring, if one is asked."""
        return self.edition.by_level.get(self.content.entry_level or 0)

    @property
    def in_proportion(self) -> str:
        """What is behind the claims, in a few sentences."""
        return tell_proportion(self.measured.proportion)

    def lacks(self, code: str, one: TreatedIn) -> tuple[Lack, ...]:
        """Return what the claim of a competency lacks in one of its modules."""
        return _lacks(self.edition, self.measured.proportion, code, one)

    @property
    def has_assessed(self) -> bool:
        """Whether anything is assessed, and backed so far."""
        return any(line.strip.assessed for line in self.lines)


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
    limits = thresholds_of(session)
    report = judge(edition, content, thresholds=limits)
    measured = measure_version(session, version, content)
    kept = lines_of(report, measured.proportion)
    treated = list_treated(content)
    inside = _Inside(edition, measured.proportion, treated)
    others = edition.members(edition.mask(treated) & ~measured.proportion.mask)
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
        thresholds=limits,
        report=report,
        headline=headline_of(
            edition, content.target_level, kept, report.standard, entry_level=content.entry_level
        ),
        measured=measured,
        sentence=row.Publication.sentence,
        asks=explain_standard(edition, report.standard, content.target_level),
        lines=tuple(
            OfferLineView(
                line,
                strip,
                line_reasons(edition, line, is_frozen=True)
                if line.by_entry or not line.is_met
                else (),
                inside.show(edition.members(line.reached_mask)),
                edition.members(line.open_mask),
            )
            for line, strip in zip(
                report.lines, draw_strip(report, measured.proportion), strict=True
            )
        ),
        others=inside.show(others),
        treated=treated,
        reviews=read_reviews(session, [version.id], today).get(version.id, ()),
        runs=coming_runs(session, [version.pathway_id], today).get(version.pathway_id, ()),
    )


def _lacks(edition: Edition, proportion: Proportion, code: str, one: TreatedIn) -> tuple[Lack, ...]:
    module = proportion.modules[one.number - 1]
    return module.lacks(edition.mask([code]), is_assessed=one.treatment is Treatment.ASSESSED)


@dataclass(frozen=True, slots=True)
class _Inside:
    """Shows what is in an offer, each claim with what is behind it."""

    edition: Edition
    proportion: Proportion
    treated: Mapping[str, tuple[TreatedIn, ...]]

    def show(self, members: tuple[Competency, ...]) -> tuple[InsideView, ...]:
        return tuple(self._taught(item, self.treated[item.code]) for item in members)

    def _taught(self, item: Competency, modules: tuple[TreatedIn, ...]) -> InsideView:
        def order(one: TreatedIn) -> tuple[int, str, str]:
            lacks = _lacks(self.edition, self.proportion, item.code, one)
            return -one.treatment.rank, one.evidence, tell_lacks(lacks) if lacks else ""

        notes = [
            EvidenceView(words, Treatment(found[0].treatment), found, lacking)
            for (_rank, words, lacking), group in groupby(sorted(modules, key=order), key=order)
            for found in (tuple(group),)
        ]
        # A note says more than none; of two notes, the one of the earlier module comes first.
        notes.sort(key=lambda note: (-note.treatment.rank, not note.words, note.modules[0].number))
        more = [one for note in notes[SHOWN:] for one in note.modules]
        return InsideView(
            item,
            take_farthest(modules),
            tuple(notes[:SHOWN]),
            tuple(sorted(more, key=lambda one: one.number)),
        )
