"""The head: one and the same on every tab, and true."""

import sqlalchemy as sa

from pathways.db import db
from pathways.models.version import Version
from tests.builder.house import House
from tests.page import Page

TABS = ("", "/matrix", "/coverage", "/assurance", "/details", "/versions")


def _state(page: Page) -> str:
    return page.words(page.by_id("pathway-state"))


def test_every_tab_has_the_same_head_and_the_same_line_below_it(house: House) -> None:
    heads = set()
    for tab in TABS:
        page = house.client.get(house.url + tab)
        parts = [page.by_id(name) for name in ("pathway-head", "saved", "export")]
        heads.add("|".join(page.words(part) for part in parts))
        assert page.by_id("pathway-tabs") is not None
        assert page.by_id("undo") is not None
        assert page.by_id("act") is not None
    assert len(heads) == 1
    assert "Draft, no version yet" in heads.pop()


def test_a_draft_is_the_same_as_its_version_until_it_changes_and_once_it_is_undone(
    house: House,
) -> None:
    house.client.post(f"{house.url}/versions")
    assert "Draft, same as version 1" in _state(house.client.get(house.url))
    house.client.post(f"{house.url}/modules/new", {"title": "Another one"})
    assert "Draft, changed since version 1" in _state(house.client.get(house.url))
    house.client.post(f"{house.url}/undo", {"from": "?"})
    assert "Draft, same as version 1" in _state(house.client.get(house.url))


def test_each_pathway_has_its_own_last_version(house: House) -> None:
    house.client.post(f"{house.url}/versions")
    copied = house.client.post(f"{house.url}/duplicate", {"operation": ""}).location or ""
    assert "no version yet" in _state(house.client.get(copied))
    house.client.post(f"{copied}/versions")
    with house.app.app_context():
        kept = {row.pathway_id: row.digest for row in db.session.scalars(sa.select(Version))}
    assert len(set(kept.values())) == 2
    for pathway, digest in kept.items():
        last = house.view(pathway).head.last
        assert last is not None
        assert last.digest == digest


def test_undo_names_the_step(house: House) -> None:
    house.client.post(f"{house.url}/modules/new", {"title": "Another one"})
    for tab in TABS:
        undo = house.client.get(house.url + tab).by_id("undo")
        assert undo is not None
        assert undo.attrib["title"] == "Undo: Added module “Another one”"


def test_a_click_tells_the_step_that_undo_would_take_back(house: House) -> None:
    module = house.modules[0].id
    values = {"cell": f"{module}:L2-WB-K09::I", "from": "?", "saved": "yes"}
    page = house.client.post(f"{house.url}/treatments", values, 200, htmx=True)
    saved = page.by_id("saved-at")
    assert saved is not None
    assert saved.attrib["data-undo"] == "Undo: Put L2-WB-K09 into module 1"
    assert page.by_id("pathway-head") is None


def test_the_head_is_sent_by_itself(house: House) -> None:
    page = house.client.get(f"{house.url}/head", htmx=True)
    assert page.by_id("pathway-head") is not None
    assert page.by_id("workline") is None
