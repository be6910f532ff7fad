"""Whatever is sent, nothing breaks: junk in addresses, questions and forms, on both engines."""

import re
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.policies.access import Row, address_of, arguments_of, is_unsafe, objects_of, read_table
from tests.policies.tree import PACKAGE, python_files
from tests.policies.world import World

ROWS = read_table()
PAGES = sorted(e for e, row in ROWS.items() if "GET" in row.methods and e != "static")
FORMS = sorted(e for e, row in ROWS.items() if "POST" in row.methods and e != "security.logout")

JUNK = (
    "",
    " ",
    "\x00",
    "a\x00b",
    "LONG",
    "é" * 300,
    "\ud800",
    "\ufffe",
    "٣",
    "१२",
    "²",
    "9" * 400,
    "-1",
    "1e9",
    "NaN",
    "2147483648",
    "9223372036854775808",
    "0x10",
    "'; DROP TABLE pathway; --",
    "%s%n{0}{{7*7}}",
    "../../../etc/passwd",
    "<script>alert(1)</script>",
    "\r\nSet-Cookie: a=b",
    "\u202eevil",
    "👩‍👩‍👧‍👦" * 50,
    ":::",
    "::::::",
    "=1+1",
    "null",
    "[]",
    "true",
)
"""What has broken other programs. LONG stands for 10,000 letters, to keep reports short."""

junk = st.one_of(st.sampled_from(JUNK), st.text(max_size=40))


def asked_names() -> list[str]:
    """Return every name that a route reads from an address's question."""
    found = set()
    for name in python_files():
        text = (PACKAGE / name).read_text(encoding="utf-8")
        found |= set(re.findall(r"(?:args|values)\.get(?:list)?\(\s*\"([^\"]+)\"", text))
        found |= set(re.findall(r"(?:args|values)\[\"([^\"]+)\"\]", text))
    return sorted(found)


ASKED = asked_names()
quick = settings(
    max_examples=6,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def encode(text: str) -> str:
    """Return text as a browser could send it: lone surrogates as bytes that are no UTF-8."""
    text = text.replace("LONG", "x" * 10_000)
    return text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")


def send(world: World, row: Row, method: str, arguments: dict[str, str], **options: Any) -> None:
    """Send a request as an owner; fail where the app breaks."""
    form = options.pop("form", None)
    address = address_of(world, row, arguments, method)
    query = options.pop("query", None)
    if query:
        address += "?" + urlencode(query, doseq=True, errors="surrogatepass")
    with world.put_back():
        response = world.ask("owner", method, address, form, **options)
        assert response.status_code < 500, f"{method} {address[:200]}"
        if not is_unsafe(method):
            assert not world.written()


def break_arguments(world: World, row: Row, breaks: list[tuple[int, str]]) -> dict[str, str]:
    """Return the arguments of an address, some of them junk; never empty, or it would not match."""
    arguments, names = arguments_of(world, row), objects_of(world, row)
    for place, text in breaks if names else ():
        arguments[names[place % len(names)]] = encode(text).replace("/", "|") or "-"
    return arguments


places = st.integers(0, 9)
breaks: st.SearchStrategy[list[tuple[int, str]]] = st.one_of(
    st.just([]), st.lists(st.tuples(places, junk), max_size=2)
)
questions = st.dictionaries(
    st.sampled_from(ASKED), st.one_of(junk, st.lists(junk, max_size=3)), max_size=4
)
changes = st.lists(
    st.tuples(
        places,
        st.sampled_from(("junk", "list", "gone", "foreign")),
        junk,
        st.lists(junk, max_size=3),
    ),
    max_size=4,
)
headers = st.sampled_from(({}, {"HX-Request": "true"}))


@pytest.mark.parametrize("endpoint", PAGES)
@quick
@given(broken=breaks, query=questions, sent=headers)
def test_no_address_and_no_question_breaks_a_page(
    endpoint: str,
    world: World,
    broken: list[tuple[int, str]],
    query: dict[str, Any],
    sent: dict[str, str],
) -> None:
    row = ROWS[endpoint]
    send(world, row, "GET", break_arguments(world, row, broken), query=query, headers=sent)


@pytest.mark.parametrize("endpoint", FORMS)
@quick
@given(broken=breaks, changed=changes, sent=headers)
def test_no_form_breaks_a_route(
    endpoint: str,
    world: World,
    broken: list[tuple[int, str]],
    changed: list[tuple[int, str, str, list[str]]],
    sent: dict[str, str],
) -> None:
    row = ROWS[endpoint]
    form = row.fill(world.values["home"])
    names = sorted({*form, "operation", "version", "module", "from", "next", "place"})
    strangers = [*world.values["away"].values()]
    for place, kind, text, texts in changed:
        name = names[place % len(names)]
        if kind == "gone":
            form.pop(name, None)
        elif kind == "foreign":
            form[name] = strangers[place % len(strangers)]
        else:
            form[name] = [encode(item) for item in texts] if kind == "list" else encode(text)
    send(world, row, "POST", break_arguments(world, row, broken), form=form, headers=sent)


@pytest.mark.parametrize("text", JUNK, ids=lambda text: ascii(text[:12]))
def test_a_text_comes_back_as_typed_or_is_refused_beside_its_field(text: str, world: World) -> None:
    row = ROWS["builder.add_outcome"]
    address = address_of(world, row, arguments_of(world, row), "POST")
    with world.put_back():
        form = {"operation": "", "text": encode(text)}
        status = world.ask("owner", "POST", address, form).status_code
        assert status in (303, 422)
        if status == 303:
            kept = {item["text"] for item in world.rows()["outcome"]}
            assert any(" ".join(encode(text).split()) == " ".join(item.split()) for item in kept)
