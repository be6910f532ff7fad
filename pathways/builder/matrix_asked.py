"""What an address asks of the matrix: which rows, and which modules beside them."""

from dataclasses import dataclass, replace
from typing import Any, Final

OPEN: Final = "open"
UNASSESSED: Final = "unassessed"
NOTELESS: Final = "noteless"
SHOWS: Final = {OPEN: "Open", UNASSESSED: "Never assessed", NOTELESS: "No note"}
"""What the filters are called."""


@dataclass(frozen=True, slots=True)
class MatrixAsked:
    """What the address asks for: filters, which all hold at once, and which modules are shown.

    `module` is the number of the one module that is shown as a list, 0 for the grid; `part`
    counts parts of many modules from 1.
    """

    shows: tuple[str, ...] = ()
    theme: str = ""
    strand: str = ""
    words: str = ""
    module: int = 0
    part: int = 1

    @classmethod
    def read(cls, args: Any) -> "MatrixAsked":
        """Read a query; unknown values fall away."""
        return cls(
            shows=tuple(item for item in SHOWS if item in args.getlist("show")),
            theme=args.get("theme", "")[:10],
            strand=args.get("strand", "")[:10],
            words=" ".join(args.get("q", "").split())[:200],
            module=_number(args.get("module", "")),
            part=_number(args.get("part", "")) or 1,
        )

    @property
    def is_filtered(self) -> bool:
        """Whether rows are left out."""
        return bool(self.shows or self.theme or self.strand or self.words)

    def address(self, **changes: Any) -> dict[str, Any]:
        """Return the query of an address that asks so, some of it changed."""
        asked = replace(self, **changes)
        values = {
            "q": asked.words,
            "show": list(asked.shows),
            "strand": asked.strand,
            "theme": asked.theme,
            "module": asked.module or "",
            "part": asked.part if asked.part > 1 else "",
        }
        return {key: value for key, value in values.items() if value}

    def toggled(self, show: str) -> dict[str, Any]:
        """Return the query with a filter taken on or off."""
        shows = set(self.shows) ^ {show}
        return self.address(shows=tuple(item for item in SHOWS if item in shows))


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 4 else 0
