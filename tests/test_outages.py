"""A database that is gone, full or read-only: kind answers, nothing lost, and the truth of it."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from psycopg import errors as psycopg_errors

from pathways import create_app, health
from pathways.config import ROOT, ConfigurationError
from pathways.db import db, transaction
from pathways.models.account import Attempt
from pathways.models.pathway import ModuleRow
from pathways.outages import BUSY, GONE, UNWRITABLE, Outage, OutageError, outage_of
from tests.conftest import settings
from tests.engines import PostgresServer
from tests.factories import make_module, make_organisation, make_pathway, make_person
from tests.page import Client, Page
from tests.storage import filled, moved_away, read_only, small_disk, window

EMAIL = "provider@test.example"
TYPED = "What trauma does to a body that remembers"
Away = Callable[[], AbstractContextManager[None]]


@dataclass(frozen=True, slots=True)
class House:
    """Somebody at work on a pathway of one module."""

    client: Client
    pathway: str
    module: str

    @property
    def page(self) -> str:
        """Return where the pathway is read."""
        return f"/pathways/{self.pathway}"

    def write(self, status: int, *, htmx: bool = False) -> Page:
        """Save a module."""
        form = {"title": TYPED, "minutes": "90", "version": "1"}
        address = f"{self.page}/modules/{self.module}/edit"
        return self.client.post(address, form, status, htmx=htmx)

    def check_healthy(self) -> None:
        """See that everything can be asked, and written, once more."""
        self.client.get(self.page)
        assert self.write(303).location
        assert self.client.raw.get("/healthz").text == "ok\n"


def make_house(app: Flask) -> House:
    with app.app_context():
        organisation = make_organisation()
        make_person(EMAIL, organisation)
        pathway = make_pathway(organisation)
        module = make_module(pathway)
        db.session.close()
    client = Client(app)
    client.sign_in(EMAIL)
    client.get(f"/pathways/{pathway}")
    return House(client, pathway, module)


def check_kind(page: Page, outage: Outage) -> None:
    """See that a page says what happened, and needs nothing of the database."""
    assert page.words(page.all(".//h1")[0]) == outage.title
    assert page.response.headers["Retry-After"] == str(outage.wait)
    assert outage.advice in page.words()
    assert "Sign in" not in page.words() or "Account" not in page.words()


def check_gave_back(page: Page, outage: Outage) -> None:
    """See that a form that was not taken says so, and what was typed is there to be copied."""
    check_kind(page, outage)
    assert "Nothing was changed." in page.words()
    assert page.response.headers["Nothing-Changed"] == "yes"
    assert TYPED in page.words()


def check_health(client: Client, *, reads: bool, writes: bool) -> None:
    """See that the two answers for whoever watches over the copy are true."""
    client.app.extensions["last_write"] = health._LastWrite()
    for address, is_well in (("/healthz", reads), ("/healthz?write=1", writes)):
        answer = client.raw.get(address)
        assert answer.status_code == (200 if is_well else 503), address
        assert (answer.text == "ok\n") is is_well
        assert is_well or int(answer.headers["Retry-After"]) > 0


@pytest.fixture
def away(request: pytest.FixtureRequest, app: Flask, database_url: str) -> Away:
    """Give what takes the database away, until a block ends: the file, or the server."""
    url = sa.make_url(database_url)
    if url.get_backend_name() == "postgresql":
        server: PostgresServer = request.getfixturevalue("postgres_server")
        return server.stopped
    return lambda: moved_away(Path(str(url.database)))


def test_a_database_that_is_gone_is_said_kindly_and_comes_back_by_itself(
    app: Flask, away: Away
) -> None:
    house = make_house(app)
    visitor = Client(app)
    with away():
        check_kind(house.client.get(house.page, 503), GONE)
        check_gave_back(house.write(503), GONE)
        check_kind(visitor.get("/directory", 503), GONE)
        # An address that leads nowhere needs nobody's menu either.
        check_kind(house.client.get("/nowhere", 503), GONE)
        check_health(visitor, reads=False, writes=False)
    # The first request of each that comes afterwards: none pays for the time before.
    check_health(visitor, reads=True, writes=True)
    house.check_healthy()


def test_a_database_that_went_and_came_unseen_costs_nobody_anything(app: Flask, away: Away) -> None:
    house = make_house(app)
    with away():
        pass
    house.check_healthy()


def test_sign_in_says_kindly_that_it_cannot_count_a_try(app: Flask, away: Away) -> None:
    make_house(app)
    client = Client(app)
    client.get("/sign-in")
    with away():
        page = client.post("/sign-in", {"email": EMAIL, "password": "calm"}, 503)
        check_kind(page, GONE)
        assert "calm" not in page.text


def test_what_a_page_asks_by_itself_gets_no_page(app: Flask, away: Away) -> None:
    house = make_house(app)
    with away():
        page = house.client.post(f"{house.page}/here", {"page": "builder", "how": "open"}, 503)
    assert page.text == ""
    assert page.response.headers["Retry-After"] == str(GONE.wait)


def test_a_change_that_was_kept_is_never_called_lost(app: Flask, away: Away) -> None:
    house = make_house(app)
    gone = away()

    def leave(_session: object) -> None:
        gone.__enter__()

    sa.event.listen(sa.orm.Session, "after_commit", leave, once=True)
    try:
        page = house.write(503, htmx=True)
    finally:
        gone.__exit__(None, None, None)
    check_kind(page, GONE)
    assert "Your change was saved" in page.words()
    assert "Nothing-Changed" not in page.response.headers
    assert "data-refused" not in page.text
    with app.app_context():
        assert db.session.get_one(ModuleRow, house.module).title == TYPED


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_nobody_claims_to_know_what_became_of_a_change_cut_while_it_was_kept(app: Flask) -> None:
    house = make_house(app)
    cut = (
        "CREATE FUNCTION cut() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$",
        "CREATE CONSTRAINT TRIGGER cut AFTER UPDATE ON module DEFERRABLE INITIALLY DEFERRED "
        "FOR EACH ROW EXECUTE FUNCTION cut()",
    )
    with app.app_context(), transaction() as session:
        for statement in cut:
            session.execute(sa.text(statement))
    page = house.write(503)
    check_kind(page, GONE)
    assert "We do not know whether your change was saved" in page.words()
    assert "Nothing-Changed" not in page.response.headers
    assert "data-refused" not in page.text


@contextmanager
def settled(template: Path, folder: Path) -> Iterator[House]:
    """Give somebody at work whose database lies in `folder`."""
    path = folder / "pathways.sqlite"
    path.write_bytes(template.read_bytes())
    app = create_app(settings(f"sqlite:///{path}", folder))
    yield make_house(app)
    leave_alone(app)


def leave_alone(app: Flask) -> None:
    """Close what an app has open, as after a night without anybody."""
    with app.app_context():
        db.engine.dispose()


def test_where_the_disk_is_full_pages_are_read_and_nothing_is_lost(
    sqlite_template: Path, tmp_path: Path
) -> None:
    with small_disk(tmp_path / "disk") as disk, settled(sqlite_template, disk) as house:
        with filled(disk):
            house.client.get(house.page)
            house.client.get("/directory")
            check_gave_back(house.write(503), UNWRITABLE)
            visitor = Client(house.client.app)
            visitor.get("/sign-in")
            form = {"email": EMAIL, "password": "calm"}
            check_kind(visitor.post("/sign-in", form, 503), UNWRITABLE)
            check_health(visitor, reads=True, writes=False)
        check_health(house.client, reads=True, writes=True)
        house.check_healthy()


@pytest.fixture
def seen(tmp_path: Path) -> Iterator[Path]:
    """Give a folder that can be made one that may only be read."""
    folder = tmp_path / "folder"
    folder.mkdir()
    with window(folder, tmp_path / "seen") as through:
        yield through


def write_elsewhere(seen: Path) -> sa.Engine:
    """Write as a machine does that may, and stay there: its journal lies beside the file."""
    engine = sa.create_engine(f"sqlite:///{seen.with_name('folder') / 'pathways.sqlite'}")
    with engine.begin() as other:
        other.exec_driver_sql("UPDATE pathway SET title = 'Said meanwhile'")
    return engine


@pytest.mark.parametrize("is_at_work", [False, True], ids=["after a rest", "at work"])
def test_where_nothing_can_be_written_pages_are_read(
    is_at_work: bool, sqlite_template: Path, seen: Path
) -> None:
    with settled(sqlite_template, seen) as house:
        leave_alone(house.client.app)
        other = write_elsewhere(seen) if is_at_work else None
        with read_only(seen):
            page = house.client.get(house.page)
            assert ("Said meanwhile" in page.words()) is is_at_work
            check_gave_back(house.write(503), UNWRITABLE)
            check_health(house.client, reads=True, writes=False)
            leave_alone(house.client.app)
        if other:
            other.dispose()
        house.check_healthy()


def test_who_may_only_read_sees_what_was_written_since(sqlite_template: Path, seen: Path) -> None:
    with settled(sqlite_template, seen) as house:
        leave_alone(house.client.app)
        with read_only(seen):
            house.client.get(house.page)
            write_elsewhere(seen).dispose()
            assert "Said meanwhile" in house.client.get(house.page).words()


def test_a_write_that_is_tried_leaves_nothing_and_is_not_tried_at_each_request(app: Flask) -> None:
    commits = []
    with app.app_context():
        engine = db.engine

    def count(_connection: sa.Connection) -> None:
        commits.append(1)

    client = Client(app)
    client.app.extensions["last_write"] = health._LastWrite()
    sa.event.listen(engine, "commit", count)
    try:
        answers = [client.raw.get("/healthz?write=1") for _ in range(5)]
    finally:
        sa.event.remove(engine, "commit", count)
    assert {answer.status_code for answer in answers} == {200}
    assert len(commits) == 1
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Attempt)) == 0


@pytest.mark.parametrize(
    ("error", "is_reading", "found"),
    [
        (psycopg_errors.DiskFull(), False, UNWRITABLE),
        (psycopg_errors.ReadOnlySqlTransaction(), False, UNWRITABLE),
        (psycopg_errors.ReadOnlySqlTransaction(), True, None),
        (psycopg_errors.DeadlockDetected(), False, BUSY),
        (psycopg_errors.TooManyConnections(), True, BUSY),
        (psycopg_errors.AdminShutdown(), True, GONE),
        (psycopg_errors.CannotConnectNow(), True, GONE),
        (psycopg_errors.IoError(), False, UNWRITABLE),
        (psycopg_errors.UniqueViolation(), False, None),
        (psycopg_errors.UndefinedTable(), True, None),
        (ValueError("no driver's"), False, None),
    ],
)
def test_what_is_wrong_with_us_is_no_outage(
    error: Exception, is_reading: bool, found: Outage | None
) -> None:
    assert outage_of(error, is_reading=is_reading) is found


def test_a_command_says_in_one_line_that_there_is_no_database(tmp_path: Path) -> None:
    done = run_flask(tmp_path, "framework", "list")
    assert done.returncode == OutageError.exit_code
    assert done.stderr.count("\n") == 1
    assert "`db upgrade` makes a new one" in done.stderr
    assert not (tmp_path / "pathways.sqlite").exists()


def run_flask(folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """Run a command of the app in a copy of its own, as somebody whose files all may read."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith("PATHWAYS_")}
    return subprocess.run(  # noqa: S603  # every argument is our own
        [sys.executable, "-m", "flask", "--app", "wsgi", *arguments],
        env={**plain, "PATHWAYS_INSTANCE": str(folder)},
        cwd=ROOT,
        umask=0o022,
        capture_output=True,
        text=True,
        check=False,
    )


def modes(folder: Path) -> dict[str, str]:
    """Return who may do what with a folder and what lies in it."""
    return {path.name: oct(path.stat().st_mode & 0o777) for path in (folder, *folder.iterdir())}


def test_a_copy_is_made_for_its_owner_alone(tmp_path: Path) -> None:
    folder = tmp_path / "copy"
    done = run_flask(folder, "db", "upgrade")
    assert done.returncode == 0, done.stderr
    # As it was made: the next start would mend it.
    assert modes(folder)["pathways.sqlite"] == "0o600"
    app = create_app(settings(f"sqlite:///{folder / 'pathways.sqlite'}", folder))
    with app.app_context():
        with transaction() as session:
            session.add(Attempt(subject="any", at=sa.func.now()))
        beside = {f"pathways.sqlite{more}": "0o600" for more in ("", "-wal", "-shm")}
        assert modes(folder) == {"copy": "0o700", "secret_key": "0o600", **beside}
        db.engine.dispose()


def lay_open(template: Path, tmp_path: Path) -> tuple[Path, Path]:
    """Make a copy's folder and database that everybody can read; return both."""
    folder = tmp_path / "copy"
    folder.mkdir(mode=0o755)
    path = folder / "pathways.sqlite"
    path.write_bytes(template.read_bytes())
    path.chmod(0o644)
    return folder, path


def test_production_does_not_start_where_others_can_read(
    sqlite_template: Path, tmp_path: Path
) -> None:
    folder, path = lay_open(sqlite_template, tmp_path)
    ours = {**settings(f"sqlite:///{path}", folder), "PRODUCTION": True}
    with pytest.raises(ConfigurationError) as found:
        create_app(ours)
    commands = str(found.value).partition("from them: ")[2]
    assert commands == f"chmod 600 {path}; chmod 700 {folder}"
    subprocess.run(commands, shell=True, check=True)  # noqa: S602  # what it says stands above
    create_app(ours)


def test_elsewhere_the_files_are_taken_out_of_sight_and_folders_left(
    sqlite_template: Path, tmp_path: Path
) -> None:
    folder, path = lay_open(sqlite_template, tmp_path)
    create_app(settings(f"sqlite:///{path}", folder))
    assert modes(folder) == {"copy": "0o755", "pathways.sqlite": "0o600"}
