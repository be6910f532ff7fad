"""Whatever is sent, nothing breaks: each kind of junk, in each field and each part of an address.

The fields are those that the routes ask for (`asked.py`); the kinds are fixed, so that what passes
today passes tomorrow. `make test` sends a sixth of the kinds to each route, another sixth to the
next one, in turn as each of those who may post, a visitor too where the form is public;
`make test-all` sends each kind to each field alone as everybody, on both engines. What never
reaches a database is not asked of a second one in `make test`.
"""

import io
import re
from collections.abc import Callable, Iterator
from html import unescape
from itertools import groupby
from typing import Any, Final
from urllib.parse import urlencode

import pytest
from werkzeug.test import TestResponse

from tests.policies.access import (
    DENIED,
    Row,
    address_of,
    arguments_of,
    is_unsafe,
    objects_of,
    read_table,
)
from tests.policies.asked import NEVER_JUNK, listening
from tests.policies.world import ACTORS, World

ROWS = read_table()
PAGES = sorted(e for e, row in ROWS.items() if "GET" in row.methods and e != "static")
FORMS = sorted(e for e, row in ROWS.items() if "POST" in row.methods and e != "security.logout")

TEXTS: Final = {
    "empty": "",
    "blank": " ",
    "nul": "\x00",
    "nul inside": "a\x00b",
    "long": "x" * 10_000,
    "megabyte": "x" * 1_000_000,
    "two bytes each": "é" * 300,
    "lone surrogate": "\ud800",
    "no character": "\ufffe",
    "stored escape": "_x0000_",
    "arabic digit": "٣",
    "hindi digits": "१२",
    "superscript": "²",
    "huge": "9" * 400,
    "negative": "-1",
    "exponent": "1e9",
    "not a number": "NaN",
    "above 32 bits": "2147483648",
    "above 64 bits": "9223372036854775808",
    "hexadecimal": "0x10",
    "sql": "'; DROP TABLE pathway; --",
    "format": "%s%n{0}{{7*7}}",
    "path": "../../../etc/passwd",
    "dots": "..",
    "slash": "x/y",
    "script": "<script>alert(1)</script>",
    "header": "\r\nSet-Cookie: a=b",
    "backwards": "\u202eevil",
    "joined": "👩‍👩‍👧‍👦" * 50,
    "parts": ":::",
    "more parts": "a|b|c|d",
    "formula": "=1+1",
    "null": "null",
    "brackets": "[]",
    "true": "true",
}
"""What has broken other programs."""

KINDS: Final = (*TEXTS, "list", "gone", "file", "foreign")
"""A list, nothing at all or a file in the place of a text; and other people's ids."""

TO_DATABASES: Final = ("nul inside", "lone surrogate", "above 64 bits", "long", "foreign")
"""Kinds that one database takes and another does not."""

_SHARE: Final = 6
"""One in so many kinds is sent where not all are."""

_ASKED: dict[str, tuple[list[str], list[str]]] = {}


def encode(text: str) -> str:
    """Return text as a browser could send it: lone surrogates as bytes that are no UTF-8."""
    return text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")


def send(
    world: World,
    row: Row,
    method: str,
    actor: str,
    *,
    form: dict[str, Any] | None = None,
    query: dict[str, Any] | None = None,
    arguments: dict[str, str] | None = None,
    headers: dict[str, str] | None = None,
) -> TestResponse:
    """Send a request; fail where the app breaks, or where asking for a page writes."""
    address = address_of(world, row, arguments or arguments_of(world, row), method)
    if query:
        address += "?" + urlencode(query, doseq=True, errors="surrogatepass")
    with world.put_back():
        response = world.ask(actor, method, address, form, headers)
        about = f"{method} {address[:200]} as {actor}: {_short(form)}"
        assert response.status_code < 500, about
        if not is_unsafe(method):
            assert not world.written_beside_tries(), about
        return response


def _short(form: dict[str, Any] | None) -> str:
    return ", ".join(f"{name}={str(value)[:40]!a}" for name, value in (form or {}).items())


def in_turn(kinds: tuple[str, ...], endpoint: str, *, is_whole: bool) -> tuple[str, ...]:
    """Return the kinds that a route gets: all, or those whose turn it is at its place."""
    return kinds if is_whole else kinds[[*ROWS].index(endpoint) % min(_SHARE, len(kinds)) :: _SHARE]


def actors_of(row: Row, method: str) -> list[str]:
    """Return who gets further than the door."""
    allowed = [actor for actor in ACTORS if row.wanted[method][actor] not in DENIED]
    return allowed or ["owner"]


def asked_by(world: World, endpoint: str, method: str) -> tuple[list[str], list[str]]:
    """Return the fields and the questions that an endpoint reads.

    A page that takes its questions all at once has them in its own links and forms.
    """
    key = f"{method} {endpoint}"
    if key not in _ASKED:
        row, linked = ROWS[endpoint], set[str]()
        with listening(world.app) as asked:
            for actor in actors_of(row, method):
                form = row.fill(world.values["home"]) if is_unsafe(method) else None
                response = send(world, row, method, actor, form=form)
                if method == "GET" and response.mimetype == "text/html":
                    linked |= _linked(response.get_data(as_text=True), response.request.path)
        _ASKED[key] = _plain(asked.fields), _plain(asked.questions | linked)
    return _ASKED[key]


def _linked(page: str, path: str) -> set[str]:
    links = re.findall(rf'href="{re.escape(path)}[?]([^"#]+)', page)
    forms = re.findall(rf'<form[^>]*action="{re.escape(path)}"[^>]*>.*?</form>', page, re.DOTALL)
    named = (re.findall(r'name="([^"]+)"', form) for form in forms if 'method="post"' not in form)
    asked = (re.findall(r"(?:^|;|&)([^=&;]+)=", unescape(link)) for link in links)
    return {name for names in (*named, *asked) for name in names}


def _plain(names: set[str]) -> list[str]:
    found = {
        # The fields of a second line are those of the first, and a prefix of a form is an id.
        re.sub(r"-\d+-", "-0-", name)
        for name in names
        if not name.endswith(NEVER_JUNK)
    }
    return sorted(found)


def breaks(form: dict[str, Any], names: list[str], kind: str, foreign: list[str]) -> dict[str, Any]:
    """Return the form with these fields broken in one way."""
    broken = dict(form)
    for number, name in enumerate(names):
        if kind == "gone":
            broken.pop(name, None)
        elif kind == "file":
            broken[name] = (io.BytesIO(b"not a text"), "file.txt")
        elif kind == "list":
            broken[name] = [str(form.get(name, "")), "x", "y"]
        elif kind == "foreign":
            broken[name] = foreign[number % len(foreign)]
        else:
            broken[name] = encode(TEXTS[kind])
    return broken


def rounds(
    world: World, row: Row, names: list[str], kind: str, is_whole: bool
) -> Iterator[tuple[list[str], str]]:
    """Yield which fields are broken together by one kind of junk, and by whom they are sent.

    First all, so that each is looked at by its form. Of what matters to no database a third goes
    on in turn: all that a form shows and did not refuse, so that each gets as far as it can, then
    alone what no form shows or names: it says what to do, and would lead away from the others.
    Only a row of one kind, such as the reason for each theme, stays together.
    """
    allowed = actors_of(row, "POST")
    turn = KINDS.index(kind)
    with listening(world.app) as asked:
        yield names, allowed[turn % len(allowed)]
    if not (is_whole or kind in TO_DATABASES or (turn + len(row.endpoint)) % 3 == 0):
        return
    left = [name for name in names if name not in asked.refused]
    shown = [name for name in left if name in asked.shown]
    if shown and shown != names:
        yield shown, allowed[(turn + 1) % len(allowed)]
    if is_whole:
        yield from (([name], actor) for name in names for actor in allowed)
        return
    hidden = (name for name in left if name not in shown)
    for number, (_kind, row_of_one) in enumerate(groupby(hidden, lambda name: name.split("-")[0])):
        yield [*row_of_one], allowed[(turn + number) % len(allowed)]


@pytest.mark.parametrize("endpoint", FORMS)
def test_no_field_of_a_form_breaks_a_route(
    endpoint: str,
    world: World,
    world_sqlite: World,
    is_whole: bool,
    record_property: Callable[[str, object], None],
) -> None:
    row = ROWS[endpoint]
    names, _questions = asked_by(world_sqlite, endpoint, "POST")
    foreign = sorted(world.values["away"].values())
    kinds = KINDS if is_whole or world is world_sqlite else TO_DATABASES
    sent = 0
    for kind in in_turn(kinds, endpoint, is_whole=is_whole) if names else ():
        for turn, (broken, actor) in enumerate(rounds(world, row, names, kind, is_whole)):
            form = breaks(row.fill(world.values["home"]), broken, kind, foreign)
            # What htmx sends is answered by other lines of the same route.
            headers = {"HX-Request": "true"} if turn % 2 else {}
            send(world, row, "POST", actor, form=form, headers=headers)
            sent += 1
    record_property("measured", f"{sent:,} forms with junk in their fields, 0 answers of 5xx")


@pytest.mark.parametrize("endpoint", sorted({*PAGES, *FORMS}))
def test_no_address_and_no_question_breaks_a_route(
    endpoint: str, world: World, world_sqlite: World, is_whole: bool
) -> None:
    row = ROWS[endpoint]
    method = "GET" if "GET" in row.methods else "POST"
    _fields, questions = asked_by(world_sqlite, endpoint, method)
    form = row.fill(world.values["home"]) if is_unsafe(method) else None
    kinds = tuple(TEXTS) if is_whole or world is world_sqlite else TO_DATABASES[:-1]
    allowed = actors_of(row, method)
    actor = "owner" if "owner" in allowed else allowed[0]
    places = [*((True, name) for name in questions), *((False, n) for n in objects_of(world, row))]
    own = arguments_of(world, row)
    for number, (is_question, name) in enumerate(places):
        for kind in kinds if is_whole else kinds[number % 6 :: 6]:
            text = encode(TEXTS[kind])[:20_000]
            if is_question:
                send(world, row, method, actor, form=form, query={name: [text, "x"]})
            else:
                # Never empty, or another route would be asked.
                broken = {**own, name: text.replace("/", "|") or "-"}
                send(world, row, method, actor, form=form, arguments=broken)


def test_the_routes_ask_for_what_their_forms_hold(world_sqlite: World) -> None:
    fields, _questions = asked_by(world_sqlite, "builder.add_module", "POST")
    assert {"title", "minutes", "operation", "description"} <= set(fields)
    _fields, questions = asked_by(world_sqlite, "directory.index", "GET")
    assert {"search", "sort", "provider"} <= set(questions)


def test_what_a_form_refuses_is_known_field_by_field(world_sqlite: World) -> None:
    row = ROWS["builder.add_module"]
    form = breaks(row.fill(world_sqlite.values["home"]), ["minutes"], "huge", [])
    with listening(world_sqlite.app) as asked:
        send(world_sqlite, row, "POST", "owner", form=form)
    assert asked.refused == {"minutes"}


@pytest.mark.parametrize("kind", TEXTS)
def test_a_text_comes_back_as_typed_or_is_refused_beside_its_field(kind: str, world: World) -> None:
    row = ROWS["builder.add_outcome"]
    address = address_of(world, row, arguments_of(world, row), "POST")
    text = encode(TEXTS[kind])
    with world.put_back():
        status = world.ask("owner", "POST", address, {"operation": "", "text": text}).status_code
        assert status in (303, 422)
        if status == 303:
            kept = {item["text"] for item in world.rows()["outcome"]}
            assert any(" ".join(text.split()) == " ".join(item.split()) for item in kept)
