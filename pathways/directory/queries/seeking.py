"""What words look for: offers that say them, that treat what they mean, or whose sector they name.

Each way gives a bit set of offers, and the condition that finds the same in the database. A search
takes all of them together. Only where that finds nothing may each word be met in a way of its own,
and at last what comes close to some of the words counts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.directory.filters import Search
from pathways.domain.framework.edition import Competency, Edition
from pathways.domain.framework.finding import Finder
from pathways.domain.framework.meaning import Meant, read_meaning
from pathways.domain.pathway.sectors import read_sectors
from pathways.domain.pathway.vocabulary import ANY_SECTOR
from pathways.records.listing.keeping import OFFER, TAG
from pathways.records.listing.members import set_of
from pathways.records.listing.search import MAX_WORDS, matching, words_of
from pathways.records.topics import get_finder

FEW_DIGITS: Final = 16
"""Of more competencies the digits of bit sets are looked at here, which is faster."""

MOST_APART: Final = 4
"""Words of a question that are looked for each by itself."""

TreatedBy = Mapping[int, tuple[int, int]]
"""By the number of an offer, how many of the competencies meant it backs, and claims."""


@dataclass(frozen=True, slots=True)
class SoughtWords:
    """What some words ask: competencies by edition, the best first, and sectors."""

    words: str
    codes: Mapping[str, tuple[str, ...]]
    sectors: tuple[str, ...]

    def meant(self, edition: Edition) -> tuple[Competency, ...]:
        """Return the competencies of an edition that are meant."""
        return tuple(edition.by_code[code] for code in self.codes.get(edition.code, ()))


@dataclass(frozen=True, slots=True)
class Sought:
    """What a search by words finds.

    `said` are offers whose own words hold all that was typed, which stand first; none where each
    word was met in a way of its own, so that `asked` has more than one part. `weighed` are those
    that treat what is meant. `is_near` where only some of the words were met. `whole` is what all
    of the words ask together.
    """

    whole: SoughtWords
    asked: tuple[SoughtWords, ...] = ()
    said: int = 0
    found: int = 0
    weighed: TreatedBy = field(default_factory=dict)
    condition: sa.ColumnElement[bool] = field(default_factory=sa.false)
    is_near: bool = False

    def ordered(self, members: int) -> list[int]:
        """Return offers of a set, those first that back most of what is meant, then claim most."""
        nothing = (0, 0)
        numbers = [at for at, digit in enumerate(reversed(f"{members:b}")) if digit == "1"]
        return sorted(
            numbers, key=lambda number: (*self.weighed.get(number, nothing), number), reverse=True
        )


def seek(session: Session, search: Search, editions: Sequence[Edition], visible: int) -> Sought:
    """Find what the words of a search ask for, of the offers that the reader may see."""
    words = words_of(search.words)
    text = " ".join(words[:MAX_WORDS]) if len(words) > MAX_WORDS else search.words
    finders = {edition.code: get_finder(session, edition) for edition in editions}
    meant = {code: read_meaning(finder, text) for code, finder in finders.items()}
    asked = SoughtWords(text, {code: one.codes for code, one in meant.items()}, _sectors(text))
    sought = _seek(session, asked, [asked], editions)
    if not sought.found & visible and 1 < len(words) <= MOST_APART:
        sought = _seek(session, asked, [_ask(finders, word) for word in words], editions)
    if not sought.found & visible:
        near = SoughtWords(text, {code: _all_of(one) for code, one in meant.items()}, asked.sectors)
        sought = _seek(session, asked, [near], editions, is_near=True)
    return sought


def _all_of(meant: Meant) -> tuple[str, ...]:
    return (*meant.codes, *meant.near)


def _ask(finders: Mapping[str, Finder], word: str) -> SoughtWords:
    codes = {code: read_meaning(finder, word).codes for code, finder in finders.items()}
    return SoughtWords(word, codes, _sectors(word))


def _sectors(text: str) -> tuple[str, ...]:
    sectors, is_whole = read_sectors(text)
    return tuple(one for one in sectors if one != ANY_SECTOR) if is_whole else ()


def _seek(
    session: Session,
    whole: SoughtWords,
    asked: Sequence[SoughtWords],
    editions: Sequence[Edition],
    *,
    is_near: bool = False,
) -> Sought:
    """Find what meets each of what is asked, in any of the ways."""
    said = found = -1
    conditions = []
    weighed: dict[int, tuple[int, int]] = {}
    for one in asked:
        here, condition = _said(session, one.words)
        conditions.append(sa.or_(condition, *_ways(one, editions)))
        said &= here
        treated = _weigh(session, one, editions)
        for number, (backed, claimed) in treated.items():
            before = weighed.get(number, (0, 0))
            weighed[number] = before[0] + backed, before[1] + claimed
        found &= here | set_of(treated) | _tagged(session, one)
    said = said if len(asked) == 1 else 0
    return Sought(whole, tuple(asked), said, found, weighed, sa.and_(*conditions), is_near=is_near)


def _said(session: Session, words: str) -> tuple[int, sa.ColumnElement[bool]]:
    matches = matching(session, words)
    if matches is None:
        return 0, sa.false()
    numbers = sa.select(matches[1])
    return set_of(session.scalars(numbers).all()), OFFER.c.number.in_(numbers)


def _ways(asked: SoughtWords, editions: Sequence[Edition]) -> list[sa.ColumnElement[bool]]:
    """Say in SQL what treats what is meant, and what is of a sector that is named."""
    treated = [treats_any(edition, asked.meant(edition)) for edition in editions]
    if asked.sectors:
        treated.append(OFFER.c.number.in_(_of_sectors(asked)))
    return treated


def _of_sectors(asked: SoughtWords) -> sa.Select[Any]:
    return sa.select(TAG.c.number).where(TAG.c.kind == "sector", TAG.c.value.in_(asked.sectors))


def _tagged(session: Session, asked: SoughtWords) -> int:
    return set_of(session.scalars(_of_sectors(asked))) if asked.sectors else 0


def _weigh(session: Session, asked: SoughtWords, editions: Sequence[Edition]) -> TreatedBy:
    """Count in each offer that treats what is meant how much of it is backed, and claimed."""
    found = {}
    for edition in editions:
        meant = asked.meant(edition)
        mask = reduce(or_, (one.mask for one in meant), 0)
        if not mask:
            continue
        wanted = OFFER.c.edition_code == edition.code
        if len(meant) <= FEW_DIGITS:
            wanted = treats_any(edition, meant)
        read = sa.select(OFFER.c.number, OFFER.c.backed, OFFER.c.reached).where(wanted)
        # All at once: row by row takes twice as long where most offers treat something of it.
        for number, backed, reached in session.execute(read).all():
            if claimed := int(reached, 16) & mask:
                found[number] = (int(backed, 16) & mask).bit_count(), claimed.bit_count()
    return found


def treats_any(edition: Edition, competencies: Sequence[Competency]) -> sa.ColumnElement[bool]:
    """Say whether an offer of an edition treats one of these: a digit of a bit set for each few.

    All bit sets of an edition are of one width.
    """
    width = -(-edition.all_mask.bit_length() // 4)
    digits: dict[int, int] = {}
    for one in competencies:
        place, bit = divmod(one.bit, 4)
        digits[place] = digits.get(place, 0) | 1 << bit
    treated = [
        sa.func.substr(OFFER.c.reached, width - place, 1).in_(
            [f"{value:x}" for value in range(16) if value & mask]
        )
        for place, mask in sorted(digits.items())
    ]
    return sa.and_(OFFER.c.edition_code == edition.code, sa.or_(sa.false(), *treated))
