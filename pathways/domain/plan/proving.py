"""How sure a plan is: what was proved of it, phase by phase."""

from typing import Final

from pathways.domain.plan.answer import MAIN, PlanAnswer
from pathways.domain.plan.plan import Proof, ProofKind
from pathways.domain.plan.task import Measure, Task

MEASURE_WORDS: Final = {
    Measure.OPEN: "what stays open",
    Measure.WISHES: "the wishes not met",
    Measure.UNPRICED: "the prices not stated",
    Measure.UNMEASURED: "the lengths not stated",
    Measure.COST: "cost",
    Measure.MINUTES: "hours",
    Measure.PROVIDERS: "providers",
    Measure.ASSESSED: "what is assessed",
    Measure.DEVELOPED: "what is developed",
}


def prove(task: Task, answer: PlanAnswer) -> Proof:
    """Return how sure an answer is: the best, or how far from it at most, and in what."""
    kind, per_cent, what = ProofKind.BEST, 0, ""
    if not answer.is_sound:
        return Proof(ProofKind.FAILED, answer.listed, answer.considered, is_cut=answer.is_cut)
    last = task.phases.index(MAIN[task.goal])
    for one in answer.settled[: last + 1]:
        if one.value > one.bound:
            # What should be large is counted below zero, so that the bound is what it may reach.
            whole = max(1, abs(one.value))
            per_cent = -(-100 * (one.value - one.bound) // whole)
            kind, what = ProofKind.WITHIN, MEASURE_WORDS[one.measure]
            break
    return Proof(kind, answer.listed, answer.considered, per_cent, what, answer.is_cut)
