"""How high the rows of the builder are, for whoever looks: kept with the person."""

from typing import Final

from pathways.access import actor, preference
from pathways.db import transaction
from pathways.records.people import keep_preference

DENSITIES: Final = ("comfortable", "compact")
_NAME: Final = "density"


def read_density() -> str:
    """Return what the person chose, the first where they never did."""
    chosen = preference(_NAME)
    return chosen if chosen in DENSITIES else DENSITIES[0]


def keep_density(chosen: str) -> None:
    """Keep what the person chose."""
    with transaction() as writing:
        keep_preference(writing, actor().person_id, _NAME, chosen)
