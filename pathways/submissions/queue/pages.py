"""The queue of a commissioner, and what a provider has sent."""

from dataclasses import replace
from datetime import date
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from pathways.access import Action, actor, requires
from pathways.addresses import page_asked
from pathways.bearer import for_programs
from pathways.db import db
from pathways.domain.refusals import NotFoundError
from pathways.domain.review.register import HEADS, RegisterCell, list_rows
from pathways.domain.scope import TokenScope
from pathways.domain.work import Work
from pathways.downloads import CSV, attachment, write_csv
from pathways.pages import today
from pathways.submissions.blueprint import bp
from pathways.submissions.queue.asked import SHOWN, SORTS, WHOSE, QueueAsked
from pathways.submissions.queue.reads.listing import read_queue
from pathways.submissions.queue.reads.register import read_register
from pathways.turns import in_turn


@bp.get("/submissions")
@requires(Action.SEE_SUBMISSIONS)
def index() -> ResponseReturnValue:
    """Show both sides of an organisation that both sends and receives."""
    who = actor()
    sides: list[Any] = ["received"] if who.is_commissioner else []
    sides += ["sent"] if who.is_provider else []
    # Filters and page belong to the list that they were chosen in.
    chosen = request.args.get("side", sides[0])
    asked = QueueAsked.read(request.args, page_asked())
    wanted = {side: _own(asked, side) if side == chosen else QueueAsked() for side in sides}
    queues = [read_queue(db.session, who, side, wanted[side], today()) for side in sides]
    return render_template(
        "submissions/index.html",
        section="submissions",
        queues=queues,
        shown=SHOWN,
        whose=WHOSE,
        sorts=SORTS,
        today=today(),
    )


def _own(asked: QueueAsked, side: str) -> QueueAsked:
    """Leave out what a provider's list does not have: who is assigned, and by when to decide."""
    if side == "received":
        return asked
    sort = "" if asked.sort == "due" else asked.sort
    return replace(asked, whose="", sort=sort)


@bp.get("/submissions/register.<kind>")
@requires(Action.SEE_SUBMISSIONS)
@for_programs(TokenScope.REVIEWS)
@in_turn(Work.WRITING)
def register(kind: str) -> ResponseReturnValue:
    """Give all that a commissioner was sent and decided, or one year's, as a file."""
    who = actor()
    if not who.is_commissioner or kind not in ("xlsx", "csv"):
        raise NotFoundError(kind)
    typed = request.args.get("year", "")
    year = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) == 4 else None
    entries = read_register(db.session, who, year)
    name = f"register-{year}.{kind}" if year else f"register.{kind}"
    if kind == "csv":
        rows = ([_plain(cell) for cell in row] for row in list_rows(entries))
        return attachment(write_csv(HEADS, rows), name, CSV)
    # openpyxl is loaded when the first workbook is written, not at the start.
    from pathways.workbook.register import write_register

    # No transaction is held while the workbook is made.
    db.session.close()
    return attachment(write_register(entries, who.organisation, year), name)


def _plain(cell: RegisterCell) -> str:
    return cell.isoformat() if isinstance(cell, date) else str(cell)
