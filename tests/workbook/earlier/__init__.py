"""Workbooks as earlier releases wrote them, kept as files, with what they were written from.

A file is never written anew: `first` comes from the release before anything was measured behind
the claims, `proportion` from the one that measured it. The JSON beside them holds the content.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

from pathways.domain.pathway.content import PathwayContent
from pathways.domain.review.generation import Generation
from pathways.domain.review.sheets import Book
from pathways.domain.rule.standards import BUILT_IN_BY_KEY, Standard
from pathways.workbook.incoming.reading import read_book

FOLDER: Final = Path(__file__).parent
FILES: Final = {
    "first, level 2": ("first", "housing-teams", Generation.FIRST),
    "proportion, level 1": ("proportion", "front-desk", Generation.PROPORTION),
    "proportion, level 2": ("proportion", "housing-teams", Generation.PROPORTION),
    "proportion, level 4": ("proportion", "specialist-service", Generation.PROPORTION),
}


@dataclass(frozen=True)
class Earlier:
    """A file of an earlier release. `threads` stood under the comments so far, by code."""

    file: bytes
    generation: Generation
    content: PathwayContent
    standard: Standard
    provider: str
    version: str
    changed_at: datetime
    sentence: str
    threads: Mapping[str, str]

    @property
    def book(self) -> Book:
        """What is read of it as it was exported."""
        return read(self.file)


@cache
def read(file: bytes) -> Book:
    """Return what is read of a file."""
    return Book.from_plain(read_book(file))


@cache
def earlier(name: str) -> Earlier:
    """Return one of the files."""
    release, key, generation = FILES[name]
    told: dict[str, Any] = json.loads((FOLDER / f"{key}.json").read_text(encoding="utf-8"))
    return Earlier(
        file=(FOLDER / release / f"{key}.xlsx").read_bytes(),
        generation=generation,
        content=PathwayContent.from_plain(told["content"]),
        standard=BUILT_IN_BY_KEY[told["standard"]],
        provider=told["provider"],
        version=told["version"],
        changed_at=datetime.fromisoformat(told["changed_at"]),
        sentence=told["sentence"],
        threads=told["threads"],
    )
