"""Which modules stand open for a person: kept in their session, so that reading writes no row."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final

from flask import session

from pathways.builder.queries import PathwayView

SMALL: Final = 60
"""A pathway of so many mappings is shown with all its modules open."""

_KEY: Final = "folds"
_PATHWAYS: Final = 2
_TURNED: Final = 24
"""How much a session keeps: of so many pathways, so many modules that differ from the rest."""


@dataclass(frozen=True, slots=True)
class Folds:
    """How the modules of a pathway stand. `turned` are those that differ from the rest.

    `rest` is "open" or "folded", or empty as long as nobody chose: then the size decides.
    """

    rest: str = ""
    turned: tuple[str, ...] = ()

    def opened(self, modules: Sequence[str], mappings: int, worked_in: str = "") -> frozenset[str]:
        """Return the ids of the modules that stand open, of a pathway with so many mappings.

        `worked_in` is the module that stands open in a large one until somebody chooses.
        """
        is_small = mappings <= SMALL
        if self.rest == "open" or (not self.rest and is_small):
            return frozenset(modules) - set(self.turned)
        if self.rest or self.turned:
            return frozenset(self.turned) & set(modules)
        return frozenset([worked_in or modules[0]]) if modules else frozenset()


def opened_in(view: PathwayView) -> frozenset[str]:
    """Return the ids of the modules of a pathway that stand open for whoever asks.

    Of a large one it is the module that the person's last step was in.
    """
    ids = [module.id for module in view.modules]
    numbers = re.findall(r"\bmodule (\d+)", view.head.undo or "")
    at = int(numbers[-1]) - 1 if numbers else 0
    mappings = sum(len(module.mappings) for module in view.modules)
    return read(view.head.id).opened(ids, mappings, ids[at] if at < len(ids) else "")


def turn(view: PathwayView, *modules: str, is_open: bool) -> frozenset[str]:
    """Open some modules, or fold them; return which now stand open."""
    opened = opened_in(view)
    opened = opened.union(modules) if is_open else opened.difference(modules)
    keep(view.head.id, [module.id for module in view.modules], opened)
    return opened


def read(pathway_id: str) -> Folds:
    """Return how the modules of a pathway stand for whoever asks."""
    kept = _kept().get(pathway_id)
    return Folds(kept[0], tuple(kept[1])) if kept else Folds()


def keep(pathway_id: str, modules: Sequence[str], opened: Collection[str]) -> None:
    """Keep which of the modules stand open: by those that are fewer."""
    is_open = len(opened) * 2 > len(modules)
    turned = [one for one in modules if (one in opened) is not is_open]
    others = {key: value for key, value in _kept().items() if key != pathway_id}
    for key in list(others)[: max(0, len(others) - _PATHWAYS + 1)]:
        del others[key]
    rest = "open" if is_open else "folded"
    session[_KEY] = {**others, pathway_id: [rest, turned[-_TURNED:]]}


def _kept() -> dict[str, Any]:
    kept = session.get(_KEY)
    return kept if isinstance(kept, dict) else {}
