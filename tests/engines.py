"""A throw-away PostgreSQL server for tests, started the first time that a test asks for it.

It listens on a socket in its own folder only, so there is no port to choose and no other user's
server to meet; it does not wait for the disk. Each pytest-xdist worker has its own.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import URL

from tests.machine import find_program, report_missing

ALMIGHTY = "app"
PLAIN = "pathways"
"""The role that the server begins with, and the one by which the app is run."""
_ROOM = 2_000_000_000
"""Bytes: four servers, each with the copies of some dozens of scenes."""
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "32MB",
    "timezone": "UTC",
}


@dataclass(frozen=True, slots=True)
class PostgresServer:
    """A running server, and the databases made in it."""

    folder: Path
    serial: "count[int]"
    control: Callable[..., None]

    @property
    def process(self) -> int:
        """Return the server's first process, which started all others."""
        return int((self.folder / "data" / "postmaster.pid").read_text().split()[0])

    @contextmanager
    def stopped(self) -> Iterator[None]:
        """Stop the server, as for an upgrade, and start it again when the block ends."""
        self.control("stop")
        try:
            yield
        finally:
            self.control("start")

    def url(self, database: str, user: str = PLAIN) -> str:
        """Return the address of `database`, as PATHWAYS_DATABASE_URL wants it.

        The app is run by a plain role, which the policies of the tables hold for. `ALMIGHTY`
        passes them, so that tests can look at everything there is.
        """
        url = URL.create(
            "postgresql+psycopg",
            username=user,
            database=database,
            query={"host": str(self.folder)},
        )
        return url.render_as_string(hide_password=False)

    def choose_name(self) -> str:
        """Return a name that no database has."""
        return f"test_{next(self.serial)}"

    def create_database(self, template: str = "template1", name: str = "") -> str:
        """Make a new database, empty or a copy of `template`, and return its name."""
        name = name or self.choose_name()
        _run(str(self.folder), _copy(template, name))
        return name

    def drop_database(self, name: str) -> None:
        """Remove a database, whoever is still connected."""
        _run(str(self.folder), _drop(name))


def copy_database(url: URL, source: str, target: str) -> None:
    """Put a copy of one database in the place of another, on the server of an address of ours."""
    _run(str(url.query["host"]), _drop(target), _copy(source, target))


def _copy(source: str, target: str) -> sql.Composed:
    # To copy its files takes half as long as to write down what is in them.
    command = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY OWNER {}")
    return command.format(*map(sql.Identifier, (target, source, PLAIN)))


def _drop(name: str) -> sql.Composed:
    return sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))


def _make_plain() -> Iterator[sql.Composed]:
    role = sql.Identifier(PLAIN)
    yield sql.SQL("CREATE ROLE {} LOGIN CREATEDB").format(role)
    # So that a test can do what somebody does who holds the server: `SET ROLE` makes it so.
    yield sql.SQL("GRANT {} TO {}").format(sql.Identifier(ALMIGHTY), role)


def _run(host: str, *commands: sql.Composed) -> None:
    with psycopg.connect(
        host=host, user=ALMIGHTY, dbname="postgres", autocommit=True
    ) as connection:
        # Where there is nothing to drop, the server says so.
        connection.execute("SET client_min_messages = warning")
        for command in commands:
            connection.execute(command)


@contextmanager
def start_postgres(programs: Path, **more: str) -> Iterator[PostgresServer]:
    """Run a new server with the programs in this folder until the block ends.

    `more` are settings in place of those of tests.
    """
    # Not under pytest's own folder: the path of a socket may have 107 characters at most.
    folder = Path(tempfile.mkdtemp(prefix="pathways-pg-", dir=_choose_place()))
    log = folder / "log"
    # PostgreSQL refuses to run as root, so there it runs as the user that Debian made for it.
    user = "postgres" if os.geteuid() == 0 else None
    if user:
        shutil.chown(folder, user, user)

    def run(program: str, *arguments: str) -> None:
        with (folder / "errors").open("ab") as errors:
            finished = subprocess.run(
                [programs / program, f"--pgdata={folder / 'data'}", *arguments],
                user=user,
                group=user,
                extra_groups=[] if user else None,
                cwd=folder,
                env={"PATH": os.defpath, "HOME": str(folder), "LC_ALL": "C.UTF-8"},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=errors,
                timeout=120,
                check=False,
            )
        if finished.returncode:
            written = [path.read_text(errors="replace") for path in (folder / "errors", log)]
            raise RuntimeError(f"PostgreSQL's {program} failed:\n" + "\n".join(written))

    settings = {"unix_socket_directories": str(folder), **SETTINGS, **more}
    options = " ".join(f"-c {name}='{value}'" for name, value in settings.items())
    log.touch()
    if user:
        shutil.chown(log, user, user)
    try:
        run(
            "initdb",
            f"--username={ALMIGHTY}",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
        )

        def control(step: str) -> None:
            started = [f"--log={log}", f"--options={options}"] if step == "start" else []
            run("pg_ctl", step, "--wait", *started)

        control("start")
        try:
            _run(str(folder), *_make_plain())
            yield PostgresServer(folder, count(1), control)
        finally:
            run("pg_ctl", "stop", "--wait", "--mode=immediate")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _choose_place() -> Path | None:
    """Return a folder in memory with room for a server, or None: the usual one.

    Each test copies a database of five hundred files, which on a disk is most of what it costs.
    """
    memory = Path("/dev/shm")  # noqa: S108  # the folder in it is made for this user alone
    if os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > _ROOM:
        return memory
    return None


def find_programs() -> Path | None:
    """Return the folder of this machine's newest PostgreSQL programs, or None."""
    # Debian keeps these programs off the PATH, a folder for each version.
    installed = Path("/usr/lib/postgresql").glob("*/bin")
    initdb = find_program(["initdb"], sorted(installed, key=_version, reverse=True))
    return initdb.parent if initdb else None


def _version(programs: Path) -> tuple[int, ...]:
    return tuple(int(part) for part in programs.parent.name.split(".") if part.isdigit())


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """Run one PostgreSQL server for the session; without one here, the test is skipped."""
    programs = find_programs()
    if programs is None:
        report_missing("PostgreSQL", "postgresql")
    with start_postgres(programs) as server:
        yield server


@pytest.fixture
def postgres_url(postgres_server: PostgresServer) -> Iterator[str]:
    """Give the address of an empty database, for one test."""
    name = postgres_server.create_database()
    yield postgres_server.url(name)
    postgres_server.drop_database(name)
