"""Many steps at the same moment that change what the directory lists."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier, Event

import pytest
import sqlalchemy as sa
from flask import Flask

from pathways.accounts.services.organisations import close, reopen
from pathways.db import db, new_id, now, transaction
from pathways.directory.services import freeze_draft, publish, unpublish
from pathways.domain.pathway.visibility import Visibility
from pathways.domain.policy import Actor
from pathways.domain.review.submission import Decided
from pathways.domain.rule.standards import FRAMEWORK_MINIMUM
from pathways.records.journal import Named
from pathways.records.listing.keeping import OFFER
from pathways.records.listing.recounting import find_offer_faults, rebuild_offers
from pathways.submissions.deciding.writes import decide, withdraw_decision
from pathways.submissions.sending.writes import Declaration, send_submission
from tests.directory.shelf import Shelf, make_shelf
from tests.factories import make_organisation, make_person

ROUNDS = 10
"""How often each of those who act at once does so."""


@pytest.fixture
def shelf(app: Flask) -> Shelf:
    """Give six offers of one provider."""
    return make_shelf(app, 6, names=("Northgate Learning",))


def show(shelf: Shelf, pathway: str, whom: Visibility = Visibility.PUBLIC) -> None:
    """Publish a pathway as its owner."""
    with transaction() as session:
        version = freeze_draft(session, shelf.owners[0], pathway)
        publish(session, shelf.owners[0], pathway, version.id, whom)


def take_back(shelf: Shelf, pathway: str) -> None:
    """Take a pathway out of the directory."""
    with transaction() as session:
        unpublish(session, shelf.owners[0], pathway)


def shut(shelf: Shelf) -> None:
    """Close the provider."""
    with transaction() as session:
        close(session, doer(shelf), shelf.owners[0].organisation_id or "", "For now.")


def open_again(shelf: Shelf) -> None:
    """Open the provider again."""
    with transaction() as session:
        reopen(session, doer(shelf), shelf.owners[0].organisation_id or "")


def doer(shelf: Shelf) -> Named:
    """Return who closes and opens."""
    return Named(shelf.owners[0].person_id, shelf.owners[0].name)


def send(app: Flask, shelf: Shelf, pathway: str) -> tuple[Actor, str]:
    """Send a pathway to a commissioner; return who decides, and the submission."""
    with app.app_context():
        metro = make_organisation("Metro", is_provider=False, is_commissioner=True)
        person = make_person("metro@test.example", metro)
        decider = Actor(person, "Idris", "", False, metro, "Metro", "owner", is_commissioner=True)
        level = shelf.offers[pathway].target_level
        reasons = {line.key: "Elsewhere." for line in shelf.edition.lines(level)}
        with transaction() as session:
            return decider, send_submission(
                session,
                shelf.owners[0],
                pathway,
                operation=new_id(),
                commissioner_id=metro,
                standard=FRAMEWORK_MINIMUM,
                declaration=Declaration("Ann", "Head", "True.", reasons),
            )


def approve(decider: Actor, sent: str) -> str:
    """Decide on a submission."""
    with transaction() as session:
        return decide(
            session,
            decider,
            sent,
            operation=new_id(),
            outcome=Decided.APPROVED,
            words="Read.",
            today=now().date(),
        )


def withdraw(decider: Actor, sent: str, made: str) -> None:
    """Take a decision back."""
    with transaction() as session:
        withdraw_decision(session, decider, sent, made, "Mistaken.")


def test_whatever_is_done_at_once_leaves_what_a_recount_gives(app: Flask, shelf: Shelf) -> None:
    pathways = list(shelf.offers)
    decider, sent = send(app, shelf, pathways[0])

    def publish_in_turn(turn: int) -> None:
        pathway = pathways[turn % 2]
        take_back(shelf, pathway)
        show(shelf, pathway, list(Visibility)[turn // 2 % 2])

    def publish_others(turn: int) -> None:
        show(shelf, pathways[1 + turn % 2], list(Visibility)[turn // 2 % 2])

    def judge(_turn: int) -> None:
        withdraw(decider, sent, approve(decider, sent))

    def settle(_turn: int) -> None:
        shut(shelf)
        open_again(shelf)

    def rebuild(_turn: int) -> None:
        with transaction() as session:
            rebuild_offers(session)

    parts: list[Callable[[int], None]] = [publish_in_turn, publish_others, judge, settle, rebuild]
    together = Barrier(len(parts))

    def act(part: Callable[[int], None]) -> None:
        with app.app_context():
            together.wait(10)
            for turn in range(ROUNDS):
                part(turn)

    with ThreadPoolExecutor(len(parts)) as pool:
        for done in [pool.submit(act, part) for part in parts]:
            done.result(120)
    with app.app_context():
        assert list(find_offer_faults(db.session)) == []
        listed = db.session.scalar(sa.select(sa.func.count()).select_from(OFFER))
        assert listed == len(pathways)


@pytest.mark.parametrize("is_new", [True, False])
def test_what_is_published_while_its_provider_is_closed_is_not_listed(
    app: Flask, shelf: Shelf, is_new: bool
) -> None:
    pathway = next(iter(shelf.offers))
    owner = shelf.owners[0]
    if is_new:
        with app.app_context():
            take_back(shelf, pathway)
    begun = Event()

    def shut_now() -> None:
        with app.app_context():
            begun.set()
            shut(shelf)

    with ThreadPoolExecutor(1) as other, app.app_context():
        with transaction() as session:
            version = freeze_draft(session, owner, pathway)
            publish(session, owner, pathway, version.id, Visibility.ORGANISATIONS)
            closing = other.submit(shut_now)
            assert begun.wait(5)
            with suppress(TimeoutError):
                closing.result(0.5)
            assert not closing.done()
        closing.result(20)
        assert list(find_offer_faults(db.session)) == []
        assert db.session.scalar(sa.select(sa.func.count()).select_from(OFFER)) == 0


def test_one_who_publishes_while_its_provider_waits_does_not_wait_for_it(
    app: Flask, shelf: Shelf
) -> None:
    first, second = list(shelf.offers)[:2]
    with app.app_context():
        take_back(shelf, second)
    begun = Event()

    def shut_now() -> None:
        with app.app_context():
            begun.set()
            shut(shelf)

    owner = shelf.owners[0]
    with ThreadPoolExecutor(1) as other, app.app_context():
        with transaction() as session:
            version = freeze_draft(session, owner, first)
            publish(session, owner, first, version.id, Visibility.ORGANISATIONS)
            closing = other.submit(shut_now)
            assert begun.wait(5)
            with suppress(TimeoutError):
                closing.result(0.5)
            # A new offer refers to its provider, whose row the other holds.
            version = freeze_draft(session, owner, second)
            publish(session, owner, second, version.id, Visibility.PUBLIC)
        closing.result(20)
        assert list(find_offer_faults(db.session)) == []
