"""For whom the levels of an edition are, kept in its folder beside its topics."""

import json
from functools import lru_cache

from pathways.domain.framework.edition import Edition
from pathways.domain.need.guide import LevelGuide
from pathways.records.topics import SEEDS


def guide_for(edition: Edition) -> LevelGuide | None:
    """Return the guide to the levels of an edition; None where it has none."""
    found = _read(edition.code)
    numbers = {level.number for level in edition.levels}
    return found if found and {sense.number for sense in found.levels} <= numbers else None


@lru_cache
def _read(code: str) -> LevelGuide | None:
    path = SEEDS / code / "roles.json"
    return LevelGuide.from_plain(json.loads(path.read_text())) if path.exists() else None
