"""One world for all policies of a worker, on each engine; what a request writes is put back."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from pathways import create_app
from pathways.db import db
from tests.conftest import ENGINES, settings
from tests.engines import ALMIGHTY, PostgresServer
from tests.moving import let_disk_be
from tests.policies.world import World, make_world


@pytest.fixture(scope="session")
def world_sqlite(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """Make the world on SQLite."""
    folder = tmp_path_factory.mktemp("world")
    shutil.copyfile(sqlite_template, folder / "world.sqlite")
    yield from _worlds(f"sqlite:///{folder / 'world.sqlite'}", folder)


@pytest.fixture(scope="session")
def world_postgresql(
    postgres_server: PostgresServer,
    postgresql_template: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[World]:
    """Make the world on PostgreSQL."""
    name = postgres_server.create_database(postgresql_template)
    folder = tmp_path_factory.mktemp("world-pg")
    yield from _worlds(postgres_server.url(name), folder, postgres_server.url(name, ALMIGHTY))


@pytest.fixture(params=ENGINES)
def world(request: pytest.FixtureRequest) -> World:
    """Give the world, on each engine in turn."""
    world: World = request.getfixturevalue(f"world_{request.param}")
    return world


def _worlds(url: str, folder: Path, looks_by: str = "") -> Iterator[World]:
    app = create_app(settings(url, folder))
    # By which the test looks at everything, and puts it back. A test of another folder may have
    # stopped the server and started it again.
    engine = sa.create_engine(looks_by or url, pool_pre_ping=True)
    with app.app_context():
        engines = (db.engine, engine)
    for one in engines if engine.dialect.name == "sqlite" else ():
        sa.event.listen(one, "connect", let_disk_be)
    yield make_world(app, engine)
    engine.dispose()
    with app.app_context():
        db.engine.dispose()
