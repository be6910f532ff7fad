"""What is costly is done in a turn, and never in another way."""

import ast
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Final

import pytest
from flask import Flask

from pathways import production
from pathways.domain.work import Work
from pathways.turns import SEATS
from tests.policies.tree import PACKAGE, python_files, read_imports

FILES = [name for name in python_files() if not name.endswith("cli.py")]
"""A command may wait: it keeps nobody from anything."""

WRITERS: Final = ("pathways.workbook", "pathways.wordfile")
SEEKERS: Final[Mapping[str, str]] = {
    "combine_for": "pathways.briefs.queries",
    "search_offers": "pathways.directory.queries",
    "read_offers": "pathways.compare.queries",
    "rank_for": "pathways.briefs.queries",
}
"""What looks through all that is published, and the package that offers it."""

IN_TURN: Final[Mapping[Work, frozenset[str]]] = {
    Work.WRITING: frozenset(
        {
            "builder.export",
            "builder.export_opendocument",
            "compare.workbook",
            "directory.matrix",
            "directory.open_csv",
            "framework.template_workbook",
            "framework_files.sheet",
            "plans.document",
            "plans.kept_document",
            "plans.kept_workbook",
            "plans.workbook",
            "region.export",
            "submissions.opendocument",
            "submissions.register",
            "submissions.workbook",
        }
    ),
    Work.SEEKING: frozenset({"briefs.combination"}),
    Work.LOOKING: frozenset(
        {
            "briefs.show",
            "builder.preview_bringing",
            "builder.preview_new",
            "builder.take_bringing",
            "builder.take_new",
            "compare.show",
            "directory.index",
        }
    ),
}
"""Which views are costly as a whole."""


def parsed(name: str) -> ast.Module:
    return ast.parse((PACKAGE / name).read_text(encoding="utf-8"))


def calls(node: ast.AST) -> set[str]:
    """Return the names of what is called anywhere inside."""
    inner = (one.func for one in ast.walk(node) if isinstance(one, ast.Call))
    return {one.id if isinstance(one, ast.Name) else ast.unparse(one) for one in inner}


@cache
def readers() -> dict[str, str]:
    """Return every function that leads to a process of its own, and the module it is in."""
    found: dict[str, str] = {}
    for name in python_files():
        if not any(item.module == "pathways.apart" for item in read_imports(name)):
            continue
        made = [node for node in parsed(name).body if isinstance(node, ast.FunctionDef)]
        starting = {"answer_apart"}
        for _ in made:
            starting |= {node.name for node in made if calls(node) & starting}
        module = "pathways." + name.removesuffix(".py").replace("/", ".")
        found |= {node.name: module for node in made if node.name in starting}
    return found


def costly_in(name: str) -> set[str]:
    """Return what a file imports that takes long."""
    found = set()
    for item in read_imports(name):
        is_reader = readers().get(item.name) == item.module
        is_writer = item.module.startswith(WRITERS) and item.name.startswith("write_")
        is_seeker = SEEKERS.get(item.name) == item.module
        if is_reader or is_writer or is_seeker:
            found.add(item.name)
    return found


def outside_turns(node: ast.AST) -> Iterator[str]:
    """Yield what is called outside every `with turn(...)`."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.With) and "turn" in calls(child.items[0].context_expr):
            continue
        if isinstance(child, ast.Call):
            yield ast.unparse(child.func)
        yield from outside_turns(child)


def without_a_turn(name: str, costly: set[str]) -> set[str]:
    """Return the functions of a file that lead to what is costly, and have no turn for it."""
    made = [
        node
        for node in ast.walk(parsed(name))
        if isinstance(node, ast.FunctionDef)
        and not any("in_turn" in ast.unparse(one) for one in node.decorator_list)
    ]
    found: set[str] = set()
    for _ in made:
        found |= {node.name for node in made if {*outside_turns(node)} & (costly | found)}
    return found


def test_what_reads_files_is_known() -> None:
    public = {name for name in readers() if not name.startswith("_")}
    assert public == {"read_upload", "read_copy", "read_file"}
    starts = [name for name in FILES if any(i.module == "subprocess" for i in read_imports(name))]
    # A plan is worked out in a process that outlives the request; it reads nothing that was sent.
    # A backup is made by a command, by programs of PostgreSQL.
    assert starts == ["apart.py", "backup.py", "planning.py"], (
        "a process is started in known places"
    )


@pytest.mark.parametrize("name", [name for name in FILES if not name.startswith("workbook/")])
def test_what_is_costly_is_done_in_a_turn(name: str) -> None:
    costly = costly_in(name)
    if not costly:
        return
    # A helper may leave the turn to the views that call it; a view may not leave it to anybody.
    public = {one for one in without_a_turn(name, costly) if not one.startswith("_")}
    assert not public, f"decorate with in_turn, or do it inside `with turn(...)`: {public}"


@pytest.mark.parametrize("name", FILES)
def test_what_a_form_brings_is_opened_where_there_is_a_turn(name: str) -> None:
    tree = parsed(name)
    reads = any("data.read" in call or ".stream" in call for call in calls(tree))
    assert not reads or "turn" in calls(tree), "what is done with the file is no turn"


def test_it_is_known_which_views_are_costly(app: Flask) -> None:
    found: dict[Work, set[str]] = {}
    for endpoint, view in app.view_functions.items():
        if work := view.__dict__.get("work"):
            found.setdefault(work, set()).add(endpoint)
    assert found == IN_TURN


def test_a_thread_of_each_process_is_left_for_pages() -> None:
    assert production.threads > SEATS
    heavy = [work for work in Work if not work.is_light]
    assert all(work.budget.seats < production.threads for work in heavy)
    assert all(work.budget.at_once < production.threads for work in Work)


def test_nothing_that_has_turns_is_waited_for() -> None:
    tree = ast.unparse(parsed("turns.py"))
    assert not [word for word in ("sleep", "Semaphore", "timeout=", "Condition") if word in tree]
