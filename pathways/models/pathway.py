"""Pathways, their modules, outcomes and mappings, as they are being edited.

Each row has a `version` of its own, which a text edit must have seen. A
pathway's `revision` grows with every change of anything in it.
"""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from pathways.domain.pathway.state import PathwayState
from pathways.domain.policy import Actor
from pathways.models.base import ID, Base


class Pathway(Base):
    """What a provider offers. `state` is a `PathwayState`.

    `details`, `assurance` are the JSON of the domain values of the same name. One that
    `is_example` is there to try things on: it never leaves its organisation.
    """

    __tablename__ = "pathway"
    __table_args__ = (sa.Index("ix_pathway_organisation_id_state", "organisation_id", "state"),)

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    organisation_id: Mapped[str] = mapped_column(sa.ForeignKey("organisation.id"))
    edition_code: Mapped[str] = mapped_column(sa.ForeignKey("edition.code"))
    title: Mapped[str] = mapped_column(sa.String(200))
    target_level: Mapped[int]
    entry_level: Mapped[int | None]
    standard: Mapped[str] = mapped_column(sa.String(60))
    details: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    assurance: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    state: Mapped[str] = mapped_column(sa.String(10), default=PathwayState.ACTIVE.value)
    is_example: Mapped[bool | None]
    version: Mapped[int] = mapped_column(default=1)
    revision: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]


class ModuleRow(Base):
    """A taught unit, ordered by `position`.

    `introduced`, `developed` and `assessed` are the bit sets of its mappings in
    hexadecimal, kept in the same transaction as the mappings so that coverage
    is recomputed from a few rows; `doctor` compares them with a recount. So is `behind`: for
    each competency the key of its note, empty where it has none, and the outcomes that it names.
    """

    __tablename__ = "module"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    pathway_id: Mapped[str] = mapped_column(sa.ForeignKey("pathway.id"), index=True)
    position: Mapped[int]
    title: Mapped[str] = mapped_column(sa.String(200))
    description: Mapped[str] = mapped_column(sa.Text, default="")
    minutes: Mapped[int] = mapped_column(default=0)
    delivery: Mapped[str] = mapped_column(sa.String(200), default="")
    activities: Mapped[str] = mapped_column(sa.Text, default="")
    assessment: Mapped[str] = mapped_column(sa.Text, default="")
    version: Mapped[int] = mapped_column(default=1)
    introduced: Mapped[str] = mapped_column(sa.String(200), default="0")
    developed: Mapped[str] = mapped_column(sa.String(200), default="0")
    assessed: Mapped[str] = mapped_column(sa.String(200), default="0")
    behind: Mapped[dict[str, list[str]]] = mapped_column(sa.JSON, default=dict, nullable=True)


class OutcomeRow(Base):
    """A learning outcome, ordered by `position` within its module."""

    __tablename__ = "outcome"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    module_id: Mapped[str] = mapped_column(sa.ForeignKey("module.id"), index=True)
    position: Mapped[int]
    text: Mapped[str] = mapped_column(sa.Text)
    version: Mapped[int] = mapped_column(default=1)


class MappingRow(Base):
    """One module treats one competency.

    `outcomes` lists identifiers of outcomes of the same module: a small set that
    is read and written only with its mapping.
    """

    __tablename__ = "mapping"
    __table_args__ = (sa.UniqueConstraint("module_id", "code"),)

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    module_id: Mapped[str] = mapped_column(sa.ForeignKey("module.id"))
    code: Mapped[str] = mapped_column(sa.String(20))
    treatment: Mapped[str] = mapped_column(sa.String(1))
    evidence: Mapped[str] = mapped_column(sa.Text, default="")
    outcomes: Mapped[list[str]] = mapped_column(sa.JSON, default=list)
    version: Mapped[int] = mapped_column(default=1)


def own_pathways(actor: Actor | None = None) -> sa.ColumnElement[bool]:
    """Say which pathways belong to the actor's organisation.

    Without an actor it is for a statement that is prepared once, and asked with
    the `organisation`.
    """
    asked: Any = actor.organisation_id if actor else sa.bindparam("organisation")
    own: sa.ColumnElement[bool] = Pathway.__table__.c.organisation_id == asked
    return own
