"""A reviewed workbook comes home: a preview, row by row, then one transaction."""

import hashlib
from dataclasses import dataclass

from flask import flash, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from pathways import seals
from pathways.access import Action, actor, requires
from pathways.db import db, transaction
from pathways.domain.refusals import StateError
from pathways.domain.review.returning import refuse_state
from pathways.domain.review.sheets import Book
from pathways.domain.words import plural
from pathways.domain.work import Work
from pathways.htmx import go
from pathways.pages import today
from pathways.submissions.blueprint import bp
from pathways.submissions.desk import UndeclaredError
from pathways.submissions.returning.forms import TakeForm, WorkbookForm
from pathways.submissions.returning.origin import Receiver
from pathways.submissions.returning.pages.checking import wording_of
from pathways.submissions.returning.parcel import Parcel
from pathways.submissions.returning.reads import find_older, read_receiver
from pathways.submissions.returning.sheet import RefusedError
from pathways.submissions.returning.uploads import PATIENCE, UploadError, read_upload
from pathways.submissions.returning.weighing import Brought, Preview, weigh_again, weigh_book
from pathways.submissions.returning.writes import MovedError, take
from pathways.turns import NoTurnError, turn

_PURPOSE = "preview of a workbook"
_PARCEL_LIMIT = 900_000
_DAMAGED = "The preview came back damaged, or belongs to somebody else. Choose the file once more."


@dataclass(frozen=True, slots=True)
class Ticked:
    """The rows that somebody chose: findings in conflict, and comments that were asked about."""

    findings: frozenset[str] = frozenset()
    comments: frozenset[str] = frozenset()


_NOTHING_TICKED = Ticked()


@bp.get("/submissions/<submission_id>/return")
@requires(Action.REVIEW)
def return_workbook(submission_id: str) -> ResponseReturnValue:
    """Ask for a reviewed workbook."""
    return _form_page(read_receiver(db.session, actor(), submission_id), WorkbookForm())


@bp.post("/submissions/<submission_id>/return")
@requires(Action.REVIEW)
def preview_return(submission_id: str) -> ResponseReturnValue:
    """Read a workbook and show what would be taken. Nothing is written yet."""
    receiver = read_receiver(db.session, actor(), submission_id)
    form = WorkbookForm()
    if not form.validate():
        return _form_page(receiver, form, 422)
    data: bytes = form.workbook.data.read()
    name = _file_name(form.workbook.data.filename)
    # Reading takes a moment; the database need not wait for it.
    db.session.close()
    try:
        if reason := refuse_state(receiver.addressee.state):
            raise RefusedError(reason)
        if not receiver.has_declared:
            raise RefusedError(str(UndeclaredError()))
        with turn(Work.READING, PATIENCE):
            book = read_upload(data)
        return _preview_page(_weigh(receiver, book, name, hashlib.sha256(data).hexdigest()))
    except (UploadError, RefusedError) as error:
        form.add_error("workbook", f"{error} Nothing was changed.")
        return _form_page(receiver, form, 422)
    except NoTurnError as error:
        form.add_error("workbook", str(error))
        return error.answer(_form_page(receiver, form))


@bp.post("/submissions/<submission_id>/return/take")
@requires(Action.REVIEW)
def take_return(submission_id: str) -> ResponseReturnValue:
    """Write what the preview showed."""
    receiver = read_receiver(db.session, actor(), submission_id)
    parcel = _opened(request.form.get("parcel", ""))
    refused = WorkbookForm(formdata=None)
    if parcel is None or (parcel.submission, parcel.person) != (submission_id, actor().person_id):
        refused.add_error("workbook", _DAMAGED)
        return _form_page(receiver, refused, 422)
    ticked = Ticked(*(frozenset(request.form.getlist(name)) for name in ("take", "comment")))
    if parcel.older and not request.form.get("carry"):
        return _preview_page(weigh_again(receiver, parcel), 422, "carry", ticked)
    try:
        with transaction() as session:
            taken = take(session, actor(), parcel, ticked.findings, ticked.comments)
    except StateError as error:
        refused.add_error("workbook", f"{error} Nothing was changed.")
        return _form_page(receiver, refused, 422)
    except MovedError:
        receiver = read_receiver(db.session, actor(), submission_id)
        # Which of two findings stays is asked anew; a comment that was chosen stays chosen.
        again = Ticked(comments=ticked.comments)
        return _preview_page(weigh_again(receiver, parcel), 422, "moved", again)
    if taken.findings or taken.comments:
        said = f"Took {taken.words} from “{parcel.name}”."
    elif taken.left:
        said = "Nothing was changed."
    else:
        said = f"“{parcel.name}” held nothing new. Nothing was changed."
    if taken.left:
        said += f" {plural(taken.left, 'text')} that stood elsewhere stayed in the file."
    flash(said)
    return go(url_for("submissions.show", submission_id=submission_id))


def _weigh(receiver: Receiver, book: Book, name: str, mark: str) -> Preview:
    """Read what a workbook is weighed with, and weigh it."""
    identity = seals.read_identity(book.identity)
    to = receiver.addressee
    older = None
    if identity is not None and not identity.is_draft and identity.submission != to.submission:
        older = find_older(db.session, actor(), identity, to.submission)
    brought = Brought(book, actor().person_id, name, mark, identity, today())
    return weigh_book(brought, receiver, older, wording_of(older or receiver.origin, book))


def _opened(text: str) -> Parcel | None:
    values = seals.unseal(_PURPOSE, text)
    if not isinstance(values, dict):
        return None
    try:
        return Parcel.from_plain(values)
    except (KeyError, TypeError, ValueError):
        # Sealed here, but by the app as it was before it was renewed.
        return None


def _file_name(name: str | None) -> str:
    """Return the name of a file as it may stand in the trail."""
    last = (name or "").replace("\\", "/").rpartition("/")[2]
    plain = "".join(c for c in last if c.isprintable()).strip()
    return plain[:120] or "the workbook"


def _form_page(receiver: Receiver, form: WorkbookForm, status: int = 200) -> ResponseReturnValue:
    markup = render_template(
        "submissions/return.html",
        section="submissions",
        origin=receiver.origin,
        state=receiver.addressee.state,
        has_declared=receiver.has_declared,
        form=form,
    )
    return make_response(markup, status)


def _preview_page(
    preview: Preview, status: int = 200, problem: str = "", ticked: Ticked = _NOTHING_TICKED
) -> ResponseReturnValue:
    form = TakeForm(formdata=None)
    form.parcel.data = seals.seal(_PURPOSE, preview.parcel.to_plain())
    # Once shown, it may grow a little by what colleagues did meanwhile; there is room for that.
    if preview.returned and len(form.parcel.data) > _PARCEL_LIMIT:
        raise RefusedError(
            "The workbook holds more words than can be taken at once. Bring it in two parts."
        )
    markup = render_template(
        "submissions/return_preview.html",
        section="submissions",
        preview=preview,
        origin=preview.receiver.origin,
        form=form,
        problem=problem,
        ticked=ticked,
    )
    return make_response(markup, status)
