"""What is behind the claims of frozen versions, kept in memory: it never changes."""

from collections import OrderedDict
from typing import Final

from sqlalchemy.orm import Session

from pathways.domain.pathway.cautions import Measured, measure
from pathways.domain.pathway.content import PathwayContent
from pathways.domain.rule.proportion import Thresholds
from pathways.models.version import Version
from pathways.records.editions import edition_of
from pathways.records.thresholds import thresholds_of

MOST: Final = 500
"""How many are kept by each process: those looked at last."""

_KEPT: Final[OrderedDict[tuple[str, Thresholds], Measured]] = OrderedDict()


def measure_version(session: Session, version: Version, content: PathwayContent) -> Measured:
    """Measure what is behind the claims of a version, whose `content` was read already."""
    key = (version.id, thresholds_of(session))
    found = _KEPT.pop(key, None)
    if found is None:
        found = measure(edition_of(session, version), content, key[1])
    _KEPT[key] = found
    while len(_KEPT) > MOST:
        # Another thread may have taken the last one out meanwhile.
        _KEPT.popitem(last=False)
    return found
