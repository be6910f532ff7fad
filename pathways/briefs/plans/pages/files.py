"""A plan as a workbook and as a document, of today or as it was kept."""

from flask import Response, url_for
from flask.typing import ResponseReturnValue

from pathways.access import Action, actor, requires
from pathways.bearer import for_programs, is_program, tell
from pathways.briefs.plans.pages.blueprint import bp, find_plan, goal_asked
from pathways.briefs.plans.reads import read_kept_plan, read_sheet
from pathways.briefs.queries import get_own_brief
from pathways.db import db
from pathways.domain.plan.plan import Plan
from pathways.domain.plan.sheet import PlanSheet
from pathways.domain.scope import TokenScope
from pathways.domain.work import Work
from pathways.downloads import DOCX, attachment, file_stem
from pathways.htmx import go
from pathways.pages import today
from pathways.turns import in_turn


@bp.get("/briefs/<brief_id>/plan.xlsx")
@requires(Action.SEE_BRIEFS)
@for_programs(TokenScope.BRIEFS)
@in_turn(Work.WRITING)
def workbook(brief_id: str) -> ResponseReturnValue:
    """Give the plan of today as a workbook; while it is worked out, its page."""
    sheet = _sheet_of_today(brief_id)
    return _workbook(sheet) if sheet else _page(brief_id)


@bp.get("/briefs/<brief_id>/plan.docx")
@requires(Action.SEE_BRIEFS)
@for_programs(TokenScope.BRIEFS)
@in_turn(Work.WRITING)
def document(brief_id: str) -> ResponseReturnValue:
    """Give the plan of today as a Word document; while it is worked out, its page."""
    sheet = _sheet_of_today(brief_id)
    return _document(sheet) if sheet else _page(brief_id)


@bp.get("/plans/<plan_id>/plan.xlsx")
@requires(Action.SEE_BRIEFS)
@for_programs(TokenScope.BRIEFS)
@in_turn(Work.WRITING)
def kept_workbook(plan_id: str) -> ResponseReturnValue:
    """Give a kept plan as a workbook."""
    return _workbook(read_kept_plan(db.session, actor(), plan_id, today()).sheet)


@bp.get("/plans/<plan_id>/plan.docx")
@requires(Action.SEE_BRIEFS)
@for_programs(TokenScope.BRIEFS)
@in_turn(Work.WRITING)
def kept_document(plan_id: str) -> ResponseReturnValue:
    """Give a kept plan as a Word document."""
    return _document(read_kept_plan(db.session, actor(), plan_id, today()).sheet)


def _sheet_of_today(brief_id: str) -> PlanSheet | None:
    view = get_own_brief(db.session, actor(), brief_id)
    found = find_plan(view, goal_asked())
    if not isinstance(found, Plan):
        return None
    return read_sheet(db.session, actor(), view, found, today())


def _page(brief_id: str) -> Response:
    if is_program():
        # It opens no pages.
        response = tell(503, "The plan is still being worked out. Ask again in a few seconds.")
        response.headers["Retry-After"] = "5"
        return response
    return go(url_for("plans.show", brief_id=brief_id, goal=goal_asked().value))


def _workbook(sheet: PlanSheet) -> Response:
    # openpyxl is loaded when the first workbook is written, not at the start.
    from pathways.workbook.plan import write_plan

    # No transaction is held while the workbook is made.
    db.session.close()
    return attachment(write_plan(sheet), f"training-plan-{file_stem(sheet.title)}.xlsx")


def _document(sheet: PlanSheet) -> Response:
    from pathways.wordfile import write_document

    db.session.close()
    return attachment(write_document(sheet), f"training-plan-{file_stem(sheet.title)}.docx", DOCX)
