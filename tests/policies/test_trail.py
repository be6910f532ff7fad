"""Every writing route tells what it did in the journal: the exceptions are these, and no more."""

from collections.abc import Callable

from tests.policies.access import address_of, arguments_of, read_table
from tests.policies.test_clicks import PREVIEWED, sender_of
from tests.policies.trail import EVERYWHERE, EXCEPTIONS, transactions, untold
from tests.policies.world import COMMIT, World
from tests.proving import find_unproved


def test_what_is_untold_is_told_here(
    world_sqlite: World, record_property: Callable[[str, object], None]
) -> None:
    """The matrix looks at everybody's posts; this looks that no exception is left over."""
    world, found, told = world_sqlite, dict[str, set[str]](), 0
    for endpoint, row in read_table().items():
        if not (actor := sender_of(row)):
            continue
        address = address_of(world, row, arguments_of(world, row), "POST")
        make = PREVIEWED.get(endpoint)
        form = make(world, actor, address) if make else row.fill(world.values["home"])
        try:
            assert world.ask(actor, "POST", address, form).status_code < 400, endpoint
            if left := untold("", world.statements):
                found[endpoint] = set(left)
            elif any(tables - set(EVERYWHERE) for tables in transactions(world.statements)):
                told += 1
            assert find_unproved(world.app) == [], f"{endpoint} is told of as a forgery"
        finally:
            world.restore()
    assert found == {endpoint: {table} for endpoint, (table, _why) in EXCEPTIONS.items()}
    assert told > 80
    record_property(
        "measured",
        f"{told} writing routes leave a row of the journal in their own transaction; "
        f"{len(EXCEPTIONS)} that need none, each with its reason",
    )


def test_a_write_without_its_step_is_seen() -> None:
    step = "INSERT INTO journal (id) VALUES (?)"
    statements = ["INSERT INTO staff (id) VALUES (?)", "UPDATE staff SET id=?", COMMIT]
    assert untold("staff.create", statements) == ["staff"]
    assert untold("staff.create", [step, *statements]) == []
    # A step of another transaction is no step of this one, and what was put back is no write.
    assert untold("staff.create", [step, COMMIT, *statements]) == ["staff"]
    assert untold("staff.create", statements[:2]) == []
    assert untold("staff.create", ["DELETE FROM attempt WHERE 1", COMMIT]) == []
