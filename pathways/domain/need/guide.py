"""From what people do to a level: four plain questions and a list of roles. It points, no more."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, NamedTuple, Self

NONE_OF_THEM: Final = "none"
"""The answer that none of the questions is so."""


class LevelSense(NamedTuple):
    """For whom a level is, in our words; `short` fits into a list, `page` is where it begins."""

    number: int
    short: str
    who: str
    page: int


class LevelQuestion(NamedTuple):
    """Something that people do, the level that it points to, and one that may be nearer."""

    key: str
    words: str
    level: int
    beside: int | None


class KeptRole(NamedTuple):
    """A role of public services and charities, the level that it points to, and why.

    `words` are what else it is called, by which a role of somebody's own is known.
    """

    name: str
    level: int
    why: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pointed:
    """A level that answers point to, with reasons; `beside` may be nearer, 0 where none may."""

    level: int
    reasons: tuple[str, ...]
    beside: int = 0


@dataclass(frozen=True)
class LevelGuide:
    """What an edition says of whom its levels are for. `where` is the part of it that says so."""

    where: str
    levels: tuple[LevelSense, ...]
    questions: tuple[LevelQuestion, ...]
    roles: tuple[KeptRole, ...]

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Self:
        """Build the guide from JSON values."""
        return cls(
            where=plain["where"],
            levels=tuple(LevelSense(**item) for item in plain["levels"]),
            questions=tuple(LevelQuestion(**item) for item in plain["questions"]),
            roles=tuple(
                KeptRole(**{**item, "words": tuple(item["words"])}) for item in plain["roles"]
            ),
        )

    @cached_property
    def by_level(self) -> Mapping[int, LevelSense]:
        """For whom each level is."""
        return {sense.number: sense for sense in self.levels}

    @cached_property
    def by_role(self) -> Mapping[str, KeptRole]:
        """Roles by their names."""
        return {role.name: role for role in self.roles}

    def point(self, answers: Collection[str], role: str = "") -> Pointed | None:
        """Return the level that answers and a role point to; None where nothing was answered.

        The highest of them counts, for it asks what the others ask. "None of these" alone
        points to the first level, which is for everybody.
        """
        said = [one for one in self.questions if one.key in answers]
        kept = self.by_role.get(role)
        first = self.levels[0]
        found = [(one.level, f"{one.words}.") for one in said]
        if kept is not None:
            found.append((kept.level, f"{kept.name}: {kept.why}"))
        if not found:
            return Pointed(first.number, (first.who,)) if NONE_OF_THEM in answers else None
        level = max(number for number, _words in found)
        beside = max((one.beside or 0 for one in said), default=0)
        return Pointed(
            level=level,
            reasons=tuple(words for number, words in found if number == level),
            beside=beside if beside > level else 0,
        )

    def role_like(self, text: str) -> KeptRole | None:
        """Return the kept role that a role of somebody's own is called by; None where none is.

        Of several the one with the longest name counts: it says most.
        """
        there = f" {_plain(text)} "
        best: tuple[int, KeptRole | None] = (0, None)
        for length, word, role in self._called:
            if length > best[0] and (f" {word} " in there or f" {word}s " in there):
                best = (length, role)
        return best[1]

    @cached_property
    def _called(self) -> tuple[tuple[int, str, KeptRole], ...]:
        return tuple(
            (len(word), word, role)
            for role in self.roles
            for word in map(_plain, (role.name, *role.words))
        )


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))
