"""One row of a review: its fragment, its page, and where a plain browser goes back to."""

from typing import Any, Final

from flask import Response, make_response, render_template, request, url_for

from pathways.access import actor
from pathways.db import db, new_id
from pathways.domain.refusals import NotFoundError
from pathways.domain.review.places import PlaceKind, kind_of, row_of_slug
from pathways.htmx import Fragment, fragment, send, wants_fragments
from pathways.submissions.reviewing.asked import ReviewAsk
from pathways.submissions.reviewing.forms import (
    CommentForm,
    InterestForm,
    InternalNoteForm,
    OpinionForm,
    RemarkForm,
    RowForm,
)
from pathways.submissions.reviewing.reads import (
    MarkedRowView,
    ReviewedCompetency,
    ReviewedLine,
    ReviewedModule,
    ReviewedQuestion,
    ReviewedSubject,
    ReviewView,
    read_review,
)
from pathways.submissions.reviewing.shown import OTHER, ReviewBar, ReviewList, bar_of
from pathways.submissions.standing import ReviewerStanding, find_undo

_TEMPLATES: Final = {
    MarkedRowView: "submissions/_whole.html",
    ReviewedLine: "submissions/_line.html",
    ReviewedCompetency: "submissions/_competency.html",
    ReviewedModule: "submissions/_module.html",
    ReviewedSubject: "submissions/_subject.html",
    ReviewedQuestion: "submissions/_question.html",
}
"""What draws a row of each kind."""

_PAGES: Final = {
    "overview": "submissions.show",
    "competencies": "submissions.competencies",
    "modules": "submissions.modules",
    "assurance": "submissions.assurance",
}
"""The pages on which rows stand, by their tabs."""

_TABS: Final = {
    PlaceKind.COMPETENCY: "competencies",
    PlaceKind.MODULE: "modules",
    PlaceKind.ASSURANCE: "assurance",
    PlaceKind.QUESTION: "assurance",
}


def read_whole(submission_id: str) -> ReviewView:
    """Read a whole review."""
    return read_review(db.session, actor(), submission_id)


def standing_in(view: ReviewView) -> ReviewerStanding:
    """Return where the reader stands; a provider stands nowhere."""
    if not view.submission.is_reviewer:
        return ReviewerStanding()
    me = actor().person_id
    declared = (one.interest for one in view.panel.people if one.id == me and one.declared_at)
    return ReviewerStanding(
        me, next(declared, None), find_undo(db.session, actor(), view.submission.id)
    )


def row_of(slug: str) -> str:
    """Return the row that an address or a button names; NotFoundError for no such name."""
    row = row_of_slug(slug)
    if row is None:
        raise NotFoundError(slug)
    return row


def row_fragment(
    view: ReviewView,
    standing: ReviewerStanding,
    slug: str,
    form: RowForm | None = None,
    problem: str = "",
) -> Fragment:
    """Return the fragment of a row, unfolded, with a form open where one is given."""
    item = view.item(row_of(slug))
    template = _TEMPLATES[type(item)]
    return fragment(
        template,
        item=item,
        submission=view.submission,
        standing=standing,
        form=form,
        problem=problem,
        place=place(),
        is_open=True,
    )


def row_parts(
    view: ReviewView,
    slug: str,
    message: str,
    form: RowForm | None = None,
    problem: str = "",
) -> list[Fragment]:
    """Return what a page shows anew where something was done on a row."""
    standing = standing_in(view)
    submission = view.submission
    return [
        row_fragment(view, standing, slug, form, problem),
        *_counting(view, standing, slug),
        fragment(
            "submissions/_privacy.html",
            view=view,
            submission=submission,
            standing=standing,
            place=place(),
        ),
        said(message),
    ]


def _counting(view: ReviewView, standing: ReviewerStanding, slug: str) -> list[Fragment]:
    """Return the parts of this page that count rows."""
    tab = place()["tab"]
    submission = view.submission
    if tab not in ("competencies", "modules", "assurance"):
        return [fragment("submissions/_progress.html", view=view, submission=submission)]
    if tab != "competencies":
        bar = bar_on(view, tab)
        return [_bar(view, standing, bar)] if submission.is_reviewer else []
    shown = ReviewList(view, asked(), standing, place().get("laid", "").split())
    item = view.item(row_of(slug))
    parts = [_bar(view, standing, shown.bar)] if submission.is_reviewer else []
    if isinstance(item, ReviewedCompetency):
        theme = shown.theme_of(item)
        parts.append(
            fragment(
                "submissions/_theme_head.html", theme=theme, shown=shown, submission=submission
            )
        )
    return parts


def is_here(view: ReviewView, slug: str) -> bool:
    """Whether a row stands on the page from which something was sent."""
    where = place()
    if where["tab"] == "row":
        return True
    item = view.item(row_of(slug))
    if isinstance(item, ReviewedCompetency):
        return (item.line_key or OTHER) in where.get("laid", "").split()
    return bool(where["tab"] == _TABS.get(kind_of(row_of(slug)), "overview"))


def bar_on(view: ReviewView, tab: str) -> ReviewBar:
    """Return what stands above the modules, or above assurance."""
    if tab == "modules":
        return bar_of(tab, view.modules)
    return bar_of(tab, (*view.subjects, *view.questions))


def _bar(view: ReviewView, standing: ReviewerStanding, bar: ReviewBar) -> Fragment:
    return fragment(
        "submissions/_review_bar.html",
        bar=bar,
        submission=view.submission,
        standing=standing,
        place=place(),
    )


def row_page(
    submission_id: str,
    slug: str,
    form: RowForm | None = None,
    status: int = 200,
    problem: str = "",
) -> Response:
    """Answer with one row: the fragment for htmx, a page of its own otherwise."""
    view = read_whole(submission_id)
    if form is None and (request.args.get("write") or not wants_fragments()):
        form = open_form(view, slug, request.args.get("write") or "comment")
    if not view.submission.can_comment:
        form = None
    if wants_fragments():
        return send(row_parts(view, slug, problem, form, problem), status)
    standing = standing_in(view)
    part = row_fragment(view, standing, slug, form, problem)
    rows = [view.whole, *(item.review for item in view.items)]
    here = next(number for number, one in enumerate(rows) if one.slug == slug)
    markup = render_template(
        "submissions/row.html",
        section="submissions",
        view=view,
        row=rows[here],
        before=rows[here - 1] if here else None,
        after=rows[here + 1] if here + 1 < len(rows) else None,
        title=title_of(view, slug),
        part=part.template,
        back=return_url(view, slug),
        interest=InterestForm(formdata=None),
        **part.context | {"place": place() | {"tab": "row"}},
    )
    return make_response(markup, status)


def title_of(view: ReviewView, slug: str) -> tuple[str, str]:
    """Return the code and the label of a row."""
    item = view.item(row_of(slug))
    match item:
        case ReviewedCompetency():
            return item.competency.code, item.competency.label
        case ReviewedLine():
            return item.report.line.key, item.report.line.name
        case ReviewedModule():
            return f"Module {item.number}", item.module.title
        case ReviewedSubject():
            return "Assurance", item.label
        case ReviewedQuestion():
            return item.review.name[:1].upper() + item.review.name[1:], item.question.words
        case MarkedRowView():
            return "", "The pathway as a whole"


def open_form(view: ReviewView, slug: str, kind: str) -> RowForm | None:
    """Return a form for somebody who may write it: a comment, a note, an opinion, or a change.

    `kind` is one of the first three, or the identifier of one's own words that are changed.
    """
    submission, row = view.submission, view.row(row_of(slug))
    if not submission.can_comment:
        return None
    if kind == "comment" or not submission.is_reviewer:
        comment = CommentForm(formdata=None)
        comment.operation.data = new_id()
        return RowForm("comment", comment)
    if kind == "note":
        note = InternalNoteForm(formdata=None)
        note.operation.data = new_id()
        return RowForm("note", note)
    if kind == "opinion":
        mine = next((one for one in row.opinions if one.person_id == actor().person_id), None)
        return RowForm("opinion", OpinionForm(formdata=None, text=mine.text if mine else ""))
    for words in (*row.drafts, *row.notes):
        if words.id == kind and words.author_id == actor().person_id:
            change = RemarkForm(formdata=None, text=words.text, seen=words.text)
            return RowForm("change", change, words.id)
    return None


def asked() -> ReviewAsk:
    """Return what the list is asked for, by an address or by a form that came from it."""
    return ReviewAsk.read(request.values)


def place() -> dict[str, Any]:
    """Return which page a row stands on, and what that is asked for, as the request says it.

    `laid` are the themes whose rows stand on it: what is to be reviewed gets less meanwhile.
    """
    tab = request.values.get("tab", "")
    if request.endpoint in _PAGES.values():
        tab = next(name for name, page in _PAGES.items() if page == request.endpoint)
    known = tab if tab in (*_PAGES, "row") else "overview"
    if known not in ("competencies", "row"):
        return {"tab": known}
    laid = request.values.get("laid", "")
    return {"tab": known, **({"laid": laid} if laid else {}), **asked().address()}


def page_url(submission_id: str, anchor: str | None = None) -> str:
    """Return the page from which a form was sent, with all that it was asked for."""
    where = place()
    where.pop("laid", None)
    endpoint = _PAGES.get(where.pop("tab"), "submissions.show")
    return url_for(endpoint, submission_id=submission_id, _anchor=anchor, **where)


def return_url(view: ReviewView, slug: str) -> str:
    """Return where a plain browser goes on: the page it came from, at the row.

    Where the page does not show the row any more, it is the row that comes after it there.
    """
    where = place()
    where.pop("laid", None)
    tab = where["tab"]
    own = _TABS.get(kind_of(row_of(slug)), "overview")
    if tab not in (own, "competencies"):
        where = {**(where if own == "competencies" else {}), "tab": own}
    endpoint = _PAGES[where.pop("tab")]
    anchor = f"row-{slug}"
    if endpoint == _PAGES["competencies"]:
        anchor = f"row-{_near(view, slug)}"
    return url_for(endpoint, submission_id=view.submission.id, _anchor=anchor, **where)


def row_url(view: ReviewView, slug: str) -> str:
    """Return the page on which a row stands, wherever a form was sent from, at the row."""
    item = view.item(row_of(slug))
    where: dict[str, Any] = {}
    if isinstance(item, ReviewedCompetency):
        where = {"theme": item.line_key or OTHER}
        if item.review.mark is not None or not item.taught:
            where["show"] = "all"
    endpoint = _PAGES[_TABS.get(kind_of(row_of(slug)), "overview")]
    return url_for(endpoint, submission_id=view.submission.id, _anchor=f"row-{slug}", **where)


def _near(view: ReviewView, slug: str) -> str:
    shown = ReviewList(view, asked(), standing_in(view))
    laid_out = {row.review.slug for theme in shown.laid_out for row in theme.rows}
    order = [row.review.slug for row in view.competencies]
    ahead = order[order.index(slug) :] if slug in order else []
    return next((one for one in ahead if one in laid_out), slug)


def said(message: str) -> Fragment:
    """Return the line that says what was done, read out by screen readers."""
    return fragment("submissions/_said.html", message=message)
