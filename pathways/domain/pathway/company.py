"""Who else has a pathway open, in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from pathways.domain.words import listed

PAGES: Final = {
    "modules": "Modules",
    "matrix": "Matrix",
    "evidence": "Evidence",
    "coverage": "Coverage",
    "assurance": "Assurance",
    "details": "Details",
    "versions": "Versions",
    "history": "History",
    "bring-in": "Bring in",
}
"""The pages of a pathway that tell where somebody is, by their names in addresses."""

GONE_AFTER: Final = timedelta(seconds=40)
"""Nobody is said to be there who was not heard of for this long."""
HEARD_AGAIN: Final = timedelta(seconds=10)
"""What is known of somebody is written again when it is this old; a newer row is left alone."""
_NAMED: Final = 3
_LONG: Final = 32
"""Letters of a name that are shown: it stands in a line that holds other things, too."""


@dataclass(frozen=True, slots=True)
class Companion:
    """Somebody else who has the pathway open."""

    name: str
    page: str


def say_company(others: Sequence[Companion]) -> str:
    """Return "Sam Okafor is here too, in Evidence", shorter where they are many; "" for nobody."""
    if not others:
        return ""
    if len(others) == 1:
        return f"{_short(others[0].name)} is here too, in {PAGES[others[0].page]}"
    named = [f"{_short(other.name)} ({PAGES[other.page]})" for other in others[:_NAMED]]
    if rest := len(others) - len(named):
        named.append("one other" if rest == 1 else f"{rest} others")
    return f"{listed(named)} are here too"


def _short(name: str) -> str:
    return name if len(name) <= _LONG else f"{name[:_LONG].rstrip()}…"
