"""The workbook of a submission, with the findings and comments that stand."""

from flask.typing import ResponseReturnValue

from pathways import seals
from pathways.access import Action, actor, requires
from pathways.bearer import for_programs
from pathways.db import db
from pathways.domain.days import day_of
from pathways.domain.review.identity import Identity
from pathways.domain.review.returning import join_comments
from pathways.domain.review.submission import WHOLE
from pathways.domain.scope import TokenScope
from pathways.domain.work import Work
from pathways.downloads import ODS, attachment, is_wording_wanted
from pathways.records.editions import print_wording
from pathways.records.thresholds import thresholds_of
from pathways.submissions.blueprint import bp, file_name
from pathways.submissions.returning.reads import read_identity
from pathways.submissions.returning.sendings import read_sending
from pathways.submissions.reviewing.reads import MarkedRowView, ReviewView, read_review
from pathways.submissions.threads.cells import thread_text
from pathways.turns import in_turn
from pathways.workbook.qa.subject import QaSubject, ReviewEntry


@bp.get("/submissions/<submission_id>/qa-matrix.xlsx")
@requires(Action.SEE_SUBMISSIONS)
@for_programs(TokenScope.REVIEWS)
@in_turn(Work.WRITING)
def workbook(submission_id: str) -> ResponseReturnValue:
    """Give the QA matrix of a submission."""
    # openpyxl is loaded when the first workbook is written, not at the start.
    from pathways.workbook.qa.qa_matrix import write_qa_matrix

    subject, name = _written_from(submission_id)
    return attachment(write_qa_matrix(subject), f"{name}.xlsx")


@bp.get("/submissions/<submission_id>/qa-matrix.ods")
@requires(Action.SEE_SUBMISSIONS)
@for_programs(TokenScope.REVIEWS)
@in_turn(Work.WRITING)
def opendocument(submission_id: str) -> ResponseReturnValue:
    """Give the QA matrix of a submission as an OpenDocument spreadsheet."""
    from pathways.workbook.qa.qa_matrix_ods import write_qa_matrix_ods

    subject, name = _written_from(submission_id)
    return attachment(write_qa_matrix_ods(subject), f"{name}.ods", ODS)


def _written_from(submission_id: str) -> tuple[QaSubject, str]:
    """Return what the QA matrix is written from, and the name of its file."""
    view = read_review(db.session, actor(), submission_id)
    origin = read_identity(db.session, actor(), submission_id)
    subject = subject_of(view, origin, is_wanted=is_wording_wanted())
    # No transaction is held while the workbook is made.
    db.session.close()
    return subject, f"{file_name(view.submission)}-qa-matrix"


def subject_of(view: ReviewView, origin: Identity, *, is_wanted: bool) -> QaSubject:
    """Return what the workbook is written from, with the official wording where it `is_wanted`.

    By its `origin`, which is sealed, it is known when it comes back.
    """
    submission = view.submission
    wording, unverified = print_wording(db.session, submission.edition.code, is_wanted=is_wanted)
    sending = read_sending(db.session, submission.id, submission.commissioner)
    rows = [(WHOLE, view.whole)]
    rows += [(line.report.line.key, line.review) for line in view.lines]
    rows += [(row.competency.code, row.review) for row in view.competencies]
    rows += [(item.review.row, item.review) for item in view.modules]
    rows += [(item.review.row, item.review) for item in view.subjects]
    rows += [(item.review.row, item.review) for item in view.questions]
    return QaSubject(
        edition=submission.edition,
        content=submission.content,
        standard=submission.standard,
        provider=submission.provider,
        version=f"Version {submission.number}",
        changed_at=submission.sent_at,
        wording=wording,
        unverified=unverified,
        review=tuple(_entry(code, row) for code, row in rows if _says_any(row)),
        identity=seals.seal_identity(origin),
        sent=sending.as_of(origin.last_step),
        thresholds=thresholds_of(db.session),
        sentence=submission.declaration.sentence,
        is_frozen=True,
    )


def _says_any(row: MarkedRowView) -> bool:
    return bool(row.finding or row.comments or row.drafts)


def _entry(code: str, row: MarkedRowView) -> ReviewEntry:
    found = row.finding
    return ReviewEntry(
        code=code,
        finding=found.finding if found else None,
        thread=thread_text(row.comments),
        comment=join_comments([one.text for one in row.drafts]),
        reviewer=found.reviewer if found else "",
        date=(found.reviewed_on or day_of(found.at).isoformat()) if found else "",
    )
