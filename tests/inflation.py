"""A market in which some courses claim more than is behind them, each beside its honest twin.

Twelve ways to look like more, some in two forms. Twins share price, sector, hours, level and
kind of provider. Whatever settles a tie by accident (title, number, day of publishing) stands on
the side of the one that inflates, so that nothing but the rules puts its twin first. Plain values,
always the same.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from string import ascii_lowercase
from typing import Any, Final, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.domain.framework.edition import Competency, Edition
from pathways.domain.pathway.cautions import CautionKind
from pathways.domain.pathway.content import (
    Assurance,
    Details,
    Mapping,
    Module,
    Outcome,
    PathwayContent,
)
from pathways.domain.pathway.treatment import Treatment
from pathways.models.account import Organisation
from pathways.models.base import Base
from pathways.records.editions import current_edition
from pathways.records.listing.keeping import keep_missing
from tests.bench.market import fill_market, version_rows

INFLATED: Final = "Amber"
HONEST: Final = "Birch"
"""The first words of their titles, each of which finds one side in a search."""
PROVIDERS: Final = (f"{INFLATED} House Training", f"{HONEST} House Training")

MODULES: Final = 6
MINUTES: Final = 90
CLAIMS: Final = 60
"""An honest course: six parts of an hour and a half that claim ten competencies each."""
FULL: Final = 108
"""As many as there is time for in the same hours."""
_START: Final = datetime(2024, 3, 4, 9, tzinfo=UTC)


class Inflation(NamedTuple):
    """One way to look like more, and the kind of caution that names it.

    `first` is the kind that a card shows, which has room for one.
    """

    key: str
    number: int
    kind: CautionKind
    first: CautionKind


def _named(key: str, number: int, kind: CautionKind, first: CautionKind | None = None) -> Inflation:
    return Inflation(key, number, kind, first or kind)


@dataclass(frozen=True, slots=True)
class Twins:
    """The same course twice: as one provider inflates it, and as another offers it."""

    inflation: Inflation
    inflated: PathwayContent
    honest: PathwayContent

    @property
    def key(self) -> str:
        """The name of the way."""
        return self.inflation.key


_Make = Callable[[Edition, int], tuple[PathwayContent, PathwayContent]]
_WAYS: Final[dict[Inflation, _Make]] = {}


def _way(*named: Inflation) -> Callable[[_Make], _Make]:
    def keep(make: _Make) -> _Make:
        _WAYS.update(dict.fromkeys(named, make))
        return make

    return keep


def list_twins(edition: Edition, level: int = 2) -> tuple[Twins, ...]:
    """Return every way to inflate at this level; nothing can be claimed above the highest."""
    highest = max(item.number for item in edition.levels)
    return tuple(
        Twins(way, *_titled(way, make(edition, level)))
        for way, make in _WAYS.items()
        if way.kind is not CautionKind.ABOVE or level < highest
    )


def _titled(
    way: Inflation, contents: tuple[PathwayContent, PathwayContent]
) -> Iterator[PathwayContent]:
    for name, content in zip((INFLATED, HONEST), contents, strict=True):
        yield replace(content, title=f"{name} course {way.key} for ward teams")


# --- What courses are made of


def spread(edition: Edition, level: int) -> list[Competency]:
    """Return the competencies of a level's lines so that the first few stand all over them.

    The first of every line, then the first of its other strand, then evenly.
    """
    heads, others = [], []
    rest: list[tuple[float, Competency]] = []
    for place, line in enumerate(edition.lines(level)):
        strands = [edition.members(mask) for _strand, mask in line.strands]
        groups = strands or [edition.members(line.mask)]
        # One line begins with knowledge, the next with a skill.
        first, *more = groups[:: -1 if place % 2 else 1]
        heads.append(first[0])
        others += [group[0] for group in more]
        # A list of features is short: it is gone through three times as fast.
        pace = 3 if line.is_specialist else 1
        for group in groups:
            rest += [(at / len(group) / pace, item) for at, item in enumerate(group) if at]
    return [*heads, *others, *(item for _at, item in sorted(rest, key=lambda pair: pair[0]))]


_ACTS: Final = (
    "Pairs talk over a case",
    "Groups of three practise",
    "A short film, then questions",
    "Learners write a page of their own file",
    "A walk through the building",
    "Role play with an observer",
    "Cards are sorted and talked over",
)


def note_on(item: Competency, place: int) -> str:
    """Return a note of its own: what is done, and on what."""
    return f"{_ACTS[place % len(_ACTS)]}: {item.label[:1].lower()}{item.label[1:]}."


def build_module(
    number: int,
    items: Sequence[Competency],
    minutes: int = MINUTES,
    letters: str = "DDADA",
    *,
    assessment: str = "One task for the practice file, marked by the facilitator.",
) -> Module:
    """Return a module in good order that claims these competencies, each as far as its letter.

    A competency has the same of the `letters` in whatever module it stands.
    """
    # Of others in each module, also where all claim the same.
    shown = [items[(2 * number + place) % len(items)] for place in range(min(2, len(items)))]
    outcomes = tuple(
        Outcome(f"o{place}", f"Show this at work: {item.label[:1].lower()}{item.label[1:]}")
        for place, item in enumerate(shown)
    )
    mappings = tuple(
        Mapping(
            item.code,
            Treatment(letters[item.bit % len(letters)]),
            note_on(item, number + place),
            (outcomes[place % len(outcomes)].id,),
        )
        for place, item in enumerate(items)
    )
    return Module(
        id=f"m{number}",
        title=f"Part {number}",
        description="Learners read, talk and try it out with a colleague.",
        minutes=minutes,
        activities="Talk, practice in pairs, one task at work.",
        assessment=assessment,
        outcomes=outcomes,
        mappings=mappings,
    )


def build_course(
    edition: Edition,
    level: int,
    parts: Iterable[Sequence[Competency]],
    minutes: int = MINUTES,
    letters: str = "DDADA",
) -> PathwayContent:
    """Return a course in good order with a module for each part, its hours stated in Details."""
    modules = tuple(
        build_module(number, part, minutes, letters) for number, part in enumerate(parts, start=1)
    )
    return PathwayContent(
        edition.code,
        "Course",
        level,
        details=Details(
            summary="A course for teams that meet people on the ward.",
            audience="Ward teams",
            sectors=("Health",),
            regions=("West Midlands",),
            delivery=("In person",),
            contact_minutes=minutes * len(modules),
            group_max=16,
            price_pence=4_900,
            price_basis="person",
            vat="exempt",
        ),
        assurance=Assurance(facilitators="Two at every session, one with lived experience."),
        modules=modules,
    )


def deal(items: Sequence[Competency], count: int) -> list[Sequence[Competency]]:
    """Share competencies out to so many modules, one in turn."""
    return [items[place::count] for place in range(count)]


def build_honest(
    edition: Edition, level: int = 2, claims: int = CLAIMS, letters: str = "DDADA"
) -> PathwayContent:
    """Return the course that most are the twin of: nothing in it is out of proportion."""
    return build_course(
        edition, level, deal(spread(edition, level)[:claims], MODULES), letters=letters
    )


def rewritten(content: PathwayContent, change: Callable[[int, Module], Module]) -> PathwayContent:
    """Return a course with every module changed; numbers begin at 0."""
    return replace(
        content, modules=tuple(change(at, module) for at, module in enumerate(content.modules))
    )


def noted(content: PathwayContent, note: Callable[[int], str]) -> PathwayContent:
    """Return a course with other notes; each is given the place of its mapping in the whole."""
    numbers = iter(range(10_000))
    return rewritten(
        content,
        lambda _at, module: replace(
            module,
            mappings=tuple(
                replace(mapping, evidence=note(next(numbers))) for mapping in module.mappings
            ),
        ),
    )


# --- The ways


@_way(_named("half-hour", 1, CautionKind.RATE))
def _all_in_half_an_hour(edition: Edition, level: int) -> tuple[PathwayContent, PathwayContent]:
    items = spread(edition, level)
    course = (build_course(edition, level, [part], 30, "A") for part in (items, items[:6]))
    return next(course), next(course)


@_way(_named("all-assessed", 2, CautionKind.ASSESSED))
def _all_assessed(edition: Edition, level: int) -> tuple[PathwayContent, PathwayContent]:
    inflated = build_honest(edition, level, letters="A")
    return (
        rewritten(inflated, lambda _at, module: replace(module, assessment="")),
        build_honest(edition, level),
    )


@_way(_named("no-notes", 3, CautionKind.NOTE))
def _no_notes(edition: Edition, level: int) -> tuple[PathwayContent, PathwayContent]:
    inflated = noted(build_honest(edition, level, FULL), lambda _place: "")
    return inflated, build_honest(edition, level)


@_way(_named("copied-note", 4, CautionKind.NOTE))
def _copied_note(edition: Edition, level: int) -> tuple[PathwayContent, PathwayContent]:
    inflated = noted(
        build_honest(edition, level, FULL),
        lambda _place: "Explored in depth through discussion and practice.",
    )
    return inflated, build_honest(edition, level)


@_way(_named("letter-notes", 5, CautionKind.NOTE))
def _letters(edition: Edition, level: int) -> tuple[PathwayContent, PathwayContent]:
    inflated = noted(build_honest(edition, level, FULL), lambda place: ascii_lowercase[place % 26])
    return inflated, build_honest(edition, level)


@_way(_named("numbered-notes", 5, CautionKind.NOTE))
def _numbered(edition: Edition, level: int) -> tuple[PathwayContent, PathwayContent]:
    # They weigh as notes of their own do, so that it claims no more than its twin.
    honest = build_honest(edition, level)
    return noted(honest, lambda place: f"Covered in full, {place}"), honest


@_way(_named("no-minutes", 6, CautionKind.TIME, CautionKind.RATE))
def _no_minutes(edition: Edition, level: int) -> tuple[PathwayContent, PathwayContent]:
    inflated = build_course(edition, level, deal(spread(edition, level), MODULES))
    return (
        rewritten(inflated, lambda _at, module: replace(module, minutes=0)),
        build_honest(edition, level),
    )


@_way(_named("long-minutes", 7, CautionKind.TIME))
def _long_minutes(edition: Edition, level: int) -> tuple[PathwayContent, PathwayContent]:
    honest = build_honest(edition, level)
    return rewritten(honest, lambda _at, module: replace(module, minutes=400)), honest


@_way(_named("forty-hours", 8, CautionKind.ONE_MODULE))
def _forty_hours(edition: Edition, level: int) -> tuple[PathwayContent, PathwayContent]:
    items = spread(edition, level)
    return (
        build_course(edition, level, [items], 2_400),
        build_course(edition, level, deal(items, 8), 300),
    )


@_way(_named("one-of-three", 9, CautionKind.ONE_MODULE))
def _one_of_three(edition: Edition, level: int) -> tuple[PathwayContent, PathwayContent]:
    items = spread(edition, level)[:CLAIMS]
    most = items[:34]
    return (
        build_course(edition, level, [most, items[34:47], items[47:]], 180),
        build_course(edition, level, [items[:20], items[20:40], items[40:]], 180),
    )


@_way(_named("in-every-module", 10, CautionKind.RATE))
def _in_every_module(edition: Edition, level: int) -> tuple[PathwayContent, PathwayContent]:
    return (
        build_course(edition, level, [spread(edition, level)] * MODULES),
        build_honest(edition, level),
    )


@_way(_named("above", 11, CautionKind.ABOVE))
def _above(edition: Edition, level: int) -> tuple[PathwayContent, PathwayContent]:
    # A third of all that it claims.
    items = [*spread(edition, level)[:CLAIMS], *spread(edition, level + 1)[: CLAIMS // 2]]
    return build_course(edition, level, deal(items, MODULES)), build_honest(edition, level)


@_way(_named("no-outcomes", 12, CautionKind.OUTCOME))
def _no_outcomes(edition: Edition, level: int) -> tuple[PathwayContent, PathwayContent]:
    honest = build_honest(edition, level)
    return rewritten(honest, _without_outcomes), honest


@_way(_named("copied-outcomes", 12, CautionKind.OUTCOME))
def _copied_outcomes(edition: Edition, level: int) -> tuple[PathwayContent, PathwayContent]:
    honest = build_honest(edition, level)

    def copied(_at: int, module: Module) -> Module:
        same = tuple(replace(item, text="Work in a kinder way") for item in module.outcomes)
        return replace(module, outcomes=same)

    return rewritten(honest, copied), honest


def _without_outcomes(_at: int, module: Module) -> Module:
    mappings = tuple(replace(mapping, outcomes=()) for mapping in module.mappings)
    return replace(module, outcomes=(), mappings=mappings)


# --- The market


@dataclass(frozen=True, slots=True)
class Listed:
    """Twins with the ids under which they are in the directory."""

    twins: Twins
    inflated: str
    honest: str


def provider_id(place: int) -> str:
    """Return the id of the provider of the inflated courses, 0, or of their twins, 1."""
    return f"{0xA + place:016x}"


def fill_inflated(
    session: Session, commissioner: str, count: int = 300, levels: Sequence[int] = (2,)
) -> tuple[Listed, ...]:
    """Publish the twins of these levels, and other courses until so many are listed.

    Of those others some are for signed-in organisations alone.
    """
    edition = current_edition(session)
    providers = tuple(provider_id(place) for place in range(len(PROVIDERS)))
    session.execute(
        sa.insert(Organisation),
        [
            {
                "id": identifier,
                "name": name,
                "is_provider": True,
                "state": "active",
                "created_at": _START,
            }
            for identifier, name in zip(providers, PROVIDERS, strict=True)
        ],
    )
    every = [twins for level in levels for twins in list_twins(edition, level)]
    found = [Listed(twins, f"a{place:015x}", f"b{place:015x}") for place, twins in enumerate(every)]
    _publish(session, edition, providers[0], {one.inflated: one.twins.inflated for one in found})
    _publish(session, edition, providers[1], {one.honest: one.twins.honest for one in found})
    if count > 2 * len(found):
        fill_market(session, count - 2 * len(found), commissioner, seed=9)
    return tuple(found)


def _publish(
    session: Session, edition: Edition, provider: str, courses: dict[str, PathwayContent]
) -> None:
    """Publish one side; whichever is published first has the lower numbers."""
    rows: dict[str, list[dict[str, Any]]] = {}
    for identifier, content in courses.items():
        ids = identifier, f"{identifier[:1]}f{identifier[2:]}"
        plain, digest = content.to_plain(), content.digest
        for table, row in version_rows(edition, plain, digest, provider, ids, _START):
            rows.setdefault(table, []).append(row)
    for table, found in rows.items():
        session.execute(sa.insert(Base.metadata.tables[table]), found)
    keep_missing(session)
