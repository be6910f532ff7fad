"""Undo and redo after every kind of action: what was there before is there again."""

from collections.abc import Callable

import pytest

from pathways.models.base import new_id
from tests.builder.house import MODULE, PATHWAY, House
from tests.factories import make_person
from tests.page import Client


def _post(path: str, values: dict[str, object] | None = None) -> Callable[[House], None]:
    def act(house: House) -> None:
        module = house.view().modules[0]
        address = path.format(
            m=module.id, o=module.outcomes[0].id, k=module.mappings[0].id, u=house.url
        )
        page = house.client.get(f"{house.url}/details")
        marks = {"details": page.field("version")}
        marks["assurance"] = house.client.get(f"{house.url}/assurance").field("version")
        version = marks.get(address.rpartition("/")[2])
        if version is None:
            version = str(module.outcomes[0].version if "outcomes" in path else module.version)
            version = str(module.mappings[0].version) if "mappings" in path else version
        house.client.post(address, {"version": version, **(values or {})})

    return act


def _treat(code: str, seen: str, wish: str) -> Callable[[House], None]:
    def act(house: House) -> None:
        house.treat(code, wish, seen)

    return act


ACTIONS: dict[str, Callable[[House], None]] = {
    "add-module": _post("{u}/modules/new", MODULE),
    "change-module": _post("{u}/modules/{m}/edit", MODULE),
    "move-module": _post("{u}/modules/{m}/down"),
    "drop-module": _post("{u}/modules/{m}/place", {"place": "2"}),
    "copy-module": _post("{u}/modules/{m}/copy", {"operation": new_id()}),
    "delete-module": _post("{u}/modules/{m}/delete"),
    "add-outcome": _post("{u}/modules/{m}/outcomes/new", {"text": "Say two"}),
    "change-outcome": _post("{u}/modules/{m}/outcomes/{o}/edit", {"text": "Say four"}),
    "move-outcome": _post("{u}/modules/{m}/outcomes/{o}/down"),
    "delete-outcome": _post("{u}/modules/{m}/outcomes/{o}/delete"),
    "add-competency": _treat("L2-WB-K01", "", "D"),
    "set-treatment": _treat("L2-KA-K01", "A", "I"),
    "take-out": _treat("L2-KA-K01", "A", ""),
    "describe-mapping": _post("{u}/mappings/{k}", {"treatment": "D", "evidence": "Page 9"}),
    "details": _post(
        "{u}/details",
        {**PATHWAY, "target_level": "3", "price_basis": "", "vat": "", "summary": "New"},
    ),
    "assurance": _post("{u}/assurance", {"facilitators": "Three", "principle-safety": "Breaks"}),
    "standard": _post("{u}/coverage", {"standard": "full"}),
}


@pytest.fixture
def furnished(house: House) -> House:
    """Give a first module with outcomes, a mapping, and evidence."""
    for text in ("Name three", "Explain two"):
        house.client.post(f"{house.module()}/outcomes/new", {"text": text})
    house.treat("L2-KA-K01", "A")
    outcome = house.modules[0].outcomes[0].id
    values = {"treatment": "A", "outcomes": outcome, "evidence": "Page 4", "version": "1"}
    house.client.post(house.mapping_url("L2-KA-K01"), values)
    return house


@pytest.mark.parametrize("action", ACTIONS)
def test_every_step_is_undone_and_done_again(furnished: House, action: str) -> None:
    before = furnished.content
    ACTIONS[action](furnished)
    after = furnished.content
    assert after != before
    undo, redo = f"{furnished.url}/undo", f"{furnished.url}/redo"
    for htmx in (True, False):
        status = 200 if htmx else 303
        furnished.client.post(undo, {"from": "?"}, status, htmx=htmx)
        assert furnished.content == before
        furnished.client.post(redo, {"from": "?"}, status, htmx=htmx)
        assert furnished.content == after


def test_all_steps_are_undone_one_after_the_other(furnished: House) -> None:
    states = [furnished.content]
    for action in ("add-competency", "copy-module", "move-module", "delete-outcome", "details"):
        ACTIONS[action](furnished)
        states.append(furnished.content)
    for state in reversed(states[:-1]):
        furnished.client.post(f"{furnished.url}/undo")
        assert furnished.content == state
    for state in states[1:]:
        furnished.client.post(f"{furnished.url}/redo")
        assert furnished.content == state
    page = furnished.client.post(f"{furnished.url}/redo", {"from": "?"}, 200, htmx=True)
    assert "There is nothing to redo." in page.words()


def test_a_new_step_ends_what_could_be_done_again(furnished: House) -> None:
    ACTIONS["change-module"](furnished)
    furnished.client.post(f"{furnished.url}/undo")
    ACTIONS["add-outcome"](furnished)
    page = furnished.client.get(furnished.url)
    redo, undo = page.by_id("redo"), page.by_id("undo")
    assert redo is not None
    assert undo is not None
    assert redo.attrib.get("aria-disabled") == "true"
    assert "aria-disabled" not in undo.attrib


def test_undo_comes_back_to_the_page_that_it_was_pressed_on(furnished: House) -> None:
    ACTIONS["add-competency"](furnished)
    for tab in ("/matrix?show=open", "/coverage", "/assurance", "/details", "/versions", "?q=a"):
        page = furnished.client.get(f"{furnished.url}{tab}")
        asked = {"from": page.field("from"), "page": page.field("page")}
        page = furnished.client.post(f"{furnished.url}/undo", asked)
        at = f"&open={(module := furnished.modules[0].id)}#module-{module}"
        assert (page.location or "").rstrip("?") == furnished.url + tab + at * tab.startswith("?")
        furnished.client.post(f"{furnished.url}/redo", asked)
    for other in ("//elsewhere.example", "/", "/directory", f"{furnished.url}/head", "x" * 3000):
        page = furnished.client.post(f"{furnished.url}/undo", {"from": "matrix", "page": other})
        assert (page.location or "").partition("?")[0] == furnished.url
        furnished.client.post(f"{furnished.url}/redo", {"from": "?"})


def test_without_scripts_undo_comes_back_to_what_it_changed(furnished: House) -> None:
    module = furnished.modules[0].id
    places = {
        "describe-mapping": f"mapping-{module}-L2-KA-K01",
        "add-competency": f"module-{module}",
        "change-outcome": f"module-{module}",
        "standard": None,
    }
    for action, place in places.items():
        ACTIONS[action](furnished)
        # Whatever was folded, what changed is in the page.
        folded = f"{furnished.url}?fold={module}"
        furnished.client.get(folded)
        page = furnished.client.post(f"{furnished.url}/undo", {"from": "?", "page": folded})
        at = f"{furnished.url}?open={module}#{place}"
        assert page.location == (at if place else folded)
        assert not place or furnished.client.get(at).by_id(place) is not None


def test_where_scripts_run_another_tab_is_shown_anew_at_its_place(furnished: House) -> None:
    ACTIONS["add-competency"](furnished)
    page = furnished.client.post(f"{furnished.url}/undo", {"from": "coverage"}, 200, htmx=True)
    assert page.response.headers["HX-Refresh"] == "true"


def test_what_somebody_built_upon_is_not_undone(furnished: House) -> None:
    furnished.client.post(f"{furnished.url}/modules/new", MODULE)
    with furnished.app.app_context():
        make_person("second@test.example", furnished.organisation, "editor")
    second = Client(furnished.app)
    second.sign_in("second@test.example")
    second.get(furnished.url)
    third = furnished.modules[2].id
    second.post(f"{furnished.url}/treatments", {"cell": f"{third}:L2-KA-K02::I"})
    before = furnished.content
    page = furnished.client.post(f"{furnished.url}/undo", {"from": "?"}, 409, htmx=True)
    assert "something has been built on it since" in page.words()
    assert furnished.content == before


def test_words_that_somebody_wrote_over_ones_own_stay(furnished: House) -> None:
    with furnished.app.app_context():
        make_person("second@test.example", furnished.organisation, "editor")
    second = Client(furnished.app)
    second.sign_in("second@test.example")
    address = f"{furnished.module()}/edit"
    for person, title in ((furnished.client, "Mine"), (second, "Theirs")):
        version = person.get(address).field("version")
        person.post(address, {**MODULE, "title": title, "version": version})
    furnished.client.post(f"{furnished.url}/undo", {"from": "?"}, 409, htmx=True)
    assert furnished.titles[0] == "Theirs"


def test_what_cannot_be_done_again_is_called_that(furnished: House) -> None:
    ACTIONS["add-competency"](furnished)
    furnished.client.post(f"{furnished.url}/undo")
    with furnished.app.app_context():
        make_person("second@test.example", furnished.organisation, "editor")
    second = Client(furnished.app)
    second.sign_in("second@test.example")
    second.get(furnished.url)
    second.post(f"{furnished.url}/treatments", {"cell": f"{furnished.modules[0].id}:L2-WB-K01::A"})
    page = furnished.client.post(f"{furnished.url}/redo", {"from": "?"}, 409, htmx=True)
    assert "cannot be done again: something has been built on it since" in page.words()
    assert furnished.mapping("L2-WB-K01") is not None


def test_nobodys_undo_reaches_into_an_archived_pathway(furnished: House) -> None:
    with furnished.app.app_context():
        make_person("second@test.example", furnished.organisation, "editor")
    second = Client(furnished.app)
    second.sign_in("second@test.example")
    second.get(furnished.url)
    second.post(f"{furnished.module()}/down")
    furnished.client.post(f"{furnished.url}/archive")
    before = furnished.content
    second.post(f"{furnished.url}/undo", {"from": "?"})
    assert furnished.content == before
    assert "Restore it first." in second.get(furnished.url).words()
    furnished.client.post(f"{furnished.url}/undo", {"from": "?"})
    assert furnished.view().head.state == "active"


def test_everybody_undoes_their_own_steps(furnished: House) -> None:
    with furnished.app.app_context():
        make_person("second@test.example", furnished.organisation, "editor")
    second = Client(furnished.app)
    second.sign_in("second@test.example")
    second.get(furnished.url)
    page = second.post(f"{furnished.url}/undo", {"from": "?"}, 200, htmx=True)
    assert "There is nothing to undo." in page.words()
    second.post(f"{furnished.module()}/down")
    ACTIONS["add-competency"](furnished)
    second.post(f"{furnished.url}/undo")
    assert furnished.titles == ["What trauma does", "Safe places"]
    assert furnished.mapping("L2-WB-K01", 2) is not None
    assert furnished.view().report.reached == 2


@pytest.mark.parametrize("way", ["undo", "redo"])
def test_an_outcome_that_somebody_else_linked_is_not_taken_from_under_it(
    house: House, way: str
) -> None:
    """Undo of its making, and redo of its deletion."""
    with house.app.app_context():
        make_person("second@test.example", house.organisation, "editor")
    second = Client(house.app)
    second.sign_in("second@test.example")
    house.treat("L2-KA-K01", "A")
    house.client.post(f"{house.module()}/outcomes/new", {"text": "Name three"})
    outcome = house.modules[0].outcomes[0].id
    if way == "redo":
        house.client.post(f"{house.module()}/outcomes/{outcome}/delete")
        house.client.post(f"{house.url}/undo")
    second.get(house.url)
    link = {"treatment": "A", "outcomes": outcome, "evidence": "", "version": "1"}
    second.post(house.mapping_url("L2-KA-K01"), link)
    page = house.client.post(f"{house.url}/{way}", {"from": "?"}, 409, htmx=True)
    assert "something has been built on it since" in page.words()
    # Nothing is wrong in the database either: `content` looks.
    assert house.content.modules[0].outcomes[0].id == outcome


def test_a_link_to_an_outcome_that_is_gone_does_not_come_back(furnished: House) -> None:
    with furnished.app.app_context():
        make_person("second@test.example", furnished.organisation, "editor")
    second = Client(furnished.app)
    second.sign_in("second@test.example")
    outcome = furnished.modules[0].outcomes[0].id
    furnished.treat("L2-KA-K01", "", "A")
    second.get(furnished.url)
    second.post(f"{furnished.module()}/outcomes/{outcome}/delete")
    furnished.client.post(f"{furnished.url}/undo", {"from": "?"}, 409, htmx=True)
    assert furnished.mapping("L2-KA-K01") is None


def test_undoing_a_return_from_the_deleted_leads_to_the_list(house: House) -> None:
    for action in ("archive", "delete", "restore"):
        house.client.post(f"{house.url}/{action}")
    page = house.client.post(f"{house.url}/undo", {"from": "?"})
    assert page.location == "/pathways"
    assert "Undone: Restored the pathway." in house.client.get("/pathways").words()


def test_the_trail_keeps_every_step(furnished: House) -> None:
    before = furnished.steps()
    ACTIONS["add-module"](furnished)
    furnished.client.post(f"{furnished.url}/undo")
    assert furnished.steps() == before + 2
