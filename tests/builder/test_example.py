"""An example pathway: made at a press, thrown away at a press, and never let out."""

import pytest
import sqlalchemy as sa

from pathways.db import db, new_id, transaction
from pathways.directory.services import freeze_draft
from pathways.domain.policy import Actor
from pathways.domain.refusals import ExampleError
from pathways.models.version import Version
from tests.builder.house import House

STAYS = "It stays with you"


@pytest.fixture
def example(house: House) -> str:
    """Make one as its button does; return its address."""
    return house.client.post("/pathways/example", {"operation": new_id()}).location


def test_it_is_a_small_course_with_something_left_to_do(house: House, example: str) -> None:
    view = house.view(example.rpartition("/")[2])
    assert len(view.modules) == 3
    mappings = [mapping for module in view.modules for mapping in module.mappings]
    assert len(mappings) == 20
    assert sum(not mapping.evidence for mapping in mappings) == 1
    assert [line.line.key for line in view.report.lines if not line.is_met] == ["LE"]


def test_a_second_press_makes_no_second_one(house: House) -> None:
    form = {"operation": new_id()}
    first = house.client.post("/pathways/example", form).location
    assert house.client.post("/pathways/example", form).location == first


def test_it_is_marked_and_offers_no_way_out(house: House, example: str) -> None:
    assert "Example" in house.client.get("/pathways").words()
    page = house.client.get(example)
    assert STAYS in page.words()
    assert "/submit" not in page.text
    versions = house.client.get(f"{example}/versions")
    assert STAYS in versions.words()
    assert [form.attrib["id"] for form in versions.all(".//form")] == ["act"]


def test_it_is_neither_frozen_nor_published_nor_sent(house: House, example: str) -> None:
    assert STAYS in house.client.get(f"{example}/submit", 409).words()
    assert STAYS in house.client.post(f"{example}/submit", {}, 409).words()
    assert STAYS in house.client.post(f"{example}/versions", {}, 409).words()
    actor = Actor("", "", "", False, house.organisation, role="owner", is_provider=True)
    with house.app.app_context():
        with pytest.raises(ExampleError), transaction() as session:
            freeze_draft(session, actor, example.rpartition("/")[2])
        assert db.session.execute(sa.select(sa.func.count()).select_from(Version)).scalar() == 0


def test_a_copy_of_it_is_one(house: House, example: str) -> None:
    copy = house.client.post(f"{example}/duplicate", {"operation": new_id()}).location
    assert STAYS in house.client.get(copy).words()


def test_it_is_thrown_away_at_one_press_and_can_come_back(house: House, example: str) -> None:
    gone = house.client.post(f"{example}/throw-away", {})
    assert "is thrown away" in house.client.get(gone.location).words()
    house.client.get(example, 404)
    house.client.post(f"{example}/restore", {})
    assert STAYS in house.client.get(example).words()


def test_nothing_else_is_thrown_away_so(house: House) -> None:
    house.client.post(f"{house.url}/throw-away", {}, 404)
    house.client.get(house.url)
