"""Briefs: writing one, the offers that fit it, and those that together meet it."""

from collections.abc import Mapping

from flask import (
    Blueprint,
    Response,
    current_app,
    flash,
    make_response,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from pathways.access import Action, actor, organisation_id, requires
from pathways.addresses import page_asked
from pathways.briefs import services
from pathways.briefs.forms import BriefForm, brief_form
from pathways.briefs.queries import (
    BriefView,
    ShownView,
    combine_for,
    get_brief,
    get_own_brief,
    list_briefs,
    list_shown,
    needs_of,
    rank_for,
    rank_own,
)
from pathways.db import db, transaction
from pathways.domain.framework.choice import group_choices, line_choices, narrowed_by
from pathways.domain.framework.edition import Edition
from pathways.domain.need.brief import MOST_GROUPS, Brief, brief_words, own_words
from pathways.domain.need.covering import MOST, Goal
from pathways.domain.need.staff import StaffAsked, group_staff
from pathways.domain.refusals import ConflictError
from pathways.domain.rule.standards import BUILT_IN, Standard
from pathways.domain.words import iso_day
from pathways.domain.work import Work
from pathways.htmx import Fragment, fragment, go, respond
from pathways.pages import today
from pathways.records.courses import standings_for
from pathways.records.editions import current_edition
from pathways.records.guides import guide_for
from pathways.records.listing.keeping import list_used
from pathways.records.staff import list_staff
from pathways.records.standards import list_standards
from pathways.turns import in_turn

bp = Blueprint("briefs", __name__, url_prefix="/briefs")

SHOWN, ALL = 25, 200
"""How many offers a page shows at first, and at most."""


@bp.get("")
@requires(Action.SEE_BRIEFS)
def index() -> ResponseReturnValue:
    """Show the organisation's briefs, and to providers those that others show."""
    found = actor()
    page = page_asked()
    nothing: tuple[ShownView, ...] = ()
    shown, has_more = (
        list_shown(db.session, found, page, today=_day(), vat=_vat())
        if found.is_provider
        else (nothing, False)
    )
    return render_template(
        "briefs/index.html",
        section="briefs",
        briefs=list_briefs(db.session, found) if found.is_employer or found.is_commissioner else (),
        shown=shown,
        has_more=has_more,
        page=page,
        is_provider=found.is_provider,
        is_buyer=found.is_employer or found.is_commissioner,
    )


@bp.get("/new")
@requires(Action.WRITE_BRIEFS)
def new() -> ResponseReturnValue:
    """Show the form for a new brief; `staff` fills it with groups of the staff list."""
    edition = current_edition(db.session)
    by = request.args.get("staff", "")
    if by not in {"role", "team"}:
        return _page(_form(edition, {}), edition, None)
    asked, day = StaffAsked.read(request.args), _day()
    members = [one for one in list_staff(db.session, actor()) if asked.takes(one, day)]
    found = group_staff(edition, members, asked.months, day, by_team=by == "team")
    title = f"Staff list, {iso_day(day)}"
    brief = Brief(edition.code, title, found.groups, notes=found.refreshers)
    form = _form(edition, {}, brief=brief)
    said = found.said if found.groups else ("Nobody on the list lacks the level needed.",)
    return _page(form, edition, None, brief=brief, said=said)


@bp.post("/new")
@requires(Action.WRITE_BRIEFS)
def create() -> ResponseReturnValue:
    """Keep a new brief."""
    edition = current_edition(db.session)
    standards = _standards(edition)
    form = _form(edition, request.form)
    is_whole = form.check(edition)
    if _is_asking() or not is_whole:
        return _page(form, edition, None, 200 if _is_asking() else 422)
    with transaction() as session:
        brief_id = services.write_brief(
            session, actor(), form.brief(edition, standards, None), form.operation.identifier
        )
    flash("Saved. Only your organisation sees it, until you show it to providers.")
    return go(url_for("briefs.show", brief_id=brief_id))


@bp.post("/preview")
@requires(Action.WRITE_BRIEFS)
def preview() -> ResponseReturnValue:
    """Say what a brief asks while somebody is still writing it; `brief` names one that is there."""
    brief_id = request.args.get("brief", "")
    view = _own(brief_id) if brief_id else None
    edition = view.edition if view else current_edition(db.session)
    form = _form(edition, request.form, view)
    form.check(edition)
    changed = [fragment("briefs/_preview.html", **_preview(form, edition, view))]
    changed += _pointed(form, edition)
    # The list is sent only where it is narrowed in another way, so that no tick moves under a hand.
    if narrowed_by(request.form).mark != request.form.get("found_with"):
        changed.append(fragment("shared/_choose.html", **_choose(form, edition)))
    return respond(url_for("briefs.index"), changed)


@bp.get("/<brief_id>")
@requires(Action.SEE_BRIEFS)
@in_turn(Work.LOOKING)
def show(brief_id: str) -> ResponseReturnValue:
    """Show a brief with the offers that fit it; to providers, with those of their own."""
    view = get_brief(db.session, actor(), brief_id)
    if not view.is_own:
        own = rank_own(
            db.session, view.brief, view.needs, organisation_id(), today=_day(), vat=_vat()
        )
        return render_template("briefs/shown.html", section="briefs", view=view, own=own)
    need, needs = needs_of(view, request.args.get("level", ""))
    most = ALL if request.args.get("show") == "all" else SHOWN
    ranking = rank_for(db.session, view.brief, need, most=most, today=_day(), vat=_vat())
    return render_template(
        "briefs/show.html",
        section="briefs",
        view=view,
        needs=needs,
        ranking=ranking,
        standings=standings_for(db.session, actor(), brief_id),
        most=most,
        all=ALL,
    )


@bp.get("/<brief_id>/combination")
@requires(Action.SEE_BRIEFS)
@in_turn(Work.SEEKING)
def combination(brief_id: str) -> ResponseReturnValue:
    """Show the offers that together meet a brief, for each level or for one."""
    view = _own(brief_id)
    need, needs = needs_of(view, request.args.get("level", ""))
    given = tuple(dict.fromkeys(request.args.getlist("with")))[:MOST]
    asked = request.args.get("goal", "")
    goal = Goal(asked) if asked in tuple(Goal) else Goal.SMALLEST
    is_one = bool(given) or request.args.get("level") == str(need.level)
    found = combine_for(
        db.session,
        view,
        (need,) if is_one else needs,
        goal,
        given=given,
        today=_day(),
        vat=_vat(),
    )
    return render_template(
        "briefs/combination.html",
        section="briefs",
        view=view,
        needs=needs,
        need=need if is_one else None,
        found=found,
        goals=tuple(Goal),
        given=given,
    )


@bp.get("/<brief_id>/edit")
@requires(Action.WRITE_BRIEFS)
def edit(brief_id: str) -> ResponseReturnValue:
    """Show the form with a brief in it."""
    view = _own(brief_id)
    form = _form(view.edition, {}, view)
    return _page(form, view.edition, view)


@bp.post("/<brief_id>/edit")
@requires(Action.WRITE_BRIEFS)
def change(brief_id: str) -> ResponseReturnValue:
    """Keep a brief as it was changed."""
    view = _own(brief_id)
    edition, standards = view.edition, _standards(view.edition)
    form = _form(edition, request.form, view)
    is_whole = form.check(edition)
    if _is_asking() or not is_whole:
        return _page(form, edition, view, 200 if _is_asking() else 422)
    brief = form.brief(edition, standards, view.brief.standard)
    try:
        with transaction() as session:
            is_other = services.change_brief(
                session, actor(), brief_id, brief, seen=form.seen.number
            )
    except ConflictError:
        view = _own(brief_id)
        there, typed = (
            (*brief_words(edition, one), *own_words(one)) for one in (view.brief, brief)
        )
        form.seen.data = str(view.version)
        pairs = [("The brief", _text(view.title, there), _text(brief.title, typed))]
        return _page(form, edition, view, 409, pairs)
    flash("Saved." if is_other else "Nothing was different.")
    return go(url_for("briefs.show", brief_id=brief_id))


@bp.post("/<brief_id>/share")
@requires(Action.WRITE_BRIEFS)
def share(brief_id: str) -> ResponseReturnValue:
    """Show a brief to providers."""
    with transaction() as session:
        services.set_shown(session, actor(), brief_id, is_shown=True)
    flash("Providers can read this brief now, with your organisation’s name.")
    return go(url_for("briefs.show", brief_id=brief_id))


@bp.post("/<brief_id>/keep-private")
@requires(Action.WRITE_BRIEFS)
def keep_private(brief_id: str) -> ResponseReturnValue:
    """Stop showing a brief to providers."""
    with transaction() as session:
        services.set_shown(session, actor(), brief_id, is_shown=False)
    flash("Only your organisation sees this brief now.")
    return go(url_for("briefs.show", brief_id=brief_id))


@bp.post("/<brief_id>/archive")
@requires(Action.WRITE_BRIEFS)
def archive(brief_id: str) -> ResponseReturnValue:
    """Put a brief away."""
    with transaction() as session:
        title = services.set_state(session, actor(), brief_id, is_active=False)
    flash(f"“{title}” is put away. No provider sees it, and you can restore it.")
    return go(url_for("briefs.index"))


@bp.post("/<brief_id>/restore")
@requires(Action.WRITE_BRIEFS)
def restore(brief_id: str) -> ResponseReturnValue:
    """Take a brief out again."""
    with transaction() as session:
        title = services.set_state(session, actor(), brief_id, is_active=True)
    flash(f"“{title}” is back.")
    return go(url_for("briefs.show", brief_id=brief_id))


def _own(brief_id: str) -> BriefView:
    return get_own_brief(db.session, actor(), brief_id)


def _standards(edition: Edition) -> tuple[Standard, ...]:
    """Return what can be chosen: commissioners have their own standards beside those built in.

    Of these a brief asks what can be found in an offer: lines, and what is behind the claims.
    """
    found = actor()
    if not found.is_commissioner:
        return BUILT_IN
    own = list_standards(db.session, found.organisation_id or "", edition.code)
    return tuple(standard.for_offers for standard in own)


def _form(
    edition: Edition,
    posted: Mapping[str, str],
    view: BriefView | None = None,
    brief: Brief | None = None,
) -> BriefForm:
    brief, seen = (view.brief, view.version) if view else (brief, 0)
    guide = guide_for(edition)
    sectors = list_used(db.session, "sector")
    return brief_form(
        edition, _standards(edition), posted, brief, seen, guide=guide, sectors=sectors
    )


def _pointed(form: BriefForm, edition: Edition) -> list[Fragment]:
    """Return the level that each group's answers point to, where the edition has a guide."""
    guide = guide_for(edition)
    return [
        fragment(
            "shared/_pointed.html",
            mark=row.number,
            guide=guide,
            edition=edition,
            pointed=row.pointed(guide),
        )
        for row in (form.rows() if guide else ())
        if guide
    ]


def _is_asking() -> bool:
    """Whether a button was pressed that shows something and saves nothing."""
    return "look" in request.form or "more" in request.form


def _day() -> str:
    return today().isoformat()


def _vat() -> int:
    """Return VAT in per cent."""
    percent: int = current_app.config["VAT"]
    return percent


def _text(title: str, words: tuple[tuple[str, str], ...]) -> str:
    return "\n".join([title, *(f"{label}: {text}" for label, text in words)])


def _page(
    form: BriefForm,
    edition: Edition,
    view: BriefView | None,
    status: int = 200,
    both: list[tuple[str, str, str]] | None = None,
    *,
    brief: Brief | None = None,
    said: tuple[str, ...] = (),
) -> Response:
    shown = {**_preview(form, edition, view, brief), **_choose(form, edition)}
    if _is_asking():
        # Nobody has asked to save yet, so nothing is missing.
        form.forget_errors()
    markup = render_template(
        "briefs/edit.html",
        section="briefs",
        form=form,
        view=view,
        edition=edition,
        guide=guide_for(edition),
        is_choosing=not narrowed_by(request.form).is_open,
        lines=line_choices(edition),
        both=both or [],
        said=said,
        can_add=len(form.rows()) < MOST_GROUPS,
        **shown,
    )
    return make_response(markup, status)


def _preview(
    form: BriefForm, edition: Edition, view: BriefView | None, brief: Brief | None = None
) -> dict[str, object]:
    if not request.form and view is not None:
        brief = view.brief
    elif brief is None:
        brief = form.brief(edition, _standards(edition), view.brief.standard if view else None)
    return {
        "title": brief.title,
        "words": (*brief_words(edition, brief), *own_words(brief)),
        "required": [item for item in edition.competencies if item.code in brief.required],
        "unknown": form.read_codes(edition).unknown_words,
    }


def _choose(form: BriefForm, edition: Edition) -> dict[str, object]:
    narrowed = narrowed_by(request.form)
    chosen = frozenset(form.required.data or ())
    return {"narrowed": narrowed, "groups": group_choices(edition, chosen, narrowed)}
