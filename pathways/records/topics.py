"""What is known of words beside an edition's index: topics and synonyms, kept in its folder.

They help to find and promise nothing, so that they are no part of the index that versions are
frozen with: a word more changes no digest, and needs no loading.
"""

import csv
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final

from sqlalchemy.orm import Session

from pathways.domain.framework.edition import Edition
from pathways.domain.framework.finding import Finder, Topic, build_finder
from pathways.records.editions import get_wording

SEEDS: Final = Path(__file__).resolve().parents[2] / "seeds"

_KEPT: Final[dict[tuple[str, str], tuple[int, Finder]]] = {}
"""Finders in memory by code and digest of an edition's index, each with a mark of its wording."""


def read_topics(folder: Path) -> tuple[Topic, ...]:
    """Return topics and lists of synonyms of an edition's folder; none where it has none.

    `topics.csv` has `key,name,words,codes,reason`, `synonyms.csv` has `words,reason`. Words
    stand apart by semicolons, codes by blanks, those that treat it most first.
    """
    topics = [
        Topic(row["key"], row["name"], _words(row), tuple(row["codes"].split()), row["reason"])
        for row in _rows(folder / "topics.csv")
    ]
    synonyms = [
        Topic(f"synonyms {at}", "", _words(row), (), row["reason"])
        for at, row in enumerate(_rows(folder / "synonyms.csv"), start=1)
    ]
    return (*topics, *synonyms)


def _rows(path: Path) -> list[dict[str, str]]:
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _words(row: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(word.strip() for word in row["words"].split(";"))


@lru_cache
def _topics_of(edition_code: str) -> tuple[Topic, ...]:
    return read_topics(SEEDS / edition_code)


def get_finder(session: Session, edition: Edition) -> Finder:
    """Return the finder of an edition, with the official wording where it is loaded.

    It is kept in memory, and made anew when the wording has changed.
    """
    wording = {code: text for code, (text, _state) in get_wording(session, edition.code).items()}
    mark = hash(frozenset(wording.items()))
    key = (edition.code, edition.digest)
    kept = _KEPT.get(key)
    if kept is None or kept[0] != mark:
        kept = _KEPT[key] = mark, build_finder(edition, _topics_of(edition.code), wording)
    return kept[1]
