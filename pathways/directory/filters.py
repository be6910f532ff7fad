"""What somebody looks for in the directory, as a value, and as the address that holds it.

An address may have been typed, cut off or come from an older version of the
site. So it is read leniently: what means nothing is left out, with a sentence
that says so.
"""

import base64
import binascii
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final, Self

from pathways.directory.dates import WHERE, RunsAsked, area_key, read_runs_asked

ANY_OF: Final = (
    *("level", "sector", "delivery", "area", "language", "length", "price", "provider", "review"),
    *("accredited", "refresher", WHERE),
)
"""Kinds of filters of which an offer has one of those chosen."""

ALL_OF: Final = ("theme", "standard", "access")
"""Kinds of filters of which an offer has all that are chosen."""

KINDS: Final = (
    *("level", "review", "theme", "standard", "sector", "area", "delivery", "length", "price"),
    *("access", "language", "accredited", "refresher"),
)
"""The kinds that are chosen from lists, in the order of the page; `provider` follows."""

TAGS: Final = ("sector", "delivery", "area", "language", "access", "accredited", "refresher")
"""Kinds that are kept as tags of an offer."""

OPEN: Final = ("sector", "delivery", "area", "language", "provider")
"""Kinds whose values providers give themselves, so that any text may be one."""

REVIEWED: Final = "reviewed"
SELF_DECLARED: Final = "self"

SORTS: Final = (
    ("", "Best match, otherwise newest"),
    ("newest", "Newest"),
    ("share", "Most of its level, by what is behind it"),
    ("shortest", "Shortest"),
    ("price", "Lowest price a person"),
    ("next", "Next date"),
    ("title", "Title"),
)
"""Key and words of each order."""

PAGE: Final = 25
MOST_RANKED: Final = 1_000
"""How far pages by best match go: nobody reads further, and each costs more than the last."""

MAX_TEXT: Final = 200
MAX_CHOSEN: Final = 60
_LAST: Final = 2**31 - 1

Chosen = tuple[str, str]
"""Kind and value of a filter."""


@dataclass(frozen=True, slots=True)
class PageStart:
    """Where a page of results begins: beside the row with this sort value and number.

    `before` is how many results come before the page. `is_back` asks for the
    page that ends there. Pages by best match have a `before` alone.
    """

    before: int
    value: str | int = 0
    number: int = 0
    is_back: bool = False

    @property
    def token(self) -> str:
        """The place as an address holds it."""
        plain = json.dumps([self.before, self.value, self.number, int(self.is_back)])
        return base64.urlsafe_b64encode(plain.encode()).decode().rstrip("=")

    @classmethod
    def read(cls, token: str, sort: str) -> Self | None:
        """Return the place of a token, None for one that is none of this order."""
        try:
            data = base64.urlsafe_b64decode(token.encode() + b"=" * (-len(token) % 4))
            before, value, number, is_back = json.loads(data)
        except (ValueError, TypeError, binascii.Error, RecursionError):
            return None
        if not all(_is_number(item) for item in (before, number, is_back)):
            return None
        return cls(before, value, number, bool(is_back)) if _is_value(value, sort) else None


def _is_number(value: Any) -> bool:
    # To a database a truth value is no number.
    return type(value) is int and 0 <= value <= _LAST


def _is_value(value: Any, sort: str) -> bool:
    if sort not in ("title", "newest", "share", "next"):
        return _is_number(value)
    if not isinstance(value, str) or len(value) > MAX_TEXT:
        return False
    if sort != "newest":
        # What no database could hold, though JSON can.
        return "\0" not in value and not any("\ud800" <= sign <= "\udfff" for sign in value)
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return False
    # Times at the ends of the calendar cannot be turned into another zone.
    return moment.tzinfo is not None and 1970 <= moment.year < 9000


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for: words, the filters chosen, one competency, and in which order.

    `edition` is the one whose competency is meant, empty for any that has its code. `ignored`
    says in sentences what of the address was left out.
    """

    words: str = ""
    chosen: tuple[Chosen, ...] = ()
    competency: str = ""
    sort: str = ""
    place: PageStart | None = None
    ignored: tuple[str, ...] = ()
    edition: str = ""
    runs: RunsAsked = RunsAsked()

    @property
    def is_narrowed(self) -> bool:
        """Whether anything is asked for at all."""
        return bool(self.words or self.chosen or self.competency or self.runs.is_asked)

    def values(self, kind: str) -> tuple[str, ...]:
        """Return what is chosen of one kind."""
        return tuple(value for known, value in self.chosen if known == kind)

    def without(self, kind: str, value: str | None = None) -> Self:
        """Return the search without a choice, or without a kind; pages begin anew.

        `words`, `competency` and `runs` are kinds too.
        """
        if kind == "runs":
            return replace(self, runs=RunsAsked(), place=None)
        if kind in ("words", "competency"):
            kept_words = "" if kind == "words" else self.words
            code, edition = ("", "") if kind == "competency" else (self.competency, self.edition)
            return replace(self, words=kept_words, competency=code, edition=edition, place=None)
        kept = tuple(
            choice for choice in self.chosen if choice[0] != kind or value not in (None, choice[1])
        )
        return replace(self, chosen=kept, place=None)

    def at(self, place: PageStart | None) -> Self:
        """Return the same search on another page."""
        return replace(self, place=place)

    @property
    def arguments(self) -> dict[str, Any]:
        """The search as arguments of an address; what is not asked for is left out."""
        found: dict[str, list[str]] = {"search": [self.words]} if self.words else {}
        for kind, value in self.chosen:
            found.setdefault(kind, []).append(value)
        for name, text in (
            ("competency", self.competency),
            ("edition", self.edition),
            ("sort", self.sort),
        ):
            if text:
                found[name] = [text]
        found |= self.runs.arguments
        if self.place is not None:
            found["place"] = [self.place.token]
        return found


def read_search(
    arguments: Mapping[str, Sequence[str]],
    known: Mapping[str, Collection[str]],
    codes: Mapping[str, Collection[str]],
    today: date,
) -> Search:
    """Read a search from the arguments of an address.

    `known` holds the values of every kind that has its own; `codes` those of
    the competencies of every edition. A day without a year is the next such one from `today` on.
    """
    ignored: list[str] = []
    words = _first(arguments, "search")
    if len(words) > MAX_TEXT:
        ignored.append(f"Only the first {MAX_TEXT} characters were searched for.")
    words = _plain(words, MAX_TEXT)
    chosen: dict[Chosen, None] = {}
    is_odd = False
    for kind in (*KINDS, "provider", WHERE):
        for typed in arguments.get(kind, ()):
            value = _plain(typed, 120)
            value = area_key(value) if kind == WHERE else value
            is_known = kind in (*OPEN, WHERE) or value in known.get(kind, ())
            if value and is_known and len(chosen) < MAX_CHOSEN:
                chosen[kind, value] = None
            elif typed.strip():
                is_odd = True
    if is_odd:
        ignored.append("The address asked for a filter that is not known here. It was left out.")
    competency = _plain(_first(arguments, "competency"), 20).upper()
    edition = _plain(_first(arguments, "edition"), 40) if competency else ""
    meant = [codes.get(edition, ())] if edition else codes.values()
    if competency and not any(competency in known for known in meant):
        ignored.append(
            "The address asked for a competency that is not known here. It was left out."
        )
        competency = edition = ""
    sort = _first(arguments, "sort")
    if sort not in dict(SORTS):
        ignored.append("The address asked for an order that is not known here.")
        sort = ""
    runs, notes = read_runs_asked(arguments, today)
    ignored += notes
    search = Search(words, tuple(chosen), competency, sort, edition=edition, runs=runs)
    token = _first(arguments, "place")
    place = PageStart.read(token, order_of(search)) if token else None
    if token and place is None:
        ignored.append("That page of the results is not known here. This is the first one.")
    return replace(search, place=place, ignored=tuple(ignored))


def order_of(search: Search) -> str:
    """Return the order that holds: best match where words are given, else the newest first."""
    return search.sort or ("match" if search.words else "newest")


def _first(arguments: Mapping[str, Sequence[str]], name: str) -> str:
    return next((text for text in arguments.get(name, ()) if text.strip()), "")


def _plain(text: str, limit: int) -> str:
    """Return typed text without signs that nobody sees, on one line."""
    seen = "".join(sign if sign.isprintable() else " " for sign in text)
    return " ".join(seen[: 4 * limit].split())[:limit].strip()
