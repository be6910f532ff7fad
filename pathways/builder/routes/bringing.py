"""Bringing in what somebody has already: a text or a file, a preview, then one transaction."""

from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Any, Final

from flask import Response, flash, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from pathways import seals
from pathways.access import Action, actor, requires
from pathways.builder.bringing import (
    PATIENCE_OF_WEB,
    TooMuchError,
    UnreadPapersError,
    bound_papers,
    read_file,
)
from pathways.builder.forms import BringForm
from pathways.builder.queries import PathwayView
from pathways.builder.routes.blueprint import bp, read, show_url
from pathways.builder.services.arrival import add_arrival
from pathways.builder.services.bringing import PathwayMovedError, merge_content
from pathways.builder.services.preview import NO_TITLE, BringPreview, build_preview, is_home
from pathways.db import db, transaction
from pathways.domain.bringing.papers import Papers
from pathways.domain.bringing.questions import ROLES
from pathways.domain.pathway.content import PathwayContent
from pathways.domain.policy import is_allowed, refuse
from pathways.domain.refusals import ClosedError, RuleError
from pathways.domain.work import Work
from pathways.htmx import fragment, go, send, wants_fragments
from pathways.records.editions import current_edition
from pathways.records.thresholds import thresholds_of
from pathways.text import TextError, clean_text
from pathways.turns import NoTurnError, in_turn, turn

_PURPOSE: Final = "preview of what is brought in"
_ROOM: Final = 4 * 1024 * 1024
"""Bytes of a form with a text that was pasted, or with a preview that comes back."""
_PARCEL_LIMIT: Final = 3 * 1024 * 1024
_ANSWERS: Final = 500
_DAMAGED: Final = (
    "The preview came back damaged, or belongs to somebody else. Choose the file once more."
)
_MOVED: Final = (
    "Somebody changed this pathway while you looked at this page. Nothing was written. "
    "Below is what would come in now."
)


@dataclass(frozen=True, slots=True)
class FileParcel:
    """What was read of a file, as it travels in the page: nothing of it is kept here."""

    papers: Papers
    name: str
    revision: int = 0

    def seal(self) -> str:
        """Return it signed, for the person who looks at it."""
        values = {
            "person": actor().person_id,
            "papers": self.papers.to_plain(),
            "name": self.name,
            "revision": self.revision,
        }
        return seals.seal(_PURPOSE, values)


@bp.url_value_preprocessor
def make_room(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Take longer texts where they are brought in."""
    if endpoint in _ENDPOINTS:
        request.max_form_memory_size = _ROOM


@bp.get("/bring-in")
@requires(Action.CHANGE_PATHWAYS)
def bring_new() -> ResponseReturnValue:
    """Ask for what a new pathway is to be made from."""
    return _form_page(None, _form())


@bp.post("/bring-in")
@requires(Action.CHANGE_PATHWAYS)
@in_turn(Work.LOOKING)
def preview_new() -> ResponseReturnValue:
    """Show what a new pathway would hold. Nothing is written yet."""
    return _preview(None)


@bp.post("/bring-in/take")
@requires(Action.CHANGE_PATHWAYS)
@in_turn(Work.LOOKING)
def take_new() -> ResponseReturnValue:
    """Make a pathway of what the preview showed."""
    form = _form()
    parcel = _opened(form)
    if parcel is None:
        return _form_page(None, form, 422)
    form.validate()
    preview = _build(None, form, parcel)
    if not form.target_level.data and preview.brought.level is None:
        form.add_error("target_level", "Say which level the pathway leads to.")
    if form.errors or preview.problems or preview.arrival is None:
        return _preview_page(None, form, parcel, preview, 422)
    plain = preview.content.to_plain()
    with transaction() as session:
        identifier = add_arrival(session, actor(), plain, identifier=form.operation.identifier)
    flash(f"Made from “{parcel.name}”. The file was not kept.")
    return go(show_url(identifier))


@bp.get("/<pathway_id>/bring-in")
@requires(Action.CHANGE_PATHWAYS)
def bring_in(pathway_id: str) -> ResponseReturnValue:
    """Ask for a text or a file to be brought into a pathway."""
    return _form_page(_open(pathway_id), _form())


@bp.post("/<pathway_id>/bring-in")
@requires(Action.CHANGE_PATHWAYS)
@in_turn(Work.LOOKING)
def preview_bringing(pathway_id: str) -> ResponseReturnValue:
    """Show what would come into a pathway. Nothing is written yet."""
    return _preview(_open(pathway_id))


@bp.post("/<pathway_id>/bring-in/take")
@requires(Action.CHANGE_PATHWAYS)
@in_turn(Work.LOOKING)
def take_bringing(pathway_id: str) -> ResponseReturnValue:
    """Bring in what the preview showed: one transaction, one step to undo."""
    view = _open(pathway_id)
    form = _form()
    parcel = _opened(form)
    if parcel is None:
        return _form_page(view, form, 422)
    preview = _build(view, form, parcel)
    if preview.problems or preview.arrival is None:
        return _preview_page(view, form, parcel, preview, 422)
    try:
        with transaction() as session:
            merged = merge_content(
                session,
                actor(),
                pathway_id,
                preview.arrival,
                by_place=is_home(preview.brought, preview.held),
                seen=parcel.revision,
            )
    except PathwayMovedError:
        view = read(pathway_id)
        parcel = replace(parcel, revision=view.head.revision)
        return _preview_page(view, form, parcel, _build(view, form, parcel), 422, _MOVED)
    except RuleError as error:
        return _preview_page(view, form, parcel, preview, 422, str(error))
    flash(f"From “{parcel.name}”: {merged.words}. One Undo takes all of it back.")
    return go(show_url(pathway_id))


_ENDPOINTS: Final = {
    f"{bp.name}.{view.__name__}"
    for view in (preview_new, take_new, preview_bringing, take_bringing)
}


def _open(pathway_id: str) -> PathwayView:
    view = read(pathway_id)
    if not view.head.is_open:
        raise ClosedError(pathway_id)
    return view


def _form() -> BringForm:
    form = BringForm()
    form.fill(current_edition(db.session))
    return form


def _preview(view: PathwayView | None) -> ResponseReturnValue:
    """Read what was sent, or what was read before, and show what it would make."""
    form = _form()
    if form.parcel.data and not (form.text.data or form.has_file):
        parcel = _opened(form)
        if parcel is None:
            return _form_page(view, form, 422)
        form.validate()
        if request.form.get("move"):
            parcel = replace(parcel, revision=view.head.revision if view else 0)
        return _preview_page(view, form, parcel, _build(view, form, parcel))
    if not form.validate() or not form.has_something():
        return _form_page(view, form, 422)
    try:
        parcel = _read(form, view.head.revision if view else 0)
    except (UnreadPapersError, TooMuchError) as error:
        form.add_error("file" if form.has_file else "text", f"{error} Nothing was changed.")
        return _form_page(view, form, 422)
    except NoTurnError as error:
        form.add_error("file" if form.has_file else "text", str(error))
        return error.answer(_form_page(view, form))
    form.parcel.data = parcel.seal()
    if len(form.parcel.data) > _PARCEL_LIMIT:
        form.add_error(
            "file" if form.has_file else "text",
            "This holds more than can be looked through at once. Bring it in parts, "
            "such as one sheet at a time. Nothing was changed.",
        )
        return _form_page(view, form, 422)
    return _preview_page(view, form, parcel, _build(view, form, parcel))


def _read(form: BringForm, revision: int) -> FileParcel:
    """Have a file or a text read, in a turn and in a process apart."""
    if form.has_file:
        data: bytes = form.file.data.read()
        name = _plain_name(form.file.data.filename or "")
        if why := _why_no_file():
            raise UnreadPapersError(why)
    else:
        data, name = (form.text.data or "").encode("utf-8", "replace"), "pasted text.txt"
    # Reading takes a moment; the database need not wait for it.
    db.session.close()
    with turn(Work.READING, PATIENCE_OF_WEB):
        papers = bound_papers(read_file(data, name, PATIENCE_OF_WEB))
    return FileParcel(papers, "pasted text" if not form.has_file else name, revision)


def _why_no_file() -> str:
    """Say why somebody may have no file read; empty where they may."""
    if is_allowed(actor(), Action.BRING_FILES):
        return ""
    refusal = refuse(actor(), Action.BRING_FILES)
    return f"{refusal.words if refusal else ''} You can paste the text instead.".strip()


def _plain_name(name: str) -> str:
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(sign for sign in last if sign.isprintable()).strip()[:120] or "the file"


def _opened(form: BringForm) -> FileParcel | None:
    """Return what was sealed; None, with a message in the form, where it is not ours."""
    values = seals.unseal(_PURPOSE, form.parcel.data or "")
    try:
        if isinstance(values, dict) and values["person"] == actor().person_id:
            papers = Papers.from_plain(values["papers"])
            return FileParcel(papers, str(values["name"]), int(values["revision"]))
    except (KeyError, TypeError, ValueError):
        # Sealed here, but by the app as it was before it was renewed.
        pass
    form.parcel.data = ""
    form.add_error("text", _DAMAGED)
    return None


def _answers() -> dict[str, str]:
    """Return what was said of the file: of what each question asked."""
    found: dict[str, str] = {}
    for name, value in request.form.items():
        if name.startswith("answer-") and len(name) < 120 and len(found) < _ANSWERS:
            try:
                found[name.removeprefix("answer-")] = clean_text(value, 120, is_line=True)
            except TextError:
                continue
    return {key: value for key, value in found.items() if value}


def _build(view: PathwayView | None, form: BringForm, parcel: FileParcel) -> BringPreview:
    limits = thresholds_of(db.session)
    if view is not None:
        held, edition = view.content, view.edition
        level: int | None = held.target_level
    else:
        edition, level = current_edition(db.session), form.level
        held = PathwayContent(edition.code, NO_TITLE, level or edition.levels[0].number)
    preview = build_preview(db.session, parcel.papers, held, edition, limits, _answers(), level)
    if view is not None:
        return preview
    title = form.title.data or _first_title(preview, parcel.name)
    named = replace(preview.held, title=title)
    merging = preview.merging
    if merging is not None:
        merging = replace(merging, content=replace(merging.content, title=title))
    return replace(preview, held=named, merging=merging)


def _first_title(preview: BringPreview, name: str) -> str:
    """Return what a new pathway is called where nobody has said: as the file, or its text, is."""
    said = preview.brought.title or ("" if name == "pasted text" else PurePath(name).stem)
    try:
        return clean_text(" ".join(said.split())[:200], is_name=True) or NO_TITLE
    except TextError:
        return NO_TITLE


def _form_page(view: PathwayView | None, form: BringForm, status: int = 200) -> Response:
    markup = render_template(
        "builder/bring.html" if view else "builder/bring_new.html",
        section="pathways",
        form=form,
        view=view,
        head=view.head if view else None,
        preview=None,
        why_no_file=_why_no_file(),
    )
    return make_response(markup, status)


def _preview_page(
    view: PathwayView | None,
    form: BringForm,
    parcel: FileParcel,
    preview: BringPreview,
    status: int = 200,
    problem: str = "",
) -> Response:
    form.parcel.data = parcel.seal()
    if view is None:
        form.title.data = form.title.data or preview.held.title
        level = form.level or preview.brought.level
        form.target_level.data = str(level) if level else ""
    context: dict[str, Any] = {
        "form": form,
        "preview": preview,
        "name": parcel.name,
        "head": view.head if view else None,
        "address": _address(view),
        "problem": problem,
        "roles": ROLES,
    }
    if wants_fragments():
        return send([fragment("builder/_bring_preview.html", **context)], status)
    template = "builder/bring.html" if view else "builder/bring_new.html"
    markup = render_template(template, section="pathways", view=view, **context)
    return make_response(markup, status)


def _address(view: PathwayView | None) -> dict[str, str]:
    """Return where the forms of a preview lead."""
    if view is None:
        return {
            "show": url_for("builder.preview_new"),
            "take": url_for("builder.take_new"),
            "again": url_for("builder.bring_new"),
        }
    return {
        "show": url_for("builder.preview_bringing", pathway_id=view.head.id),
        "take": url_for("builder.take_bringing", pathway_id=view.head.id),
        "again": url_for("builder.bring_in", pathway_id=view.head.id),
        "new": url_for("builder.preview_new"),
    }
