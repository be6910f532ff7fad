"""May this workbook be taken, and what of it: plain values in, a preview or a refusal out."""

from dataclasses import replace
from datetime import date
from functools import cache

import pytest

from pathways.domain.pathway.content import PathwayContent
from pathways.domain.review.finding import Finding
from pathways.domain.review.identity import Identity
from pathways.domain.review.returning import Addressee, Standing
from pathways.domain.review.sheets import Book, CellValue, Sheet
from pathways.domain.review.submission import SubmissionState
from pathways.domain.rule.proportion import DEFAULTS
from pathways.domain.rule.standards import BALANCED
from pathways.submissions.returning.origin import Origin, Receiver
from pathways.submissions.returning.sheet import RefusedError
from pathways.submissions.returning.weighing import Brought, Preview, weigh_again, weigh_book
from pathways.workbook.incoming.reading import read_book
from pathways.workbook.qa.qa_matrix import write_qa_matrix
from tests.workbook.subjects import CHANGED_AT, content, edition, module, subject

A, B, C = "L2-KA-K01", "L2-KA-K02", "L2-LA-K01"
OLD = content(2, [module(1, [(A, "D"), (B, "I")])])
NEW = content(2, [module(1, [(A, "D"), (B, "A"), (C, "I")])])
HERE = Identity(
    digest=NEW.digest, standard="balanced", submission="here", version="v2", commissioner="metro"
)
BEFORE = replace(HERE, digest=OLD.digest, submission="before", version="v1")


def origin(pathway: PathwayContent, number: int) -> Origin:
    """Return a version that was sent."""
    return Origin(
        title=pathway.title,
        label=f"Version {number}",
        provider="Northgate Learning",
        standard=BALANCED,
        may_see=True,
        submission="here",
        edition=edition(),
        content=pathway,
        changed_at=CHANGED_AT,
        thresholds=DEFAULTS,
        number=number,
        commissioner="Metro Commissioning",
        comments={},
    )


def receiver(**standing: Finding) -> Receiver:
    """Return the submission of the new version, with findings that stand on it."""
    to = Addressee("here", "v2", NEW.digest, "metro", SubmissionState.IN_REVIEW)
    stands = {code.replace("_", "-"): Standing(finding) for code, finding in standing.items()}
    return Receiver(to, origin(NEW, 2), stands)


@cache
def book(number: int = 2) -> Book:
    """Return what is read of the workbook of a version."""
    exported = subject(NEW if number == 2 else OLD, version=f"Version {number}", is_frozen=True)
    return Book.from_plain(read_book(write_qa_matrix(exported)))


def typed(of: Book, **findings: str) -> Book:
    """Return the workbook with findings typed into Review."""
    wanted = {code.replace("_", "-"): word for code, word in findings.items()}

    def changed(sheet: Sheet) -> Sheet:
        at = next(i for i, row in enumerate(sheet.rows) if row and row[0] == "Code")
        place = sheet.rows[at].index("Finding")
        rows: list[tuple[CellValue, ...]] = [
            (*row[:place], wanted[str(row[0])], *row[place + 1 :])
            if row and str(row[0]) in wanted
            else row
            for row in sheet.rows
        ]
        return replace(sheet, rows=tuple(rows))

    return replace(of, sheets=tuple(changed(s) if s.title == "Review" else s for s in of.sheets))


def weighed(
    of: Book, identity: Identity | None = HERE, to: Receiver | None = None, *, older: bool = False
) -> Preview:
    """Weigh a workbook that Ann brought."""
    brought = Brought(of, "ann", "back.xlsx", "f" * 64, identity, date(2026, 11, 26))
    return weigh_book(
        brought, to or receiver(), origin(OLD, 1) if older else None, ({}, frozenset())
    )


def test_an_untouched_workbook_changes_nothing() -> None:
    preview = weighed(book())
    assert preview.weighed.changes == preview.offered == ()
    assert preview.left == ()
    assert preview.alterations is not None
    assert preview.alterations.is_empty
    assert (preview.parcel.person, preview.parcel.name) == ("ann", "back.xlsx")


def test_a_finding_is_taken_with_what_stood_then_and_stands_now() -> None:
    identity = replace(HERE, findings={A: Finding.MET, C: Finding.MET})
    to = receiver(L2_KA_K01=Finding.MET)
    preview = weighed(typed(book(), L2_KA_K01="Not met", L2_KA_K02="met"), identity, to)
    assert [(c.row, c.entry.finding) for c in preview.weighed.plain] == [
        (A, Finding.NOT_MET),
        (B, Finding.MET),
    ]
    assert preview.parcel.exported == {A: Finding.MET}
    assert preview.parcel.seen == {A: Finding.MET}
    assert preview.parcel.older == 0


def test_what_a_colleague_set_meanwhile_is_asked_about() -> None:
    to = receiver(L2_KA_K01=Finding.PARTLY_MET)
    preview = weighed(typed(book(), L2_KA_K01="Met"), to=to)
    assert [c.row for c in preview.weighed.conflicts] == [A]


@pytest.mark.parametrize(
    ("identity", "reason"),
    [
        (None, "does not say where it comes from"),
        (replace(HERE, submission="", pathway="p"), "exported from a draft"),
        (replace(HERE, commissioner="severn"), "for another commissioner"),
        (replace(HERE, submission="other"), "belongs to another submission"),
        (replace(HERE, digest="0" * 64), "another version"),
    ],
    ids=["unsigned", "draft", "commissioner", "submission", "version"],
)
def test_what_is_not_for_this_submission_is_refused(identity: Identity | None, reason: str) -> None:
    with pytest.raises(RefusedError, match=reason):
        weighed(book(), identity)


def test_a_seal_on_the_sheets_of_another_version_is_refused() -> None:
    with pytest.raises(RefusedError, match="says “Version: Version 1”"):
        weighed(book(1))


def test_a_workbook_without_its_review_is_refused() -> None:
    bare = replace(book(), sheets=tuple(s for s in book().sheets if s.title != "Review"))
    with pytest.raises(RefusedError, match="no sheet Review"):
        weighed(bare)


def test_of_an_earlier_version_only_what_is_the_same_is_carried_over() -> None:
    identity = replace(BEFORE, findings={A: Finding.MET})
    preview = weighed(typed(book(1), L2_KA_K01="Partly met", L2_KA_K02="Met"), identity, older=True)
    assert [(c.row, c.entry.finding) for c in preview.weighed.changes] == [(A, Finding.PARTLY_MET)]
    assert [(row.code, row.reason) for row in preview.left] == [
        (B, "Not the same as in version 1.")
    ]
    # Nothing of this submission was in that workbook.
    assert (preview.parcel.older, preview.parcel.exported) == (1, {})


def test_the_same_parcel_is_weighed_again_against_what_stands_now() -> None:
    parcel = weighed(typed(book(), L2_KA_K01="Met")).parcel
    again = weigh_again(receiver(L2_KA_K01=Finding.NOT_MET), parcel)
    assert [c.row for c in again.weighed.conflicts] == [A]
    assert again.parcel.seen == {A: Finding.NOT_MET}
    assert again.parcel.entries == parcel.entries
