"""`pathway check`, `pathway export` and `pathway import`, as scripts meet them."""

import json
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from click.testing import Result
from flask import Flask
from openpyxl import load_workbook

from pathways.builder.demonstration import FOLDER
from pathways.db import db, transaction
from pathways.models.pathway import ModuleRow, Pathway
from pathways.models.publication import Publication
from tests.builder.house import House
from tests.factories import demonstration, load_pathway


def run(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=["pathway", *arguments])


@pytest.fixture
def school(app: Flask, house: House) -> str:
    """Give the id of a pathway with gaps."""
    with app.app_context():
        return load_pathway(house.organisation, demonstration("whole-school"))


def pathways(app: Flask) -> int:
    with app.app_context():
        return db.session.execute(sa.select(sa.func.count(Pathway.id))).scalar_one()


def test_check_exits_by_the_verdict(app: Flask, house: House, school: str) -> None:
    with app.app_context():
        housing = load_pathway(house.organisation, demonstration("housing-teams"))

    met = run(app, "check", housing)
    assert met.exit_code == 0
    assert "All six themes represented at Trauma Informed: 75 of 153" in met.output
    unmet = run(app, "check", school)
    assert unmet.exit_code == 1
    assert "4 of 6 themes" in unmet.output
    assert "Nothing reaches Lived Experience yet." in unmet.output
    assert run(app, "check", housing, "--standard", "full").exit_code == 1


def test_check_says_what_is_not_there(app: Flask, school: str) -> None:
    missing = run(app, "check", "nothing-like-it")
    assert missing.exit_code == 2
    assert "There is no pathway 'nothing-like-it'." in missing.output
    strict = run(app, "check", school, "--standard", "strict")
    assert strict.exit_code == 2
    assert "framework-minimum, balanced, assessed, half, full" in strict.output


def test_check_prints_what_the_page_gives_as_json(app: Flask, house: House, school: str) -> None:
    printed = json.loads(run(app, "check", school, "--json", "--standard", "half").output)
    served = house.client.raw.get(f"/pathways/{school}/coverage.json?standard=half").get_json()
    assert printed == served


def test_export_writes_what_the_page_gives(
    app: Flask, house: House, school: str, tmp_path: Path
) -> None:
    path = tmp_path / "matrix.xlsx"
    done = run(app, "export", school, "-o", str(path), "--standard", "half")
    assert done.exit_code == 0, done.output
    served = house.client.raw.get(f"/pathways/{school}/qa-matrix.xlsx?standard=half")
    assert path.read_bytes() == served.get_data()
    workbook = load_workbook(BytesIO(served.get_data()))
    assert workbook.sheetnames[0] == "Summary"
    assert [found.name for found in tmp_path.glob("*.xlsx")] == ["matrix.xlsx"]


def test_export_says_where_it_cannot_write(app: Flask, school: str, tmp_path: Path) -> None:
    done = run(app, "export", school, "-o", str(tmp_path / "missing" / "a.xlsx"))
    assert done.exit_code == 2
    assert "cannot be written" in done.output


def test_import_makes_the_pathway_of_the_file(app: Flask, house: House) -> None:
    done = run(
        app,
        "import",
        str(FOLDER / "specialist-service.json"),
        "--organisation",
        "northgate LEARNING",
    )
    assert done.exit_code == 0, done.output
    made, wanted = (
        house.view(done.output.strip()).content.to_plain(),
        demonstration("specialist-service").to_plain(),
    )
    # Modules and outcomes get identifiers of their own.
    for plain in (made, wanted):
        for module in plain["modules"]:
            numbers = {item["id"]: number for number, item in enumerate(module["outcomes"])}
            for mapping in module["mappings"]:
                mapping["outcomes"] = sorted(numbers[item] for item in mapping["outcomes"])
            module["mappings"].sort(key=lambda mapping: mapping["code"])
            for item in (module, *module["outcomes"]):
                del item["id"]
    assert made == wanted


def test_import_needs_a_provider(app: Flask, house: House) -> None:
    path = str(FOLDER / "front-desk.json")
    done = run(app, "import", path, "--organisation", "Nobody")
    assert done.exit_code == 2
    assert "There is no provider 'Nobody'." in done.output
    assert pathways(app) == 1


def change(plain: dict[str, Any], place: str, value: Any) -> None:
    """Put a value at a place such as "modules.0.title"."""
    *way, last = (int(part) if part.isdecimal() else part for part in place.split("."))
    held: Any = plain
    for part in way:
        held = held[part]
    held[last] = value


BROKEN = [
    ("title", "", "title: this is needed."),
    ("title", "A\u200bB", "title: This holds an invisible character."),
    ("title", "two\nlines", "title: Keep this to one line."),
    ("title", 7, "title: this must be text, not 7."),
    ("edition", "other", "Edition 'other' is not loaded here."),
    ("edition", None, "Edition None is not loaded here."),
    ("target_level", 5, "target_level: this must be one of 1, 2, 3, 4."),
    ("target_level", True, "target_level: this must be one of 1, 2, 3, 4."),
    ("entry_level", 2, "entry_level: this must be a level below the target level"),
    ("standard", "strict", "standard: there is no 'strict'"),
    ("extra", 1, "there is no field 'extra'."),
    ("modules", {}, "modules: this must be a list."),
    ("modules", [{"title": "M"}] * 61, "modules: up to 60 are possible, and there are 61."),
    ("modules.0", "text", "module 1: this must be an object."),
    ("modules.0.title", " ", "module 1, title: this is needed."),
    ("modules.0.minutes", "90", "module 1, minutes: this must be a whole number"),
    ("modules.0.minutes", -1, "module 1, minutes: this must be a whole number"),
    ("modules.0.minutes", 10**30, "module 1, minutes: this must be a whole number"),
    ("modules.0.description", "\ud800", "module 1, description: This text holds a character"),
    ("modules.0.activities", "a\x00b", "module 1, activities: This text holds a character"),
    ("modules.0.assessment", "x" * 8_001, "module 1, assessment: Keep this to 8,000 characters."),
    ("modules.0.outcomes.0.text", "", "module 1, outcome 1, text: this is needed."),
    ("modules.0.outcomes.0.id", "a b", "module 1, outcome 1, id: this must be 1 to 40"),
    ("modules.0.outcomes.1.id", "m1o1", "module 1, outcomes: two of them have the same id."),
    ("modules.0.mappings.0.code", "L9-XX-K01", "the framework has no competency 'L9-XX-K01'."),
    ("modules.0.mappings.0.code", ["x"], "the framework has no competency ['x']."),
    ("modules.0.mappings.1.code", "L2-KA-K01", "module 1, mappings: L2-KA-K01 stands twice."),
    ("modules.0.mappings.0.treatment", "X", "mapping 1, treatment: this must be I, D or A."),
    ("modules.0.mappings.0.outcomes", ["m9"], "outcomes: the module has no outcome 'm9'."),
    ("modules.0.mappings.0.evidence", "😀" * 15_001, "evidence: Keep this to 30,000 characters."),
    ("details.price_basis", "hour", "details, price_basis: this must be one of"),
    ("details.price_pence", 1.5, "details, price_pence: this must be a whole number"),
    ("details.sectors", "Health", "details, sectors: this must be a list."),
    ("details.sectors", [1], "details, sectors: this must be text, not 1."),
    ("details.group_max", 1, "the largest group is smaller than the smallest."),
    ("assurance.review_date", "soon", "assurance, review_date: this must be a day"),
    ("assurance.principles", [["luck", "x"]], "each must be a principle's code and a text."),
    ("assurance.principles", [["safety", "x"]] * 2, "principles: safety stands twice."),
]


@pytest.mark.parametrize(
    ("place", "value", "message"), BROKEN, ids=[f"{b[0]}-{n}" for n, b in enumerate(BROKEN)]
)
def test_a_file_that_cannot_be_taken_changes_nothing(
    app: Flask, house: House, tmp_path: Path, place: str, value: Any, message: str
) -> None:
    plain = json.loads((FOLDER / "whole-school.json").read_text("utf-8"))
    change(plain, place, value)
    path = tmp_path / "pathway.json"
    path.write_text(json.dumps(plain), encoding="utf-8")

    done = run(app, "import", str(path), "--organisation", house.organisation)
    assert done.exit_code == 2
    assert "Nothing was imported." in done.output
    assert message in done.output
    assert pathways(app) == 1


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "this is no JSON"),
        (b"[]", "must hold one pathway"),
        (b"\xff\xfe", "this is no JSON in UTF-8"),
        (b"[" * 200_000, "nested too deeply"),
        (b'{"edition": ' + b"9" * 5_000 + b"}", "this is no JSON"),
        (b" " * (5 * 1024 * 1024 + 1), "up to 5 MB"),
    ],
    ids=["empty", "list", "bytes", "deep", "digits", "large"],
)
def test_what_is_no_pathway_at_all_is_said_so(
    app: Flask, house: House, tmp_path: Path, data: bytes, message: str
) -> None:
    path = tmp_path / "pathway.json"
    path.write_bytes(data)
    done = run(app, "import", str(path), "--organisation", house.organisation)
    assert done.exit_code == 2
    assert message in done.output


def test_every_problem_is_told_at_once(app: Flask, house: House, tmp_path: Path) -> None:
    path = tmp_path / "pathway.json"
    modules = [{"title": ""}] * 30
    path.write_text(json.dumps({"edition": "wm-tif-2024", "modules": modules}), encoding="utf-8")
    done = run(app, "import", str(path), "--organisation", house.organisation)
    assert "target_level: this must be one of" in done.output
    assert "title: this is needed." in done.output
    assert "And 12 more." in done.output


@pytest.mark.parametrize(
    "command",
    [
        ("pathway",),
        ("pathway", "check"),
        ("pathway", "export"),
        ("pathway", "import"),
        ("demo",),
        ("demo", "load"),
        ("backup",),
        ("doctor",),
    ],
    ids=" ".join,
)
def test_every_command_explains_itself(app: Flask, command: tuple[str, ...]) -> None:
    done = app.test_cli_runner().invoke(args=[*command, "--help"])
    assert done.exit_code == 0
    words = done.output.partition("\n\n")[2].strip()
    assert len(words) > 20


def publication(app: Flask) -> tuple[str, str, str]:
    with app.app_context():
        row = db.session.execute(sa.select(Publication)).scalar_one()
        return row.version_id, row.visibility, row.sentence


def test_publish_shows_a_version_with_a_sentence_that_can_be_changed(
    app: Flask, school: str
) -> None:
    first = run(app, "publish", school, "--sentence", "A first look.")
    assert first.exit_code == 0
    assert first.output.startswith("Version 1 is in the directory.\n")
    version, *rest = publication(app)
    assert rest == ["public", "A first look."]
    again = run(app, "publish", school, "--to", "organisations", "--sentence", "Another.")
    assert again.output.startswith("Version 1 is in the directory.\n")
    assert publication(app) == (version, "organisations", "Another.")


def test_publish_keeps_what_was_said_and_an_empty_sentence_takes_it_away(
    app: Flask, school: str
) -> None:
    run(app, "publish", school, "--sentence", "A first look.")
    again = run(app, "publish", school, "--to", "organisations")
    assert "“A first look.”" in again.output
    assert publication(app)[1:] == ("organisations", "A first look.")
    with app.app_context(), transaction() as session:
        session.execute(sa.update(ModuleRow).values(minutes=45))
    assert run(app, "publish", school).output.startswith("Version 2 ")
    assert publication(app)[2] == "A first look.", "it goes on to the next version"
    run(app, "publish", school, "--sentence", "")
    assert publication(app)[1:] == ("public", "")


def test_publish_prints_what_is_behind_the_claims_as_check_does(app: Flask, house: House) -> None:
    with app.app_context():
        youth = load_pathway(house.organisation, demonstration("youth-two-hours"))
    done = run(app, "publish", youth)
    assert done.exit_code == 0
    checked = run(app, "check", youth).output
    behind = checked[checked.index("\nIn proportion: ") :].partition("\nFor you alone:")[0]
    assert "there is time for" in behind
    assert behind in done.output
    assert "say nothing of crowded modules" in done.output


def test_publish_says_what_cannot_be_published(app: Flask, school: str) -> None:
    missing = run(app, "publish", "nothing-like-it")
    assert missing.exit_code == 2
    assert "There is no pathway 'nothing-like-it'." in missing.output
    long = run(app, "publish", school, "--sentence", "word " * 100)
    assert long.exit_code == 2
    assert "Nothing was published." in long.output
    with app.app_context(), transaction() as session:
        session.get_one(Pathway, school).state = "archived"
    archived = run(app, "publish", school)
    assert archived.exit_code == 2
    assert "Nothing was published: the pathway is archived." in archived.output
