"""What somebody asks a list of submissions for, read leniently: what means nothing is left out."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Final, Self

SHOWN: Final = {
    "all": "All",
    "open": "Open",
    "decided": "Decided",
    "withdrawn": "Withdrawn",
    "ends": "End within 90 days",
}
"""The filters by where a submission stands, with their words."""

WHOSE: Final = {"": "Anybody’s", "mine": "Mine", "nobodys": "Nobody’s"}
"""The filters by who reviews it."""

SORTS: Final = {
    "": "What waits longest",
    "due": "First to be decided",
    "newest": "Sent last",
}
"""The orders. Open ones come first in each."""

ENDING_DAYS: Final = 90
"""How far ahead an approval is said to end."""

_LONGEST: Final = 200
_MOST_WORDS: Final = 8


@dataclass(frozen=True, slots=True)
class QueueAsked:
    """Filters, words and order of one list, and the page of it."""

    show: str = "all"
    whose: str = ""
    find: str = ""
    sort: str = ""
    page: int = 1

    @classmethod
    def read(cls, given: Mapping[str, str], page: int) -> Self:
        """Read what an address holds."""

        def one_of(name: str, known: Mapping[str, str], otherwise: str) -> str:
            return given[name] if given.get(name) in known else otherwise

        typed = "".join(one if one.isprintable() else " " for one in given.get("find", ""))
        return cls(
            one_of("show", SHOWN, "all"),
            one_of("whose", WHOSE, ""),
            " ".join(typed.split())[:_LONGEST].strip(),
            one_of("sort", SORTS, ""),
            page,
        )

    @property
    def words(self) -> tuple[str, ...]:
        """The words that a title or a provider must hold."""
        return tuple(self.find.split()[:_MOST_WORDS])

    def but(self, **changes: str) -> "QueueAsked":
        """Return the same on its first page with another filter."""
        return replace(self, page=1, **changes)

    @property
    def address(self) -> dict[str, Any]:
        """What of it an address has to say."""
        plain = QueueAsked()
        return {
            name: value for name, value in asdict(self).items() if value != getattr(plain, name)
        }

    @property
    def is_narrowed(self) -> bool:
        """Whether anything is left out."""
        return bool(self.find or self.whose) or self.show != "all"
