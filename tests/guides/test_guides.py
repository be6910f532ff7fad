"""Guides: whole, reached from the pages that they explain, and leading to what is there alone."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from pathways.domain.policy import Actor, Role
from pathways.guides.places import find_section, list_sections
from pathways.guides.reading import (
    NAMES,
    PICTURES,
    TEXTS,
    Guide,
    Paths,
    anchor,
    make_guide,
    read_guide,
    size,
)
from tests.factories import make_organisation, make_pathway, make_person
from tests.page import Client

PATHS = Paths(lambda name: f"/guides/{name}", lambda picture: f"/pictures/{picture}")
HEAVIEST = 260_000
"""Bytes of a picture, at most: a guide is read on phones, too."""
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
by_name = pytest.mark.parametrize("name", NAMES)


def anchors() -> dict[str, set[str]]:
    """Return the anchors of each guide."""
    return {name: {one.anchor for one in read(name).sections} for name in NAMES}


def read(name: str) -> Guide:
    return read_guide(name, PATHS)


def make(text: str) -> str:
    """Return the HTML of a guide that says this."""
    return str(make_guide("providers", f"# A title\n\nA beginning.\n\n{text}\n", PATHS).body)


@by_name
@on_sqlite
def test_anybody_reads_a_guide_and_finds_its_sections(name: str, client: Client) -> None:
    page = client.get(f"/guides/{name}")
    guide = read(name)
    (heading,) = page.all(".//h1")
    assert page.words(heading) == guide.title
    assert len(guide.sections) >= 8
    led = {link.get("href") for link in page.all(".//nav[@class='guide__contents no-print']//a")}
    for section in guide.sections:
        place = page.by_id(section.anchor)
        assert place is not None
        assert page.words(place) == section.words
        assert f"#{section.anchor}" in led
    assert {f"/guides/{other}" for other in NAMES if other != name} <= led
    # Each guide is also named in the list, with its sections.
    index = client.get("/guides")
    assert guide.title in index.words()
    assert index.all(f".//a[@href='/guides/{name}#{guide.sections[0].anchor}']")


@on_sqlite
def test_another_name_is_no_guide(client: Client) -> None:
    for name in ("nobody", "Providers", "providers.md", "..%2F..%2Fconfig"):
        client.get(f"/guides/{name}", 404)


@by_name
def test_a_guide_leads_only_to_what_is_there(name: str) -> None:
    known = anchors()
    for href in re.findall(r'href="([^"]+)"', str(read(name).body)):
        if href.startswith("/pictures/"):
            continue
        path, _, section = href.partition("#")
        other = path.removeprefix("/guides/") or name
        assert other in known, href
        assert not section or section in known[other], href


@by_name
def test_no_two_sections_of_a_guide_share_an_anchor(name: str) -> None:
    found = [one.anchor for one in read(name).sections]
    assert len(found) == len(set(found))


def test_every_page_is_explained_by_a_section_that_is_there(app: Flask) -> None:
    known = anchors()
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules()}
    blueprints = {endpoint.partition(".")[0] for endpoint in endpoints}
    for place, where in list_sections().items():
        assert place.removesuffix(" (providers)") in endpoints | blueprints, place
        name, _, section = where.partition("#")
        assert name in known, place
        assert not section or section in known[name], f"{place} leads to {where}"


@on_sqlite
def test_a_page_leads_to_the_section_about_it(app: Flask, sign_in: Callable[[str], Client]) -> None:
    with app.app_context():
        provider, buyer = make_organisation(), make_organisation("Riverside", is_commissioner=True)
        make_person("ann@north.example", provider)
        make_person("bea@river.example", buyer)
        pathway = make_pathway(provider)
    ann, bea = sign_in("ann@north.example"), sign_in("bea@river.example")
    of_ann = {
        f"/pathways/{pathway}": "providers#3-put-competencies-in",
        f"/pathways/{pathway}/matrix": "providers#the-matrix-by-keyboard",
        f"/pathways/{pathway}/evidence": "providers#all-notes-in-one-table",
        f"/pathways/{pathway}/coverage": "providers#5-watch-coverage",
        f"/pathways/{pathway}/bring-in": "providers#if-you-have-it-written-down-already",
        f"/pathways/{pathway}/details": "providers#6-assurance-and-details",
        "/submissions": "providers#8-send-it-for-review",
    }
    of_bea = {
        "/submissions": "commissioners#1-what-you-receive",
        "/standards": "commissioners#6-your-own-standards",
        "/directory": "choosing#finding",
        "/compare": "choosing#compare-what-is-offered",
        "/briefs": "choosing#write-down-what-you-need-and-find-what-meets-it",
    }
    for client, pages in ((ann, of_ann), (bea, of_bea)):
        for address, where in pages.items():
            (link,) = links(client, address)
            assert link == f"/guides/{where}", address
    # What no guide explains leads to all of them.
    assert links(ann, "/privacy") == links(bea, "/nowhere", 404) == ["/guides"]


def links(client: Client, address: str, status: int = 200) -> list[str | None]:
    """Return where the link to a guide leads on a page."""
    page = client.get(address, status)
    return [link.get("href") for link in page.all(".//header//a") if is_link(page.words(link))]


def is_link(words: str) -> bool:
    return words == "How this works"


@pytest.mark.parametrize(
    ("kinds", "endpoint", "where"),
    [
        ({"is_provider"}, "submissions.competencies", "providers#8-send-it-for-review"),
        ({"is_provider"}, "submissions.check_workbook", "commissioners#8-check-a-workbook"),
        (
            {"is_provider", "is_commissioner"},
            "submissions.competencies",
            "commissioners#2-review-on-screen",
        ),
        ({"is_employer"}, "enquiries.index", "choosing#ask-for-dates-and-a-quote"),
        ({"is_provider"}, "enquiries.index", "providers#9-publish-it"),
        ({"is_employer"}, "plans.show", "choosing#a-training-plan"),
        ({"is_employer"}, "accounts.account", ""),
    ],
)
def test_each_side_is_led_to_its_own_guide(kinds: set[str], endpoint: str, where: str) -> None:
    asks = Actor(
        "ann",
        "Ann",
        "ann@test.example",
        is_administrator=False,
        organisation_id="north",
        role=Role.OWNER,
        is_provider="is_provider" in kinds,
        is_commissioner="is_commissioner" in kinds,
        is_employer="is_employer" in kinds,
    )
    assert find_section(endpoint, asks) == where
    assert find_section(None, asks) == ""


@by_name
def test_every_picture_is_there_says_what_it_shows_and_is_not_heavy(name: str) -> None:
    text = (TEXTS / f"{name}.md").read_text(encoding="utf-8")
    pictures = re.findall(r"!\[([^\]]*)\]\(([^)]+)\)", text)
    assert pictures
    for told, path in pictures:
        # It is found from the text's own place, as whoever reads the code sees it.
        file = (TEXTS / path).resolve()
        assert file.parent == PICTURES
        assert len(told.split()) >= 6, told
        assert file.stat().st_size <= HEAVIEST, file.name
        assert size(file.read_bytes())[0] >= 600, "it is read at full size"
    body = str(read(name).body)
    assert len(re.findall(r'<img src="/pictures/[^"]+" alt="[^"]+" width="\d+"', body)) == len(
        pictures
    )


def test_no_picture_lies_there_for_nothing() -> None:
    texts = [path.read_text(encoding="utf-8") for path in TEXTS.glob("*.md")]
    texts.append((Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8"))
    unused = {path.name for path in PICTURES.iterdir() if not any(path.name in t for t in texts)}
    assert unused == set()


def test_no_html_comes_from_a_text() -> None:
    body = make('<script>alert(1)</script>\n\nA <b onclick="x">word</b> & more\n')
    assert "<script" not in body
    assert "<b " not in body
    assert "&lt;script&gt;" in body
    assert "href" not in make("[a script](javascript:alert)")


@pytest.mark.parametrize(
    "text",
    [
        "[there](https://example.org)",
        "[there](operations.md)",
        "[there](/privacy)",
        "![A picture](https://example.org/picture.png)",
        "![A picture](../../static/icon.svg)",
    ],
)
def test_a_text_that_leads_elsewhere_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is n"):
        make(text)


def test_a_guide_leads_to_another_and_to_its_own_sections() -> None:
    body = make("[one](#here) [two](choosing.md) [three](choosing.md#finding)")
    assert re.findall(r'href="([^"]+)"', body) == [
        "#here",
        "/guides/choosing",
        "/guides/choosing#finding",
    ]


def test_an_anchor_is_the_one_that_other_readers_of_markdown_make() -> None:
    assert anchor("3. Put competencies in") == "3-put-competencies-in"
    assert anchor("What is refused, and why") == "what-is-refused-and-why"
