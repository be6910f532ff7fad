"""What every page of plans asks first: whose brief it is, and for which plan."""

import hashlib
import json
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, current_app, make_response, request

from pathways import planning
from pathways.access import actor
from pathways.briefs.queries import BriefView
from pathways.briefs.queries.courses import read_question
from pathways.db import db
from pathways.domain.plan.answer import PlanAnswer
from pathways.domain.plan.figures import budget_parts, next_steps, plan_figures
from pathways.domain.plan.making import make_plan
from pathways.domain.plan.plan import Plan
from pathways.domain.plan.question import PlanGoal, PlanQuestion
from pathways.domain.plan.sheet import PlanSheet
from pathways.domain.plan.tasking import task_of
from pathways.domain.policy import Actor
from pathways.domain.work import Work
from pathways.pages import today
from pathways.records.courses import quotes_for
from pathways.turns import count

bp = Blueprint("plans", __name__)


def goal_asked() -> PlanGoal:
    """Return the goal that the address asks for, or else the first."""
    asked = request.values.get("goal", "")
    return PlanGoal(asked) if asked in tuple(PlanGoal) else PlanGoal.CHEAPEST


def find_plan(view: BriefView, goal: PlanGoal) -> Plan | planning.PlanProgress:
    """Return the plan of a brief, or how far it is with working it out."""
    question = ask_for(actor(), view, goal)
    found = planning.ask(
        task_of(question).to_plain(), answers(), before=lambda: count(Work.PLANNING)
    )
    return make_plan(question, found) if isinstance(found, PlanAnswer) else found


def ask_for(buyer: Actor, view: BriefView, goal: PlanGoal) -> PlanQuestion:
    """Return what a plan of today would be asked for, with what was quoted to the buyer."""
    return read_question(
        db.session,
        view.edition,
        view.brief,
        goal,
        quotes=quotes_for(db.session, buyer, view.id),
        vat_percent=current_app.config["VAT"],
        today=today(),
    )


def answers() -> Path:
    """Return the folder in which answers are kept."""
    return Path(current_app.instance_path) / "answers"


def foot_style(*parts: str) -> Response:
    """Return a style sheet that prints these at the foot of the sheets of a plan."""
    # Whatever somebody typed stays text: each letter is written by its number.
    words = "".join(f"\\{ord(letter):x} " for letter in " · ".join(filter(None, parts)))
    response = make_response(f'@page plan{{@bottom-left{{content:"{words}"}}}}')
    response.mimetype = "text/css"
    return response


def laid_out(sheet: PlanSheet) -> dict[str, Any]:
    """Return what a template shows of a sheet."""
    plan = sheet.plan
    return {
        "sheet": sheet,
        "plan": plan,
        "figures": plan_figures(plan),
        "parts": budget_parts(plan),
        "steps": next_steps(plan),
    }


def digest_of_plan(plan: Plan) -> str:
    """Return what tells two plans apart: whoever keeps one keeps what they saw."""
    text = json.dumps(plan.to_plain(), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:32]
