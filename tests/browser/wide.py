"""A small world in which every text that people fill in is one word without a place to break.

The addresses come from the table of access, which knows every route; only who is there and what
they wrote is made here.
"""

from dataclasses import fields, replace
from datetime import date, timedelta
from typing import Any, Final

import sqlalchemy as sa
from flask import Flask

from pathways.accounts.services.invitations import Invite, invite
from pathways.accounts.services.tokens import TokenWish, make_token
from pathways.briefs.plans.reads import freeze
from pathways.briefs.plans.writes import keep_plan, write_notes
from pathways.briefs.queries import get_brief
from pathways.briefs.services import set_shown, write_brief
from pathways.builder import services
from pathways.db import db, new_id, now, transaction
from pathways.directory.services import freeze_draft, publish
from pathways.domain.need.brief import Brief, Group
from pathways.domain.need.staff import StaffMember
from pathways.domain.pathway.content import (
    Assurance,
    Details,
    Mapping,
    Module,
    Outcome,
    PathwayContent,
)
from pathways.domain.pathway.run import Run
from pathways.domain.pathway.treatment import Treatment
from pathways.domain.pathway.visibility import Visibility
from pathways.domain.plan.progress import CourseProgress, Quote
from pathways.domain.policy import Actor
from pathways.domain.review.conditions import ConditionWish, mark_said
from pathways.domain.review.finding import Finding
from pathways.domain.review.observed import Criterion, ResultWish, SessionWish
from pathways.domain.review.submission import Decided
from pathways.domain.rule.standards import Standard
from pathways.domain.scope import TokenScope
from pathways.enquiries.services import Reply, Sender, give_answer, keep_enquiries, mark_answered
from pathways.models.account import Organisation
from pathways.models.decision import Condition
from pathways.models.framework import CompetencyRow
from pathways.models.observed import ObservedSession
from pathways.models.pathway import MappingRow, ModuleRow, OutcomeRow, Pathway
from pathways.models.submission import Submission
from pathways.records.courses import set_state
from pathways.records.editions import current_edition
from pathways.records.journal import Named
from pathways.runs.services import add_run
from pathways.staff.services import add_member
from pathways.standards.services import define_standard
from pathways.submissions.assigning.writes import assign
from pathways.submissions.deciding.following import agree, say_done
from pathways.submissions.deciding.writes import decide, withdraw_decision
from pathways.submissions.desk import open_desk
from pathways.submissions.observing.writes import add_result, add_session
from pathways.submissions.reviewing.writes import (
    comment,
    declare_interest,
    give_opinion,
    mark,
    note,
)
from pathways.submissions.sending.writes import Declaration, send_submission
from pathways.submissions.sharing import add_words
from tests.factories import (
    CURRENT_EDITION,
    load_pathway,
    make_organisation,
    make_person,
    make_plan,
)
from tests.moving import kept
from tests.page import Client
from tests.policies.world import World

WORD: Final = "Wherewithal" * 18
"""198 letters."""
PHRASE: Final = "\u00a0".join(["What", "someone", "may", "need"] * 6)
"""Joined by no-break spaces, as texts from before these became plain ones still are."""
TEXT: Final = f"{WORD} {PHRASE}\n{PHRASE}"
NAME: Final = WORD[:110]
READERS: Final = ("visitor", "reader", "owner", "commissioner", "administrator")
CODE: Final = "L2-KA-K01"


def address_of(person: str) -> str:
    """Return an e-mail address as long as they come."""
    return f"{person}-{'x' * 50}@{'y' * 60}.{'z' * 60}.example"


def make_wide_world(app: Flask) -> World:
    """Fill an empty database, and sign everybody in."""
    values, cookies = _fill(app)
    with app.app_context():
        return World(app, db.engine, {"home": values}, cookies)


@kept
def _fill(app: Flask) -> tuple[dict[str, str], dict[str, str]]:
    """Make who is there and what they wrote; return ids by name, and a cookie for each reader."""
    with app.app_context():
        provider = make_organisation(f"P{NAME}", note=TEXT)
        buyers = make_organisation(
            f"C{NAME}", note=TEXT, is_provider=False, is_commissioner=True, is_employer=True
        )
        owner, reader, buyer = (
            make_person(address_of(role), home, name=f"{role}{NAME}"[:120], **options)
            for role, home, options in (
                ("owner", provider, {}),
                ("reader", provider, {"role": "reader"}),
                ("commissioner", buyers, {}),
            )
        )
        make_person(address_of("administrator"), name=NAME, is_administrator=True)
        seller = Actor(owner, NAME, "", False, provider, NAME, "owner", is_provider=True)
        judge = Actor(buyer, NAME, "", False, buyers, NAME, "owner", is_commissioner=True)
        values = {
            "organisation_id": provider,
            "person_id": reader,
            "asked": make_organisation(f"A{NAME}", note=TEXT, state="asked"),
            "closed": make_organisation(f"X{NAME}", note=TEXT, state="closed"),
            "stopped": reader,
            "colleague_id": buyer,
            "new_id": new_id(),
            "revision_now": "1",
            "code": CODE,
            "secret": "of-an-invitation",
            "details_seen": "0",
            "assurance_seen": "0",
        }
        values |= _build(seller)
        values |= _order(judge)
        values |= _send(seller, judge, values)
        values |= _show(seller, values)
        with transaction() as session:
            quote = Quote(dates=TEXT)
            set_state(
                session,
                judge,
                values["brief_id"],
                values["second"],
                CourseProgress.REJECTED,
                words=TEXT,
                quote=quote,
            )
        with transaction() as session:
            worded = session.get_one(CompetencyRow, (CURRENT_EDITION, CODE))
            worded.wording, worded.wording_state = TEXT, "unverified"
            wanted = Invite(
                new_id(), address_of("invited"), "editor", lambda _: values["secret"], lambda _: ""
            )
            invite(session, Named(owner, NAME), provider, wanted)
            # After the invitation, which goes to none of these.
            session.get_one(Organisation, provider).email_domains = f"{WORD}.example"
            token = TokenWish(new_id(), NAME, frozenset(TokenScope), 30)
            make_token(session, seller, token)
        db.session.close()
    cookies = {}
    for role in READERS:
        client = Client(app)
        if role != "visitor":
            client.sign_in(address_of(role))
        client.get("/privacy")
        cookie = client.raw.get_cookie("pathways")
        assert cookie is not None
        cookies[role] = cookie.value
    return values, cookies


def _worded(kind: type[Any]) -> dict[str, Any]:
    """Return a word without a break for each text field of a value, and for each list of them."""
    texts: dict[str, Any] = {item.name: TEXT for item in fields(kind) if item.type in (str, "str")}
    lists = {item.name for item in fields(kind) if "tuple[str, ...]" in str(item.type)}
    return {**texts, **dict.fromkeys(lists, (WORD[:60],))}


def _content(title: str) -> PathwayContent:
    """Return a pathway of two modules, with every text filled."""
    edition = current_edition(db.session)
    principles = tuple((item.code, TEXT) for item in edition.principles)
    said = {"principles": principles, "review_date": "2027-05-01"}
    details = {
        **_worded(Details),
        "contact": NAME,
        "qualification": WORD,
        "price_pence": 123_456_789,
        "price_basis": "group",
        "vat": "added",
        "group_max": 12,
    }
    return PathwayContent(
        CURRENT_EDITION,
        title,
        2,
        standard="balanced",
        details=Details(**details),
        assurance=Assurance(**{**_worded(Assurance), **said}),
        modules=tuple(_module(number) for number in (1, 2, 3)),
    )


def _module(number: int) -> Module:
    texts = {**_worded(Module), "id": f"m{number}", "title": WORD, "delivery": WORD}
    texts |= {"outcomes": (Outcome("a", f"{WORD}{WORD}"), Outcome("b", PHRASE))}
    codes = (CODE, f"L2-LA-K0{number}", f"L2-SE-S0{number}")
    mappings = tuple(Mapping(code, Treatment.ASSESSED, TEXT, ("a", "b")) for code in codes)
    return Module(**{**texts, "minutes": 1, "mappings": mappings})


def _build(seller: Actor) -> dict[str, str]:
    """Make the provider's pathways; return their ids and those of one module."""
    home = seller.organisation_id or ""
    titles = {
        "pathway_id": WORD,
        "judged_pathway": f"J{WORD}",
        "published": f"R{WORD}",
        "second": PHRASE,
        "unfrozen": f"U{WORD}",
        "archived": f"A{WORD}",
    }
    values = {name: load_pathway(home, _content(title)) for name, title in titles.items()}
    with transaction() as session:
        services.pathways.set_state(session, seller, values["archived"], "archive")
        module = session.query(ModuleRow).filter_by(pathway_id=values["pathway_id"]).first()
        assert module is not None
        outcome = session.query(OutcomeRow).filter_by(module_id=module.id).first()
        mapping = session.query(MappingRow).filter_by(module_id=module.id).first()
        assert outcome is not None
        assert mapping is not None
        ids = {"module_id": module.id, "outcome_id": outcome.id, "mapping_id": mapping.id}
    return {**values, **ids}


def _order(judge: Actor) -> dict[str, str]:
    """Write the commissioner's standard and brief."""
    standard = Standard("", f"S{NAME}"[:120], TEXT, share=20)
    brief = Brief(
        CURRENT_EDITION,
        WORD,
        (Group(NAME, 2, 12), Group(f"B{NAME}"[:120], 1, 3)),
        standard=replace(standard, key="own"),
        delivery=(WORD[:60],),
        sectors=(WORD[:60],),
        notes=TEXT,
        contact=WORD,
    )
    with transaction() as session:
        family = define_standard(session, judge, standard, new_id())
        identifier = write_brief(session, judge, brief, new_id())
        set_shown(session, judge, identifier, is_shown=True)
        member = StaffMember(WORD[:120], NAME, NAME, NAME, level_needed=2)
        add_member(session, judge, member, staff_id := new_id())
        content = freeze(session, get_brief(session, judge, identifier), make_plan())
        plan_id = keep_plan(session, judge, identifier, "cheapest", content, new_id())
        write_notes(session, judge, plan_id, TEXT, seen=1)
    return {"family": family, "brief_id": identifier, "staff_id": staff_id, "plan_id": plan_id}


def _send(seller: Actor, judge: Actor, values: dict[str, str]) -> dict[str, str]:
    """Send two pathways, one of them twice; review all in words, and decide on one, twice."""
    lines = ("KA", "SE", "LE", "CH", "WB", "LA")
    declared = Declaration(NAME, NAME, TEXT, dict.fromkeys(lines, TEXT), TEXT)
    commissioner = judge.organisation_id or ""
    ids = {"commissioner_id": commissioner, "reviewer_id": judge.person_id}
    sent = (
        ("first", "pathway_id"),
        ("judged_id", "judged_pathway"),
        ("submission_id", "pathway_id"),
    )
    for name, pathway in sent:
        with transaction() as session:
            ids[name] = send_submission(
                session,
                seller,
                values[pathway],
                operation=new_id(),
                commissioner_id=commissioner,
                standard=Standard("own", NAME, TEXT, share=20),
                declaration=declared,
            )
            assign(session, judge, ids[name], {judge.person_id or ""})
            desk = open_desk(session, judge, ids[name], "commissioner")
            said = {"reviewer": NAME, "reviewed_on": WORD[:60]}
            add_words(desk, "line:SE", TEXT, is_from_workbook=True, is_shared=True, **said)
            add_words(desk, "line:SE", TEXT, reviewer=NAME, reviewed_on=WORD[:60], is_shared=False)
            declare_interest(session, judge, ids[name], TEXT)
            for row in ("*", "line:KA", CODE):
                marked = mark(session, judge, ids[name], row, seen=None, finding=Finding.PARTLY_MET)
                ids["step"] = str(marked.step)
                comment(session, judge, ids[name], row, operation=new_id(), text=TEXT)
                comment(session, seller, ids[name], row, operation=new_id(), text=TEXT)
        _say_among_us(judge, ids, ids[name])
        if name == "first":
            _ask_for_changes(seller, judge, ids[name])
    for decision in ("withdrawn", "decision_id"):
        with transaction() as session:
            ids[decision] = decide(
                session,
                judge,
                ids["judged_id"],
                operation=new_id(),
                outcome=Decided.APPROVED_WITH,
                words=TEXT,
                today=now().date(),
                ends_on=now().date() + timedelta(days=80),
                conditions=[ConditionWish(TEXT, NAME, now().date() + timedelta(days=7))] * 2,
            )
            if decision == "withdrawn":
                withdraw_decision(session, judge, ids["judged_id"], ids[decision], TEXT)
    with transaction() as session:
        of_decision = Condition.decision_id == ids["decision_id"]
        rows = session.scalars(sa.select(Condition).where(of_decision).order_by(Condition.position))
        done, ids["condition_id"] = (row.id for row in rows)
        for one in (done, ids["condition_id"]):
            say_done(session, seller, ids["judged_id"], one, TEXT)
        seen = mark_said(session.get_one(Condition, done).said_at)
        agree(session, judge, ids["judged_id"], done, seen=seen, words=TEXT)
        result = ResultWish(TEXT, now().date() - timedelta(days=9), now().date(), 7)
        add_result(
            session, seller, ids["judged_id"], result, operation=new_id(), today=now().date()
        )
    return ids


def _say_among_us(judge: Actor, ids: dict[str, str], sent: str) -> None:
    """Say what only the commissioner reads: notes, a second opinion, a session that was seen."""
    seen = SessionWish(date(2025, 11, 2), NAME, TEXT, criteria=(Criterion(WORD, Finding.MET),))
    with transaction() as session:
        ids["remark_id"] = note(session, judge, sent, CODE, operation=new_id(), text=TEXT)
        give_opinion(session, judge, sent, CODE, finding=Finding.MET, text=TEXT)
        today = now().date()
        ids["session_id"] = add_session(session, judge, sent, seen, operation=new_id(), today=today)
        row = session.get_one(ObservedSession, ids["session_id"])
        ids["watched_at"] = row.at.isoformat()


def _ask_for_changes(seller: Actor, judge: Actor, sent: str) -> None:
    """Decide on what is sent once more, with other words about what was asked for."""
    with transaction() as session:
        comment(session, judge, sent, "a:wellbeing", operation=new_id(), text=TEXT)
        mark(session, judge, sent, "a:wellbeing", seen=None, finding=Finding.NOT_MET)
        decide(
            session,
            judge,
            sent,
            operation=new_id(),
            outcome=Decided.CHANGES,
            words=TEXT,
            today=now().date(),
            due_on=now().date() + timedelta(days=9),
        )
        row = session.get_one(Pathway, session.get_one(Submission, sent).pathway_id)
        row.assurance = {**row.assurance, "wellbeing": f"{WORD} {TEXT}"}
        row.revision += 1


def _show(seller: Actor, values: dict[str, str]) -> dict[str, str]:
    """Publish two pathways, and ask about one."""
    ids = {"enquiry_id": new_id(), "answered": new_id()}
    sender = Sender(NAME, address_of("asker"), NAME, TEXT)
    with transaction() as session:
        for name in ("second", "published"):
            version = freeze_draft(session, seller, values[name])
            ids["version_id"] = version.id
            publish(session, seller, values[name], version.id, Visibility.PUBLIC, TEXT)
        for name in ("enquiry_id", "answered"):
            keep_enquiries(
                session, [values["second"]], sender, operation=ids[name], is_inside=False
            )
            sender = replace(sender, organisation=f"E{NAME}")
        mark_answered(session, seller, ids["answered"], is_answered=True)
        give_answer(session, seller, ids["enquiry_id"], Reply(TEXT, Quote(dates=TEXT)), seen=0)
        run = Run(place=WORD, area=NAME, is_open=True, note=WORD)
        ids["run_id"] = new_id()
        add_run(
            session, seller, values["pathway_id"], run, operation=ids["run_id"], today=now().date()
        )
    return ids
