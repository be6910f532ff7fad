"""Reading the framework: public pages, with and without htmx, whatever is typed."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from pathways.db import db, new_id, transaction
from pathways.framework.services import load_wording, paste_wording
from pathways.models.base import Base
from pathways.models.pathway import MappingRow
from pathways.records.editions import current_edition
from tests.factories import (
    CURRENT_EDITION,
    make_module,
    make_organisation,
    make_pathway,
    make_person,
)
from tests.framework import documents
from tests.page import Client, Page

SignIn = Callable[[str], Client]


def codes(page: Page) -> list[str]:
    """The competencies that a page lists."""
    return [
        (one.get("id") or "").removeprefix("c-")
        for one in page.tree.iter("li")
        if (one.get("id") or "").startswith("c-")
    ]


def current(page: Page) -> str:
    """The tab that is open."""
    tabs = page.by_id("framework-levels")
    assert tabs is not None
    return next(page.words(tab) for tab in tabs.iter("a") if tab.get("aria-current"))


def test_the_overview_counts_levels_and_themes(client: Client) -> None:
    page = client.get("/framework")
    assert current(page) == "Overview"
    words = page.words()
    for name, count in (("Aware", 131), ("Informed", 153), ("Responsive", 118), ("Specialist", 17)):
        assert f"Trauma {name} {count}" in words
    principles = [one for one in page.tree.iter() if (one.get("id") or "").startswith("principle-")]
    assert len(principles) == 7
    assert "CC BY-NC-ND 4.0" in words


def test_a_level_lists_its_competencies_in_printed_order(app: Flask, client: Client) -> None:
    with app.app_context():
        edition = current_edition(db.session)
    for level, count in ((1, 131), (2, 153), (3, 118), (4, 17)):
        page = client.get(f"/framework?level={level}")
        assert codes(page) == [one.code for one in edition.competencies if one.level == level]
        assert len(codes(page)) == count
        assert current(page).startswith(f"{level} ")
        assert len(page.all(".//section")) == (1 if level == 4 else 6)


def test_a_level_that_is_none_is_not_found(client: Client) -> None:
    for level in ("0", "5", "99999999999999999999", "x", "-1", "1.5", "²", "١"):
        client.get("/framework", 404, query_string={"level": level})


def test_a_search_finds_labels_scope_notes_and_codes(client: Client) -> None:
    assert codes(client.get("/framework?search=l4-sp-0")) == [f"L4-SP-0{at}" for at in range(1, 10)]
    assert "L2-KA-K12" in codes(client.get("/framework?search=EPISODIC+memory"))
    assert "L2-KA-K12" in codes(client.get("/framework?search=habits+automatic"))


def test_a_search_in_other_words_says_what_comes_close_and_why(client: Client) -> None:
    page = client.get("/framework?search=ACEs")
    assert "L2-KA-K01" in codes(page)
    assert "L1-SE-S05" not in codes(page)  # it speaks of spaces
    assert "No competencies match “ACEs”, but nine competencies come close." in page.words()
    assert "Comes close because of: ACEs" in page.words()
    outcome = "Learners can tell burnout from vicarious trauma in their own team"
    assert "L1-WB-S05" in codes(client.get("/framework", query_string={"search": outcome}))


def test_what_holds_every_word_is_not_said_to_come_close(client: Client) -> None:
    page = client.get("/framework?search=EPISODIC+memory")
    (entry,) = page.all(".//li[@id='c-L2-KA-K12']")
    assert "Comes close" not in page.words(entry)


def test_a_search_can_be_narrowed_to_a_level(client: Client) -> None:
    everywhere = client.get("/framework?search=cultur")
    narrowed = client.get("/framework?search=cultur&level=2")
    assert codes(narrowed) == [code for code in codes(everywhere) if code.startswith("L2")]
    assert narrowed.field("search") == "cultur"
    assert f"All levels {len(codes(everywhere))}" in narrowed.words()


def test_a_search_that_finds_nothing_says_what_to_try(client: Client) -> None:
    page = client.get("/framework?search=zebra")
    assert codes(page) == []
    assert "No competencies match “zebra”" in page.words()
    assert "Try fewer words" in page.words()


def test_a_level_without_a_match_points_to_the_others(client: Client) -> None:
    page = client.get("/framework?search=episodic&level=4")
    assert codes(page) == []
    assert "Nothing at this level, but" in page.words()


HOSTILE = {
    "quotes": "'\"`; DROP TABLE competency; --",
    "per cent": "%",
    "underscore": "_",
    "backslash": "\\",
    "nul": "a\x00b",
    "markup": "<script>alert(1)</script>&amp;<b>",
    "template": "{{ 7 * 7 }}{% raw %}",
    "long": "x" * 10_000,
    "long words": "ab " * 3_333,
    "direction": "\u202eabc\u200b",
    "pattern": "(a+)+$[",
    "lines": "a\r\nSet-Cookie: b=c",
    "emoji": "😀" * 50,
    "operators": '"*" -a OR NEAR(x)',
}


@pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
def test_nothing_typed_into_the_search_does_harm(client: Client, htmx: bool) -> None:
    for name, typed in HOSTILE.items():
        page = client.get("/framework", htmx=htmx, query_string={"search": typed})
        assert codes(page) == [] or name in ("nul", "long words"), name
        assert htmx or len(page.field("search")) <= 200, name


def test_signs_of_a_pattern_match_only_themselves(client: Client) -> None:
    assert codes(client.get("/framework", query_string={"search": "%"})) == []
    assert codes(client.get("/framework", query_string={"search": "_"})) == []


def test_a_long_search_says_that_only_its_beginning_was_used(client: Client) -> None:
    page = client.get("/framework", query_string={"search": "trauma " * 100})
    assert "Only the first 200 characters" in page.words()


def test_blanks_alone_are_no_search(client: Client) -> None:
    assert current(client.get("/framework?search=+++&level=")) == "Overview"


def test_accents_case_and_typographers_quotes_make_no_difference(client: Client) -> None:
    one = codes(client.get("/framework", query_string={"search": "people's"}))
    assert one
    assert codes(client.get("/framework", query_string={"search": "PEOPLÉ’S"})) == one


def test_htmx_gets_tabs_and_results_alone(client: Client) -> None:
    page = client.get("/framework?search=cultur", htmx=True)
    assert "<html" not in page.text
    assert page.by_id("framework-levels") is not None
    assert page.by_id("framework-results") is not None
    assert page.by_id("search") is None
    assert codes(page) == codes(client.get("/framework?search=cultur"))
    assert "HX-Request" in page.response.headers["Vary"]


def test_a_competency_shows_its_place_and_neighbours(client: Client) -> None:
    page = client.get("/framework/L2-KA-K12")
    words = page.words()
    assert "2 Trauma Informed" in words
    assert "Knowledge and understanding" in words
    assert "1 Trauma Aware: 19 competencies" in words
    assert "3 Trauma Responsive: 15 competencies" in words
    ways = {one.get("rel"): one.get("href") for one in page.tree.iter("a") if one.get("rel")}
    assert ways == {"prev": "/framework/L2-KA-K11", "next": "/framework/L2-KA-K13"}


def test_a_competency_says_what_it_asks_in_its_list_and_on_its_page(client: Client) -> None:
    page = client.get("/framework?level=2")
    for code, asked in (("L2-LA-K03", "knows"), ("L2-KA-S07", "knows how"), ("L2-KA-S05", "does")):
        (says,) = page.all(f".//li[@id='c-{code}']//*[@class='asks hint small']")
        assert page.words(says) == f"Learner {asked}"
    words = client.get("/framework/L2-KA-S07").words()
    assert "Knows how. A module that assesses it assesses this, and no more." in words


def test_a_competency_names_those_that_say_nearly_the_same(client: Client) -> None:
    page = client.get("/framework/L2-LA-K03")
    twins = page.by_id("twins")
    assert page.words(twins).startswith("Says nearly the same as L1-LA-K03 ")
    assert [one.get("href") for one in page.all(".//ul[@id='twins']//a")] == [
        "/framework/L1-LA-K03"
    ]
    # From either side, and nothing is said where there is none.
    assert client.get("/framework/L1-LA-K03").by_id("twins") is not None
    assert client.get("/framework/L1-KA-K07").by_id("twins") is None


def test_the_first_and_the_last_competency_have_one_neighbour(client: Client) -> None:
    for code, way in (("L1-KA-K01", "next"), ("L4-SP-17", "prev")):
        page = client.get(f"/framework/{code}")
        assert [one.get("rel") for one in page.tree.iter("a") if one.get("rel")] == [way]


def test_a_statement_that_is_printed_twice_says_where(client: Client) -> None:
    assert "Printed again" in client.get("/framework/L1-WB-S05").words()


def test_a_code_in_small_letters_leads_to_its_page(client: Client) -> None:
    assert client.get("/framework/l2-ka-k12", 301).location == "/framework/L2-KA-K12"


def test_an_unknown_code_is_not_found_and_says_what_codes_look_like(client: Client) -> None:
    for code in ("L9-KA-K01", "nothing", "l2-ka-k99", "<b>", "'", "x" * 2_000, "İ"):
        page = client.get(f"/framework/{code}", 404)
        assert "Codes look like L1-KA-K01" in page.words()
        assert "hx-get" not in page.text


def test_official_wording_is_shown_with_attribution_and_licence(app: Flask, client: Client) -> None:
    assert "Official wording" not in client.get("/framework/L1-KA-K01").words()
    with app.app_context():
        wording = documents.use_invented_statements()
        with transaction() as session:
            load_wording(session, wording, edition=CURRENT_EDITION)
            words = "Typed by hand\n<b>and bold</b>"
            paste_wording(session, "L1-KA-K02", words, edition=CURRENT_EDITION)
    page = client.get("/framework/L1-KA-K01")
    details = page.by_id("framework-wording")
    assert details is not None
    assert "open" not in details.attrib
    words = page.words(details)
    assert wording["L1-KA-K01"] in words
    assert "Verified" in words
    assert "© 2024 West Midlands Trauma Informed Coalition" in words
    assert any("by-nc-nd" in (one.get("href") or "") for one in details.iter("a"))

    typed = client.get("/framework/L1-KA-K02").words()
    assert "Typed by hand <b>and bold</b>" in typed
    assert "not verified" in typed

    # Words that stand only there are found too, and the list says where.
    found = client.get("/framework", query_string={"search": wording["L1-KA-K05"]})
    assert codes(found) == ["L1-KA-K05"]
    assert "Found in the official wording" in found.words()


def test_providers_see_where_their_own_pathways_treat_it(app: Flask, sign_in: SignIn) -> None:
    with app.app_context():
        ours, theirs = make_organisation("Ours"), make_organisation("Theirs")
        make_person("ours@test.example", ours, "reader")
        make_person("nobody@test.example")
        for organisation, title, state in (
            (ours, "Our pathway", "active"),
            (ours, "Our old pathway", "archived"),
            (theirs, "Their pathway", "active"),
        ):
            module = make_module(make_pathway(organisation, title=title, state=state))
            with transaction() as session:
                session.add(
                    MappingRow(id=new_id(), module_id=module, code="L2-KA-K12", treatment="A")
                )
    client = sign_in("ours@test.example")
    page = client.get("/framework/L2-KA-K12")
    rows = [[page.words(cell) for cell in row] for row in page.all(".//tbody/tr")]
    assert rows == [["Our pathway", "What trauma does", "Assessed"]]
    assert "No module of our pathways" in client.get("/framework/L2-KA-K11").words()
    assert (
        "In our pathways" not in sign_in("nobody@test.example").get("/framework/L2-KA-K12").words()
    )
    assert "In our pathways" not in Client(app).get("/framework/L2-KA-K12").words()


def test_a_copy_without_any_edition_can_be_signed_in_to(app: Flask, client: Client) -> None:
    with app.app_context(), transaction() as session:
        is_sqlite = db.engine.dialect.name == "sqlite"
        guard = "edition_index_no_delete" if is_sqlite else "edition_index_append_only"
        session.execute(sa.text(f"DROP TRIGGER {guard}{'' if is_sqlite else ' ON edition_index'}"))
        for table in ("tally", "competency", "edition_index", "edition"):
            session.execute(sa.delete(Base.metadata.tables[table]))
    for page in ("/", "/sign-in"):
        assert "Built on" not in client.get(page).words()
    client.get("/framework", 404)
