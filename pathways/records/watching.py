"""The look at a statement on SQLite: is every private table in it bound to who asks?

What a statement touches is read from its text, see `touches.py`. The values are looked at each
time: an owner must be who asks, and what is named by its identifier must be theirs, or shown to
them, by the rules of `tenants.py`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from pathways.records.tenants import (
    ADMINISTRATOR,
    FOR_ADMINISTRATORS,
    IS_OURS,
    RULES,
    Tenant,
    Way,
    condition,
)
from pathways.records.touches import KEY, LISTED, Held, Touch, read

_FREE, _SHOWN, _THEIRS = range(3)
"""How a table is bound: not at all, to what others show, to whose it is."""
_DRAFT: Final = frozenset(("module", "outcome", "mapping", "presence"))
_NAMES: Final = {name: f":{name}" for name in ("organisation", "person", "inside", "reach")}


FindsRow = Callable[[str, Mapping[str, Any]], bool]
"""Asks the database whether a query finds a row."""


class UnboundError(Exception):
    """A statement reaches for rows that nothing binds to who asks. Its values are not told."""


@dataclass(slots=True)
class Watch:
    """Looks at the statements of one request; what was found to be theirs is not asked again."""

    tenant: Tenant
    known: dict[tuple[str, str, Any, str], int] = field(default_factory=dict)

    def check(self, statement: str, parameters: Sequence[Any], look: FindsRow) -> None:
        """Raise UnboundError for a statement that touches rows which nothing binds to who asks."""
        touches = read(statement)
        if not touches:
            return
        bound = [self._hold(touch, parameters, look) for touch in touches]
        if any(map(_lacks, touches, bound)):
            self._spread(touches, bound, parameters)
        for touch, how in zip(touches, bound, strict=True):
            if _lacks(touch, how):
                raise UnboundError(f"{touch.table} in: {' '.join(statement.split())}")

    def _spread(
        self, touches: Sequence[Touch], bound: list[int], parameters: Sequence[Any]
    ) -> None:
        """Let what is bound bind what it is joined with, until nothing more comes of it."""
        named = [touch.named(parameters) for touch in touches]
        is_growing = True
        while is_growing:
            is_growing = False
            for at, touch in enumerate(touches):
                if touch.deed != "sees":
                    continue
                ways = [(other, key, other_key) for other, key, other_key in touch.joined]
                # What is held against the same identifier is joined by it.
                ways += [
                    (other, named[at][value], column)
                    for value in named[at]
                    for other, values in enumerate(named)
                    if (column := values.get(value)) and other != at
                ]
                best = max(
                    (
                        _carried(touch, key, touches[other], other_key, bound[other])
                        for other, key, other_key in ways
                    ),
                    default=_FREE,
                )
                if best > bound[at]:
                    bound[at], is_growing = best, True

    def _hold(self, touch: Touch, parameters: Sequence[Any], look: FindsRow) -> int:
        """Return how a table is bound by what it is held against itself."""
        if touch.table in LISTED:
            return _SHOWN
        ways: tuple[Way, ...] = getattr(RULES[touch.table], touch.deed)
        if self.tenant.reach == ADMINISTRATOR and FOR_ADMINISTRATORS in ways:
            return _THEIRS
        return max(
            (
                min(
                    (self._hold_one(touch, held, value, look) for value in held.values(parameters)),
                    default=_THEIRS,
                )
                for held in touch.held
            ),
            default=_FREE,
        )

    def _hold_one(self, touch: Touch, held: Held, value: Any, look: FindsRow) -> int:
        """Return how all rows with this value in this column are bound."""
        if value is None:
            # Nothing equals a value that is not there; what has no owner is nobody's.
            is_empty = bool(held.places) and held.group.is_firm and KEY.search(held.column)
            return _THEIRS if is_empty else _FREE
        key = (touch.table, held.column, value, touch.deed)
        if key in self.known:
            return self.known[key]
        rule = RULES[touch.table]
        ways: tuple[Way, ...] = getattr(rule, touch.deed)
        how = _FREE
        for is_shown, some in ((False, rule.changes), (True, ways)):
            is_asked = touch.deed == "sees" or is_shown
            if is_asked and self._is_met(touch, some, held, value, look):
                how = _SHOWN if is_shown and touch.deed == "sees" else _THEIRS
                self.known[key] = how
                break
        return how

    def _is_met(
        self, touch: Touch, ways: tuple[Way, ...], held: Held, value: Any, look: FindsRow
    ) -> bool:
        """Whether this value makes all of its rows theirs by one of these ways."""
        for way in ways:
            if way.column != held.column:
                continue
            if way.holds == IS_OURS:
                if value == self.tenant.organisation:
                    return True
            elif held.group.is_firm or way.column == "is_shown":
                asked = f"SELECT 1 WHERE {way.holds.format(it=':it', **_NAMES)}"
                if look(asked, self._values(value)):
                    return True
        if touch.deed == "adds" or not held.group.is_firm or not KEY.search(held.column):
            return False
        others = (
            f"SELECT 1 FROM {touch.table} WHERE {held.column} = :it "  # noqa: S608
            f"AND ({condition(ways, touch.table, _NAMES)}) IS NOT TRUE LIMIT 1"
        )
        return not look(others, self._values(value))

    def _values(self, value: Any) -> dict[str, Any]:
        tenant = self.tenant
        return {
            "it": value,
            "organisation": tenant.organisation,
            "person": tenant.person,
            "inside": tenant.inside,
            "reach": tenant.reach,
        }


def _lacks(touch: Touch, how: int) -> bool:
    """Whether a table is not bound as it must be: what others may see too, need not be theirs."""
    if touch.table in LISTED:
        return False
    is_enough = touch.deed == "sees" and RULES[touch.table].is_open
    return how < (_SHOWN if is_enough else _THEIRS)


def _carried(touch: Touch, key: str, other: Touch, other_key: str, how: int) -> int:
    """Return how a table is bound by another one that it is joined with."""
    if how == _FREE or touch.table in LISTED:
        return _FREE
    if (key == other_key and key in ("id", "family")) or key in RULES[touch.table].under:
        # It belongs to what the other is, or is the other.
        return how
    if key == "id":
        # The other belongs to it, or names it: theirs only where both are of one draft.
        return how if other.table in _DRAFT else _SHOWN
    return _FREE
