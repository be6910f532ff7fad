"""One publication of the framework as plain, immutable values.

Levels, themes, strands and competencies are data of an edition, never names
in code: another edition may have others. Sets of competencies travel as
whole numbers used as bit sets, one bit per competency, because coverage is
recomputed at every change and a set operation is then a machine operation.
"""

import json
import re
import uuid
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter
from typing import Final

from pathways.domain.framework.verbs import Likeness, Twin, Verb

SPECIALIST_LINE: Final = "SP"
"""Key of the line that holds the features of a level without themes (framework, p. 88)."""


@dataclass(frozen=True, slots=True)
class Level:
    """A level of the framework: 1 Trauma Aware to 4 Trauma Specialist."""

    number: int
    name: str
    gist: str = ""


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme that recurs through levels 1 to 3, in printed order."""

    code: str
    name: str
    short_name: str
    gist: str = ""


@dataclass(frozen=True, slots=True)
class Strand:
    """Knowledge and understanding, or skills and capabilities."""

    code: str
    name: str
    short_name: str
    gist: str = ""


@dataclass(frozen=True, slots=True)
class Principle:
    """One of the principles of trauma informed practice."""

    code: str
    name: str
    gist: str = ""


@dataclass(frozen=True, slots=True)
class Competency:
    """One statement of an edition, by its code and a label in our own words.

    `bit` is its stored, append-only place in bit sets. `theme` and `strand`
    are None for the flat list of specialist features at level 4. `verb` is what
    it asks; None where an index of before says nothing about that.
    """

    code: str
    bit: int
    level: int
    theme: str | None
    strand: str | None
    label: str
    scope_note: str = ""
    printed_again: str = ""
    verb: Verb | None = None

    @property
    def line_key(self) -> str:
        """Key of the line that judges this competency: its theme, or `SP`."""
        return self.theme or SPECIALIST_LINE

    @property
    def mask(self) -> int:
        """The bit set that holds this competency alone."""
        return 1 << self.bit


@dataclass(frozen=True, slots=True)
class Line:
    """A set of competencies to be reached, judged as one.

    `strands` and `levels` split `mask` by strand code and by level number.
    """

    key: str
    name: str
    short_name: str
    mask: int
    total: int
    strands: tuple[tuple[str, int], ...]
    levels: tuple[tuple[int, int], ...]

    @property
    def is_specialist(self) -> bool:
        """Whether this is the line of the level's flat list of features."""
        return self.key == SPECIALIST_LINE


_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June", "July", "August"),
    *("September", "October", "November", "December"),
)


@dataclass(frozen=True)
class Edition:
    """A published edition: competencies stand in printed order.

    `digest` is that of the index that gave it these labels; empty where nobody keeps it. `twins`
    are those that say nearly the same or stand close; none where an index of before has none.
    """

    code: str
    title: str
    levels: tuple[Level, ...]
    themes: tuple[Theme, ...]
    strands: tuple[Strand, ...]
    principles: tuple[Principle, ...]
    competencies: tuple[Competency, ...]
    namespace: str = ""
    publisher: str = ""
    published: str = ""
    licence: str = ""
    licence_url: str = ""
    attribution: str = ""
    digest: str = ""
    twins: tuple[Twin, ...] = ()

    @property
    def published_words(self) -> str:
        """When it was published: "January 2024", or the year alone."""
        year, _, month = self.published.partition("-")
        return f"{_MONTHS[int(month[:2]) - 1]} {year}" if month else year

    @cached_property
    def by_code(self) -> Mapping[str, Competency]:
        """Competencies by code."""
        return {item.code: item for item in self.competencies}

    @cached_property
    def twins_of(self) -> Mapping[str, tuple[Twin, ...]]:
        """Twins by the code of either, the closest first; a code that has none is not in it."""
        found: dict[str, tuple[Twin, ...]] = {}
        for twin in sorted(self.twins, key=lambda one: one.kind is not Likeness.SAME):
            for code in (twin.first, twin.second):
                found[code] = (*found.get(code, ()), twin)
        return found

    def same_as(self, code: str, among: Container[str]) -> tuple[Twin, ...]:
        """Return the twins of a competency that say nearly the same and stand in `among`."""
        return tuple(
            twin
            for twin in self.twins_of.get(code, ())
            if twin.kind is Likeness.SAME and twin.beside(code) in among
        )

    @cached_property
    def by_level(self) -> Mapping[int, Level]:
        """Levels by number."""
        return {item.number: item for item in self.levels}

    @cached_property
    def by_theme(self) -> Mapping[str, Theme]:
        """Themes by code."""
        return {item.code: item for item in self.themes}

    @cached_property
    def by_strand(self) -> Mapping[str, Strand]:
        """Strands by code."""
        return {item.code: item for item in self.strands}

    @cached_property
    def all_mask(self) -> int:
        """Every competency of the edition."""
        return self.mask(self.by_code)

    @cached_property
    def level_masks(self) -> Mapping[int, int]:
        """Every competency of a level, by level number."""
        return {
            level.number: self.mask(c.code for c in self.competencies if c.level == level.number)
            for level in self.levels
        }

    @cached_property
    def _levels_below(self) -> Mapping[int, int]:
        numbers = sorted(self.by_level)
        return dict(zip(numbers, [0, *numbers], strict=False))

    def level_below(self, target_level: int) -> int:
        """Return the number of the next level down, 0 for the lowest; KeyError for no level."""
        return self._levels_below[target_level]

    @cached_property
    def _lines(self) -> Mapping[int, tuple[Line, ...]]:
        return {level.number: self._lines_of(level.number) for level in self.levels}

    def mask(self, codes: Iterable[str]) -> int:
        """Return the bit set of `codes`; KeyError for a code of no competency."""
        found = 0
        for code in codes:
            found |= 1 << self.by_code[code].bit
        return found

    def members(self, mask: int) -> tuple[Competency, ...]:
        """Return the competencies of a bit set in printed order."""
        found = []
        while mask:
            lowest = mask & -mask
            if (placed := self._by_bit.get(lowest)) is not None:
                found.append(placed)
            mask ^= lowest
        return tuple(item for _place, item in sorted(found, key=itemgetter(0)))

    @cached_property
    def _by_bit(self) -> Mapping[int, tuple[int, Competency]]:
        """Each competency with its place in print, by the bit set that holds it alone."""
        return {item.mask: (place, item) for place, item in enumerate(self.competencies)}

    def identifier(self, code: str) -> uuid.UUID:
        """Return the lasting identifier of a competency: uuid5 of edition and code."""
        return uuid.uuid5(uuid.UUID(self.namespace), f"{self.code}/{code}")

    def lines(self, target_level: int) -> tuple[Line, ...]:
        """Return the lines that judge a pathway with this target level.

        A level with themes is judged by its own competencies, theme by theme.
        A level without (4, a flat list "in addition" to the rest, p. 88) is
        judged by that list and by each theme over all the levels below it.
        KeyError for a level that the edition does not have.
        """
        return self._lines[target_level]

    def _lines_of(self, target: int) -> tuple[Line, ...]:
        at_target = [c for c in self.competencies if c.level == target]
        flat = [c for c in at_target if c.theme is None]
        judged = at_target
        lines = []
        if flat:
            level = self.by_level[target]
            lines.append(
                self._line(SPECIALIST_LINE, "Specialist features", "Specialist features", flat)
            )
            judged = [c for c in self.competencies if c.level < level.number]
        for theme in self.themes:
            members = [c for c in judged if c.theme == theme.code]
            if members:
                lines.append(self._line(theme.code, theme.name, theme.short_name, members))
        return tuple(lines)

    def _line(self, key: str, name: str, short_name: str, members: list[Competency]) -> Line:
        strands = tuple(
            (strand.code, self.mask(c.code for c in members if c.strand == strand.code))
            for strand in self.strands
            if any(c.strand == strand.code for c in members)
        )
        levels = tuple(
            (number, self.mask(c.code for c in members if c.level == number))
            for number in sorted({c.level for c in members})
        )
        mask = self.mask(c.code for c in members)
        return Line(key, name, short_name, mask, len(members), strands, levels)


_CODE: Final = re.compile(
    rf"L(?P<level>[0-9]+)-(?:{SPECIALIST_LINE}-[0-9]+"
    rf"|(?!{SPECIALIST_LINE}-)(?P<theme>[A-Z]+)-(?P<strand>[A-Z])[0-9]+)"
)


def place_of(code: str) -> tuple[int, str | None, str | None]:
    """Return level, theme and strand that a competency code names.

    `L1-KA-K01` gives (1, "KA", "K"); `L4-SP-01` gives (4, None, None).
    ValueError for text that is no code.
    """
    parts = _CODE.fullmatch(code)
    if parts is None:
        raise ValueError(f"{code!r} is not a competency code")
    return int(parts["level"]), parts["theme"], parts["strand"]


def build_edition(
    facts: Mapping[str, object], rows: Iterable[Mapping[str, str]], digest: str = ""
) -> Edition:
    """Build an edition from the index: `edition.json` as read, rows of `competencies.csv`.

    The facts hold the rows of `twins.csv`, too, under `twins`. ValueError for a code or bit that
    stands twice, a place that the edition does not have, an unknown verb, or twins that are none.
    """
    # A round through JSON gives plain values whatever mapping the caller holds.
    plain = json.loads(json.dumps(facts))
    competencies = []
    for row in rows:
        level, theme, strand = place_of(row["code"])
        competencies.append(
            Competency(
                code=row["code"],
                bit=int(row["bit"]),
                level=level,
                theme=theme,
                strand=strand,
                label=row["label"],
                scope_note=row.get("scope_note", ""),
                printed_again=row.get("printed_again", ""),
                verb=Verb(row["verb"]) if row.get("verb") else None,
            )
        )
    texts = {
        key: str(plain.get(key, ""))
        for key in (
            "namespace",
            "publisher",
            "published",
            "licence",
            "licence_url",
            "attribution",
        )
    }
    edition = Edition(
        code=plain["code"],
        title=plain["title"],
        levels=tuple(Level(**item) for item in plain["levels"]),
        themes=tuple(Theme(**item) for item in plain["themes"]),
        strands=tuple(Strand(**item) for item in plain["strands"]),
        principles=tuple(Principle(**item) for item in plain["principles"]),
        competencies=tuple(competencies),
        digest=digest,
        twins=tuple(
            Twin(item["first"], item["second"], Likeness(item["kind"]), item["reason"])
            for item in plain.get("twins", ())
        ),
        **texts,
    )
    _check_places(edition)
    _check_twins(edition)
    return edition


def _check_places(edition: Edition) -> None:
    """Refuse an index whose competencies would be counted twice or not at all."""
    bits: set[int] = set()
    codes: set[str] = set()
    for item in edition.competencies:
        if item.code in codes:
            raise ValueError(f"{item.code} stands twice in the index")
        if item.bit < 0 or item.bit in bits:
            raise ValueError(f"{item.code} cannot have bit {item.bit}")
        has_theme = item.theme is None or item.theme in edition.by_theme
        has_strand = item.strand is None or item.strand in edition.by_strand
        if item.level not in edition.by_level or not has_theme or not has_strand:
            raise ValueError(f"{item.code} has no place in edition {edition.code}")
        bits.add(item.bit)
        codes.add(item.code)


def _check_twins(edition: Edition) -> None:
    """Refuse an index whose twins are not two competencies of it, or are named twice."""
    seen: set[frozenset[str]] = set()
    for twin in edition.twins:
        pair = frozenset((twin.first, twin.second))
        if len(pair) < 2 or pair in seen or not pair <= edition.by_code.keys():
            raise ValueError(f"{twin.first} and {twin.second} cannot be twins")
        seen.add(pair)
