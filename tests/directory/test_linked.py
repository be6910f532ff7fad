"""What an offer's page says to search engines, recounted from what is stored."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from pathways.db import db, new_id, now, transaction
from pathways.domain.framework.edition import Edition
from pathways.domain.pathway.cautions import measure
from pathways.domain.pathway.content import PathwayContent
from pathways.domain.pathway.fields import Details
from pathways.domain.pathway.visibility import Visibility
from pathways.domain.rule.proportion import ASSESSED, DEVELOPED
from pathways.models.run import RunRow
from pathways.records.editions import current_edition
from tests.compare.shelf import put_out
from tests.factories import demonstration, make_organisation
from tests.page import Client, Page

THING = {"@type", "@id", "@context", "name", "description", "url"}
WORK = THING | {
    *("version", "datePublished", "educationalLevel", "timeRequired", "inLanguage", "audience"),
    *("isAccessibleForFree", "accessibilitySummary", "teaches", "assesses", "offers", "provider"),
}
PROPERTIES = {
    "Course": WORK
    | {
        *("coursePrerequisites", "educationalCredentialAwarded", "hasCourseInstance"),
        "syllabusSections",
    },
    "Syllabus": WORK,
    "CourseInstance": THING
    | {
        *("courseMode", "courseWorkload", "startDate", "endDate", "location", "offers"),
        *("eventAttendanceMode", "remainingAttendeeCapacity"),
    },
    "Offer": THING
    | {"category", "price", "priceCurrency", "priceSpecification", "eligibleQuantity"},
    "UnitPriceSpecification": THING
    | {"price", "priceCurrency", "unitText", "referenceQuantity", "valueAddedTaxIncluded"},
    "QuantitativeValue": THING | {"value", "minValue", "maxValue", "unitText"},
    "DefinedTerm": THING | {"termCode", "inDefinedTermSet"},
    "Organization": THING | {"email"},
    "Audience": THING | {"audienceType"},
    "Language": THING,
    "Place": THING | {"address"},
    "PostalAddress": THING | {"addressLocality"},
    "VirtualLocation": THING,
    "ItemList": THING | {"numberOfItems", "itemListElement"},
    "ListItem": THING | {"position"},
}
"""The properties that schema.org gives to each type that is used here."""


def read_data(page: Page) -> Any:
    """Return what the page holds for programs, each part checked against its type."""
    (script,) = [e for e in page.tree.iter("script") if e.get("type") == "application/ld+json"]
    found = json.loads(script.text or "")
    check(found)
    return found


def check(plain: Any) -> None:
    if isinstance(plain, list):
        for item in plain:
            check(item)
    elif isinstance(plain, dict):
        assert set(plain) <= PROPERTIES[plain["@type"]], plain["@type"]
        for value in plain.values():
            assert value not in (None, "", [], {}), plain
            check(value)


@pytest.fixture
def edition(app: Flask) -> Edition:
    with app.app_context():
        return current_edition(db.session)


Publish = Callable[..., str]


@pytest.fixture
def publish(app: Flask) -> Publish:
    """Give a function that publishes a content with runs and returns its id."""

    def put(content: PathwayContent, *runs: dict[str, Any]) -> str:
        with app.app_context():
            organisation = make_organisation("Northgate Learning")
            pathway = put_out(organisation, content, Visibility.PUBLIC)
            with transaction() as session:
                session.add_all(
                    RunRow(
                        id=new_id(),
                        pathway_id=pathway,
                        organisation_id=organisation,
                        created_at=now(),
                        changed_at=now(),
                        changed_by_name="Ann",
                        **run,
                    )
                    for run in runs
                )
        return pathway

    return put


def course(client: Client, pathway: str) -> dict[str, Any]:
    found: dict[str, Any] = read_data(client.get(f"/directory/{pathway}"))
    assert found["@type"] == "Course"
    return found


@pytest.mark.parametrize("name", ["housing-teams", "youth-two-hours", "specialist-service"])
def test_what_is_taught_and_assessed_is_what_is_backed(
    client: Client, publish: Publish, edition: Edition, name: str
) -> None:
    content = demonstration(name)
    plain = course(client, publish(content))
    backing = measure(edition, content).proportion.backing
    for key, treatment in (("teaches", DEVELOPED), ("assesses", ASSESSED)):
        terms = plain.get(key, [])
        members = edition.members(backing[treatment])
        assert [term["termCode"] for term in terms] == [item.code for item in members]
        for term, item in zip(terms, members, strict=True):
            assert term["name"] == item.label
            assert term["url"] == f"http://localhost/framework/{item.code}"
            assert term["inDefinedTermSet"] == "http://localhost/framework"
            client.get(f"/framework/{item.code}") if item is members[0] else None
    assert bool(plain.get("teaches")) == (name != "youth-two-hours")


def test_facts_are_those_that_are_stated(client: Client, publish: Publish) -> None:
    content = demonstration("housing-teams")
    plain = course(client, publish(content))
    details = content.details
    assert plain["name"] == content.title
    assert plain["description"] == details.summary
    assert plain["provider"]["name"] == "Northgate Learning"
    assert plain["timeRequired"] == f"PT{content.minutes}M"
    assert plain["coursePrerequisites"] == "Level 1, Trauma Aware"
    assert plain["educationalLevel"]["name"] == "Trauma Informed"
    assert plain["isAccessibleForFree"] is False
    assert all(len(tag) <= 3 for tag in plain["inLanguage"])
    assert content.assurance.accessibility in plain["accessibilitySummary"]
    said = [one["audienceType"] for one in plain["audience"]]
    assert said == [words for words in (details.audience, *details.sectors) if words]
    assert [one["name"] for one in plain["syllabusSections"]] == [m.title for m in content.modules]


def test_a_sign_language_makes_it_accessible_and_is_no_language_of_it(
    client: Client, publish: Publish
) -> None:
    details = Details(languages=("English", "British Sign Language interpreter on request", "Rom"))
    plain = course(client, publish(replace(demonstration("front-desk"), details=details)))
    assert plain["inLanguage"] == ["en", {"@type": "Language", "name": "Rom"}]
    assert "British Sign Language interpreter on request." in plain["accessibilitySummary"]


def test_without_a_summary_no_verdict_is_a_description(client: Client, publish: Publish) -> None:
    content = replace(demonstration("front-desk"), details=Details())
    page = client.get(f"/directory/{publish(content)}")
    plain = read_data(page)
    assert plain["description"].startswith("A learning pathway of Northgate Learning that leads")
    for key in ("offers", "hasCourseInstance", "inLanguage", "isAccessibleForFree", "audience"):
        assert key not in plain
    (meta,) = [e for e in page.tree.iter("meta") if e.get("name") == "description"]
    assert meta.get("content") == plain["description"]


@pytest.mark.parametrize(
    ("stated", "price", "unit", "tax"),
    [
        ({"price_pence": 9_550, "price_basis": "person", "vat": "included"}, True, "person", True),
        ({"price_pence": 9_500, "price_basis": "person", "vat": ""}, True, "person", None),
        (
            {"price_pence": 312_000, "price_basis": "group", "vat": "added", "group_max": 16},
            False,
            "group (Up to 16 people)",
            False,
        ),
        ({"price_pence": 312_000, "price_basis": "", "vat": "exempt"}, False, None, True),
        ({"price_pence": 0, "vat": "added"}, True, None, None),
    ],
)
def test_a_price_has_its_unit_and_says_how_tax_stands(
    client: Client,
    publish: Publish,
    stated: dict[str, Any],
    price: bool,
    unit: str | None,
    tax: bool | None,
) -> None:
    content = replace(demonstration("front-desk"), details=Details(**stated))
    offer = course(client, publish(content))["offers"]
    told = offer["priceSpecification"]
    pence = stated["price_pence"]
    assert told["price"] == f"{pence / 100:.2f}"
    assert ("price" in offer) is price
    assert told.get("unitText") == unit
    assert told.get("referenceQuantity", {}).get("unitText") == unit
    assert told.get("valueAddedTaxIncluded") is tax
    assert offer["category"] == ("Paid" if pence else "Free")
    assert offer.get("eligibleQuantity", {}).get("maxValue") == stated.get("group_max")


def test_instances_are_the_runs_that_are_announced_and_no_others(
    app: Flask, client: Client, publish: Publish
) -> None:
    content = replace(
        demonstration("front-desk"), details=Details(delivery=("In person", "Live online", "Own"))
    )
    far = {"starts_on": "2931-03-09", "ends_on": "2931-03-10"}
    pathway = publish(
        content,
        {**far, "area": "Coventry", "place": "The Old Library", "is_open": True, "places_left": 0},
        {**far, "is_online": True, "price_pence": 4_000},
        {**far, "is_online": True, "area": "Dudley"},
        {"area": "Leeds", "note": "With lunch"},
        {"starts_on": "2020-01-01", "ends_on": "2020-01-02", "area": "Gone"},
    )
    instances = course(client, pathway)["hasCourseInstance"]
    with app.app_context():
        rows = {
            row.id: row
            for row in db.session.scalars(
                sa.select(RunRow).where(RunRow.pathway_id == pathway, RunRow.area != "Gone")
            )
        }
    assert {one["@id"].rsplit("-", 1)[-1] for one in instances} == set(rows)
    for one in instances:
        row = rows[one["@id"].rsplit("-", 1)[-1]]
        assert one.get("startDate", "") == row.starts_on
        assert one.get("endDate", "") == row.ends_on
        assert one.get("remainingAttendeeCapacity") == row.places_left
        assert one["courseMode"] == "blended"
        assert one["courseWorkload"] == f"PT{content.minutes}M"
        places = one["location"] if isinstance(one["location"], list) else [one["location"]]
        kinds = {place["@type"] for place in places}
        assert kinds == {
            *({"VirtualLocation"} if row.is_online else ()),
            *({"Place"} if row.area else ()),
        }
        assert ("Open to all" in one["description"]) is row.is_open
        assert ("offers" in one) is (row.price_pence is not None)
    assert len(instances) == 4


@pytest.mark.parametrize(
    ("delivery", "run", "mode"),
    [
        (("In person",), {"area": "Leeds"}, "onsite"),
        (("In person",), {"is_online": True}, "online"),
        ((), {"is_online": True, "area": "Leeds"}, "blended"),
        (("Live online", "Self-paced online"), {"is_online": True}, "online"),
        (("Blended",), {"area": "Leeds"}, "blended"),
    ],
)
def test_a_mode_is_one_word(
    client: Client, publish: Publish, delivery: tuple[str, ...], run: dict[str, Any], mode: str
) -> None:
    content = replace(demonstration("front-desk"), details=Details(delivery=delivery))
    (one,) = course(client, publish(content, run))["hasCourseInstance"]
    assert one["courseMode"] == mode


def test_no_text_of_a_provider_ends_the_data(client: Client, publish: Publish) -> None:
    trap = "</script><script>alert(1)</script> & \"'"
    content = replace(demonstration("front-desk"), title=trap, details=Details(summary=trap))
    pathway = publish(content)
    page = client.get(f"/directory/{pathway}")
    assert read_data(page)["name"] == trap
    assert "<script>alert" not in page.text
    assert read_data(client.get("/directory"))["itemListElement"][0]["name"] == trap


def test_the_list_names_what_everybody_sees_and_its_own_address(
    app: Flask, client: Client, publish: Publish
) -> None:
    shown = publish(demonstration("front-desk"))
    with app.app_context():
        organisation = make_organisation("Willow Training")
        put_out(organisation, demonstration("whole-school"), Visibility.ORGANISATIONS)
    page = client.get("/directory?level=1&sort=title")
    found = read_data(page)
    assert [one["url"] for one in found["itemListElement"]] == [
        f"http://localhost/directory/{shown}"
    ]
    (canonical,) = [e for e in page.tree.iter("link") if e.get("rel") == "canonical"]
    assert canonical.get("href") == "http://localhost/directory"


@pytest.mark.parametrize(
    "address",
    ["/", "/directory", "/framework", "/framework/L1-KA-K01", "/privacy", "/accessibility"],
)
def test_public_pages_say_what_they_are_under_the_public_address(
    app: Flask, client: Client, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setitem(app.config, "PUBLIC_URL", "https://pathways.example")
    page = client.get(address)
    links = [e.get("href") for e in page.tree.iter("link") if e.get("rel") == "canonical"]
    assert links == [f"https://pathways.example{address}"]
    told = {
        e.get("property") or e.get("name"): e.get("content") or ""
        for e in page.tree.iter("meta")
        if e.get("property") or e.get("name") == "description"
    }
    assert told["og:url"] == links[0]
    assert told["og:title"]
    assert 20 <= len(told["description"]) <= 210
    assert told["og:description"] == told["description"]
