"""The staff list of an organisation: seen, pasted, changed, given levels, emptied."""

from flask import Blueprint, flash, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from pathways.access import Action, actor, requires
from pathways.addresses import page_asked
from pathways.buttons import seen_version
from pathways.db import db, transaction
from pathways.domain.framework.edition import Edition
from pathways.domain.need.guide import NONE_OF_THEM, LevelGuide
from pathways.domain.need.pasted import NAMES, PastedStaff
from pathways.domain.need.staff import MOST_STAFF, SHOWS, StaffAsked, StaffMember
from pathways.domain.refusals import ConflictError, NotFoundError, RuleError
from pathways.domain.words import plural
from pathways.domain.work import Work
from pathways.htmx import fragment, go, respond
from pathways.pages import today
from pathways.records.editions import current_edition
from pathways.records.guides import guide_for
from pathways.records.staff import list_staff
from pathways.staff import services
from pathways.staff.forms import EmptyForm, MemberForm, StaffPasteForm, member_values
from pathways.staff.shown import list_roles, show_staff
from pathways.turns import NoTurnError, turn

bp = Blueprint("staff", __name__, url_prefix="/staff")

_FIRST = 10
"""How many pasted rows a preview shows."""


@bp.get("")
@requires(Action.SEE_STAFF)
def index() -> ResponseReturnValue:
    """Show the staff list."""
    edition, asked, page = current_edition(db.session), StaffAsked.read(request.args), page_asked()
    day = today().isoformat()
    view = show_staff(edition, list_staff(db.session, actor()), asked, page, day)
    return render_template(
        "staff/index.html",
        section="briefs",
        edition=edition,
        asked=asked,
        view=view,
        page=page,
        shows=SHOWS,
        today=day,
    )


@bp.get("/paste")
@requires(Action.CHANGE_STAFF)
def paste() -> ResponseReturnValue:
    """Show where rows are pasted."""
    return _paste_page(StaffPasteForm(), None)


@bp.post("/paste")
@requires(Action.CHANGE_STAFF)
def keep() -> ResponseReturnValue:
    """Show what was read of pasted rows; keep them once they were shown."""
    form = StaffPasteForm()
    try:
        with turn(Work.READING):
            return _keep(form)
    except NoTurnError as error:
        form.add_error("rows", str(error))
        return error.answer(_paste_page(form, None))


def _keep(form: StaffPasteForm) -> ResponseReturnValue:
    found = form.read(current_edition(db.session))
    if found is None:
        return _paste_page(form, None, 422)
    is_shown = form.shown.data == form.mark
    form.shown.data = form.mark
    if not is_shown or "apply" not in request.form:
        return _paste_page(form, found)
    try:
        with transaction() as session:
            added, changed = services.keep_pasted(
                session,
                actor(),
                found.members,
                form.operation.identifier,
                replaces=form.way.data == "replace",
                seen=form.there.data or "",
            )
    except ConflictError:
        return _paste_page(form, found, 409, has_moved=True)
    except RuleError as error:
        form.add_error("rows", str(error))
        return _paste_page(form, None, 422)
    flash(f"{plural(added, 'row')} added, {changed} changed.")
    return go(url_for("staff.index"))


@bp.get("/add")
@requires(Action.CHANGE_STAFF)
def add() -> ResponseReturnValue:
    """Show the form for one row."""
    return _member_page(_member_form(), None)


@bp.post("/add")
@requires(Action.CHANGE_STAFF)
def create() -> ResponseReturnValue:
    """Keep one row."""
    form = _member_form()
    if not form.check():
        return _member_page(form, None, 422)
    try:
        with transaction() as session:
            services.add_member(session, actor(), form.member(), form.operation.identifier)
    except RuleError as error:
        form.add_error("reference", str(error))
        return _member_page(form, None, 422)
    flash("Added.")
    return go(url_for("staff.index"))


@bp.get("/levels")
@requires(Action.CHANGE_STAFF)
def levels() -> ResponseReturnValue:
    """Show the roles that have no level needed yet."""
    return _levels_page()


@bp.post("/levels")
@requires(Action.CHANGE_STAFF)
def set_levels() -> ResponseReturnValue:
    """Keep the levels chosen for roles; without the button that saves, say what answers point to.

    The fields of a role carry its place, and its name stands beside them.
    """
    edition = current_edition(db.session)
    if "save" not in request.form:
        rows = _level_rows(edition, guide_for(edition))
        changed = [fragment("shared/_pointed.html", edition=edition, **row) for row in rows]
        return respond(url_for("staff.levels"), changed) if _is_typing() else _levels_page()
    numbers = {str(level.number): level.number for level in edition.levels}
    chosen = {
        request.form.get(f"name-{at}", ""): numbers[request.form[f"level-{at}"]]
        for at in _places()
        if request.form.get(f"level-{at}") in numbers
    }
    with transaction() as session:
        count = services.set_levels(session, actor(), chosen)
    flash(f"{plural(count, 'row')} {'has' if count == 1 else 'have'} a level now.")
    left = any(one.level_needed is None for one in list_staff(db.session, actor()))
    return go(url_for("staff.levels" if left and count else "staff.index"))


@bp.get("/empty")
@requires(Action.CHANGE_STAFF)
def ask_empty() -> ResponseReturnValue:
    """Ask whether the whole list is to go."""
    return _empty_page()


@bp.post("/empty")
@requires(Action.CHANGE_STAFF)
def empty() -> ResponseReturnValue:
    """Take everybody out."""
    try:
        with transaction() as session:
            count = services.empty_list(session, actor(), seen=EmptyForm().there.data or "")
    except ConflictError:
        return _empty_page(409, has_moved=True)
    flash(f"The list is empty. {plural(count, 'row')} went for good.")
    return go(url_for("staff.index"))


@bp.get("/<staff_id>")
@requires(Action.CHANGE_STAFF)
def edit(staff_id: str) -> ResponseReturnValue:
    """Show the form of a row."""
    found = _member(staff_id)
    return _member_page(_member_form(found), found)


@bp.post("/<staff_id>")
@requires(Action.CHANGE_STAFF)
def change(staff_id: str) -> ResponseReturnValue:
    """Keep a row as it was changed."""
    found = _member(staff_id)
    form = _member_form(found)
    if not form.check():
        return _member_page(form, found, 422)
    try:
        with transaction() as session:
            is_other = services.change_member(
                session, actor(), staff_id, form.member(), form.seen.number
            )
    except ConflictError:
        there = _member(staff_id)
        form.seen.data = str(there.version)
        return _member_page(form, there, 409, is_other=True)
    flash("Saved." if is_other else "Nothing was different.")
    return go(url_for("staff.index"))


@bp.post("/<staff_id>/remove")
@requires(Action.CHANGE_STAFF)
def remove(staff_id: str) -> ResponseReturnValue:
    """Take a row out."""
    try:
        with transaction() as session:
            services.remove_member(session, actor(), staff_id, seen=seen_version())
    except ConflictError:
        there = _member(staff_id)
        return _member_page(_member_form(there, posted=False), there, 409, is_staying=True)
    flash("Taken off the list.")
    return go(url_for("staff.index"))


def _member(staff_id: str) -> StaffMember:
    for one in list_staff(db.session, actor()):
        if one.id == staff_id:
            return one
    raise NotFoundError(staff_id)


def _member_form(found: StaffMember | None = None, *, posted: bool = True) -> MemberForm:
    sent = {} if posted else {"formdata": None}
    form = MemberForm(data=member_values(found) if found else None, **sent)
    form.fill(current_edition(db.session))
    return form


def _member_page(
    form: MemberForm,
    found: StaffMember | None,
    status: int = 200,
    *,
    is_other: bool = False,
    is_staying: bool = False,
) -> ResponseReturnValue:
    markup = render_template(
        "staff/edit.html",
        section="briefs",
        form=form,
        member=found,
        is_other=is_other,
        is_staying=is_staying,
    )
    return make_response(markup, status)


def _empty_page(status: int = 200, *, has_moved: bool = False) -> ResponseReturnValue:
    members = list_staff(db.session, actor())
    markup = render_template(
        "staff/empty.html",
        section="briefs",
        form=EmptyForm(formdata=None, there=services.mark_of(members)),
        count=len(members),
        has_moved=has_moved,
    )
    return make_response(markup, status)


def _paste_page(
    form: StaffPasteForm,
    found: PastedStaff | None,
    status: int = 200,
    *,
    has_moved: bool = False,
) -> ResponseReturnValue:
    members = list_staff(db.session, actor())
    form.there.data = services.mark_of(members)
    markup = render_template(
        "staff/paste.html",
        section="briefs",
        form=form,
        found=found,
        first=_FIRST,
        names=NAMES,
        most=MOST_STAFF,
        count=len(members),
        has_moved=has_moved,
        edition=current_edition(db.session),
    )
    return make_response(markup, status)


def _is_typing() -> bool:
    return "look" not in request.form


def _places() -> list[int]:
    return [at for at in range(100) if f"name-{at}" in request.form]


def _level_rows(edition: Edition, guide: LevelGuide | None) -> list[dict[str, object]]:
    return [
        {
            "mark": at,
            "guide": guide,
            "pointed": guide.point(
                request.form.getlist(f"asked-{at}"), request.form.get(f"role-{at}", "")
            ),
        }
        for at in (_places() if guide else ())
        if guide
    ]


def _levels_page() -> ResponseReturnValue:
    edition = current_edition(db.session)
    guide = guide_for(edition)
    pointed = {row["mark"]: row["pointed"] for row in _level_rows(edition, guide)}
    questions = [(one.key, one.words) for one in guide.questions] if guide else []
    return render_template(
        "staff/levels.html",
        section="briefs",
        edition=edition,
        guide=guide,
        roles=list_roles(list_staff(db.session, actor()), guide),
        pointed=pointed,
        questions=[*questions, (NONE_OF_THEM, "None of these")],
        sent=request.form,
    )
