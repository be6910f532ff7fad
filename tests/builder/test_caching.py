"""A private page may be kept, and is asked for again each time: 304 only where nothing changed."""

import pytest

from tests.builder.house import House
from tests.factories import make_person
from tests.page import Client

PAGES = ("", "?theme=KA&show=all", "/coverage", "/coverage.json", "/matrix")


def _ask(client: Client, address: str, mark: str, **headers: str) -> int:
    response = client.raw.get(address, headers={"If-None-Match": mark, **headers})
    if response.status_code == 304:
        assert not response.get_data()
    return response.status_code


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_sent_again_only_after_a_change(house: House, path: str) -> None:
    address = house.url + path
    first = house.client.get(address).response
    mark = first.headers["ETag"]
    assert first.headers["Cache-Control"] == "private, no-cache"
    assert "HX-Request" in first.headers["Vary"]
    assert _ask(house.client, address, mark) == 304
    assert _ask(house.client, f"{address}{'&' if '?' in path else '?'}x=1", mark) in (200, 304)
    house.treat("L2-KA-K01", "I")
    assert _ask(house.client, address, mark) == 200
    fresh = house.client.get(address).response.headers["ETag"]
    assert fresh != mark
    assert _ask(house.client, address, fresh) == 304


def test_a_page_with_a_passing_message_is_not_kept(house: House) -> None:
    mark = house.client.get(house.url).response.headers["ETag"]
    house.client.post(f"{house.module()}/delete")
    page = house.client.get(house.url)
    assert "ETag" not in page.response.headers
    assert page.response.headers["Cache-Control"] == "no-store"
    assert _ask(house.client, house.url, mark) == 200


def test_a_search_is_asked_again_because_wording_may_have_come_in(house: House) -> None:
    page = house.client.get(f"{house.url}?q=attachment")
    assert "ETag" not in page.response.headers
    assert _ask(house.client, f"{house.url}?q=attachment", "*") == 200


def test_nobody_gets_a_page_that_was_another_persons(house: House) -> None:
    mark = house.client.get(house.url).response.headers["ETag"]
    with house.app.app_context():
        make_person("second@test.example", house.organisation, "editor")
    second = Client(house.app)
    second.sign_in("second@test.example")
    assert _ask(second, house.url, mark) == 200
    assert _ask(Client(house.app), house.url, mark) == 302


def test_page_and_part_are_kept_apart(house: House) -> None:
    mark = house.client.get(house.url).response.headers["ETag"]
    assert _ask(house.client, house.url, mark, **{"HX-Request": "true"}) == 200


def test_forms_and_lists_are_never_kept(house: House) -> None:
    for address in ("/pathways", "/pathways/new", f"{house.module()}/edit"):
        assert house.client.get(address).response.headers["Cache-Control"] == "no-store"
