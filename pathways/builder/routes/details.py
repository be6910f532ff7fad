"""Details and assurance: what a buyer asks first, and what the provider states."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue

from pathways.access import Action, actor, requires
from pathways.builder import services
from pathways.builder.forms import AskingForm, DetailsForm, assurance_form
from pathways.builder.queries import PathwayView
from pathways.builder.routes.blueprint import bp, message_fragment, page, read, saved_fragment
from pathways.builder.services.pathways import ASSURANCE, DETAILS, SectionChange, mark_of
from pathways.db import db, transaction
from pathways.domain.pathway.content import PathwayContent
from pathways.domain.pathway.provisions import taught_ways
from pathways.domain.pathway.sections import (
    ASKED_OF,
    KEPT,
    SECTIONS,
    FieldSection,
    count_filled,
    hold,
    hold_section,
    mark_values,
)
from pathways.domain.pathway.sectors import list_own
from pathways.domain.refusals import ConflictError, RuleError
from pathways.htmx import Fragment, fragment, respond, send, wants_fragments
from pathways.records.statements import keep_statements, read_statements

Both = Sequence[tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class SectionView:
    """A section as it is shown: its fields, how many are filled in, and its mark."""

    section: FieldSection
    names: tuple[str, ...]
    filled: int
    mark: int
    both: Both = ()

    @property
    def key(self) -> str:
        """What addresses and ids call it."""
        return self.section.key


@bp.get("/<pathway_id>/details")
@requires(Action.SEE_PATHWAYS)
def show_details(pathway_id: str) -> ResponseReturnValue:
    """Show the details."""
    view = read(pathway_id)
    return _page("details", view, _form("details", view, is_sent=False))


@bp.post("/<pathway_id>/details")
@requires(Action.CHANGE_PATHWAYS)
def change_details(pathway_id: str) -> ResponseReturnValue:
    """Change the details, or a section of them."""
    return _change("details", read(pathway_id))


@bp.get("/<pathway_id>/assurance")
@requires(Action.SEE_PATHWAYS)
def show_assurance(pathway_id: str) -> ResponseReturnValue:
    """Show the assurance statements."""
    view = read(pathway_id)
    return _page("assurance", view, _form("assurance", view, is_sent=False))


@bp.post("/<pathway_id>/assurance")
@requires(Action.CHANGE_PATHWAYS)
def change_assurance(pathway_id: str) -> ResponseReturnValue:
    """Change the assurance statements, or a section of them."""
    return _change("assurance", read(pathway_id))


def _form(name: str, view: PathwayView, *, is_sent: bool) -> AskingForm:
    parts = DETAILS if name == "details" else ASSURANCE
    filled = {} if is_sent else {"data": {**_there(view), "version": mark_of(view.content, parts)}}
    if name == "assurance":
        return assurance_form(view.edition, **filled)
    form = DetailsForm(**filled)
    form.fill(view.edition, view.content.details)
    return form


def _change(name: str, view: PathwayView) -> ResponseReturnValue:
    """Keep what was typed, or show the form again beside what somebody else typed.

    A form without marks, from before there were sections, is taken as a whole.
    """
    form = _form(name, view, is_sent=True)
    parts = _sections(name, view)
    if not any(f"mark-{part.key}" in request.form for part in parts):
        return _change_whole(name, view, form)
    asked = request.form.get("section", "")
    if wants_fragments() and asked:
        parts = [part for part in parts if part.key == asked]
        form.narrow([name for part in parts for name in part.names])
    if not form.validate():
        return _refuse(name, view, form, parts, 422)
    said = _pressed(view, {part.key: form.said(part.names) for part in parts})
    changes = [SectionChange(part.section.title, _seen(part.key), said[part.key]) for part in parts]
    try:
        with transaction() as session:
            services.pathways.describe_sections(session, actor(), view.head.id, changes)
            if (keep := request.form.get("keep", "")) in KEPT:
                values = {key: value for part in said.values() for key, value in part.items()}
                if keep in values:
                    keep_statements(session, actor(), {keep: values[keep]})
    except RuleError as error:
        form.add_error(error.field, str(error))
        return _refuse(name, view, form, parts, 422)
    except ConflictError:
        return _refuse(name, read(view.head.id), form, parts, 409)
    return _kept(name, view, [part.key for part in parts])


def _pressed(view: PathwayView, said: Mapping[str, dict[str, Any]]) -> Mapping[str, dict[str, Any]]:
    """Fill in what a button takes over from the modules, or from what the organisation says."""
    found = {key: dict(values) for key, values in said.items()}
    taken = {
        "contact_minutes": view.content.minutes,
        "self_study_minutes": view.content.minutes,
        "delivery": taught_ways(view.modules),
    }
    sources = {"take": taken, "use": read_statements(db.session, actor())}
    for button, source in sources.items():
        name = request.form.get(button, "")
        for values in found.values():
            if name in values and name in source:
                values[name] = source[name]
    return found


def _kept(name: str, view: PathwayView, keys: Sequence[str]) -> Response:
    view = read(view.head.id)
    address = url_for(f"builder.show_{name}", pathway_id=view.head.id, saved=1)
    parts = _sections(name, view)
    form = _form(name, view, is_sent=False)
    context = _context(name, view)
    pressed = {"take", "use", "keep"} & set(request.form)
    changed = []
    for part in parts:
        if part.key not in keys:
            continue
        if pressed or f"again-{part.key}" in request.form:
            changed.append(
                fragment("builder/_section.html", part=part, form=_fresh(name, view), **context)
            )
            continue
        changed.append(fragment("builder/_section_mark.html", part=part))
        if "sectors" in part.names:
            # The whole section has it already.
            changed.append(fragment("builder/_filed.html", **context))
    said = "Kept for all pathways of your organisation." if "keep" in pressed else ""
    shared = [
        fragment("builder/_sections.html", parts=parts),
        fragment("builder/_section_whole.html", form=form),
        saved_fragment(view.head),
        message_fragment(said),
    ]
    return respond(address, [*changed, *shared])


def _fresh(name: str, view: PathwayView) -> AskingForm:
    """Return the form filled with what is there, and with nothing that was sent."""
    form = _form(name, view, is_sent=False)
    form.process(formdata=None, data={**_there(view)})
    return form


def _refuse(
    name: str, view: PathwayView, form: AskingForm, parts: Sequence[SectionView], status: int
) -> Response:
    """Show what was typed again, beside what is wrong or what is there now."""
    there = _there(view)
    fresh = {part.key: part for part in _sections(name, view)}
    shown = []
    for part in parts:
        now = fresh[part.key]
        both: Both = ()
        if status == 409 and _seen(part.key) not in (now.mark, mark_values(form.said(part.names))):
            both = form.both_of({key: there[key] for key in part.names})
        shown.append(SectionView(part.section, part.names, now.filled, now.mark, both))
    if wants_fragments() and request.form.get("section"):
        context = _context(name, view)
        found: list[Fragment] = [
            fragment("builder/_section.html", part=part, form=form, **context) for part in shown
        ]
        return send([*found, message_fragment("")], status)
    pairs = [pair for part in shown for pair in part.both]
    return _page(name, view, form, status, pairs)


def _change_whole(name: str, view: PathwayView, form: AskingForm) -> ResponseReturnValue:
    if not form.validate():
        return _page(name, view, form, 422)
    if isinstance(form, DetailsForm):
        plain = PathwayContent("", "", 1, details=form.details()).to_plain()
        values = {**form.level_values(), "details": plain["details"]}
    else:
        plain = PathwayContent("", "", 1, assurance=form.assurance()).to_plain()
        values = {"assurance": plain["assurance"]}
    try:
        with transaction() as session:
            services.pathways.describe_pathway(
                session, actor(), view.head.id, seen=form.version.number, values=values
            )
    except RuleError as error:
        form.add_error(error.field, str(error))
        return _page(name, view, form, 422)
    except ConflictError:
        view = read(view.head.id)
        form.version.data = str(mark_of(view.content, tuple(values)))
        return _page(name, view, form, 409, form.both(_there(view)))
    return respond(url_for(f"builder.show_{name}", pathway_id=view.head.id, saved=1), ())


def _seen(key: str) -> int:
    """Read the mark that a form carries for a section; a broken one was never seen."""
    text = request.form.get(f"mark-{key}", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 11 else -1


def _sections(name: str, view: PathwayView) -> list[SectionView]:
    found = []
    for section in SECTIONS:
        names = section.all_names(principle.code for principle in view.edition.principles)
        values = hold_section(view.content, names)
        is_asked = view.head.target.number >= 4 or any(values.values())
        if section.page == name and (is_asked or not section.is_specialist):
            found.append(SectionView(section, names, count_filled(values), mark_values(values)))
    return found


def _there(view: PathwayView) -> dict[str, Any]:
    """Return all that the two forms ask, as it is."""
    stated = view.content.assurance
    principles = {f"principle-{p.code}": stated.principle(p.code) for p in view.edition.principles}
    return {**hold(view.content), **principles}


def _context(name: str, view: PathwayView) -> dict[str, Any]:
    """Return what a section needs besides itself and the form."""
    content = view.content
    said = read_statements(db.session, actor())
    held = hold(content)
    ways = taught_ways(view.modules)
    taken = {
        "contact_minutes": content.minutes
        if content.minutes != content.details.contact_minutes + content.details.self_study_minutes
        else 0,
        "delivery": ways if ways != content.details.delivery else (),
    }
    return {
        "address": url_for(f"builder.change_{name}", pathway_id=view.head.id),
        "is_open": view.head.is_open,
        "minutes": content.minutes,
        "taken": taken,
        "kept_names": KEPT,
        "elsewhere": {key: value for key, value in said.items() if value != held[key]},
        "same": {key for key, value in said.items() if value == held[key]},
        "organisation": view.provider,
        "filed": list_own(content.details.sectors),
        "needed": {key for key, item in ASKED_OF.items() if item.required},
    }


def _page(
    name: str,
    view: PathwayView,
    form: AskingForm,
    status: int = 200,
    both: Both = (),
) -> Response:
    said = "Saved." if request.args.get("saved") else ""
    response = page(
        f"builder/{name}.html",
        head=view.head,
        view=view,
        form=form,
        both=both,
        said=said,
        parts=_sections(name, view),
        **_context(name, view),
    )
    response.status_code = status
    return response
