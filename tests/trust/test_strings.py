"""Ten thousand texts go through forms, database, files, LibreOffice and back, and stay texts.

What may become of a text is said in one place, `strings.kept`; all else is a fault: a formula, a
file that cannot be made, a text that is cut or changed. LibreOffice itself misreads one spelling,
an underscore that was escaped by hand, and nothing else.
"""

import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar

import pytest
import sqlalchemy as sa
from flask import Flask

from pathways.builder.holders import holder_of
from pathways.db import db, transaction
from pathways.directory.services import freeze_draft, publish
from pathways.domain.pathway.notes import note_mark
from pathways.domain.pathway.visibility import Visibility
from pathways.models.pathway import MappingRow, ModuleRow
from pathways.records.editions import current_edition
from tests.factories import make_module, make_organisation, make_pathway, make_person
from tests.office import Office
from tests.page import Client
from tests.trust.strings import kept, sent, texts
from tests.workbook.files import formulas, opened, rows, unescaped

EMAIL: Final = "provider@test.example"
CODES: Final = 250
"""How many texts a module holds."""
SHARE: Final = 2_500
"""How many a pathway holds: a file of it is small enough to be brought in."""
BATCH: Final = 100
MISREAD: Final = "_x005f_"
"""What LibreOffice reads as an escape of an escape, however it is written; in small letters."""
OPENING: Final = ("=", "+", "-", "@", "\t", "\r")
"""What makes a cell of CSV a formula."""

NEVER_OURS: Final = re.compile(r"WEBSERVICE|IMPORTXML|DDE|cmd|x\.example", re.IGNORECASE)
"""What formulas of the texts ask for, and no formula of ours."""

Item = TypeVar("Item")
Place = tuple[str, str]
"""The title of a module, and a code."""


@dataclass(slots=True)
class Shelf:
    """A provider, its browser, and what its pathways should say."""

    app: Flask
    organisation: str
    client: Client
    codes: list[str]


@pytest.fixture
def shelf(app: Flask) -> Shelf:
    """Give a provider without any pathway."""
    with app.app_context():
        organisation = make_organisation()
        make_person(EMAIL, organisation)
        codes = [item.code for item in current_edition(db.session).competencies][:CODES]
        db.session.close()
    client = Client(app)
    client.sign_in(EMAIL)
    return Shelf(app, organisation, client, codes)


def batches(of: Sequence[Item], size: int) -> Iterator[Sequence[Item]]:
    """Yield parts of so many."""
    for start in range(0, len(of), size):
        yield of[start : start + size]


def type_in(shelf: Shelf, typed: Sequence[str]) -> tuple[str, dict[Place, str], int]:
    """Make a pathway of texts through its forms; return it, its notes, and how many were refused.

    Each text is sent as the evidence of a mapping of its own.
    """
    with shelf.app.app_context():
        pathway = make_pathway(shelf.organisation, title="Texts", target_level=4, entry_level=None)
        modules = [
            make_module(pathway, f"What was typed, {chr(65 + number)}", position=number)
            for number, _ in enumerate(batches(typed, CODES))
        ]
        db.session.close()
    url = f"/pathways/{pathway}"
    cells = [
        f"{module}:{code}::A"
        for module, part in zip(modules, batches(typed, CODES), strict=True)
        for code, _ in zip(shelf.codes, part, strict=False)
    ]
    for some in batches(cells, 500):
        shelf.client.post(f"{url}/marks", {"cell": list(some)})
    places = stored(shelf.app, pathway)
    assert len(places) == len(typed)
    wanted: dict[Place, str] = {}
    refused = 0
    for pairs in batches(list(zip(places, typed, strict=True)), BATCH):
        good = []
        for place, text in pairs:
            wanted[place] = kept(sent(text)) or ""
            if kept(sent(text)) is None:
                refused += 1
                form = {"mapping": places[place][0], "seen": note_mark(""), "evidence": sent(text)}
                page = shelf.client.post(f"{url}/evidence", form, 422)
                assert "Keep this to 30,000" in page.text or "cannot be kept" in page.text
            else:
                good.append((places[place][0], text))
        many: dict[str, Any] = {
            "mapping": [identifier for identifier, _ in good],
            "seen": [note_mark("")] * len(good),
            "evidence": [sent(text) for _, text in good],
        }
        shelf.client.post(f"{url}/evidence", many)
    return pathway, wanted, refused


def stored(app: Flask, pathway: str) -> dict[Place, tuple[str, str]]:
    """Return each mapping of a pathway and its note, in order."""
    with app.app_context():
        found = db.session.execute(
            sa.select(ModuleRow.title, MappingRow.code, MappingRow.id, MappingRow.evidence)
            .join(MappingRow, MappingRow.module_id == ModuleRow.id)
            .where(ModuleRow.pathway_id == pathway)
            .order_by(ModuleRow.position, MappingRow.code)
        ).all()
        db.session.close()
    return {(title, code): (identifier, text) for title, code, identifier, text in found}


def notes(app: Flask, pathway: str) -> dict[Place, str]:
    """Return the notes alone."""
    return {place: text for place, (_, text) in stored(app, pathway).items()}


def noted(file: bytes) -> dict[Place, str]:
    """Return the notes that a workbook shows."""
    return {
        (str(row["Module title"]), str(row["Code"])): unescaped(str(row["Evidence"] or ""))
        for row in rows(opened(file, cached=True)["Mappings"])
    }


def asked(client: Client, address: str) -> bytes:
    """Return a file; fail where it is not made."""
    response = client.raw.get(address)
    assert response.status_code == 200, f"{address}: {response.status_code}"
    return response.get_data()


def check_formulas(file: bytes, wanted: dict[Place, str]) -> None:
    """Fail where a formula is one of the texts, or asks for what only one of them asks."""
    found = set(formulas(file).values())
    assert not found & set(wanted.values())
    assert not [formula for formula in found if NEVER_OURS.search(formula)]


def check_csv(app: Flask, client: Client, pathway: str, wanted: dict[Place, str]) -> None:
    """Publish a pathway, and look at its texts in the table that anybody may take."""
    with app.app_context(), transaction() as session:
        owner = holder_of(session, pathway)
        version = freeze_draft(session, owner, pathway)
        publish(session, owner, pathway, version.id, Visibility.PUBLIC)
    text = asked(client, f"/directory/{pathway}/competencies.csv").decode("utf-8-sig")
    table = list(csv.DictReader(io.StringIO(text, newline="")))
    assert not [cell for row in table for cell in row.values() if cell.startswith(OPENING)]
    found = {
        (row["module_title"], row["code"]): row["note"].removeprefix("'")
        for row in table
        if row["module_title"]
    }
    assert found == {place: note.removeprefix("'") for place, note in wanted.items()}


def bring_in(shelf: Shelf, path: Path) -> str:
    """Make a pathway of a workbook; return it."""
    options = ("--organisation", shelf.organisation, "--level", "4")
    done = shelf.app.test_cli_runner().invoke(args=["pathway", "import", str(path), *options])
    assert done.exit_code == 0, done.output
    return done.stdout.splitlines()[0].split()[0]


def test_ten_thousand_texts_stay_what_they_are(
    shelf: Shelf,
    office: Office,
    tmp_path: Path,
    is_whole: bool,
    record_property: Callable[[str, object], None],
) -> None:
    typed = texts() if is_whole else texts()[::20]
    by_hand = [text for text in typed if MISREAD in text.lower()]
    others = [text for text in typed if MISREAD not in text.lower()]
    refused = 0
    for number, some in enumerate((*batches(others, SHARE), by_hand)):
        pathway, wanted, count = type_in(shelf, some)
        refused += count
        assert notes(shelf.app, pathway) == wanted
        path = tmp_path / f"texts-{number}.xlsx"
        path.write_bytes(asked(shelf.client, f"/pathways/{pathway}/qa-matrix.xlsx"))
        assert asked(shelf.client, f"/pathways/{pathway}/qa-matrix.ods")
        check_csv(shelf.app, shelf.client, pathway, wanted)
        for one in (path,) if some is by_hand else (path, office.convert(path)):
            check_formulas(one.read_bytes(), wanted)
            assert noted(one.read_bytes()) == wanted
        assert notes(shelf.app, bring_in(shelf, one)) == wanted
    with shelf.app.app_context():
        engine = db.engine.dialect.name
    record_property(
        "measured",
        f"{len(typed):,} texts on {engine}: {refused} refused in words, 0 formulas, "
        f"0 files that failed, 0 cut, 0 changed; {len(by_hand)} with an escape "
        "typed by hand, which LibreOffice misreads, went without it",
    )
