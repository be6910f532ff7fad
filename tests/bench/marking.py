"""Many rows of a review are marked at once, beside one alone."""

import time

import sqlalchemy as sa
from flask import Flask

from pathways.db import db, transaction
from pathways.domain.review.finding import Finding
from pathways.models.submission import Submission
from pathways.models.version import Version
from pathways.records.editions import edition_of
from pathways.records.people import find_owner
from pathways.submissions.findings import FindingWish
from pathways.submissions.reviewing.writes import mark, mark_many
from tests.bench.clicks import counted
from tests.bench.printing import heading, line, micro
from tests.bench.rounds import take_turns
from tests.bench.stage import open_stage
from tests.page import Client
from tests.submissions.scene import COMMISSIONER, PROVIDER, make_scene, send

ROWS = 150
ROUNDS = 9
TIMES = 20
"""So many times one mark is what many at once may cost at most."""


class Marked:
    """One submission, marked otherwise at each turn."""

    def __init__(self, app: Flask) -> None:
        scene = make_scene(app)
        provider = Client(app)
        provider.sign_in(PROVIDER)
        self.app, self.submission = app, send(provider, scene)
        with app.app_context():
            self.reviewer = find_owner(db.session, COMMISSIONER)
            version = db.session.scalars(
                sa.select(Version).join(Submission, Submission.version_id == Version.id)
            ).one()
            edition = edition_of(db.session, version)
            codes = [one.code for one in edition.competencies if one.level == 2]
        self.rows = codes[:ROWS]
        self.turn = {"one": 0, "many": 0}

    def _wish(self, name: str) -> tuple[Finding | None, Finding]:
        """Return what stands, and what is to stand."""
        self.turn[name] += 1
        both = (Finding.MET, Finding.PARTLY_MET)
        seen = both[(self.turn[name] - 1) % 2] if self.turn[name] > 1 else None
        return seen, both[self.turn[name] % 2]

    def one(self) -> None:
        """Mark one row."""
        seen, wish = self._wish("one")
        with self.app.app_context(), transaction() as session:
            mark(session, self.reviewer, self.submission, "*", seen=seen, finding=wish)

    def many(self) -> None:
        """Mark many rows in one step."""
        seen, finding = self._wish("many")
        wishes = [FindingWish(row, seen, finding) for row in self.rows]
        with self.app.app_context(), transaction() as session:
            done = mark_many(session, self.reviewer, self.submission, wishes)
        assert len(done.changed) == ROWS


def run() -> None:
    """Measure marking many rows at once."""
    heading(f"{ROWS} rows of a review are marked at once")
    with open_stage() as stage:
        marked = Marked(stage.app)
        marked.one()
        marked.many()
        with stage.app.app_context():
            engine = db.engine
        with counted(engine) as writing:
            marked.many()
        times = take_turns(
            {"one": marked.one, "many": marked.many}, ROUNDS, warm_up=2, clock=time.process_time
        )
    line("Marking one row", micro(times.median("one")))
    line(f"Marking {ROWS} rows", micro(times.median("many")))
    line("Many to one", f"{times.ratio('many', 'one')[0]:.2f}", f"under {TIMES}")
    line("Marking them", f"{writing.statements} statements, {writing.commits} commit")
