"""Checking a workbook that somebody was given: is it what the app exported?"""

from flask import make_response, render_template
from flask.typing import ResponseReturnValue

from pathways import seals
from pathways.access import Action, actor, requires
from pathways.db import db
from pathways.domain.review.identity import Identity
from pathways.domain.review.returning import list_places
from pathways.domain.review.sheets import Book
from pathways.domain.review.submission import line_key
from pathways.records.editions import print_wording
from pathways.submissions.blueprint import bp
from pathways.submissions.returning.forms import WorkbookForm
from pathways.submissions.returning.reads import OriginView, find_origin
from pathways.submissions.returning.uploads import PATIENCE, UploadError, read_upload
from pathways.submissions.threads.cells import ExportedThreads
from pathways.turns import NoTurnError, turn
from pathways.workbook.incoming.alterations import Alterations, has_wording, list_alterations
from pathways.workbook.qa.subject import QaSubject, ReviewEntry


@bp.get("/check-workbook")
@requires(Action.BRING_FILES)
def check_workbook() -> ResponseReturnValue:
    """Ask for a workbook."""
    return _page(WorkbookForm())


@bp.post("/check-workbook")
@requires(Action.BRING_FILES)
def checked_workbook() -> ResponseReturnValue:
    """Say where a workbook comes from, and what in it was changed. Nothing is kept."""
    form = WorkbookForm()
    if not form.validate():
        return _page(form, 422)
    data: bytes = form.workbook.data.read()
    db.session.close()
    try:
        with turn(actor().person_id, PATIENCE):
            book = read_upload(data, form.workbook.data.filename or "")
    except UploadError as error:
        form.add_error("workbook", str(error))
        return _page(form, 422)
    except NoTurnError as error:
        form.add_error("workbook", str(error))
        return error.answer(_page(form))
    identity = seals.read_identity(book.identity)
    origin = find_origin(db.session, actor(), identity) if identity else None
    found = None
    if identity is not None and origin is not None and origin.content is not None:
        found = list_alterations(subject_of_origin(origin, identity, book), book)
    return _page(form, origin=origin, found=found, is_checked=True, is_marked=bool(book.identity))


def subject_of_origin(origin: OriginView, identity: Identity, book: Book) -> QaSubject:
    """Return what a workbook was written from, to be compared with what it holds now.

    Findings are left out: they are the reviewers' own.
    """
    assert origin.content is not None  # noqa: S101  # the caller has looked
    places = list_places(origin.edition, origin.content)
    threads = ExportedThreads(origin.comments, identity.last_step).threads(book, places)
    wording, unverified = print_wording(
        db.session, origin.edition.code, is_wanted=has_wording(book)
    )
    return QaSubject(
        edition=origin.edition,
        content=origin.content,
        standard=origin.standard,
        provider=origin.provider,
        version=origin.label,
        changed_at=origin.changed_at,
        review=tuple(
            ReviewEntry(line_key(row) or row, thread=thread) for row, thread in threads.items()
        ),
        wording=wording,
        unverified=unverified,
    )


def _page(
    form: WorkbookForm,
    status: int = 200,
    *,
    origin: OriginView | None = None,
    found: Alterations | None = None,
    is_checked: bool = False,
    is_marked: bool = False,
) -> ResponseReturnValue:
    markup = render_template(
        "submissions/check_workbook.html",
        section="check",
        form=form,
        origin=origin,
        found=found,
        is_checked=is_checked,
        is_marked=is_marked,
    )
    return make_response(markup, status)
