"""Somebody is erased while others save, twice at once, or until a crash: nothing is missed."""

from functools import partial

import pytest
import sqlalchemy as sa
from flask import Flask

from pathways.accounts.erasing import erase_person
from pathways.accounts.services.erasure import begin_erasure, finish_erasure, list_unfinished
from pathways.db import db, new_id, transaction, transaction_apart
from pathways.domain.chain import FORMER
from pathways.domain.policy import Actor
from pathways.domain.refusals import ErasedError
from pathways.domain.review.finding import Finding
from pathways.enquiries.services import Sender, keep_enquiries
from pathways.models.account import Person
from pathways.models.comment import Remark
from pathways.models.journal import Journal
from pathways.records.journal import Named, write_down
from pathways.submissions.findings import FindingWish
from pathways.submissions.reviewing.writes import declare_interest, mark_many, note
from tests.accounts.leaving import (
    FORMERLY,
    QUILLON,
    REVIEWER,
    ZENOBIA,
    find_words,
    make_leaving,
)
from tests.together import at_once


def test_two_presses_at_one_moment_erase_once(app: Flask) -> None:
    ids = make_leaving(app)

    def press(_: int) -> None:
        with app.app_context():
            erase_person(None, ids.quillon, "At their own wish")

    at_once([partial(press, one) for one in range(4)])
    with app.app_context():
        count = sa.select(sa.func.count()).where(Journal.action == "account erased")
        assert db.session.scalar(count) == 1
        assert sorted(find_words(db.session, *QUILLON)) == []
        db.session.close()
        assert app.test_cli_runner().invoke(args=["doctor"]).output == "All well.\n"


def test_what_was_just_being_saved_is_not_kept(app: Flask) -> None:
    ids = make_leaving(app)
    with app.app_context():
        z = Actor(
            ids.zenobia,
            ZENOBIA[1],
            ZENOBIA[0],
            False,
            ids.commissioner,
            "Metro",
            "owner",
            is_commissioner=True,
        )
        with transaction() as session:
            begin_erasure(session, None, ids.zenobia, "At their own wish")
        # The person was known when these requests began.
        with pytest.raises(ErasedError), transaction() as session:
            note(session, z, ids.submission, "*", operation=new_id(), text="Too late")
        sender = Sender(z.name, z.email, "", "Too late", z)
        with pytest.raises(ErasedError), transaction() as session:
            keep_enquiries(session, [ids.pathway], sender, operation=new_id(), is_inside=True)
        with transaction() as session:
            finish_erasure(session, None, ids.zenobia)
        assert sorted(find_words(db.session, *ZENOBIA, FORMERLY, "Too late")) == []


def test_whoever_saves_meanwhile_is_waited_for_or_refused(app: Flask) -> None:
    ids = make_leaving(app)
    kept = []

    def act(number: int) -> None:
        with app.app_context():
            if number == 5:
                erase_person(None, ids.zenobia, "At their own wish")
                return
            doer = Named(ids.zenobia, ZENOBIA[1])
            try:
                for _ in range(5):
                    with transaction_apart() as session:
                        write_down(session, doer, "told", f"By {ZENOBIA[1]}")
                    kept.append(number)
            except ErasedError:
                pass

    at_once([partial(act, one) for one in range(10)])
    with app.app_context():
        assert sorted(find_words(db.session, *ZENOBIA)) == []
        told = sa.select(sa.func.count()).where(Journal.summary == f"By {FORMER}")
        assert db.session.scalar(told) == len(kept)
        db.session.close()
        assert app.test_cli_runner().invoke(args=["doctor"]).output == "All well.\n"


def test_colleagues_go_on_working_meanwhile(app: Flask) -> None:
    ids = make_leaving(app)
    with app.app_context():
        boss = _find(REVIEWER)
        sasha = Actor(
            boss,
            "Sasha Calloway",
            REVIEWER,
            False,
            ids.commissioner,
            "Metro Commissioning",
            "owner",
            is_commissioner=True,
        )
        with transaction() as session:
            declare_interest(session, sasha, ids.judged, "None.")

    def act(number: int) -> None:
        with app.app_context():
            if number == 3:
                erase_person(None, ids.zenobia, "At their own wish")
                return
            for count in range(6):
                found = (Finding.MET, Finding.NOT_MET)[count % 2]
                with transaction_apart() as session:
                    wish = FindingWish(f"line:{('KA', 'SE', 'LE')[number]}", None, found)
                    mark_many(session, sasha, ids.judged, [wish])
                with transaction_apart() as session:
                    note(
                        session, sasha, ids.judged, "*", operation=new_id(), text=f"{number}{count}"
                    )

    at_once([partial(act, one) for one in range(4)])
    with app.app_context():
        assert sorted(find_words(db.session, *ZENOBIA, FORMERLY)) == []
        notes = sa.select(sa.func.count()).where(Remark.author_id == boss)
        assert db.session.scalar(notes) == 18
        db.session.close()
        assert app.test_cli_runner().invoke(args=["doctor"]).output == "All well.\n"


def test_what_a_crash_left_is_finished_by_tidy(app: Flask) -> None:
    ids = make_leaving(app)
    with app.app_context():
        with transaction() as session:
            begin_erasure(session, None, ids.quillon, "At their own wish")
        assert list_unfinished(db.session) == (ids.quillon,)
        db.session.close()
        assert app.test_cli_runner().invoke(args=["tidy"]).exit_code == 0
        assert list_unfinished(db.session) == ()
        assert sorted(find_words(db.session, *QUILLON)) == []


def _find(email: str) -> str:
    found = db.session.scalars(sa.select(Person.id).where(Person.email == email)).one()
    db.session.close()
    return found
