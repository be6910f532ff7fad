"""What a buyer or commissioner needs, written down as one immutable value."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Final, Self

from pathways.domain.edition import Edition
from pathways.domain.standards import (
    FRAMEWORK_MINIMUM,
    Standard,
    standard_from_plain,
    standard_to_plain,
)
from pathways.domain.treatment import Treatment

WISHES: Final = {
    "hours": "Hours",
    "budget": "Budget",
    "delivery": "Delivery",
    "sector": "Sector",
    "entry": "What learners bring",
}
"""What a brief may wish for beside competencies. A wish can be made a must."""


@dataclass(frozen=True, slots=True)
class Group:
    """Some staff who need the same level. `brings` is the level that they have, None for none."""

    name: str
    level: int
    people: int
    brings: int | None = None


@dataclass(frozen=True, slots=True)
class Brief:
    """A need. Nothing in `themes` means all of them; 0 minutes and no budget mean no limit.

    `budget_pence` is for everybody together, `minutes` for one person. `standard`
    is kept as it was when it was chosen. `musts` holds keys of `WISHES`: what an
    offer has to fit to be shown at all. `notes` and `contact` are words for
    providers.
    """

    edition: str
    title: str
    groups: tuple[Group, ...]
    themes: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    treatment: Treatment = Treatment.INTRODUCED
    standard: Standard = FRAMEWORK_MINIMUM
    minutes: int = 0
    budget_pence: int | None = None
    delivery: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    musts: tuple[str, ...] = ()
    notes: str = ""
    contact: str = ""

    @property
    def levels(self) -> tuple[int, ...]:
        """The levels that its groups need, from the lowest."""
        return tuple(sorted({group.level for group in self.groups}))

    @property
    def people(self) -> int:
        """How many people there are in all groups."""
        return sum(group.people for group in self.groups)

    def asked(self) -> Standard:
        """Return the standard with the competencies that this brief asks by name."""
        return replace(self.standard, required=self.standard.required | frozenset(self.required))

    def to_plain(self) -> dict[str, Any]:
        """Return the brief as JSON values."""
        plain: dict[str, Any] = json.loads(
            json.dumps(asdict(replace(self, standard=FRAMEWORK_MINIMUM)), default=sorted)
        )
        plain["standard"] = standard_to_plain(self.standard)
        return plain

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Self:
        """Build a brief from `to_plain`."""
        lists = ("themes", "required", "delivery", "sectors", "musts")
        return cls(
            edition=plain["edition"],
            title=plain["title"],
            groups=tuple(Group(**item) for item in plain["groups"]),
            treatment=Treatment(plain["treatment"]),
            standard=standard_from_plain(plain["standard"]),
            minutes=plain["minutes"],
            budget_pence=plain["budget_pence"],
            notes=plain["notes"],
            contact=plain["contact"],
            **{key: tuple(plain[key]) for key in lists},
        )


def unasked_codes(edition: Edition, brief: Brief) -> tuple[str, ...]:
    """Return the competencies asked by name that no group's level judges, in printed order."""
    judged = 0
    for level in brief.levels:
        for line in edition.lines(level):
            judged |= line.mask
    return tuple(
        item.code
        for item in edition.competencies
        if item.code in brief.required and not item.mask & judged
    )
