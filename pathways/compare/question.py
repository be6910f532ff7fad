"""What an address of the comparison asks, read once and written back into links."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final, Self

from pathways.domain.limits import NUMBER_LIMIT

_DIGITS: Final = len(str(NUMBER_LIMIT))
_ID: Final = re.compile(r"[A-Za-z0-9_-]{1,40}")


def is_id(text: str) -> bool:
    """Whether a text can be an id at all; nothing else is asked of the database."""
    return _ID.fullmatch(text) is not None


@dataclass(frozen=True, slots=True)
class Question:
    """Which pathways, judged how, and what of it is shown.

    Texts are as the address holds them, empty where it says nothing. `line` is
    the key of the section that is open, `evidence` a code in it, or "all". `brief` goes along,
    and `people` is for how many costs are worked out.
    """

    pathway: tuple[str, ...] = ()
    level: str = ""
    standard: str = ""
    brief: str = ""
    people: str = ""
    differences: str = ""
    line: str = ""
    evidence: str = ""

    @classmethod
    def read(cls, pathways: Sequence[str], options: Mapping[str, str]) -> Self:
        """Read an address."""
        names = ("level", "standard", "brief", "people", "line", "evidence")
        return cls(
            pathway=tuple(pathways),
            differences="yes" if options.get("differences") == "yes" else "",
            **{name: options.get(name, "") for name in names},
        )

    @property
    def count(self) -> int | None:
        """For how many people costs are asked; None where nothing is, or what is no such number."""
        typed = self.people.strip().replace(",", "")
        found = int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= _DIGITS else 0
        return found or None

    @property
    def is_count_wrong(self) -> bool:
        """Whether something was typed that is no number of people."""
        return bool(self.people.strip()) and self.count is None

    def address(self, **changes: Any) -> dict[str, Any]:
        """Return the parts of an address that asks the same but for some changes."""
        values = {**asdict(self), **changes}
        return {name: value for name, value in values.items() if value}

    def without(self, pathway_id: str) -> dict[str, Any]:
        """Return the address that leaves out one pathway, and what its letter may have opened."""
        left = tuple(item for item in self.pathway if item != pathway_id)
        return self.address(pathway=left, line="", evidence="")
