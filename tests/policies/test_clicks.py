"""What is sent fifty times at one moment is made once, on every route that makes something.

Which routes these are is found out: each accepted post of the table is sent once, and where a row
came of it that was not there, the same form is sent again from the same start, by many at once.
"""

from collections.abc import Callable, Sequence
from functools import partial
from io import BytesIO
from typing import Any, Final

from html5lib import parse
from werkzeug.test import TestResponse

from tests.policies.access import DENIED, Row, address_of, arguments_of, read_table
from tests.policies.world import ACTORS, World
from tests.submissions.workbooks import Review
from tests.together import at_once

ROWS: Final = read_table()
CLICKS, FEW = 50, 3
SERVED: Final = 7
"""How many an app answers at one moment here: in production it is four, and the others wait."""
MAKING, NEW = 30, 20
"""How many routes make something at least, and how many carry a name for it: were there fewer, the
table's forms would be wrong."""
COUNTED: Final = frozenset({"allowance", "attempt"})
"""To count how often somebody tries, or takes a file, is what these tables are for."""

ASKED_AGAIN: Final = {
    "security.forgot_password": 3,
}
"""Who asks again wants it again: so many mails are sent to an address within the hour, no more."""

Form = dict[str, Any]


def bring_text(world: World, actor: str, address: str) -> Form:
    """Return the form of what is brought in, as its preview makes it."""
    text = "Module 1: Beginnings (90 minutes)\\nL2-KA-K01"
    form = {"text": text, "title": "Brought", "target_level": "2"}
    page = world.ask(actor, "POST", address.removesuffix("/take"), form)
    return {**hidden(page, address), **form, "text": ""}


def bring_workbook(world: World, actor: str, address: str) -> Form:
    """Return the form of a workbook that came back with a finding, as its preview makes it."""
    submission = address.removesuffix("/return/take")
    review = Review(world.ask(actor, "GET", f"{submission}/qa-matrix.xlsx").get_data())
    file = BytesIO(review.put("SE", Finding="Met").saved())
    page = world.ask(actor, "POST", f"{submission}/return", {"workbook": (file, "back.xlsx")})
    return hidden(page, address)


def see_plan(world: World, actor: str, address: str) -> Form:
    """Return the form that keeps a plan, as the page of the plan makes it."""
    return hidden(world.ask(actor, "GET", address.removesuffix("/keep")), address)


def hidden(page: TestResponse, address: str) -> Form:
    """Return what the form that leads to an address holds already."""
    assert page.status_code == 200, page.get_data(as_text=True)
    tree = parse(page.get_data(as_text=True), namespaceHTMLElements=False)
    for form in tree.iter("form"):
        buttons = [one.get("formaction") for one in form.iter("button")]
        leads = [str(one).partition("?")[0] for one in (form.get("action"), *buttons)]
        if address in leads:
            named = (one for one in form.iter("input") if one.get("type") not in ("file", "submit"))
            return {str(one.get("name")): one.get("value") or "" for one in named}
    raise AssertionError(f"no form leads to {address}")


PREVIEWED: Final[dict[str, Callable[[World, str, str], Form]]] = {
    "builder.take_new": bring_text,
    "builder.take_bringing": bring_text,
    "submissions.take_return": bring_workbook,
    "plans.keep": see_plan,
}
"""Forms that a preview makes: the table has none of them that could be accepted."""


def sender_of(row: Row) -> str:
    """Return somebody whose post is accepted; empty for nobody."""
    wanted = row.wanted.get("POST", {})
    is_taken = [a for a in ACTORS if wanted.get(a, "403") not in DENIED and int(wanted[a]) < 400]
    allowed = is_taken or [a for a in ACTORS if row.endpoint in PREVIEWED and wanted[a] == "422"]
    return next((actor for actor in ("editor", *ACTORS) if actor in allowed), "")


def is_new(row: Row) -> bool:
    """Whether a form carries a name of its own for what it makes."""
    return row.endpoint in PREVIEWED or "{fresh}" in row.form.values()


def grown(world: World) -> dict[str, int]:
    """Return how many rows more each table has than at the start."""
    start = world.start_counts()
    more = {name: count - start[name] for name, count in world.counts().items()}
    return {name: count for name, count in more.items() if count and name not in COUNTED}


def one_by_one(sends: Sequence[Callable[[], TestResponse]]) -> list[TestResponse]:
    """Send one after the other."""
    return [send() for send in sends]


def many(world: World, row: Row, actor: str, clicks: int) -> tuple[dict[str, int], str]:
    """Send a form once, then many times at once; return the rows of once, and what is wrong."""
    address = address_of(world, row, arguments_of(world, row), "POST")
    make = PREVIEWED.get(row.endpoint)
    world.statements.clear()
    form = make(world, actor, address) if make else row.fill(world.values["home"])
    send = partial(world.ask, actor, "POST", address, form, adds=True)
    try:
        first = send()
        once = grown(world)
        if make:
            assert first.status_code < 400, f"{row.endpoint}: {first.status_code}"
        if not set(once) - {"journal"}:
            return {}, ""
        world.restore()
        shares = [[send] * len(range(at, clicks, SERVED)) for at in range(min(SERVED, clicks))]
        answers = [
            one for some in at_once([partial(one_by_one, each) for each in shares]) for one in some
        ]
        broken = sorted({one.status_code for one in answers if one.status_code >= 500})
        after = grown(world)
        most = ASKED_AGAIN.get(row.endpoint, 1)
        is_more = any(count > most * once.get(name, 0) for name, count in after.items())
        if broken or is_more or (most == 1 and after != once):
            return once, f"{row.endpoint}: once {once}, at once {after}, answers of {broken}"
        return once, ""
    finally:
        world.restore()


def test_what_is_sent_many_times_at_once_is_made_once(
    world: World, is_whole: bool, record_property: Callable[[str, object], None]
) -> None:
    clicks, engine = CLICKS if is_whole else FEW, world.engine.dialect.name
    made: dict[str, dict[str, int]] = {}
    wrong = []
    for endpoint, row in ROWS.items():
        if not is_whole and engine != "sqlite" and not is_new(row):
            # Which of the others make something is found out on one engine.
            continue
        if actor := sender_of(row):
            rows, problem = many(world, row, actor, clicks)
            if rows:
                made[endpoint] = rows
            if problem:
                wrong.append(problem)
    assert not wrong, "\n".join(wrong)
    is_all = is_whole or engine == "sqlite"
    assert len(made) >= (MAKING if is_all else NEW), (
        f"only {len(made)} routes make anything: {sorted(made)}"
    )
    record_property(
        "measured", f"{len(made)} routes that make things, {clicks} at once on {engine}: 1 each"
    )
