"""Two hundred requests of junk to every route, as everybody: nothing breaks, nothing is written.

`junk.py` holds them. `make test` sends a tenth of them to each route, another tenth to the next;
`make test-all` sends all.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, Final
from urllib.parse import quote, urlencode

import pytest
from werkzeug.test import EnvironBuilder, TestResponse, run_wsgi_app
from werkzeug.wrappers import Request

from tests.policies.access import DENIED, Row, address_of, arguments_of, is_unsafe, read_table
from tests.policies.junk import FORM, JUNK, Junk
from tests.policies.world import ACTORS, World, check_headers

ROWS = read_table()
WALK: Final = [(e, method) for e, row in sorted(ROWS.items()) for method in row.methods]
Tenth = Callable[[Sequence[Junk]], Sequence[Junk]]


@contextmanager
def hearing() -> Iterator[list[logging.LogRecord]]:
    """Give what is logged until the block ends."""
    heard: list[logging.LogRecord] = []

    class Hearing(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            heard.append(record)

    handler = Hearing()
    logging.getLogger().addHandler(handler)
    try:
        yield heard
    finally:
        logging.getLogger().removeHandler(handler)


def packed(world: World, row: Row, method: str, junk: Junk, actor: str) -> dict[str, Any]:
    """Return a request as a server hands it on: as it should be, but for what is junk in it."""
    token = {"X-CSRFToken": world.tokens[actor]}
    kind, body = junk.kind, junk.body
    if kind is None and is_unsafe(method):
        form = row.fill(world.values["home"])
        kind, body = FORM, urlencode(form, doseq=True).encode()
    path, _, query = address_of(world, row, arguments_of(world, row), method).partition("?")
    builder = EnvironBuilder(
        path + quote(junk.tail, safe="/;%"),
        query_string="&".join(filter(None, (query, junk.query))),
        method="POST" if is_unsafe(method) else "GET",
        headers=list({**token, **junk.headers}.items()),
    )
    environ = builder.get_environ()
    builder.close()
    environ["REQUEST_METHOD"] = junk.method or method
    environ["HTTP_HOST"] = _latin(junk.host)
    environ["HTTP_COOKIE"] = _latin(junk.cookie.replace("{}", world.cookies[actor]))
    if kind is not None:
        length = str(len(body or b"")) if junk.length is None else junk.length
        environ |= {"CONTENT_TYPE": _latin(kind), "CONTENT_LENGTH": _latin(length)}
        environ["wsgi.input"].write(body or b"")
        environ["wsgi.input"].seek(0)
    return environ


def _latin(text: str) -> str:
    """Return a header as servers give it to an app: bytes, each as a letter."""
    return text if text.isascii() else text.encode().decode("latin-1")


def throw(world: World, row: Row, method: str, junk: Junk, actor: str) -> TestResponse:
    """Send junk to a route; fail where something breaks, is written or is said twice."""
    about = f"{method} {row.endpoint} as {actor}: {junk.name}"
    environ = packed(world, row, method, junk, actor)
    with world.put_back(), hearing() as heard:
        world.statements.clear()
        answer = run_wsgi_app(world.app, environ, buffered=True)
        response = TestResponse(*answer, request=Request(environ))
        assert response.status_code < 500, about
        assert len(heard) <= 1, f"{about}: {[one.getMessage() for one in heard]}"
        assert not [one for one in heard if one.exc_info], about
        check_headers(response)
        if response.status_code >= 400 or not is_unsafe(environ["REQUEST_METHOD"]):
            assert not world.written_beside_tries(), about
    return response


def test_they_are_two_hundred_and_no_two_are_the_same() -> None:
    assert len(JUNK) >= 200
    assert len({(one.name, repr(one)) for one in JUNK}) == len(JUNK)


def test_a_host_that_is_none_is_refused(world_sqlite: World) -> None:
    row = ROWS["accounts.home"]
    hosts = [junk for junk in JUNK if junk.name.startswith("the host")]
    # Also where something else is wrong, and its page would have no address to link to.
    hosts += [replace(junk, kind="application/json", body=b"5") for junk in hosts]
    answers = [throw(world_sqlite, row, "GET", junk, "visitor").status_code for junk in hosts]
    assert 400 in answers


@pytest.mark.parametrize(("endpoint", "method"), WALK)
def test_junk_breaks_no_route(
    endpoint: str,
    method: str,
    world_sqlite: World,
    tenth: Tenth,
    record_property: Callable[[str, object], None],
) -> None:
    row, turn = ROWS[endpoint], WALK.index((endpoint, method))
    # Everybody in turn, and once more those who get further than the door.
    inside = [actor for actor in ACTORS if row.wanted[method][actor] not in DENIED]
    actors = (*ACTORS, *inside)
    thrown = tenth((*JUNK[turn % 10 :], *JUNK[: turn % 10]))
    for number, junk in enumerate(thrown):
        throw(world_sqlite, row, method, junk, actors[(turn + number) % len(actors)])
    record_property(
        "measured",
        f"{len(thrown):,} requests of junk to every route and method, 0 answers of 5xx, "
        "0 tracebacks, 0 writes of what was refused",
    )
