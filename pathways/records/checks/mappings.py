"""Does what is kept beside the mappings still agree with them? For `doctor`."""

from collections.abc import Collection, Iterator
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.domain.framework.edition import Edition
from pathways.domain.pathway.proportion import keep_behind
from pathways.domain.pathway.treatment import Treatment
from pathways.models.base import Base
from pathways.records.checks.fault import DataFault
from pathways.records.editions import get_edition
from pathways.records.journal import JOURNAL
from pathways.records.pathways import PATHWAY
from pathways.records.thresholds import thresholds_of

MODULE, OUTCOME, MAPPING = (Base.metadata.tables[n] for n in ("module", "outcome", "mapping"))
_COLUMNS: Final = {
    Treatment.INTRODUCED: "introduced",
    Treatment.DEVELOPED: "developed",
    Treatment.ASSESSED: "assessed",
}


def check_mappings(session: Session) -> Iterator[DataFault]:
    """Look through every pathway, also those put away."""
    for fault, _module, _bits in _wrong_bits(session):
        yield fault
    yield from _wrong_mappings(session)
    yield from _wrong_revisions(session)


def mend_bits(session: Session, forged: Collection[str] = ()) -> int:
    """Rewrite what disagrees with the mappings that it is kept beside; return how many modules.

    Pathways in which something went past the journal are left as they are.
    """
    wrong = [one for one in _wrong_bits(session) if one[0].pathway_id not in forged]
    for _fault, module_id, kept in wrong:
        session.execute(sa.update(MODULE).where(MODULE.c.id == module_id).values(**kept))
    return len(wrong)


def _editions(session: Session) -> dict[str, Edition]:
    codes = session.execute(sa.select(PATHWAY.c.edition_code).distinct()).scalars()
    return {code: get_edition(session, code) for code in codes}


def _mappings(session: Session) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for row in session.execute(sa.select(MAPPING).order_by(MAPPING.c.code)).mappings():
        found.setdefault(row["module_id"], []).append(dict(row))
    return found


def _modules(session: Session) -> list[dict[str, Any]]:
    statement = (
        sa.select(MODULE, PATHWAY.c.edition_code, PATHWAY.c.target_level)
        .join(PATHWAY, PATHWAY.c.id == MODULE.c.pathway_id)
        .order_by(MODULE.c.pathway_id, MODULE.c.position, MODULE.c.id)
    )
    return [dict(row) for row in session.execute(statement).mappings()]


def _where(module: dict[str, Any]) -> str:
    return f"Pathway {module['pathway_id']}, module {module['id']}"


def _wrong_bits(session: Session) -> Iterator[tuple[DataFault, str, dict[str, Any]]]:
    editions, mappings = _editions(session), _mappings(session)
    limits = thresholds_of(session)
    for module in _modules(session):
        by_code = editions[module["edition_code"]].by_code
        counted = dict.fromkeys(_COLUMNS.values(), 0)
        for mapping in mappings.get(module["id"], ()):
            competency = by_code.get(mapping["code"])
            if competency is not None and mapping["treatment"] in set(Treatment):
                counted[_COLUMNS[Treatment(mapping["treatment"])]] |= competency.mask
        kept: dict[str, Any] = {name: f"{mask:x}" for name, mask in counted.items()}
        kept["behind"] = {
            mapping["code"]: keep_behind(mapping["evidence"], mapping["outcomes"], limits)
            for mapping in mappings.get(module["id"], ())
        }
        wrong = [name for name, value in kept.items() if module[name] != value]
        if wrong:
            text = f"{_where(module)}: kept sets differ from the mappings ({', '.join(wrong)})."
            fault = DataFault(text, can_mend=True, pathway_id=module["pathway_id"])
            yield fault, module["id"], kept


def _wrong_mappings(session: Session) -> Iterator[DataFault]:
    editions, mappings = _editions(session), _mappings(session)
    outcomes: dict[str, set[str]] = {}
    for row in session.execute(sa.select(OUTCOME.c.id, OUTCOME.c.module_id)):
        outcomes.setdefault(row.module_id, set()).add(row.id)
    for module in _modules(session):
        by_code = editions[module["edition_code"]].by_code
        known = outcomes.get(module["id"], set())
        for mapping in mappings.get(module["id"], ()):
            code = mapping["code"]
            if code not in by_code:
                yield DataFault(
                    f"{_where(module)}: edition {module['edition_code']} has no {code}."
                )
            if mapping["treatment"] not in set(Treatment):
                yield DataFault(f"{_where(module)}: {code} has no treatment I, D or A.")
            missing = sorted(set(mapping["outcomes"] or ()) - known)
            if missing:
                yield DataFault(
                    f"{_where(module)}: {code} names outcomes that the module does not have "
                    f"({', '.join(missing)})."
                )


def _wrong_revisions(session: Session) -> Iterator[DataFault]:
    """Each step of a pathway has one journal row, numbered from 1 to the pathway's revision."""
    steps = (
        sa.select(
            JOURNAL.c.subject,
            sa.func.count(JOURNAL.c.id).label("rows"),
            sa.func.count(JOURNAL.c.revision.distinct()).label("steps"),
            sa.func.max(JOURNAL.c.revision).label("last"),
        )
        .where(JOURNAL.c.revision.is_not(None))
        .group_by(JOURNAL.c.subject)
        .subquery()
    )
    statement = (
        sa.select(PATHWAY.c.id, PATHWAY.c.revision, steps.c.rows, steps.c.steps, steps.c.last)
        .outerjoin(steps, steps.c.subject == PATHWAY.c.id)
        .order_by(PATHWAY.c.id)
    )
    for row in session.execute(statement):
        if not row.revision == row.rows == row.steps == row.last:
            yield DataFault(
                f"Pathway {row.id}: it stands at revision {row.revision}, and its journal has "
                f"{row.rows or 0} steps, the last of them {row.last or 0}."
            )
