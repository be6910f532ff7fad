"""Every route, as every role, with own, other and missing things; taken from the app itself."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from pathways import create_app
from pathways.access import needs_of
from pathways.db import db, new_id
from tests.conftest import settings
from tests.policies.access import (
    DENIED,
    Row,
    address_of,
    arguments_of,
    is_unsafe,
    methods_of,
    objects_of,
    read_table,
)
from tests.policies.trail import untold
from tests.policies.world import ACTORS, CANARIES, World, text_of

ROWS = read_table()
every_row = pytest.mark.parametrize("endpoint", sorted(ROWS))
AT_HOME = ("reader", "editor", "owner")
# What is held about a reviewer are mails, too, about what was sent to them.
OF_SUBMISSIONS = ("/submissions", "/standards/", "/account/held")


def endpoints(app: Flask) -> set[str]:
    return {rule.endpoint for rule in app.url_map.iter_rules()}


def test_every_route_has_its_row_and_every_row_its_route(world_sqlite: World) -> None:
    app = world_sqlite.app
    assert endpoints(app) - set(ROWS) == set(), "routes missing in tests/policies/access.toml"
    assert set(ROWS) - endpoints(app) == set(), "rows without a route"


@every_row
def test_a_route_declares_what_the_table_says(endpoint: str, world_sqlite: World) -> None:
    needs = needs_of(world_sqlite.app, endpoint)
    assert needs is not None
    assert needs.name == ROWS[endpoint].needs
    assert methods_of(world_sqlite.app, endpoint) == set(ROWS[endpoint].methods)


@every_row
def test_everybody_gets_what_the_table_says(
    endpoint: str, world: World, record_property: Callable[[str, object], None]
) -> None:
    row = ROWS[endpoint]
    for method in row.methods:
        for actor in ACTORS:
            wanted = row.wanted[method][actor]
            with world.put_back():
                response = walk(world, row, actor, method)
                check_answer(response, actor, wanted, row)
                check_writes(world, row, method, wanted, what(response, actor))
                if wanted in DENIED and is_unsafe(method):
                    # Not by the statements alone: by what the database holds.
                    assert world.counts() == world.start_counts(), what(response, actor)
    record_property(
        "measured",
        f"{len(row.methods) * len(ACTORS):,} cells of route, method and person on "
        f"{world.engine.dialect.name}: each answered as its row says, 0 texts of others, "
        "0 writes where refused",
    )


@every_row
def test_htmx_gets_no_more_than_a_plain_browser(endpoint: str, world_sqlite: World) -> None:
    row, world = ROWS[endpoint], world_sqlite
    for method in row.methods:
        for actor in ("visitor", "reader", "owner", "stranger", "administrator"):
            wanted = row.wanted[method][actor]
            with world.put_back():
                response = walk(world, row, actor, method, headers={"HX-Request": "true"})
                about = what(response, actor)
                if wanted == "sign-in":
                    assert response.status_code == 401, about
                elif wanted in DENIED:
                    check_answer(response, actor, wanted, row)
                else:
                    assert response.status_code < 500, about
                    assert (response.status_code < 400) == (int(wanted) < 400), about
                check_canaries(response, actor)
                check_writes(world, row, method, wanted, about)


@every_row
def test_what_is_missing_or_of_another_provider_is_not_found(endpoint: str, world: World) -> None:
    row = ROWS[endpoint]
    own, other = arguments_of(world, row), arguments_of(world, row, "away")
    belongs = row.needs not in ("PUBLIC", "SIGNED_IN", "ADMINISTER")
    for method in row.methods:
        for actor, wanted in row.wanted[method].items():
            if wanted in DENIED:
                continue
            for name in objects_of(world, row):
                strangers = [new_id()]
                if belongs and own[name] != other[name]:
                    strangers.append(other[name])
                for value in strangers:
                    with world.put_back():
                        response = walk(world, row, actor, method, {**own, name: value})
                        about = f"{what(response, actor)} with another {name}"
                        assert str(response.status_code) in row.missing.split(), about
                        check_canaries(response, actor)
                        check_writes(world, row, method, "404", about)


@every_row
def test_a_form_may_name_no_thing_of_another_provider(endpoint: str, world: World) -> None:
    row = ROWS[endpoint]
    home, away = world.values["home"], world.values["away"]
    own, other = row.fill(home), row.fill({**home, **away})
    mine = away["organisation_id"]
    before = [r for r in world.start["journal"] if r["organisation_id"] == mine]
    for (name, value), (_name, foreign) in zip(own.items(), other.items(), strict=True):
        if "POST" not in row.methods or value == foreign:
            continue
        with world.put_back():
            response = walk(world, row, "owner", "POST", form={**own, name: foreign})
            about = f"{what(response, 'owner')} with another {name}"
            assert response.status_code < 500, about
            check_canaries(response, "owner")
            rows = world.rows()["journal"]
            assert [r for r in rows if r["organisation_id"] == mine] == before, about


@every_row
def test_a_post_without_its_own_token_or_from_another_site_is_refused(
    endpoint: str,
    world_sqlite: World,
    is_whole: bool,
    record_property: Callable[[str, object], None],
) -> None:
    row, world = ROWS[endpoint], world_sqlite
    form = row.fill(world.values["home"])
    from_htmx = {"HX-Request": "true"}
    foreign: tuple[dict[str, Any], ...] = (
        {"has_token": False, "headers": from_htmx},
        {"headers": {"Sec-Fetch-Site": "cross-site"}},
        {"headers": {"Sec-Fetch-Site": "same-site"}},
    )
    sent = 0
    for method in filter(is_unsafe, row.methods):
        for actor in ACTORS:
            others = (world.tokens[one] for one in ACTORS if one != actor)
            wrong = ({"form": {**form, "csrf_token": one}} for one in ("made-up", next(others)))
            # What is sent is looked at before anybody is known: two actors stand for all.
            more = (*wrong, *foreign) if is_whole or actor in ("owner", "administrator") else ()
            for options in ({"has_token": False}, *more):
                with world.put_back():
                    response = walk(world, row, actor, method, **options)
                    about = f"{what(response, actor)} {options}"
                    # Somebody signed out learns that first; either way nothing happens.
                    signed_out = row.wanted[method][actor] == "sign-in"
                    assert response.status_code in ((400, 401) if signed_out else (400,)), about
                    assert not world.written(), about
                    check_canaries(response, actor)
                    sent += 1
    record_property(
        "measured",
        f"{sent:,} posts to every writing route, by everybody, without a token, with a wrong one, "
        "with another session's and from other sites: all refused, 0 writes",
    )


@every_row
def test_head_and_options_are_harmless(endpoint: str, world_sqlite: World) -> None:
    row, world = ROWS[endpoint], world_sqlite
    for actor in ("visitor", "owner", "administrator"):
        for method in ("HEAD", "OPTIONS"):
            with world.put_back():
                response = walk(world, row, actor, method)
                about = what(response, actor)
                assert response.status_code < 500, about
                assert not world.written_beside_tries(), about
                check_canaries(response, actor)
                if method == "HEAD" and "GET" in row.methods:
                    plain = walk(world, row, actor, "GET")
                    assert response.status_code == plain.status_code, about


def test_every_page_opens_on_a_database_that_cannot_be_written(
    world_sqlite: World, tmp_path: Path
) -> None:
    source = Path(str(world_sqlite.engine.url.database))
    world_sqlite.restore()
    with world_sqlite.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copyfile(source, tmp_path / "read.sqlite")
    url = f"sqlite:///file:{tmp_path / 'read.sqlite'}?mode=ro&uri=true"
    app = create_app(settings(url, tmp_path))
    world = World(
        app, world_sqlite.engine, world_sqlite.values, world_sqlite.cookies, world_sqlite.tokens
    )
    for row in ROWS.values():
        for actor in ACTORS if "GET" in row.methods else ():
            response = walk(world, row, actor, "GET")
            check_answer(response, actor, row.wanted["GET"][actor], row)
    with app.app_context():
        db.engine.dispose()


@pytest.mark.parametrize("actor", ACTORS)
def test_an_address_that_is_none_looks_the_same_to_everybody(actor: str, world: World) -> None:
    for address in ("/nowhere", "/pathways/nowhere/nowhere/nowhere", "/.git/config"):
        assert world.ask(actor, "GET", address).status_code == 404
        assert not world.written()


def walk(
    world: World,
    row: Row,
    actor: str,
    method: str,
    arguments: dict[str, str] | None = None,
    form: dict[str, Any] | None = None,
    **options: Any,
) -> TestResponse:
    """Ask for an endpoint, with the things of the provider `home` unless told otherwise."""
    arguments = arguments_of(world, row) if arguments is None else arguments
    spoken = method if method in row.methods else row.methods[0]
    address = address_of(world, row, arguments, spoken)
    if form is None:
        form = row.fill(world.values["home"])
    return world.ask(actor, method, address, form, **options)


def what(response: TestResponse, actor: str) -> str:
    """Return a request in words, for messages."""
    return f"{response.request.method} {response.request.path} as {actor}: {response.status_code}"


def check_answer(response: TestResponse, actor: str, wanted: str, row: Row) -> None:
    """Fail where an answer is not the wanted one, or says what the actor may not know."""
    about = f"{what(response, actor)}, wanted {wanted}"
    location = response.headers.get("Location", "")
    if wanted == "sign-in" and response.request.method in ("GET", "HEAD"):
        assert response.status_code == 302, about
        assert location.startswith("/sign-in?next="), about
    elif wanted == "sign-in":
        assert response.status_code == 401, about
    elif wanted == "choose":
        assert response.status_code == 302, about
        assert location.startswith("/organisations/choose"), about
    else:
        assert str(response.status_code) == wanted, about
    is_page = response.status_code == 200
    declared = row.cache if is_page else "no-store"
    if row.endpoint != "static" or is_page:
        assert response.headers["Cache-Control"] == declared, about
    check_canaries(response, actor)


def check_canaries(response: TestResponse, actor: str) -> None:
    """Fail where an answer holds a text of a provider that the actor does not belong to."""
    if actor == "administrator" and response.request.path.startswith("/administration"):
        # Administrators see accounts and organisations, and never what is in a pathway.
        forbidden = [f"{word} {canary}" for canary in CANARIES.values() for word in ("Module",)]
    elif actor in AT_HOME:
        forbidden = [CANARIES["away"], CANARIES["waiting"]]
    elif actor == "stranger":
        forbidden = [CANARIES["home"], CANARIES["waiting"]]
    elif actor == "waiting":
        forbidden = [CANARIES["home"], CANARIES["away"]]
    elif actor == "commissioner" and response.request.path.startswith(OF_SUBMISSIONS):
        # What was sent to them, and nowhere else than where submissions are read.
        forbidden = [CANARIES["away"], CANARIES["waiting"]]
    else:
        forbidden = list(CANARIES.values())
    body = text_of(response)
    for text in forbidden:
        assert text not in body, f"{what(response, actor)} says {text!r}"


def check_writes(world: World, row: Row, method: str, wanted: str, about: str) -> None:
    """Fail where a page or a refused post writes, or an accepted one writes nothing, or no step."""
    written = world.written() if is_unsafe(method) else world.written_beside_tries()
    left = untold(row.endpoint, world.statements)
    assert not left, f"{about} wrote what the journal does not tell of: {left}"
    if not is_unsafe(method) or wanted in DENIED:
        assert not written, f"{about} wrote: {written[0]}"
    elif row.writes and int(wanted) < 400:
        assert written, f"{about} wrote nothing: give the row a form that does"
    elif written and not row.counts and not row.writes:
        # What an actor may do without a row of its own still ends in the journal alone.
        assert all("journal" in s or "person" in s for s in written), f"{about}: {written}"
