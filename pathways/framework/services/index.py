"""Loading the index: facts, codes, bits, labels and fingerprints. It holds no official wording."""

import csv
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.domain.framework.edition import build_edition
from pathways.models.framework import CompetencyRow, EditionRow, IndexRow
from pathways.records.journal import write_down
from pathways.records.listing.keeping import make_tallies
from pathways.records.proofs import digest_competencies
from pathways.records.topics import SEEDS


class IndexRefusedError(ValueError):
    """An index that would break what is built on the loaded one. The message says why."""


@dataclass(frozen=True, slots=True)
class Index:
    """The content of an index folder, with a digest of its bytes."""

    facts: Mapping[str, Any]
    rows: Sequence[Mapping[str, str]]
    digest: str


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What loading an index did."""

    edition: str
    total: int
    added: int
    updated: int
    is_changed: bool

    @property
    def sentence(self) -> str:
        """The report in one line."""
        held = f"{self.edition} holds {self.total} competencies"
        if not self.is_changed:
            return f"{held}; nothing has changed."
        return f"{held}: {self.added} added, {self.updated} updated."


def list_folders(seeds: Path = SEEDS) -> tuple[Path, ...]:
    """Return the folders that hold the index of an edition."""
    return tuple(sorted(path.parent for path in seeds.glob("*/edition.json")))


def read_index(folder: Path) -> Index:
    """Read an index folder: `edition.json`, `competencies.csv`, and `twins.csv` where there is one.

    Twins are about the edition as a whole, and stand in its facts.
    """
    facts = (folder / "edition.json").read_bytes()
    table = (folder / "competencies.csv").read_bytes()
    beside = folder / "twins.csv"
    parts = [facts, table, *([beside.read_bytes()] if beside.exists() else ())]
    digest = hashlib.sha256(b"\0".join(parts)).hexdigest()
    twins = _rows(parts[2]) if len(parts) > 2 else []
    return Index({**json.loads(facts), "twins": twins}, _rows(table), digest)


def _rows(table: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(table.decode("utf-8").splitlines()))


def load_index(session: Session, index: Index) -> LoadReport:
    """Bring an index into the database, and say what changed. Loading it again does nothing.

    Labels and facts are those of the new index from now on, and what is frozen keeps the index
    that it was frozen with; new competencies are appended. Bits and codes stay as they are,
    because kept bit sets and mappings rest on them; so does loaded wording, unless the
    fingerprint that it was found by has changed. IndexRefusedError, with nothing changed,
    for an index that would move or drop one.
    """
    # Refuses codes and bits that stand twice, and places that do not exist.
    try:
        edition = build_edition(index.facts, index.rows)
    except (KeyError, TypeError, ValueError) as error:
        raise IndexRefusedError(f"The index cannot be read: {error}") from error
    row = session.get(EditionRow, edition.code)
    if row is None:
        row = EditionRow(code=edition.code, digest="")
        session.add(row)
        # Its competencies refer to it.
        session.flush()
    known = {
        one.code: one
        for one in session.scalars(
            sa.select(CompetencyRow).where(CompetencyRow.edition_code == edition.code)
        )
    }
    wanted = [_values(edition.identifier(r["code"]), at, r) for at, r in enumerate(index.rows)]
    before = session.get(IndexRow, row.digest)
    _refuse_broken(before.facts if before else {}, index.facts, known, wanted)
    shown = {one["code"]: one for one in before.competencies} if before else {}
    read = [_shown(one) for one in index.rows]
    added = updated = 0
    for values, now in zip(wanted, read, strict=True):
        old = known.get(values["code"])
        if old is None:
            session.add(CompetencyRow(edition_code=edition.code, **values))
            added += 1
        elif _update(old, values) or shown.get(values["code"]) != now:
            updated += 1
    is_changed = row.digest != index.digest
    row.digest = index.digest
    if session.get(IndexRow, index.digest) is None:
        session.add(
            IndexRow(
                digest=index.digest,
                edition_code=edition.code,
                facts=dict(index.facts),
                competencies=read,
            )
        )
    session.flush()
    make_tallies(session)
    report = LoadReport(edition.code, len(wanted), added, updated, is_changed or bool(updated))
    if report.is_changed:
        proofs = {"competency": {edition.code: digest_competencies(session, edition.code)}}
        write_down(session, None, "index loaded", report.sentence, proofs=proofs)
    return report


def _values(identifier: Any, position: int, row: Mapping[str, str]) -> dict[str, Any]:
    return {
        "code": row["code"],
        "identifier": str(identifier),
        "position": position,
        "bit": int(row["bit"]),
        "length": int(row["length"]),
        "sha256": row["sha256"],
    }


def _shown(row: Mapping[str, str]) -> dict[str, Any]:
    """Return what readers see of a competency, as an index keeps it."""
    columns = ("code", "verb", "label", "scope_note", "printed_again")
    texts = {key: row.get(key, "") for key in columns}
    return {**texts, "bit": int(row["bit"])}


def _refuse_broken(
    old_facts: Mapping[str, Any],
    facts: Mapping[str, Any],
    known: Mapping[str, CompetencyRow],
    wanted: Sequence[Mapping[str, Any]],
) -> None:
    """Refuse an index on which kept bit sets, mappings or identifiers would mean something else."""
    if old_facts and old_facts["namespace"] != facts["namespace"]:
        raise IndexRefusedError("The index has another namespace, so every identifier would change")
    themes, before = ([one["code"] for one in of.get("themes", ())] for of in (facts, old_facts))
    if themes[: len(before)] != before:
        raise IndexRefusedError("The index moves or drops a theme; a new one comes last")
    dropped = sorted(known.keys() - {values["code"] for values in wanted})
    if dropped:
        raise IndexRefusedError(f"The index drops {_some(dropped)}; codes in use must stay")
    bits = {row.bit: code for code, row in known.items()}
    for values in wanted:
        code, bit = values["code"], values["bit"]
        if code in known and known[code].bit != bit:
            raise IndexRefusedError(
                f"The index moves {code} from bit {known[code].bit} to {bit}; bits must stay"
            )
        if code not in known and bit in bits:
            raise IndexRefusedError(f"The index gives {code} bit {bit}, which is {bits[bit]}'s")


def _update(row: CompetencyRow, values: Mapping[str, Any]) -> bool:
    """Bring one row up to date, and say whether anything was different."""
    different = {key: value for key, value in values.items() if getattr(row, key) != value}
    if row.wording and "sha256" in different:
        # What was verified against another statement is kept, and no longer called verified.
        row.wording_state = "unverified"
    for key, value in different.items():
        setattr(row, key, value)
    return bool(different)


def _some(codes: Sequence[str]) -> str:
    shown = ", ".join(codes[:5])
    return shown if len(codes) <= 5 else f"{shown} and {len(codes) - 5} more"
