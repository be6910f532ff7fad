"""`doctor` finds each kind of damage and forgery, in a sentence, and mends from none of them."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from click.testing import Result
from flask import Flask
from sqlalchemy.orm import Session

from pathways.accounts.services.identities import link_identity
from pathways.accounts.services.invitations import Invite, invite
from pathways.accounts.services.people import set_second_factor
from pathways.accounts.services.tokens import TokenWish, make_token
from pathways.builder.demonstration import pathway_id
from pathways.db import db, new_id, now, transaction
from pathways.doctor import look_through, open_reading
from pathways.domain.plan.progress import Quote
from pathways.domain.policy import Actor
from pathways.domain.review.conditions import ConditionWish
from pathways.domain.review.submission import Decided
from pathways.domain.rule.standards import BALANCED
from pathways.domain.scope import TokenScope
from pathways.enquiries.services import ForBrief, Reply, Sender, give_answer, keep_enquiries
from pathways.identity_provider import Signed
from pathways.models.account import Membership, Person
from pathways.models.brief import BriefRow
from pathways.models.offer import OfferRow
from pathways.models.submission import Submission
from pathways.records.checks.engine import GUARDS as WANTED
from pathways.records.checks.engine import read_guards
from pathways.records.checks.trail import JournalHead, walk
from pathways.records.people import find_owner
from pathways.standards.services import define_standard
from pathways.submissions.deciding.writes import decide
from tests.forging import FORGERIES, GUARDS, Forgery, almighty, unguarded
from tests.moving import kept

UNSEEN = ("an index of a part", "a view put in", "a decision that is made by itself")
"""Forgeries that a comparison of the tables with the models passes by."""
MENDED = ("a version's title", "a version and its digest", "a treatment with its sets")
"""Forgeries that a recount would spread."""


def run(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=list(arguments))


def leave_signs() -> None:
    """Leave what somebody signs in with, and an enquiry that is answered."""
    with transaction() as session:
        brief = session.scalars(sa.select(BriefRow).order_by(BriefRow.id)).first()
        offer = session.scalars(sa.select(OfferRow).order_by(OfferRow.number)).first()
        assert brief is not None
        assert offer is not None
        buyer, provider = (_owner_of(session, one.organisation_id) for one in (brief, offer))
        sender = Sender(buyer.name, buyer.email, "", "How many places are left?", buyer)
        asked, about = new_id(), ForBrief(brief.id, is_attached=True)
        keep_enquiries(
            session, [offer.pathway_id], sender, operation=asked, is_inside=True, brief=about
        )
        answer = Reply("Twelve.", Quote(1_200_00, "group", "added", "In May"))
        give_answer(session, provider, asked, answer, seen=0)
        guest = Invite(new_id(), "guest@else.example", "editor", lambda _: "s1", lambda _: "l1")
        invite(session, buyer, str(buyer.organisation_id), guest)
        make_token(session, buyer, TokenWish(new_id(), "Report", [TokenScope.PUBLISHED], 30))
        signed = Signed("https://id.example", "subject-1", buyer.email, True)
        link_identity(session, buyer.person_id, signed)
        set_second_factor(session, provider.person_id, "kept-secret", ["kept-code"])


def _owner_of(session: Session, organisation: str) -> Actor:
    email = session.scalars(
        sa.select(Person.email)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.organisation_id == organisation, Membership.role == "owner")
        .limit(1)
    ).one()
    return find_owner(session, email)


@kept
def make_scene(app: Flask) -> dict[str, Any]:
    """Load the demonstration, with a standard of a commissioner's own and a decision with words."""
    assert run(app, "demo", "load").exit_code == 0
    with app.app_context():
        leave_signs()
        with transaction() as session:
            commissioner = find_owner(session, "commissioner@demo.example")
            standard = replace(BALANCED, key="", name="What our region asks", gist="Ours")
            define_standard(session, commissioner, standard, new_id())
        with transaction() as session:
            sent = session.scalars(
                sa.select(Submission.id).where(Submission.pathway_id == pathway_id("housing-teams"))
            ).one()
            decide(
                session,
                commissioner,
                sent,
                operation=new_id(),
                outcome=Decided.APPROVED_WITH,
                words="Yes, once these are done.",
                today=now().date(),
                conditions=[ConditionWish("Name who supervises", "Northgate", date(2099, 1, 1))],
            )
        head = walk(db.session).head
        db.session.close()
    return head.to_plain()


def find(head: JournalHead | None = None) -> list[Any]:
    with open_reading(db.engine) as session:
        return list(look_through(session, head))


def test_a_scene_of_everything_is_well(app: Flask) -> None:
    head = JournalHead(**make_scene(app))
    with app.app_context():
        assert [fault.text for fault in find(head)] == []
    assert run(app, "doctor").output == "All well.\n"


def test_what_guards_the_tables_is_what_the_migrations_make(app: Flask) -> None:
    with app.app_context():
        assert read_guards(db.session) == WANTED[db.engine.dialect.name]


def test_there_are_sixty_kinds_on_each_engine() -> None:
    for engine in ("sqlite", "postgresql"):
        assert sum(engine in one.engines for one in (*FORGERIES, *GUARDS)) >= 60


def forge(forgery: Forgery, head: JournalHead) -> list[str]:
    """Do what a forger does, and return what the doctor says; then nothing was done."""
    with db.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        if forgery in FORGERIES:
            with unguarded(connection):
                forgery.act(connection)
        else:
            with almighty(connection):
                forgery.act(connection)
        # A part of the transaction: what fails in it takes nothing of the forgery back.
        with Session(connection, join_transaction_mode="create_savepoint") as session:
            found = list(look_through(session, head))
        connection.rollback()
    return [fault.text for fault in found]


def test_each_kind_of_forgery_is_found(
    app: Flask, tenth: Callable[[Sequence[Forgery]], Sequence[Forgery]]
) -> None:
    head = JournalHead(**make_scene(app))
    missed, odd = [], []
    with app.app_context():
        engine = db.engine.dialect.name
        for forgery in tenth([one for one in (*FORGERIES, *GUARDS) if engine in one.engines]):
            told = forge(forgery, head)
            if not any(forgery.told in text for text in told):
                missed.append((forgery.name, told))
            odd += [text for text in told if "\n" in text or not text.endswith(".")]
        assert find(head) == []
    assert missed == []
    assert odd == []


def test_what_the_models_do_not_show_is_found(app: Flask) -> None:
    head = JournalHead(**make_scene(app))
    with app.app_context():
        engine = db.engine.dialect.name
        for forgery in (*FORGERIES, *GUARDS):
            if forgery.name in UNSEEN and engine in forgery.engines:
                told = forge(forgery, head)
                assert any(forgery.told in text for text in told), (forgery.name, told)


@pytest.mark.parametrize(
    "forgery", [one for one in FORGERIES if one.name in MENDED], ids=lambda one: one.name
)
def test_nothing_is_mended_from_what_is_forged(app: Flask, forgery: Forgery) -> None:
    make_scene(app)
    with app.app_context(), db.engine.begin() as connection, unguarded(connection):
        forgery.act(connection)
    first, mended = run(app, "doctor"), run(app, "doctor", "--mend")
    assert (first.exit_code, mended.exit_code) == (1, 1)
    assert "--mend" not in first.output
    assert "Traceback" not in first.output + mended.output
    assert "Listed anew" not in mended.output
    assert "Recounted: 0." in mended.output or "Recounted" not in mended.output
    assert run(app, "doctor").output == first.output
