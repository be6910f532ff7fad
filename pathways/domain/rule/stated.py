"""Demands on what a pathway states of itself: statements that are there, a group, a refresher.

They hold for a whole pathway, as demands of depth do. What is said is not judged here, only
whether it is said, and a number against a number.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from pathways.domain.worded import Worded
from pathways.domain.words import plural


class Subject(Worded):
    """What a standard may ask to be stated: the name of the field, and its label everywhere."""

    FACILITATORS = "facilitators", "Facilitators"
    LIVED_EXPERIENCE = "lived_experience", "Lived experience"
    ACCESSIBILITY = "accessibility", "Accessibility"
    WELLBEING = "wellbeing", "Learner wellbeing and aftercare"
    EVALUATION = "evaluation", "Evaluation"
    EVIDENCE_BASE = "evidence_base", "Evidence base"
    REVIEW_DATE = "review_date", "Review date"
    PRINCIPLES = "principles", "Every principle"
    GROUP = "group_max", "Largest group"
    PRICE = "price_pence", "Price"
    ACCREDITATION = "accreditation", "CPD or accreditation"
    REFRESHER = "refresher_months", "Refresher after"
    CONTACT = "contact", "Contact"


COUNTED: Final = frozenset((Subject.PRINCIPLES, Subject.GROUP, Subject.REFRESHER))
"""The subjects of which a number is stated."""


@dataclass(frozen=True, slots=True)
class Statements:
    """The demands of one standard on what is stated; nothing is asked without any.

    `said` are the subjects that have to be stated. `group` is the most people that the largest
    group may have, `refresher` the most months until a refresher; 0 asks nothing, and more asks
    that it be stated as well. ValueError for a subject that there is none of, or a number below 0.
    """

    said: frozenset[Subject] = frozenset()
    group: int = 0
    refresher: int = 0

    def __post_init__(self) -> None:
        """Refuse a number that no pathway could be held against."""
        if min(self.group, self.refresher) < 0:
            raise ValueError("a group and a refresher are 0 or more")

    def __bool__(self) -> bool:
        """Whether anything is asked."""
        return bool(self.said or self.group or self.refresher)

    def to_plain(self) -> dict[str, Any]:
        """Return the demands as JSON values."""
        return {
            "said": [subject.value for subject in Subject if subject in self.said],
            "group": self.group,
            "refresher": self.refresher,
        }

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> "Statements":
        """Build demands from `to_plain`; what is missing asks nothing."""
        return cls(
            frozenset(Subject(name) for name in plain.get("said", ())),
            plain.get("group", 0),
            plain.get("refresher", 0),
        )


NO_STATEMENTS: Final = Statements()


@dataclass(frozen=True, slots=True)
class Stated:
    """What a pathway states: which subjects but those in COUNTED, and the numbers of these.

    0 is not stated. `principles` counts those that something is said of, of the `of_principles`
    that there are.
    """

    said: frozenset[Subject] = frozenset()
    group: int = 0
    refresher: int = 0
    principles: int = 0
    of_principles: int = 0


NOTHING_STATED: Final = Stated()


@dataclass(frozen=True, slots=True)
class StatedFinding:
    """What one demand on what is stated asks, and what there is of it.

    `most` is the largest number that will do, 0 where it is enough that something is stated.
    `have` is the number that is stated, of principles how many; for words it is 1, and it is None
    where nothing is stated.
    """

    subject: Subject
    most: int
    have: int | None
    is_met: bool
    of: int = 0

    @property
    def asks(self) -> str:
        """What is asked, as a sentence."""
        if not self.most:
            return f"{self._name} stated."
        if self.subject is Subject.REFRESHER:
            return f"A refresher after at most {plural(self.most, 'month')}."
        return f"{self._name} at most {self.most}."

    @property
    def reason(self) -> str:
        """What there is of what is asked, as a sentence."""
        asked = f"; at most {self.most} asked" if self.most else ""
        if self.subject is Subject.PRINCIPLES:
            all_asked = "" if self.is_met else "; all are asked for"
            return f"Principles: {self.have or 0} of {self.of} stated{all_asked}."
        if self.have is None:
            return f"{self._name}: not stated{asked or '; asked for'}."
        if self.subject is Subject.REFRESHER:
            return f"{self._name}: {plural(self.have, 'month')}{asked}."
        if self.subject is Subject.GROUP:
            return f"{self._name}: {self.have}{asked}."
        return f"{self._name}: stated."

    @property
    def _name(self) -> str:
        return "Refresher" if self.subject is Subject.REFRESHER else self.subject.word


def find_stated(statements: Statements, stated: Stated) -> tuple[StatedFinding, ...]:
    """Return every demand with what there is of it, in the order of their subjects."""
    return tuple(_findings(statements, stated))


def explain_stated(statements: Statements) -> tuple[str, ...]:
    """Say in plain sentences what has to be stated, those without a number together."""
    found = find_stated(statements, NOTHING_STATED)
    said = "; ".join(finding.asks.removesuffix(" stated.") for finding in found if not finding.most)
    together = (f"To be stated: {said}.",) if said else ()
    return (*together, *(finding.asks for finding in found if finding.most))


def _findings(statements: Statements, stated: Stated) -> Iterator[StatedFinding]:
    most = {Subject.GROUP: statements.group, Subject.REFRESHER: statements.refresher}
    numbers = {Subject.GROUP: stated.group, Subject.REFRESHER: stated.refresher}
    for subject in Subject:
        limit = most.get(subject, 0)
        if subject not in statements.said and not limit:
            continue
        if subject is Subject.PRINCIPLES:
            have, there = stated.principles, stated.of_principles
            yield StatedFinding(subject, 0, have or None, 0 < there == have, there)
        elif subject in numbers:
            number = numbers[subject] or None
            is_met = number is not None and (not limit or number <= limit)
            yield StatedFinding(subject, limit, number, is_met)
        else:
            is_said = subject in stated.said
            yield StatedFinding(subject, 0, 1 if is_said else None, is_said)
