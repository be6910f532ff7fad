"""Details and assurance: what a buyer asks first, and what the provider states."""

from datetime import date
from typing import Any

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import Field

from pathways.access import Action, actor, requires
from pathways.builder import services
from pathways.builder.forms import AssuranceForm, DetailsForm
from pathways.builder.queries import PathwayView
from pathways.builder.routes.blueprint import bp, page, read
from pathways.db import transaction
from pathways.domain.pathway.content import PathwayContent
from pathways.domain.refusals import ConflictError, RuleError
from pathways.htmx import respond
from pathways.text import NOTE_LIMIT, TextError, clean_text


@bp.get("/<pathway_id>/details")
@requires(Action.SEE_PATHWAYS)
def show_details(pathway_id: str) -> ResponseReturnValue:
    """Show the details."""
    view = read(pathway_id)
    form = DetailsForm(data=_details_data(view))
    return _details(view, form)


@bp.post("/<pathway_id>/details")
@requires(Action.CHANGE_PATHWAYS)
def change_details(pathway_id: str) -> ResponseReturnValue:
    """Change the details."""
    form = DetailsForm()
    view = read(pathway_id)
    form.fill(view.edition, view.content.details)
    if not form.validate():
        return _details(view, form, 422)
    plain = PathwayContent("", "", 1, details=form.details()).to_plain()["details"]
    try:
        with transaction() as session:
            services.pathways.describe_pathway(
                session,
                actor(),
                pathway_id,
                seen=form.version.number,
                values={**form.level_values(), "details": plain},
            )
    except RuleError as error:
        form.add_error(error.field, str(error))
        return _details(view, form, 422)
    except ConflictError:
        view = read(pathway_id)
        form.version.data = _mark(view, services.pathways.DETAILS)
        return _details(view, form, 409, _differences(view, form))
    return respond(url_for("builder.show_details", pathway_id=pathway_id, saved=1), ())


@bp.get("/<pathway_id>/assurance")
@requires(Action.SEE_PATHWAYS)
def show_assurance(pathway_id: str) -> ResponseReturnValue:
    """Show the assurance statements."""
    view = read(pathway_id)
    stated = view.content.assurance
    data: dict[str, Any] = {
        name: getattr(stated, name)
        for name in (
            "facilitators",
            "lived_experience",
            "accessibility",
            "wellbeing",
            "evaluation",
            "evidence_base",
        )
    }
    data["review_date"] = date.fromisoformat(stated.review_date) if stated.review_date else None
    data["version"] = _mark(view, services.pathways.ASSURANCE)
    return _assurance(view, AssuranceForm(data=data), dict(stated.principles), {})


@bp.post("/<pathway_id>/assurance")
@requires(Action.CHANGE_PATHWAYS)
def change_assurance(pathway_id: str) -> ResponseReturnValue:
    """Change the assurance statements."""
    view = read(pathway_id)
    form = AssuranceForm()
    words: dict[str, str] = {}
    problems: dict[str, str] = {}
    for principle in view.edition.principles:
        typed = request.form.get(f"principle-{principle.code}", "")
        try:
            words[principle.code] = clean_text(typed, NOTE_LIMIT)
        except TextError as error:
            words[principle.code] = typed
            problems[principle.code] = str(error)
    if not form.validate() or problems:
        return _assurance(view, form, words, problems, 422)
    stated = form.assurance(tuple((code, text) for code, text in words.items() if text))
    plain = PathwayContent("", "", 1, assurance=stated).to_plain()["assurance"]
    try:
        with transaction() as session:
            services.pathways.describe_pathway(
                session, actor(), pathway_id, seen=form.version.number, values={"assurance": plain}
            )
    except ConflictError:
        view = read(pathway_id)
        form.version.data = _mark(view, services.pathways.ASSURANCE)
        now = {**_stated(view), **{p: view.content.assurance.principle(p) for p in words}}
        typed_all = {**{f.name: str(f.data or "") for f in form}, **words}
        both = [
            (label, now.get(key, ""), typed_all.get(key, ""))
            for key, label in _assurance_labels(view, form)
            if now.get(key, "") != typed_all.get(key, "")
        ]
        return _assurance(view, form, words, {}, 409, both)
    return respond(url_for("builder.show_assurance", pathway_id=pathway_id, saved=1), ())


def _mark(view: PathwayView, parts: tuple[str, ...]) -> str:
    return str(services.pathways.mark_of(view.content, parts))


def _stated(view: PathwayView) -> dict[str, str]:
    stated = view.content.assurance
    return {
        "facilitators": stated.facilitators,
        "lived_experience": stated.lived_experience,
        "accessibility": stated.accessibility,
        "wellbeing": stated.wellbeing,
        "evaluation": stated.evaluation,
        "evidence_base": stated.evidence_base,
        "review_date": stated.review_date,
    }


def _assurance_labels(view: PathwayView, form: AssuranceForm) -> list[tuple[str, str]]:
    fields = [(name, str(form[name].label.text)) for name in _stated(view)]
    return fields + [(item.code, item.name) for item in view.edition.principles]


def _details_data(view: PathwayView) -> dict[str, Any]:
    head, details = view.head, view.content.details
    price = details.price_pence
    return {
        "title": head.title,
        "target_level": str(head.target.number),
        "entry_level": str(head.entry.number) if head.entry else "",
        "standard": head.standard.key,
        "version": _mark(view, services.pathways.DETAILS),
        "summary": details.summary,
        "audience": details.audience,
        "sectors": list(details.sectors),
        "regions": ", ".join(details.regions),
        "languages": ", ".join(details.languages),
        "delivery": list(details.delivery),
        "contact_minutes": _spell(details.contact_minutes),
        "self_study_minutes": _spell(details.self_study_minutes),
        "group_min": str(details.group_min or ""),
        "group_max": str(details.group_max or ""),
        "price": "" if price is None else f"{price / 100:.2f}".removesuffix(".00"),
        "price_basis": details.price_basis,
        "vat": details.vat,
        "accreditation": details.accreditation,
        "refresher_months": str(details.refresher_months or ""),
        "contact": details.contact,
        "qualification": details.qualification,
        "supervision": details.supervision,
    }


def _spell(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    if not minutes:
        return ""
    return f"{hours} h {rest} min" if hours and rest else f"{hours} h" if hours else f"{rest} min"


def _differences(view: PathwayView, form: DetailsForm) -> list[tuple[str, str, str]]:
    """Return label, what is there now and what was typed, where they differ."""
    found = []
    for name, now in _details_data(view).items():
        if name == "version":
            continue
        typed = form[name].data
        if (typed or "") != (now or ""):
            field = form[name]
            found.append((str(field.label.text), _say(field, now), _say(field, typed)))
    return found


def _say(field: Field, value: object) -> str:
    """Return a value as the form words it."""
    words = {item.value: str(item.label) for item in getattr(field, "choices", None) or ()}
    values = value if isinstance(value, list) else [value or ""]
    return ", ".join(words.get(item, str(item)) for item in values)


def _details(
    view: PathwayView,
    form: DetailsForm,
    status: int = 200,
    both: list[tuple[str, str, str]] | None = None,
) -> Response:
    form.fill(view.edition, view.content.details)
    response = page(
        "builder/details.html", head=view.head, view=view, form=form, both=both or [], said=_said()
    )
    response.status_code = status
    return response


def _assurance(
    view: PathwayView,
    form: AssuranceForm,
    words: dict[str, str],
    problems: dict[str, str],
    status: int = 200,
    both: list[tuple[str, str, str]] | None = None,
) -> Response:
    response = page(
        "builder/assurance.html",
        head=view.head,
        view=view,
        form=form,
        words=words,
        problems=problems,
        both=both or [],
        said=_said(),
    )
    response.status_code = status
    return response


def _said() -> str:
    return "Saved." if request.args.get("saved") else ""
