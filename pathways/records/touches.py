"""What a statement touches of the private tables: read once from its text, and kept.

It says which tables these are, what each is held against, and how they are joined. It knows of SQL
what SQLAlchemy writes for SQLite.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

from pathways.records.tenants import RULES

_WORD: Final = re.compile(r"'(?:[^']|'')*'|[\w.\"]+|\?|[^\s]")
_TABLE: Final = frozenset(("FROM", "JOIN", "UPDATE", "INTO"))
"""A table follows."""
_CLAUSES: Final = frozenset(("WHERE", "GROUP", "ORDER", "HAVING", "LIMIT", "SET", "VALUES"))
_AGAIN: Final = frozenset(("UNION", "EXCEPT", "INTERSECT"))
_OPEN: Final = frozenset(("OR", "NOT"))
"""With these beside them, conditions need not hold."""
KEY: Final = re.compile(r"(^|_)(id|number|subject|family)$")
_NAMED: Final = frozenset(
    ("id", "subject", "pathway_id", "submission_id", "version_id", "brief_id")
)
"""Columns that hold the identifier of a thing. What is held against the same one is joined by it;
the identifier of an organisation is none, for it is of many things."""
LISTED: Final = frozenset(("offer",))
"""The directory's own list: what stands on it is published."""


@dataclass(slots=True)
class _Group:
    """What stands between two brackets."""

    parent: "_Group | None"
    is_open: bool = False

    @property
    def is_firm(self) -> bool:
        """Whether what is said here holds whatever else is said."""
        return not self.is_open and (self.parent is None or self.parent.is_firm)


@dataclass(slots=True)
class Held:
    """A column held against values: places among the parameters, or words of the text."""

    column: str
    places: tuple[int, ...]
    words: tuple[str, ...]
    group: _Group

    def values(self, parameters: Sequence[Any]) -> Iterator[Any]:
        """Yield the values."""
        for place in self.places:
            yield parameters[place]
        for word in self.words:
            yield _value(word)


@dataclass(slots=True)
class Touch:
    """A private table in a statement: what it is held against, and which others it is joined to."""

    table: str
    deed: str
    held: list[Held] = field(default_factory=list)
    joined: set[tuple[int, str, str]] = field(default_factory=set)

    def named(self, parameters: Sequence[Any]) -> dict[Any, str]:
        """Return the identifiers that it is held against, each with its column."""
        return {
            parameters[held.places[0]]: held.column
            for held in self.held
            if len(held.places) == 1
            and not held.words
            and held.group.is_firm
            and held.column in _NAMED
        }


@dataclass(slots=True)
class _Scope:
    """One SELECT, or the statement itself."""

    parent: "_Scope | None"
    names: dict[str, int] = field(default_factory=dict)
    inner: "dict[str, _Scope]" = field(default_factory=dict)
    clause: str = ""
    first: str = ""

    def find(self, name: str) -> "Iterator[int]":
        """Yield the tables that a name stands for here."""
        scope: _Scope | None = self
        while scope is not None:
            if name in scope.names:
                yield scope.names[name]
                return
            if name in scope.inner:
                yield from scope.inner[name].names.values()
                return
            scope = scope.parent


@lru_cache(maxsize=4096)
def read(statement: str) -> tuple[Touch, ...]:
    """Return what a statement touches of the private tables."""
    return tuple(_Parser(statement).touches)


class _Parser:
    """Reads the words of one statement from left to right."""

    def __init__(self, statement: str) -> None:
        self.words = [word.replace('"', "") for word in _WORD.findall(statement)]
        self.touches: list[Touch] = []
        self.common: dict[str, _Scope] = {}
        self.pairs: list[tuple[_Scope, str, _Scope, str]] = []
        self.asked = 0
        self.deed = {"INSERT": "adds", "UPDATE": "changes", "DELETE": "changes"}.get(
            self.words[0].upper(), "sees"
        )
        self._read()
        for here, one, there, other in self.pairs:
            self._join(here, one, there, other)

    def _word(self, at: int) -> str:
        return self.words[at] if 0 <= at < len(self.words) else ""

    def _read(self) -> None:
        scope = _Scope(None)
        group = _Group(None)
        stack: list[tuple[_Scope, _Group, str, str]] = []
        for at, word in enumerate(self.words):
            upper = word.upper()
            if word == "(":
                is_select = self._word(at + 1).upper() in ("SELECT", "WITH")
                stack.append((scope, group, *self._led_to(at)))
                group = _Group(None if is_select else group)
                scope = _Scope(scope) if is_select else scope
            elif word == ")" and stack:
                ended = scope
                scope, group, name, outer = stack.pop()
                if ended is not scope:
                    self._end(ended, scope, name, at)
                    if outer:
                        self.pairs.append((scope, outer, ended, ended.first))
            elif word == "?":
                self.asked += 1
            elif upper in _AGAIN:
                follows = _Scope(scope.parent, first=scope.first)
                # What comes before goes on standing for the whole where others name it.
                follows.inner = {"": scope}
                scope, group = follows, _Group(None)
            elif upper in _CLAUSES or upper == "FROM":
                scope.clause = upper
            elif upper in _OPEN and self._word(at + 1).upper() not in ("NULL", "IN", "LIKE"):
                group.is_open = True
            self._read_table(at, scope, group)
            self._read_condition(at, scope, group)

    def _led_to(self, at: int) -> tuple[str, str]:
        """Return what a bracket is named by, and the column that is held against what it holds."""
        before = self._word(at - 1).upper()
        name = self._word(at - 2)
        return name if before == "AS" else "", name if before in ("IN", "=") else ""

    def _end(self, ended: _Scope, scope: _Scope, name: str, at: int) -> None:
        before = ended.inner.pop("", None)
        if before is not None:
            ended.names |= {f"{key} ": one for key, one in before.names.items()}
        if name:
            self.common[name] = ended
        elif self._word(at + 1).upper() == "AS":
            scope.inner[self._word(at + 2)] = ended

    def _read_table(self, at: int, scope: _Scope, group: _Group) -> None:
        before, word = self._word(at - 1).upper(), self.words[at]
        is_table = before in _TABLE or (before in (",", "(") and scope.clause == "FROM")
        if not is_table:
            return
        alias = self._word(at + 2) if self._word(at + 1).upper() == "AS" else word
        if word in self.common:
            scope.inner[alias] = self.common[word]
        elif word in RULES or word in LISTED:
            deed = self.deed if before in ("UPDATE", "INTO") or at == 2 else "sees"
            scope.names[alias] = len(self.touches)
            self.touches.append(Touch(word, deed))
            if before == "INTO":
                self._read_values(at + 1, self.touches[-1], group)

    def _read_values(self, at: int, touch: Touch, group: _Group) -> None:
        """Read the columns and values of an INSERT."""
        if self._word(at) != "(":
            return
        end = self.words.index(")", at)
        columns = [word for word in self.words[at + 1 : end] if word != ","]
        if self._word(end + 1).upper() != "VALUES":
            return
        depth, column, place = 0, 0, 0
        for word in self.words[end + 2 :]:
            if word == "(":
                depth += 1
                column = 0 if depth == 1 else column
            elif word == ")":
                depth -= 1
            elif depth == 0 and word != ",":
                break
            elif word == "," and depth == 1:
                column += 1
            elif word == "?":
                if depth == 1 and column < len(columns):
                    touch.held.append(Held(columns[column], (place,), (), group))
                place += 1

    def _read_condition(self, at: int, scope: _Scope, group: _Group) -> None:
        name, dot, column = self.words[at].partition(".")
        if not dot or not name.isidentifier():
            return
        if not scope.first and self._word(at - 1).upper() in ("SELECT", "DISTINCT"):
            scope.first = self.words[at]
        sign, value = self._word(at + 1), self._word(at + 2)
        if sign == "=" and value.partition(".")[0].isidentifier() and "." in value:
            self.pairs.append((scope, self.words[at], scope, value))
            return
        held = self._find_held(at, column, group)
        if held is not None:
            for touch in scope.find(name):
                self.touches[touch].held.append(held)

    def _find_held(self, at: int, column: str, group: _Group) -> Held | None:
        """Return what the column at this word is held against, or None."""
        sign, value = self._word(at + 1).upper(), self._word(at + 2).upper()
        if sign == "=" and value == "?":
            return Held(column, (self.asked,), (), group)
        if sign in ("=", "IS") and value not in ("NOT", "(", "DISTINCT"):
            return Held(column, (), (self._word(at + 2),), group)
        if sign == "IN" and value == "(":
            return self._find_among(at + 3, column, group)
        if self._word(at - 1) == "=" and self._word(at - 2) == "?":
            return Held(column, (self.asked - 1,), (), group)
        return None

    def _find_among(self, at: int, column: str, group: _Group) -> Held | None:
        # Among no values at all is written as a query that finds nothing.
        if self.words[at : at + 4] == ["SELECT", "1", "FROM", "("]:
            return Held(column, (), (), group)
        if self._word(at).upper() == "SELECT":
            return None
        inside = self.words[at : self.words.index(")", at)]
        asked = sum(word == "?" for word in inside)
        said = tuple(word for word in inside if word not in ("?", ","))
        return Held(column, tuple(range(self.asked, self.asked + asked)), said, group)

    def _join(self, here: _Scope, one: str, there: _Scope, other: str) -> None:
        (first, _, key), (second, _, other_key) = one.partition("."), other.partition(".")
        if not (KEY.search(key) and KEY.search(other_key)):
            return
        for left in here.find(first):
            for right in there.find(second):
                self.touches[left].joined.add((right, key, other_key))
                self.touches[right].joined.add((left, other_key, key))


def _value(word: str) -> Any:
    if word.upper() == "NULL":
        return None
    return word[1:-1] if word.startswith("'") else int(word) if word.isdigit() else word
