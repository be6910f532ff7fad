"""Why a pathway was found, and what the framework knows of words that found none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.directory.queries.seeking import Sought
from pathways.domain.framework.edition import Competency, Edition
from pathways.domain.framework.stems import read_tokens
from pathways.domain.words import listed
from pathways.records.listing.keeping import TAG

MOST_NAMED: Final = 4
"""Codes that are named beside the first competency."""


@dataclass(frozen=True, slots=True)
class FoundView:
    """Why a pathway is among the results.

    `said` tells where its own words hold what was typed. `treats` are the competencies that are
    meant and in it, the best first and backed before claimed; `sectors` those that were named.
    """

    said: str
    treats: tuple[Competency, ...]
    is_backed: bool
    sectors: tuple[str, ...]

    @property
    def first(self) -> Competency | None:
        """The competency that says most."""
        return next(iter(self.treats), None)

    @property
    def others(self) -> tuple[Competency, ...]:
        """Those that are named beside it."""
        return self.treats[1 : MOST_NAMED + 1]

    @property
    def more(self) -> int:
        """How many are not named."""
        return max(0, len(self.treats) - 1 - MOST_NAMED)

    @property
    def sector_words(self) -> str:
        """The sectors, in words."""
        return listed(self.sectors)


def read_named(
    session: Session, numbers: Sequence[int], sought: Sought
) -> Mapping[int, tuple[str, ...]]:
    """Return the sectors that were named and that offers are filed under, by number."""
    named = {sector for part in sought.asked for sector in part.sectors}
    found: dict[int, tuple[str, ...]] = {}
    if named:
        wanted = TAG.c.kind == "sector", TAG.c.value.in_(named), TAG.c.number.in_(numbers)
        for row in session.execute(
            sa.select(TAG.c.number, TAG.c.value).where(*wanted).order_by(TAG.c.value)
        ):
            found[row.number] = (*found.get(row.number, ()), row.value)
    return found


def say_why(edition: Edition, row: Any, sought: Sought, sectors: Sequence[str]) -> FoundView:
    """Return why an offer was found. `sectors` are those that were named, and it is filed under."""
    backed, reached = int(row.backed, 16), int(row.reached, 16)
    meant = dict.fromkeys(one for part in sought.asked for one in part.meant(edition))
    claimed = [one for one in meant if one.mask & reached]
    treats = sorted(claimed, key=lambda one: not one.mask & backed)
    words = " ".join(part.words for part in sought.asked)
    said = ""
    if sought.said >> row.number & 1:
        places = (("title", row.title), ("provider", row.provider))
        said = next((place for place, text in places if _holds(text, words)), "text")
    return FoundView(
        said=said,
        treats=tuple(treats),
        is_backed=any(one.mask & backed for one in treats),
        sectors=tuple(sectors),
    )


def _holds(text: str, words: str) -> bool:
    there = {token.stem for token in read_tokens(text)}
    return {token.stem for token in read_tokens(words)} <= there


def list_meant(editions: Sequence[Edition], sought: Sought | None) -> tuple[Competency, ...]:
    """Return the competencies that the words of a search speak of, the newest edition's first."""
    found: dict[str, Competency] = {}
    for edition in editions:
        for one in sought.whole.meant(edition) if sought is not None else ():
            found.setdefault(one.code, one)
    return tuple(found.values())
