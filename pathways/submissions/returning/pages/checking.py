"""Checking a workbook that somebody was given: is it what the app exported?"""

from dataclasses import replace

from flask import make_response, render_template
from flask.typing import ResponseReturnValue

from pathways import seals
from pathways.access import Action, actor, requires
from pathways.db import db
from pathways.domain.review.identity import Identity
from pathways.domain.review.sheets import Book
from pathways.domain.work import Work
from pathways.records.editions import list_earlier, print_wording
from pathways.submissions.blueprint import bp
from pathways.submissions.returning.forms import WorkbookForm
from pathways.submissions.returning.origin import Origin, Source
from pathways.submissions.returning.reads import find_origin
from pathways.submissions.returning.uploads import PATIENCE, UploadError, read_upload
from pathways.submissions.returning.weighing import Wording, subject_of
from pathways.turns import NoTurnError, turn
from pathways.workbook.incoming.alterations import Alterations, has_wording, list_alterations


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
        with turn(Work.READING, PATIENCE):
            book = read_upload(data)
    except UploadError as error:
        form.add_error("workbook", str(error))
        return _page(form, 422)
    except NoTurnError as error:
        form.add_error("workbook", str(error))
        return error.answer(_page(form))
    identity = seals.read_identity(book.identity)
    origin = find_origin(db.session, actor(), identity) if identity else None
    found = None
    if identity is not None and isinstance(origin, Origin):
        found = _compare(origin, identity, book)
    return _page(form, origin=origin, found=found, is_checked=True, is_marked=bool(book.identity))


def _compare(origin: Origin, identity: Identity, book: Book) -> Alterations:
    """Compare a workbook with what was exported.

    A draft follows the labels of its edition, and its file does not say which held then: it is
    compared with those that make it the most alike.
    """
    wording = wording_of(origin, book)
    found = list_alterations(subject_of(origin, identity, book, wording), book)
    if found.is_empty or not identity.is_draft:
        return found
    earlier = [replace(origin, edition=e) for e in list_earlier(db.session, origin.edition)]
    others = (list_alterations(subject_of(one, identity, book, wording), book) for one in earlier)
    return min((found, *others), key=lambda one: one.count)


def wording_of(origin: Origin, book: Book) -> Wording:
    """Return the official wording that a workbook is compared with: none where it prints none."""
    return print_wording(db.session, origin.edition.code, is_wanted=has_wording(book))


def _page(
    form: WorkbookForm,
    status: int = 200,
    *,
    origin: Source | None = None,
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
