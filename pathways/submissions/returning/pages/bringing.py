"""A reviewed workbook comes home: a preview, row by row, then one transaction."""

import hashlib
from dataclasses import dataclass, replace

from flask import flash, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from pathways import seals
from pathways.access import Action, actor, requires
from pathways.db import db, transaction
from pathways.domain.refusals import StateError
from pathways.domain.review.finding import Finding
from pathways.domain.review.identity import Identity
from pathways.domain.review.returning import (
    THREAD,
    Change,
    Place,
    Weighed,
    list_matching,
    list_places,
    refuse_identity,
    refuse_state,
)
from pathways.domain.review.sheets import Book
from pathways.domain.words import plural
from pathways.htmx import go
from pathways.submissions.blueprint import bp
from pathways.submissions.returning.forms import TakeForm, WorkbookForm
from pathways.submissions.returning.pages.checking import subject_of_origin
from pathways.submissions.returning.parcel import Parcel, seen_findings
from pathways.submissions.returning.reads import OriginView, ReceiverView, find_older, read_receiver
from pathways.submissions.returning.sheet import RefusedRow, Returned, SheetError, read_returned
from pathways.submissions.returning.uploads import PATIENCE, UploadError, read_upload
from pathways.submissions.returning.writes import MovedError, take
from pathways.submissions.threads.cells import ExportedThreads
from pathways.turns import NoTurnError, turn
from pathways.workbook.incoming.alterations import Alterations, find_contradiction, list_alterations

_PURPOSE = "preview of a workbook"
_PARCEL_LIMIT = 900_000
_DAMAGED = "The preview came back damaged, or belongs to somebody else. Choose the file once more."


class RefusedError(ValueError):
    """Why a workbook is not taken."""


@dataclass(frozen=True, slots=True)
class Ticked:
    """The rows that somebody chose: findings in conflict, and comments that were asked about."""

    findings: frozenset[str] = frozenset()
    comments: frozenset[str] = frozenset()


_NOTHING_TICKED = Ticked()


@dataclass(frozen=True, slots=True)
class Preview:
    """What a workbook would change, ready to be shown. `left` are rows not carried over."""

    receiver: ReceiverView
    parcel: Parcel
    weighed: Weighed
    offered: tuple[Change, ...]
    places: dict[str, Place]
    returned: Returned | None = None
    alterations: Alterations | None = None
    left: tuple[RefusedRow, ...] = ()


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
        with turn(actor().person_id, PATIENCE):
            book = read_upload(data, name)
        preview = _weigh_book(receiver, book, name, hashlib.sha256(data).hexdigest())
        return _preview_page(preview)
    except (UploadError, SheetError, RefusedError) as error:
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
        return _preview_page(_weigh_again(receiver, parcel), 422, "carry", ticked)
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
        return _preview_page(_weigh_again(receiver, parcel), 422, "moved", again)
    if taken.findings or taken.comments:
        said = f"Took {taken.words} from “{parcel.name}”."
    elif taken.left:
        said = "Nothing was changed."
    else:
        said = f"“{parcel.name}” held nothing new. Nothing was changed."
    if taken.left:
        said += f" {plural(taken.left, 'text')} under “{THREAD}” stayed in the file."
    flash(said)
    return go(url_for("submissions.show", submission_id=submission_id))


def _weigh_book(receiver: ReceiverView, book: Book, name: str, mark: str) -> Preview:
    """Return what a workbook would change; RefusedError where it is not for this submission."""
    identity = seals.read_identity(book.identity)
    to = receiver.addressee
    older = None
    if identity is not None and not identity.is_draft and identity.submission != to.submission:
        older = find_older(db.session, actor(), identity, to.submission)
    reason = refuse_identity(identity, to, is_older=older is not None)
    if reason or identity is None:
        raise RefusedError(reason)
    origin = older or receiver.origin
    subject = subject_of_origin(origin, identity, book)
    if found := find_contradiction(subject, book):
        raise RefusedError(
            f"The workbook says that it is {origin.label} of “{origin.title}”, but its Summary "
            f"says “{found}”. What a workbook says of its origin must not be changed."
        )
    places = _places(receiver)
    threads = ExportedThreads(origin.comments, identity.last_step)
    returned = read_returned(book, places.values(), threads)
    left: tuple[RefusedRow, ...] = ()
    if older is not None:
        returned, left = _only_matching(returned, older, receiver, places)
    parcel = Parcel(
        submission=to.submission,
        person=actor().person_id,
        name=name,
        mark=mark,
        entries=returned.entries,
        # Nothing of this submission was in a workbook of another one.
        exported={} if older else _known(identity, returned),
        exported_at=identity.last_step,
        seen=seen_findings(returned.entries, receiver.standing),
        older=older.number if older else 0,
        offered=returned.offered,
    )
    return Preview(
        receiver=receiver,
        parcel=parcel,
        weighed=parcel.weigh(receiver.standing),
        offered=parcel.weigh_offered(receiver.standing),
        places=places,
        returned=returned,
        alterations=list_alterations(subject, book),
        left=left,
    )


def _weigh_again(receiver: ReceiverView, parcel: Parcel) -> Preview:
    """Return the preview of a parcel against what stands now."""
    seen = seen_findings(parcel.entries, receiver.standing)
    return Preview(
        receiver=receiver,
        parcel=replace(parcel, seen=seen),
        weighed=parcel.weigh(receiver.standing),
        offered=parcel.weigh_offered(receiver.standing),
        places=_places(receiver),
    )


def _only_matching(
    returned: Returned, older: OriginView, receiver: ReceiverView, places: dict[str, Place]
) -> tuple[Returned, tuple[RefusedRow, ...]]:
    """Keep the rows of which both versions say the same."""
    here = receiver.origin
    old, new = older.content, here.content
    if old is None or new is None:
        raise RefusedError("The workbook belongs to a version that is no longer there.")
    matching = list_matching(here.edition, old, new, older.standard, here.standard)
    left = tuple(
        RefusedRow(
            entry.number, places[entry.row].code, f"Not the same as in version {older.number}."
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


def _places(receiver: ReceiverView) -> dict[str, Place]:
    origin = receiver.origin
    assert origin.content is not None  # noqa: S101  # a version always has its content
    return {place.row: place for place in list_places(origin.edition, origin.content)}


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


def _form_page(
    receiver: ReceiverView, form: WorkbookForm, status: int = 200
) -> ResponseReturnValue:
    markup = render_template(
        "submissions/return.html",
        section="submissions",
        origin=receiver.origin,
        state=receiver.addressee.state,
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
