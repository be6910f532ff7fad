"""The pathway that the builder's tests work on."""

import pytest
from flask import Flask

from tests.builder.house import House, build_house


@pytest.fixture
def house(app: Flask) -> House:
    """Give a provider with a pathway of two modules, signed in."""
    return build_house(app)


@pytest.fixture(params=[True, False], ids=["htmx", "plain"])
def htmx(request: pytest.FixtureRequest) -> bool:
    """Ask once as htmx does, and once as a browser without scripts."""
    return bool(request.param)
