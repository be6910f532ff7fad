"""The second wall: with the first one taken out, the database still keeps organisations apart.

Planted: the policy allows everybody everything, and no statement asks whose a thing is. Whoever
then asks for things of others by their address gets nothing of them, and changes nothing of them.
"""

import importlib
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

import pytest
import sqlalchemy as sa

from pathways import access, tenancy
from pathways.db import db
from pathways.domain import policy
from pathways.domain.policy import Actor, Verdict
from pathways.models.base import Base
from pathways.records.tenants import (
    EVERYBODY,
    NOBODY,
    RULES,
    Tenant,
    ask_for,
    asking,
    condition,
    say_tenant,
    whole,
)
from pathways.records.watching import UnboundError
from tests.engines import PLAIN
from tests.policies.access import address_of, arguments_of, is_unsafe, read_table
from tests.policies.world import CANARIES, World, text_of

ROWS: Final = read_table()
OTHERS: Final = {
    "stranger": ("home", ("home", "waiting")),
    "waiting": ("home", ("home", "away")),
    "commissioner": ("away", ("away", "waiting")),
    "owner": ("away", ("away", "waiting")),
    "visitor": ("home", tuple(CANARIES)),
}
"""Who asks, for whose things, and whose words they must not read."""
GIVEN: Final = frozenset(("journal", "mail", "enquiry"))
"""Tables into which everybody adds rows for others: a step, a mail, a question."""
BY_SECRET: Final = "accounts.accept_invitation"
"""The address holds the secret of an invitation: whoever was sent it may take it."""
OWNERS: Final = ("organisation_id", "commissioner_id", "buyer_id")
BITES: Final = ("builder.show", "submissions.show", "builder.archive")
_OWNER: Final = re.compile(
    r"\w+\.(?:organisation_id|commissioner_id|buyer_id) = "
    r"(\?|%\(\w+\)s(?:::\w+)?)"
)


@dataclass(slots=True)
class Got:
    """What came of a walk: where others' words were read, and where their rows were written."""

    asked: int = 0
    leaks: list[str] = field(default_factory=list)
    writes: list[str] = field(default_factory=list)


@contextmanager
def without_first_wall(world: World, patch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let the policy allow everything, and whose a thing is be asked by no statement."""

    def allow(found: Actor | None, *_asked: Any) -> Verdict:
        return Verdict.ALLOWED

    def whosoever(_c: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> Any:
        # The value stays where it is, and is held against nothing.
        return _OWNER.sub(r"(\1 IS NULL OR 1 = 1)", statement), parameters

    with world.app.app_context():
        engine = db.engine
    for module in (policy, access):
        patch.setattr(module, "policy", allow)
    patch.setattr(Actor, "is_of", lambda *_: True)
    # What the database refuses is an error of ours; here it is an answer.
    patch.setitem(world.app.config, "PROPAGATE_EXCEPTIONS", False)
    is_watched = engine.dialect.name == "sqlite"
    if is_watched:
        # The look comes after what was planted, at what is really sent.
        sa.event.remove(engine, "before_cursor_execute", tenancy.look_at)
    sa.event.listen(engine, "before_cursor_execute", whosoever, retval=True)
    if is_watched:
        tenancy.watch(engine)
    try:
        yield
    finally:
        sa.event.remove(engine, "before_cursor_execute", whosoever)
        patch.undo()


def walk_all(world: World, actor: str, endpoints: Sequence[str]) -> Got:
    """Ask, as this actor, for the things of others."""
    side, unread = OTHERS[actor]
    got = Got()
    for endpoint in endpoints:
        row = ROWS[endpoint]
        for method in row.methods:
            address = address_of(world, row, arguments_of(world, row, side), method)
            form = row.fill({**world.values["home"], **world.values[side]})
            with world.put_back():
                response = world.ask(actor, method, address, form)
                got.asked += 1
                about = f"{method} {endpoint} as {actor}: {response.status_code}"
                said = text_of(response)
                got.leaks += [about for name in unread if CANARIES[name] in said]
                if is_unsafe(method) and world.written() and endpoint != BY_SECRET:
                    got.writes += [f"{about}: {table}" for table in changed(world, actor)]
    return got


def changed(world: World, actor: str) -> list[str]:
    """Return the tables in which a row was written that is of others alone."""
    said = " ".join(world.written())
    tables = [
        table
        for table in Base.metadata.sorted_tables
        if table.name in RULES and re.search(rf"\b{table.name}\b", said)
    ]
    people = {r["id"] for r in world.start["person"] if r["email"] == f"{actor}@test.example"}
    ours = {r["organisation_id"] for r in world.start["membership"] if r["person_id"] in people}
    found = []
    for name, rows in world.rows(tables).items():
        before = world.start[name]
        added = [row for row in rows if row not in before]
        gone = [row for row in before if row not in rows]
        touched = gone if name in GIVEN else added + gone
        if any((whose := owners(world, row)) and not whose & ours for row in touched):
            found.append(name)
    return found


def owners(world: World, row: dict[str, Any]) -> set[str]:
    """Return the organisations whose row this is: by its own columns, or what it belongs to."""
    found = {row[name] for name in OWNERS if row.get(name)}
    for column, table in (
        ("pathway_id", "pathway"),
        ("module_id", "module"),
        ("submission_id", "submission"),
    ):
        above = [r for r in world.start[table] if r["id"] == row.get(column)]
        found |= owners(world, above[0]) if above and not found else set()
    return found


def named(world: World) -> list[str]:
    """Return the endpoints that name a thing of an organisation in their address or their form."""
    home, away = world.values["home"], world.values["away"]
    return [
        endpoint
        for endpoint, row in sorted(ROWS.items())
        if arguments_of(world, row) != arguments_of(world, row, "away")
        or row.fill({**home, "fresh": ""}) != row.fill({**home, **away, "fresh": ""})
    ]


@pytest.mark.parametrize("actor", OTHERS)
def test_the_second_wall_stands_where_the_first_is_gone(
    actor: str,
    world: World,
    monkeypatch: pytest.MonkeyPatch,
    is_whole: bool,
    record_property: Callable[[str, object], None],
) -> None:
    if not is_whole and actor not in ("stranger", "commissioner"):
        pytest.skip("with --whole")
    with without_first_wall(world, monkeypatch):
        got = walk_all(world, actor, sorted(ROWS) if is_whole else named(world))
    assert got.leaks + got.writes == []
    assert got.asked > 100
    record_property(
        "measured",
        f"{world.engine.dialect.name}, as {actor}: {got.asked} requests for things of others "
        "without the first wall, 0 words read, 0 rows written",
    )


def test_without_either_wall_others_are_read_and_written(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tenancy, "ask_for", lambda _tenant: None)
    with without_first_wall(world, monkeypatch):
        got = walk_all(world, "stranger", BITES)
    assert {one.split()[1] for one in got.leaks} >= {"builder.show", "submissions.show"}
    assert got.writes != []


def test_the_policies_are_the_rules() -> None:
    made = importlib.import_module("pathways.migrations.1795790000_tenants")
    names = {name: name for name in ("organisation", "person", "inside", "reach")}
    assert set(made._RULES) == set(RULES)
    for table, rule in RULES.items():
        ways = (rule.sees, rule.changes, rule.adds)
        for kept, wanted in zip(made._RULES[table], ways, strict=True):
            assert kept == tuple((way.column, way.holds) for way in wanted), table
            assert condition(wanted, table, names)


def test_every_table_of_an_organisation_has_its_rule() -> None:
    owned = {
        table.name
        for table in Base.metadata.sorted_tables
        if {"organisation_id", "submission_id", "pathway_id", "module_id"} & set(table.c.keys())
    }
    assert owned - set(RULES) == {"membership", "access_token", "offer"}


def ask_of(world: World, side: str, statement: str) -> list[str]:
    """Return what a statement finds for the organisation of a side, asked as a request does."""
    values = world.values[side]
    tenant = Tenant(organisation=values["organisation_id"], inside="yes")
    with world.app.test_request_context(), db.engine.connect() as connection:
        before = asking()
        ask_for(tenant)
        try:
            say_tenant(connection)
            found = connection.execute(sa.text(statement), world.values["home"])
            return [str(row[0]) for row in found]
        finally:
            ask_for(before)


def test_a_statement_without_an_owner_is_refused(world_sqlite: World) -> None:
    world, home = world_sqlite, world_sqlite.values["home"]
    asked = "SELECT module.id FROM module WHERE module.pathway_id = :pathway_id"
    assert home["module_id"] in ask_of(world, "home", asked)
    by_id = "SELECT module.id FROM module WHERE module.id = :module_id"
    assert ask_of(world, "home", by_id) == [home["module_id"]]
    joined = (
        "SELECT module.id FROM module JOIN pathway ON pathway.id = module.pathway_id "
        "WHERE pathway.organisation_id = :organisation_id AND module.id = :module_id"
    )
    assert ask_of(world, "home", joined) == [home["module_id"]]
    shown = "SELECT version.id FROM version JOIN publication ON publication.version_id = version.id"
    assert ask_of(world, "away", f"{shown} WHERE publication.pathway_id = :published")
    for side, refused in (
        ("home", "SELECT module.id FROM module"),
        ("home", "SELECT module.id FROM module WHERE module.title LIKE 'M%'"),
        ("home", f"{by_id} OR module.minutes > 0"),
        ("home", "SELECT mail.id FROM mail WHERE mail.organisation_id IS NULL"),
        ("home", "SELECT mail.id FROM mail WHERE NOT (mail.sent_at > 0 OR mail.id IS NULL)"),
        ("away", asked),
        ("away", by_id),
        ("away", joined),
        ("away", "UPDATE module SET title = 'x' WHERE module.id = :module_id"),
        ("away", "DELETE FROM module WHERE module.pathway_id = :pathway_id"),
    ):
        with pytest.raises(UnboundError):
            ask_of(world, side, refused)


def test_the_database_shows_nothing_to_nobody(world_postgresql: World) -> None:
    """Whoever says nothing sees nothing, though the app owns its tables."""
    url = world_postgresql.engine.url.set(username=PLAIN)
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    with engine.connect() as connection:
        for table in sorted(RULES):
            counted = connection.execute(sa.text(f"SELECT count(*) FROM {table}"))  # noqa: S608
            assert counted.scalar_one() == 0 or RULES[table].is_open, table
    asked = "SELECT module.id FROM module"
    assert world_postgresql.values["home"]["module_id"] in ask_of(world_postgresql, "home", asked)


def test_a_row_of_others_is_not_added(world_postgresql: World) -> None:
    """What the database refuses to write is told as on SQLite: as what is not there."""
    added = (
        "INSERT INTO presence (pathway_id, person_id, page, at) "
        "VALUES (:pathway_id, :person_id, 'builder', now()) RETURNING person_id"
    )
    with pytest.raises(UnboundError, match="row-level security"):
        ask_of(world_postgresql, "away", added)
    world = world_postgresql
    assert ask_of(world, "home", added) == [world.values["home"]["person_id"]]


def test_nobody_asks_until_it_is_known_who_does(world_sqlite: World) -> None:
    app, found = world_sqlite.app, []
    with app.test_request_context("/"):
        app.preprocess_request()
        found.append(asking())
    assert found == [NOBODY]
    assert world_sqlite.ask("owner", "GET", "/healthz").status_code == 200
    assert asking() == EVERYBODY


def test_what_is_whole_ends(world: World) -> None:
    with world.app.app_context():
        ask_for(NOBODY)
        try:
            with whole(db.session, "a test"):
                assert asking().is_whole
            assert asking() == NOBODY
        finally:
            ask_for(EVERYBODY)
