"""A pathway that arrives as a file: every text cleaned, every rule checked, all or nothing.

The form is that of `PathwayContent.to_plain`. All that is wrong is told at
once, each with its place, so that a file is put right in one go.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import date
from typing import Any, Final

from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session

from pathways.builder.services.modules import OUTCOME_LIMIT
from pathways.builder.services.pathways import add_content
from pathways.domain.framework.edition import Edition
from pathways.domain.limits import LIST_LIMIT, MODULE_LIMIT, NOTE_LIMIT
from pathways.domain.pathway.content import PathwayContent
from pathways.domain.pathway.fields import (
    ASSURANCE_FIELDS,
    DETAIL_FIELDS,
    EVIDENCE,
    MODULE_FIELDS,
    OUTCOME,
    TITLE,
    Field,
    FieldKind,
)
from pathways.domain.pathway.treatment import Treatment
from pathways.domain.policy import Actor
from pathways.domain.rule.standards import BUILT_IN_BY_KEY
from pathways.records.editions import get_edition
from pathways.text import TextError, clean_text

IGNORED: Final = frozenset({"provider", "key"})
"""What the files of the demonstration hold beside the content."""

_TOLD: Final = 20
_ID: Final = re.compile(r"[A-Za-z0-9_-]{1,40}")


class ArrivalError(ValueError):
    """A file that cannot be taken. `problems` are sentences, each with its place."""

    def __init__(self, problems: list[str]) -> None:
        told = problems[:_TOLD]
        if len(problems) > _TOLD:
            told.append(f"And {len(problems) - _TOLD} more.")
        super().__init__("\n".join(told))
        self.problems = tuple(problems)


def add_arrival(session: Session, actor: Actor, plain: object, *, identifier: str = "") -> str:
    """Write an arriving pathway for the actor's organisation; return its identifier.

    ArrivalError, with nothing written, where anything in it cannot be taken. The
    same `identifier` given again makes nothing new.
    """
    content = read_arrival(session, plain)
    return add_content(session, actor, content, identifier=identifier, action="import")


def read_arrival(session: Session, plain: object) -> PathwayContent:
    """Return the content of an arriving pathway; ArrivalError where it cannot be taken."""
    if not isinstance(plain, dict):
        raise ArrivalError(["The file must hold one pathway as a JSON object."])
    code = plain.get("edition")
    try:
        edition = get_edition(session, code if isinstance(code, str) else "")
    except NoResultFound:
        raise ArrivalError([f"Edition {_shown(code)} is not loaded here."]) from None
    reader = _Reader(edition)
    values = reader.pathway({key: plain[key] for key in plain if key not in IGNORED})
    if reader.problems:
        raise ArrivalError(reader.problems)
    return PathwayContent.from_plain(values)


def _shown(value: object) -> str:
    return ascii(value)[:60]


class _Reader:
    """Reads one file and keeps every problem on the way. What is wrong is read as empty."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self.problems: list[str] = []

    def _say(self, place: str, problem: str) -> None:
        self.problems.append(f"{place}: {problem}" if place else problem)

    def _known(self, plain: object, place: str, known: tuple[str, ...]) -> Mapping[str, Any]:
        """Return an object, telling of fields that would be dropped."""
        if not isinstance(plain, dict):
            self._say(place, "this must be an object.")
            return {}
        for key in plain:
            if key not in known:
                self._say(place, f"there is no field {_shown(key)}.")
        return plain

    def _text(
        self,
        plain: Mapping[str, Any],
        key: str,
        place: str,
        limit: int = NOTE_LIMIT,
        *,
        is_line: bool = False,
        is_name: bool = False,
        is_required: bool = False,
    ) -> str:
        value = plain.get(key, "")
        if not isinstance(value, str):
            self._say(f"{place}{key}", f"this must be text, not {_shown(value)}.")
            return ""
        try:
            text = clean_text(value, limit, is_line=is_line, is_name=is_name)
        except TextError as error:
            self._say(f"{place}{key}", str(error))
            return ""
        if is_required and not text:
            self._say(f"{place}{key}", "this is needed.")
        return text

    def _number(self, plain: Mapping[str, Any], key: str, place: str, limit: int) -> int:
        value = plain.get(key, 0)
        # True and False are whole numbers to Python, and no minutes to anybody.
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= limit:
            self._say(f"{place}{key}", f"this must be a whole number from 0 to {limit:,}.")
            return 0
        return value

    def _items(self, plain: Mapping[str, Any], key: str, place: str, limit: int) -> list[Any]:
        value = plain.get(key, [])
        if not isinstance(value, list):
            self._say(f"{place}{key}", "this must be a list.")
            return []
        if len(value) > limit:
            self._say(f"{place}{key}", f"up to {limit} are possible, and there are {len(value)}.")
            return []
        return value

    def _each(self, items: list[Any], noun: str, read: Callable[[Any, str], Any]) -> list[Any]:
        return [read(item, f"{noun} {number}") for number, item in enumerate(items, start=1)]

    def pathway(self, plain: Mapping[str, Any]) -> dict[str, Any]:
        """Read the whole."""
        self._known(plain, "", tuple(item.name for item in fields(PathwayContent)))
        target = plain.get("target_level")
        entry = plain.get("entry_level")
        levels = sorted(self.edition.by_level)
        if not isinstance(target, int) or isinstance(target, bool) or target not in levels:
            self._say("target_level", f"this must be one of {', '.join(map(str, levels))}.")
        elif entry is not None and (
            not isinstance(entry, int) or isinstance(entry, bool) or not 0 < entry < target
        ):
            self._say("entry_level", "this must be a level below the target level, or null.")
        standard = plain.get("standard", "framework-minimum")
        if not isinstance(standard, str) or standard not in BUILT_IN_BY_KEY:
            known = ", ".join(BUILT_IN_BY_KEY)
            self._say("standard", f"there is no {_shown(standard)}; there are {known}.")
        return {
            "edition": self.edition.code,
            "title": self._text(plain, "title", "", TITLE.limit, is_name=True, is_required=True),
            "target_level": target,
            "entry_level": entry,
            "standard": standard,
            "details": self._details(plain.get("details", {})),
            "assurance": self._assurance(plain.get("assurance", {})),
            "modules": self._each(
                self._items(plain, "modules", "", MODULE_LIMIT), "module", self._module
            ),
        }

    def _details(self, value: object) -> dict[str, Any]:
        plain = self._known(value, "details", tuple(item.name for item in DETAIL_FIELDS))
        found = self._asked(plain, DETAIL_FIELDS, "details, ")
        if found["group_max"] and found["group_max"] < found["group_min"]:
            self._say("details, group_max", "the largest group is smaller than the smallest.")
        return found

    def _asked(
        self, plain: Mapping[str, Any], asked: tuple[Field, ...], place: str
    ) -> dict[str, Any]:
        return {item.name: self._one(plain, item, place) for item in asked}

    def _one(self, plain: Mapping[str, Any], item: Field, place: str) -> Any:
        name, limit = item.name, item.limit
        match item.kind:
            case FieldKind.LINE | FieldKind.TEXT:
                is_line, is_required = item.kind is FieldKind.LINE, bool(item.required)
                return self._text(
                    plain, name, place, limit, is_line=is_line, is_required=is_required
                )
            case FieldKind.WORDS | FieldKind.NAMES:
                held = [{name: word} for word in self._items(plain, name, place, LIST_LIMIT)]
                return [self._text(each, name, place, limit, is_line=True) for each in held]
            case FieldKind.CHOICE:
                return self._choice(plain, item, place)
            case FieldKind.PRICE if plain.get(name) is None:
                return None
            case FieldKind.NUMBER | FieldKind.MINUTES | FieldKind.PRICE:
                return self._number(plain, name, place, limit)
            case FieldKind.DATE:
                return self._date(plain, name, place)

    def _choice(self, plain: Mapping[str, Any], item: Field, place: str) -> str:
        value = plain.get(item.name, "")
        if not isinstance(value, str) or value not in item.choices:
            known = ", ".join(map(repr, item.choices))
            self._say(f"{place}{item.name}", f"this must be one of {known}.")
            return ""
        return value

    def _assurance(self, value: object) -> dict[str, Any]:
        names = (*(item.name for item in ASSURANCE_FIELDS), "principles")
        plain = self._known(value, "assurance", names)
        found = self._asked(plain, ASSURANCE_FIELDS, "assurance, ")
        found["principles"] = self._principles(plain, "assurance, ")
        return found

    def _date(self, plain: Mapping[str, Any], key: str, place: str) -> str:
        text = self._text(plain, key, place, 10)
        try:
            return date.fromisoformat(text).isoformat() if text else ""
        except ValueError:
            self._say(f"{place}{key}", "this must be a day such as 2027-03-31.")
            return ""

    def _principles(self, plain: Mapping[str, Any], place: str) -> list[list[str]]:
        known = {item.code for item in self.edition.principles}
        found: dict[str, str] = {}
        for item in self._items(plain, "principles", place, len(known)):
            if not isinstance(item, list) or len(item) != 2 or item[0] not in tuple(known):
                self._say(f"{place}principles", "each must be a principle's code and a text.")
            elif item[0] in found:
                self._say(f"{place}principles", f"{item[0]} stands twice.")
            else:
                found[item[0]] = self._text({item[0]: item[1]}, item[0], place)
        return [[code, text] for code, text in found.items() if text]

    def _module(self, value: object, place: str) -> dict[str, Any]:
        known = ("id", *(item.name for item in MODULE_FIELDS), "outcomes", "mappings")
        plain = self._known(value, place, known)
        inside = f"{place}, "
        items = self._items(plain, "outcomes", inside, OUTCOME_LIMIT)
        outcomes = self._each(items, f"{place}, outcome", self._outcome)
        ids = [item["id"] for item in outcomes]
        if len(set(ids)) < len(ids):
            self._say(f"{inside}outcomes", "two of them have the same id.")
        limit = len(self.edition.competencies)
        mappings = [
            self._mapping(item, f"{inside}mapping {number}", set(ids))
            for number, item in enumerate(self._items(plain, "mappings", inside, limit), start=1)
        ]
        codes = [item["code"] for item in mappings if item["code"]]
        for code in sorted({code for code in codes if codes.count(code) > 1}):
            self._say(f"{inside}mappings", f"{code} stands twice.")
        # Twice is told above; what is built must hold each once.
        once = {item["code"]: item for item in mappings}
        return {
            **self._asked(plain, MODULE_FIELDS, inside),
            "outcomes": outcomes,
            "mappings": list(once.values()),
        }

    def _outcome(self, value: object, place: str) -> dict[str, str]:
        plain = self._known(value, place, ("id", "text"))
        identifier = plain.get("id")
        if not isinstance(identifier, str) or not _ID.fullmatch(identifier):
            self._say(f"{place}, id", "this must be 1 to 40 letters, digits, - or _.")
            identifier = place
        return {"id": identifier, **self._asked(plain, (OUTCOME,), f"{place}, ")}

    def _mapping(self, value: object, place: str, outcomes: set[str]) -> dict[str, Any]:
        plain = self._known(value, place, ("code", "treatment", "evidence", "outcomes"))
        code = plain.get("code")
        if not isinstance(code, str) or code not in self.edition.by_code:
            self._say(f"{place}, code", f"the framework has no competency {_shown(code)}.")
            code = ""
        treatment = plain.get("treatment")
        if not isinstance(treatment, str) or treatment not in set(Treatment):
            self._say(f"{place}, treatment", "this must be I, D or A.")
            treatment = Treatment.INTRODUCED.value
        named = self._items(plain, "outcomes", f"{place}, ", OUTCOME_LIMIT)
        for item in named:
            if not isinstance(item, str) or item not in outcomes:
                self._say(f"{place}, outcomes", f"the module has no outcome {_shown(item)}.")
        return {
            "code": code,
            "treatment": treatment,
            **self._asked(plain, (EVIDENCE,), f"{place}, "),
            "outcomes": [item for item in named if isinstance(item, str)],
        }
