"""The modules of a pathway as coverage and proportion need them, read in one statement."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.domain.pathway.proportion import ModuleKept
from pathways.domain.rule.coverage import ModuleReach
from pathways.models.base import Base

MODULE: Final = Base.metadata.tables["module"]
OUTCOME: Final = Base.metadata.tables["outcome"]
MAPPING: Final = Base.metadata.tables["mapping"]
BITS: Final = {"I": "introduced", "D": "developed", "A": "assessed"}
"""The columns of a module that say what is treated in it, by the treatment."""
_BETWEEN, _INSIDE = "\x1e", "\x1f"
"""What stands between outcomes, and inside one, where all of a module come as one text: signs
that no text may hold."""

_OUTCOMES: Final = (
    sa.select(sa.func.aggregate_strings(OUTCOME.c.id + _INSIDE + OUTCOME.c.text, _BETWEEN))
    .where(OUTCOME.c.module_id == MODULE.c.id)
    .scalar_subquery()
)
# What every change asks is prepared here once: building a statement takes longer than running it.
_MODULES: Final = (
    sa.select(
        *(
            MODULE.c[name]
            for name in ("id", "position", "title", "minutes", *BITS.values(), "behind")
        ),
        (MODULE.c.assessment != "").label("has_assessment"),
        _OUTCOMES.label("outcomes"),
    )
    .where(MODULE.c.pathway_id == sa.bindparam("pathway"))
    .order_by(MODULE.c.position, MODULE.c.id)
)
_CELL: Final = tuple(column.label(f"cell_{column.name}") for column in MAPPING.c)
_MODULES_AND_CELL: Final = _MODULES.add_columns(*_CELL).outerjoin_from(
    MODULE,
    MAPPING,
    sa.and_(
        MAPPING.c.module_id == MODULE.c.id,
        MAPPING.c.module_id == sa.bindparam("module"),
        MAPPING.c.code == sa.bindparam("code"),
    ),
)


@dataclass(slots=True)
class ModuleState:
    """What coverage and proportion need of a module, kept in step with its mappings."""

    id: str
    position: int
    title: str
    minutes: int
    introduced: int
    developed: int
    assessed: int
    has_assessment: bool
    behind: dict[str, list[str]]
    outcomes: dict[str, str]

    def reach(self) -> ModuleReach:
        """Return the value that the coverage rules take."""
        return ModuleReach(
            self.minutes,
            self.introduced,
            self.developed,
            self.assessed,
            has_assessment=self.has_assessment,
        )

    def keep(self) -> ModuleKept:
        """Return the value that is looked behind, as it stands now."""
        return ModuleKept(self.title, self.reach(), dict(self.behind), self.outcomes)


def read_modules(session: Session, pathway_id: str) -> dict[str, ModuleState]:
    """Return the modules of a pathway in teaching order, by identifier."""
    rows = session.connection().execute(_MODULES, {"pathway": pathway_id})
    return {row.id: _read_module(row) for row in rows}


def read_with_cell(
    session: Session, pathway_id: str, module_id: str, code: str
) -> tuple[dict[str, ModuleState], Mapping[str, Any] | None]:
    """Return the same, and the mapping of a competency in one of them, None where there is none."""
    asked = {"pathway": pathway_id, "module": module_id, "code": code}
    rows = session.connection().execute(_MODULES_AND_CELL, asked).all()
    found = next((row for row in rows if row.cell_id is not None), None)
    modules = {row.id: _read_module(row) for row in rows}
    if found is None:
        return modules, None
    return modules, {item.name: getattr(found, f"cell_{item.name}") for item in MAPPING.c}


def _read_module(row: Any) -> ModuleState:
    return ModuleState(
        row.id,
        row.position,
        row.title,
        row.minutes,
        int(row.introduced, 16),
        int(row.developed, 16),
        int(row.assessed, 16),
        bool(row.has_assessment),
        row.behind,
        _read_outcomes(row.outcomes),
    )


def _read_outcomes(text: str | None) -> dict[str, str]:
    """Return the words of a module's outcomes by their identifiers."""
    found = (item.partition(_INSIDE) for item in text.split(_BETWEEN)) if text else ()
    return {identifier: words for identifier, _, words in found}
