"""What a QA matrix is written from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Final

from pathways.domain.days import day_of
from pathways.domain.framework.edition import Edition
from pathways.domain.pathway.cautions import Measured, measure
from pathways.domain.pathway.content import PathwayContent
from pathways.domain.pathway.matrix import Matrix, build_matrix
from pathways.domain.review.finding import Finding
from pathways.domain.review.generation import NOW, Generation
from pathways.domain.review.sent import SentFacts
from pathways.domain.rule.coverage import CoverageReport
from pathways.domain.rule.proportion import DEFAULTS, Thresholds
from pathways.domain.rule.reasons import explain_standard
from pathways.domain.rule.sentences import FEATURES_OPEN
from pathways.domain.rule.standards import Standard
from pathways.workbook.kit.marks import MARKS, OF_BEFORE, Marks

NONE: Final = "None"
"""The word of workbooks of before, where nothing is."""
_FEATURES_OPEN_BEFORE: Final = "specialist features still to come"
"""As workbooks said it before anything was measured behind the claims."""


@dataclass(frozen=True, slots=True)
class ReviewEntry:
    """A finding that stands already. `code` is a competency's, a line's key, or `WHOLE`.

    Reviewer and date are the words that somebody typed or that the app shows. `thread` holds
    the comments so far; `comment` is for one that is still to be added, and mostly empty.
    """

    code: str
    finding: Finding | None = None
    comment: str = ""
    reviewer: str = ""
    date: str = ""
    thread: str = ""


@dataclass(frozen=True)
class QaSubject:
    """One pathway under one standard, with all that its workbook tells.

    `version` is in words ("Draft", "Version 3"); `changed_at` is aware, and
    the file's own date; `wording` gives official wording by code and is empty
    where it is not loaded or left out; `identity` is kept in the file, so that
    a workbook that comes back can be known. `thresholds` measure what is behind the
    claims, and `sentence` is what the provider says of it, None where it was not asked.
    `is_frozen`: a version, which nothing more comes to, and is said so. `generation`: the form
    that is written, another than today's only to compare a workbook that was written then.
    `sent` says to whom it was sent and what became of it, None where it was sent to nobody.
    """

    edition: Edition
    content: PathwayContent
    standard: Standard
    provider: str
    version: str
    changed_at: datetime
    wording: Mapping[str, str] = field(default_factory=dict)
    unverified: frozenset[str] = frozenset()
    review: tuple[ReviewEntry, ...] = ()
    identity: str | None = None
    thresholds: Thresholds = DEFAULTS
    sentence: str | None = None
    is_frozen: bool = False
    generation: Generation = NOW
    sent: SentFacts | None = None

    @property
    def is_plain(self) -> bool:
        """Whether nothing is measured behind the claims, and all is in the words of builders."""
        return self.generation < Generation.PROPORTION

    @property
    def stands_alone(self) -> bool:
        """Whether it holds all that whoever gets it by mail asks."""
        return self.generation >= Generation.ALONE

    @property
    def marks(self) -> Marks:
        """How its formulas read marks."""
        return MARKS if self.stands_alone else OF_BEFORE

    @property
    def asks(self) -> str:
        """What the standard asks, in words. On paper a line is called one, as it always was."""
        level = self.content.target_level
        return " ".join(explain_standard(self.edition, self.standard, level, "line"))

    @property
    def not_treated(self) -> str:
        """The word for a competency that no module treats.

        It was "None" before: programs that read tables take that for a missing value.
        """
        return "Not treated" if self.stands_alone else NONE

    @property
    def nothing(self) -> str:
        """The word for nothing reached, and for a table without a row."""
        return "Nothing" if self.stands_alone else NONE

    @property
    def changed_on(self) -> date:
        """The day of its last change, as its Summary says it."""
        moment = self.changed_at
        return day_of(moment) if self.stands_alone else moment.astimezone(UTC).date()

    @cached_property
    def matrix(self) -> Matrix:
        """The rows of the matrix, with the report on them."""
        return build_matrix(self.edition, self.content, self.standard, self.thresholds)

    @cached_property
    def measured(self) -> Measured:
        """What is behind the claims."""
        return measure(self.edition, self.content, self.thresholds)

    @property
    def report(self) -> CoverageReport:
        """The report that every cached value comes from."""
        return self.matrix.report

    @property
    def headline(self) -> str:
        """The verdict in one sentence, in the words that held when such a workbook was written."""
        said = self.report.headline
        return said.replace(FEATURES_OPEN, self.features_open)

    @property
    def features_open(self) -> str:
        """What the headline says of specialist features that are not all there."""
        return _FEATURES_OPEN_BEFORE if self.is_plain else FEATURES_OPEN

    @property
    def for_readers(self) -> bool:
        """Whether the words are those for readers of a version."""
        return self.is_frozen and not self.is_plain

    @property
    def is_flat(self) -> bool:
        """Whether the target level is a list of features on top of the themes."""
        return any(line.line.is_specialist for line in self.report.lines)

    def theme_name(self, line_key: str) -> str:
        """Return the name of a line as the tables show it."""
        return theme_name(self.edition, line_key)

    def strand_name(self, strand: str | None) -> str:
        """Return the name of a strand as the tables show it."""
        return strand_name(self.edition, strand)


def theme_name(edition: Edition, line_key: str) -> str:
    """Return the name of a line as the tables show it."""
    theme = edition.by_theme.get(line_key)
    return theme.short_name if theme else "Specialist features"


def strand_name(edition: Edition, strand: str | None) -> str:
    """Return the name of a strand as the tables show it."""
    return edition.by_strand[strand].short_name if strand else "Not applicable"
