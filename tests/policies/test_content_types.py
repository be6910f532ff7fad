"""A body that is no form is refused on every route, before anything reads it."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import pytest
from werkzeug.test import TestResponse

from tests.policies.access import DENIED, Row, address_of, arguments_of, read_table
from tests.policies.world import ACTORS, UNSAFE, World, check_headers

ROWS = read_table()
WRITING = sorted(e for e, row in ROWS.items() if "POST" in row.methods)
BODIES = (b"5", b"null", b"[1, 2]", b'{"name": [1], "operation": {"a": null}}', b'"abc"')
KINDS = ("application/json", "text/plain", "text/xml", "application/octet-stream", "")
"""What a body may call itself and is no form; the last one says nothing."""

ODD_KINDS = (
    "application/json; charset=utf-16",
    "application/vnd.api+json",
    "application/x-www-form-urlencoded2",
    "multipart/mixed; boundary=x",
    "multipart",
)

FORMS = (
    "application/x-www-form-urlencoded; charset=utf-8",
    "application/x-www-form-urlencoded;charset=iso-8859-1",
    "Application/X-WWW-Form-URLEncoded; charset=nonsense",
)
BROKEN = (
    ("multipart/form-data", b"--x\r\n"),
    ("multipart/form-data; boundary=", b"--\r\n"),
    ("multipart/form-data; boundary=x", b""),
    ("multipart/form-data; boundary=x", b"no part at all"),
    ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data\r\n\r\na\r\n--x--"),
    ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="name"'),
    ("multipart/form-data; boundary=x", b"--x\r\n\xff\xfe: \x00\r\n\r\n--x--\r\n"),
)
"""Forms with something wrong in how they are packed."""


def send(
    world: World, actor: str, method: str, address: str, kind: str, body: bytes, **more: Any
) -> TestResponse:
    """Send bytes under a type, with the token where scripts would put it."""
    world.statements.clear()
    token = {"X-CSRFToken": world.tokens[actor], "Cookie": world.cookies[actor]}
    response = world.app.test_client(use_cookies=False).open(
        address,
        method=method,
        data=body,
        content_type=kind or None,
        headers={**token, **more.pop("headers", {})},
        **more,
    )
    response.get_data()
    response.close()
    check_headers(response)
    return response


def address_for(world: World, row: Row) -> str:
    return address_of(world, row, arguments_of(world, row), "POST")


def allowed(row: Row) -> str:
    """Return somebody who may use a route; anybody where nobody may."""
    found = (actor for actor in reversed(ACTORS) if row.wanted["POST"][actor] not in DENIED)
    return next(found, "owner")


def check_refused(world: World, actor: str, address: str, kind: str, body: bytes) -> None:
    response = send(world, actor, "POST", address, kind, body)
    about = f"{address} as {actor}: {kind!r} {body!r}"
    assert response.status_code == 415, about
    assert "This is not what a form sends" in response.get_data(as_text=True), about
    assert not world.written(), about


@pytest.mark.parametrize("endpoint", WRITING)
def test_what_is_no_form_is_refused_before_anything_reads_it(
    endpoint: str, world_sqlite: World
) -> None:
    row, world = ROWS[endpoint], world_sqlite
    tries = [("application/json", body) for body in BODIES]
    tries += [(kind, body) for kind, body in zip(KINDS, BODIES, strict=True) if "json" not in kind]
    for kind, body in tries:
        check_refused(world, allowed(row), address_for(world, row), kind, body)
    check_refused(world, "visitor", address_for(world, row), *tries[0])


@pytest.mark.parametrize("actor", ["visitor", "owner"])
def test_no_other_kind_with_any_content_is_a_form(actor: str, world_sqlite: World) -> None:
    for address in ("/sign-in", "/account/name"):
        for kind in (*KINDS, *ODD_KINDS):
            for body in BODIES:
                check_refused(world_sqlite, actor, address, kind, body)


@pytest.mark.parametrize("method", UNSAFE)
def test_no_method_and_no_address_reads_another_body(method: str, world_sqlite: World) -> None:
    for address in ("/", "/pathways", "/healthz", "/static/icon.svg", "/nowhere", "/directory"):
        for kind in ("application/json", "text/plain", ""):
            response = send(world_sqlite, "owner", method, address, kind, b"[1]")
            assert response.status_code == 415, f"{method} {address} {kind!r}"
            assert not world_sqlite.written()


def test_a_body_whose_length_is_not_said_is_one(world_sqlite: World) -> None:
    parts: Mapping[str, str] = {"Transfer-Encoding": "chunked"}
    response = send(world_sqlite, "owner", "POST", "/account/name", "", b"", headers=parts)
    assert response.status_code == 415


@pytest.mark.parametrize("endpoint", WRITING)
def test_a_form_is_read_whatever_it_says_of_its_letters(endpoint: str, world_sqlite: World) -> None:
    row, world = ROWS[endpoint], world_sqlite
    actor = allowed(row)
    form = {**row.fill(world.values["home"]), "csrf_token": world.tokens[actor]}
    kind = FORMS[WRITING.index(endpoint) % len(FORMS)]
    with world.put_back():
        body = urlencode(form, doseq=True).encode()
        response = send(world, actor, "POST", address_for(world, row), kind, body)
        assert str(response.status_code) == row.wanted["POST"][actor], f"{endpoint} {kind}"


@pytest.mark.parametrize("endpoint", WRITING)
def test_a_broken_or_empty_form_breaks_nothing(endpoint: str, world_sqlite: World) -> None:
    row, world = ROWS[endpoint], world_sqlite
    actor = allowed(row)
    address = address_for(world, row)
    for kind, body in BROKEN:
        with world.put_back():
            response = send(world, actor, "POST", address, kind, body)
            assert response.status_code < 500, f"{endpoint} {kind} {body!r}"
            assert response.status_code != 415, f"{endpoint} {kind} {body!r}"
    with world.put_back():
        empty = send(world, actor, "POST", address, "", b"")
    with world.put_back():
        form = send(world, actor, "POST", address, "application/x-www-form-urlencoded", b"")
    assert empty.status_code == form.status_code != 415, endpoint


def test_a_page_is_not_asked_for_with_another_body(world_sqlite: World) -> None:
    for address in ("/sign-in", "/reset-password", "/directory"):
        for body in BODIES:
            for method in ("GET", "HEAD"):
                response = send(world_sqlite, "visitor", method, address, "application/json", body)
                assert response.status_code == 415, f"{method} {address} {body!r}"
        # Programs name a kind also where they send nothing.
        kind = "application/json"
        assert send(world_sqlite, "visitor", "GET", address, kind, b"").status_code < 500
    assert send(world_sqlite, "visitor", "GET", "/directory.json", kind, b"").status_code == 200
