"""The directory as files for other programs: all that everybody sees, and nothing else."""

import csv
import io
import json
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree

import pytest
import sqlalchemy as sa
from flask import Flask

from pathways.db import db, new_id, now, transaction
from pathways.directory.open_files import OPEN_COLUMNS
from pathways.directory.queries import open_data
from pathways.domain.pathway.visibility import Visibility
from pathways.models.offer import OfferRow
from pathways.models.run import RunRow
from tests.compare.shelf import put_out
from tests.directory.shelf import make_shelf
from tests.factories import demonstration, make_organisation
from tests.page import Client
from tests.statements import statements_of


def announce(app: Flask, pathway: str, organisation: str, **values: Any) -> None:
    row = RunRow(
        id=new_id(),
        pathway_id=pathway,
        organisation_id=organisation,
        created_at=now(),
        changed_at=now(),
        changed_by_name="Ann",
        **values,
    )
    with app.app_context(), transaction() as session:
        session.add(row)


def read_all(client: Client, address: str = "/directory.json") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    while address:
        page = json.loads(client.get(address).text)
        assert page["count"] == len(page["pathways"])
        found += page["pathways"]
        address = (page["next"] or "").removeprefix("http://localhost")
    assert page["total"] == len(found)
    return found


def rows_of(client: Client) -> list[dict[str, str]]:
    text = client.get("/directory.csv").text
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def test_every_public_pathway_is_there_once_page_by_page(
    app: Flask, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf = make_shelf(app, 23)
    monkeypatch.setattr(open_data.read_open, "__kwdefaults__", {"after": 0, "most": 5})
    wanted = {key for key in shelf.offers if key not in shelf.limited}
    found = read_all(client)
    assert [one["id"] for one in found] == list(dict.fromkeys(one["id"] for one in found))
    assert {one["id"] for one in found} == wanted
    table = rows_of(client)
    assert [row["id"] for row in table] == [one["id"] for one in found]
    for one, row in zip(found, table, strict=True):
        content = shelf.offers[one["id"]]
        details = content.details
        with app.app_context():
            kept = db.session.scalars(
                sa.select(OfferRow).where(OfferRow.pathway_id == one["id"])
            ).one()
        assert one["title"] == row["title"] == content.title
        assert one["level"] == content.target_level == int(row["level"])
        assert one["minutes"] == (content.minutes or None)
        assert one["price_pence"] == details.price_pence
        assert row["price_pence"] == (
            "" if details.price_pence is None else str(one["price_pence"])
        )
        # They are as the directory files them: more than one way is blended, too.
        assert set(one["sectors"]) >= set(details.sectors)
        assert row["sectors"] == "; ".join(one["sectors"])
        blended = {"Blended"} if len(details.delivery) > 1 else set()
        assert set(one["delivery"]) == {*details.delivery} | blended
        marked = {m.code for module in content.modules for m in module.mappings}
        bits = bin(int(kept.reached, 16)).count("1")
        assert one["claimed"] == len(marked) == bits == int(row["claimed"])
        assert one["backed"] <= one["claimed"] <= one["competencies"]
        assert one["address"] == f"http://localhost/directory/{one['id']}"
        assert one["headline"]
        client.get(one["address"].removeprefix("http://localhost"))
        assert json.loads(client.get(f"/directory/{one['id']}/coverage.json").text)["version"] == 1


def test_runs_stand_there_until_they_are_over(app: Flask, client: Client) -> None:
    with app.app_context():
        organisation = make_organisation("Northgate Learning")
        pathway = put_out(organisation, demonstration("front-desk"), Visibility.PUBLIC)
    far = {"starts_on": "2931-03-09", "ends_on": "2931-03-10"}
    announce(app, pathway, organisation, area="Leeds", is_open=True)
    announce(app, pathway, organisation, **far, area="Coventry", place="Library", places_left=0)
    announce(app, pathway, organisation, starts_on="2020-01-01", ends_on="2020-01-01", area="Gone")
    (one,) = read_all(client)
    assert [(run["starts_on"], run["area"]) for run in one["runs"]] == [
        ("2931-03-09", "Coventry"),
        (None, "Leeds"),
    ]
    assert [run["by_agreement"] for run in one["runs"]] == [False, True]
    (row,) = rows_of(client)
    assert row["runs"] == "2"
    assert (row["next_start"], row["next_area"], row["next_places_left"]) == (
        "2931-03-09",
        "Coventry",
        "0",
    )
    assert (row["next_online"], row["next_open"]) == ("no", "no")


def test_no_cell_is_a_formula_and_columns_stay(app: Flask, client: Client) -> None:
    content = replace(demonstration("front-desk"), title='=HYPERLINK("https://x.example")')
    with app.app_context():
        put_out(make_organisation("+44 Training"), content, Visibility.PUBLIC)
    (row,) = rows_of(client)
    assert tuple(row) == OPEN_COLUMNS
    assert row["title"].startswith("'=")
    assert row["provider"].startswith("'+44")


@pytest.mark.parametrize(
    "address", ["/directory.json", "/directory.csv", "/sitemap.xml", "/robots.txt"]
)
def test_what_a_program_kept_is_not_sent_again(app: Flask, client: Client, address: str) -> None:
    make_shelf(app, 3)
    response = client.raw.get(address)
    tag = response.headers["ETag"]
    again = client.raw.get(address, headers={"If-None-Match": tag})
    assert (again.status_code, again.get_data()) == (304, b"")


def test_statements_do_not_grow_with_what_is_listed(app: Flask, client: Client) -> None:
    counts = []
    for many, names in ((2, ("Ash", "Birch")), (30, ("Cedar", "Elm"))):
        make_shelf(app, many, names=names)
        for address in ("/directory.json", "/directory.csv", "/sitemap.xml"):
            client.get(address)
            with statements_of(app) as statements:
                client.get(address)
            counts.append(len([s for s in statements if s.startswith("SELECT")]))
    assert counts[:3] == counts[3:], counts
    assert max(counts) <= 8


@pytest.mark.parametrize("after", ["", "-1", "x", "999999999999", "²", "99999999"])
def test_any_place_is_answered(client: Client, after: str) -> None:
    page = json.loads(client.get("/directory.json", query_string={"after": after}).text)
    assert page == {"total": 0, "count": 0, "next": None, "pathways": []}


def test_the_site_map_names_every_public_page(app: Flask, client: Client) -> None:
    shelf = make_shelf(app, 7)
    tree = ElementTree.fromstring(client.get("/sitemap.xml").text)  # noqa: S314  # our own
    names = [e.text or "" for e in tree.iter() if e.tag.endswith("}loc")]
    offers = {name.rsplit("/", 1)[-1] for name in names if "/directory/" in name}
    assert offers == {key for key in shelf.offers if key not in shelf.limited}
    assert len([name for name in names if "/framework/L" in name]) == len(
        shelf.edition.competencies
    )
    for name in (*names[:4], names[-1]):
        client.get(name.removeprefix("http://localhost"))
    robots = client.get("/robots.txt").text
    assert "Sitemap: http://localhost/sitemap.xml" in robots
    assert "Disallow: /pathways" in robots
    assert "Disallow: /directory\n" not in robots
