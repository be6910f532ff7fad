"""Details and assurance: what a buyer asks first, and what the provider states."""

from collections.abc import Sequence
from typing import Any

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue

from pathways.access import Action, actor, requires
from pathways.builder import services
from pathways.builder.forms import AskingForm, DetailsForm, assurance_form
from pathways.builder.queries import PathwayView
from pathways.builder.routes.blueprint import bp, page, read
from pathways.builder.services.pathways import ASSURANCE, DETAILS, mark_of
from pathways.db import transaction
from pathways.domain.pathway.content import PathwayContent
from pathways.domain.pathway.fields import ASSURANCE_FIELDS, DETAIL_FIELDS, HEAD_FIELDS, values_of
from pathways.domain.refusals import ConflictError, RuleError
from pathways.htmx import respond


@bp.get("/<pathway_id>/details")
@requires(Action.SEE_PATHWAYS)
def show_details(pathway_id: str) -> ResponseReturnValue:
    """Show the details."""
    view = read(pathway_id)
    form = DetailsForm(data={**_there(view), "version": mark_of(view.content, DETAILS)})
    form.fill(view.edition, view.content.details)
    return _page("details", view, form)


@bp.post("/<pathway_id>/details")
@requires(Action.CHANGE_PATHWAYS)
def change_details(pathway_id: str) -> ResponseReturnValue:
    """Change the details."""
    view, form = read(pathway_id), DetailsForm()
    form.fill(view.edition, view.content.details)
    if not form.validate():
        return _page("details", view, form, 422)
    plain = PathwayContent("", "", 1, details=form.details()).to_plain()["details"]
    return _describe("details", view, form, {**form.level_values(), "details": plain})


@bp.get("/<pathway_id>/assurance")
@requires(Action.SEE_PATHWAYS)
def show_assurance(pathway_id: str) -> ResponseReturnValue:
    """Show the assurance statements."""
    view = read(pathway_id)
    there = {**_there(view), "version": mark_of(view.content, ASSURANCE)}
    return _page("assurance", view, assurance_form(view.edition, data=there))


@bp.post("/<pathway_id>/assurance")
@requires(Action.CHANGE_PATHWAYS)
def change_assurance(pathway_id: str) -> ResponseReturnValue:
    """Change the assurance statements."""
    view = read(pathway_id)
    form = assurance_form(view.edition)
    if not form.validate():
        return _page("assurance", view, form, 422)
    plain = PathwayContent("", "", 1, assurance=form.assurance()).to_plain()["assurance"]
    return _describe("assurance", view, form, {"assurance": plain})


def _describe(
    name: str, view: PathwayView, form: AskingForm, values: dict[str, Any]
) -> ResponseReturnValue:
    """Keep what was typed, or show the form again beside what somebody else typed."""
    pathway_id, seen = view.head.id, form.version.number
    try:
        with transaction() as session:
            services.pathways.describe_pathway(
                session, actor(), pathway_id, seen=seen, values=values
            )
    except RuleError as error:
        form.add_error(error.field, str(error))
        return _page(name, view, form, 422)
    except ConflictError:
        view = read(pathway_id)
        form.version.data = str(mark_of(view.content, tuple(values)))
        return _page(name, view, form, 409, form.both(_there(view)))
    return respond(url_for(f"builder.show_{name}", pathway_id=pathway_id, saved=1), ())


def _there(view: PathwayView) -> dict[str, Any]:
    """Return all that the two forms ask, as it is."""
    content, stated = view.content, view.content.assurance
    principles = {f"principle-{p.code}": stated.principle(p.code) for p in view.edition.principles}
    return {
        **values_of(content, HEAD_FIELDS),
        **values_of(content.details, DETAIL_FIELDS),
        **values_of(stated, ASSURANCE_FIELDS),
        **principles,
    }


def _page(
    name: str,
    view: PathwayView,
    form: AskingForm,
    status: int = 200,
    both: Sequence[tuple[str, str, str]] = (),
) -> Response:
    said = "Saved." if request.args.get("saved") else ""
    response = page(
        f"builder/{name}.html", head=view.head, view=view, form=form, both=both, said=said
    )
    response.status_code = status
    return response
