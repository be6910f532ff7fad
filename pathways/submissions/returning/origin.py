"""What a workbook was exported from, and the submission that it is brought to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from pathways.domain.framework.edition import Edition
from pathways.domain.pathway.content import PathwayContent
from pathways.domain.review.places import MarkedPlace, list_places
from pathways.domain.review.returning import Addressee, Sent, Standing
from pathways.domain.rule.proportion import Thresholds
from pathways.domain.rule.questions import Answer
from pathways.domain.rule.standards import Standard
from pathways.submissions.returning.sendings import Sending
from pathways.submissions.threads.cells import Said


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What a reader is told of where a workbook comes from, if they may see it."""

    title: str
    label: str
    provider: str
    standard: Standard
    may_see: bool
    submission: str = ""


class ChangedDraft(Source):
    """A draft that is not as it was exported, so that nothing can be compared with it."""

    __slots__ = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin(Source):
    """A version that was sent, or a draft as it was exported: what the workbook was written from.

    `number` is the version's, and `comments` are what was said of it until now, by row; a draft
    has none of these. `thresholds` measure what is behind its claims, as this copy measures now,
    and `sentence` is what the provider said of it on sending. `sending` is what else a workbook
    says of it, None of a draft.
    """

    edition: Edition
    content: PathwayContent
    changed_at: datetime
    thresholds: Thresholds
    sentence: str = ""
    number: int = 0
    commissioner: str = ""
    comments: Mapping[str, Sequence[Said]]
    sending: Sending | None = None
    answers: Mapping[str, Answer] = field(default_factory=dict)

    @property
    def places(self) -> dict[str, MarkedPlace]:
        """The rows that can be marked, by row."""
        places = list_places(self.edition, self.content, self.standard)
        return {place.row: place for place in places}

    @property
    def sent(self) -> Sent:
        """What was sent, as it is compared with what is sent later."""
        return Sent(self.content, self.standard, self.answers)


@dataclass(frozen=True, slots=True)
class Receiver:
    """The submission that a workbook is returned to, with what stands on its rows.

    `has_declared`: whoever brings it has said whether they have an interest, as comes first.
    """

    addressee: Addressee
    origin: Origin
    standing: Mapping[str, Standing]
    has_declared: bool = True
