"""A pathway as it stood after one of its steps, from what is there and what the trail kept."""

from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.domain.framework.edition import Edition
from pathways.domain.pathway.content import Mapping, Module, Outcome, PathwayContent
from pathways.domain.pathway.fields import MODULE_FIELDS
from pathways.domain.pathway.rebuilding import GapError, Rows, rows_of, turn_back
from pathways.domain.pathway.treatment import Treatment
from pathways.domain.refusals import RuleError
from pathways.models.base import Base
from pathways.records.journal import JOURNAL
from pathways.records.pathways import PATHWAY, content_of

STEPS_LIMIT: Final = 2_000
"""How many steps are turned back at once."""
_MODULE, _OUTCOME, _MAPPING = (
    Base.metadata.tables[name] for name in ("module", "outcome", "mapping")
)


def read_rows(session: Session, pathway_id: str) -> Rows:
    """Return every row of a pathway in four statements."""
    inside = sa.select(_MODULE.c.id).where(_MODULE.c.pathway_id == pathway_id).scalar_subquery()
    asked = (
        (PATHWAY, PATHWAY.c.id == pathway_id),
        (_MODULE, _MODULE.c.pathway_id == pathway_id),
        (_OUTCOME, _OUTCOME.c.module_id.in_(inside)),
        (_MAPPING, _MAPPING.c.module_id.in_(inside)),
    )
    return {
        (table.name, row["id"]): dict(row)
        for table, where in asked
        for row in session.execute(sa.select(table).where(where)).mappings()
    }


def rebuild(session: Session, pathway_id: str, now_there: Rows, revision: int) -> Rows:
    """Return the rows of a pathway as they were at a revision.

    RuleError, in words, where the steps since do not lead back to it.
    """
    current = now_there[PATHWAY.name, pathway_id]["revision"]
    steps = session.execute(
        sa.select(JOURNAL.c.revision, JOURNAL.c.images)
        .where(JOURNAL.c.subject == pathway_id, JOURNAL.c.revision > revision)
        .order_by(JOURNAL.c.revision.desc())
        .limit(STEPS_LIMIT + 1)
    ).all()
    if len(steps) > STEPS_LIMIT:
        raise RuleError(
            f"More than {STEPS_LIMIT:,} steps were taken since. Go back to a later moment first."
        )
    if [step.revision for step in steps] != list(range(current, revision, -1)):
        raise RuleError("The trail does not hold every step since then.")
    try:
        return turn_back(now_there, (step.images for step in steps))
    except GapError:
        raise RuleError("The steps since then do not lead back to it.") from None


def content_of_rows(edition: Edition, rows: Rows) -> PathwayContent:
    """Return the content that rows of one pathway hold."""
    order = {item.code: place for place, item in enumerate(edition.competencies)}
    mappings: dict[str, list[Mapping]] = {}
    for row in rows_of(rows, "mapping"):
        mappings.setdefault(row["module_id"], []).append(
            Mapping(
                row["code"], Treatment(row["treatment"]), row["evidence"], tuple(row["outcomes"])
            )
        )
    outcomes: dict[str, list[Outcome]] = {}
    for row in rows_of(rows, "outcome"):
        outcomes.setdefault(row["module_id"], []).append(Outcome(row["id"], row["text"]))
    modules = tuple(
        Module(
            id=row["id"],
            **{item.name: row[item.name] for item in MODULE_FIELDS},
            outcomes=tuple(outcomes.get(row["id"], ())),
            mappings=tuple(
                sorted(mappings.get(row["id"], ()), key=lambda item: order.get(item.code, 0))
            ),
        )
        for row in rows_of(rows, "module")
    )
    return content_of(rows_of(rows, "pathway")[0], modules)
