"""Keeping the official wording that a user brings: from a copy of the document, or by hand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.domain.framework.fingerprints import Fingerprint, fingerprint
from pathways.domain.policy import Actor
from pathways.models.framework import CompetencyRow
from pathways.records.journal import write_down

FLOOR: Final = 90  # per cent of all statements; what is missing then is still pasted by hand
LEVEL_FLOOR: Final = 50  # per cent of each level
_TAIL: Final = 1_000  # letters; what follows the last statement of a whole copy is longer


class WordingRefusedError(ValueError):
    """A copy that is not taken. The message says why."""


@dataclass(frozen=True, slots=True)
class WordingReport:
    """What a copy holds, or what loading it did."""

    total: int
    found: tuple[str, ...]
    missing: tuple[str, ...]
    changed: int

    @property
    def sentence(self) -> str:
        """The count in words."""
        return f"Found {len(self.found)} of {self.total}"


@dataclass(frozen=True, slots=True)
class PasteReport:
    """What pasting one wording did: `state` is "verified", "unverified" or empty for taken out."""

    code: str
    state: str


def weigh_copy(
    codes: Sequence[str], wording: Mapping[str, str], letters_after: int | None = None
) -> WordingReport:
    """Judge what was recognised of a copy; `codes` are the edition's, in printed order.

    WordingRefusedError for a copy that is wrong or cut off: what is loaded from it would look whole
    and have a hole. That is one with under 90 of 100 statements, with under half of a level, or
    one that stops short of the last statements.
    """
    found = tuple(code for code in codes if code in wording)
    missing = tuple(code for code in codes if code not in wording)
    if not found:
        raise WordingRefusedError(
            f"None of the {len(codes)} competencies was found. "
            "Is this the published framework of this edition?"
        )
    counted = f"Only {len(found)} of {len(codes)} competencies were found"
    for level in sorted({code.partition("-")[0] for code in codes}):
        there = [code for code in codes if code.startswith(f"{level}-")]
        held = sum(code in wording for code in there)
        if 100 * held < LEVEL_FLOOR * len(there):
            raise WordingRefusedError(
                f"{counted}, and {held} of {len(there)} at level {level[1:]}. "
                "The file looks cut off, or is another document"
            )
    if 100 * len(found) < FLOOR * len(codes):
        raise WordingRefusedError(
            f"{counted}. At least {FLOOR} of 100 are asked, so that the rest can be pasted "
            "by hand. Another copy (Word, HTML or text) may be read better"
        )
    last = list(takewhile(lambda code: code not in wording, reversed(codes)))
    if last and letters_after is not None and letters_after < _TAIL:
        raise WordingRefusedError(f"{counted}: the file ends before {last[-1]}. It looks cut off")
    return WordingReport(len(codes), found, missing, 0)


def load_wording(
    session: Session,
    wording: Mapping[str, str],
    letters_after: int | None = None,
    *,
    edition: str,
    by: Actor | None = None,
) -> WordingReport:
    """Keep the wording recognised in a copy, as verified. Wording that it lacks is left alone.

    WordingRefusedError, with nothing changed, for a copy that is wrong or cut off, and for wording
    that its fingerprint does not prove.
    """
    rows = _rows(session, edition)
    report = weigh_copy([row.code for row in rows], wording, letters_after)
    changed = 0
    for row in rows:
        words = wording.get(row.code)
        if words is None or (row.wording, row.wording_state) == (words, "verified"):
            continue
        if fingerprint(words) != Fingerprint(row.length, row.sha256):
            raise WordingRefusedError(f"The wording of {row.code} is not what was published")
        row.wording, row.wording_state = words, "verified"
        changed += 1
    if changed:
        write_down(
            session,
            by,
            "wording.loaded",
            f"{report.sentence}, {changed} changed",
            organisation_id=None,
        )
    session.flush()
    return WordingReport(report.total, report.found, report.missing, changed)


def paste_wording(
    session: Session,
    code: str,
    words: str,
    *,
    edition: str,
    by: Actor | None = None,
) -> PasteReport:
    """Keep wording pasted by hand, verified if its fingerprint fits; nothing takes it out.

    NoResultFound for an unknown code.
    """
    row = session.execute(
        sa.select(CompetencyRow).where(
            CompetencyRow.edition_code == edition, CompetencyRow.code == code
        )
    ).scalar_one()
    fits = fingerprint(words) == Fingerprint(row.length, row.sha256)
    state = "" if not words else "verified" if fits else "unverified"
    if (row.wording, row.wording_state) != (words, state):
        row.wording, row.wording_state = words, state
        write_down(
            session, by, "wording.pasted", f"{code} {state or 'taken out'}", organisation_id=None
        )
    session.flush()
    return PasteReport(code, state)


def remove_wording(session: Session, *, edition: str, by: Actor | None = None) -> int:
    """Take all official wording out again, and say how many there were."""
    statement = (
        sa.update(CompetencyRow)
        .where(CompetencyRow.edition_code == edition, CompetencyRow.wording != "")
        .values(wording="", wording_state="")
    )
    result: Any = session.execute(statement)
    count = int(result.rowcount)
    if count:
        write_down(session, by, "wording.removed", f"{count} taken out", organisation_id=None)
    session.flush()
    return count


def _rows(session: Session, edition: str) -> list[CompetencyRow]:
    return list(
        session.scalars(
            sa.select(CompetencyRow)
            .where(CompetencyRow.edition_code == edition)
            .order_by(CompetencyRow.position)
        )
    )
