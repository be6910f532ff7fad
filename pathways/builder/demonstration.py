"""The pathways of the demonstration: loaded once, never over what somebody changed."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.builder.services.arrival import add_arrival
from pathways.domain.policy import Actor
from pathways.models.base import lasting_id
from pathways.models.pathway import Pathway

FOLDER: Final = Path(__file__).resolve().parents[2] / "seeds" / "demonstration"


@dataclass(frozen=True, slots=True)
class LoadedView:
    """How many pathways were put in, and how many were there already, changed or not."""

    added: int
    kept: int


def load_pathways(
    session: Session, find_holder: Callable[[str], Actor], folder: Path = FOLDER
) -> LoadedView:
    """Load the pathways that were never loaded here.

    `find_holder` gives the actor for a provider's key. A pathway keeps the
    identifier that its key gives it, whatever becomes of it: an edited one is
    left as it is, and a deleted one stays deleted.
    """
    added = kept = 0
    for path in sorted(folder.glob("*.json")):
        plain = json.loads(path.read_text(encoding="utf-8"))
        identifier = pathway_id(plain["key"])
        known = session.execute(sa.select(Pathway.id).where(Pathway.id == identifier)).first()
        if known is not None:
            kept += 1
            continue
        add_arrival(session, find_holder(plain["provider"]), plain, identifier=identifier)
        added += 1
    return LoadedView(added, kept)


def pathway_id(key: str) -> str:
    """Return the lasting identifier of a demonstration pathway."""
    return lasting_id(f"pathways demonstration {key}")
