"""The edition in the form of CASE 1.1, the format in which competency frameworks are exchanged.

The statements are our labels; the official wording goes in only where it was loaded and is asked
for. Identifiers are derived from codes and dates from the edition, so that the same content gives
the same bytes, and whoever imports it again recognises every item.
"""

import json
import uuid
from collections.abc import Mapping
from typing import Any, Final

from pathways.domain.framework.edition import Competency, Edition, Level

_OUR_WORDS: Final = (
    "Label in the words of the Pathways index. The official wording is in the published framework."
)
_TYPES: Final = {
    "level": ("Level", "1", "A level of the framework"),
    "theme": ("Theme", "2", "A theme at a level"),
    "strand": ("Strand", "3", "A strand of a theme: knowledge, or skills"),
    "competency": ("Competency", "4", "One statement of the framework"),
}


def build_package(edition: Edition, wording: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Return the edition as a CFPackage; `wording` is official wording by code, to be included."""
    return _Package(edition, wording or {}).build()


def write_package(package: Mapping[str, Any]) -> bytes:
    """Return a package as JSON, always in the same bytes."""
    return (json.dumps(package, ensure_ascii=False, indent=2) + "\n").encode("utf-8")


class _Package:
    """A package in the making: items and their links grow together."""

    def __init__(self, edition: Edition, wording: Mapping[str, str]) -> None:
        self.edition = edition
        self.wording = wording
        self.items: list[dict[str, Any]] = []
        self.links: list[dict[str, Any]] = []
        # The index speaks of an edition that does not change once it is published.
        self.changed = f"{edition.published}-01T00:00:00+00:00"
        self.codes: dict[str, str] = {edition.code: edition.title}

    def build(self) -> dict[str, Any]:
        """Return the whole package."""
        before: str | None = None
        for at, level in enumerate(self.edition.levels, start=1):
            code = f"L{level.number}"
            statement = f"{level.name}: {level.gist}"
            self._add(code, level.name, statement, "level", self.edition.code, at, level)
            if before is not None:
                self._link(before, code, "precedes", 0)
            before = code
            self._add_level(level)
        for twin in self.edition.twins:
            self._link(twin.first, twin.second, "isRelatedTo", 0)
            self.links[-1]["notes"] = f"{twin.kind.word} {twin.second}: {twin.reason}."
        return {
            "CFDocument": self._document(),
            "CFItems": self.items,
            "CFAssociations": self.links,
            "CFDefinitions": self._definitions(),
        }

    def _add_level(self, level: Level) -> None:
        """Add the themes, strands and competencies of one level, in printed order."""
        places: dict[str, int] = {}

        def place(parent: str) -> int:
            places[parent] = places.get(parent, 0) + 1
            return places[parent]

        for one in self.edition.competencies:
            if one.level != level.number:
                continue
            parent = f"L{level.number}"
            if one.theme is not None:
                theme = self.edition.by_theme[one.theme]
                code = f"{parent}-{theme.code}"
                if code not in self.codes:
                    self._add(
                        code, theme.name, f"{theme.name}: {theme.gist}", "theme", parent,
                        place(parent), level,
                    )  # fmt: skip
                parent = code
            if one.strand is not None:
                strand = self.edition.by_strand[one.strand]
                code = f"{parent}-{strand.code}"
                if code not in self.codes:
                    self._add(
                        code, strand.name, f"{strand.name}: {strand.gist}", "strand", parent,
                        place(parent), level,
                    )  # fmt: skip
                parent = code
            self._add_competency(one, parent, place(parent), level)

    def _add_competency(self, one: Competency, parent: str, at: int, level: Level) -> None:
        words = self.wording.get(one.code, "")
        notes = [one.scope_note] if one.scope_note else []
        notes.append(self.edition.attribution if words else _OUR_WORDS)
        self._add(one.code, one.label, words or one.label, "competency", parent, at, level)
        self.items[-1]["notes"] = "\n".join(notes)
        if words:
            self.items[-1]["licenseURI"] = self._licence_link()

    def _add(
        self, code: str, label: str, statement: str, kind: str, parent: str, at: int, level: Level
    ) -> None:
        self.codes[code] = label
        title = _TYPES[kind][0]
        self.items.append(
            {
                **self._names(code),
                "fullStatement": statement,
                "abbreviatedStatement": label,
                "humanCodingScheme": code,
                "listEnumeration": str(at),
                "CFItemType": title,
                "CFItemTypeURI": self._to(f"type/{kind}", title),
                "educationLevel": [level.name],
                "language": "en-GB",
                "lastChangeDateTime": self.changed,
            }
        )
        self._link(code, parent, "isChildOf", at)

    def _link(self, origin: str, destination: str, kind: str, at: int) -> None:
        link: dict[str, Any] = {
            **self._names(f"{kind}/{origin}/{destination}"),
            "associationType": kind,
            "originNodeURI": {**self._to(origin, self.codes[origin]), "targetType": "CASE"},
            "destinationNodeURI": {
                **self._to(destination, self.codes[destination]),
                "targetType": "CASE",
            },
            "lastChangeDateTime": self.changed,
        }
        if at:
            link["sequenceNumber"] = at
        self.links.append(link)

    def _document(self) -> dict[str, Any]:
        edition = self.edition
        return {
            **self._names(edition.code),
            "frameworkType": "Competency framework",
            "caseVersion": "1.1",
            "creator": edition.publisher,
            "publisher": edition.publisher,
            "title": edition.title,
            "description": (
                "Index of the framework: its levels, themes, strands and competencies, "
                "with labels in our own words."
            ),
            "version": edition.published,
            "language": "en-GB",
            "adoptionStatus": "Implemented",
            "licenseURI": self._licence_link(),
            "notes": (
                f"{edition.attribution} The licence is that of the framework and its wording. "
                "The labels are part of Pathways. Neither has been reviewed by the publisher."
            ),
            "lastChangeDateTime": self.changed,
        }

    def _definitions(self) -> dict[str, Any]:
        return {
            "CFItemTypes": [
                {
                    **self._names(f"type/{kind}"),
                    "title": title,
                    "description": description,
                    "hierarchyCode": place,
                    "lastChangeDateTime": self.changed,
                }
                for kind, (title, place, description) in _TYPES.items()
            ],
            "CFConcepts": [
                {
                    **self._names(f"principle/{one.code}"),
                    "title": one.name,
                    "description": one.gist,
                    "hierarchyCode": str(at),
                    "lastChangeDateTime": self.changed,
                }
                for at, one in enumerate(self.edition.principles, start=1)
            ],
            "CFLicenses": [
                {
                    **self._names("licence"),
                    "title": self.edition.licence,
                    "description": self.edition.attribution,
                    "licenseText": self.edition.licence_url,
                    "lastChangeDateTime": self.changed,
                }
            ],
        }

    def _licence_link(self) -> dict[str, str]:
        return self._to("licence", self.edition.licence)

    def _identifier(self, code: str) -> uuid.UUID:
        if code == self.edition.code:
            return uuid.uuid5(uuid.UUID(self.edition.namespace), code)
        return self.edition.identifier(code)

    def _names(self, code: str) -> dict[str, str]:
        identifier = self._identifier(code)
        # A name rather than an address: it says the same wherever the package is read.
        return {"identifier": str(identifier), "uri": identifier.urn}

    def _to(self, code: str, title: str) -> dict[str, str]:
        return {"title": title, **self._names(code)}
