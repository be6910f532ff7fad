"""A provider and a commissioner whose owners have left a trace wherever a name can stand."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from pathways.accounts.services.identities import link_identity
from pathways.accounts.services.invitations import Invite, invite
from pathways.accounts.services.people import rename_person
from pathways.accounts.services.tokens import TokenWish, make_token
from pathways.briefs.plans.reads import freeze
from pathways.briefs.plans.writes import keep_plan
from pathways.briefs.queries import get_brief
from pathways.briefs.services import write_brief
from pathways.builder.services.pathways import add_content
from pathways.db import db, new_id, now, transaction
from pathways.directory.services import freeze_draft, publish
from pathways.domain.need.brief import Brief, Group
from pathways.domain.pathway.run import Run
from pathways.domain.pathway.visibility import Visibility
from pathways.domain.plan.progress import Quote
from pathways.domain.policy import Actor
from pathways.domain.review.conditions import ConditionWish, mark_said
from pathways.domain.review.finding import Finding
from pathways.domain.review.observed import ResultWish, SessionWish
from pathways.domain.review.submission import Decided
from pathways.domain.rule.standards import FRAMEWORK_MINIMUM
from pathways.domain.scope import TokenScope
from pathways.enquiries.services import Sender, keep_enquiries
from pathways.enquiries.services.answering import Reply, give_answer
from pathways.enquiries.services.asking import ForBrief
from pathways.identity_provider import Signed
from pathways.models.account import Person
from pathways.models.base import Base
from pathways.models.decision import Condition
from pathways.models.presence import Presence
from pathways.records.attempts import count_attempt, mark_of
from pathways.records.mail import post_mail
from pathways.records.people import keep_preference
from pathways.runs.services import add_run
from pathways.submissions.assigning.writes import assign
from pathways.submissions.deciding import following
from pathways.submissions.deciding.writes import decide, withdraw_decision
from pathways.submissions.desk import open_desk
from pathways.submissions.findings import FindingWish
from pathways.submissions.observing.writes import add_result, add_session
from pathways.submissions.reviewing import writes
from pathways.submissions.sending.writes import Declaration, send_submission
from pathways.submissions.sharing import add_words
from tests.factories import (
    CURRENT_EDITION,
    demonstration,
    make_organisation,
    make_person,
    make_plan,
)
from tests.moving import kept

QUILLON: Final = ("quillon@zephyr.example", "Quillon Featherby")
ZENOBIA: Final = ("zenobia@mistral.example", "Zenobia Marchetti")
FORMERLY: Final = "Zenobia Ostrander"
"""A name that the second had before."""
COLLEAGUE: Final = "robin@north.example"
REVIEWER: Final = "sasha@metro.example"
ADMIN: Final = "admin@site.example"


@dataclass(frozen=True, slots=True)
class Leaving:
    """Ids of who leaves, their organisations, and what they had a part in."""

    quillon: str
    zenobia: str
    provider: str
    commissioner: str
    pathway: str
    submission: str
    judged: str
    brief: str
    plan: str
    enquiry: str
    admin: str


@kept
def make_leaving(app: Flask) -> Leaving:
    """Let two people take every step that leaves a name."""
    with app.app_context():
        provider = make_organisation("Northgate Learning")
        commissioner = make_organisation(
            "Metro Commissioning", is_provider=False, is_commissioner=True
        )
        quillon = make_person(QUILLON[0], provider, name=QUILLON[1])
        zenobia = make_person(ZENOBIA[0], commissioner, name=FORMERLY)
        make_person(COLLEAGUE, provider, name="Robin Ashby")
        reviewer = make_person(REVIEWER, commissioner, name="Sasha Calloway")
        admin = make_person(ADMIN, is_administrator=True, name="Ash Brand")
        q = Actor(
            quillon, QUILLON[1], QUILLON[0], False, provider, "Northgate Learning", "owner", True
        )
        z = Actor(
            zenobia,
            FORMERLY,
            ZENOBIA[0],
            False,
            commissioner,
            "Metro Commissioning",
            "owner",
            is_commissioner=True,
        )
        pathway, judged = _offer(q)
        sent, decided = _send(q, (pathway, judged), commissioner)
        _mark(z, sent, FORMERLY)
        with transaction() as session:
            rename_person(session, z, ZENOBIA[1])
        z = Actor(
            zenobia,
            ZENOBIA[1],
            ZENOBIA[0],
            False,
            commissioner,
            "Metro Commissioning",
            "owner",
            is_commissioner=True,
        )
        _review(z, q, sent, reviewer)
        _decide(z, q, sent, decided)
        brief, plan, enquiry = _buy(z, q, pathway)
        _sign_in(q, z)
        db.session.close()
    return Leaving(
        quillon,
        zenobia,
        provider,
        commissioner,
        pathway,
        sent,
        decided,
        brief,
        plan,
        enquiry,
        admin,
    )


def _offer(q: Actor) -> tuple[str, str]:
    """Make two pathways, publish the first, and announce a run of it."""
    with transaction() as session:
        one = add_content(session, q, demonstration("housing-teams"))
        two = add_content(session, q, demonstration("whole-school"))
        version = freeze_draft(session, q, one)
        publish(session, q, one, version.id, Visibility.PUBLIC)
        run = Run(area="Dudley", is_open=True)
        add_run(session, q, one, run, operation=new_id(), today=now().date())
    return one, two


def _send(q: Actor, pathways: tuple[str, str], commissioner: str) -> tuple[str, ...]:
    lines = ("KA", "SE", "LE", "CH", "WB", "LA")
    said = Declaration(q.name, "Head", "As we teach it", dict.fromkeys(lines, "Not ours"))
    with transaction() as session:
        return tuple(
            send_submission(
                session,
                q,
                one,
                operation=new_id(),
                commissioner_id=commissioner,
                standard=FRAMEWORK_MINIMUM,
                declaration=said,
            )
            for one in pathways
        )


def _mark(z: Actor, sent: str, name: str) -> None:
    """Mark a row twice, and add words as a workbook brings them, under a name that is typed."""
    with transaction() as session:
        writes.declare_interest(session, z, sent, "None.")
        writes.mark(session, z, sent, "line:KA", seen=None, finding=Finding.PARTLY_MET)
        wish = FindingWish("line:KA", Finding.PARTLY_MET, Finding.MET, name, "today")
        writes.mark_many(session, z, sent, [wish])
        desk = open_desk(session, z, sent)
        add_words(desk, "line:SE", "Calm and clear", reviewer=name, is_shared=True)


def _review(z: Actor, q: Actor, sent: str, reviewer: str) -> None:
    with transaction() as session:
        writes.mark(session, z, sent, "line:SE", seen=None, finding=Finding.MET)
        writes.mark(session, z, sent, "line:LE", seen=None, finding=Finding.NOT_MET)
        writes.note(session, z, sent, "*", operation=new_id(), text="Ask about dates")
        writes.give_opinion(session, z, sent, "line:LE", finding=Finding.PARTLY_MET, text="Nearly")
        writes.comment(session, z, sent, "line:LE", operation=new_id(), text="Show us more")
        writes.comment(session, q, sent, "line:LE", operation=new_id(), text="It is in module 2")
        boss = Actor(
            reviewer,
            "Sasha Calloway",
            REVIEWER,
            False,
            z.organisation_id,
            "",
            "owner",
            is_commissioner=True,
        )
        assign(session, boss, sent, [z.person_id], ["line:WB"])
        seen = SessionWish(date(2025, 11, 2), z.name, "A calm room")
        add_session(session, z, sent, seen, operation=new_id(), today=now().date())
        writes.share_rows(session, z, sent)


def _decide(z: Actor, q: Actor, sent: str, judged: str) -> None:
    due = now().date() + timedelta(days=30)
    with transaction() as session:
        for one in (sent, judged):
            decision = decide(
                session,
                z,
                one,
                operation=new_id(),
                today=now().date(),
                outcome=Decided.APPROVED_WITH,
                words="Well made",
                conditions=(ConditionWish("Name who supervises", q.name, due),),
            )
        session.flush()
        condition = session.scalars(
            sa.select(Condition).where(Condition.submission_id == sent)
        ).one()
        following.say_done(session, q, sent, condition.id, "It is done")
        assert condition.said_at is not None
        said = mark_said(condition.said_at)
        following.agree(session, z, sent, condition.id, seen=said, words="Thank you")
        add_result(session, q, sent, ResultWish("It went well"), operation=new_id(), today=due)
        withdraw_decision(session, z, judged, decision, "It was too early")
        desk = open_desk(session, z, judged)
        add_words(desk, "line:SE", "Not shared yet", reviewer=z.name, is_shared=False)
        desk.write_down("comment", "Commented on Environments")


def _buy(z: Actor, q: Actor, pathway: str) -> tuple[str, str, str]:
    """Write a brief, keep a plan of it, ask the provider about it, and have an answer."""
    brief = Brief(CURRENT_EDITION, "What is needed", (Group("Wardens", 2, 12),))
    with transaction() as session:
        identifier = write_brief(session, z, brief, new_id())
    with transaction() as session:
        content = freeze(session, get_brief(session, z, identifier), make_plan())
        plan = keep_plan(session, z, identifier, "cheapest", content, new_id())
        words = f"When could you come? Kind regards, {z.name}, {z.email}"
        sender = Sender(z.name, z.email, z.organisation, words, z)
        enquiry = new_id()
        keep_enquiries(
            session,
            [pathway],
            sender,
            operation=enquiry,
            is_inside=True,
            brief=ForBrief(identifier),
        )
        give_answer(session, q, enquiry, Reply(f"Dear {z.name}, in May", Quote()), seen=0)
    return identifier, plan, enquiry


def _sign_in(q: Actor, z: Actor) -> None:
    """Leave what belongs to an account: tokens, links, invitations, mails, tries, presence."""
    with transaction() as session:
        make_token(
            session, q, TokenWish(new_id(), "Report of Quillon Featherby", [*TokenScope], 90)
        )
        wanted = Invite(new_id(), "guest@else.example", "editor", lambda _: "s1", lambda _: "l1")
        invite(session, q, str(q.organisation_id), wanted)
        wanted = Invite(new_id(), q.email, "editor", lambda _: "s2", lambda _: "l2")
        invite(session, z, str(z.organisation_id), wanted)
        signed = Signed("https://id.example", "subject-1", q.email, True)
        link_identity(session, q.person_id, signed)
        keep_preference(session, q.person_id, "density", "wide")
        pathway = session.execute(sa.text("SELECT id FROM pathway ORDER BY id LIMIT 1")).scalar()
        session.add(
            Presence(pathway_id=str(pathway), person_id=q.person_id, page="matrix", at=now())
        )
        count_attempt(session, {f"password of {mark_of(q.email)} from 10.0.0.9": 9})
        post_mail(session, REVIEWER, f"From {q.name}", f"{q.name} ({q.email}) wrote to you.")
        person = session.get_one(Person, q.person_id)
        person.tf_primary_method, person.tf_totp_secret = "authenticator", "kept-secret"
        person.mf_recovery_codes, person.confirmed_at = ["kept-code"], now()


def find_words(session: Session, *words: str) -> Iterator[str]:
    """Yield every column of every table in which one of these words stands, as a dump holds it."""
    for table in Base.metadata.sorted_tables:
        for row in session.execute(sa.select(table)).mappings():
            for column, value in row.items():
                text = _text(value).lower()
                if any(word.lower() in text for word in words):
                    yield f"{table.name}.{column}"


def _text(value: Any) -> str:
    return value.decode(errors="replace") if isinstance(value, bytes) else str(value)
