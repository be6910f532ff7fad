"""Fixtures that all tests share: the app on both engines, clients, signed-in people.

Each test owns a fresh copy of a migrated and loaded database, so that real
transactions, real commits and real concurrency are what is tested. The app is
made once for each engine and moves from copy to copy, and a scene that many
begin with is built once: see `moving.py`.
"""

import gc
import os
import shutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import sqlalchemy as sa
from flask import Flask
from jinja2 import FileSystemBytecodeCache

from pathways import create_app, rates
from pathways.database_file import make_file
from pathways.db import db, transaction
from pathways.framework.services import load_index
from pathways.schema import migrations
from pathways.submissions.returning import uploads
from tests.engines import PostgresServer
from tests.factories import read_seeds
from tests.moving import Traveller
from tests.page import Client

# A test says what is so, not how fast: on a machine with other work, each example may take seconds.
hypothesis.settings.register_profile(
    "unhurried", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("unhurried")

pytest_plugins = ["tests.engines", "tests.office", "tests.writers"]

ENGINES = ("sqlite", "postgresql")

# To look for circles of garbage less often saves a twentieth of the time of all tests.
gc.set_threshold(50_000, 50, 100)


def settings(url: str, instance: Path) -> dict[str, Any]:
    """Return the settings of tests: a light password hash, no waiting."""
    return {
        "SQLALCHEMY_ENGINES": {"default": url},
        "INSTANCE": str(instance),
        "SECRET_KEY": "tests only, and long enough to be one",
        "TESTING": True,
        "SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS": {
            "argon2__memory_cost": 64,
            "argon2__rounds": 1,
            "argon2__parallelism": 1,
        },
    }


def prepare(url: str, instance: Path) -> None:
    """Migrate an empty database and load the index."""
    app = create_app(settings(url, instance))
    make_file(sa.make_url(url))
    with app.app_context():
        migrations().upgrade()
        with transaction() as session:
            load_index(session, read_seeds())
        db.engine.dispose()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the database that each test on SQLite copies."""
    folder = tmp_path_factory.mktemp("template")
    path = folder / "template.sqlite"
    prepare(f"sqlite:///{path}", folder)
    with sa.create_engine(f"sqlite:///{path}").connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


@pytest.fixture(scope="session")
def postgresql_template(
    postgres_server: PostgresServer, tmp_path_factory: pytest.TempPathFactory
) -> str:
    """Make the database that each test on PostgreSQL copies; return its name."""
    name = postgres_server.create_database()
    prepare(postgres_server.url(name), tmp_path_factory.mktemp("template-pg"))
    return name


@pytest.fixture(params=ENGINES)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Give a fresh database with the index loaded, on each engine in turn.

    Copying one on PostgreSQL takes a tenth of a second, so for an app it is made when the app first
    connects: most begin with the copy of a scene, see `moving.py`.
    """
    if request.param == "sqlite":
        path = tmp_path / "test.sqlite"
        shutil.copyfile(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    template = request.getfixturevalue("postgresql_template")
    name = server.choose_name()
    if not _is_for_app(request):
        server.create_database(template, name)
    yield server.url(name)
    server.drop_database(name)


@pytest.fixture(scope="session", autouse=True)
def compiled_templates(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Let all apps of a run, in all its workers, compile each template once."""
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    folder /= "compiled-templates"
    folder.mkdir(exist_ok=True)
    cache = FileSystemBytecodeCache(str(folder))
    Flask.jinja_options = {**Flask.jinja_options, "bytecode_cache": cache}


@pytest.fixture(scope="session", autouse=True)
def patience() -> Iterator[None]:
    """Give a file more time than a web thread may wait: where tests run, much else runs too."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(uploads, "PATIENCE", 60)
        yield


@pytest.fixture(scope="session", autouse=True)
def plenty() -> Iterator[None]:
    """Let programs ask as often as tests do; those of the rates have the usual one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rates, "MOST", 1_000_000)
        yield


@pytest.fixture(scope="session")
def travellers() -> Iterator[dict[str, Traveller]]:
    """Keep the apps that were made, by engine."""
    made: dict[str, Traveller] = {}
    yield made
    for traveller in made.values():
        traveller.close()


def _is_for_app(request: pytest.FixtureRequest) -> bool:
    return "app" in request.fixturenames


@pytest.fixture
def app(
    request: pytest.FixtureRequest,
    database_url: str,
    tmp_path: Path,
    travellers: dict[str, Traveller],
) -> Iterator[Flask]:
    """Give the app on a fresh database, set up as at its start."""
    url = sa.make_url(database_url)
    engine = url.get_backend_name()
    if engine not in travellers:
        app = create_app(settings(database_url, tmp_path))
        with app.app_context():
            # They register themselves, which an app takes before its first request alone.
            migrations()
        travellers[engine] = Traveller(app)
    make = None
    if engine == "postgresql" and _is_for_app(request):
        server: PostgresServer = request.getfixturevalue("postgres_server")
        template = request.getfixturevalue("postgresql_template")
        make = partial(server.create_database, template, str(url.database))
    with travellers[engine].stay(database_url, tmp_path, make) as app:
        yield app


@pytest.fixture
def client(app: Flask) -> Client:
    """Give a client that checks every page, not signed in."""
    return Client(app)


@pytest.fixture
def sign_in(app: Flask) -> Callable[[str], Client]:
    """Give a function that returns a client signed in as the person with this address."""

    def sign_in_as(email: str) -> Client:
        client = Client(app)
        client.sign_in(email)
        return client

    return sign_in_as
