"""The comparison: its page, its workbook, and the basket that leads to it."""

from dataclasses import dataclass

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue

from pathways.access import Action, find_actor, is_inside, may, requires
from pathways.addresses import is_own_path
from pathways.bearer import for_programs, is_program, refuse_scope, tell
from pathways.compare.basket import Basket
from pathways.compare.facts import FactSection, list_sections
from pathways.compare.problems import (
    Problem,
    find_problem,
    has_different_editions,
    has_no_brief,
    is_alone,
    is_missing,
    is_unknown,
)
from pathways.compare.queries import PublishedOffer, find_title, read_offers
from pathways.compare.question import Question, is_id
from pathways.compare.sections import list_choices, open_section
from pathways.db import db
from pathways.domain.comparison.buying import BriefAlong, Buyer
from pathways.domain.comparison.comparison import Comparison, compare_offers
from pathways.domain.comparison.conclusions import conclude
from pathways.domain.comparison.measures import list_measures
from pathways.domain.refusals import NotFoundError
from pathways.domain.rule.standards import BUILT_IN, FRAMEWORK_MINIMUM, Standard, find_standard
from pathways.domain.scope import TokenScope
from pathways.domain.words import iso_day, plural
from pathways.domain.work import Work
from pathways.downloads import attachment, is_wording_wanted
from pathways.htmx import fragment, go, send, wants_fragments
from pathways.pages import day, today
from pathways.records.briefs import find_own_brief
from pathways.records.editions import has_wording, print_wording
from pathways.records.thresholds import thresholds_of
from pathways.turns import in_turn

FULL = "Six pathways are as many as can be compared at once. Take one out first."

bp = Blueprint("compare", __name__)


@dataclass(frozen=True, slots=True)
class Compared:
    """What a question was answered with."""

    comparison: Comparison
    items: tuple[PublishedOffer, ...]
    along: BriefAlong | None
    buyer: Buyer


@bp.get("/compare")
@requires(Action.PUBLIC)
@in_turn(Work.LOOKING)
def show() -> ResponseReturnValue:
    """Show one to six pathways side by side."""
    question = _read_question()
    basket = read_basket()
    if not question.pathway and basket.ids:
        # The address then holds what is compared, and can be sent to a colleague.
        return redirect(url_for("compare.show", **question.address(pathway=basket.ids)))
    found = _answer(question)
    if isinstance(found, Problem):
        return _problem(question, found)
    comparison = found.comparison
    section = open_section(
        comparison,
        question.line,
        differences=bool(question.differences),
        evidence=question.evidence,
    )
    if question.line and section is None:
        return _problem(question, is_unknown(question, "part of the comparison"))
    context = {"comparison": comparison, "question": question, "part": section}
    if wants_fragments():
        return send([fragment("compare/_part.html", **context, is_sent=True)])
    markup = render_template(
        "compare/show.html",
        section="compare",
        compared=question.pathway,
        along=found.along,
        buyer=found.buyer,
        conclusions=conclude(comparison),
        facts=_list_facts(found),
        measures=list_measures(comparison.offers),
        choices=list_choices(comparison),
        standards=BUILT_IN,
        has_wording=has_wording(db.session, comparison.edition.code),
        **context,
    )
    return make_response(markup, 422 if question.is_count_wrong else 200)


@bp.get("/compare.xlsx")
@requires(Action.PUBLIC)
@for_programs(TokenScope.PUBLISHED)
@in_turn(Work.WRITING)
def workbook() -> ResponseReturnValue:
    """Give the comparison as a workbook."""
    # openpyxl is loaded when the first workbook is written, not at the start.
    from pathways.workbook.comparison import ComparisonSubject, write_comparison

    question = _read_question()
    # What is published is read with one scope, a brief that goes along with another.
    if question.brief and (refusal := refuse_scope(TokenScope.BRIEFS)):
        return refusal
    found = _answer(question)
    if isinstance(found, Problem):
        # There is a page to show, but no workbook to give.
        return _problem(question, found, max(found.status, 404))
    if len(found.items) == 1:
        return _problem(question, is_alone(question, found.items[0].offer.title))
    edition = found.comparison.edition
    wording, unverified = print_wording(db.session, edition.code, is_wanted=is_wording_wanted())
    subject = ComparisonSubject(
        comparison=found.comparison,
        conclusions=conclude(found.comparison),
        facts=tuple(
            (row.label, row.words) for section in _list_facts(found) for row in section.rows
        ),
        changed_at=max(item.published_at for item in found.items),
        wording=wording,
        unverified=unverified,
        thresholds=thresholds_of(db.session),
        brief=f"{found.along.title}, {plural(found.buyer.people, 'person', 'people')}"
        if found.along
        else "",
    )
    # No transaction is held while the workbook is made.
    db.session.close()
    return attachment(write_comparison(subject), "compare.xlsx")


@bp.post("/compare/basket")
@requires(Action.PUBLIC)
def change_basket() -> ResponseReturnValue:
    """Add a pathway to the basket, take one out, or empty it; then back to where one was."""
    act, pathway_id = request.form.get("act", ""), request.form.get("pathway", "")
    basket, note, title = read_basket(), "", ""
    if act == "clear":
        basket = Basket()
    elif act not in ("add", "remove") or not is_id(pathway_id):
        abort(400)
    else:
        title = find_title(db.session, pathway_id, is_inside=is_inside())
        if act == "remove":
            basket = basket.without(pathway_id)
        elif not title:
            raise NotFoundError(pathway_id)
        elif basket.is_full and pathway_id not in basket:
            note = FULL
        else:
            basket = basket.with_one(pathway_id)
    session["basket"] = list(basket.ids)
    if not wants_fragments() or act == "clear":
        if note:
            flash(note)
        return go(_next_path())
    changed = [
        fragment(
            "shared/_basket_button.html",
            pathway_id=pathway_id,
            title=title,
            next=_next_path(),
            note=note,
        ),
        fragment("shared/_basket.html", next=_next_path()),
    ]
    return send(changed, 422 if note else 200)


def read_basket() -> Basket:
    """Return the basket of this session."""
    return Basket.from_cookie(session.get("basket"))


def _next_path() -> str:
    """Return where one was, if that is a path of this site."""
    wanted = request.form.get("next", "")
    return wanted if is_own_path(wanted) else url_for("directory.index")


def _read_question() -> Question:
    return Question.read(request.args.getlist("pathway"), request.args)


def _answer(question: Question) -> Compared | Problem:
    """Read and compare what was asked, or say why that cannot be."""
    problem = find_problem(question)
    if problem is not None:
        return problem
    ids = [item for item in question.pathway if is_id(item)]
    view = read_offers(db.session, ids, is_inside=is_inside(), today=today())
    if len(view.items) < len(question.pathway):
        found = tuple(item.offer.id for item in view.items)
        return is_missing(question, found, is_inside=is_inside())
    if view.edition is None:
        return has_different_editions()
    along = _find_brief(question)
    if question.brief and along is None:
        return has_no_brief(question, is_inside=is_inside())
    standard = _standard_asked(question, along)
    if standard is None:
        return is_unknown(question, "standard")
    levels = {str(number): number for number in view.edition.by_level}
    if question.level and question.level not in levels:
        return is_unknown(question, "level")
    level = levels.get(question.level)
    comparison = compare_offers(
        view.edition,
        [item.offer for item in view.items],
        level,
        standard,
        thresholds_of(db.session),
    )
    percent = current_app.config["VAT"]
    buyer = (
        along.buyer(level, percent, question.count)
        if along
        else Buyer(question.count or 0, percent)
    )
    return Compared(comparison, view.items, along, buyer)


def _find_brief(question: Question) -> BriefAlong | None:
    """Return the brief that goes along, if it is one of the reader's organisation."""
    reader = find_actor()
    if reader is None or not is_id(question.brief) or not may(Action.SEE_BRIEFS):
        return None
    brief = find_own_brief(db.session, reader, question.brief)
    return BriefAlong(question.brief, brief) if brief else None


def _standard_asked(question: Question, along: BriefAlong | None) -> Standard | None:
    """Return what is compared with: what the brief asks, or a standard that everybody has."""
    if along and along.is_asked(question.standard):
        return along.standard()
    return find_standard(question.standard or FRAMEWORK_MINIMUM.key)


def _problem(question: Question, problem: Problem, status: int = 0) -> Response:
    if is_program():
        return tell(status or problem.status, problem.words)
    markup = render_template(
        "compare/problem.html",
        section="compare",
        problem=problem,
        question=question,
        compared=question.pathway,
    )
    return make_response(markup, status or problem.status)


def _list_facts(found: Compared) -> tuple[FactSection, ...]:
    edition, reviews = found.comparison.edition, [_review(item) for item in found.items]
    return list_sections(edition, found.items, found.buyer, reviews)


def _review(item: PublishedOffer) -> str:
    """Say who approved this very version; otherwise what stands in it is the provider's word."""
    return (
        "; ".join(
            f"Version {item.number} reviewed by {review.by} for {review.commissioner} "
            f"on {day(review.at)}: {review.outcome.word.lower()}, by the standard {review.standard}"
            + (f", until {iso_day(review.ends_on)}" if review.ends_on else "")
            for review in item.reviews
        )
        or f"Self-declared (version {item.number})"
    )
