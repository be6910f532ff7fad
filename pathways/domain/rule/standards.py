"""What each line asks of a pathway: the built-in standards and how they meet a target level.

The framework calls itself guidance and sets no such bar for a course; the
standards are this product's reading of it, and each report names its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Final

from pathways.domain.rule.depth import NO_DEPTH, Depth
from pathways.domain.rule.questions import StandardQuestion, check_questions
from pathways.domain.rule.stated import NO_STATEMENTS, Statements


@dataclass(frozen=True, slots=True)
class Standard:
    """The demands made of every line.

    Every line asks at least one competency. `share` is a percentage of each
    line, `shares` replaces it for single lines (by line key). `required` holds
    codes; one that no line judges, because it is of another level, asks nothing.
    At a target level without themes, shares and `has_assessed` hold for the
    specialist features alone, unless `is_complete` says that everything is asked.
    `depth` and `statements` are asked of the whole pathway, and `questions` of whoever sends
    it; no built-in standard asks any. ValueError for a share that is no percentage, for too many
    questions, or for two with one identifier.
    """

    key: str
    name: str
    gist: str
    has_strands: bool = False
    has_assessed: bool = False
    share: int = 0
    shares: tuple[tuple[str, int], ...] = ()
    required: frozenset[str] = frozenset()
    is_complete: bool = False
    depth: Depth = NO_DEPTH
    statements: Statements = NO_STATEMENTS
    questions: tuple[StandardQuestion, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a share that no pathway could reach, and questions that are no list of them."""
        for share in (self.share, *(share for _, share in self.shares)):
            if not 0 <= share <= 100:
                raise ValueError(f"{share} is not a percentage from 0 to 100")
        check_questions(self.questions)

    @property
    def names_any(self) -> bool:
        """Whether it names competencies or lines, which another edition may not have."""
        return bool(self.shares or self.required)

    @property
    def for_offers(self) -> "Standard":
        """What of it can be asked of offers that nobody sends: no answers, and no statements."""
        return replace(self, statements=NO_STATEMENTS, questions=())

    def share_of(self, line_key: str) -> int:
        """Return the percentage asked of one line."""
        if self.is_complete:
            return 100
        for key, share in self.shares:
            if key == line_key:
                return share
        return self.share


class StandardState(StrEnum):
    """Whether a commissioner's own standard is in use."""

    ACTIVE = "active"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True)
class OfferedStandard:
    """A standard that can be chosen. `commissioner` names whose own it is; empty: built in."""

    standard: Standard
    commissioner: str = ""


FRAMEWORK_MINIMUM: Final = Standard(
    "framework-minimum",
    "Framework minimum",
    "At least one competency in each theme.",
)
BALANCED: Final = Standard(
    "balanced",
    "Balanced",
    "Both knowledge and skills in each theme.",
    has_strands=True,
)
ASSESSED: Final = Standard(
    "assessed",
    "Assessed",
    "Both knowledge and skills in each theme, and something assessed in each.",
    has_strands=True,
    has_assessed=True,
)
HALF: Final = Standard(
    "half",
    "Half",
    "At least half of the competencies of each theme.",
    share=50,
)
FULL: Final = Standard(
    "full",
    "Full",
    "Every competency of each theme.",
    share=100,
    is_complete=True,
)
BUILT_IN: Final = (FRAMEWORK_MINIMUM, BALANCED, ASSESSED, HALF, FULL)
BUILT_IN_BY_KEY: Final = {standard.key: standard for standard in BUILT_IN}


def find_standard(key: str | None) -> Standard | None:
    """Return the built-in standard of this key, or None."""
    return BUILT_IN_BY_KEY.get(key or "")


def standard_to_plain(standard: Standard) -> dict[str, Any]:
    """Return a standard as JSON values, to be kept with a submission."""
    return {
        "key": standard.key,
        "name": standard.name,
        "gist": standard.gist,
        "has_strands": standard.has_strands,
        "has_assessed": standard.has_assessed,
        "share": standard.share,
        "shares": [list(pair) for pair in standard.shares],
        "required": sorted(standard.required),
        "is_complete": standard.is_complete,
        # Only where there is any: a standard that asks none is kept as it always was.
        **({"depth": standard.depth.to_plain()} if standard.depth else {}),
        **({"statements": standard.statements.to_plain()} if standard.statements else {}),
        **(
            {"questions": [question.to_plain() for question in standard.questions]}
            if standard.questions
            else {}
        ),
    }


def standard_from_plain(plain: Mapping[str, Any]) -> Standard:
    """Build a standard from `standard_to_plain`."""
    return Standard(
        key=plain["key"],
        name=plain["name"],
        gist=plain["gist"],
        has_strands=plain["has_strands"],
        has_assessed=plain["has_assessed"],
        share=plain["share"],
        shares=tuple((key, share) for key, share in plain["shares"]),
        required=frozenset(plain["required"]),
        is_complete=plain["is_complete"],
        depth=Depth.from_plain(plain.get("depth", {})),
        statements=Statements.from_plain(plain.get("statements", {})),
        questions=tuple(StandardQuestion.from_plain(one) for one in plain.get("questions", ())),
    )
