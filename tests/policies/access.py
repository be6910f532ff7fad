"""The table of access as rows: what each endpoint needs, and what each actor gets."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from flask import Flask
from werkzeug.routing import Rule
from werkzeug.routing.converters import AnyConverter

from pathways.db import new_id
from tests.policies.world import ACTORS, UNSAFE, World

TABLE: Final = Path(__file__).with_name("access.toml")
DENIED: Final = ("sign-in", "choose", "401", "403", "404")
_KEYS: Final = {
    "needs",
    "GET",
    "POST",
    "form",
    "use",
    "cache",
    "writes",
    "missing",
    "counts",
    "waiting",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One endpoint of the table.

    `use` names other values for its arguments, `form` the values that it posts;
    `missing` is what an id that is not there gets; `writes` is false where an
    accepted post changes the session alone, `counts` true where a refused one is counted.
    """

    endpoint: str
    needs: str
    wanted: dict[str, dict[str, str]]
    form: dict[str, Any]
    use: dict[str, str]
    cache: str
    writes: bool
    counts: bool
    missing: str

    @property
    def methods(self) -> tuple[str, ...]:
        """The methods that the table speaks of."""
        return tuple(self.wanted)

    def fill(self, values: dict[str, str]) -> dict[str, Any]:
        """Return the form with the ids of one provider in it."""
        fresh = {**values, "fresh": new_id()}
        return {
            key.format(**fresh): [part.format(**fresh) for part in value]
            if isinstance(value, list)
            else str(value).format(**fresh)
            for key, value in self.form.items()
        }


@cache
def read_table() -> dict[str, Row]:
    """Read the table; fail on a word in it that means nothing."""
    plain = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    assert [*plain.pop("actors").split(), "waiting"] == list(ACTORS)
    rows = {}
    for blueprint, inner in plain.items():
        endpoints = {blueprint: inner} if "needs" in inner else inner
        for name, row in endpoints.items():
            endpoint = name if inner is row else f"{blueprint}.{name}"
            assert set(row) <= _KEYS, f"{endpoint}: {set(row) - _KEYS}"
            rows[endpoint] = _row(endpoint, row)
    return rows


def _row(endpoint: str, row: dict[str, Any]) -> Row:
    wanted: dict[str, dict[str, str]] = {}
    for method in ("GET", "POST"):
        if method in row:
            words = row[method].split()
            # One word for all where they all get the same.
            if len(words) == len(ACTORS) - 1:
                words.append(row.get("waiting") or _while_waiting(row["needs"], words))
            words = words * len(ACTORS) if len(words) == 1 else words
            assert len(words) == len(ACTORS), f"{endpoint}: one word for each actor"
            wanted[method] = dict(zip(ACTORS, words, strict=True))
    return Row(
        endpoint=endpoint,
        needs=row["needs"],
        wanted=wanted,
        form=row.get("form", {}),
        use=row.get("use", {}),
        cache=row.get("cache", "no-store"),
        writes=row.get("writes", True),
        counts=row.get("counts", False),
        missing=row.get("missing", "404"),
    )


def _while_waiting(needs: str, words: list[str]) -> str:
    """Return what the owner of a provider gets that nobody has let in yet.

    It drafts, so it finds nothing of another provider; it is refused what all others of
    organisations do; and for the rest it is somebody with an account.
    """
    if needs in ("SEE_PATHWAYS", "CHANGE_PATHWAYS"):
        return words[ACTORS.index("stranger")]
    if needs in ("PUBLIC", "SIGNED_IN", "ADMINISTER"):
        return words[ACTORS.index("alone")]
    return "403"


def rules_of(app: Flask, endpoint: str) -> list[Rule]:
    """Return the rules of an endpoint."""
    return list(app.url_map.iter_rules(endpoint))


def methods_of(app: Flask, endpoint: str) -> set[str]:
    """Return what an endpoint answers to, besides HEAD and OPTIONS."""
    found: set[str] = set()
    for rule in rules_of(app, endpoint):
        found |= rule.methods or set()
    return found - {"HEAD", "OPTIONS"}


def arguments_of(world: World, row: Row, side: str = "home") -> dict[str, str]:
    """Return the arguments of an endpoint's address, for one provider's things."""
    values = world.values[side]
    found = {}
    for rule in rules_of(world.app, row.endpoint):
        for name in rule.arguments:
            converter = rule._converters[name]
            key = row.use.get(name, name)
            if name not in row.use and isinstance(converter, AnyConverter):
                found[name] = sorted(converter.items)[0]
                continue
            if name in row.use and key not in values:
                found[name] = key
                continue
            assert key in values, f"world.py has no value for {name} of {row.endpoint}"
            found[name] = values[key]
    return found


def objects_of(world: World, row: Row) -> list[str]:
    """Return the arguments that name a thing which may be missing."""
    found = []
    for rule in rules_of(world.app, row.endpoint):
        for name in sorted(rule.arguments):
            if not isinstance(rule._converters[name], AnyConverter) and name not in found:
                found.append(name)
    return found


def address_of(world: World, row: Row, arguments: dict[str, str], method: str) -> str:
    """Return an address."""
    built: str = world.app.url_map.bind("localhost").build(row.endpoint, arguments, method=method)
    return built


def is_unsafe(method: str) -> bool:
    """Whether a method may write."""
    return method in UNSAFE
