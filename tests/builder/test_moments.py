"""The history of a pathway, and going back: what was then is there again, as one step."""

import random

import pytest
import sqlalchemy as sa

from pathways.db import transaction
from pathways.domain.pathway.content import PathwayContent
from pathways.domain.pathway.rebuilding import GapError, turn_back
from pathways.models.pathway import MappingRow
from tests.builder.house import House
from tests.factories import make_person
from tests.page import Client, Page
from tests.statements import statements_of

CODES = ("L2-KA-K01", "L2-KA-K02", "L2-LA-K01", "L2-SE-K01", "L1-KA-K01")


def go_back(house: House, revision: int, status: int = 303) -> Page:
    """Restore a moment as its page does."""
    address = f"{house.url}/history/{revision}"
    seen = house.client.get(address).field("seen")
    return house.client.post(address, {"seen": seen}, status)


def revision_of(house: House) -> int:
    """Return where the pathway stands."""
    return house.view().head.revision


def step_anyhow(house: House, chance: random.Random) -> None:
    """Do one of the things that people do."""
    modules = house.modules
    number = chance.randrange(len(modules)) + 1 if modules else 0
    match chance.choice(
        ("treat", "treat", "module", "delete", "outcome", "details", "move", "undo")
    ):
        case "treat" if number:
            code = chance.choice(CODES)
            found = house.mapping(code, number)
            seen = found.treatment.value if found else ""
            house.treat(code, chance.choice([w for w in "IDA" if w != seen]), seen, number=number)
        case "delete" if number:
            house.client.post(f"{house.module(number)}/delete", {})
        case "outcome" if number:
            house.client.get(f"{house.module(number)}/outcomes/new")
            house.client.post(f"{house.module(number)}/outcomes/new", {"text": "Listen"})
        case "details":
            page = house.client.get(f"{house.url}/assurance")
            values = {"version": page.field("version"), "evaluation": str(chance.random())}
            house.client.post(f"{house.url}/assurance", values)
        case "move" if number:
            house.client.post(f"{house.module(number)}/place", {"place": "1"})
        case "undo":
            house.client.post(f"{house.url}/undo", {"from": "?"})
        case _:
            form = {"title": f"Module {chance.randrange(99)}", "minutes": "60"}
            house.client.get(house.url)
            house.client.post(f"{house.url}/modules/new", form)


@pytest.mark.parametrize("seed", range(3))
def test_whatever_was_done_each_moment_can_be_restored(house: House, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311  # the same each time
    known: dict[int, PathwayContent] = {revision_of(house): house.content}
    for _ in range(12):
        step_anyhow(house, chance)
        known[revision_of(house)] = house.content
    last, content = max(known), house.content
    for revision in chance.sample(sorted(known), 4):
        if known[revision] == house.content:
            continue
        go_back(house, revision)
        assert house.content == known[revision]
    house.client.post(f"{house.url}/undo", {"from": "?"})
    assert revision_of(house) > last
    if house.content != content:
        go_back(house, last)
    assert house.content == content


def test_going_back_says_first_what_would_change(house: House) -> None:
    start = revision_of(house)
    house.treat("L2-KA-K01", "D")
    house.treat("L2-KA-K02", "D")
    house.client.post(f"{house.module(2)}/delete", {})
    words = house.client.get(f"{house.url}/history/{start}").words()
    assert "2 competencies would go: L2-KA-K01 and L2-KA-K02." in words
    assert "Module “Safe places” would come back." in words
    assert "Knowledge and Awareness would hold 0 of" in words
    go_back(house, start)
    assert house.titles == ["What trauma does", "Safe places"]
    assert house.mapping("L2-KA-K01") is None
    history = house.client.get(f"{house.url}/history").words()
    assert "Went back to how it was on" in history


def test_a_module_comes_back_with_what_it_claimed_then(house: House) -> None:
    house.treat("L2-KA-K01", "D")
    start, content = revision_of(house), house.content
    house.treat("L2-KA-K02", "D")
    house.client.post(f"{house.module(1)}/delete", {})
    go_back(house, start)
    assert house.content == content
    house.client.post(f"{house.url}/undo", {"from": "?"})
    assert house.titles == ["Safe places"]
    # The kept sets of a module, too, are those of what it holds.
    assert house.view().report.reached == 0


def test_what_moved_on_since_is_looked_at_again(house: House) -> None:
    start = revision_of(house)
    house.treat("L2-KA-K01", "D")
    address = f"{house.url}/history/{start}"
    seen = house.client.get(address).field("seen")
    house.treat("L2-KA-K02", "D")
    page = house.client.post(address, {"seen": seen}, 409)
    assert "has changed since you looked" in page.words()
    assert house.mapping("L2-KA-K01") is not None


def test_a_gap_in_the_trail_is_said_and_nothing_is_written(house: House) -> None:
    start = revision_of(house)
    house.treat("L2-KA-K01", "D")
    with house.app.app_context(), transaction() as session:
        session.execute(sa.update(MappingRow).values(evidence="Written past the trail"))
        session.execute(sa.update(MappingRow).values(treatment="A"))
    page = house.client.get(f"{house.url}/history/{start}")
    # What the step put in is not what is there, and taking it out loses nothing that it wrote.
    assert page.status == 200
    with pytest.raises(GapError):
        turn_back({}, [[{"table": "module", "id": "m", "before": {"title": "a"}, "after": {}}]])
    with pytest.raises(GapError):
        turn_back({}, [None])


def test_the_history_is_by_day_and_person_and_goes_on(house: House) -> None:
    with house.app.app_context():
        make_person("sam@test.example", house.organisation, "editor", name="Sam Okafor")
    sam = Client(house.app)
    sam.sign_in("sam@test.example")
    house.treat("L2-KA-K01", "D")
    house.treat("L2-KA-K02", "D")
    sam.get(house.url)
    sam.post(f"{house.module(1)}/outcomes/new", {"text": "Listen without hurry"})
    page = house.client.get(f"{house.url}/history")
    words = page.words()
    assert words.index("Sam Okafor") < words.index("Put 2 competencies into module 1")
    assert "Added an outcome to module 1" in words
    assert "Made “Practice for housing teams”" in words
    earlier = house.client.get(f"{house.url}/history?before=3").words()
    assert "Put 2 competencies" not in earlier
    assert "Back to the latest" in earlier


def test_a_page_costs_the_same_however_much_was_done(house: House) -> None:
    with statements_of(house.app) as few:
        house.client.get(f"{house.url}/history")
    for number in range(8):
        house.treat(CODES[number % 4], "IDA"[number // 4], "" if number < 4 else "I")
    with statements_of(house.app) as many:
        house.client.get(f"{house.url}/history")
    assert len(many) == len(few)


def test_the_history_as_a_table(house: House) -> None:
    house.treat("L2-KA-K01", "D")
    text = house.client.raw.get(f"{house.url}/history.csv").get_data(as_text=True)
    lines = text.splitlines()
    assert lines[0].endswith("revision,at,person,action,summary")
    assert lines[-1].endswith("Put L2-KA-K01 into module 1")


@pytest.mark.parametrize("revision", ["0", "999", "-1", "x", "٣", "9" * 30])
def test_a_moment_that_is_none_is_not_there(house: House, revision: str) -> None:
    house.client.get(f"{house.url}/history/{revision}", 404)
