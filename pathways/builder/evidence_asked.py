"""What an address asks of the evidence table: which rows, in which order, which page of them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Final, Self
from urllib.parse import urlencode

ROWS: Final = 100
"""How many rows a page shows."""
FIELDS: Final = 50
"""How many rows the page of fields shows, on which many notes are written at once."""


class EvidenceShow(StrEnum):
    """Which rows are shown."""

    ALL = "all"
    NO_NOTE = "no-note"
    NO_OUTCOME = "no-outcome"
    INTRODUCED = "introduced"

    @property
    def words(self) -> str:
        """The words shown to people."""
        return _SHOW_WORDS[self]


_SHOW_WORDS: Final = {
    EvidenceShow.ALL: "All",
    EvidenceShow.NO_NOTE: "No note",
    EvidenceShow.NO_OUTCOME: "No outcome",
    EvidenceShow.INTRODUCED: "Introduced only",
}


class EvidenceSort(StrEnum):
    """What rows are sorted by."""

    CODE = "code"
    COMPETENCY = "competency"
    MODULE = "module"
    FAR = "far"
    EVIDENCE = "evidence"


@dataclass(frozen=True, slots=True)
class EvidenceAsked:
    """What the address asks for. `at` names a mapping whose page is wanted instead of a number."""

    show: EvidenceShow = EvidenceShow.ALL
    module: str = ""
    theme: str = ""
    words: str = ""
    sort: EvidenceSort = EvidenceSort.MODULE
    is_down: bool = False
    is_form: bool = False
    page: int = 1
    at: str = ""

    @classmethod
    def read(cls, args: Mapping[str, str]) -> Self:
        """Read an address; what is not known falls back to the plain view."""
        show, sort, page = args.get("show", ""), args.get("sort", ""), args.get("page", "")
        return cls(
            show=EvidenceShow(show) if show in set(EvidenceShow) else EvidenceShow.ALL,
            module=args.get("module", "")[:40],
            theme=args.get("theme", "")[:10],
            words=" ".join(args.get("q", "").split())[:200],
            sort=EvidenceSort(sort) if sort in set(EvidenceSort) else EvidenceSort.MODULE,
            is_down=args.get("way") == "down",
            is_form=args.get("edit") == "1",
            page=max(1, int(page)) if page.isascii() and page.isdecimal() and len(page) < 5 else 1,
            at=args.get("at", "")[:40],
        )

    @property
    def size(self) -> int:
        """How many rows the page holds."""
        return FIELDS if self.is_form else ROWS

    @property
    def is_narrowed(self) -> bool:
        """Whether some rows are left out."""
        return self.show is not EvidenceShow.ALL or bool(self.module or self.theme or self.words)

    def address(self, **changes: Any) -> dict[str, Any]:
        """Return the address of what is asked for with some changes; the page is the first then."""
        return _plain(replace(self, **{"page": 1, "at": "", **changes}))

    def query(self, **changes: Any) -> str:
        """Return the same as the end of an address, with its question mark."""
        return f"?{urlencode(self.address(**changes))}"

    @property
    def here(self) -> str:
        """The end of the address of this page, without its question mark."""
        return urlencode(_plain(replace(self, at="")))


def _plain(asked: EvidenceAsked) -> dict[str, Any]:
    """Return what differs from the plain view."""
    values = {
        "show": "" if asked.show == EvidenceShow.ALL else str(asked.show),
        "module": asked.module,
        "theme": asked.theme,
        "q": asked.words,
        "sort": "" if asked.sort == EvidenceSort.MODULE else str(asked.sort),
        "way": "down" if asked.is_down else "",
        "edit": "1" if asked.is_form else "",
        "page": str(asked.page) if asked.page > 1 else "",
        "at": asked.at,
    }
    return {name: value for name, value in values.items() if value}
