"""What is behind the claims, while a pathway is worked on: kept in step, and told at once."""

import random
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from typing import Any
from xml.etree.ElementTree import Element

import pytest
import sqlalchemy as sa

from pathways.builder.standing import DraftStanding
from pathways.db import db, new_id
from pathways.domain.framework.edition import Edition
from pathways.domain.pathway.cautions import CautionKind, measure
from pathways.domain.pathway.content import Details, Mapping, Module, Outcome, PathwayContent
from pathways.domain.pathway.proportion import look_behind
from pathways.domain.pathway.treatment import Treatment
from pathways.domain.rule.proportion import DEFAULTS
from pathways.records.editions import current_edition
from tests.builder.house import MODULE, House
from tests.factories import load_pathway
from tests.inflation import list_twins
from tests.page import Page

NOTE = "Pairs talk over one case from their own week"


def edition_of(house: House) -> Edition:
    with house.app.app_context():
        return current_edition(db.session)


def recount(house: House) -> None:
    """Compare what is kept, and what is made of it, with a count from the whole content."""
    view = house.view()
    assert view.behind == look_behind(view.edition, view.content)
    assert view.standing == DraftStanding.of(view.report, view.behind, DEFAULTS)
    assert view.standing.proportion == measure(view.edition, view.content).proportion


def shape(element: Element) -> Any:
    """Everything of an element that is seen or heard; the bar in a line is looked at by itself."""
    kept = {key: value for key, value in element.attrib.items() if key != "hx-swap-oob"}
    texts = [element.text, *(part.tail for part in element)]
    inside = [part for part in element if not (part.get("id") or "").startswith("bar-")]
    words = ["".join((text or "").split()) for text in texts]
    return element.tag, kept, "".join(words), [shape(part) for part in inside]


FOLLOWS = (
    "lead-",
    "reasons-",
    "bar-",
    "facts-",
    "strip-",
    "verdict",
    "proportion",
    "dock-coverage",
    "other-levels",
)


def told(page: Page, known: dict[str, Any] | None = None) -> dict[str, Any]:
    """What a page, or an answer put into it, says of how the pathway stands."""
    found = dict(known or {})
    for element in page.tree.iter():
        identifier = element.get("id") or ""
        if identifier == "coverage":
            found = {
                key: value for key, value in found.items() if key.startswith(("facts-", "strip-"))
            }
        if identifier.startswith("mend-"):
            found[identifier] = element.get("data-mend")
            found.pop(f"reasons-{identifier.removeprefix('mend-')}", None)
    for element in page.tree.iter():
        identifier = element.get("id") or ""
        if identifier.startswith(FOLLOWS):
            found[identifier] = element
    return found


class Reader:
    """A browser that keeps the page as the answers leave it, and compares it with a fresh one."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.found = told(house.client.get(house.url))
        self.later = 0

    def send(self, path: str, values: dict[str, Any], status: int = 200) -> Page:
        page = self.house.client.post(f"{self.house.url}{path}", values, status, htmx=True)
        if page.by_id("modules") is not None:
            self.found = {}
        if page.text and "Count anew" in page.text:
            self.later += 1
            self.found = told(page, self.found)
            later = next(a.get("hx-get") or "" for a in page.all(".//a[@id='count-anew']"))
            page_again = self.house.client.get(later, htmx=True)
            self.found = told(page_again, self.found)
        else:
            self.found = told(page, self.found)
        return page

    def treat(self, module: str, code: str, seen: str, wish: str) -> Page:
        offered = self.found.get(f"mend-{code.split('-')[1]}", "")
        asked = {"panel": "2", "shelves": "yes", "pick": "yes", "from": "?", "mend": offered}
        page = self.send("/treatments", {"cell": f"{module}:{code}:{seen}:{wish}", **asked})
        assert len(page.text.encode()) <= 4_096
        return page

    def compare(self) -> None:
        fresh = told(self.house.client.get(self.house.url))
        mine, theirs = (
            {
                key: element if isinstance(element, str) else shape(element)
                for key, element in found.items()
            }
            for found in (self.found, fresh)
        )
        assert mine == theirs
        self.found = fresh


def steps(house: House, reader: Reader, chance: random.Random) -> Callable[[], None]:
    """Return one random step that the page offers now."""
    view = house.view()
    modules = view.modules
    module = chance.choice(modules)
    codes = [item.code for item in view.edition.competencies if item.level in (1, 2, 3)][::9]
    mapped = [mapping for each in modules for mapping in each.mappings]

    def treat() -> None:
        code = chance.choice(codes)
        mapping = next((m for m in module.mappings if m.competency.code == code), None)
        seen = mapping.treatment.value if mapping else ""
        wish = chance.choice([letter for letter in ("I", "D", "A", "") if letter != seen])
        reader.treat(module.id, code, seen, wish)

    def note() -> None:
        if not mapped:
            return treat()
        mapping = chance.choice(mapped)
        here = view.module(mapping.module_id)
        some = [item.id for item in here.outcomes if chance.random() < 0.5]
        text = chance.choice(["", "x", NOTE, f"{NOTE} {chance.randint(1, 4)}", f"On {mapping.id}"])
        values = {"treatment": mapping.treatment.value, "evidence": text, "outcomes": some}
        reader.send(f"/mappings/{mapping.id}", {**values, "version": mapping.version})
        return None

    def outcome() -> None:
        if module.outcomes and chance.random() < 0.4:
            gone = chance.choice(module.outcomes)
            reader.send(f"/modules/{module.id}/outcomes/{gone.id}/delete", {})
        else:
            values = {
                "text": chance.choice(["Say why", "say WHY!", "Listen"]),
                "operation": new_id(),
            }
            reader.send(f"/modules/{module.id}/outcomes/new", values)

    def change() -> None:
        values = {
            **MODULE,
            "minutes": chance.choice(["", "5", "30", "600"]),
            "assessment": chance.choice(["", "A task"]),
            "version": module.version,
        }
        reader.send(f"/modules/{module.id}/edit", values)

    def whole() -> None:
        act = chance.choice(["copy", "delete", "down", "up"] if len(modules) < 5 else ["delete"])
        if act == "delete" and len(modules) < 3:
            act = "copy"
        reader.send(f"/modules/{module.id}/{act}", {"operation": new_id()})

    def travel() -> None:
        reader.send(f"/{chance.choice(['undo', 'undo', 'redo'])}", {"from": "?"})

    return chance.choices([treat, note, outcome, change, whole, travel], [12, 6, 3, 2, 2, 4])[0]


@pytest.mark.parametrize("seed", range(3))
def test_whatever_is_done_the_page_says_what_a_recount_says(house: House, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311  # the same steps each time
    reader = Reader(house)
    for _step in range(25):
        steps(house, reader, chance)()
        recount(house)
        reader.compare()


def test_a_module_that_becomes_crowded_backs_nothing_any_more(house: House) -> None:
    """One click changes the bars of all lines, and one back brings them back."""
    edition = edition_of(house)
    lines = edition.lines(2)
    codes = [edition.members(line.mask)[at].code for at in range(4) for line in lines][:18]
    mappings = tuple(Mapping(code, Treatment.DEVELOPED, f"{NOTE}, {code}") for code in codes)
    outcomes = (Outcome("o", "Listen without asking"),)
    first = Module("m", "All of it", minutes=90, outcomes=outcomes, mappings=mappings)
    content = PathwayContent(edition.code, "Nearly crowded", 2, modules=(first,))
    with house.app.app_context():
        house.pathway = load_pathway(house.organisation, content)
    reader = Reader(house)
    module = house.modules[0].id
    last = edition.members(lines[-1].mask)[-1].code
    assert measure(edition, house.content).proportion.backed == 18
    page = reader.treat(module, last, "", "I")
    assert "19 claimed, time for 18" in page.words(page.by_id(f"facts-{module}"))
    assert measure(edition, house.content).proportion.backed == 0
    reader.compare()
    page = reader.treat(module, last, "I", "")
    assert "claimed" not in page.words(page.by_id(f"facts-{module}"))
    reader.compare()
    recount(house)


def test_a_column_that_is_asked_for_by_itself_is_a_page_without_scripts(house: House) -> None:
    page = house.client.get(f"{house.url}/standing", 303)
    assert page.location == f"{house.url}#coverage"


def test_modules_without_a_length_share_what_time_there_is(house: House) -> None:
    """The second claim without a length crowds the first one, in the other module."""
    reader = Reader(house)
    one, two = (module.id for module in house.modules)
    for module in (one, two):
        version = house.view().module(module).version
        reader.send(f"/modules/{module}/edit", {**MODULE, "minutes": "", "version": version})
    reader.treat(one, "L2-KA-K01", "", "I")
    page = reader.treat(two, "L2-KA-K02", "", "I")
    words = [page.words(page.by_id(f"facts-{module}")) for module in (one, two)]
    assert words == ["1 competency, 0 assessed · no length yet 1 claimed, no length stated"] * 2
    assert [reader.found[f"facts-{m}"].find("span") is not None for m in (one, two)] == [True] * 2
    reader.compare()
    version = house.view().module(two).version
    reader.send(f"/modules/{two}/edit", {**MODULE, "minutes": "60", "version": version})
    assert reader.found[f"facts-{one}"].find("span") is None
    reader.compare()


def _statements(house: House, act: Callable[[], object]) -> int:
    seen: list[str] = []

    def note(*call: Any) -> None:
        seen.append(str(call[2]))

    with house.app.app_context():
        engine = db.engine
    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        act()
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)
    return len(seen)


def test_what_is_kept_of_a_note_costs_no_statement(house: House) -> None:
    house.treat("L2-KA-K01", "I")
    address = house.mapping_url("L2-KA-K01")
    for version, text in ((1, NOTE), (2, "")):
        values = {"treatment": "I", "evidence": text, "version": version}
        send = partial(house.client.post, address, values, 200, htmx=True)
        assert _statements(house, send) == NOTE_STATEMENTS
    recount(house)


NOTE_STATEMENTS = 14
"""What rewriting a note would take if nothing were kept of it, and takes: one of them asks what the
step follows in the journal."""


def _kinds(elements: Iterable[Element]) -> set[str]:
    return {element.get("data-caution") or "" for element in elements} - {""}


def _worst(edition: Edition) -> PathwayContent:
    """Everything that a caution can be about, in one pathway with long titles."""
    codes = [item.code for item in edition.competencies if item.level in (2, 3)]
    same = tuple(Outcome(f"o{at}", "Listen") for at in range(2))
    parts = tuple(
        Module(
            f"m{number}",
            f"{'A long title ' * 15}{number}",
            minutes=(0, 500, 30)[number % 3],
            outcomes=same if number % 2 else (),
            mappings=tuple(
                Mapping(code, Treatment.ASSESSED, ("", NOTE, f"{NOTE} {code[-2:]}")[at % 3])
                for at, code in enumerate(codes if number == 1 else codes[number::9])
            ),
        )
        for number in range(60)
    )
    details = Details(contact_minutes=60)
    return PathwayContent(edition.code, "Everything", 2, details=details, modules=parts)


def test_the_longest_answer_fits_and_every_kind_is_told(house: House) -> None:
    edition = edition_of(house)
    with house.app.app_context():
        house.pathway = load_pathway(house.organisation, _worst(edition))
    for address in (house.url, f"{house.url}/coverage"):
        page = house.client.get(address)
        column = page.by_id("coverage" if address == house.url else "coverage-proportion")
        assert column is not None
        assert _kinds(column.iter()) == {kind.value for kind in CautionKind}
    reader = Reader(house)
    module = house.modules[0]
    code = next(m.code for m in module.mappings)
    for seen, wish in (("A", "I"), ("I", ""), ("", "D")):
        reader.treat(module.id, code, seen, wish)
        reader.compare()
    recount(house)


def test_every_way_to_claim_more_is_named_in_the_builder_and_on_coverage(house: House) -> None:
    edition = edition_of(house)
    for twins in list_twins(edition):
        with house.app.app_context():
            house.pathway = load_pathway(house.organisation, twins.inflated)
        cautions = measure(edition, twins.inflated).cautions
        for address in (house.url, f"{house.url}/coverage"):
            page = house.client.get(address)
            found = _kinds(page.tree.iter())
            assert twins.inflation.kind.value in found, (twins.key, address)
            assert found == {item.kind.value for item in cautions}, (twins.key, address)
        texts = page.words(page.by_id("coverage-proportion"))
        assert all(item.text in texts for item in cautions)


def _pathway(*modules: Module) -> PathwayContent:
    return PathwayContent("wm-tif-2024", "Bad input", 2, modules=modules)


def _teaching(minutes: int, notes: Iterable[str], outcomes: Iterable[str] = ("Listen",)) -> Module:
    mappings = tuple(
        Mapping(f"L2-KA-K{at:02}", Treatment.DEVELOPED, note) for at, note in enumerate(notes, 1)
    )
    found = tuple(Outcome(f"o{at}", text) for at, text in enumerate(outcomes))
    return Module("m", "Part", minutes=minutes, outcomes=found, mappings=mappings)


BAD: dict[str, tuple[PathwayContent, str]] = {
    "no module": (_pathway(), "There is no module, and so no time"),
    "no minutes": (_pathway(_teaching(0, [NOTE])), "The length of its only module is not stated"),
    "a day and a week": (
        _pathway(_teaching(10_000, [NOTE])),
        "Module 1, “Part”, lasts 166 h 40 min",
    ),
    "one letter": (
        _pathway(_teaching(90, "abcdef")),
        "None of the six competencies has a note of its own",
    ),
    "one note for all": (
        _pathway(_teaching(90, [NOTE] * 7)),
        "The same note stands on seven competencies",
    ),
    "copied outcomes": (
        _pathway(_teaching(90, [NOTE], ("Listen", "listen", "LISTEN."))),
        "Three outcomes say what another says",
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_input_has_its_sentence(house: House, case: str) -> None:
    content, sentence = BAD[case]
    with house.app.app_context():
        house.pathway = load_pathway(house.organisation, content)
    page = house.client.get(f"{house.url}/coverage")
    assert sentence in page.words(page.by_id("coverage-proportion"))
    assert "caution" in house.client.get(house.url).text
    done = house.app.test_cli_runner().invoke(args=["pathway", "check", house.pathway])
    assert sentence in done.output


def test_the_coverage_page_says_what_would_mend_and_where(house: House) -> None:
    house.treat("L2-KA-K01", "A")
    page = house.client.get(f"{house.url}/coverage")
    section = page.by_id("coverage-proportion")
    words = page.words(section)
    assert "One competency marked assessed; no assessment is named" in words
    assert "Name the assessment in the module, or mark what is practised as developed." in words
    assert section is not None
    linked = [link.get("href") for link in section.iter("a")]
    assert f"{house.url}#module-{house.modules[0].id}" in linked
    assert f"{house.url}/competencies/L2-KA-K01" in linked


def test_titles_are_left_out_where_there_is_little_room(house: House) -> None:
    view = house.view()
    named = replace(view.behind.modules[0], title="")
    assert view.behind.without_titles().modules[0] == named
