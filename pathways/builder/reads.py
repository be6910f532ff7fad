"""One mapping, for its row and its form, without reading the whole pathway."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.builder.queries import (
    MappingView,
    ModuleView,
    OutcomeView,
    view_mapping,
)
from pathways.domain.framework.edition import Edition
from pathways.domain.pathway.fields import values_of
from pathways.domain.policy import Actor
from pathways.domain.refusals import NotFoundError
from pathways.domain.rule.reach import ModuleReach
from pathways.models import pathway as tables
from pathways.models.base import Base
from pathways.records.heads import HeadView, read_head_row, view_head

MODULE = Base.metadata.tables["module"]


@dataclass(frozen=True, slots=True)
class MappingPart:
    """A mapping in its module, of which the other mappings are left out.

    `evidence_above` is the note of the row above it.
    """

    head: HeadView
    edition: Edition
    module: ModuleView
    mapping: MappingView
    evidence_above: str


def get_mapping(session: Session, actor: Actor, pathway_id: str, mapping_id: str) -> MappingPart:
    """Return a mapping of a pathway in four statements; NotFoundError for any other."""
    head, edition = view_head(session, actor, read_head_row(session, actor, pathway_id))
    modules = session.execute(
        sa.select(MODULE)
        .where(MODULE.c.pathway_id == pathway_id)
        .order_by(MODULE.c.position, MODULE.c.id)
    ).all()
    mapping = tables.MappingRow
    here = sa.select(mapping.module_id).where(mapping.id == mapping_id).scalar_subquery()
    rows = session.execute(
        sa.select(
            mapping.id,
            mapping.module_id,
            mapping.code,
            mapping.treatment,
            mapping.evidence,
            mapping.outcomes,
            mapping.version,
        ).where(mapping.module_id == here)
    ).all()
    found = next((row for row in rows if row.id == mapping_id), None)
    at = next((at for at, row in enumerate(modules) if found and row.id == found.module_id), None)
    if found is None or at is None:
        raise NotFoundError(mapping_id)
    outcome = tables.OutcomeRow
    texts = session.execute(
        sa.select(outcome.id, outcome.text, outcome.version)
        .where(outcome.module_id == found.module_id)
        .order_by(outcome.position, outcome.id)
    )
    outcomes = tuple(
        OutcomeView(row.id, number, row.text, row.version)
        for number, row in enumerate(texts, start=1)
    )
    reached = 0
    for row in modules:
        reached |= ModuleReach.read(0, row.introduced, row.developed, row.assessed).reached
    mapped = {item.code for item in edition.members(reached)}
    numbers = {item.id: item.number for item in outcomes}
    view = view_mapping(edition, dict(found._mapping), numbers, mapped)
    order = {item.code: place for place, item in enumerate(edition.competencies)}
    earlier = [row for row in rows if order[row.code] < order[found.code]]
    above = max(earlier, key=lambda row: order[row.code], default=None)
    module = modules[at]
    return MappingPart(
        head=head,
        edition=edition,
        module=ModuleView(
            id=module.id,
            number=at + 1,
            **values_of(module),
            version=module.version,
            outcomes=outcomes,
            mappings=(view,),
        ),
        mapping=view,
        evidence_above=above.evidence if above else "",
    )


def find_unnoted(session: Session, edition: Edition, pathway_id: str, mapping_id: str) -> str:
    """Return the id of the next mapping without a note, in the order of the page.

    After the last it begins anew; empty where all have one.
    """
    mapping = tables.MappingRow
    order = {item.code: place for place, item in enumerate(edition.competencies)}
    rows = session.execute(
        sa.select(mapping.id, mapping.code, MODULE.c.position, MODULE.c.id.label("module"))
        .join(MODULE, MODULE.c.id == mapping.module_id)
        .where(
            MODULE.c.pathway_id == pathway_id,
            sa.or_(mapping.evidence == "", mapping.id == mapping_id),
        )
    ).all()
    ordered = sorted(rows, key=lambda row: (row.position, row.module, order[row.code]))
    ids = [row.id for row in ordered]
    at = ids.index(mapping_id) if mapping_id in ids else -1
    following = [*ids[at + 1 :], *ids[: max(at, 0)]]
    return following[0] if following else ""


def read_ways(session: Session, actor: Actor, pathway_id: str) -> tuple[str, str]:
    """Return what the actor's undo and redo would reverse, each empty for nothing."""
    row = read_head_row(session, actor, pathway_id)
    return row["undo"] or "", row["redo"] or ""


def list_numbers(session: Session, pathway_id: str) -> dict[str, int]:
    """Return the number of each outcome of a pathway in its module, by its identifier."""
    module, outcome = tables.ModuleRow, tables.OutcomeRow
    found: dict[str, int] = {}
    last, number = "", 0
    for row in session.execute(
        sa.select(outcome.id, outcome.module_id)
        .join(module, module.id == outcome.module_id)
        .where(module.pathway_id == pathway_id)
        .order_by(outcome.module_id, outcome.position, outcome.id)
    ):
        number = number + 1 if row.module_id == last else 1
        found[row.id], last = number, row.module_id
    return found
