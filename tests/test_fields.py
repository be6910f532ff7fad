"""Each field of a pathway is met by every reader in `fields.py`, or left out for a reason."""

import ast
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import pytest
import sqlalchemy as sa
from flask import Flask
from openpyxl import load_workbook

from pathways.builder.holders import holder_named
from pathways.builder.services.arrival import read_arrival
from pathways.db import db, transaction
from pathways.directory.services import freeze_draft, publish
from pathways.domain.pathway.content import Mapping, Module, PathwayContent
from pathways.domain.pathway.facts import tell
from pathways.domain.pathway.fields import (
    ASSURANCE_FIELDS,
    DETAIL_FIELDS,
    ENTRY,
    MODULE_FIELDS,
    OUTCOME,
    TARGET,
    Assurance,
    Details,
    Field,
    FieldKind,
    ModuleTexts,
    Reader,
)
from pathways.domain.pathway.treatment import Treatment
from pathways.domain.pathway.visibility import Visibility
from pathways.domain.rule.stated import Subject
from pathways.models import pathway as tables
from tests.factories import CURRENT_EDITION, load_pathway
from tests.moving import kept
from tests.page import Client, Page
from tests.policies.tree import PACKAGE, TEMPLATES, python_files, templates
from tests.submissions.scene import PROVIDER, make_scene, send

ALL = {"details": DETAIL_FIELDS, "assurance": ASSURANCE_FIELDS, "module": MODULE_FIELDS}
UNPRINTED = {"no-print", "actions", "button", "tabs"}
"""Classes of what no paper shows, see `_print.scss`; what is folded in is not printed either."""


def unlike_any(item: Field, place: int) -> object:
    """Return a value that stands nowhere else."""
    match item.kind:
        case FieldKind.LINE | FieldKind.TEXT:
            return f"Uncommon{place}"
        case FieldKind.WORDS | FieldKind.NAMES:
            return (f"Uncommon{place}", f"Further{place}")
        case FieldKind.CHOICE:
            return list(item.choices)[1]
        case FieldKind.DATE:
            return "2031-03-27"
        case FieldKind.PRICE:
            return 12_345
        case FieldKind.NUMBER | FieldKind.MINUTES:
            return 3_007 + 7 * place


PLACES = {name: place for place, name in enumerate((p, i.name) for p in ALL for i in ALL[p])}
FILLED: dict[str, dict[str, Any]] = {
    part: {item.name: unlike_any(item, PLACES[part, item.name]) for item in items}
    for part, items in ALL.items()
}
MODULE = Module(id="", **FILLED["module"], mappings=(Mapping("L4-SP-01", Treatment.ASSESSED),))
FULL = PathwayContent(
    CURRENT_EDITION,
    "All that is asked",
    4,
    3,
    details=Details(**FILLED["details"]),
    assurance=Assurance(**FILLED["assurance"], principles=(("safety", "Uncommonly safe"),)),
    modules=(MODULE,),
)
PARTS: dict[str, Details | Assurance | ModuleTexts] = {
    "details": FULL.details,
    "assurance": FULL.assurance,
    "module": MODULE,
}


SIGNS = {"price_basis": "£123.45 a person", "vat": "£123.45 a person, VAT included"}
"""What is told together with something else."""


@dataclass(frozen=True, slots=True)
class House:
    """A full pathway that was sent and published, one that says nothing, and who looks at them."""

    app: Flask
    provider: Client
    full: str
    other: str
    submission: str

    def page(self, address: str) -> Page:
        """Open a page as the provider."""
        return self.provider.get(address)

    def file(self, address: str) -> bytes:
        """Fetch a file as the provider."""
        response = self.provider.raw.get(address)
        assert response.status_code == 200
        return response.get_data()


@kept
def build_house(app: Flask) -> House:
    """Send and publish the pathway, and another beside it."""
    scene = make_scene(app, level=4)
    blank = PathwayContent(CURRENT_EDITION, "Nothing yet", 4, modules=(Module("m", "Other"),))
    with app.app_context():
        full, other = (load_pathway(scene.provider, content) for content in (FULL, blank))
        owner = holder_named(db.session, scene.provider)
        for pathway in (full, other):
            with transaction() as session:
                version = freeze_draft(session, owner, pathway)
                publish(session, owner, pathway, version.id, Visibility.PUBLIC)
    provider = Client(app)
    provider.sign_in(PROVIDER)
    submission = send(provider, replace(scene, pathway=full))
    return House(app, provider, full, other, submission)


@pytest.fixture
def house(app: Flask) -> House:
    """Give the house, on SQLite: what a page shows is no matter of the engine."""
    return build_house(app)


def printed(element: Element) -> Iterator[str]:
    """Yield the words of an element that come on paper."""
    classes = set((element.get("class") or "").split())
    if classes & UNPRINTED or element.tag in ("script", "head"):
        return
    yield element.text or ""
    for child in element:
        # What an offer folds is read on paper: its print styles and script open it.
        if element.tag != "details" or child.tag == "summary" or classes & {"inside"}:
            yield from printed(child)
        yield child.tail or ""


def on_screen(house: House, address: str) -> str:
    return " ".join(" ".join(house.page(address).tree.itertext()).split())


def on_paper(house: House, address: str) -> str:
    return " ".join(" ".join(printed(house.page(address).tree)).split())


def cells(data: bytes) -> str:
    book = load_workbook(io.BytesIO(data))
    rows = (row for sheet in book for row in sheet.iter_rows(values_only=True))
    return " | ".join(str(value) for row in rows for value in row if value is not None)


def compared(house: House) -> str:
    return f"?pathway={house.full}&pathway={house.other}"


def named_as_empty(house: House) -> str:
    """Return the labels of what holds nothing, as the values that they stand for.

    A module is not named there, and its labels may be those of details.
    """
    page = house.page(f"/pathways/{house.other}/submit")
    labels = list(map(page.words, page.all(".//details[@class='fold']/ul/li")))
    return " ".join(
        sign_of(part, item)
        for part in ("details", "assurance")
        for item in ALL[part]
        if item.label in labels
    )


READ: dict[str, tuple[Reader, Callable[[House], str]]] = {
    "builder": (Reader.BUILDER, lambda h: on_screen(h, f"/pathways/{h.full}")),
    "check before sending": (Reader.CHECK, named_as_empty),
    "submission": (
        Reader.SUBMISSION,
        lambda h: " ".join(
            on_paper(h, f"/submissions/{h.submission}/{tab}") for tab in ("modules", "assurance")
        ),
    ),
    "directory": (Reader.DIRECTORY, lambda h: on_paper(h, f"/directory/{h.full}")),
    "comparison": (
        Reader.COMPARISON,
        lambda h: on_paper(h, f"/compare{compared(h)}&line=SP&evidence=all"),
    ),
    "compare.xlsx": (
        Reader.COMPARISON,
        lambda h: cells(h.file(f"/compare.xlsx{compared(h)}")),
    ),
    "QA matrix of a draft": (
        Reader.WORKBOOK,
        lambda h: cells(h.file(f"/pathways/{h.full}/qa-matrix.xlsx")),
    ),
    "QA matrix of a submission": (
        Reader.WORKBOOK,
        lambda h: cells(h.file(f"/submissions/{h.submission}/qa-matrix.xlsx")),
    ),
    "coverage.json": (
        Reader.COVERAGE,
        lambda h: h.file(f"/pathways/{h.full}/coverage.json").decode(),
    ),
}


def sign_of(part: str, item: Field) -> str:
    """Return what tells that a reader shows this field of the full pathway."""
    told = {found.name: found.words for found in tell(PARTS[part], "")}
    alone = str(FILLED[part][item.name])
    if item.together or item.part_of == "group_min":
        return alone
    return SIGNS.get(item.name) or told[item.name]


def is_shown(text: str, part: str, item: Field) -> bool:
    signs = {sign_of(part, item), str(FILLED[part][item.name])} - {"person", "included"}
    return any(re.search(rf"(?<!\w){re.escape(sign)}(?!\w)", text) for sign in signs)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_each_reader_shows_what_the_list_says_and_nothing_else(house: House) -> None:
    wrong = []
    for place, (reader, read) in READ.items():
        text = read(house)
        for part, items in ALL.items():
            for item in items:
                reason = item.left_out.get(reader, "")
                if is_shown(text, part, item) == bool(reason):
                    wrong.append((place, f"{part}.{item.name}", reason or "not shown"))
    assert wrong == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_forms_and_files_ask_for_each_field(house: House) -> None:
    module = f"/pathways/{house.full}/modules"
    with house.app.app_context():
        assert read_arrival(db.session, FULL.to_plain()).to_plain() == FULL.to_plain()
        (identifier,) = db.session.execute(
            sa.select(tables.ModuleRow.id).where(tables.ModuleRow.pathway_id == house.full)
        ).scalars()
    for part, address in (
        ("details", f"/pathways/{house.full}/details"),
        ("assurance", f"/pathways/{house.full}/assurance"),
        ("module", f"{module}/{identifier}/edit"),
    ):
        page = house.page(address)
        words = page.words()
        for item in ALL[part]:
            name = "price" if item.kind is FieldKind.PRICE else item.name
            assert page.field(name) != "", (part, item.name)
            assert item.label in words, (part, item.name)


LABELS = {
    item.label
    for item in (*DETAIL_FIELDS, *ASSURANCE_FIELDS, *MODULE_FIELDS, TARGET, ENTRY, OUTCOME)
    if " " in item.label
}
"""Those that no other thing is called by."""


def typed_labels() -> Iterator[tuple[str, str]]:
    """Yield labels that are typed again, each with its file."""
    for name in python_files():
        tree = ast.parse((PACKAGE / name).read_text(encoding="utf-8"))
        typed = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)}
        yield from ((name, label) for label in LABELS & typed)
    for name in templates():
        source = (TEMPLATES / name).read_text(encoding="utf-8")
        yield from ((name, x) for x in LABELS if re.search(rf"['>\"]{x}['<\"]", source))


def test_a_label_is_written_once() -> None:
    # What a standard can ask to be stated is named where standards are, and asked for by that name.
    named = {subject.word for subject in Subject} & LABELS
    assert sorted(typed_labels()) == sorted(
        ("domain/rule/stated.py" if label in named else "domain/pathway/fields.py", label)
        for label in LABELS
    )


def test_a_file_is_described_with_each_field() -> None:
    described = Path("docs/pathway-json.md").read_text(encoding="utf-8")
    for items in ALL.values():
        for item in items:
            assert f"`{item.name}`" in described, item.name


def test_each_reason_is_one() -> None:
    for items in ALL.values():
        for item in items:
            assert all(reason.endswith(".") for reason in item.left_out.values()), item.name
            assert len(item.left_out) < len(Reader), f"{item.name} is read by nobody"
