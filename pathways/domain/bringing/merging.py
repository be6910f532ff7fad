"""What a pathway would hold once something was brought into it: more, or changed, never less."""

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from typing import Any, TypeVar

from pathways.domain.pathway.content import Mapping, Module, Outcome, PathwayContent
from pathways.domain.pathway.fields import values_of

_Part = TypeVar("_Part")


@dataclass(frozen=True, slots=True)
class Joined:
    """A module that was brought: as it was, None where it is new, and as it would be."""

    was: Module | None
    now: Module

    @property
    def is_changed(self) -> bool:
        """Whether anything of it would be new or other."""
        return self.was != self.now

    @property
    def added(self) -> int:
        """How many mappings it would have more."""
        return len(self.now.mappings) - (len(self.was.mappings) if self.was else 0)

    @property
    def changed(self) -> int:
        """How many of its mappings would be other than they are."""
        if self.was is None:
            return 0
        return sum(self.was.mapping(one.code) not in (None, one) for one in self.now.mappings)


@dataclass(frozen=True, slots=True)
class Merging:
    """A pathway with what was brought in it, and each module that was brought, in its order."""

    content: PathwayContent
    joined: tuple[Joined, ...]


def merge(
    held: PathwayContent,
    brought: PathwayContent,
    new_id: Callable[[], str],
    *,
    by_place: bool = False,
) -> Merging:
    """Merge modules, outcomes, mappings and what is said of the whole into a pathway.

    A module is known by its title, or `by_place` where none has it, as in a workbook of that
    pathway. What the file does not say stays, and nothing is deleted.
    """
    left = list(held.modules)
    joined: list[Joined] = []
    for place, module in enumerate(brought.modules):
        was = _find(module, place, held, left, by_place=by_place)
        if was is not None:
            left.remove(was)
        joined.append(Joined(was, _join(was, module, new_id, by_place=by_place)))
    now = {one.was.id: one.now for one in joined if one.was is not None}
    modules = (
        *(now.get(module.id, module) for module in held.modules),
        *(one.now for one in joined if one.was is None),
    )
    content = replace(
        held,
        modules=modules,
        details=_filled(held.details, brought.details),
        assurance=_assured(held, brought),
    )
    return Merging(content, tuple(joined))


def _find(
    module: Module, place: int, held: PathwayContent, left: list[Module], *, by_place: bool
) -> Module | None:
    title = module.title.casefold()
    found = next((one for one in left if one.title.casefold() == title), None)
    if found is None and by_place and place < len(held.modules):
        same = held.modules[place]
        named = {one.title.casefold() for one in held.modules}
        found = same if same in left and title not in named else None
    return found


def _join(
    was: Module | None, module: Module, new_id: Callable[[], str], *, by_place: bool
) -> Module:
    base = was or Module(id=new_id(), title=module.title)
    said = {
        key: value
        for key, value in values_of(module).items()
        if value and (key != "title" or by_place or was is None)
    }
    outcomes, ids = _outcomes(base, module, new_id, by_place=by_place)
    mappings = {one.code: one for one in base.mappings}
    for one in module.mappings:
        before = mappings.get(one.code, Mapping(one.code, one.treatment))
        named = tuple(ids[item] for item in one.outcomes)
        mappings[one.code] = Mapping(
            one.code, one.treatment, one.evidence or before.evidence, named or before.outcomes
        )
    return replace(base, **said, outcomes=outcomes, mappings=tuple(mappings.values()))


def _outcomes(
    base: Module, module: Module, new_id: Callable[[], str], *, by_place: bool
) -> tuple[tuple[Outcome, ...], dict[str, str]]:
    """Return the outcomes, and the identifier that each of the file's now has."""
    rows = list(base.outcomes)
    known = {one.text.casefold(): one.id for one in rows}
    ids: dict[str, str] = {}
    for place, outcome in enumerate(module.outcomes):
        identifier = known.get(outcome.text.casefold())
        if identifier is None and by_place and place < len(base.outcomes):
            identifier = base.outcomes[place].id
            rows[place] = Outcome(identifier, outcome.text)
        if identifier is None:
            identifier = new_id()
            rows.append(Outcome(identifier, outcome.text))
            known[outcome.text.casefold()] = identifier
        ids[outcome.id] = identifier
    return tuple(rows), ids


def _assured(held: PathwayContent, brought: PathwayContent) -> Any:
    said = dict(held.assurance.principles) | {c: t for c, t in brought.assurance.principles if t}
    filled = _filled(held.assurance, brought.assurance)
    return replace(filled, principles=tuple(said.items()))


def _filled(held: _Part, brought: _Part) -> _Part:
    """Return a part with what the other says of it; what it says nothing of stays."""
    said = {
        item.name: value
        for item in fields(held)  # type: ignore[arg-type]  # a frozen value of the domain
        if (value := getattr(brought, item.name)) and item.name != "principles"
    }
    return replace(held, **said) if said else held  # type: ignore[type-var]  # as above
