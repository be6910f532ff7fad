"""Notes that somebody pinned to cells of an Excel workbook: those of today, and their threads."""

import posixpath
import re
import zipfile
from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Any, Final

from pathways.domain.review.sheets import meant
from pathways.workbook.kit.spelling import column_number

Pinned = dict[tuple[int, int], str]
"""Notes by row and column, counted from 1."""

_NOTES: Final = re.compile(r"/(?:comments|threadedComment)$")
_PLACE: Final = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
MOST: Final = 5_000


def list_pinned(data: bytes, paths: Iterable[tuple[str, str]]) -> dict[str, Pinned]:
    """Return the notes by sheet; `paths` are the sheets' titles, each with its part's name."""
    found: dict[str, Pinned] = {}
    with zipfile.ZipFile(BytesIO(data)) as archive:
        names = set(archive.namelist())
        for title, path in paths:
            parts = [name for name in _related(archive, path.removeprefix("/")) if name in names]
            # Of a thread, an older kind of note says that it cannot be shown; so it comes second.
            for name in sorted(parts, key=lambda name: "threaded" not in name.casefold()):
                for place, text in _notes(archive.read(name)):
                    pinned = found.setdefault(title, {})
                    if len(pinned) < MOST:
                        pinned.setdefault(place, text)
    return found


def _related(archive: zipfile.ZipFile, path: str) -> Iterator[str]:
    from defusedxml.ElementTree import fromstring

    folder, name = posixpath.split(path)
    relations = f"{folder}/_rels/{name}.rels"
    if relations not in archive.namelist():
        return
    for one in fromstring(archive.read(relations)):
        if _NOTES.search(str(one.get("Type", ""))):
            target = str(one.get("Target", ""))
            yield posixpath.normpath(posixpath.join("/", folder, target)).removeprefix("/")


def _notes(part: bytes) -> Iterator[tuple[tuple[int, int], str]]:
    """Yield place and text of each note of a part; answers of a thread stand below each other."""
    from defusedxml.ElementTree import fromstring

    threads: dict[tuple[int, int], list[str]] = {}
    for one in fromstring(part).iter():
        place = _PLACE.fullmatch(str(one.get("ref", "")))
        if place and str(one.tag).endswith(("}comment", "}threadedComment")):
            where = int(place[2]), column_number(place[1])
            threads.setdefault(where, []).append(_text(one))
    for where, texts in threads.items():
        text = "\n".join(filter(None, texts))
        if text:
            yield where, text


def _text(note: Any) -> str:
    """Return the words of a note without those of its spelling in other scripts."""
    words = "".join(
        part.text or "" for part in note.iter() if str(part.tag).endswith(("}t", "}text"))
    )
    return meant(words).strip()
