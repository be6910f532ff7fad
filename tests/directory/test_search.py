"""Searching the directory: what is found, counted, ordered and paged, and what pages say."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from pathways.db import db, transaction
from pathways.directory.filters import ALL_OF, ANY_OF, SORTS, Search
from pathways.directory.queries import DirectoryView, paging, search_offers
from pathways.directory.queries.choices import capped
from pathways.directory.services import freeze_draft, publish, unpublish
from pathways.domain.pathway.content import PathwayContent, reach_of
from pathways.domain.pathway.offer import summarise
from pathways.domain.pathway.visibility import Visibility
from pathways.domain.rule.standards import BUILT_IN
from pathways.records.listing.keeping import OFFER
from pathways.records.listing.members import change_members
from tests.directory.shelf import SPOKEN, STATED, Shelf, make_shelf
from tests.factories import load_pathway, make_organisation, make_person
from tests.page import Client
from tests.statements import statements_of
from tests.submissions.scene import SignIn

TODAY = date(2026, 11, 24)
SEARCHES = [
    Search(),
    Search(chosen=(("level", "2"),)),
    Search(chosen=(("level", "1"), ("level", "4"))),
    Search(chosen=(("theme", "KA"), ("theme", "WB"))),
    Search(chosen=(("standard", "framework-minimum"), ("level", "2"), ("level", "3"))),
    Search(chosen=(("sector", "Health"), ("sector", "Education"), ("delivery", "In person"))),
    Search(chosen=(("length", "2h"), ("length", "unstated"), ("price", "free"), ("price", "75"))),
    Search(chosen=(("delivery", "Blended"), ("area", "Dudley"))),
    Search(chosen=(("access", "captions"), ("access", "loop"), ("accredited", "accredited"))),
    Search(chosen=(("access", "signed"), ("access", "step-free"), ("refresher", "12"))),
    Search(chosen=(("language", "Polish"), ("language", "Klingon"), ("area", "Coventry"))),
    Search(chosen=(("accredited", "unstated"), ("accredited", "other"), ("refresher", "later"))),
    Search(chosen=(("review", "reviewed"),)),
    Search(chosen=(("review", "self"), ("level", "2"))),
    Search(chosen=(("review", "self"), ("review", "reviewed"), ("price", "unstated"))),
    Search(words="harbour"),
    Search(words="harbour", chosen=(("level", "2"), ("theme", "SE")), sort="title"),
    Search(words="plainly willow"),
    Search(competency="L2-KA-K01"),
    Search(competency="L2-WB-S03", chosen=(("delivery", "Live online"),)),
    Search(words="nowhere at all"),
    Search(chosen=(("sector", "A sector of nobody"),)),
]


@pytest.fixture
def shelf(app: Flask) -> Shelf:
    shelf = make_shelf(app, 24)
    # Some stand reviewed, one of them no longer.
    until = {2: "9999-12-31", 5: TODAY.isoformat(), 9: (TODAY - timedelta(1)).isoformat()}
    with app.app_context(), transaction() as session:
        for number, day in until.items():
            session.execute(
                sa.update(OFFER).where(OFFER.c.number == number).values(reviewed_until=day)
            )
            change_members(session, gained=[(number, ("approved", ""))])
    return shelf


def ask(shelf: Shelf, search: Search, *, is_inside: bool = True) -> DirectoryView:
    view = search_offers(db.session, search, [shelf.edition], is_inside=is_inside, today=TODAY)
    db.session.close()
    return view


@dataclass(frozen=True, slots=True)
class Facts:
    """What filters ask of an offer, read from its content."""

    has: dict[str, set[str]]
    text: str
    reached: int


def facts(shelf: Shelf) -> dict[str, Facts]:
    """Read every content, and ask the offers only until when they are reviewed."""
    until = {row.pathway_id: row.reviewed_until for row in db.session.execute(sa.select(OFFER))}
    found = {}
    for pathway, content in shelf.offers.items():
        summary = summarise(shelf.edition, content)
        themes = [theme.code for theme in shelf.edition.themes]
        standards = [standard.key for standard in BUILT_IN]
        owner = shelf.owner_of[pathway]
        module = content.modules[0]
        found[pathway] = Facts(
            has={
                "level": {str(content.target_level)},
                "length": {summary.length_band},
                "price": {summary.price_band},
                "provider": {owner.organisation_id or ""},
                "review": {"reviewed" if until[pathway] >= TODAY.isoformat() else "self"},
                "sector": set(content.details.sectors),
                "delivery": {
                    *content.details.delivery,
                    *(["Blended"] if len(content.details.delivery) > 1 else []),
                },
                "area": set(content.details.regions),
                **_stated(content),
                "theme": {key for bit, key in enumerate(themes) if summary.themes >> bit & 1},
                "standard": {
                    key for bit, key in enumerate(standards) if summary.standards >> bit & 1
                },
            },
            text=" ".join(
                (
                    content.title,
                    owner.organisation,
                    content.details.summary,
                    module.title,
                    module.outcomes[0].text,
                )
            ).lower(),
            reached=reach_of(shelf.edition, module).reached,
        )
    return found


def _stated(content: PathwayContent) -> dict[str, set[str]]:
    """Give what a reader would say of the texts of the shelf."""
    details = content.details
    tags = next(tags for said, _access, _months, tags in STATED if said == details.accreditation)
    tags = tags | next(tags for names, tags in SPOKEN if names == details.languages)
    kinds = ("access", "accredited", "refresher", "language")
    return {kind: {value for known, value in tags if known == kind} for kind in kinds}


def expected(
    shelf: Shelf, known: dict[str, Facts], search: Search, *, is_inside: bool = True
) -> set[str]:
    """Find by looking at one after the other."""
    mask = shelf.edition.by_code[search.competency].mask if search.competency else 0
    found = set()
    for pathway, fact in known.items():
        fits = all(
            wanted <= fact.has[kind] if kind in ALL_OF else bool(wanted & fact.has[kind])
            for kind in (*ANY_OF, *ALL_OF)
            if (wanted := set(search.values(kind)))
        )
        fits &= all(word in fact.text for word in search.words.lower().split())
        fits &= fact.reached & mask == mask
        if fits and (is_inside or pathway not in shelf.limited):
            found.add(pathway)
    return found


@pytest.mark.parametrize("few", [0, 500], ids=["by-filters", "by-numbers"])
def test_a_search_finds_what_the_contents_say(
    app: Flask, shelf: Shelf, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr(paging, "FEW", few)
    with app.app_context():
        known = facts(shelf)
        for search in SEARCHES:
            for is_inside in (True, False):
                wanted = expected(shelf, known, search, is_inside=is_inside)
                view = ask(shelf, search, is_inside=is_inside)
                assert {item.id for item in view.items} == wanted, search
                assert view.total == len(wanted), search


def test_each_count_is_what_choosing_it_gives(app: Flask, shelf: Shelf) -> None:
    with app.app_context():
        known = facts(shelf)
        for search in SEARCHES:
            for is_inside in (True, False):
                view = ask(shelf, search, is_inside=is_inside)
                for choice in (c for part in view.filters for c in part.choices):
                    base = search if choice.kind in ALL_OF else search.without(choice.kind)
                    then = replace(base, chosen=tuple({*base.chosen, choice.key}))
                    wanted = expected(shelf, known, then, is_inside=is_inside)
                    assert choice.count == len(wanted), (search, choice)


def walk(shelf: Shelf, search: Search, way: str) -> tuple[list[list[str]], Search]:
    """Go from page to page; return what they hold, and the last one's search."""
    pages: list[list[str]] = []
    on: Search | None = search
    while on is not None:
        last = on
        view = ask(shelf, last)
        assert view.first == 1 + (last.place.before if last.place else 0)
        pages.append([item.id for item in view.items])
        assert len(pages) < 30, "the way has no end"
        on = getattr(view, way)
    return pages, last


@pytest.mark.parametrize("sort", [key for key, _words in SORTS])
@pytest.mark.parametrize("words", ["", "harbour"])
def test_pages_hold_each_once_in_order_and_lead_back(
    app: Flask, shelf: Shelf, monkeypatch: pytest.MonkeyPatch, sort: str, words: str
) -> None:
    search = Search(words=words, sort=sort)
    with app.app_context():
        whole = [item.id for item in ask(shelf, search).items]
        monkeypatch.setattr(paging, "PAGE", 5)
        pages, last = walk(shelf, search, "following")
        assert [item for page in pages for item in page] == whole
        assert [len(page) for page in pages[:-1]] == [5] * (len(pages) - 1)
        back, first = walk(shelf, last, "previous")
        assert back == pages[::-1]
        assert first == search


def test_orders_are_what_they_say(app: Flask, shelf: Shelf) -> None:
    with app.app_context():
        by_id = {key: summarise(shelf.edition, content) for key, content in shelf.offers.items()}

        def order(sort: str) -> list[Any]:
            return [by_id[item.id] for item in ask(shelf, Search(sort=sort)).items]

        newest = [item.id for item in ask(shelf, Search()).items]
        assert newest == list(shelf.offers)[::-1]
        lengths = [summary.minutes or 10**9 for summary in order("shortest")]
        assert lengths == sorted(lengths)
        prices = [summary.price_per_person for summary in order("price")]
        prices = [10**9 if price is None else price for price in prices]
        assert prices == sorted(prices)
        shares = [summary.share for summary in order("share")]
        assert shares == sorted(shares, reverse=True)
        titles = [summary.title.casefold() for summary in order("title")]
        assert titles == sorted(titles)


def test_what_goes_by_claims_is_not_called_backed(shelf: Shelf, client: Client) -> None:
    page = client.get("/directory?sort=share&standard=balanced")
    words = page.words()
    assert "Most of its level, by what is behind it" in words, "unbacked claims weigh, too"
    assert "Backs" not in words
    assert "Standard met, as claimed: Balanced" in words
    titles = [page.words(one) for one in page.all(".//summary")]
    assert any("Standard met, as claimed" in title for title in titles)


def test_a_word_of_the_title_comes_before_one_of_what_is_taught(app: Flask, shelf: Shelf) -> None:
    pathway = next(iter(shelf.offers))
    with app.app_context():
        titles = [item.title for item in ask(shelf, Search(words="meadow")).items]
        assert titles
        assert all("Meadow" in title for title in titles)
        first = ask(shelf, Search(words=shelf.offers[pathway].title)).items[0]
        assert first.title == shelf.offers[pathway].title


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?level=1&level=2&level=3&level=4&review=self&sort=price",
        "?search=s&review=self",
        "?search=s&sort=title&level=1&level=2&level=3&level=4",
    ],
)
def test_a_page_asks_the_database_the_same_whatever_is_listed(
    app: Flask, client: Client, query: str
) -> None:
    seen = []
    for count, names in ((4, ("One Learning", "Two Training")), (30, ("Northgate", "Willow"))):
        make_shelf(app, count, names=names)
        client.get(f"/directory{query}")
        with statements_of(app) as statements:
            client.get(f"/directory{query}")
        seen.append(len(statements))
    assert seen[0] == seen[1], "\n".join(statements)
    # Words are looked for in three ways, once each.
    assert seen[0] <= 14


def test_an_empty_directory_says_so(client: Client, app: Flask) -> None:
    words = client.get("/directory").words()
    assert "Nothing here yet" in words
    assert "Sign in" in words
    assert "Nothing here yet" in client.get("/directory?search=calm&level=2").words()


def test_what_matches_nothing_says_what_to_leave_out(
    app: Flask, shelf: Shelf, client: Client
) -> None:
    page = client.get("/directory?search=harbour&sector=Nobody")
    words = page.words()
    assert "No pathway has all of this at once" in words
    with app.app_context():
        total = len(expected(shelf, facts(shelf), Search(words="harbour"), is_inside=False))
    assert f"{total} without Sector: Nobody" in words
    links = [e.get("href") for e in page.all(".//main//a") if "without" in page.words(e)]
    assert "/directory?search=harbour" in links
    words = client.get("/directory?search=zzzz&sector=Nobody").words()
    assert "Nothing matches" in words
    assert "Try fewer words" in words
    assert "Clear all and see every pathway" in words
    words = client.get("/directory?search=zzzz").words()
    assert "Nothing matches" in words
    assert "at once" not in words


@pytest.mark.parametrize(
    "query",
    [
        "level=9&level=x",
        "search=%00%ff%fe\u202e';DROP TABLE offer;--",
        "search=" + "a+" * 300,
        "search=!!!&sort=title",
        "search=*&place=AAAA",
        "sort=nothing",
        "place=WzAsMSwxLDBd&sort=title",
        "place=WzI1LDAsMCwwXQ&search=harbour",
        "place=Wzk5OTk5OSwwLDAsMF0&search=harbour",
        "place=WzAsNSx0cnVlLDBd&sort=share",
        "search=%F0%9E%A4%80+%E2%82%AC5+1e5+x%5E2",
        "competency=%3Cscript%3E",
        "provider=nobody&provider=%27",
        "level=2&" * 400,
        "theme=KA&theme=LA&theme=SE&theme=LE&theme=CH&theme=WB&standard=full&length=2h&price=free",
    ],
)
def test_any_address_has_a_page(app: Flask, shelf: Shelf, client: Client, query: str) -> None:
    page = client.get(f"/directory?{query}")
    assert page.by_id("directory-results") is not None
    assert "<script>" not in page.text
    client.get(f"/directory?{query}", htmx=True)


def test_the_address_says_what_was_left_out(shelf: Shelf, client: Client) -> None:
    assert "a filter that is not known here" in client.get("/directory?level=9").words()
    assert "holds no word to look for" in client.get("/directory?search=%21%21").words()
    many = "+".join(f"w{number}" for number in range(20))
    assert "Only the first 12 words" in client.get(f"/directory?search={many}").words()


def test_scripts_get_the_parts_that_changed_and_an_address(shelf: Shelf, client: Client) -> None:
    part = client.get("/directory?search=harbour&level=2&sort=&review=", htmx=True)
    assert part.response.headers["HX-Push-Url"] == "/directory?search=harbour&level=2"
    assert part.by_id("search") is None, "what is typed stays"
    for identifier in ("directory-results", "choices-level", "choices-provider"):
        element = part.by_id(identifier)
        assert element is not None
        assert element.get("hx-swap-oob") == "true"


def test_filters_that_are_on_can_be_taken_off_one_by_one(shelf: Shelf, client: Client) -> None:
    page = client.get("/directory?search=harbour&level=2&theme=KA&competency=L2-KA-K01")
    assert page.field("competency") == "L2-KA-K01"
    chips = next(e for e in page.all(".//main//ul") if "results__chips" in (e.get("class") or ""))
    links = [e.get("href") for e in chips.iter("a")]
    assert links == [
        "/directory?search=harbour&level=2&theme=KA",
        "/directory?search=harbour&theme=KA&competency=L2-KA-K01",
        "/directory?search=harbour&level=2&competency=L2-KA-K01",
        "/directory",
    ]
    chosen = {e.get("id") for e in page.tree.iter("input") if "checked" in e.attrib}
    assert chosen == {"level-2", "theme-KA"}


def test_counts_beyond_a_thousand_are_not_exact() -> None:
    assert capped(999) == "999"
    assert capped(1_000) == capped(54_321) == "1,000 or more"


def test_what_is_limited_names_neither_its_provider_nor_its_sector(
    app: Flask, client: Client, sign_in: SignIn
) -> None:
    shelf = make_shelf(app, 1, names=("Hidden Harbour",))
    owner = shelf.owners[0]
    content = next(iter(shelf.offers.values()))
    details = replace(content.details, sectors=("Lighthouses",))
    with app.app_context():
        limited = load_pathway(owner.organisation_id or "", replace(content, details=details))
        for pathway in shelf.offers:
            with transaction() as session:
                unpublish(session, owner, pathway)
        with transaction() as session:
            version = freeze_draft(session, owner, limited)
            publish(session, owner, limited, version.id, Visibility.ORGANISATIONS)
        make_person("inside@test.example", make_organisation("Inside"))
    asked = f"/directory?provider={owner.organisation_id}"
    for address in ("/directory", "/directory?level=1", asked, f"{asked}&search=h"):
        text = client.get(address).text
        assert "Hidden Harbour" not in text
        assert "Lighthouses" not in text
    inside = sign_in("inside@test.example")
    for address in ("/directory", asked):
        assert "Hidden Harbour" in inside.get(address).text
        assert "Lighthouses" in inside.get(address).text
