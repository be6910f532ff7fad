"""Do versions, editions, standards and submissions say of themselves what they are?"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.domain.framework.edition import build_edition
from pathways.domain.framework.fingerprints import fingerprint
from pathways.domain.pathway.content import PathwayContent
from pathways.domain.review.finding import Finding
from pathways.domain.review.submission import Decided, SubmissionState
from pathways.domain.rule.standards import standard_from_plain
from pathways.models.base import Base
from pathways.records.checks.fault import DataFault, forged
from pathways.records.journal import JOURNAL

_TABLES: Final = Base.metadata.tables
_SHA256: Final = re.compile(r"[0-9a-f]{64}")


def check_versions(session: Session) -> Iterator[DataFault]:
    """Read every version, and count its digest anew."""
    table = _TABLES["version"]
    numbers: dict[str, int] = {}
    indexes = set(session.scalars(sa.select(_TABLES["edition_index"].c.digest)))
    rows = session.execute(
        sa.select(table)
        .order_by(table.c.pathway_id, table.c.number)
        .execution_options(yield_per=100)
    )
    for row in rows:
        where = f"Version {row.number} of pathway {row.pathway_id}"
        expected = numbers.get(row.pathway_id, 0) + 1
        numbers[row.pathway_id] = row.number
        if row.number != expected:
            yield forged(f"{where}: version {expected} is not there.", row.pathway_id)
        if row.index_digest not in indexes:
            yield forged(f"{where}: the index with its labels is not there.", row.pathway_id)
        content = read_plain(PathwayContent.from_plain, row.content)
        if content is None:
            yield forged(f"{where}: its content cannot be read.", row.pathway_id)
        elif content.digest != row.digest:
            yield forged(f"{where}: its content is not that of its digest.", row.pathway_id)
        elif content.edition != row.edition_code:
            yield forged(f"{where}: its content is of another edition.", row.pathway_id)


def check_editions(session: Session) -> Iterator[DataFault]:
    """Build every edition from its index, and hold its competencies against it."""
    indexes = {row.digest: row for row in session.execute(sa.select(_TABLES["edition_index"]))}
    for digest, row in sorted(indexes.items()):
        try:
            build_edition(row.facts, row.competencies, digest)
        except (AttributeError, KeyError, TypeError, ValueError):
            yield forged(f"Edition {row.edition_code}: the index {digest[:8]} cannot be read.")
    table = _TABLES["competency"]
    for edition in session.execute(sa.select(_TABLES["edition"])):
        index = indexes.get(edition.digest)
        if index is None:
            yield forged(f"Edition {edition.code}: its index is not there.")
            continue
        held = list(session.execute(sa.select(table).where(table.c.edition_code == edition.code)))
        if {(one.code, one.bit) for one in held} != {
            (one.get("code"), one.get("bit")) for one in index.competencies
        }:
            yield forged(f"Edition {edition.code}: its competencies are not those of its index.")
        for one in held:
            if one.wording_state == "verified" and fingerprint(one.wording).sha256 != one.sha256:
                yield forged(f"Edition {edition.code}: the wording of {one.code} is not verified.")


def check_standards(session: Session) -> Iterator[DataFault]:
    """Read every standard, and hold those of submissions against them."""
    table = _TABLES["commissioner_standard"]
    own: dict[str, Any] = {}
    for row in session.execute(sa.select(table)):
        own[row.id] = row.rules
        if read_plain(standard_from_plain, row.rules) is None:
            yield forged(f"Standard {row.id}: its rules cannot be read.")
    sent = _TABLES["submission"]
    for row in session.execute(sa.select(sent)):
        where = f"Submission {row.id}"
        standard = read_plain(standard_from_plain, row.standard)
        if standard is None:
            yield forged(f"{where}: its standard cannot be read.", row.pathway_id)
        elif standard.key in own and row.standard != {**own[standard.key], "key": standard.key}:
            yield forged(f"{where}: its standard is not the one of its name.", row.pathway_id)


def check_submissions(session: Session) -> Iterator[DataFault]:
    """Hold what belongs to submissions together."""
    sent, version, decision = (_TABLES[name] for name in ("submission", "version", "decision"))
    decided = set(
        session.scalars(
            sa.select(decision.c.submission_id).where(decision.c.withdrawn_at.is_(None))
        )
    )
    for row in session.execute(
        sa.select(sent.c.id, sent.c.pathway_id, sent.c.state, version.c.pathway_id.label("of"))
        .outerjoin(version, version.c.id == sent.c.version_id)
        .order_by(sent.c.id)
    ):
        where = f"Submission {row.id}"
        if row.of != row.pathway_id:
            yield forged(f"{where}: its version is another pathway's.", row.pathway_id)
        if row.state not in set(SubmissionState):
            yield forged(f"{where}: it stands nowhere that there is.", row.pathway_id)
        if row.state == SubmissionState.DECIDED and row.id not in decided:
            yield forged(f"{where}: it is decided, and no decision stands.", row.pathway_id)


def check_decisions(session: Session) -> Iterator[DataFault]:
    """Hold decisions, conditions and findings against what they can be."""
    decision, condition = _TABLES["decision"], _TABLES["condition"]
    for row in session.execute(sa.select(decision.c.id, decision.c.outcome)):
        if row.outcome not in set(Decided):
            yield forged(f"Decision {row.id}: its outcome is none that there is.")
    for identifier in session.scalars(
        sa.select(condition.c.id)
        .join(decision, decision.c.id == condition.c.decision_id)
        .where(condition.c.submission_id != decision.c.submission_id)
    ):
        yield forged(f"Condition {identifier}: its decision is another submission's.")
    for name in ("finding", "shared_finding", "opinion"):
        table = _TABLES[name]
        held = sa.select(table.c.submission_id, table.c.row, table.c.finding)
        for submission_id, place, finding in session.execute(held):
            if finding not in set(Finding):
                yield forged(
                    f"Submission {submission_id}: what was found on {place} is no finding."
                )


def check_steps(session: Session) -> Iterator[DataFault]:
    """Hold the trail of each submission against its count, and workbooks against their marks."""
    sent = _TABLES["submission"]
    steps = (
        sa.select(
            JOURNAL.c.subject,
            sa.func.count(JOURNAL.c.id).label("rows"),
            sa.func.max(JOURNAL.c.revision).label("last"),
        )
        .where(JOURNAL.c.revision.is_not(None))
        .group_by(JOURNAL.c.subject)
        .subquery()
    )
    for row in session.execute(
        sa.select(sent.c.id, sent.c.pathway_id, sent.c.revision, steps.c.rows, steps.c.last)
        .outerjoin(steps, steps.c.subject == sent.c.id)
        .order_by(sent.c.id)
    ):
        if row.revision != row.last:
            yield forged(
                f"Submission {row.id}: it stands at revision {row.revision}, and the last step of "
                f"its trail is {row.last or 0}.",
                row.pathway_id,
            )
    for taken in session.execute(
        sa.select(JOURNAL.c.id, JOURNAL.c.images).where(JOURNAL.c.action == "take workbook")
    ):
        about = taken.images[0] if taken.images else {}
        if not isinstance(about, Mapping) or not _SHA256.fullmatch(str(about.get("sha256", ""))):
            yield forged(f"Step {taken.id} of the journal: the workbook taken has no mark.")


def read_plain(read: Any, plain: Any) -> Any:
    """Return what is read from JSON, None where that is not of its form."""
    try:
        return read(plain)
    except (AttributeError, KeyError, TypeError, ValueError):
        return None
