"""Several people who change one row at once: the journal proves the row as all of them left it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any, Final

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from pathways.accounts.services.identities import (
    SignInRule,
    TakenError,
    link_identity,
    set_rule,
    unlink_identity,
)
from pathways.accounts.services.invitations import (
    EndedError,
    Invite,
    MemberAlreadyError,
    accept,
    invite,
    revoke,
)
from pathways.accounts.services.organisations import remove_member
from pathways.accounts.services.people import (
    StaleIdentityError,
    change_person,
    confirm_address,
    new_identity,
    rename_person,
    renew_identity,
    set_second_factor,
    stop_person,
    use_recovery_code,
)
from pathways.accounts.services.races import RaceError
from pathways.accounts.services.sharing import set_sharing
from pathways.accounts.services.tokens import (
    TokenWish,
    TooManyTokensError,
    make_token,
    take_token_back,
)
from pathways.briefs.services import write_brief
from pathways.db import db, new_id, now, transaction
from pathways.domain.need.brief import Brief, Group
from pathways.domain.plan.progress import CourseProgress, Quote
from pathways.domain.policy import Actor
from pathways.domain.refusals import ConflictError, NotFoundError
from pathways.domain.review.privacy import Sharing
from pathways.domain.scope import TokenScope
from pathways.enquiries.services import (
    ForBrief,
    Reply,
    Sender,
    give_answer,
    keep_enquiries,
    mark_answered,
)
from pathways.identity_provider import Signed
from pathways.models.account import Attempt, Invitation, Person
from pathways.models.journal import Journal
from pathways.models.token import AccessToken
from pathways.records.answers import count_answers
from pathways.records.courses import set_state
from pathways.records.journal import Named
from pathways.records.people import find_owner
from pathways.records.tokens import end_tokens
from tests.briefs.house import BUYER, PROVIDER, make_house, offer
from tests.factories import CURRENT_EDITION, make_organisation, make_person
from tests.proving import find_unproved

ROUNDS: Final = 30
REFUSED: Final = (
    ConflictError,
    EndedError,
    MemberAlreadyError,
    NotFoundError,
    RaceError,
    StaleIdentityError,
    TakenError,
    TooManyTokensError,
)
"""What somebody is told who comes a moment too late."""


def run_at_once(app: Flask, *acts: Callable[[Session, int], None], actions: set[str]) -> None:
    """Let two do each of the acts, many times; then hold every row against its proof.

    `actions` are those of the steps that come of it.
    """

    def work(act: Callable[[Session, int], None]) -> None:
        with app.app_context():
            for turn in range(ROUNDS):
                with suppress(*REFUSED), transaction() as session:
                    act(session, turn)

    with ThreadPoolExecutor(2 * len(acts)) as pool:
        for done in [pool.submit(work, act) for act in (*acts, *acts)]:
            done.result()
    assert find_unproved(app) == []
    with app.app_context():
        assert actions <= set(db.session.scalars(sa.select(Journal.action)))


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

    run_at_once(app, share, rule, stop, actions={"sharing set", "sign-in rule set"})


def test_how_somebody_signs_in_is_proved_as_it_is_left(app: Flask) -> None:
    with app.app_context():
        person = make_person("editor@test.example", make_organisation(), "editor")
    doer = Named(person, "Editor")

    def sign_in(session: Session, turn: int) -> None:
        identity = session.scalars(sa.select(Person.fs_uniquifier).where(Person.id == person)).one()
        values: dict[str, Any] = {"signed_in_at": now()}
        if turn % 3 == 0:
            values = {"password": f"hash {turn}", "fs_uniquifier": new_identity()}
        change_person(session, person, identity, values)

    def sign_out(session: Session, _turn: int) -> None:
        renew_identity(session, person)

    def protect(session: Session, turn: int) -> None:
        set_second_factor(session, person, f"secret {turn}", [f"code {turn}"])
        use_recovery_code(session, person, 0, f"code {turn}")

    def rename(session: Session, turn: int) -> None:
        confirm_address(session, person)
        rename_person(session, doer, f"Editor {turn % 5}")

    actions = {"signed in", "signed out everywhere", "recovery code used", "password changed"}
    run_at_once(app, sign_in, sign_out, protect, rename, actions=actions)


def test_invitations_and_links_are_proved_as_they_are_left(app: Flask) -> None:
    with app.app_context():
        organisation = make_organisation()
        owner = make_person("owner@test.example", organisation)
        guest = make_person("guest@test.example")
    actor = Actor(owner, "Owner", "owner@test.example", False, organisation)

    def send(session: Session, turn: int) -> None:
        # So many within a day are sent by nobody else.
        session.execute(sa.delete(Attempt))
        wanted = Invite(new_id(), "guest@test.example", "editor", str, str)
        invite(session, actor, organisation, wanted)
        if turn % 4 == 3:
            revoke(session, actor, organisation, wanted.id)

    def use(session: Session, turn: int) -> None:
        if turn % 3 == 2:
            remove_member(session, actor, organisation, guest)
            return
        latest = sa.select(Invitation.id).order_by(Invitation.created_at.desc()).limit(1)
        accept(session, session.scalar(latest) or "", guest, by_mail=True)

    def connect(session: Session, turn: int) -> None:
        if turn % 2:
            unlink_identity(session, owner, "https://id.example")
            return
        signed = Signed("https://id.example", f"subject {turn}", "", True)
        link_identity(session, owner, signed)

    # Whoever is quick may end each invitation before it is used, so that once all goes in order.
    with app.app_context():
        for act, turn in ((send, 0), (use, 0), (use, 2), (send, 0)):
            with transaction() as session:
                act(session, turn)
    actions = {"joined", "member removed", "single sign-on linked", "single sign-on taken away"}
    run_at_once(app, send, use, connect, actions=actions)


def test_tokens_are_proved_as_they_are_left(app: Flask) -> None:
    with app.app_context():
        organisation = make_organisation()
        owner = make_person("owner@test.example", organisation)
    actor = Actor(owner, "Owner", "owner@test.example", False, organisation)

    def make(session: Session, turn: int) -> None:
        wish = TokenWish(new_id(), "Report", [TokenScope.PUBLISHED], 30)
        make_token(session, actor, wish)
        if turn % 3 == 2:
            take_token_back(session, actor, wish.id)

    def take(session: Session, _turn: int) -> None:
        held = sa.select(AccessToken.id).order_by(AccessToken.ended_at.is_not(None)).limit(1)
        take_token_back(session, actor, session.scalar(held) or "")

    def end(session: Session, turn: int) -> None:
        if turn % 5 == 0:
            end_tokens(session, owner, now())

    actions = {"access token made", "access token taken back"}
    run_at_once(app, make, take, end, actions=actions)


def test_what_several_answer_is_proved_as_it_is_left(app: Flask) -> None:
    ids = make_house(app)
    pathway = offer(app, ids["provider"], "Calm Doors", "L2-KA-K01 L2-SE-K01")
    asked = new_id()
    with app.app_context(), transaction() as session:
        buyer, provider = find_owner(session, BUYER), find_owner(session, PROVIDER)
        need = Brief(CURRENT_EDITION, "What is needed", (Group("Wardens", 2, 12),))
        about = ForBrief(write_brief(session, buyer, need, new_id()))
        sender = Sender("Buyer", BUYER, "", "When?", buyer)
        keep_enquiries(session, [pathway], sender, operation=asked, is_inside=True, brief=about)

    def answer(session: Session, turn: int) -> None:
        seen = count_answers(session, asked)
        quote = Quote(turn * 100, "group", "added", "")
        give_answer(session, provider, asked, Reply("Yes.", quote), seen=seen)

    def mark(session: Session, turn: int) -> None:
        mark_answered(session, provider, asked, is_answered=bool(turn % 2))

    def decide(session: Session, turn: int) -> None:
        state = (CourseProgress.ASKED, CourseProgress.QUOTED)[turn % 2]
        set_state(session, buyer, about.brief_id, pathway, state, words=f"{turn}")

    def ask(session: Session, turn: int) -> None:
        again = asked if turn % 2 else new_id()
        keep_enquiries(session, [pathway], sender, operation=again, is_inside=True, brief=about)

    run_at_once(app, answer, mark, decide, ask, actions={"reopen", "mark course", "enquire"})
