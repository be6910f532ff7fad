"""Ways to damage and to forge a database, each a small act, and the words that find it.

An act is done as a forger with the database in hands does it: what guards the tables is put aside
and set up again afterwards.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa

from pathways.domain.chain import FORMER, erase, link, new_veil
from pathways.domain.pathway.content import PathwayContent
from pathways.models.base import Base, new_id, now
from pathways.records.proofs import digest_kept, key_of
from tests.engines import ALMIGHTY

Act = Callable[[sa.Connection], None]
TABLES: Final = Base.metadata.tables
BOTH: Final = ("sqlite", "postgresql")


@dataclass(frozen=True, slots=True)
class Forgery:
    """One kind of damage or forgery: what is done, and words of the sentence that tells of it."""

    name: str
    act: Act
    told: str
    engines: tuple[str, ...] = BOTH


@contextmanager
def almighty(connection: sa.Connection) -> Iterator[None]:
    """Be who holds the server of PostgreSQL, until the block ends."""
    is_there = connection.dialect.name == "postgresql"
    if is_there:
        connection.exec_driver_sql(f"SET ROLE {ALMIGHTY}")
    yield
    if is_there:
        connection.exec_driver_sql("RESET ROLE")


@contextmanager
def unguarded(connection: sa.Connection) -> Iterator[None]:
    """Put triggers and rules between tables aside until the block ends."""
    if connection.dialect.name == "postgresql":
        with almighty(connection):
            connection.exec_driver_sql("SET session_replication_role = replica")
            yield
            connection.exec_driver_sql("SET session_replication_role = origin")
        return
    asked = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
    guards = connection.exec_driver_sql(asked).all()
    for name, _sql in guards:
        connection.exec_driver_sql(f"DROP TRIGGER {name}")
    yield
    for _name, text in guards:
        connection.exec_driver_sql(text)


def first(connection: sa.Connection, name: str, **where: Any) -> dict[str, Any]:
    """Return the first row of a table that has these values."""
    table = TABLES[name]
    asked = sa.select(table).order_by(*table.primary_key)
    for column, value in where.items():
        asked = asked.where(table.c[column] == value)
    return dict(connection.execute(asked.limit(1)).mappings().one())


def key(name: str, row: dict[str, Any]) -> sa.ColumnElement[bool]:
    """Return what names a row."""
    return sa.and_(*(column == row[column.name] for column in TABLES[name].primary_key))


def edit(name: str, where: dict[str, Any] | None = None, /, **values: Any) -> Act:
    """Change the first row of a table that has some values; a function takes the row."""

    def act(connection: sa.Connection) -> None:
        row = first(connection, name, **(where or {}))
        new = {k: v(row) if callable(v) else v for k, v in values.items()}
        connection.execute(sa.update(TABLES[name]).where(key(name, row)).values(new))

    return act


def remove(name: str, **where: Any) -> Act:
    """Take the first row of a table away."""

    def act(connection: sa.Connection) -> None:
        row = first(connection, name, **where)
        connection.execute(sa.delete(TABLES[name]).where(key(name, row)))

    return act


def add(name: str, **values: Any) -> Act:
    """Put a row in that is like the first but for some values; a function takes that row."""

    def act(connection: sa.Connection) -> None:
        row = first(connection, name)
        row |= {k: v(row) if callable(v) else v for k, v in values.items()}
        connection.execute(sa.insert(TABLES[name]).values(row))

    return act


def run(*statements: str) -> Act:
    """Run statements."""

    def act(connection: sa.Connection) -> None:
        for statement in statements:
            connection.exec_driver_sql(statement)

    return act


def journal(place: int, **values: Any) -> Act:
    """Change a row of the journal, counted from 0, or from the end."""

    def act(connection: sa.Connection) -> None:
        table = TABLES["journal"]
        identifier = step(connection, place)["id"]
        row = first(connection, "journal", id=identifier)
        new = {k: v(row) if callable(v) else v for k, v in values.items()}
        connection.execute(sa.update(table).where(table.c.id == identifier).values(new))

    return act


def step(connection: sa.Connection, place: int) -> dict[str, Any]:
    """Return a row of the journal, counted from 0, or from the end."""
    table = TABLES["journal"]
    order = table.c.id if place >= 0 else table.c.id.desc()
    skip = place if place >= 0 else -place - 1
    found = connection.execute(sa.select(table).order_by(order).offset(skip).limit(1))
    return dict(found.mappings().one())


def cut(place: int) -> Act:
    """Take a row of the journal out."""

    def act(connection: sa.Connection) -> None:
        table = TABLES["journal"]
        gone = step(connection, place)["id"]
        connection.execute(sa.delete(table).where(table.c.id == gone))

    return act


def swap_steps(connection: sa.Connection) -> None:
    """Let two rows of the journal change places."""
    table = TABLES["journal"]
    one, other = (step(connection, place)["id"] for place in (3, 4))
    for old, new in ((one, -1), (other, one), (-1, other)):
        connection.execute(sa.update(table).where(table.c.id == old).values(id=new))


def add_step(**values: Any) -> Act:
    """Put a row at the end of the journal that was never written down."""

    def act(connection: sa.Connection) -> None:
        last = step(connection, -1)
        row = {**last, "id": last["id"] + 1000, "action": "let in", "proofs": None, **values}
        connection.execute(sa.insert(TABLES["journal"]).values(row))

    return act


def add_unproved_erasure(*, has_name: bool) -> Act:
    """Take a name or a summary out of a row as an erasure does, without one."""

    def act(connection: sa.Connection) -> None:
        row = next(
            row
            for row in (step(connection, place) for place in range(40))
            if row["person_name"] and row["summary"]
        )

        veil = erase(row["veil"], row["person_name"], row["summary"], has_name, not has_name)
        new = {"person_name": FORMER} if has_name else {"summary": "Nothing to see"}
        table = TABLES["journal"]
        connection.execute(sa.update(table).where(table.c.id == row["id"]).values(**new, veil=veil))

    return act


def forge_version(connection: sa.Connection) -> None:
    """Change a version's content and its digest with it."""
    row = first(connection, "version")
    content = PathwayContent.from_plain({**row["content"], "title": "Something else"})
    values = {"content": content.to_plain(), "digest": content.digest}
    connection.execute(sa.update(TABLES["version"]).where(key("version", row)).values(values))


def forge_treatment(connection: sa.Connection) -> None:
    """Raise a mapping, and the kept sets of its module with it."""
    row = first(connection, "mapping", treatment="I")
    module = first(connection, "module", id=row["module_id"])
    bit = 1 << first(connection, "competency", code=row["code"])["bit"]
    connection.execute(
        sa.update(TABLES["mapping"]).where(key("mapping", row)).values(treatment="A")
    )
    values = {
        "introduced": f"{int(module['introduced'], 16) & ~bit:x}",
        "assessed": f"{int(module['assessed'], 16) | bit:x}",
    }
    connection.execute(sa.update(TABLES["module"]).where(key("module", module)).values(values))


def launder(connection: sa.Connection) -> None:
    """Change a decision past the journal, and let a true step come on top of it."""
    row = first(connection, "decision")

    table = TABLES["decision"]
    was = digest_kept(table, {**row, "words": "Forged"})
    left = digest_kept(table, {**row, "words": "Forged", "ends_on": "2098-01-01"})
    values = {"words": "Forged", "ends_on": "2098-01-01"}
    connection.execute(sa.update(table).where(key("decision", row)).values(values))
    chain_on(connection, {"decision": {key_of(table, row): [was, left]}})


def chain_on(connection: sa.Connection, proofs: dict[str, Any] | None = None) -> None:
    """Write a step that follows as a step must."""
    last = step(connection, -1)
    row = {
        **last,
        "id": last["id"] + 1,
        "action": "decide",
        "proofs": proofs,
        "veil": new_veil(),
        "images": None,
        "subject": None,
        "revision": None,
    }
    row["digest"] = link(last["digest"], row)
    given = {name: value for name, value in row.items() if value is not None}
    connection.execute(sa.insert(TABLES["journal"]).values(given))


def rewrite_journal(connection: sa.Connection) -> None:
    """Change a row of the journal, and compute every later digest anew."""
    table = TABLES["journal"]
    rows = connection.execute(sa.select(table).order_by(table.c.id)).mappings().all()
    before = ""
    for place, found in enumerate(rows):
        row = dict(found)
        if place == 2:
            row["summary"] = "Nothing happened"
        before = link(before, row)
        connection.execute(
            sa.update(table)
            .where(table.c.id == row["id"])
            .values(summary=row["summary"], digest=before)
        )


def cut_tail(connection: sa.Connection) -> None:
    """Write two steps after the head was signed for them, and take them out again."""
    for _ in range(2):
        cut(-1)(connection)


def relabel(connection: sa.Connection) -> None:
    """Put other words in the place of a label."""
    row = first(connection, "edition_index")
    competencies = [dict(one) for one in row["competencies"]]
    competencies[0]["label"] = "Says what the forger wants"
    table = TABLES["edition_index"]
    connection.execute(
        sa.update(table).where(key("edition_index", row)).values(competencies=competencies)
    )


def swap_bits(connection: sa.Connection) -> None:
    """Let two competencies change their bits."""
    table = TABLES["competency"]
    one, other = connection.execute(sa.select(table).order_by(table.c.position).limit(2)).all()
    for code, bit in ((one.code, -1), (other.code, one.bit), (one.code, other.bit)):
        connection.execute(sa.update(table).where(table.c.code == code).values(bit=bit))


def without(name: str) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """Return what leaves a part out of a version's content."""
    return lambda row: {k: v for k, v in row["content"].items() if k != name}


def other(name: str, value: Any) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """Return what changes a part of a JSON column."""
    column, _, part = name.partition(".")
    return lambda row: {**row[column], part: value}


def keep_forged_plan(connection: sa.Connection) -> None:
    """Put a plan in whose content is a brief's."""
    brief = first(connection, "brief")
    row = {name: brief[name] for name in ("organisation_id", "title", "content")}
    row |= {"id": new_id(), "brief_id": brief["id"], "goal": "cheapest", "made_at": now()}
    row |= {"made_by_name": "Eve", "notes": "", "version": 1}
    connection.execute(sa.insert(TABLES["kept_plan"]).values(row))


def change_places(connection: sa.Connection) -> None:
    """Let two people change the identities of their sessions: each is the other from now on."""
    table = TABLES["person"]
    one, other = connection.execute(sa.select(table).order_by(table.c.id).limit(2)).all()
    for person, identity in ((one, "x"), (other, one.fs_uniquifier), (one, other.fs_uniquifier)):
        connection.execute(
            sa.update(table).where(table.c.id == person.id).values(fs_uniquifier=identity)
        )


def of_another(name: str, column: str = "person_id") -> Callable[[dict[str, Any]], Any]:
    """Return what a column of a row says of another person than it does."""
    table = TABLES["person"]
    return lambda row: (
        sa.select(table.c[name])
        .where(table.c.id != row[column])
        .order_by(table.c.id)
        .limit(1)
        .scalar_subquery()
    )


def somebody_else(row: dict[str, Any]) -> Any:
    """Return another organisation than a row's."""
    table = TABLES["organisation"].c.id
    return sa.select(sa.func.min(table)).where(table != row["organisation_id"]).scalar_subquery()


PAST: Final = "past the journal"
LINK: Final = "does not follow"
GUARD: Final = "What guards"

FORGERIES: Final = (
    Forgery("the words of a step", journal(5, summary="Nothing happened"), LINK),
    Forgery("who took a step", journal(5, person_name="Eve"), LINK),
    Forgery("whose name a step bears", journal(5, person_id=new_id()), LINK),
    Forgery("for whom a step was taken", journal(5, organisation_id=new_id()), LINK),
    Forgery("when a step was taken", journal(5, at=now()), LINK),
    Forgery("what a step was", journal(5, action="let in"), LINK),
    Forgery("on what a step was taken", journal(5, subject=new_id()), LINK),
    Forgery("the place of a step", journal(5, revision=777), LINK),
    Forgery("what a step changed", journal(5, images=[{"row": "x"}]), LINK),
    Forgery("what a step would undo", journal(5, undo_top=9, below=8), LINK),
    Forgery("what a step proves", journal(-1, proofs={}), LINK),
    Forgery("the digest of a step", journal(5, digest="0" * 64), LINK),
    Forgery("a step without a digest", journal(5, digest=None), "no link of the chain"),
    Forgery("a step without a veil", journal(5, veil=None), "no link of the chain"),
    Forgery("the first step taken out", cut(0), LINK),
    Forgery("a step taken out", cut(6), LINK),
    Forgery("two steps that changed places", swap_steps, LINK),
    Forgery("a step put in", add_step(digest=None), "no link of the chain"),
    Forgery("a step put in with a digest", add_step(digest="a" * 64), LINK),
    Forgery("a name taken out", add_unproved_erasure(has_name=True), "its name was taken out"),
    Forgery("words taken out", add_unproved_erasure(has_name=False), "its words were taken out"),
    Forgery("a journal written anew", rewrite_journal, "written anew"),
    Forgery("a tail taken out", cut_tail, "are gone from its end"),
    Forgery("a forgery under a true step", launder, "otherwise than the step before had left it"),
    Forgery("a version's title", edit("version", content=other("content.title", "X")), "digest"),
    Forgery(
        "a version without a title", edit("version", content=without("title")), "cannot be read"
    ),
    Forgery("a version that is a list", edit("version", content=[1]), "cannot be read"),
    Forgery("a version's digest", edit("version", digest="0" * 64), "not that of its digest"),
    Forgery("a version and its digest", forge_version, PAST),
    Forgery("a version's labels", edit("version", index_digest="1" * 64), "labels is not there"),
    Forgery("who made a version", edit("version", created_by_name="Eve"), "not its writer's"),
    Forgery("a version's number", edit("version", number=9), "version 1 is not there"),
    Forgery(
        "a version put in",
        add("version", id=lambda row: new_id(), number=lambda row: row["number"] + 1),
        PAST,
    ),
    Forgery("a version taken away", remove("version"), "was taken away past"),
    Forgery("a label", relabel, "The index"),
    Forgery("bits of competencies", swap_bits, "its competencies"),
    Forgery("a competency taken away", remove("competency"), "its competencies"),
    Forgery("a fingerprint", edit("competency", sha256="0" * 64), "were changed past"),
    Forgery(
        "wording that is not verified",
        edit("competency", wording="Forged", wording_state="verified"),
        "is not verified",
    ),
    Forgery("an index that is not there", edit("edition", digest="0" * 64), "its index is not"),
    Forgery(
        "rules of a standard",
        edit("commissioner_standard", rules=other("rules.share", 1)),
        "standard",
    ),
    Forgery("no rules", edit("commissioner_standard", rules={}), "rules cannot be read"),
    Forgery("a standard put to rest", edit("commissioner_standard", state="retired"), PAST),
    Forgery(
        "a submission's standard", edit("submission", standard=other("standard.share", 1)), PAST
    ),
    Forgery("no standard", edit("submission", standard={}), "its standard cannot be read"),
    Forgery("a declaration", edit("submission", declaration=other("declaration.words", "X")), PAST),
    Forgery("a headline", edit("submission", headline="All met", is_met=True), PAST),
    Forgery(
        "a state", edit("submission", {"state": "sent"}, state="decided"), "no decision stands"
    ),
    Forgery("a state that is none", edit("submission", state="blessed"), "nowhere that there is"),
    Forgery("who sent", edit("submission", sent_by_name="Eve"), "not its writer's"),
    Forgery("a submission's count", edit("submission", revision=99), "the last step of its trail"),
    Forgery("a finding", edit("finding", {"finding": "met"}, finding="not_met"), PAST),
    Forgery("no finding", edit("finding", finding="perfect"), "is no finding"),
    Forgery("a finding taken away", remove("finding"), "was taken away past"),
    Forgery("a finding put in", add("finding", row="assurance:x"), PAST),
    Forgery("a shared finding", edit("shared_finding", finding="not_met"), PAST),
    Forgery("a comment", edit("comment", text="Forged"), PAST),
    Forgery("who wrote a comment", edit("comment", author_name="Eve"), "not its writer's"),
    Forgery("a comment taken away", remove("comment"), "was taken away past"),
    Forgery("a decision", edit("decision", outcome="declined"), PAST),
    Forgery("words of a decision", edit("decision", words="Forged"), PAST),
    Forgery("who decided", edit("decision", by_name="Eve"), "not its writer's"),
    Forgery("when a decision ends", edit("decision", ends_on="2200-01-01"), PAST),
    Forgery("a decision that is none", edit("decision", outcome="blessed"), "none that there is"),
    Forgery("a decision taken away", remove("decision"), "was taken away past"),
    Forgery("a condition", edit("condition", words="Forged"), PAST),
    Forgery("an observed session", edit("observed_session", seen="Forged"), PAST),
    Forgery("a result", edit("result", learners=99_999), PAST),
    Forgery("an interest", edit("reviewer", interest="None at all"), PAST),
    Forgery("who sees an offer", edit("publication", visibility="organisations"), PAST),
    Forgery("an evidence note", edit("mapping", evidence="Forged evidence"), "none of its steps"),
    Forgery("a treatment with its sets", forge_treatment, "none of its steps"),
    Forgery("a mapping taken away", remove("mapping"), "none of its steps"),
    Forgery(
        "a mapping put in", add("mapping", id=lambda row: new_id(), code="x"), "none of its steps"
    ),
    Forgery("a module's minutes", edit("module", minutes=9_999), "none of its steps"),
    Forgery("an outcome", edit("outcome", text="Forged"), "none of its steps"),
    Forgery("a pathway's title", edit("pathway", title="Forged"), "none of its steps"),
    Forgery("a pathway's count", edit("pathway", revision=99), "it stands at revision 99"),
    Forgery("a pathway put in", add("pathway", id=lambda row: new_id()), PAST),
    Forgery("a kept set", edit("module", introduced="ff0"), "kept sets differ"),
    Forgery("a kept note", edit("module", behind={"L1-KA-K01": ["x"]}), "kept sets differ"),
    Forgery("a listed offer", edit("offer", title="Forged"), "the directory's summary differs"),
    Forgery("a count of the directory", edit("facet", offers=99), "differs from a recount"),
    Forgery("a text of the search", run("DELETE FROM offer_search"), "does not hold its text"),
    Forgery(
        "words of the search",
        run("UPDATE offer_search_data SET block = x'00' WHERE id > 10"),
        "does not find what its texts hold",
        ("sqlite",),
    ),
    Forgery(
        "lengths of the search",
        run("DELETE FROM offer_search_docsize"),
        "does not find what its texts hold",
        ("sqlite",),
    ),
    Forgery("the region's counts", edit("tally", offers=99), "regional picture differs"),
    Forgery("a module of no pathway", edit("module", pathway_id=new_id()), "that is not there"),
    Forgery("a membership of nobody", edit("membership", person_id=new_id()), "that is not there"),
    Forgery("a role", edit("membership", {"role": "owner"}, role="reader"), PAST),
    Forgery("a membership taken away", remove("membership"), "was taken away past"),
    Forgery("a membership put in", add("membership", organisation_id=somebody_else), PAST),
    Forgery(
        "an administrator", edit("person", {"is_administrator": False}, is_administrator=True), PAST
    ),
    Forgery("an account stopped", edit("person", active=False), PAST),
    Forgery(
        "an organisation's kinds",
        edit("organisation", is_commissioner=lambda row: not row["is_commissioner"]),
        PAST,
    ),
    Forgery("an organisation let in", edit("organisation", state="closed"), PAST),
    Forgery("a need of a brief", edit("brief", title="Forged"), PAST),
    Forgery("a price of a run", edit("run", price_pence=1), PAST),
    Forgery("a run taken away", remove("run"), "was taken away past"),
    Forgery("a price that was offered", edit("enquiry", quoted_pence=1), PAST),
    Forgery("an answer", edit("enquiry", answer="Forged"), PAST),
    Forgery("who gets the answer", edit("enquiry", email="eve@else.example"), PAST),
    Forgery("an enquiry taken away", remove("enquiry"), "was taken away past"),
    Forgery("an enquiry put in", add("enquiry", id=lambda row: new_id()), PAST),
    Forgery("how far a course is", edit("course_state", state="booked"), PAST),
    Forgery("a price beside a course", edit("course_state", quoted_pence=1), PAST),
    Forgery("a course taken from a brief", remove("course_state"), "was taken away past"),
    Forgery("an invitation to own", edit("invitation", role="owner"), PAST),
    Forgery("where an invitation leads", edit("invitation", organisation_id=somebody_else), PAST),
    Forgery("who is invited", edit("invitation", email="eve@else.example"), PAST),
    Forgery("an invitation that lasts", edit("invitation", expires_at=now()), PAST),
    Forgery(
        "an invitation put in",
        add("invitation", id=lambda row: new_id(), secret=lambda row: new_id()),
        PAST,
    ),
    Forgery("the scopes of a token", edit("access_token", scopes=["everything"]), PAST),
    Forgery("the end of a token", edit("access_token", expires_at=now()), PAST),
    Forgery("a token taken back", edit("access_token", ended_at=now()), PAST),
    Forgery("whose a token is", edit("access_token", person_id=of_another("id")), PAST),
    Forgery("the secret of a token", edit("access_token", digest="0" * 64), PAST),
    Forgery(
        "a token put in",
        add("access_token", id=lambda row: new_id(), digest=lambda row: new_id()),
        PAST,
    ),
    Forgery("a linked account", edit("identity", subject="eve"), PAST),
    Forgery("whose an account is", edit("identity", person_id=of_another("id")), PAST),
    Forgery(
        "a linked account put in",
        add("identity", subject="eve", person_id=of_another("id")),
        PAST,
    ),
    Forgery("a linked account taken away", remove("identity"), "was taken away past"),
    Forgery("an address", edit("person", email="eve@else.example"), PAST),
    Forgery("a name", edit("person", name="Eve"), PAST),
    Forgery("a password", edit("person", password="$argon2id$forged"), PAST),
    Forgery("a password of nobody", edit("person", password=None), PAST),
    Forgery("who somebody is to their session", change_places, PAST),
    Forgery(
        "no second factor",
        edit("person", {"tf_primary_method": "authenticator"}, tf_primary_method=None),
        PAST,
    ),
    Forgery(
        "another second factor",
        edit("person", {"tf_primary_method": "authenticator"}, tf_totp_secret="x"),
        PAST,
    ),
    Forgery("a recovery code", edit("person", mf_recovery_codes=["x"]), PAST),
    Forgery("that an address is theirs", edit("person", confirmed_at=now()), PAST),
    Forgery("that somebody is erased", edit("person", erased_at=now()), PAST),
    Forgery(
        "a person put in",
        add(
            "person",
            id=lambda row: new_id(),
            email="eve@else.example",
            fs_uniquifier=lambda row: new_id(),
        ),
        PAST,
    ),
    Forgery("a role that is none", edit("membership", role="god"), "role that is none"),
    Forgery("an organisation's state", edit("organisation", state="x"), "state that is none"),
    Forgery("a brief without content", edit("brief", content={}), "cannot be read"),
    Forgery("a brief in a plan's place", keep_forged_plan, "kept plan"),
    Forgery("a run of somebody else", edit("run", organisation_id=somebody_else), "than its"),
    Forgery("an index dropped", run("DROP INDEX ix_journal_subject"), "ix_journal_subject"),
    Forgery(
        "an index of a part",
        run(
            "DROP INDEX ix_journal_subject",
            "CREATE INDEX ix_journal_subject ON journal (subject, revision) WHERE revision < 0",
        ),
        "ix_journal_subject does not hold every row",
    ),
    Forgery(
        "an index in another order",
        run(
            "DROP INDEX ix_mail_created_at",
            "CREATE INDEX ix_mail_created_at ON mail (created_at DESC)",
        ),
        "ix_mail_created_at does not hold every row, or in another order",
    ),
    Forgery("a view put in", run("CREATE VIEW spy AS SELECT * FROM person"), "The view spy"),
    Forgery("a column put in", run("ALTER TABLE run ADD COLUMN hidden TEXT"), "run.hidden"),
    Forgery("a table dropped", run("DROP TABLE presence"), "table presence is not there"),
    Forgery("a table put in", run("CREATE TABLE hidden (id INTEGER)"), "table hidden"),
)
"""What is done to the rows, on both engines."""

GUARDS: Final = (
    Forgery("the journal's guard", run("DROP TRIGGER journal_no_update"), GUARD, ("sqlite",)),
    Forgery("a comment's guard", run("DROP TRIGGER comment_no_delete"), GUARD, ("sqlite",)),
    Forgery(
        "a guard that does nothing",
        run(
            "DROP TRIGGER version_no_update",
            "CREATE TRIGGER version_no_update BEFORE UPDATE ON version BEGIN SELECT 1; END",
        ),
        "does something else",
        ("sqlite",),
    ),
    Forgery(
        "a trigger of a stranger",
        run(
            "CREATE TRIGGER quiet AFTER INSERT ON journal BEGIN "
            "DELETE FROM attempt WHERE id = NEW.id; END"
        ),
        "no migration makes",
        ("sqlite",),
    ),
    Forgery(
        "texts that are compared in another way",
        run('ALTER TABLE organisation ALTER name TYPE varchar(120) COLLATE "C"'),
        "The table organisation compares texts in another way",
        ("postgresql",),
    ),
    Forgery(
        "a rule that keeps what is written away",
        run("CREATE RULE lost AS ON INSERT TO attempt DO INSTEAD NOTHING"),
        "asked of the table attempt is turned into something else",
        ("postgresql",),
    ),
    Forgery(
        "a decision that is made by itself",
        run("ALTER TABLE decision ALTER outcome SET DEFAULT 'approved'"),
        "The column decision.outcome is not as",
        ("postgresql",),
    ),
    Forgery(
        "a decision that is made by itself",
        run(
            "ALTER TABLE decision ADD COLUMN again VARCHAR(20) DEFAULT 'approved' NOT NULL",
            "UPDATE decision SET again = outcome",
            "ALTER TABLE decision DROP COLUMN outcome",
            "ALTER TABLE decision RENAME COLUMN again TO outcome",
        ),
        "The column decision.outcome is not as",
        ("sqlite",),
    ),
    Forgery(
        "texts that are compared in another way",
        run(
            "ALTER TABLE run ADD COLUMN again VARCHAR(200) COLLATE NOCASE DEFAULT '' NOT NULL",
        ),
        "The table run compares texts in another way",
        ("sqlite",),
    ),
    Forgery(
        "the journal's guard",
        run("DROP TRIGGER journal_append_only ON journal"),
        GUARD,
        ("postgresql",),
    ),
    Forgery(
        "a guard switched off",
        run("ALTER TABLE comment DISABLE TRIGGER comment_append_only"),
        "does something else",
        ("postgresql",),
    ),
    Forgery(
        "a guard that does nothing",
        run(
            "CREATE OR REPLACE FUNCTION refuse_version_change() RETURNS trigger "
            "LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$"
        ),
        "does something else",
        ("postgresql",),
    ),
    Forgery(
        "a turn that nobody waits for",
        run(
            "CREATE OR REPLACE FUNCTION before_step(doer varchar, OUT digest varchar, "
            "OUT is_erased boolean) LANGUAGE plpgsql AS $$ BEGIN digest := "
            "(SELECT journal.digest FROM journal ORDER BY id DESC LIMIT 1); END $$"
        ),
        "does something else",
        ("postgresql",),
    ),
    Forgery(
        "a policy that lets everybody see",
        run("ALTER POLICY sees ON module USING (true)"),
        "keeps organisations apart in module does something else",
        ("postgresql",),
    ),
    Forgery(
        "policies that pass the owner by",
        run("ALTER TABLE remark NO FORCE ROW LEVEL SECURITY"),
        "Nothing keeps organisations apart in remark",
        ("postgresql",),
    ),
    Forgery(
        "rules between tables switched off",
        run("ALTER TABLE finding DISABLE TRIGGER ALL"),
        "switched off on finding",
        ("postgresql",),
    ),
    Forgery(
        "a rule between tables dropped",
        run("ALTER TABLE finding DROP CONSTRAINT fk_finding_submission_id"),
        "rule between tables",
        ("postgresql",),
    ),
)
"""What is done to that which guards them."""
