"""A published version read to the bottom: on its page, and in its files."""

import csv
import io
import json
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from xml.etree.ElementTree import Element

import openpyxl
import pytest
import sqlalchemy as sa
from flask import Flask

from pathways.db import db, transaction
from pathways.domain.framework.edition import Edition
from pathways.domain.pathway.cautions import measure
from pathways.domain.pathway.content import Mapping, Module, PathwayContent, judge
from pathways.domain.pathway.report import plain_report
from pathways.domain.pathway.treatment import Treatment
from pathways.domain.pathway.visibility import Visibility
from pathways.domain.review.identity import PROPERTY
from pathways.domain.rule.standards import ASSESSED
from pathways.models.publication import Publication
from pathways.models.version import Version
from pathways.records.editions import current_edition
from tests.compare.shelf import put_out
from tests.factories import CURRENT_EDITION, demonstration, make_organisation, make_person
from tests.page import Client, Page

Publish = Callable[..., str]
CROWDED = "youth-two-hours"
HONEST = "housing-teams"


@pytest.fixture
def publish(app: Flask) -> Publish:
    """Give a function that publishes a content and returns its address."""

    def put(
        content: PathwayContent,
        whom: Visibility = Visibility.PUBLIC,
        by: str = "Northgate Learning",
    ) -> str:
        with app.app_context():
            return f"/directory/{put_out(make_organisation(by), content, whom)}"

    return put


@pytest.fixture
def edition(app: Flask) -> Edition:
    with app.app_context():
        return current_edition(db.session)


def say(app: Flask, address: str, sentence: str) -> None:
    with app.app_context(), transaction() as session:
        told = sa.update(Publication).values(sentence=sentence)
        session.execute(told.where(Publication.pathway_id == address.rsplit("/", 1)[-1]))


def folds(page: Page) -> list[Element]:
    return [e for e in page.tree.iter("details") if e.get("class") == "inside"]


def codes_in(page: Page, element: Element) -> list[str]:
    return [page.words(e) for e in element.iter("span") if e.get("class") == "code"]


@pytest.mark.parametrize("name", [HONEST, CROWDED, "specialist-service"])
def test_every_competency_stands_in_its_theme_in_it_or_not_in_it(
    client: Client, publish: Publish, edition: Edition, name: str
) -> None:
    content = demonstration(name)
    page = client.get(publish(content))
    marks = {m.code for module in content.modules for m in module.mappings}
    mask = 0
    for line, fold in zip(edition.lines(content.target_level), folds(page), strict=False):
        mask |= line.mask
        members = {item.code for item in edition.members(line.mask)}
        here = codes_in(page, fold)
        assert sorted(here) == sorted(members), line.name
        (summary, *_rest) = fold.iter("summary")
        found = len(members & marks)
        told = f"{line.name} {found} in it {len(members) - found} not in it"
        assert page.words(summary) == told
    others = {code for code in marks if not edition.by_code[code].mask & mask}
    last = page.by_id("others")
    assert set(codes_in(page, last) if last is not None else ()) == others
    # A script opens the first where there is room for it.
    assert [fold.get("data-first") is not None for fold in folds(page)].count(True) == 1


def test_each_note_stands_with_its_module(client: Client, publish: Publish) -> None:
    content = demonstration(HONEST)
    words = client.get(publish(content)).words()
    for number, module in enumerate(content.modules, start=1):
        assert f"Module {number}, {module.title}" in words
        for mapping in module.mappings:
            assert " ".join(mapping.evidence.split()) in words, mapping.code
        for text in (module.activities, module.assessment):
            assert " ".join(text.split()) in words
    assert " ".join(content.assurance.facilitators.split()) in words


def test_all_cautions_stand_there_and_what_is_worth_asking_once(
    app: Flask, client: Client, publish: Publish, edition: Edition
) -> None:
    content = demonstration(CROWDED)
    address = publish(content)
    page = client.get(address)
    cautions = measure(edition, content).cautions
    told = [(e.get("data-caution"), page.words(e)) for e in page.all(".//*[@data-caution]")]
    assert told == [(item.kind.value, item.text) for item in cautions]
    for ask in {item.ask for item in cautions}:
        assert page.words().count(ask) == 1
    (bar,) = (e for e in page.tree.iter("ul") if "weigh__key" in (e.get("class") or ""))
    assert [page.words(e) for e in bar] == ["63 claimed", "24 that there is time for", "0 backed"]
    assert "The provider says nothing of it." in page.words()
    say(app, address, "A first overview; our follow-up days take each theme up again.")
    words = client.get(address).words()
    assert "Northgate Learning says: A first overview;" in words
    assert "says nothing" not in words


def test_nothing_is_asked_of_a_course_in_proportion(client: Client, publish: Publish) -> None:
    page = client.get(publish(demonstration(HONEST)))
    assert not page.all(".//*[@data-caution]")
    words = page.words()
    assert "says nothing of it" not in words
    assert "Worth asking" not in words
    assert "75 competencies in 9 h 30 min: about 8 an hour, and no module has more than" in words
    assert "All 75 have a note of their own; 19 assessed, 51 developed and 5 introduced." in words


def rows_of(page: Page) -> list[dict[str, str]]:
    assert page.text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(page.text.removeprefix("\ufeff"))))


def test_the_table_has_a_row_for_each_mapping_and_for_what_is_not_in_it(
    client: Client, publish: Publish, edition: Edition
) -> None:
    content = demonstration(CROWDED)
    rows = rows_of(client.get(f"{publish(content)}/competencies.csv"))
    taught = [
        (m.code, "yes", m.treatment.word, str(number), module.title, str(module.minutes))
        for number, module in enumerate(content.modules, start=1)
        for m in module.mappings
    ]
    names = ("code", "in_it", "treatment", "module", "module_title", "minutes")
    told = [tuple(row[name] for name in names) for row in rows if row["in_it"] == "yes"]
    assert sorted(told) == sorted(taught)
    codes = {row[0] for row in taught}
    level = {item.code for item in edition.competencies if item.level == content.target_level}
    assert {row["code"] for row in rows if row["in_it"] == "no"} == level - codes
    first = rows[0]
    item = edition.by_code[first["code"]]
    assert (first["label"], first["level"]) == (item.label, "2")
    assert (first["theme"], first["strand"]) == (
        "Knowledge and Awareness",
        edition.by_strand["K"].name,
    )


def test_the_table_says_of_each_claim_whether_it_is_backed_and_what_it_lacks(
    client: Client, publish: Publish, edition: Edition
) -> None:
    content = mixed()
    rows = rows_of(client.get(f"{publish(content)}/competencies.csv"))
    told = {row["code"]: (row["backed"], row["lacks"]) for row in rows if row["in_it"] == "yes"}
    assert told == {
        "L2-KA-K01": ("yes", ""),
        "L2-KA-K02": ("yes", "no assessment is named"),
        "L2-KA-K03": ("no", "no note of its own"),
        "L2-LA-K01": ("no", "the module is crowded and no note of its own"),
        "L2-LA-K02": ("no", "the module is crowded"),
    }
    assert {row["backed"] for row in rows if row["in_it"] == "no"} == {""}
    backed = measure(edition, content).proportion.backed
    assert backed == sum(1 for row in rows if row["backed"] == "yes")


def test_beside_each_mark_stands_why_it_is_not_backed(client: Client, publish: Publish) -> None:
    page = client.get(publish(mixed()))
    rows = {
        codes[0]: page.words(e)
        for e in page.tree.iter("li")
        if len(codes := codes_in(page, e)) == 1 and e.find("div") is not None
    }
    lacks = {
        code: (re.findall(r"(?:Not b|B)acked.*", words) or [""])[0] for code, words in rows.items()
    }
    assert lacks == {
        "L2-KA-K01": "",
        "L2-KA-K02": "Backed as developed: no assessment is named",
        "L2-KA-K03": "Not backed: no note of its own",
        "L2-LA-K01": "Not backed: the module is crowded and no note of its own",
        "L2-LA-K02": "Not backed: the module is crowded",
    }


def test_the_state_of_a_theme_goes_by_what_is_asked(client: Client, publish: Publish) -> None:
    page = client.get(publish(mixed()))
    states = {
        page.words(e.find("./*[@class='six__name']")): page.words(e.findall("./span")[-1])
        for e in page.tree.iter("a")
        if e.get("class") == "six__row"
    }
    assert states["Knowledge and Awareness"] == "What is asked is there"
    assert states["Language"] == "Claimed, not all backed"
    (legend,) = (e for e in page.tree.iter("ul") if e.get("aria-label") == "Key")
    told = [page.words(e) for e in legend][-3:]
    assert told == [
        "asked, and there",
        "neither sign: asked, claimed, not all backed",
        "asked, not all there",
    ]


def test_how_it_is_made_is_said_in_readers_words(client: Client, publish: Publish) -> None:
    words = client.get(publish(mixed())).words()
    assert "mapping" not in words
    assert "Modules whose length is not stated have together time for half" in words


def mixed() -> PathwayContent:
    """One module in good order with an A that names no assessment, and one that is crowded."""
    good = (
        Mapping("L2-KA-K01", Treatment.DEVELOPED, "Cards about what was seen"),
        Mapping("L2-KA-K02", Treatment.ASSESSED, "A talk in pairs about words"),
        Mapping("L2-KA-K03", Treatment.INTRODUCED, ""),
    )
    full = (
        Mapping("L2-LA-K01", Treatment.INTRODUCED, ""),
        Mapping("L2-LA-K02", Treatment.DEVELOPED, "Reading a letter aloud"),
    )
    modules = (
        Module("m", "Good", minutes=60, mappings=good),
        Module("n", "Full", minutes=5, mappings=full),
    )
    return PathwayContent(CURRENT_EDITION, "Mixed", 2, modules=modules)


def test_no_cell_of_the_table_is_taken_for_a_formula(client: Client, publish: Publish) -> None:
    mapping = Mapping("L2-KA-K01", Treatment.DEVELOPED, '=HYPERLINK("https://x.example")')
    module = Module("m", "+44 calls", minutes=60, mappings=(mapping,))
    content = PathwayContent(CURRENT_EDITION, "Short", 2, modules=(module,))
    (row,) = (
        row
        for row in rows_of(client.get(f"{publish(content)}/competencies.csv"))
        if row["in_it"] == "yes"
    )
    assert (row["note"][:3], row["module_title"]) == ("'=H", "'+44 calls")


def test_scripts_read_the_report_and_which_version_of_whose_it_is(
    app: Flask, client: Client, publish: Publish, edition: Edition
) -> None:
    content = demonstration(CROWDED)
    address = publish(content)
    say(app, address, "An overview.")
    found = json.loads(client.get(f"{address}/coverage.json").text)
    with app.app_context():
        version = db.session.scalars(sa.select(Version)).one()
        published = db.session.scalars(sa.select(Publication.published_at)).one()
        digest = version.digest
    report = judge(edition, content)
    plain = plain_report(
        report,
        content,
        measure(edition, content),
        "An overview.",
        is_frozen=True,
        has_remarks=False,
    )
    assert found == {
        "pathway": {
            "id": address.rsplit("/", 1)[-1],
            "title": content.title,
            "address": f"http://localhost{address}",
        },
        "version": 1,
        "digest": digest,
        "provider": "Northgate Learning",
        "published_at": published.isoformat(),
        **json.loads(json.dumps(plain)),
    }
    assert found["proportion"]["sentence"] == "An overview."
    kinds = {item["kind"] for item in found["observations"]}
    assert kinds
    assert not kinds & {"unmapped-module", "never-assessed"}, "remarks are for the provider alone"
    tried = json.loads(client.get(f"{address}/coverage.json?standard=assessed").text)
    assert tried["standard"]["name"] == ASSESSED.name
    wrong = json.loads(client.get(f"{address}/coverage.json?standard=best", 404).text)
    assert "balanced" in wrong["standards"]


def test_a_file_that_has_not_changed_is_not_sent_again(
    app: Flask, client: Client, publish: Publish
) -> None:
    address = publish(demonstration(HONEST))
    for name in ("coverage.json", "competencies.csv"):
        first = client.raw.get(f"{address}/{name}")
        asked = {"If-None-Match": first.headers["ETag"]}
        again = client.raw.get(f"{address}/{name}", headers=asked)
        assert (again.status_code, again.data) == (304, b"")
    asked = {"If-None-Match": client.raw.get(f"{address}/coverage.json").headers["ETag"]}
    say(app, address, "Something else.")
    assert client.raw.get(f"{address}/coverage.json", headers=asked).status_code == 200


def test_the_workbook_is_that_of_the_version_and_keeps_no_origin(
    client: Client, publish: Publish
) -> None:
    content = demonstration(HONEST)
    answer = client.raw.get(f"{publish(content)}/qa-matrix.xlsx")
    name = "trauma-informed-practice-for-housing-teams-v1-qa-matrix.xlsx"
    assert name in answer.headers["Content-Disposition"]
    book: Any = openpyxl.load_workbook(io.BytesIO(answer.data))
    facts = {row[0]: row[1] for row in book["Summary"].iter_rows(max_col=2, values_only=True)}
    assert facts["Provider"] == "Northgate Learning"
    assert "Version 1" in facts.values()
    assert PROPERTY not in book.custom_doc_props.names
    assert book["Gaps"]["A1"].value.endswith("that are not in it"), "said to readers"


def test_the_workbook_has_the_sentence_about_crowded_modules(
    app: Flask, client: Client, publish: Publish
) -> None:
    address = publish(demonstration(CROWDED))
    for sentence, told in (("", "Nothing of it"), ("An overview.", "An overview.")):
        say(app, address, sentence)
        answer = client.raw.get(f"{address}/qa-matrix.xlsx")
        book: Any = openpyxl.load_workbook(io.BytesIO(answer.data))
        facts = {row[0]: row[1] for row in book["Summary"].iter_rows(max_col=2, values_only=True)}
        assert facts["The provider says"] == told


@pytest.mark.parametrize("name", ["whole-school", "specialist-service", "police-custody"])
def test_nothing_that_readers_open_speaks_of_what_is_still_to_come(
    client: Client, publish: Publish, name: str
) -> None:
    address = publish(demonstration(name))
    other = publish(demonstration(CROWDED), by="Willow CIC").rsplit("/", 1)[-1]
    compared = f"pathway={address.rsplit('/', 1)[-1]}&pathway={other}"
    pages = (address, "/directory", f"{address}/coverage.json", f"/compare?{compared}")
    told = [client.get(one).words() for one in (*pages, f"/compare?{compared}&standard=full")]
    for file in (f"{address}/qa-matrix.xlsx", f"/compare.xlsx?{compared}&standard=assessed"):
        for is_live in (False, True):
            data = io.BytesIO(client.raw.get(file).data)
            book = openpyxl.load_workbook(data, data_only=not is_live)
            told += [
                str(value)
                for sheet in book
                for row in sheet.iter_rows(values_only=True)
                for value in row
            ]
    builders = re.compile(r"still to come|competency yet|Nothing reaches", re.IGNORECASE)
    assert not [text for text in told if builders.search(text)]


@pytest.mark.parametrize("name", ["", "/coverage.json", "/competencies.csv", "/qa-matrix.xlsx"])
def test_a_limited_one_gives_visitors_nothing(
    app: Flask, client: Client, publish: Publish, sign_in: Callable[[str], Client], name: str
) -> None:
    address = publish(demonstration(HONEST), Visibility.ORGANISATIONS)
    assert "housing teams" not in client.get(f"{address}{name}", 404).text
    unknown = f"/directory/aaaaaaaaaaaaaaaa{name}"
    assert client.get(f"{address}{name}", 404).words() == client.get(unknown, 404).words()
    with app.app_context():
        make_person("buyer@test.example", make_organisation("Riverside", is_provider=False))
    assert sign_in("buyer@test.example").raw.get(f"{address}{name}").status_code == 200


def test_a_very_long_course_stays_readable(
    client: Client, publish: Publish, edition: Edition
) -> None:
    """60 modules that all treat every competency at level 4, each with a note of its own."""
    codes = [item.code for line in edition.lines(4) for item in edition.members(line.mask)]
    module = Module("m", "Part", minutes=60)
    modules = tuple(
        replace(
            module,
            id=f"m{number}",
            mappings=tuple(
                Mapping(code, Treatment.DEVELOPED, f"Exercise {number}, step for {code}")
                for code in codes
            ),
        )
        for number in range(60)
    )
    content = PathwayContent(CURRENT_EDITION, "Everything", 4, modules=modules)
    page = client.get(publish(content))
    assert len(page.text) < 1_000_000
    words = page.words()
    assert "Also in modules 4, 5, 6" in words
    assert "all 60 modules have more than there is time for" in words
