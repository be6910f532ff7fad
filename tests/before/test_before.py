"""A database of an earlier release, and what left it, are taken on without loss.

Each folder beside this file holds a database as it was, with workbooks and answers of that time.
"""

import csv
import gzip
import json
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any, Final

import pytest
import sqlalchemy as sa
from click.testing import Result
from flask import Flask
from passlib.totp import TOTP  # type: ignore[import-untyped]  # ships no types

from pathways import create_app
from pathways.domain.review.typed import day_of
from pathways.pages import today
from pathways.schema import migrations
from tests.before import rows
from tests.before.make import settings
from tests.before.visitor import Visitor, visit
from tests.engines import ALMIGHTY, PostgresServer
from tests.page import Client, Page

FOLDERS: Final = sorted(path.parent for path in Path(__file__).parent.glob("*/rows.jsonl.gz"))
ENGINES: Final = ("sqlite", "postgresql")
SAME: Final = "Numbers and texts are those that were exported."
RECOUNTED: Final = {"offer", "offer_tag", "facet", "facet_members", "tally"}
"""Tables that follow from others: `doctor` compares them with a recount."""
MOVED: Final[dict[str, str]] = {
    # Readers' words of an edition stand in `edition_index` since, each index once.
    "edition.facts": "",
    "competency.label": "",
    "competency.scope_note": "",
    "competency.printed_again": "",
}
"""Where a migration has put a table or a "table.column" since; empty for one that is gone."""
RENEWED: Final = {"observations", "label", "scope_note"}
"""Keys of JSON whose values are other ones since, of the form that they had: what is remarked on is
counted in another way, and labels are those of the index that is loaded."""
KEYS: Final = {"finding.finding", "decision.outcome", "submission.state"}
"""Columns that held words, and hold keys since: `partly_met` for "partly met"."""

Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Copy:
    """A running copy on a database that was made by an earlier release."""

    app: Flask
    folder: Path
    engine: sa.Engine

    @property
    def facts(self) -> Values:
        """What was noted when the database was made."""
        found: Values = json.loads((self.folder / "facts.json").read_text(encoding="utf-8"))
        return found

    def person(self, email: str) -> Visitor:
        """Return somebody's browser, signed in with the password of then."""
        passwords = self.facts["passwords"]
        return visit(
            self.app, email, next(p for end, p in passwords.items() if email.endswith(end))
        )

    def run(self, *command: str) -> Result:
        """Run a command."""
        return run(self.app, *command)

    def kept(self) -> list[rows.Rows]:
        """Return all that the database holds now."""
        with self.engine.connect() as connection:
            return rows.read_rows(connection)

    def reviewed(self, submission: str) -> tuple[dict[str, list[str]], list[list[str]]]:
        """Return the findings and comments that a submission has now, shared or not."""
        there = {part.table: part.rows for part in self.kept()}
        findings, comments, drafts = (
            [row for row in there[table] if row["submission_id"] == submission]
            for table in ("finding", "comment", "remark")
        )
        assert all(row["kind"] == "comment" for row in drafts)
        return (
            {r["row"]: [r["finding"], r["reviewer"], r["reviewed_on"]] for r in findings},
            sorted([r["row"], r["text"]] for r in (*comments, *drafts)),
        )


def run(app: Flask, *command: str) -> Result:
    # `db` looks for the app before there is a command to bring it.
    with app.app_context() if command[0] == "db" else nullcontext():
        return app.test_cli_runner().invoke(args=list(command))


def looking(url: str) -> sa.Engine:
    """Return an engine that sees every row there is, whosoever it is."""
    made = sa.make_url(url)
    if made.get_backend_name() == "postgresql":
        made = made.set(username=ALMIGHTY)
    return sa.create_engine(made, poolclass=sa.NullPool)


def upgrade(url: str, folder: Path, instance: Path) -> None:
    """Make the database of then, and migrate it to now."""
    facts = json.loads((folder / "facts.json").read_text(encoding="utf-8"))
    app = create_app({**settings(url, instance), "SECRET_KEY": facts["secret"]})
    assert run(app, "db", "upgrade", facts["revision"]).exit_code == 0
    engine = looking(url)
    with engine.begin() as connection:
        rows.insert(connection, rows.load(folder / "rows.jsonl.gz"))
    with engine.connect() as connection:
        there = in_order(rows.read_rows(connection))
    assert there == in_order(rows.load(folder / "rows.jsonl.gz"))
    assert run(app, "db", "upgrade").exit_code == 0
    # As docs/operations.md says: it lists in the directory what was published then.
    assert run(app, "framework", "load").exit_code == 0
    dispose(app)
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


def in_order(kept: list[rows.Rows]) -> dict[str, list[str]]:
    """Return rows by table: each engine gives them in an order of its own."""
    return {p.table: sorted(map(str, p.rows)) for p in kept if p.table != rows.INDEX}


def dispose(app: Flask) -> None:
    """Let go of every connection, so that the database can be copied or dropped."""
    with app.app_context():
        for engine in app.extensions["sqlalchemy"].engines.values():
            engine.dispose()


@pytest.fixture(scope="session")
def templates() -> dict[tuple[str, Path], str]:
    """Keep the databases that tests copy: a path on SQLite, a name on PostgreSQL."""
    return {}


@pytest.fixture(params=ENGINES)
def url(
    request: pytest.FixtureRequest,
    folder: Path,
    templates: dict[tuple[str, Path], str],
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[str]:
    """Give a copy of the upgraded database, on each engine in turn."""
    key = (request.param, folder)
    if request.param == "sqlite":
        if key not in templates:
            path = tmp_path_factory.mktemp("before") / "before.sqlite"
            upgrade(f"sqlite:///{path}", folder, path.parent)
            templates[key] = str(path)
        shutil.copyfile(templates[key], tmp_path / "before.sqlite")
        yield f"sqlite:///{tmp_path / 'before.sqlite'}"
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    if key not in templates:
        name = server.create_database()
        upgrade(server.url(name), folder, tmp_path)
        templates[key] = name
    name = server.create_database(templates[key])
    yield server.url(name)
    server.drop_database(name)


@pytest.fixture(params=FOLDERS, ids=[path.name for path in FOLDERS])
def folder(request: pytest.FixtureRequest) -> Path:
    """Give the folder of each earlier release in turn."""
    path: Path = request.param
    return path


@pytest.fixture
def copy(url: str, folder: Path, tmp_path: Path) -> Iterator[Copy]:
    """Run the app of now on the database of then."""
    secret = json.loads((folder / "facts.json").read_text(encoding="utf-8"))["secret"]
    app = create_app({**settings(url, tmp_path), "SECRET_KEY": secret})
    with app.app_context():
        # `doctor` asks for them after pages were asked for, which no copy that runs does.
        migrations()
    engine = looking(url)
    yield Copy(app, folder, engine)
    dispose(app)


def find_lost(
    before: list[rows.Rows], now: list[rows.Rows], keys: dict[str, list[str]]
) -> list[str]:
    """Name every cell of before that is not there now, or says something else."""
    there = {part.table: part.rows for part in now}
    lost = []
    for part in before:
        table = MOVED.get(part.table, part.table)
        if not table or table in RECOUNTED or table == rows.INDEX:
            continue
        if table not in there:
            lost.append(f"the table {table}")
            continue
        names = {c: MOVED.get(f"{part.table}.{c}", c) for c in (part.rows or [{}])[0]}
        found = {tuple(row[key] for key in keys[table]): row for row in there[table]}
        backwards = {new: old for old, new in names.items()}
        for old in part.rows:
            key = tuple(old[backwards[name]] for name in keys[table])
            row = found.get(key)
            if row is None:
                lost.append(f"{table} {key}")
                continue
            lost.extend(
                f"{table}.{new} of {key}: {row.get(new)!r}, not {old[name]!r}"
                for name, new in names.items()
                if new
                and (new not in row or _value(row[new]) != _said(f"{table}.{new}", old[name]))
            )
    return lost


def _value(cell: Any) -> Any:
    """Return what a cell says: JSON may be written in another way."""
    return json.loads(cell) if isinstance(cell, rows.Json) else cell


def _said(column: str, cell: Any) -> Any:
    """Return what a cell of before has to say now."""
    return cell.replace(" ", "_") if column in KEYS else _value(cell)


def primary_keys(engine: sa.Engine) -> dict[str, list[str]]:
    with engine.connect() as connection:
        return {t.name: [c.name for c in t.primary_key] for t in rows.reflect(connection)}


def test_there_is_a_database_of_before() -> None:
    assert FOLDERS


def test_nothing_is_lost_and_all_is_well(copy: Copy) -> None:
    before = rows.load(copy.folder / "rows.jsonl.gz")
    keys = primary_keys(copy.engine)
    # Labels came with the index that an operator loads after an upgrade.
    indexed = [part for part in before if part.table not in ("edition", "competency")]
    assert find_lost(indexed, copy.kept(), keys) == []
    well = copy.run("doctor")
    assert (well.exit_code, well.output) == (0, "All well.\n")
    # The same again, and the demonstration over edited data.
    for command in ("framework", "demo"):
        assert copy.run(command, "load").exit_code == 0
    assert find_lost(indexed, copy.kept(), keys) == []
    assert copy.run("doctor").output == "All well.\n"


def test_versions_of_then_keep_the_labels_of_then(copy: Copy) -> None:
    before = {part.table: part.rows for part in rows.load(copy.folder / "rows.jsonl.gz")}
    if "label" not in before["competency"][0]:
        pytest.skip("The versions of this release have kept their labels from the start")
    # Labels that came since belong to what is frozen since.
    assert copy.run("framework", "load").exit_code == 0
    now = {part.table: part.rows for part in copy.kept()}
    kept = {row["digest"]: json.loads(row["competencies"]) for row in now["edition_index"]}
    facts = {row["digest"]: json.loads(row["facts"]) for row in now["edition_index"]}
    (edition,) = before["edition"]
    shown = ("code", "bit", "label", "scope_note", "printed_again")
    in_order = sorted(before["competency"], key=lambda row: row["position"])
    then = [{key: row[key] for key in shown} for row in in_order]
    versions = {row["id"]: row["index_digest"] for row in now["version"]}
    assert set(versions) == {row["id"] for row in before["version"]}
    for digest in set(versions.values()):
        assert (kept[digest], facts[digest]) == (then, json.loads(edition["facts"]))


def test_pages_show_what_they_showed(copy: Copy) -> None:
    people: dict[str, Visitor] = {}
    missing = []
    for noted in copy.facts["pages"]:
        email = noted["as"]
        if email not in people:
            people[email] = copy.person(email)
        page = people[email].get(noted["page"])
        there = page.words()
        if noted["page"].endswith("/competencies"):
            # It lays out one theme, and leads to the others.
            for link in page.all(".//*[@class='themes__row']/a"):
                address = str(link.get("href")).partition("#")[0]
                there += people[email].get(address).words()
        missing += [
            (email, noted["page"], words)
            for words in noted["words"]
            if " ".join(words.split()) not in there
        ]
    assert missing == []


def test_people_are_who_they_were(copy: Copy) -> None:
    own = copy.facts["passwords"][""]
    stopped, guarded = Client(copy.app), Client(copy.app)
    stopped.post("/sign-in", {"email": "stopped@harbour.example", "password": own}, 422)
    asked = guarded.post("/sign-in", {"email": "guarded@harbour.example", "password": own}, 302)
    assert "/sign-in/code" in asked.location
    guarded.get(asked.location)
    app_of_then = TOTP(key=copy.facts["ids"]["second factor"], format="base32")
    guarded.post("/sign-in/code", {"code": app_of_then.generate().token}, 302)
    assert "Second factor is on" in guarded.get("/account").words()
    # The link of a mail that waits still leads to its page, open or run out.
    (body,) = (
        row["body"]
        for part in copy.kept()
        if part.table == "mail"
        for row in part.rows
        if row["recipient"] == "waiting@harbour.example"
    )
    link = body[body.index("/invitations/") :].split()[0]
    assert Client(copy.app).raw.get(link).status_code in (200, 410)


def test_steps_of_then_are_undone_and_done_again(copy: Copy) -> None:
    owner = copy.person("owner@harbour.example")
    base = f"/pathways/{copy.facts['ids']['steady']}"

    def summary() -> str:
        return owner.get(f"{base}/details").field("summary")

    assert summary() == "For desks that see everybody, later."
    owner.press(base, f"{base}/undo")
    assert summary() == "For desks that see everybody."
    owner.press(base, f"{base}/redo")
    assert summary() == "For desks that see everybody, later."
    assert copy.run("doctor").output == "All well.\n"


def upload(client: Client, address: str, path: Path) -> Page:
    client.get(address)
    return client.post(
        address,
        {"workbook": (BytesIO(path.read_bytes()), path.name)},
        200,
        content_type="multipart/form-data",
    )


def test_findings_of_then_count_as_shared(copy: Copy) -> None:
    there = {part.table: part.rows for part in copy.kept()}

    def said(table: str) -> set[tuple[str, ...]]:
        names = ("submission_id", "row", "finding", "reviewer", "reviewed_on")
        return {tuple(row[name] for name in names) for row in there[table]}

    assert said("finding")
    assert said("shared_finding") == said("finding")


def test_workbooks_of_then_check_as_unchanged(copy: Copy) -> None:
    for noted in copy.facts["workbooks"]:
        page = upload(copy.person(noted["as"]), "/check-workbook", copy.folder / noted["file"])
        assert SAME in page.words(), noted["file"]


def count_rows(page: Page) -> int:
    found = re.search(r"(\d+|No) rows? would change", page.words())
    assert found, page.words()
    return 0 if found[1] == "No" else int(found[1])


def read_day(typed: str) -> str:
    """Return a day as it is read now: typed without a year, it is the latest such day."""
    return day_of(typed, today()).isoformat() if typed else ""


def check_taken(
    copy: Copy,
    noted: Values,
    before: tuple[Any, list[list[str]]],
    day_kept: Callable[[str], str] = read_day,
) -> None:
    findings, comments = before
    brought = {
        row: [_said("finding.finding", finding), name, day_kept(day)]
        for row, (finding, name, day) in noted["findings"].items()
    }
    assert copy.reviewed(noted["to"]) == (
        {**findings, **brought},
        sorted([*comments, *noted["comments"]]),
    )


def test_workbooks_of_then_are_taken_once(copy: Copy) -> None:
    brought = [noted for noted in copy.facts["workbooks"] if noted["to"]]
    assert len(brought) == 3
    for noted in brought:
        client = copy.person(noted["as"])
        path, address = copy.folder / noted["file"], f"/submissions/{noted['to']}/return"
        before = copy.reviewed(noted["to"])
        rows_there = {*noted["findings"], *(row for row, _text in noted["comments"])}
        page = upload(client, address, path)
        assert count_rows(page) == len(rows_there), noted["file"]
        assert copy.reviewed(noted["to"]) == before
        if rows_there:
            client.post(f"{address}/take", {"parcel": page.field("parcel")})
        check_taken(copy, noted, before)
        assert count_rows(upload(client, address, path)) == 0
    assert copy.run("doctor").output == "All well.\n"


def test_a_preview_of_then_is_taken_as_it_was_shown(copy: Copy) -> None:
    noted = copy.facts["parcel"]
    before = copy.reviewed(noted["to"])
    client = copy.person(noted["as"])
    # What every reviewer says first now.
    client.post(f"/submissions/{noted['to']}/interest", {"has_interest": "no"})
    for _time in range(2):
        client.post(f"/submissions/{noted['to']}/return/take", {"parcel": noted["parcel"]})
        # Its preview showed the words as they stood in the file.
        check_taken(copy, noted, before, day_kept=str)


def differences(old: Any, new: Any, place: str = "") -> list[str]:
    """Name what JSON of then says and JSON of now does not; keys may have come."""
    if isinstance(old, dict) and isinstance(new, dict):
        gone = [f"{place}.{key}: gone" for key in old.keys() - new.keys()]
        both = [
            d
            for k in old.keys() & new.keys()
            if k not in RENEWED or forms(old[k]) != forms(new[k])
            for d in differences(old[k], new[k], f"{place}.{k}")
        ]
        return gone + both
    if isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        pairs = enumerate(zip(old, new, strict=True))
        return [d for number, (a, b) in pairs for d in differences(a, b, f"{place}[{number}]")]
    return [] if old == new else [f"{place}: {new!r}, not {old!r}"]


def forms(value: Any) -> set[str]:
    """Return what a value, or each of a list of them, is made of."""
    if isinstance(value, list):
        return set().union(*map(forms, value))
    return set(value) if isinstance(value, dict) else {type(value).__name__}


def as_plain(text: str, name: str) -> Any:
    """Return JSON as its values, a table as its rows by heading, another text as its lines."""
    if name.endswith("json"):
        return json.loads(text)
    if name.endswith("csv"):
        return list(csv.DictReader(StringIO(text)))
    # What a careful reader may notice is said in other words since, and what is behind the claims.
    return re.split("\n(?:A careful reader may notice:|In proportion)", text)[0].splitlines()


def test_answers_keep_their_form(copy: Copy) -> None:
    packed = (copy.folder / "answers.json.gz").read_bytes()
    people: dict[str, Visitor] = {}
    found = []
    for noted in json.loads(gzip.decompress(packed)):
        if "get" in noted:
            name, email = noted["get"], noted["as"]
            if email not in people:
                people[email] = copy.person(email)
            text = people[email].file(name).decode("utf-8")
        else:
            name = " ".join(noted["command"])
            result = copy.run(*noted["command"])
            assert result.exit_code == noted["exit"], name
            text = result.output
        kind = name.partition("?")[0]
        old, new = as_plain(noted["answer"], kind), as_plain(text, kind)
        found += [f"{name} {difference}" for difference in differences(old, new)]
    assert found == []
