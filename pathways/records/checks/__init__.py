"""Everything that `doctor` asks of a database, in an order in which each can rest on the last."""

from collections.abc import Iterator, Sequence
from functools import partial

from sqlalchemy.orm import Session

from pathways.records.checks import apart, engine, frozen, owned, proved
from pathways.records.checks.fault import DataFault as DataFault
from pathways.records.checks.fault import run_check
from pathways.records.checks.mappings import check_mappings, mend_bits
from pathways.records.checks.trail import JournalHead, Trail, check_head, walk
from pathways.records.listing.recounting import find_offer_faults, rebuild_offers

_FIRST = (
    ("The database", engine.check_whole),
    ("The database", engine.check_readable),
    ("The rules between tables", engine.check_keys),
    ("The tables", engine.check_shape),
    ("What guards the tables", engine.check_guards),
    ("What keeps organisations apart", apart.check_apart),
)
_AFTER = (
    ("A version", frozen.check_versions),
    ("An edition", frozen.check_editions),
    ("A standard", frozen.check_standards),
    ("A submission", frozen.check_submissions),
    ("A decision", frozen.check_decisions),
    ("A submission's trail", frozen.check_steps),
    ("What an organisation keeps", owned.check_owned),
    ("A pathway", check_mappings),
)


def find_faults(session: Session, head: JournalHead | None = None) -> Iterator[DataFault]:
    """Yield what is wrong with a database of this version, a sentence a fault.

    A `head` is held against the journal. Nothing is written.
    """
    for subject, check in _FIRST:
        yield from run_check(session, subject, check)
    walked: list[Trail] = []

    def check_trail(session: Session) -> Iterator[DataFault]:
        walked.append(walk(session))
        yield from walked[0].faults
        if head is not None:
            yield from check_head(walked[0], head)

    yield from run_check(session, "The journal", check_trail)
    for trail in walked:
        for subject, compare in (
            ("What the journal proves", proved.check_proofs),
            ("A pathway", proved.check_drafts),
            ("An edition", proved.check_competencies),
        ):
            yield from run_check(session, subject, partial(compare, trail=trail))
    for subject, check in _AFTER:
        yield from run_check(session, subject, check)
    yield from run_check(session, "The directory", _check_listing)


def _check_listing(session: Session) -> Iterator[DataFault]:
    for text in find_offer_faults(session):
        yield DataFault(text, can_mend=True)


def list_mendable(faults: Sequence[DataFault]) -> list[DataFault]:
    """Return the faults that a recount puts right, and does not spread what was forged."""
    forged = {fault.pathway_id for fault in faults if fault.is_forged}
    return [
        fault
        for fault in faults
        # What the directory lists is of no one pathway: it rests on all of them.
        if fault.can_mend
        and (not forged or (fault.pathway_id and not forged & {"", fault.pathway_id}))
    ]


def mend(session: Session, faults: Sequence[DataFault]) -> Iterator[str]:
    """Put right what a recount can, and say in sentences what was done and what was not.

    Never from what went past the journal: a recount would spread it.
    """
    forged = {fault.pathway_id for fault in faults if fault.is_forged}
    if "" in forged:
        yield "Nothing was put right: a recount would rest on what is damaged or was changed."
        return
    yield f"Recounted: {mend_bits(session, forged)}."
    for pathway_id in sorted(forged):
        yield f"Pathway {pathway_id} was left as it is: a recount would rest on what was changed."
    if any(find_offer_faults(session)):
        if forged:
            yield "The directory was left as it is: it would list what was changed."
        else:
            yield f"Listed anew: {rebuild_offers(session)}."
