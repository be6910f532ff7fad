"""Whatever is written is told in the journal, in the same transaction; the exceptions by name."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from tests.policies.world import COMMIT

_WRITE: Final = re.compile(r"^\s*(?:INSERT INTO|UPDATE|DELETE FROM) \"?(\w+)")
JOURNAL: Final = "journal"

EVERYWHERE: Final = {
    "attempt": "tries are counted to limit them, and forgotten within the day",
    "allowance": "what programs ask is counted to limit it, and forgotten within the hour",
}
"""Tables that the journal never tells of, and why."""

EXCEPTIONS: Final[dict[str, tuple[str, str]]] = {
    "builder.be_here": ("presence", "who has a page open is known for a minute"),
    "builder.choose_density": ("person", "how wide one's own matrix is"),
    "builder.choose_letters": ("person", "whether one's own letters are keys"),
    "builder.fold_panel": ("person", "whether one's own panels are open"),
    "security.forgot_password": (
        "mail",
        "whoever asks for a link is nobody yet; the journal tells what comes of it",
    ),
}
"""Endpoints with the table that each writes and the journal does not tell of, and why."""


def transactions(statements: Sequence[str]) -> Iterator[set[str]]:
    """Yield the tables that each transaction wrote which was committed."""
    tables: set[str] = set()
    for statement in statements:
        if statement == COMMIT:
            yield tables
            tables = set()
        elif found := _WRITE.match(statement):
            tables.add(found[1])


def untold(endpoint: str, statements: Sequence[str]) -> list[str]:
    """Return the tables that were written in a transaction without a step in the journal."""
    known = {*EVERYWHERE, EXCEPTIONS.get(endpoint, ("",))[0]}
    return [
        table
        for tables in transactions(statements)
        if JOURNAL not in tables
        for table in sorted(tables - known)
    ]
