"""A pathway's rows: locked for a change, or read as the one value that rules judge."""

from collections import abc
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.domain.framework.edition import Edition
from pathways.domain.pathway.content import Mapping, Module, Outcome, PathwayContent
from pathways.domain.pathway.fields import MODULE_FIELDS, values_of
from pathways.domain.pathway.state import PathwayState
from pathways.domain.pathway.treatment import Treatment
from pathways.domain.policy import Actor
from pathways.domain.refusals import ClosedError, ExampleError, NotFoundError
from pathways.models import pathway as tables
from pathways.models.base import Base
from pathways.models.pathway import own_pathways

PATHWAY: Final = Base.metadata.tables["pathway"]
_EDITION: Final = Base.metadata.tables["edition"]
_LOCKED: Final = (
    sa.select(PATHWAY, _EDITION.c.digest)
    .join(_EDITION, _EDITION.c.code == PATHWAY.c.edition_code)
    .where(PATHWAY.c.id == sa.bindparam("pathway"), own_pathways())
    .with_for_update(of=PATHWAY, key_share=True)
)


def lock_pathway(
    session: Session,
    actor: Actor,
    pathway_id: str,
    states: Sequence[PathwayState] = (PathwayState.ACTIVE,),
) -> dict[str, Any]:
    """Lock a pathway of the actor's organisation to change it; return its row.

    With the row comes the `digest` of its edition. `states` says in which states it may be
    changed, see `check_state`; NotFoundError for another organisation's.
    """
    asked = {"pathway": pathway_id, "organisation": actor.organisation_id}
    row = session.connection().execute(_LOCKED, asked).mappings().one_or_none()
    if row is None:
        raise NotFoundError(pathway_id)
    check_state(pathway_id, row["state"], states)
    return dict(row)


def check_state(
    pathway_id: str, state: str, states: Sequence[PathwayState] = (PathwayState.ACTIVE,)
) -> None:
    """Refuse a pathway in another state: ClosedError where it is archived, else NotFoundError."""
    if state == PathwayState.ARCHIVED and PathwayState.ARCHIVED not in states:
        raise ClosedError(pathway_id)
    if state not in states:
        raise NotFoundError(pathway_id)


def refuse_example(pathway_id: str, *, is_example: bool | None) -> None:
    """Refuse what would let a pathway out of its organisation: ExampleError for an example."""
    if is_example:
        raise ExampleError(pathway_id)


def read_content(session: Session, edition: Edition, pathway_id: str) -> PathwayContent:
    """Return a pathway's content in four statements; NoResultFound where there is none."""
    row = session.execute(sa.select(PATHWAY).where(PATHWAY.c.id == pathway_id)).one()
    modules = read_modules(session, {pathway_id: edition})
    return content_of(dict(row._mapping), modules[pathway_id])


def content_of(row: abc.Mapping[str, Any], modules: tuple[Module, ...] = ()) -> PathwayContent:
    """Return the content of a pathway's row, with the modules that were read for it."""
    plain = {**row, "edition": row["edition_code"]}
    return replace(PathwayContent.from_plain(plain), modules=modules)


def read_modules(
    session: Session, editions: abc.Mapping[str, Edition]
) -> dict[str, tuple[Module, ...]]:
    """Return the modules of pathways in three statements; `editions` are theirs, by identifier."""
    module, outcome, mapping = tables.ModuleRow, tables.OutcomeRow, tables.MappingRow
    wanted = module.pathway_id.in_(tuple(editions))
    outcomes: dict[str, list[Outcome]] = {}
    for row in session.execute(
        sa.select(outcome.id, outcome.module_id, outcome.text)
        .join(module, module.id == outcome.module_id)
        .where(wanted)
        .order_by(outcome.position, outcome.id)
    ):
        outcomes.setdefault(row.module_id, []).append(Outcome(row.id, row.text))
    mappings: dict[str, list[Mapping]] = {}
    for found in session.execute(
        sa.select(
            mapping.module_id,
            mapping.code,
            mapping.treatment,
            mapping.evidence,
            mapping.outcomes,
        )
        .join(module, module.id == mapping.module_id)
        .where(wanted)
    ):
        mappings.setdefault(found.module_id, []).append(
            Mapping(found.code, Treatment(found.treatment), found.evidence, tuple(found.outcomes))
        )
    orders = {
        pathway: {item.code: place for place, item in enumerate(edition.competencies)}
        for pathway, edition in editions.items()
    }
    modules: dict[str, list[Module]] = {pathway: [] for pathway in editions}
    for row in session.execute(
        sa.select(
            module.id, module.pathway_id, *(getattr(module, item.name) for item in MODULE_FIELDS)
        )
        .where(wanted)
        .order_by(module.position, module.id)
    ):
        order = orders[row.pathway_id]
        held = sorted(mappings.get(row.id, ()), key=lambda item: order.get(item.code, 0))
        modules[row.pathway_id].append(
            Module(
                id=row.id,
                **values_of(row),
                outcomes=tuple(outcomes.get(row.id, ())),
                mappings=tuple(held),
            )
        )
    return {pathway: tuple(found) for pathway, found in modules.items()}
