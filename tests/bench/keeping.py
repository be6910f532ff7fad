"""What it costs that the directory keeps summaries: publishing and deciding, with and without."""

import inspect
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from typing import Any
from unittest.mock import patch

from pathways.db import db, new_id, now, transaction
from pathways.directory import services
from pathways.domain.pathway.content import PathwayContent
from pathways.domain.pathway.visibility import Visibility
from pathways.domain.policy import Actor
from pathways.domain.review.submission import Decided
from pathways.domain.rule.standards import FRAMEWORK_MINIMUM
from pathways.submissions.deciding import writes as decisions
from pathways.submissions.deciding.writes import decide, withdraw_decision
from pathways.submissions.sending.writes import Declaration, send_submission
from tests.bench.clicks import counted
from tests.bench.market import fill_market
from tests.bench.printing import heading, line, micro
from tests.bench.rounds import take_turns
from tests.bench.stage import EMAIL, Stage, open_stage
from tests.factories import load_pathway, make_organisation, make_person
from tests.workbook.subjects import sampled

OFFERS = 1_000
ROUNDS = 60
PUBLISHING: Any = inspect.getmodule(services.publish)
GOAL = "at most 1.6x"


class Publisher:
    """Publishes two versions of one pathway in turn, each through the whole request."""

    def __init__(self, stage: Stage, owner: Actor, seed: int, kept: bool) -> None:
        self.stage, self.kept = stage, kept
        first = sampled(2, 0.065, 6, seed=seed)
        self.pathway = load_pathway(stage.organisation, first)
        self.versions = [self._freeze(owner), self._change(owner, first)]
        self.place = 0
        self.publish()

    def _freeze(self, owner: Actor) -> str:
        with transaction() as session:
            return services.freeze_draft(session, owner, self.pathway).id

    def _change(self, owner: Actor, first: PathwayContent) -> str:
        """Freeze another version, of which a third of the modules is new."""
        other = sampled(2, 0.065, 6, seed=len(first.title))
        content = replace(first, modules=(*first.modules[:4], *other.modules[4:]))
        with (
            transaction() as session,
            patch.object(PUBLISHING, "read_content", lambda *_: content),
        ):
            return services.freeze_draft(session, owner, self.pathway).id

    def publish(self) -> None:
        """Show the other version."""
        self.place = 1 - self.place
        values = {"version": self.versions[self.place], "visibility": "public"}
        with _as_told(PUBLISHING, kept=self.kept):
            status, markup, _ = self.stage.browser.ask(f"/pathways/{self.pathway}/publish", values)
        assert status == 303, markup.decode()


class Decider:
    """Decides on one submission and withdraws it again, as the services do it."""

    def __init__(self, stage: Stage, owner: Actor, commissioner: Actor, seed: int, kept: bool):
        self.stage, self.commissioner, self.kept = stage, commissioner, kept
        pathway = load_pathway(stage.organisation, sampled(2, 0.065, 6, seed=seed))
        with transaction() as session:
            self.sent = send_submission(
                session,
                owner,
                pathway,
                operation=new_id(),
                commissioner_id=commissioner.organisation_id or "",
                standard=FRAMEWORK_MINIMUM,
                declaration=Declaration("Ann", "Head", "As far as I know", {}),
            )
            version = services.freeze_draft(session, owner, pathway)
            services.publish(session, owner, pathway, version.id, Visibility.PUBLIC)

    def decide(self) -> None:
        """Approve, then take it back."""
        with self.stage.app.app_context(), _as_told(decisions, kept=self.kept):
            with transaction() as session:
                made = decide(
                    session,
                    self.commissioner,
                    self.sent,
                    operation=new_id(),
                    outcome=Decided.APPROVED,
                    words="Read.",
                    today=now().date(),
                )
            with transaction() as session:
                withdraw_decision(session, self.commissioner, self.sent, made, "Mistaken.")


def run() -> None:
    """Measure both, with the disk and without."""
    heading(f"What keeping summaries costs a write, among {OFFERS:,} offers")
    with open_stage() as stage:
        _measure(stage, "every commit waits for the disk", time.perf_counter)
    with open_stage(synchronous="OFF") as stage:
        _measure(stage, "processor time alone", time.process_time)


def _measure(stage: Stage, how: str, clock: Callable[[], float]) -> None:
    owner = Actor(
        stage.person, "Ann", EMAIL, False, stage.organisation, role="owner", is_provider=True
    )
    with stage.app.app_context():
        metro = make_organisation("Metro", is_provider=False, is_commissioner=True)
        reviewer = make_person("metro@test.example", metro)
        decider = Actor(reviewer, "Idris", "", False, metro, role="owner", is_commissioner=True)
        with transaction() as session:
            fill_market(session, OFFERS, metro)
        kept, bare = (Publisher(stage, owner, 3, kept=is_kept) for is_kept in (True, False))
        kept_d, bare_d = (Decider(stage, owner, decider, 4, kept=k) for k in (True, False))
        engine = db.engine
        db.session.close()
    times = take_turns(
        {
            "publish, kept": kept.publish,
            "publish, bare": bare.publish,
            "decide, kept": kept_d.decide,
            "decide, bare": bare_d.decide,
        },
        ROUNDS,
        warm_up=5,
        clock=clock,
    )
    for what, one, other in (
        ("publish", kept.publish, bare.publish),
        ("decide", kept_d.decide, bare_d.decide),
    ):
        with counted(engine) as many:
            one()
        with counted(engine) as few:
            other()
        middle, lower, upper = times.ratio(f"{what}, kept", f"{what}, bare")
        words = "Publish a version, whole request" if what == "publish" else "Decide, and withdraw"
        line(f"{words} ({how})", micro(times.median(f"{what}, kept")))
        line(
            f"  without keeping: {micro(times.median(f'{what}, bare'))}",
            f"ratio {middle:.2f} (quartiles {lower:.2f} to {upper:.2f}), "
            f"{many.statements} statements for {few.statements}",
            GOAL,
        )


def _as_told(module: Any, *, kept: bool) -> AbstractContextManager[Any]:
    """Keep summaries as the app does, or leave them be."""
    return nullcontext() if kept else patch.object(module, "keep_offer", lambda *_: None)
