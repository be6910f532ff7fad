"""On every page and in every file, each course that inflates is named by its kind of caution.

A market of three hundred offers, twelve ways to look like more beside their honest twins; the same
courses as drafts and as submissions. Each surface is asked for each of them.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from xml.etree.ElementTree import Element

import pytest
from flask import Flask
from openpyxl import load_workbook

from pathways.db import new_id, now, transaction
from pathways.directory.services import freeze_draft
from pathways.domain.pathway.cautions import measure
from pathways.domain.pathway.content import PathwayContent
from pathways.domain.policy import Actor
from pathways.domain.review.submission import Decided
from pathways.domain.rule.standards import FRAMEWORK_MINIMUM
from pathways.submissions.deciding.writes import decide
from pathways.submissions.sending.writes import Declaration, send_submission
from tests.domain.samples import WM
from tests.factories import load_pathway, make_organisation, make_person
from tests.inflation import HONEST, INFLATED, Inflation, Listed, fill_inflated, provider_id
from tests.moving import kept
from tests.page import Client, Page

COMMISSIONER, PROVIDER = "metro@test.example", "provider@test.example"
AMBER, BIRCH = "amber@test.example", "birch@test.example"
"""Of the provider of the inflated courses, and of that of their twins."""
OFFERS = 300
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@dataclass(frozen=True, slots=True)
class Course:
    """One course, wherever it can be met: as an offer, as a draft and as a submission.

    `other` is an honest offer that it may stand beside.
    """

    way: Inflation
    content: PathwayContent
    offer: str
    other: str
    draft: str
    sent: str
    commissioner: str

    @property
    def title(self) -> str:
        """What it is called."""
        return self.content.title


@dataclass(slots=True)
class Scene:
    """The inflated courses and an honest one, with those who read of them."""

    inflated: list[Course]
    honest: Course
    brief: str = ""
    clients: dict[str, Client] = field(default_factory=dict)


@kept
def make_market(app: Flask) -> Scene:
    """Publish the market; draft and send the same courses as another provider."""
    with app.app_context():
        metro = make_organisation("Metro", is_provider=False, is_commissioner=True)
        make_person(COMMISSIONER, metro)
        provider = make_organisation("Northgate Learning")
        make_person(PROVIDER, provider)
        with transaction() as session:
            listed = fill_inflated(session, metro, OFFERS)
        for place, address in enumerate((AMBER, BIRCH)):
            make_person(address, provider_id(place))
        by = Actor("p", "Ann", "", False, provider, role="owner", is_provider=True)
        reads = Actor("q", "Idris", "", False, metro, role="owner", is_commissioner=True)

        def course(found: Listed, content: PathwayContent, offer: str) -> Course:
            draft = load_pathway(provider, content)
            with transaction() as session:
                freeze_draft(session, by, draft)
                sent = send_submission(
                    session,
                    by,
                    draft,
                    operation=new_id(),
                    commissioner_id=metro,
                    standard=FRAMEWORK_MINIMUM,
                    declaration=Declaration("Ann", "Head", "As far as I know", {}),
                )
                decide(
                    session,
                    reads,
                    sent,
                    operation=new_id(),
                    outcome=Decided.CHANGES,
                    words="Please say more.",
                    today=now().date(),
                )
            return Course(
                found.twins.inflation, content, offer, listed[-1].honest, draft, sent, metro
            )

        return Scene(
            [course(found, found.twins.inflated, found.inflated) for found in listed],
            course(listed[1], listed[1].twins.honest, listed[1].honest),
        )


# --- What is found in an answer


def kinds_in(page: Page, inside: Element | None = None) -> set[str]:
    """The kinds of caution that stand there, each in an element with words."""
    root = page.tree if inside is None else inside
    found = [one for one in root.iter() if one.get("data-caution")]
    assert all(page.words(one) for one in found)
    return {one.get("data-caution", "") for one in found}


def kinds_beside(page: Page, title: str) -> set[str]:
    """The kinds that stand in the smallest item or row that names a course, wherever that is."""
    rows = (one for one in page.tree.iter() if one.tag in {"li", "tr"})
    items = [one for one in rows if title in page.words(one)]
    assert items, f"{title} is not on the page"
    return kinds_in(page, min(items, key=lambda one: len(page.words(one))))


def kinds_told(plain: Any) -> set[str]:
    """The kinds in JSON, wherever its `proportion` stands."""
    return {one["kind"] for one in plain["proportion"]["cautions"]}


def kinds_written(data: bytes, course: Course, sheets: tuple[str, ...] = ()) -> set[str]:
    """The kinds whose sentence stands in a cell of a workbook; beside its title, if at all."""
    book = load_workbook(BytesIO(data), read_only=True, data_only=True)
    names = sheets or tuple(book.sheetnames)
    cells = [
        str(value)
        for name in names
        for row in book[name].iter_rows(values_only=True)
        for value in row
        if value
    ]
    cautions = measure(WM, course.content).cautions
    return {one.kind.value for one in cautions if any(one.text in cell for cell in cells)}


# --- Surfaces

Read = Callable[[Scene, Course], set[str]]
SURFACES: dict[str, Read] = {}
FIRST: set[str] = set()
"""Surfaces that have room for one caution."""


def surface(name: str, *, has_one: bool = False) -> Callable[[Read], Read]:
    def keep(read: Read) -> Read:
        SURFACES[name] = read
        if has_one:
            FIRST.add(name)
        return read

    return keep


def page_of(email: str, address: str) -> Read:
    """Return what reads the kinds on one page; `{offer}`, `{draft}` and `{sent}` are ids."""

    def read(scene: Scene, course: Course) -> set[str]:
        return kinds_in(scene.clients[email].get(filled(address, course)))

    return read


def filled(address: str, course: Course) -> str:
    return address.format(
        offer=course.offer,
        other=course.other,
        draft=course.draft,
        sent=course.sent,
        commissioner=course.commissioner,
    )


def json_of(email: str, address: str) -> Read:
    """Return what reads the kinds in a file of JSON."""

    def read(scene: Scene, course: Course) -> set[str]:
        return kinds_told(scene.clients[email].raw.get(filled(address, course)).get_json())

    return read


def workbook_of(email: str, address: str, *sheets: str) -> Read:
    """Return what reads the kinds in a workbook."""

    def read(scene: Scene, course: Course) -> set[str]:
        answer = scene.clients[email].raw.get(filled(address, course))
        assert answer.status_code == 200, address
        return kinds_written(answer.data, course, sheets)

    return read


@surface("a card of the directory", has_one=True)
def _card(scene: Scene, course: Course) -> set[str]:
    page = scene.clients[""].get(f"/directory?search={course.title.replace(' ', '+')}")
    return kinds_beside(page, course.title)


@surface("a brief")
def _brief(scene: Scene, course: Course) -> set[str]:
    return kinds_beside(scene.clients[COMMISSIONER].get(f"{scene.brief}?show=all"), course.title)


@surface("a brief, as its provider reads it")
def _shown(scene: Scene, course: Course) -> set[str]:
    who = BIRCH if course is scene.honest else AMBER
    return kinds_beside(scene.clients[who].get(scene.brief), course.title)


@surface("a combination")
def _combination(scene: Scene, course: Course) -> set[str]:
    address = f"{scene.brief}/combination?level=2&with={course.offer}"
    return kinds_beside(scene.clients[COMMISSIONER].get(address), course.title)


SURFACES |= {
    "an offer": page_of("", "/directory/{offer}"),
    "an offer as JSON": json_of("", "/directory/{offer}/coverage.json"),
    "an offer compared with none": page_of("", "/compare?pathway={offer}"),
    "a comparison": page_of("", "/compare?pathway={offer}&pathway={other}"),
    "a comparison as a workbook": workbook_of("", "/compare.xlsx?pathway={offer}&pathway={other}"),
    "a draft as a workbook": workbook_of(PROVIDER, "/pathways/{draft}/qa-matrix.xlsx", "Summary"),
    "a submission as a workbook": workbook_of(
        COMMISSIONER, "/submissions/{sent}/qa-matrix.xlsx", "Summary"
    ),
    "an offer as a workbook": workbook_of("", "/directory/{offer}/qa-matrix.xlsx", "Summary"),
    "the builder": page_of(PROVIDER, "/pathways/{draft}"),
    "coverage": page_of(PROVIDER, "/pathways/{draft}/coverage"),
    "a draft as JSON": json_of(PROVIDER, "/pathways/{draft}/coverage.json"),
    "publishing": page_of(PROVIDER, "/pathways/{draft}/versions"),
    "the overview": page_of(COMMISSIONER, "/submissions/{sent}"),
    "the competencies": page_of(COMMISSIONER, "/submissions/{sent}/competencies"),
    "the modules": page_of(COMMISSIONER, "/submissions/{sent}/modules"),
    "the decision": page_of(COMMISSIONER, "/submissions/{sent}/decision"),
    "the letter": page_of(COMMISSIONER, "/submissions/{sent}/letter"),
    "the trail as JSON": json_of(COMMISSIONER, "/submissions/{sent}/trail.json"),
    "sending": page_of(
        PROVIDER, "/pathways/{draft}/submit?commissioner={commissioner}&standard=balanced"
    ),
}


def write_brief(client: Client, **asked: str) -> str:
    """Write a brief that twins fit alike, for every competency unless told otherwise."""
    values = {
        "title": "Wardens",
        "standard": "full",
        "treatment": "I",
        "group-0-name": "Wardens",
        "group-0-level": "2",
        "group-0-people": "12",
        "group-0-brings": "",
        "sectors": ["Health"],
        "budget": "1000",
        "musts": ["sector", "budget"],
        "operation": client.get("/briefs/new").field("operation"),
        **asked,
    }
    return client.post("/briefs/new", values).location


@pytest.fixture
def scene(app: Flask, sign_in: Callable[[str], Client]) -> Scene:
    found = make_market(app)
    found.clients = {
        "": Client(app),
        **{who: sign_in(who) for who in (COMMISSIONER, PROVIDER, AMBER, BIRCH)},
    }
    client = found.clients[COMMISSIONER]
    found.brief = write_brief(client)
    client.post(f"{found.brief}/share")
    return found


@on_sqlite
@pytest.mark.parametrize("name", SURFACES)
def test_every_inflated_course_is_named_by_its_kind(name: str, scene: Scene) -> None:
    read = SURFACES[name]
    missed = {}
    for course in scene.inflated:
        wanted = course.way.first if name in FIRST else course.way.kind
        if wanted.value not in (found := read(scene, course)):
            missed[course.way.key] = (wanted.value, found)
    assert missed == {}
    assert read(scene, scene.honest) == set()


def assert_twins_stand_first(found: list[str]) -> None:
    """Of titles in their order: whatever is inflated comes after its honest twin."""
    for title in found:
        if title.startswith(INFLATED):
            twin = title.replace(INFLATED, HONEST, 1)
            assert twin in found, title
            assert found.index(twin) < found.index(title), title


def titles_in(page: Page, path: str) -> list[str]:
    return [page.words(one) for one in page.all(path)]


@on_sqlite
def test_sorted_by_fit_the_directory_has_every_twin_first(scene: Scene) -> None:
    client = scene.clients[""]
    found = []
    address = "/directory?search=course+for+ward+teams&sort=share"
    while address:
        page = client.get(address)
        found += titles_in(page, ".//li[@class='card listing']//h3")
        links = page.all(".//a[@rel='next']")
        address = links[0].get("href", "") if links else ""
    assert sum(title.startswith(INFLATED) for title in found) == len(scene.inflated)
    assert_twins_stand_first(found)


@on_sqlite
@pytest.mark.parametrize("standard", ["framework-minimum", "assessed", "full"])
@pytest.mark.parametrize("treatment", ["I", "D", "A"])
def test_a_brief_lists_every_twin_first_and_no_set_holds_what_is_inflated(
    standard: str, treatment: str, scene: Scene
) -> None:
    client = scene.clients[COMMISSIONER]
    address = write_brief(client, standard=standard, treatment=treatment)
    found = titles_in(
        client.get(f"{address}?show=all"), ".//ol[@class='plain-list brief__list']//h4"
    )
    assert len(found) > 2 * len(scene.inflated)
    assert_twins_stand_first(found)
    page = client.get(f"{address}/combination?level=2")
    assert INFLATED not in page.words()
