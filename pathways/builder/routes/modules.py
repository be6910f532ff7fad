"""Modules: add, change, move, copy, delete."""

from typing import Any

from flask import Response, flash, request, url_for
from flask.typing import ResponseReturnValue

from pathways.access import Action, actor, requires
from pathways.builder import services
from pathways.builder.forms import ModuleForm
from pathways.builder.queries import ModuleView, PathwayView
from pathways.builder.routes import folds
from pathways.builder.routes.blueprint import (
    add_fragment,
    answer,
    bp,
    message_fragment,
    module_fragment,
    modules_answer,
    page,
    read,
    saved_fragment,
    show_url,
    tools_fragment,
)
from pathways.db import transaction
from pathways.domain.pathway.fields import values_of
from pathways.domain.refusals import ConflictError, RuleError
from pathways.forms import pressed_operation
from pathways.htmx import fragment, respond, send, wants_fragments


@bp.get("/<pathway_id>/modules/new")
@requires(Action.CHANGE_PATHWAYS)
def new_module(pathway_id: str) -> ResponseReturnValue:
    """Show the form for a new module."""
    form = ModuleForm()
    return _form(read(pathway_id), form, None)


@bp.post("/<pathway_id>/modules/new")
@requires(Action.CHANGE_PATHWAYS)
def add_module(pathway_id: str) -> ResponseReturnValue:
    """Add a module."""
    form = ModuleForm()
    if form.validate():
        try:
            with transaction() as session:
                identifier = services.modules.add_module(
                    session,
                    actor(),
                    pathway_id,
                    operation=form.operation.identifier,
                    values=form.values(),
                )
        except RuleError as error:
            form.add_error(error.field, str(error))
        else:
            view = read(pathway_id)
            number = view.module(identifier).number
            return modules_answer(
                view,
                f"Module {number} is added.",
                f"module-{identifier}",
                [add_fragment(view)],
            )
    return _form(read(pathway_id), form, None, 422)


@bp.get("/<pathway_id>/modules")
@requires(Action.SEE_PATHWAYS)
def show_modules(pathway_id: str) -> ResponseReturnValue:
    """Show what stands below the modules, after a new one was left."""
    return respond(show_url(pathway_id), [add_fragment(read(pathway_id))])


@bp.get("/<pathway_id>/modules/<module_id>")
@requires(Action.SEE_PATHWAYS)
def show_module(pathway_id: str, module_id: str) -> ResponseReturnValue:
    """Show a module as it stands, after an edit was left, or open it or fold it."""
    view = read(pathway_id)
    module = view.module(module_id)
    fold = request.args.get("fold", "")
    opened = folds.opened_in(view)
    if fold in ("yes", "no"):
        opened = folds.turn(view, module_id, is_open=fold == "no")
    return respond(
        show_url(pathway_id, f"module-{module_id}"),
        [
            module_fragment(view, module, is_open=module_id in opened),
            tools_fragment(view),
        ],
    )


@bp.get("/<pathway_id>/modules/<module_id>/edit")
@requires(Action.CHANGE_PATHWAYS)
def edit_module(pathway_id: str, module_id: str) -> ResponseReturnValue:
    """Show the form for a module."""
    view = read(pathway_id)
    module = view.module(module_id)
    return _form(view, ModuleForm(obj=module), module)


@bp.post("/<pathway_id>/modules/<module_id>/edit")
@requires(Action.CHANGE_PATHWAYS)
def change_module(pathway_id: str, module_id: str) -> ResponseReturnValue:
    """Change a module."""
    form = ModuleForm()
    if not form.validate():
        view = read(pathway_id)
        return _form(view, form, view.module(module_id), 422)
    try:
        with transaction() as session:
            services.modules.change_module(
                session,
                actor(),
                pathway_id,
                module_id,
                seen=form.version.number,
                values=form.values(),
            )
    except ConflictError:
        view = read(pathway_id)
        module = view.module(module_id)
        form.version.data = str(module.version)
        return _form(view, form, module, 409, both=form.both(values_of(module)))
    view = read(pathway_id)
    module = view.module(module_id)
    return answer(
        view,
        module_fragment(view, module, is_open=module_id in folds.opened_in(view)),
        message=f"Module {module.number} is saved.",
        anchor=f"module-{module_id}",
    )


@bp.post("/<pathway_id>/modules/<module_id>/<any(up, down):direction>")
@requires(Action.CHANGE_PATHWAYS)
def step_module(pathway_id: str, module_id: str, direction: str) -> ResponseReturnValue:
    """Move a module one place."""
    with transaction() as session:
        place = services.modules.step_module(session, actor(), pathway_id, module_id, direction)
    return _moved(pathway_id, module_id, place + 1)


def _moved(pathway_id: str, module_id: str, number: int) -> Response:
    """Send the modules in their new order, to the list that orders them if that asked."""
    view, words = read(pathway_id), f"The module is now number {number}."
    if request.form.get("from") != "order":
        return modules_answer(view, words, f"module-{module_id}")
    if not wants_fragments():
        flash(words)
    changed = [
        fragment("builder/_order.html", view=view, head=view.head),
        saved_fragment(view.head),
        message_fragment(words),
    ]
    return respond(url_for("builder.show_order", pathway_id=pathway_id), changed)


@bp.get("/<pathway_id>/modules/order")
@requires(Action.CHANGE_PATHWAYS)
def show_order(pathway_id: str) -> ResponseReturnValue:
    """Show the list of modules, to put them in another order."""
    view = read(pathway_id)
    return page("builder/order.html", head=view.head, view=view)


@bp.post("/<pathway_id>/modules/<module_id>/place")
@requires(Action.CHANGE_PATHWAYS)
def place_module(pathway_id: str, module_id: str) -> ResponseReturnValue:
    """Put a module at a place, from 1; what dragging does."""
    text = request.form.get("place", "")
    place = int(text) if text.isascii() and text.isdecimal() and len(text) < 4 else 1
    with transaction() as session:
        place = services.modules.move_module(session, actor(), pathway_id, module_id, place - 1)
    return _moved(pathway_id, module_id, place + 1)


@bp.post("/<pathway_id>/modules/<module_id>/copy")
@requires(Action.CHANGE_PATHWAYS)
def copy_module(pathway_id: str, module_id: str) -> ResponseReturnValue:
    """Copy a module."""
    try:
        with transaction() as session:
            identifier = services.modules.copy_module(
                session, actor(), pathway_id, module_id, pressed_operation()
            )
    except RuleError as error:
        return _refuse(pathway_id, str(error))
    view = read(pathway_id)
    return modules_answer(view, "The copy stands behind it.", f"module-{identifier}")


@bp.post("/<pathway_id>/modules/<module_id>/delete")
@requires(Action.CHANGE_PATHWAYS)
def delete_module(pathway_id: str, module_id: str) -> ResponseReturnValue:
    """Delete a module."""
    with transaction() as session:
        title = services.modules.delete_module(session, actor(), pathway_id, module_id)
    if not wants_fragments():
        flash(f"“{title}” is deleted. Undo brings it back.")
    return modules_answer(read(pathway_id), f"“{title}” is deleted. Undo brings it back.")


def _refuse(pathway_id: str, words: str) -> Response:
    if not wants_fragments():
        flash(words)
    return answer(read(pathway_id), message=words, status=422)


def _form(
    view: PathwayView,
    form: ModuleForm,
    module: ModuleView | None,
    status: int = 200,
    *,
    both: list[tuple[str, str, str]] | None = None,
) -> Response:
    form.mark_ids(module.id if module else "new")
    context: dict[str, Any] = {
        "head": view.head,
        "form": form,
        "module": module,
        "both": both or [],
        "is_part": wants_fragments(),
    }
    if wants_fragments():
        return send([fragment("builder/_module_form.html", **context)], status)
    response = page("builder/module.html", view=view, **context)
    response.status_code = status
    return response
