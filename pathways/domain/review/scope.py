"""Which part of a submission somebody reads, and so whose each row is.

A part is the whole, a line with its competencies, a module with what it treats, assurance, or the
questions of the standard. A row may be in several parts, and several people may read one.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from pathways.domain.framework.edition import Edition
from pathways.domain.pathway.content import PathwayContent
from pathways.domain.review.places import MarkedPlace, PlaceKind, module_row
from pathways.domain.review.submission import WHOLE, line_row

ASSURANCE: Final = "assurance"
QUESTIONS: Final = "questions"


@dataclass(frozen=True, slots=True)
class Scope:
    """A part that can be given to somebody: its key as it is kept, its label, its rows.

    `name` is what it is called in a step of the trail, where a label may be too long.
    """

    key: str
    name: str
    label: str
    rows: frozenset[str]


def list_scopes(
    edition: Edition, content: PathwayContent, places: Iterable[MarkedPlace]
) -> tuple[Scope, ...]:
    """Return the parts of a submission with these rows: the whole, lines, modules, the rest.

    Assurance and the questions are there where they have rows.
    """
    known = tuple(places)
    treated = {
        module_row(module.id): frozenset(mapping.code for mapping in module.mappings)
        for module in content.modules
    }
    themes: dict[str, set[str]] = {}
    for place in known:
        if place.kind is PlaceKind.COMPETENCY:
            themes.setdefault(line_row(edition.by_code[place.code].line_key), set()).add(place.row)
    found = [Scope(WHOLE, "the whole", "The whole submission", frozenset(p.row for p in known))]
    for place in known:
        if place.kind is PlaceKind.LINE:
            rows = themes.get(place.row, set())
            found.append(Scope(place.row, place.label, place.label, frozenset({place.row, *rows})))
    for place in known:
        if place.kind is PlaceKind.MODULE:
            label = f"{place.code}: {place.label}"
            rows_of = frozenset({place.row, *treated[place.row]})
            found.append(Scope(place.row, place.code, label, rows_of))
    for kind, key, label in (
        (PlaceKind.ASSURANCE, ASSURANCE, "Assurance and principles"),
        (PlaceKind.QUESTION, QUESTIONS, "Questions of the standard"),
    ):
        rows_in = frozenset(place.row for place in known if place.kind is kind)
        if rows_in:
            found.append(Scope(key, label, label, rows_in))
    return tuple(found)


def share_out(
    scopes: Iterable[Scope], held: Mapping[str, Iterable[str]], named: Iterable[str]
) -> dict[str, tuple[str, ...]]:
    """Return who reads each row, in the order of `named`; a row that nobody reads is left out.

    `held` gives the people of each part by its key. As long as no part is given to anybody,
    everybody who is named reads the whole.
    """
    order = tuple(named)
    if not any(tuple(people) for people in held.values()):
        held = {WHOLE: order}
    readers: dict[str, set[str]] = {}
    for scope in scopes:
        people = tuple(held.get(scope.key, ()))
        for row in scope.rows if people else ():
            readers.setdefault(row, set()).update(people)
    return {row: tuple(one for one in order if one in who) for row, who in readers.items()}
