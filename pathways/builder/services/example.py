"""An example pathway: made at a press, thrown away at a press, and never let out."""

import json
from functools import cache
from pathlib import Path
from typing import Any, Final

from sqlalchemy.orm import Session

from pathways.builder.services.arrival import read_arrival
from pathways.builder.services.draft import open_draft
from pathways.builder.services.pathways import add_content
from pathways.domain.pathway.state import PathwayState
from pathways.domain.policy import Actor
from pathways.domain.refusals import NotFoundError
from pathways.records.pathways import PATHWAY

FILE: Final = Path(__file__).resolve().parents[3] / "seeds" / "example.json"


@cache
def _plain() -> dict[str, Any]:
    plain: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return plain


def begin_example(session: Session, actor: Actor, operation: str) -> str:
    """Make an example for the actor's organisation; return its identifier.

    ArrivalError where its edition is not loaded here.
    """
    content = read_arrival(session, _plain())
    return add_content(
        session, actor, content, identifier=operation, action="example", is_example=True
    )


def throw_away(session: Session, actor: Actor, pathway_id: str) -> str:
    """Throw an example away; return its title. It can be restored like what is deleted.

    NotFoundError for a pathway that is none.
    """
    draft = open_draft(
        session, actor, pathway_id, states=(PathwayState.ACTIVE, PathwayState.ARCHIVED)
    )
    if not draft.row["is_example"]:
        raise NotFoundError(pathway_id)
    draft.update(PATHWAY, draft.row, {"state": PathwayState.DELETED.value})
    draft.finish("throw away", "Threw the example away")
    return str(draft.row["title"])
