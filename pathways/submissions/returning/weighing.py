"""May this workbook be taken, and what of it? Plain values in and out."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from pathways.domain.review.finding import Finding
from pathways.domain.review.generation import Generation
from pathways.domain.review.identity import Identity
from pathways.domain.review.places import MarkedPlace
from pathways.domain.review.returning import (
    Change,
    Weighed,
    list_matching,
    refuse_identity,
)
from pathways.domain.review.sheets import Book
from pathways.domain.review.submission import line_key
from pathways.submissions.returning.offers import offer
from pathways.submissions.returning.origin import Origin, Receiver
from pathways.submissions.returning.parcel import Parcel, seen_findings
from pathways.submissions.returning.rows import Known
from pathways.submissions.returning.sheet import (
    RefusedError,
    RefusedRow,
    Returned,
    read_returned,
)
from pathways.submissions.threads.cells import ExportedThreads
from pathways.workbook.incoming.alterations import Alterations, find_contradiction, list_alterations
from pathways.workbook.incoming.generations import find_generation
from pathways.workbook.qa.subject import QaSubject, ReviewEntry

Wording = tuple[Mapping[str, str], frozenset[str]]
"""The official wording as workbooks print it: texts by code, and which are unverified."""


@dataclass(frozen=True, slots=True)
class Brought:
    """A workbook that somebody brought: who and when, its name and SHA-256, what it says it is."""

    book: Book
    person: str
    name: str
    mark: str
    identity: Identity | None
    today: date


@dataclass(frozen=True, slots=True)
class Preview:
    """What a workbook would change, ready to be shown. `left` are rows not carried over."""

    receiver: Receiver
    parcel: Parcel
    weighed: Weighed
    offered: tuple[Change, ...]
    places: Mapping[str, MarkedPlace]
    returned: Returned | None = None
    alterations: Alterations | None = None
    left: tuple[RefusedRow, ...] = ()

    @property
    def others(self) -> int:
        """How many rows of the submission stay as they are, whatever is ticked."""
        asked = {change.row for change in (*self.weighed.changes, *self.offered)}
        return len(self.places) - len(asked)


def weigh_book(
    brought: Brought, receiver: Receiver, older: Origin | None, wording: Wording
) -> Preview:
    """Return what a workbook would change; RefusedError where it is not for this submission.

    `older` is the earlier submission of the same pathway to the same commissioner that the
    workbook says it belongs to, if it is one, and `wording` what it is compared with.
    """
    to, identity, book = receiver.addressee, brought.identity, brought.book
    reason = refuse_identity(identity, to, is_older=older is not None)
    if reason or identity is None:
        raise RefusedError(reason)
    origin = older or receiver.origin
    subject = subject_of(origin, identity, book, wording)
    if found := find_contradiction(subject, book):
        raise RefusedError(
            f"The workbook says that it is {origin.label} of “{origin.title}”, but its Summary "
            f"says “{found}”. What a workbook says of its origin must not be changed."
        )
    # Numbers of modules and questions are those of the version that was exported.
    places = origin.places
    threads = ExportedThreads(origin.comments, identity.last_step)
    dates = {row: standing.date for row, standing in receiver.standing.items()}
    returned = read_returned(book, places.values(), Known(threads, brought.today, dates))
    codes = [place.code for place in places.values()]
    found_elsewhere = list_alterations(subject, book, codes, returned.sheet)
    returned = offer(returned, found_elsewhere.misplaced, places.values())
    left: tuple[RefusedRow, ...] = ()
    if older is not None:
        returned, left = _only_matching(returned, older, receiver.origin)
    parcel = Parcel(
        submission=to.submission,
        person=brought.person,
        name=brought.name,
        mark=brought.mark,
        entries=returned.entries,
        # Nothing of this submission was in a workbook of another one.
        exported={} if older else _known(identity, returned),
        exported_at=identity.last_step,
        seen={},
        older=older.number if older else 0,
        offered=returned.offered,
    )
    return replace(
        weigh_again(receiver, parcel),
        returned=returned,
        alterations=found_elsewhere,
        left=left,
    )


def weigh_again(receiver: Receiver, parcel: Parcel) -> Preview:
    """Return the preview of a parcel against what stands now."""
    seen = seen_findings(parcel.entries, receiver.standing)
    return Preview(
        receiver=receiver,
        parcel=replace(parcel, seen=seen),
        weighed=parcel.weigh(receiver.standing),
        offered=parcel.weigh_offered(receiver.standing),
        places=receiver.origin.places,
    )


def subject_of(origin: Origin, identity: Identity, book: Book, wording: Wording) -> QaSubject:
    """Return what a workbook was written from, to be compared with what it holds now.

    Findings are left out: they are the reviewers' own.
    """
    threads = ExportedThreads(origin.comments, identity.last_step)
    texts, unverified = wording
    generation = find_generation(book, identity.generation)
    is_told = generation >= Generation.ALONE
    return QaSubject(
        edition=origin.edition,
        content=origin.content,
        standard=origin.standard,
        provider=origin.provider,
        version=origin.label,
        changed_at=origin.changed_at,
        review=tuple(
            ReviewEntry(line_key(row) or row, thread=thread)
            for row, thread in threads.threads(book, origin.places.values()).items()
        ),
        wording=texts,
        unverified=unverified,
        thresholds=origin.thresholds,
        sentence=None if identity.is_draft else origin.sentence,
        is_frozen=not identity.is_draft,
        generation=generation,
        # Workbooks of before said nothing of it.
        sent=origin.sending.as_of(identity.last_step) if is_told and origin.sending else None,
    )


def _only_matching(
    returned: Returned, older: Origin, here: Origin
) -> tuple[Returned, tuple[RefusedRow, ...]]:
    """Keep the rows of which both versions say the same."""
    matching = list_matching(here.edition, older.sent, here.sent) & here.places.keys()
    changed = f"Not the same as in version {older.number}."
    gone = f"Part of version {older.number} alone: this submission does not hold it."
    left = tuple(
        RefusedRow(
            entry.number,
            older.places[entry.row].code,
            changed if entry.row in here.places else gone,
        )
        for entry in (*returned.entries, *returned.offered)
        if entry.row not in matching
    )
    kept = tuple(entry for entry in returned.entries if entry.row in matching)
    offered = tuple(entry for entry in returned.offered if entry.row in matching)
    return replace(returned, entries=kept, offered=offered), left


def _known(identity: Identity, returned: Returned) -> dict[str, Finding]:
    rows = {entry.row for entry in returned.entries}
    return {row: finding for row, finding in identity.findings.items() if row in rows}
