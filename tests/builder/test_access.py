"""Whose pathway it is, what a role may do, and what becomes of a lost session."""

import pytest

from pathways.builder.services.mappings import describe_mapping
from pathways.db import transaction
from pathways.domain.pathway.treatment import Treatment
from pathways.domain.refusals import NotFoundError
from pathways.records.people import find_owner
from tests.builder.house import EMAIL, MODULE, PATHWAY, House
from tests.factories import make_organisation, make_person
from tests.page import Client


def _somebody(house: House, organisation: str, role: str = "owner") -> Client:
    email = f"{role}-{organisation}@test.example"
    with house.app.app_context():
        make_person(email, organisation, role)
    client = Client(house.app)
    client.sign_in(email)
    client.get("/pathways")
    return client


def _addresses(house: House) -> tuple[list[str], list[str]]:
    """Return every address of the pathway that is read, and every one that writes."""
    module = house.module()
    outcome = f"{module}/outcomes/{house.modules[0].outcomes[0].id}"
    reading = ["", "/details", "/assurance", "/coverage", "/coverage.json", "/matrix"]
    reading += ["/competencies/L2-KA-K01"]
    mapping = house.mapping_url("L2-KA-K01")
    writing = ["/treatments", "/modules/new", "/details", "/assurance", "/coverage", "/undo"]
    writing += ["/redo", "/duplicate", "/archive", "/restore"]
    return (
        [*(house.url + path for path in reading), module],
        [
            *(house.url + path for path in writing),
            *(f"{module}/{path}" for path in ("edit", "up", "down", "place", "copy", "delete")),
            *(f"{outcome}/{path}" for path in ("edit", "up", "down", "delete")),
            f"{module}/outcomes/new",
            mapping,
        ],
    )


@pytest.fixture
def furnished(house: House) -> House:
    """Give a first module with an outcome and a mapping."""
    house.client.post(f"{house.module()}/outcomes/new", {"text": "Name three"})
    house.treat("L2-KA-K01", "A")
    return house


def _values(house: House) -> dict[str, str]:
    cell = f"{house.modules[0].id}:L2-KA-K02::I"
    return {**PATHWAY, **MODULE, "cell": cell, "text": "x", "treatment": "I", "version": "1"}


def test_another_organisations_pathway_is_not_found(furnished: House) -> None:
    with furnished.app.app_context():
        other = make_organisation("Willow Training")
    client = _somebody(furnished, other)
    before, steps = furnished.content, furnished.steps()
    reading, writing = _addresses(furnished)
    for address in reading:
        client.get(address, 404)
    for address in writing:
        client.post(address, _values(furnished), 404)
        client.post(address, _values(furnished), 404, htmx=True)
    assert (furnished.content, furnished.steps()) == (before, steps)
    assert "Practice for housing teams" not in client.get("/pathways").words()


def test_another_pathways_module_is_not_found_in_this_one(furnished: House) -> None:
    other = furnished.client.post("/pathways/new", {**PATHWAY, "title": "Other"}).location
    client, module = furnished.client, furnished.modules[0].id
    before = furnished.content
    client.get(f"{other}/modules/{module}/edit", 404)
    client.post(f"{other}/modules/{module}/edit", {**MODULE, "version": "1"}, 404)
    client.post(f"{other}/modules/{module}/delete", None, 404)
    client.post(f"{other}/treatments", {"cell": f"{module}:L2-KA-K02::I"}, 404)
    mapping = furnished.mapping_url("L2-KA-K01").rpartition("/")[2]
    client.post(f"{other}/mappings/{mapping}", {"treatment": "I", "version": "1"}, 404)
    assert furnished.content == before


def test_a_mapping_is_described_in_its_own_pathway_alone(furnished: House) -> None:
    other = furnished.client.post("/pathways/new", {**PATHWAY, "title": "Other"}).location
    mapping = furnished.mapping_url("L2-KA-K01").rpartition("/")[2]
    with furnished.app.app_context(), transaction() as session:
        owner = find_owner(session, EMAIL)
        with pytest.raises(NotFoundError):
            describe_mapping(
                session,
                owner,
                other.rpartition("/")[2],
                mapping,
                seen=1,
                treatment=Treatment.INTRODUCED,
                evidence="",
                outcomes=[],
            )


def test_a_reader_reads_and_changes_nothing(furnished: House) -> None:
    reader = _somebody(furnished, furnished.organisation, "reader")
    before, steps = furnished.content, furnished.steps()
    reading, writing = _addresses(furnished)
    for address in reading:
        if address == furnished.module():
            reader.get(address, 200, htmx=True)
        else:
            reader.get(address)
    for address in [*writing, "/pathways/new"]:
        reader.post(address, _values(furnished), 403)
        reader.post(address, _values(furnished), 403, htmx=True)
    for address in (f"{furnished.url}/modules/new", f"{furnished.module()}/edit"):
        reader.get(address, 403)
    page = reader.get(furnished.url)
    assert "You are a reader there; an owner can change your role." in page.words()
    for element in page.tree.iter("button"):
        # Readers fold parts of the page too.
        if "data-fold" not in element.attrib:
            assert element.get("form") != "act", "no button that would be refused"
    assert (furnished.content, furnished.steps()) == (before, steps)


def test_an_editor_changes_and_only_an_owner_deletes(furnished: House) -> None:
    editor = _somebody(furnished, furnished.organisation, "editor")
    editor.post(f"{furnished.module()}/outcomes/new", {"text": "Say two"})
    editor.post(f"{furnished.url}/archive")
    editor.post(f"{furnished.url}/delete", None, 403)
    furnished.client.post(f"{furnished.url}/delete")


def test_a_lost_session_shows_what_was_typed(furnished: House, htmx: bool) -> None:
    address = f"{furnished.module()}/edit"
    before = furnished.content
    furnished.client.raw.delete_cookie("pathways")
    furnished.client.get("/sign-in")
    values = {**MODULE, "description": "Two hours of work", "version": "1"}
    page = furnished.client.post(address, values, 401, htmx=htmx)
    if not htmx:
        typed = ["".join(area.itertext()).strip() for area in page.tree.iter("textarea")]
        assert "Two hours of work" in typed
        assert "You are signed out" in page.words()
    assert furnished.content == before


def test_a_page_that_was_open_too_long_shows_what_was_typed(furnished: House) -> None:
    address = f"{furnished.module()}/edit"
    before = furnished.content
    values = {**MODULE, "description": "Two hours of work", "csrf_token": "old"}
    page = furnished.client.post(address, values, 400)
    assert "Two hours of work" in page.words()
    assert furnished.content == before


def test_what_was_typed_into_something_deleted_meanwhile_is_shown(furnished: House) -> None:
    address = f"{furnished.module()}/edit"
    furnished.client.post(f"{furnished.module()}/delete")
    values = {**MODULE, "description": "Two hours of work"}
    page = furnished.client.post(address, values, 404)
    assert "Two hours of work" in page.words()


def test_an_address_that_no_database_could_be_asked_for_is_not_found(house: House) -> None:
    for address in ("/pathways/a%00b", "/pathways/%F0%9F%99%82", f"/pathways/{'a' * 5000}"):
        house.client.get(address, 404)
    house.client.post("/pathways/a%00b/treatments", {"cell": "a:b:c:d"}, 404)
