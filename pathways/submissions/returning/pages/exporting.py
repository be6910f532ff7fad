"""The workbook of a submission, with the findings and comments that stand."""

from flask.typing import ResponseReturnValue

from pathways import seals
from pathways.access import Action, actor, requires
from pathways.db import db
from pathways.domain.review.submission import WHOLE
from pathways.downloads import attachment, is_wording_wanted
from pathways.records.editions import print_wording
from pathways.records.thresholds import thresholds_of
from pathways.submissions.blueprint import bp, file_name
from pathways.submissions.returning.reads import read_identity
from pathways.submissions.reviewing.reads import MarkedRowView, ReviewView, read_review
from pathways.submissions.threads.cells import thread_text
from pathways.workbook.qa.subject import QaSubject, ReviewEntry


@bp.get("/submissions/<submission_id>/qa-matrix.xlsx")
@requires(Action.SEE_SUBMISSIONS)
def workbook(submission_id: str) -> ResponseReturnValue:
    """Give the QA matrix of a submission."""
    # openpyxl is loaded when the first workbook is written, not at the start.
    from pathways.workbook.qa.qa_matrix import write_qa_matrix

    view = read_review(db.session, actor(), submission_id)
    identity = seals.seal_identity(read_identity(db.session, actor(), submission_id))
    subject = subject_of(view, identity, is_wanted=is_wording_wanted())
    # No transaction is held while the workbook is made.
    db.session.close()
    name = f"{file_name(view.submission)}-qa-matrix.xlsx"
    return attachment(write_qa_matrix(subject), name)


def subject_of(view: ReviewView, identity: str, *, is_wanted: bool) -> QaSubject:
    """Return what the workbook is written from, with the official wording where it `is_wanted`.

    By its `identity` it is known when it comes back.
    """
    submission = view.submission
    wording, unverified = print_wording(db.session, submission.edition.code, is_wanted=is_wanted)
    rows = [(WHOLE, view.whole)]
    rows += [(line.report.line.key, line.review) for line in view.lines]
    rows += [(row.competency.code, row.review) for row in view.competencies]
    return QaSubject(
        edition=submission.edition,
        content=submission.content,
        standard=submission.standard,
        provider=submission.provider,
        version=f"Version {submission.number}",
        changed_at=submission.sent_at,
        wording=wording,
        unverified=unverified,
        review=tuple(_entry(code, row) for code, row in rows if row.finding or row.comments),
        identity=identity,
        thresholds=thresholds_of(db.session),
        sentence=submission.declaration.sentence,
        is_frozen=True,
    )


def _entry(code: str, row: MarkedRowView) -> ReviewEntry:
    found = row.finding
    return ReviewEntry(
        code=code,
        finding=found.finding if found else None,
        thread=thread_text(row.comments),
        reviewer=found.reviewer if found else "",
        date=(found.reviewed_on or found.at.date().isoformat()) if found else "",
    )
