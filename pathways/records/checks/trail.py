"""Is the journal whole? One walk along its chain, which gathers what else is compared with it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from pathways.domain.chain import (
    FORMER,
    digest_of,
    erased,
    is_replaced,
    link,
    prove_replaced,
)
from pathways.domain.words import iso_day
from pathways.records.checks.fault import DataFault, forged
from pathways.records.journal import ERASED, JOURNAL

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class JournalHead:
    """The last step of a journal: how many there are, and the digest that covers them all."""

    steps: int
    at: str
    digest: str

    def to_plain(self) -> dict[str, Any]:
        """Return the values as JSON."""
        return {"steps": self.steps, "at": self.at, "digest": self.digest}


@dataclass(slots=True)
class Trail:
    """What a walk along the journal gathered.

    `proofs` are the digests of rows as the journal left them last, None for one taken away;
    `drafts` the revision and digest from which each pathway's steps start; `names` those under
    which a person stands in the journal.
    """

    faults: list[DataFault] = field(default_factory=list)
    proofs: dict[tuple[str, str], str | None] = field(default_factory=dict)
    drafts: dict[str, tuple[int, str]] = field(default_factory=dict)
    competencies: dict[str, str] = field(default_factory=dict)
    names: dict[str, set[str]] = field(default_factory=dict)
    former: set[str] = field(default_factory=set)
    digests: list[str] = field(default_factory=list)
    last_at: str = ""

    @property
    def head(self) -> JournalHead:
        """The last step."""
        return JournalHead(
            len(self.digests), self.last_at, self.digests[-1] if self.digests else ""
        )

    @property
    def all_names(self) -> set[str]:
        """Every name that stands in the journal."""
        return set().union(*self.names.values())


def walk(session: Session) -> Trail:
    """Walk along the journal from its first step to its last."""
    trail = Trail()
    before = ""
    covered: list[tuple[str, Any]] = []
    rewritten: dict[str, str] = {}
    replaced: dict[str, str] = {}
    rows = session.execute(
        sa.select(JOURNAL).order_by(JOURNAL.c.id).execution_options(yield_per=_AT_ONCE)
    )
    for found in rows.mappings():
        row = dict(found)
        where = f"Step {row['id']} of the journal ({row['action']}, {iso_day(row['at'].date())})"
        if not row["digest"] or not row["veil"]:
            _forged(trail, f"{where} was written past the app: it is no link of the chain.")
            trail.digests.append("")
            continue
        if link(before, row) != row["digest"] and not is_replaced(row["veil"]):
            _follows_not(trail, where)
        before = row["digest"]
        trail.digests.append(before)
        trail.last_at = row["at"].isoformat()
        _gather(trail, row, where)
        if ERASED in (row["proofs"] or {}):
            rewritten.update(row["proofs"][ERASED]["summaries"])
            replaced.update(row["proofs"][ERASED].get("images", {}))
        if any(erased(row["veil"])) or is_replaced(row["veil"]):
            covered.append((where, row))
    for where, row in covered:
        if is_replaced(row["veil"]) and replaced.get(str(row["id"])) != prove_replaced(row):
            _follows_not(trail, where)
        _check_erased(trail, where, row, rewritten)
    return trail


def _follows_not(trail: Trail, where: str) -> None:
    _forged(
        trail,
        f"{where} does not follow: it was altered, or a step before it was altered, "
        "taken out or put in.",
    )


def _forged(trail: Trail, text: str) -> None:
    trail.faults.append(forged(text))


def _gather(trail: Trail, row: Any, where: str) -> None:
    if row["person_name"]:
        trail.names.setdefault(row["person_id"] or "", set()).add(row["person_name"])
    for table, proofs in (row["proofs"] or {}).items():
        if table == ERASED:
            trail.former.add(proofs["person"])
        elif table == "draft":
            for key, (revision, digest) in proofs.items():
                trail.drafts[key] = (revision, digest)
        elif table == "competency":
            trail.competencies.update(proofs)
        else:
            for key, (found, left) in proofs.items():
                _follow(trail, where, (table, key), found, left)


def _follow(
    trail: Trail, where: str, key: tuple[str, str], found: str | None, left: str | None
) -> None:
    """Hold what a step found of a row against what the step before it left."""
    # An empty digest: the step had not read all of the row.
    if key in trail.proofs and found not in ("", trail.proofs[key]):
        table, identifier = key
        _forged(
            trail,
            f"{where} found the {name_of_table(table)} {identifier} otherwise than the step "
            "before had left it.",
        )
    trail.proofs[key] = left


def _check_erased(trail: Trail, where: str, row: Any, rewritten: dict[str, str]) -> None:
    has_name, has_summary = erased(row["veil"])
    if has_name and (row["person_name"] != FORMER or row["person_id"] not in trail.former):
        _forged(trail, f"{where}: its name was taken out, and nobody's data was erased.")
    if has_summary and rewritten.get(str(row["id"])) != digest_of(row["summary"]):
        _forged(trail, f"{where}: its words were taken out, and nobody's data was erased.")


def check_head(trail: Trail, head: JournalHead) -> Iterator[DataFault]:
    """Yield what a journal has lost since a head of it was signed."""
    if head.steps > len(trail.digests):
        missing = head.steps - len(trail.digests)
        yield forged(
            f"The journal had {head.steps:,} steps when this head was signed, and has "
            f"{len(trail.digests):,} now: {missing:,} are gone from its end."
        )
    elif head.steps and trail.digests[head.steps - 1] != head.digest:
        yield forged(
            f"Step {head.steps:,} of the journal is another than the one that this head was "
            "signed for: the journal was written anew."
        )


def name_of_table(table: str) -> str:
    """Return how a sentence names a row of this table."""
    return {
        "access_token": "access token",
        "commissioner_standard": "standard",
        "course_state": "state of a course",
        "edition_index": "index",
        "identity": "linked account",
        "kept_plan": "kept plan",
        "observed_session": "observed session",
        "shared_finding": "shared finding",
    }.get(table, table)
