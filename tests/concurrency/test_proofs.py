"""Several people who change one row at once: the journal proves the row as all of them left it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle

from flask import Flask
from sqlalchemy.orm import Session

from pathways.accounts.services.identities import SignInRule, set_rule
from pathways.accounts.services.people import stop_person
from pathways.accounts.services.sharing import set_sharing
from pathways.db import db, transaction
from pathways.doctor import open_reading
from pathways.domain.review.privacy import Sharing
from pathways.records.checks.proved import check_proofs
from pathways.records.checks.trail import walk
from pathways.records.journal import Named
from tests.factories import make_organisation, make_person

ROUNDS = 30


def test_what_several_change_at_once_is_proved_as_it_is_left(app: Flask) -> None:
    with app.app_context():
        organisation = make_organisation(is_commissioner=True)
        admin = make_person("admin@test.example", is_administrator=True)
        editor = make_person("editor@test.example", organisation, "editor")
    doer = Named(admin, "Admin")

    def share(session: Session, turn: int) -> None:
        set_sharing(session, doer, organisation, list(Sharing)[turn % 3])

    def rule(session: Session, turn: int) -> None:
        set_rule(session, doer, organisation, SignInRule(domains=(f"d{turn}.example",)))

    def stop(session: Session, turn: int) -> None:
        stop_person(session, doer, editor, is_active=bool(turn % 2))

    def work(act: Callable[[Session, int], None]) -> None:
        with app.app_context():
            for turn in range(ROUNDS):
                with transaction() as session:
                    act(session, turn)

    acts = cycle((share, rule, stop))
    with ThreadPoolExecutor(6) as pool:
        for done in [pool.submit(work, next(acts)) for _ in range(6)]:
            done.result()
    with app.app_context(), open_reading(db.engine) as session:
        trail = walk(session)
        told = [fault.text for fault in (*trail.faults, *check_proofs(session, trail))]
        assert len(trail.proofs) > 3
    assert told == []
