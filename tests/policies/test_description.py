"""The description of the addresses for programs against the routes and what they really answer."""

from collections.abc import Iterator
from typing import Any, Final

import jsonschema
import pytest
import sqlalchemy as sa
from openapi_spec_validator import OpenAPIV31SpecValidator
from werkzeug.test import TestResponse

from pathways import create_app
from pathways.access import Action, load_actor, requires
from pathways.accounts.services.tokens import TokenWish, make_token
from pathways.bearer import for_programs, is_declared, refuse_undeclared_files
from pathways.db import db, new_id, transaction
from pathways.domain.scope import TokenScope
from pathways.models.account import Person
from pathways.openapi.addresses import ADDRESSES
from tests.conftest import settings
from tests.policies.access import address_of, arguments_of, read_table
from tests.policies.world import ACTORS, World, check_headers

ROWS: Final = read_table()
NOT_FOR_PROGRAMS: Final = {
    "static": "style sheets and scripts of pages",
    "accounts.health": "for whoever watches the process",
    "accounts.security_note": "for finders of flaws, as RFC 9116 has it",
    "accounts.held": "what is kept about a person, for that person alone",
    "accounts.logo": "an image of pages",
    "builder.show_marks": "what the matrix asks for by itself, and may change with it",
    "directory.robots": "for robots",
    "directory.site_map": "for robots",
    "plans.foot": "a style sheet of the page of a plan",
    "plans.kept_foot": "a style sheet of the page of a plan",
}
"""What gives no page either, and why it is not described."""

ELSEWHERE: Final = {"303", "304", "404", "429", "503"}
"""Answers of which other tests know when they are given."""

SIGNED_IN: Final = tuple(actor for actor in ACTORS if actor != "visitor")


def ask(world: World, address: str, secret: str = "", network: str = "127.0.0.1") -> TestResponse:
    """Ask as a program does."""
    answer = world.app.test_client(use_cookies=False).get(
        address,
        headers={"Authorization": f"Bearer {secret}"} if secret else {},
        environ_overrides={"REMOTE_ADDR": network},
    )
    answer.get_data()
    check_headers(answer)
    return answer


@pytest.fixture(scope="module")
def document(world_sqlite: World) -> dict[str, Any]:
    """Return the description as programs get it."""
    found: dict[str, Any] = ask(world_sqlite, "/openapi.json").get_json()
    return found


@pytest.fixture(scope="module")
def secrets(world_sqlite: World) -> Iterator[dict[str, str]]:
    """Make a token with all scopes for everybody; take them away again."""
    made = {}
    with world_sqlite.app.app_context(), transaction() as session:
        for actor in SIGNED_IN:
            wanted = sa.select(Person.fs_uniquifier).where(Person.email == f"{actor}@test.example")
            who = load_actor(session.scalars(wanted).one(), None)
            assert who is not None
            last = who
            made[actor] = make_token(
                session, who, TokenWish(new_id(), actor, tuple(TokenScope), 30)
            )
        made["narrow"] = make_token(session, last, TokenWish(new_id(), "narrow", (), 30))
    yield made
    world_sqlite.restore()


def operation(document: dict[str, Any], world: World, endpoint: str) -> dict[str, Any]:
    """Return what is said of an endpoint, found by its path."""
    rule = next(world.app.url_map.iter_rules(endpoint))
    path = "".join(part if is_text else f"{{{part}}}" for is_text, part in _parts(rule.rule))
    found: dict[str, Any] = document["paths"][path]
    assert set(found) == {"get"}
    return dict(found["get"])


def _parts(rule: str) -> Iterator[tuple[bool, str]]:
    for piece in rule.replace(">", "<").split("<"):
        yield (False, piece) if f"<{piece}>" in rule else (True, piece)


def resolve(document: dict[str, Any], value: dict[str, Any]) -> dict[str, Any]:
    """Return what a reference names."""
    if "$ref" not in value:
        return value
    found = document
    for part in value["$ref"].removeprefix("#/").split("/"):
        found = found[part]
    return found


def shut(schema: Any) -> Any:
    """Return a schema that allows no field beside those that it names."""
    if isinstance(schema, list):
        return [shut(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {key: shut(value) for key, value in schema.items()}
    if "properties" in closed and closed.get("type") == "object":
        closed["additionalProperties"] = False
    return closed


def test_it_is_a_description_in_the_words_of_openapi(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1.")
    OpenAPIV31SpecValidator(document).validate()


def test_each_address_for_programs_is_described_and_nothing_else(
    document: dict[str, Any], world_sqlite: World
) -> None:
    app = world_sqlite.app
    declared = {r.endpoint for r in app.url_map.iter_rules() if is_declared(app, r.endpoint)}
    assert set(ADDRESSES) == declared
    assert len(document["paths"]) == len(declared)
    for endpoint in declared:
        said = operation(document, world_sqlite, endpoint)
        rule = next(app.url_map.iter_rules(endpoint))
        inside = {one["name"] for one in said["parameters"] if one["in"] == "path"}
        assert inside == rule.arguments, endpoint


@pytest.mark.parametrize("endpoint", sorted(ROWS))
def test_what_is_no_page_is_described(endpoint: str, world_sqlite: World) -> None:
    row, world = ROWS[endpoint], world_sqlite
    if "GET" not in row.methods or endpoint in NOT_FOR_PROGRAMS or endpoint in ADDRESSES:
        return
    address = address_of(world, row, arguments_of(world, row), "GET")
    for actor in ACTORS:
        answer = world.ask(actor, "GET", address)
        if answer.status_code == 200:
            assert answer.mimetype == "text/html", f"{endpoint} gives {answer.mimetype}"


@pytest.mark.parametrize("endpoint", sorted(ADDRESSES))
def test_everybody_is_answered_as_is_described(
    endpoint: str, document: dict[str, Any], world_sqlite: World, secrets: dict[str, str]
) -> None:
    row, world = ROWS[endpoint], world_sqlite
    said = operation(document, world, endpoint)
    kinds = [one["schema"].get("enum") for one in said["parameters"] if one["name"] == "kind"]
    reached = set()
    for value in kinds[0] if kinds else [""]:
        arguments = arguments_of(world, row) | ({"kind": value} if value else {})
        address = address_of(world, row, arguments, "GET")
        if endpoint == "compare.workbook":
            both = (world.values[side]["published"] for side in ("home", "away"))
            address += "?pathway={}&pathway={}".format(*both)
        for actor in ACTORS:
            answers = [world.ask(actor, "GET", address)]
            answers += [ask(world, address, secrets[actor])] if actor in secrets else []
            for answer in answers:
                check(document, said, answer, f"{address} as {actor}")
                reached.add((answer.status_code, answer.mimetype))
            plain, by_token = answers[0], answers[-1]
            # By token as by session: the same things are given, and the same refused.
            if plain.status_code in (200, 403, 404):
                assert by_token.status_code == plain.status_code, f"{address} as {actor}"
        for secret in ("pathways_wrong", secrets["narrow"]):
            # From another network each time: few wrong ones of each are looked at.
            network = f"192.0.2.{sorted(ADDRESSES).index(endpoint)}"
            answer = ask(world, address, secret, network)
            check(document, said, answer, f"{address} by a token that is not right")
            reached.add((answer.status_code, answer.mimetype))
    # Each status that is described was given to somebody, and each kind of file.
    assert set(said["responses"]) - ELSEWHERE <= {str(code) for code, _kind in reached}
    assert {kind for code, kind in reached if code == 200} == set(
        said["responses"]["200"]["content"]
    )


def check(document: dict[str, Any], said: dict[str, Any], answer: TestResponse, about: str) -> None:
    """Fail where an answer is not one that is described."""
    status = str(answer.status_code)
    assert status in said["responses"], f"{about}: {status} is not described"
    response = resolve(document, said["responses"][status])
    for name in response.get("headers", {}):
        assert name in answer.headers, f"{about}: {status} without {name}"
    content = response.get("content", {})
    if not content:
        return
    assert answer.mimetype in content, f"{about}: {status} as {answer.mimetype}"
    if answer.mimetype == "application/json":
        schema = {**content["application/json"]["schema"], "components": document["components"]}
        checker = jsonschema.FormatChecker()
        jsonschema.Draft202012Validator(shut(schema), format_checker=checker).validate(
            answer.get_json()
        )


@pytest.mark.parametrize(
    "address", ["/directory.json", "/framework.csv", "/openapi.json", "/directory.csv"]
)
def test_what_was_read_before_and_still_holds_is_not_sent_again(
    address: str, document: dict[str, Any], world_sqlite: World
) -> None:
    browser = world_sqlite.app.test_client(use_cookies=False)
    mark = browser.get(address).headers["ETag"]
    again = browser.get(address, headers={"If-None-Match": mark})
    assert again.status_code == 304
    assert "304" in document["paths"][address]["get"]["responses"]


def test_an_unknown_standard_and_a_missing_thing_are_told_in_json(
    world_sqlite: World, secrets: dict[str, str]
) -> None:
    values = world_sqlite.values["home"]
    for address in (
        f"/pathways/{values['pathway_id']}/coverage.json?standard=none",
        f"/pathways/{new_id()}/coverage.json",
        f"/directory/{new_id()}/coverage.json",
        f"/directory/{new_id()}/qa-matrix.xlsx",
        f"/compare.xlsx?pathway={new_id()}&pathway={new_id()}",
        "/framework/templates/level-9.csv",
        "/framework.csv?edition=none",
    ):
        answer = ask(world_sqlite, address, secrets["owner"])
        assert (answer.status_code, answer.mimetype) == (404, "application/json"), address
        assert answer.get_json()["error"]


@pytest.mark.parametrize(
    ("rule", "options", "is_declared_too"),
    [
        ("/thing.json", {}, False),
        ("/things/<key>.csv", {}, False),
        ("/thing", {"methods": ["GET", "POST"]}, True),
    ],
)
def test_the_app_does_not_start_with_an_address_that_says_too_little_or_writes(
    rule: str, options: dict[str, Any], is_declared_too: bool, tmp_path: Any
) -> None:
    app = create_app(settings("sqlite://", tmp_path))

    @requires(Action.PUBLIC)
    def planted(**_parts: str) -> str:
        return ""

    view = for_programs(TokenScope.PUBLISHED)(planted) if is_declared_too else planted
    app.add_url_rule(rule, "planted", view, **options)
    with pytest.raises(RuntimeError, match="planted"):
        refuse_undeclared_files(app)
    with app.app_context():
        db.engine.dispose()
