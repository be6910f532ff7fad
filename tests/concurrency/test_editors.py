"""Several people, several processes, one pathway: nothing is lost, nothing is made twice."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from pathways import create_app
from pathways.db import db, new_id
from pathways.models.journal import Journal
from pathways.models.pathway import MappingRow, ModuleRow, OutcomeRow, Pathway
from pathways.records.editions import current_edition
from tests.conftest import settings
from tests.factories import (
    PASSWORD,
    make_module,
    make_organisation,
    make_pathway,
    make_person,
)
from tests.together import at_once

EDITORS, CHANGES = 8, 25
BITS = {"I": "introduced", "D": "developed", "A": "assessed"}


class Editor:
    """Somebody with a browser of their own."""

    def __init__(self, app: Flask, email: str) -> None:
        self.browser = app.test_client()
        self.browser.get("/sign-in")
        form = {"csrf_token": self.token("/sign-in"), "email": email, "password": PASSWORD}
        assert self.browser.post("/sign-in", data=form).status_code == 302
        self.csrf_token = self.token("/pathways")

    def token(self, address: str) -> str:
        """Read the token of a page."""
        text = self.browser.get(address).get_data(as_text=True)
        found = re.search(r'name="csrf-token" content="([^"]+)"', text)
        assert found is not None
        return found[1]

    def post(self, address: str, **form: str) -> TestResponse:
        """Send a form as htmx does."""
        return self.browser.post(
            address,
            data={"csrf_token": self.csrf_token, **form},
            headers={"HX-Request": "true"},
        )


@pytest.fixture
def apps(app: Flask, database_url: str, tmp_path: Path) -> Iterator[tuple[Flask, Flask]]:
    """Give two apps on one database, as two processes are."""
    second = create_app(settings(database_url, tmp_path))
    yield app, second
    with second.app_context():
        db.engine.dispose()


@pytest.fixture
def pathway(app: Flask) -> str:
    """Make a pathway with two modules, and eight editors of it."""
    with app.app_context():
        organisation = make_organisation()
        for number in range(EDITORS):
            make_person(f"editor-{number}@test.example", organisation, "editor")
        identifier = make_pathway(organisation)
        for position in range(2):
            make_module(identifier, f"Module {position + 1}", position=position)
        db.session.close()
    return identifier


def editors(apps: tuple[Flask, Flask], count: int = EDITORS) -> list[Editor]:
    return [Editor(apps[n % 2], f"editor-{n}@test.example") for n in range(count)]


def check_bits(app: Flask, pathway: str) -> None:
    """Fail where the bit sets of a module differ from a recount of its mappings."""
    with app.app_context():
        edition = current_edition(db.session)
        modules = db.session.scalars(
            sa.select(ModuleRow).where(ModuleRow.pathway_id == pathway)
        ).all()
        for module in modules:
            counted = dict.fromkeys(BITS, 0)
            for mapping in db.session.scalars(
                sa.select(MappingRow).where(MappingRow.module_id == module.id)
            ):
                counted[mapping.treatment] |= edition.by_code[mapping.code].mask
            for treatment, name in BITS.items():
                assert int(getattr(module, name), 16) == counted[treatment], module.title


def module_ids(app: Flask, pathway: str) -> list[str]:
    with app.app_context():
        statement = sa.select(ModuleRow.id).where(ModuleRow.pathway_id == pathway)
        return list(db.session.scalars(statement.order_by(ModuleRow.position)))


def test_no_change_of_eight_editors_is_lost(apps: tuple[Flask, Flask], pathway: str) -> None:
    modules = module_ids(apps[0], pathway)
    with apps[0].app_context():
        codes = [item.code for item in current_edition(db.session).competencies]
    people = editors(apps)
    wanted = {
        (modules[number % 2], codes[number * CHANGES + step]): "IDA"[step % 3]
        for number in range(EDITORS)
        for step in range(CHANGES)
    }

    def work(number: int) -> Callable[[], list[int]]:
        mine = codes[number * CHANGES : (number + 1) * CHANGES]

        def run() -> list[int]:
            module = modules[number % 2]
            return [
                people[number]
                .post(
                    f"/pathways/{pathway}/treatments",
                    cell=f"{module}:{code}::{'IDA'[step % 3]}",
                )
                .status_code
                for step, code in enumerate(mine)
            ]

        return run

    answers = at_once([work(number) for number in range(EDITORS)])
    assert {status for one in answers for status in one} == {200}
    with apps[0].app_context():
        rows = db.session.scalars(sa.select(MappingRow))
        assert {(row.module_id, row.code): row.treatment for row in rows} == wanted
        steps = db.session.scalars(
            sa.select(Journal.revision).where(Journal.subject == pathway)
        ).all()
        assert sorted(map(int, filter(None, steps))) == list(range(2, 2 + len(wanted)))
        assert db.session.get_one(Pathway, pathway).revision == 1 + len(wanted)
    check_bits(apps[1], pathway)


def test_editors_who_set_one_place_at_once_never_break_it(
    apps: tuple[Flask, Flask], pathway: str
) -> None:
    module = module_ids(apps[0], pathway)[0]
    people = editors(apps)
    answers = at_once(
        [
            lambda person=person, wish="IDA"[n % 3]: [  # type: ignore[misc]
                person.post(
                    f"/pathways/{pathway}/treatments", cell=f"{module}:L2-KA-K01:{seen}:{wish}"
                ).status_code
                for seen in ("", "I", "D", "A")
            ]
            for n, person in enumerate(people)
        ]
    )
    assert {status for one in answers for status in one} <= {200, 409}
    with apps[0].app_context():
        count = db.session.scalar(sa.select(sa.func.count()).select_from(MappingRow))
        assert count == 1
    check_bits(apps[0], pathway)


@pytest.mark.parametrize("kind", ["pathway", "module", "outcome", "copy", "duplicate"])
def test_twenty_clicks_at_once_make_one_thing(
    kind: str, apps: tuple[Flask, Flask], pathway: str
) -> None:
    module = module_ids(apps[0], pathway)[0]
    address, form, table = {
        "pathway": (
            "/pathways/new",
            {"title": "Once", "target_level": "2", "entry_level": "", "standard": "balanced"},
            Pathway,
        ),
        "module": (f"/pathways/{pathway}/modules/new", {"title": "Once"}, ModuleRow),
        "outcome": (
            f"/pathways/{pathway}/modules/{module}/outcomes/new",
            {"text": "Once"},
            OutcomeRow,
        ),
        "copy": (f"/pathways/{pathway}/modules/{module}/copy", {}, ModuleRow),
        "duplicate": (f"/pathways/{pathway}/duplicate", {}, Pathway),
    }[kind]
    with apps[0].app_context():
        before = db.session.scalar(sa.select(sa.func.count()).select_from(table)) or 0
        db.session.close()
    # One person, two browsers: the same form, sent again and again.
    person = [Editor(apps[n % 2], "editor-0@test.example") for n in range(20)]
    operation = new_id()
    answers = at_once(
        [lambda one=one: one.post(address, operation=operation, **form) for one in person]  # type: ignore[misc]
    )
    # More pages of one person than a process gives at once are refused, and nothing comes of them.
    assert {200} <= {answer.status_code for answer in answers} <= {200, 429}
    with apps[0].app_context():
        after = db.session.scalar(sa.select(sa.func.count()).select_from(table))
        # A copied pathway brings copies of nothing but itself here; its modules are counted apart.
        assert after == before + 1
    check_bits(apps[0], pathway)


def test_two_texts_at_once_are_both_shown(apps: tuple[Flask, Flask], pathway: str) -> None:
    module = module_ids(apps[0], pathway)[0]
    people = editors(apps, 2)
    texts = ["The words of the first", "The words of the second"]
    answers = at_once(
        [
            lambda person=person, text=text: person.post(  # type: ignore[misc]
                f"/pathways/{pathway}/modules/{module}/edit",
                title="Module 1",
                minutes="90",
                description=text,
                version="1",
            )
            for person, text in zip(people, texts, strict=True)
        ]
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    refused = next(answer for answer in answers if answer.status_code == 409)
    shown = refused.get_data(as_text=True)
    assert all(text in shown for text in texts)
    with apps[0].app_context():
        kept = db.session.get_one(ModuleRow, module)
        assert kept.description in texts
        assert kept.version == 2
