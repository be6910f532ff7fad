"""Where the start page leads each kind of account: to what it may do, and to nothing else."""

import pytest
from flask import Flask

from tests.factories import make_organisation, make_person
from tests.page import Client

EVERYBODY = {"Directory", "Framework"}
MEMBERS = EVERYBODY | {"Briefs", "People"}


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        ({"is_provider": True}, MEMBERS | {"My pathways", "Submissions"}),
        (
            {"is_provider": False, "is_commissioner": True},
            MEMBERS | {"Submissions", "Region", "Standards"},
        ),
        ({"is_provider": False, "is_employer": True}, MEMBERS | {"Region"}),
    ],
    ids=["provider", "commissioner", "employer"],
)
def test_the_start_page_leads_to_each_part(
    app: Flask, kinds: dict[str, bool], expected: set[str]
) -> None:
    with app.app_context():
        make_person("somebody@test.example", make_organisation("House", **kinds))
    client = Client(app)
    client.sign_in("somebody@test.example")
    page = client.get("/")
    links = {page.words(link): link.get("href") or "" for link in page.all(".//main//h2/a")}
    assert set(links) == expected
    for address in links.values():
        client.get(address)


def test_a_visitor_is_led_to_the_directory(app: Flask) -> None:
    page = Client(app).get("/")
    assert "/directory" in {link.get("href") for link in page.all(".//main//a")}
    assert "put up to six pathways side by side" in page.words()
