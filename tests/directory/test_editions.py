"""The directory where offers are built on two editions."""

from collections.abc import Callable

import pytest
from flask import Flask

from pathways.directory.queries import paging
from tests.factories import CURRENT_EDITION
from tests.page import Client
from tests.second_edition import SECOND, Shelf, make_shelf, titles

SignIn = Callable[[str], Client]


@pytest.fixture
def shelf(app: Flask) -> Shelf:
    return make_shelf(app)


@pytest.mark.parametrize("few", [500, 0], ids=["by number", "by filters"])
def test_an_offer_is_found_by_its_own_editions_themes_and_competencies(
    shelf: Shelf, client: Client, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    # Beyond so many results the filters are asked in SQL, where a theme is a place.
    monkeypatch.setattr(paging, "FEW", few)
    for asked, found in {
        "theme=WB": ["First one", "Second one"],
        "theme=KA": ["First one"],
        "theme=PW": ["Second one"],
        "theme=PW&theme=WB": ["Second one"],
        "theme=CH": ["First two", "Second two"],
        "competency=L2-PW-K01": ["Second one"],
        "competency=L2-WB-K01": ["First one", "Second one"],
        f"competency=L2-WB-K01&edition={CURRENT_EDITION}": ["First one"],
        f"competency=L2-WB-K01&edition={SECOND}": ["Second one"],
    }.items():
        page = client.get(f"/directory?{asked}")
        assert titles(page) == found, asked
    odd = client.get(f"/directory?competency=L2-PW-K01&edition={CURRENT_EDITION}").words()
    assert "competency that is not known here" in odd
