"""Demands of depth: what a standard or a brief asks of what is behind the claims.

They hold for a whole pathway, beside what is asked of each line. Where the target level is a
flat list of features, that list alone is looked at.
"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final, NamedTuple, Self, assert_never

from pathways.domain.framework.edition import Line
from pathways.domain.rule.proportion import Proportion, tenths_an_hour
from pathways.domain.worded import Worded
from pathways.domain.words import duration


class DepthKind(Worded):
    """What may be asked of what is behind the claims."""

    BACKED = "backed", "Backed claims only"
    NOTED = "noted", "A note of its own for each"
    RATE = "rate", "Competencies an hour, at most"
    MINUTES = "minutes", "Taught time, at least"
    DEVELOPED = "developed", "Share developed, at least"
    ASSESSED = "assessed", "Share assessed, at least"


@dataclass(frozen=True, slots=True)
class Depth:
    """The demands of depth of one standard or brief; 0 asks nothing.

    `rate` is in competencies an hour, `minutes` are those of all modules together, `developed`
    and `assessed` are percentages of what is claimed. ValueError for a share that is none.
    """

    is_backed: bool = False
    is_noted: bool = False
    rate: int = 0
    minutes: int = 0
    developed: int = 0
    assessed: int = 0

    def __post_init__(self) -> None:
        """Refuse a share that no pathway could reach."""
        for share in (self.developed, self.assessed):
            if not 0 <= share <= 100:
                raise ValueError(f"{share} is not a percentage from 0 to 100")

    def __bool__(self) -> bool:
        """Whether anything is asked."""
        return self != NO_DEPTH

    def join(self, other: Self) -> "Depth":
        """Return what both ask together: of each demand the stricter."""
        rates = [rate for rate in (self.rate, other.rate) if rate]
        return Depth(
            self.is_backed or other.is_backed,
            self.is_noted or other.is_noted,
            min(rates, default=0),
            max(self.minutes, other.minutes),
            max(self.developed, other.developed),
            max(self.assessed, other.assessed),
        )

    def to_plain(self) -> dict[str, Any]:
        """Return the demands as JSON values."""
        return asdict(self)

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> "Depth":
        """Build demands from `to_plain`; what is missing asks nothing."""
        return Depth(**{key: plain[key] for key in cls.__dataclass_fields__ if key in plain})


NO_DEPTH: Final = Depth()


class DepthCounts(NamedTuple):
    """What demands of depth are held against: minutes, and counts of competencies."""

    minutes: int
    claimed: int
    noted: int
    backed: int
    developed: int
    assessed: int


@dataclass(frozen=True, slots=True)
class DepthFinding:
    """What one demand of depth asks, and what there is of it.

    `need` is in competencies, per cent, minutes, or competencies an hour; `have` in
    competencies, minutes, or tenths of a competency an hour, and None where no minutes are stated.
    """

    kind: DepthKind
    need: int
    have: int | None
    claimed: int
    is_met: bool

    @property
    def amount(self) -> float | None:
        """What there is, in the unit that `need` is in; None where it cannot be told."""
        if self.kind is not DepthKind.RATE or self.have is None:
            return self.have
        return self.have / 10

    @property
    def asks(self) -> str:
        """What is asked, as a sentence."""
        match self.kind:
            case DepthKind.BACKED:
                return "Every claim is backed."
            case DepthKind.NOTED:
                return "Every claim has a note of its own."
            case DepthKind.RATE:
                many = "competency" if self.need == 1 else "competencies"
                return f"At most {self.need} {many} an hour."
            case DepthKind.MINUTES:
                return f"At least {duration(self.need)} of taught time."
            case DepthKind.DEVELOPED:
                return f"At least {self.need}% of what is claimed is developed."
            case DepthKind.ASSESSED:
                return f"At least {self.need}% of what is claimed is assessed."
            case _:
                assert_never(self.kind)

    @property
    def reason(self) -> str:
        """What there is of what is asked, as a sentence."""
        if self._has_nothing:
            return self.template.nothing.format(**self.fixed)
        agreed = agree(self.have == 1, self.claimed == 1)
        return self.template.said.format(
            have=self._have_words, claimed=self.claimed, **self.fixed, **agreed
        )

    @property
    def template(self) -> "DepthTemplate":
        """The sentence that gives the reason, with slots, for whoever fills in live numbers."""
        return REASONS[self.kind]

    @property
    def fixed(self) -> dict[str, str]:
        """How much is asked, as the sentence says it: the slots that follow from the demand."""
        many = duration(self.need) if self.kind is DepthKind.MINUTES else str(self.need)
        return {"need": many, "asked": "is asked" if self.need == 1 else "are asked"}

    @property
    def _has_nothing(self) -> bool:
        """Whether there is nothing to count: no length is stated, or nothing is claimed."""
        if self.kind is DepthKind.RATE:
            return self.have is None
        return not (self.have if self.kind is DepthKind.MINUTES else self.claimed)

    @property
    def _have_words(self) -> str:
        if self.kind is DepthKind.MINUTES:
            return duration(self.have or 0)
        if self.kind is DepthKind.RATE and not self.is_met and self.have == 10 * self.need:
            return f"{MORE_THAN}{self.need}"
        return f"{self.amount:g}"


class DepthTemplate(NamedTuple):
    """A sentence with slots, and one for where there is nothing to count: no minutes, no claim.

    The slots are `have`, `claimed`, those of `DepthFinding.fixed`, and the keys of AGREEING.
    """

    said: str
    nothing: str


REASONS: Final = {
    DepthKind.BACKED: DepthTemplate(
        "{have} of {claimed} {claims} {are} backed; all are asked to be.",
        "None is claimed, so none is backed.",
    ),
    DepthKind.NOTED: DepthTemplate(
        "{have} of {claimed} {own}; all are asked to.",
        "None is claimed, so none has a note of its own.",
    ),
    DepthKind.RATE: DepthTemplate(
        "{have} an hour; at most {need} {asked} for.",
        "No length is stated; at most {need} an hour {asked} for.",
    ),
    DepthKind.MINUTES: DepthTemplate(
        "{have} of taught time; {need} asked for.",
        "No length is stated; {need} asked for.",
    ),
    DepthKind.DEVELOPED: DepthTemplate(
        "{have} of {claimed} {are} developed; {need}% are asked to be.",
        "None is claimed, so none is developed.",
    ),
    DepthKind.ASSESSED: DepthTemplate(
        "{have} of {claimed} {are} assessed; {need}% are asked to be.",
        "None is claimed, so none is assessed.",
    ),
}

MORE_THAN: Final = "More than "
"""Begins a rate that rounds to the one that is asked for, and is above it."""

AGREEING: Final = {
    "claims": ("claim", "claims"),
    "are": ("is", "are"),
    "own": ("has a note of its own", "have a note of their own"),
}
"""The words that follow a number, for one and for others; `claims` follows what is claimed."""


def agree(is_one: bool, is_only: bool) -> dict[str, str]:
    """Return the words of AGREEING where there is one, and where only one is claimed."""
    return {
        slot: one if is_only or (is_one and slot != "claims") else more
        for slot, (one, more) in AGREEING.items()
    }


def count_depth(lines: tuple[Line, ...], proportion: Proportion) -> DepthCounts:
    """Return what demands of depth are held against: of the features where there is such a list."""
    features = [line.mask for line in lines if line.is_specialist]
    part = proportion.part(features[0]) if features else proportion
    return DepthCounts(
        part.minutes, part.claimed, part.noted, part.backed, part.developed, part.assessed
    )


def find_depth(depth: Depth, counts: DepthCounts) -> tuple[DepthFinding, ...]:
    """Return every demand with what there is of it, in the order of their kinds."""
    return tuple(_findings(depth, counts))


def explain_depth(depth: Depth) -> tuple[str, ...]:
    """Say in plain sentences what is asked of the whole."""
    return tuple(finding.asks for finding in find_depth(depth, DepthCounts(0, 0, 0, 0, 0, 0)))


def _findings(depth: Depth, counts: DepthCounts) -> Iterator[DepthFinding]:
    minutes, claimed, noted, backed, developed, assessed = counts
    # Where nothing is claimed, nothing is behind it.
    has_claims = claimed > 0
    if depth.is_backed:
        yield DepthFinding(
            DepthKind.BACKED, claimed, backed, claimed, has_claims and backed >= claimed
        )
    if depth.is_noted:
        yield DepthFinding(
            DepthKind.NOTED, claimed, noted, claimed, has_claims and noted >= claimed
        )
    if depth.rate:
        tenths = tenths_an_hour(claimed, minutes)
        is_met = minutes > 0 and 60 * claimed <= depth.rate * minutes
        yield DepthFinding(DepthKind.RATE, depth.rate, tenths, claimed, is_met)
    if depth.minutes:
        is_met = minutes >= depth.minutes
        yield DepthFinding(DepthKind.MINUTES, depth.minutes, minutes, claimed, is_met)
    if depth.developed:
        is_met = has_claims and 100 * developed >= depth.developed * claimed
        yield DepthFinding(DepthKind.DEVELOPED, depth.developed, developed, claimed, is_met)
    if depth.assessed:
        is_met = has_claims and 100 * assessed >= depth.assessed * claimed
        yield DepthFinding(DepthKind.ASSESSED, depth.assessed, assessed, claimed, is_met)
