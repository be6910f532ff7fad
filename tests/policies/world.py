"""A small world to walk through: two providers and one that waits, a commissioner, and one person
for each role.

Every text of a provider's own holds its canary, so that an answer that leaks is seen at once.
Requests are sent with a kept cookie each, so that no walk changes the next one, and what a walk
wrote is put back.
"""

import io
import re
import sqlite3
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final

import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from pathways.accounts.services.invitations import Invite, invite
from pathways.briefs.plans.pages.blueprint import answers, ask_for
from pathways.briefs.plans.reads import freeze
from pathways.briefs.plans.writes import keep_plan
from pathways.briefs.queries import get_brief
from pathways.briefs.services import write_brief
from pathways.builder import services
from pathways.builder.services.mappings import Cell
from pathways.db import db, new_id, now, transaction
from pathways.directory.services import freeze_draft, publish
from pathways.domain.need.brief import Brief, Group
from pathways.domain.need.staff import StaffMember
from pathways.domain.pathway.run import Run
from pathways.domain.pathway.treatment import Treatment
from pathways.domain.pathway.visibility import Visibility
from pathways.domain.plan.question import PlanGoal
from pathways.domain.plan.tasking import task_of
from pathways.domain.policy import Actor
from pathways.domain.review.conditions import ConditionWish
from pathways.domain.review.finding import Finding
from pathways.domain.review.observed import SessionWish
from pathways.domain.review.submission import Decided
from pathways.domain.rule.standards import FRAMEWORK_MINIMUM, Standard
from pathways.enquiries.services import Sender, keep_enquiries
from pathways.models.account import Person
from pathways.models.base import Base
from pathways.models.decision import Condition
from pathways.models.framework import CompetencyRow
from pathways.models.observed import ObservedSession
from pathways.models.pathway import Pathway
from pathways.records.journal import Named
from pathways.runs.services import add_run
from pathways.staff.services import add_member
from pathways.standards.services import define_standard
from pathways.submissions.deciding.writes import decide
from pathways.submissions.observing.writes import add_session
from pathways.submissions.reviewing.writes import declare_interest, mark, note
from pathways.submissions.sending.writes import Declaration, send_submission
from tests.briefs.answered import keep_answer
from tests.factories import (
    CURRENT_EDITION,
    PASSWORD,
    make_module,
    make_organisation,
    make_pathway,
    make_person,
    make_plan,
)
from tests.policies.headers import header_faults

ACTORS: Final = (
    "visitor",
    "alone",
    "reader",
    "editor",
    "owner",
    "stranger",
    "commissioner",
    "administrator",
    "waiting",
)
CANARIES: Final = {
    "home": "heron-on-the-weir",
    "away": "otter-by-the-mill",
    "waiting": "wren-in-the-eaves",
}
CODE: Final = "L2-KA-K01"
_COUNTED: Final = "allowance"
_ALLOWANCE: Final = re.compile(r"INSERT INTO allowance\b|UPDATE access_token SET last_used_at\b")
"""What counts and notes the requests of programs, whatever becomes of them."""
UNSAFE: Final = ("POST", "PUT", "PATCH", "DELETE")
COMMIT: Final = "COMMIT"
_COUNTING: Final = re.compile(r"(INSERT INTO|DELETE FROM) attempt\b")
_READING: Final = ("SELECT", "PRAGMA", "SAVEPOINT", "RELEASE", "ROLLBACK", "SHOW", COMMIT)
Rows = dict[str, list[dict[str, Any]]]


@dataclass(slots=True, repr=False)
class World:
    """The app on a database with two providers in it, and who asks."""

    app: Flask
    engine: sa.Engine
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    start: Rows = field(default_factory=dict)
    kept: sqlite3.Connection | None = None
    statements: list[str] = field(default_factory=list)

    def __repr__(self) -> str:
        return f"<the world on {self.engine.dialect.name}>"

    def ask(
        self,
        actor: str,
        method: str,
        address: str,
        form: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        *,
        has_token: bool = True,
        adds: bool = False,
    ) -> TestResponse:
        """Send one request as an actor; the headers of every answer are looked at.

        Where it `adds`, the statements of requests before it, or beside it, stay noted.
        """
        if not adds:
            self.statements.clear()
        data: dict[str, Any] | None = None
        if method in UNSAFE:
            data = {**({"csrf_token": self.tokens[actor]} if has_token else {}), **(form or {})}
        response = self.app.test_client(use_cookies=False).open(
            address,
            method=method,
            data=data,
            headers={"Cookie": self.cookies[actor], **(headers or {})},
        )
        response.get_data()
        response.close()
        check_headers(response)
        return response

    def written(self) -> list[str]:
        """Return the statements of the last request that could write, beside what counts it."""
        return [
            s
            for s in self.statements
            if not s.lstrip().upper().startswith(_READING) and not _ALLOWANCE.match(s)
        ]

    def written_beside_tries(self) -> list[str]:
        """Return the same without what counts tries, as costly work does when it is asked for."""
        return [s for s in self.written() if not _COUNTING.match(s)]

    def rows(self, tables: Sequence[sa.Table] = Base.metadata.sorted_tables) -> Rows:
        """Return every row of these tables."""
        with self.engine.connect() as connection:
            return {
                table.name: sorted(
                    (dict(row) for row in connection.execute(sa.select(table)).mappings()),
                    key=repr,
                )
                for table in tables
            }

    def counts(self) -> dict[str, int]:
        """Return the number of rows of every table beside that of allowances, in one statement."""
        counted = [
            sa.select(sa.func.count()).select_from(table).scalar_subquery().label(table.name)
            for table in Base.metadata.sorted_tables
            if table.name != _COUNTED
        ]
        with self.engine.connect() as connection:
            return dict(connection.execute(sa.select(*counted)).mappings().one())

    def start_counts(self) -> dict[str, int]:
        """Return the number of rows that every table had at the start."""
        return {name: len(rows) for name, rows in self.start.items() if name != _COUNTED}

    @contextmanager
    def put_back(self) -> Iterator[None]:
        """Put the database back as it was at the start, if a request wrote."""
        try:
            yield
        finally:
            if self.written():
                self.restore()

    def restore(self) -> None:
        """Write the rows of the start again, the trail's too, which the app could never do."""
        if self.kept is not None:
            with closing(sqlite3.connect(str(self.engine.url.database))) as target:
                self.kept.backup(target)
            return
        said = " ".join(self.written())
        # What a statement deletes may take rows of other tables with it.
        tables = [
            table
            for table in Base.metadata.sorted_tables
            if "DELETE" in said or re.search(rf"\b{table.name}\b", said)
        ]
        now = self.rows(tables)
        with self.engine.begin() as connection:
            # Let this transaction change what triggers and references protect.
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
            changed = [table for table in tables if now[table.name] != self.start[table.name]]
            for table in reversed(changed):
                connection.execute(sa.delete(table))
            for table in changed:
                if self.start[table.name]:
                    connection.execute(sa.insert(table), self.start[table.name])


def text_of(response: TestResponse) -> str:
    """Return everything that can be read in an answer: headers, body, parts of a workbook."""
    data = response.get_data()
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            data = b"\n".join(parts.read(name) for name in parts.namelist())
    return f"{response.headers}\n{data.decode(errors='replace')}"


def check_headers(response: TestResponse) -> None:
    """Fail where an answer has not just the headers that it should have."""
    where = f"{response.request.method} {response.request.path}: {response.status_code}"
    assert header_faults(response) == [], where


def make_world(app: Flask, engine: sa.Engine) -> World:
    """Fill an empty database, sign everybody in, and remember how it all stands."""
    world = World(app, engine)
    # All of the junk takes longer than somebody may rest, and everybody is signed in once.
    app.config["IDLE_MINUTES"] = 11 * 60
    with app.app_context():
        for side in ("home", "away"):
            world.values[side] = _make_provider(side)
        buyers = make_organisation("Westbrook Council", is_provider=False, is_commissioner=True)
        person = make_person("commissioner@test.example", buyers)
        other_buyers = make_organisation(
            "Eastbrook Council", is_provider=False, is_commissioner=True
        )
        other_person = make_person("eastbrook@test.example", other_buyers)
        for side, organisation, reviewer in (
            ("home", buyers, person),
            ("away", other_buyers, other_person),
        ):
            world.values[side]["family"] = _make_standard(organisation)
            world.values[side]["brief_id"] = _make_brief(organisation)
            world.values[side]["plan_id"] = _keep_plan(organisation, world.values[side]["brief_id"])
            world.values[side]["staff_id"] = _make_staff(organisation)
            world.values[side] |= _send_both(world.values[side], organisation, reviewer)
            colleague = make_person(f"colleague-{side}@test.example", organisation, "editor")
            world.values[side]["colleague_id"] = colleague
        # What is published is everybody's to look at, whosoever it is.
        for side in ("home", "away"):
            world.values[side]["listed"] = world.values["home"]["published"]
        for side, organisation in (("home", buyers), ("away", other_buyers)):
            _work_out(organisation, world.values[side]["brief_id"])
        make_person("alone@test.example")
        waiting = make_organisation("Waiting Training", state="asked")
        make_person("waiting@test.example", waiting)
        make_pathway(waiting, title=f"Drafted {CANARIES['waiting']}")
        make_person("administrator@test.example", is_administrator=True)
        world.values["home"] |= {
            "asked": make_organisation("Asked Training", state="asked"),
            "closed": make_organisation("Closed Training", state="closed"),
            "stopped": make_person("stopped@test.example"),
        }
        with transaction() as session:
            session.get_one(Person, world.values["home"]["stopped"]).active = False
            worded = session.get_one(CompetencyRow, (CURRENT_EDITION, "L1-KA-K01"))
            worded.wording, worded.wording_state = "Words pasted by hand", "unverified"
        db.session.close()
        sa.event.listen(
            db.engine,
            "before_cursor_execute",
            lambda _c, _cursor, statement, *_rest: world.statements.append(statement),
        )
        sa.event.listen(db.engine, "commit", lambda _c: world.statements.append(COMMIT))
    for actor in ACTORS:
        world.cookies[actor], world.tokens[actor] = _begin_session(app, actor)
    for tab in ("details", "assurance"):
        page = world.ask("owner", "GET", f"/pathways/{world.values['home']['pathway_id']}/{tab}")
        seen = re.search(r'name="version"[^>]*value="([^"]*)"', page.get_data(as_text=True))
        assert seen is not None, f"the {tab} carry what was seen"
        world.values["home"][f"{tab}_seen"] = seen[1]
    world.start = world.rows()
    if engine.dialect.name == "sqlite":
        world.kept = sqlite3.connect(":memory:", check_same_thread=False)
        with closing(sqlite3.connect(str(engine.url.database))) as source:
            source.backup(world.kept)
    return world


def _begin_session(app: Flask, actor: str) -> tuple[str, str]:
    """Sign an actor in; return the cookie of the session and the token that it holds."""
    browser = app.test_client()
    if actor != "visitor":
        form = {
            "csrf_token": _token(browser.get("/sign-in")),
            "email": f"{actor}@test.example",
            "password": PASSWORD,
        }
        assert browser.post("/sign-in", data=form).status_code == 302
    # A page that everybody gets; it begins the session that holds the token.
    token = _token(browser.get("/nowhere"))
    cookie = browser.get_cookie("pathways")
    assert cookie is not None
    return f"pathways={cookie.value}", token


def _token(response: TestResponse) -> str:
    found = re.search(r'name="csrf-token" content="([^"]+)"', response.get_data(as_text=True))
    assert found is not None, response.request.path
    return found[1]


def _make_provider(side: str) -> dict[str, str]:
    """Make a provider with a pathway in work and one put away; return the ids of everything."""
    canary = CANARIES[side]
    organisation = make_organisation(f"Provider {side}")
    roles = ("reader", "editor", "owner") if side == "home" else ("stranger",)
    people = {
        role: make_person(
            f"{role}@test.example",
            organisation,
            "owner" if role == "stranger" else role,
            name=f"{role} of {side}",
        )
        for role in roles
    }
    values = {"organisation_id": organisation, "person_id": next(iter(people.values()))}
    values["owner_id"] = people.get("owner", people.get("stranger", ""))
    for name in ("pathway_id", "archived", "unfrozen", "judged"):
        values[name] = make_pathway(organisation, title=f"{name} {canary}")
    make_module(values["unfrozen"])
    values["example"] = make_pathway(organisation, title=f"example {canary}", is_example=True)
    for role, person in people.items():
        if role != "reader":
            actor = Actor(person, role, "", False, organisation, role="owner", is_provider=True)
            values |= _build(actor, values["pathway_id"], canary)
    with transaction() as session:
        found = session.get_one(Pathway, values["pathway_id"])
        values["revision_now"] = str(found.revision)
    identifier = new_id()
    values["invitation_id"] = identifier
    values["secret"] = f"secret-of-{side}"
    wanted = Invite(
        identifier,
        f"invited-{side}@test.example",
        "editor",
        lambda _: values["secret"],
        lambda _: "",
    )
    values["published"] = _publish(actor)
    values["enquiry_id"] = _ask(values["published"], canary)
    with transaction() as session:
        values["run_id"] = new_id()
        agreed = Run(area=f"Dudley, {canary}", is_open=True)
        identifier, today = values["run_id"], now().date()
        add_run(session, actor, values["pathway_id"], agreed, operation=identifier, today=today)
    with transaction() as session:
        values["version_id"] = freeze_draft(session, actor, values["pathway_id"]).id
        services.pathways.set_state(session, actor, values["archived"], "archive")
        invite(session, Named(actor.person_id, actor.name), organisation, wanted)
    return values


def _make_standard(organisation: str) -> str:
    """Make a commissioner's own standard; return its family."""
    actor = Actor("", "", "", False, organisation, role="owner", is_commissioner=True)
    with transaction() as session:
        return define_standard(session, actor, Standard("", "Own", "Ours", share=20), new_id())


def _make_brief(organisation: str) -> str:
    """Make a brief that its organisation keeps private; return its id."""
    actor = Actor("", "", "", False, organisation, role="owner", is_commissioner=True)
    brief = Brief(CURRENT_EDITION, "What is needed", (Group("Wardens", 2, 12),))
    with transaction() as session:
        return write_brief(session, actor, brief, new_id())


def _keep_plan(organisation: str, brief_id: str) -> str:
    """Keep a plan of a brief; return its id."""
    actor = Actor("", "", "", False, organisation, role="owner", is_commissioner=True)
    with transaction() as session:
        content = freeze(session, get_brief(session, actor, brief_id), make_plan())
        return keep_plan(session, actor, brief_id, "cheapest", content, new_id())


def _make_staff(organisation: str) -> str:
    """Put a row on an organisation's staff list; return its id."""
    actor = Actor("", "", "", False, organisation, role="owner", is_commissioner=True)
    with transaction() as session:
        add_member(session, actor, StaffMember("17", "Wardens"), identifier := new_id())
    return identifier


def _work_out(organisation: str, brief_id: str) -> None:
    """Let the plan of a brief be there, so that every page of it is."""
    actor = Actor("", "", "", False, organisation, role="owner", is_commissioner=True)
    question = ask_for(actor, get_brief(db.session, actor, brief_id), PlanGoal.CHEAPEST)
    keep_answer(task_of(question).to_plain(), answers())


def _send_both(values: dict[str, str], commissioner: str, reviewer: str) -> dict[str, str]:
    """Send two pathways of a provider to a commissioner, who decides on the second."""
    provider = values["organisation_id"]
    sender = Actor(values["owner_id"], "owner", "", False, provider, role="owner", is_provider=True)
    decider = Actor(
        reviewer, "reviewer", "", False, commissioner, role="owner", is_commissioner=True
    )
    lines = ("KA", "SE", "LE", "CH", "WB", "LA")
    declared = Declaration("Ann", "Head", "As far as I know", dict.fromkeys(lines, "Not ours"))
    with transaction() as session:
        sent, judged = (
            send_submission(
                session,
                sender,
                values[name],
                operation=new_id(),
                commissioner_id=commissioner,
                standard=FRAMEWORK_MINIMUM,
                declaration=declared,
            )
            for name in ("pathway_id", "judged")
        )
        seen = SessionWish(date(2025, 11, 2), "Ann", "A calm room")
        watched = add_session(session, decider, sent, seen, operation=new_id(), today=now().date())
        watched_at = session.get_one(ObservedSession, watched).at.isoformat()
        declare_interest(session, decider, sent, "I once taught there.")
        # Found, and not shared.
        done = mark(session, decider, sent, "line:KA", seen=None, finding=Finding.MET)
        written = note(session, decider, sent, "*", operation=new_id(), text="Ask Sam")
        decision = decide(
            session,
            decider,
            judged,
            operation=new_id(),
            today=now().date(),
            outcome=Decided.APPROVED_WITH,
            words="Well made",
            conditions=(
                ConditionWish("Name who supervises", "Ann", now().date() + timedelta(days=30)),
            ),
        )
        condition = session.execute(
            sa.select(Condition.id).where(Condition.decision_id == decision)
        ).scalar_one()
    return {
        "commissioner_id": commissioner,
        "reviewer_id": reviewer,
        "submission_id": sent,
        "remark_id": written,
        "step": str(done.step),
        "judged_id": judged,
        "decision_id": decision,
        "condition_id": condition,
        "session_id": watched,
        "watched_at": watched_at,
    }


def _publish(actor: Actor) -> str:
    """Make a pathway that everybody may read, and publish it; return its id."""
    identifier = make_pathway(actor.organisation_id or "", title="Read by everybody")
    with transaction() as session:
        version = freeze_draft(session, actor, identifier)
        publish(session, actor, identifier, version.id, Visibility.PUBLIC)
    return identifier


def _ask(pathway: str, canary: str) -> str:
    """Ask a provider about a published pathway; return the enquiry's id."""
    identifier = new_id()
    sender = Sender(f"Asker {canary}", "asker@test.example", "", f"Question {canary}")
    with transaction() as session:
        keep_enquiries(
            session,
            [pathway],
            sender,
            operation=identifier,
            is_inside=False,
        )
    return identifier


def _build(actor: Actor, pathway: str, canary: str) -> dict[str, str]:
    """Put a module, two outcomes and a mapping in, with one step undone."""
    with transaction() as session:
        module = services.modules.add_module(
            session,
            actor,
            pathway,
            operation=new_id(),
            values={
                "title": f"Module {canary}",
                "description": f"Description {canary}",
                "minutes": 90,
                "delivery": "",
                "activities": f"Activities {canary}",
                "assessment": f"Assessment {canary}",
            },
        )
        outcomes = [
            services.modules.add_outcome(
                session,
                actor,
                pathway,
                module,
                operation=new_id(),
                text=f"Decided {number} {canary}",
            )
            for number in (1, 2)
        ]
        cell = Cell(module, CODE, None, Treatment.INTRODUCED)
        change = services.mappings.set_treatment(session, actor, pathway, cell)
        assert change.mapping is not None
        services.mappings.describe_mapping(
            session,
            actor,
            pathway,
            change.mapping["id"],
            seen=1,
            treatment=Treatment.DEVELOPED,
            evidence=f"Evidence {canary}",
            outcomes=outcomes[:1],
        )
        services.modules.add_outcome(
            session, actor, pathway, module, operation=new_id(), text="Undone"
        )
    # Steps are written when their transaction ends: what is undone must have come to its end.
    with transaction() as session:
        services.history.undo(session, actor, pathway)
    return {
        "module_id": module,
        "outcome_id": outcomes[0],
        "last_outcome": outcomes[1],
        "mapping_id": change.mapping["id"],
        "code": CODE,
        "new_id": new_id(),
    }
