"""Loading the official wording: a preview of a copy, one transaction, and the rest by hand."""

import json
from typing import Any

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import RequestEntityTooLarge

from pathways.access import Action, actor, find_actor, requires
from pathways.db import db, transaction
from pathways.domain.work import Work
from pathways.framework import services
from pathways.framework.copies import PATIENCE, SIZE_LIMIT, CopyError, read_copy
from pathways.framework.forms import CopyForm, KeepForm, PasteForm
from pathways.framework.queries import WordingView, get_wording_state
from pathways.framework.routes.blueprint import bp
from pathways.htmx import fragment, go, respond, wants_fragments
from pathways.records.editions import current_edition, get_prints
from pathways.turns import NoTurnError, turn

SHOWN = 40
"""How many competencies without verified wording are offered at once for pasting."""


@bp.url_value_preprocessor
def _allow_large_copies(_endpoint: str | None, _values: dict[str, Any] | None) -> None:
    # The published PDF is larger than any other upload, and only administrators bring it.
    if request.endpoint == "framework.preview":
        asking = find_actor()
        if asking is not None and asking.is_administrator:
            request.max_content_length = SIZE_LIMIT + 64 * 1024


@bp.errorhandler(413)
def _too_large(_error: RequestEntityTooLarge) -> ResponseReturnValue:
    page = render_template(
        "error.html",
        status=413,
        title="That is too large",
        advice=f"A copy of the framework may have up to {SIZE_LIMIT // 1024 // 1024} MB.",
        typed=[],
        form_address=url_for(".wording"),
        is_refused=False,
        knows_who=True,
        mark="",
    )
    return page, 413


@bp.get("/wording")
@requires(Action.ADMINISTER)
def wording() -> ResponseReturnValue:
    """Show how far the wording is loaded, and what is missing."""
    return _page(CopyForm())


@bp.post("/wording")
@requires(Action.ADMINISTER)
def preview() -> ResponseReturnValue:
    """Read a copy and show what was found in it. Nothing is kept yet."""
    form = CopyForm()
    if not form.validate():
        return _page(form, 422)
    prints = get_prints(db.session, current_edition(db.session).code)
    # Reading takes seconds; the database need not wait for it.
    db.session.close()
    try:
        with turn(Work.READING, PATIENCE):
            copy = read_copy(form.copy.data.read(), form.copy.data.filename or "", prints)
        report = services.weigh_copy(list(prints), copy.wording, copy.letters_after)
    except (CopyError, services.WordingRefusedError) as error:
        form.add_error("copy", f"{error}. Nothing was changed.")
        return _page(form, 422)
    except NoTurnError as error:
        form.add_error("copy", str(error))
        return error.answer(_page(form))
    keep = KeepForm(formdata=None)
    keep.wording.data = json.dumps(copy.wording, ensure_ascii=False)
    labels = get_wording_state(db.session).edition.by_code
    return render_template(
        "framework/preview.html",
        report=report,
        missing=[labels[code] for code in report.missing],
        name=form.copy.data.filename or "your file",
        form=keep,
        section="administration",
    )


@bp.post("/wording/keep")
@requires(Action.ADMINISTER)
def keep() -> ResponseReturnValue:
    """Keep what the preview found. What comes back from the page is proven once more."""
    try:
        sent = json.loads(request.form.get("wording", ""))
        found = {str(code): str(words) for code, words in sent.items()}
        with transaction() as session:
            edition = current_edition(session).code
            report = services.load_wording(session, found, edition=edition, by=actor())
    except services.WordingRefusedError as error:
        form = CopyForm(formdata=None)
        form.add_error("copy", f"{error}. Nothing was changed.")
        return _page(form, 422)
    except (ValueError, AttributeError):
        form = CopyForm(formdata=None)
        form.add_error("copy", "The preview came back damaged. Choose the file once more.")
        return _page(form, 422)
    flash(f"{report.sentence}. {report.changed} changed.")
    return go(url_for("framework.wording"))


@bp.post("/wording/<code>/paste")
@requires(Action.ADMINISTER)
def paste(code: str) -> ResponseReturnValue:
    """Keep one wording pasted by hand."""
    form = PasteForm()
    address = url_for("framework.wording", _anchor=f"paste-{code}")
    if not form.validate():
        state = get_wording_state(db.session)
        one = next((item for item in state.unsettled if item.code == code), None)
        if one is None:
            return go(address)
        typed, problem = request.form.get("wording", ""), str(form.wording.errors[0])
        if not wants_fragments():
            return _page(CopyForm(formdata=None), 422, (code, typed, problem))
        part = fragment("framework/_paste.html", one=one, typed=typed, problem=problem)
        return respond(address, [part], 422)
    with transaction() as session:
        edition = current_edition(session).code
        report = services.paste_wording(
            session, code, form.wording.data, edition=edition, by=actor()
        )
    state = get_wording_state(db.session)
    one = next((item for item in state.unsettled if item.code == code), None)
    settled = (
        fragment("framework/_pasted.html", code=code)
        if one is None
        else fragment("framework/_paste.html", one=one, typed=one.wording, problem="")
    )
    if report.state == "verified" and not wants_fragments():
        flash(f"{code} is verified.")
    return respond(address, [fragment("framework/_wording_state.html", state=state), settled])


@bp.post("/wording/remove")
@requires(Action.ADMINISTER)
def remove() -> ResponseReturnValue:
    """Take all official wording out again."""
    with transaction() as session:
        count = services.remove_wording(session, edition=current_edition(session).code, by=actor())
    flash(f"Official wording of {count} competencies was taken out. A copy can be loaded again.")
    return go(url_for("framework.wording"))


def _page(
    form: CopyForm, status: int = 200, typed: tuple[str, str, str] = ("", "", "")
) -> ResponseReturnValue:
    state: WordingView = get_wording_state(db.session)
    # The one whose text was refused is shown whatever its place, with what was typed.
    code, words, problem = typed
    offered = [one for one in state.unsettled if one.wording or state.loaded]
    offered.sort(key=lambda one: one.code != code)
    page = render_template(
        "framework/wording.html",
        state=state,
        form=form,
        offered=offered[:SHOWN],
        rest=len(offered[SHOWN:]),
        typed_code=code,
        typed=words,
        problem=problem,
        section="administration",
    )
    return page, status
