"""What `make test` leaves to `make test-all`.

`make test` touches everything: each page, rule, statement and kind of file, in half the time. Left
out are second looks at the same thing, and `pytest --whole` takes them all:

- pages and their words on PostgreSQL (`PAGES`). What the engines do in different ways is tested on
  both: locks, races, limits, migrations, search, kept counts, undo, writes of every kind; and the
  policies ask every route as everybody on both.
- most of the same walk in another dress: see `DRESSES`, and who asks for `tenth` and `is_whole`.
"""

from collections.abc import Callable, Sequence
from typing import Final, TypeVar

import pytest

PAGES: Final = frozenset(
    f"tests/{name}.py"
    for name in (
        "accounts/test_administration",
        "accounts/test_lost_session",
        "accounts/test_redirects",
        "accounts/test_refusals",
        "accounts/test_sessions",
        "accounts/test_start",
        "briefs/test_sets",
        "builder/test_access",
        "builder/test_caching",
        "builder/test_commands",
        "builder/test_coverage_json",
        "builder/test_coverage_page",
        "builder/test_evidence",
        "builder/test_forms",
        "builder/test_matrix_page",
        "builder/test_texts",
        "compare/test_basket",
        "compare/test_compare",
        "framework/test_commands",
        "framework/test_pages",
        "framework/test_wording_page",
        "submissions/test_findings",
        "submissions/test_labels",
        "submissions/test_return_check",
        "test_editions",
        "test_hosts",
        "trust/test_strings",
    )
)
"""Files of tests that ask for pages and read them: SQLite will do."""

DRESSES: Final = (
    "test_briefs.py::test_a_brief_from_first_word_to_a_combination[phone]",
    "test_briefs.py::test_a_brief_works_without_scripts",
    "test_compare.py::test_without_scripts_and_on_a_phone",
    "test_directory.py::test_the_same_without_scripts",
    "test_journey.py::test_the_same_journey_on_a_phone",
    "test_submissions.py::test_without_scripts_and_on_a_phone[options0]",
)
"""Walks in the browser that another walk takes in another dress: one without scripts and one on a
phone are left."""

ALIKE: Final = {"tests/browser/test_hostile_words.py": 12}
"""Files of cases that are alike but for what they were drawn from: one of so many is left."""

Case = TypeVar("Case")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option of `make test-all`."""
    parser.addoption("--whole", action="store_true", help="leave nothing out: see tests/whole.py")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave pages on PostgreSQL out, and let pytest say how many they were."""
    if config.getoption("whole"):
        return
    left = [item for item in items if _is_second_look(config, item)]
    if left:
        config.hook.pytest_deselected(items=left)
        items[:] = [item for item in items if item not in set(left)]


def _is_second_look(config: pytest.Config, item: pytest.Item) -> bool:
    if item.nodeid.removeprefix("tests/browser/").startswith(DRESSES):
        return True
    path = item.path.relative_to(config.rootpath).as_posix()
    case = getattr(item, "callspec", None)
    if path in ALIKE and case and case.indices.get("number", 0) % ALIKE[path]:
        return True
    engine = case and case.params.get("database_url")
    return engine == "postgresql" and path in PAGES


@pytest.fixture(scope="session")
def tenth(request: pytest.FixtureRequest) -> Callable[[Sequence[Case]], Sequence[Case]]:
    """Give a function that returns a tenth of some cases, spread out, or all with `--whole`."""
    step = 1 if request.config.getoption("whole") else 10
    return lambda cases: cases[::step]


@pytest.fixture(scope="session")
def is_whole(request: pytest.FixtureRequest) -> bool:
    """Whether nothing is to be left out."""
    return bool(request.config.getoption("whole"))
