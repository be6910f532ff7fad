"""The web has a file read in a turn, and never in another way."""

import ast
from collections.abc import Iterator
from functools import cache

import pytest

from tests.policies.tree import PACKAGE, python_files, read_imports

FILES = [name for name in python_files() if not name.endswith("cli.py")]
"""A command may wait: it keeps nobody from anything."""


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


def outside_turns(node: ast.AST) -> Iterator[str]:
    """Yield what is called outside every `with turn(...)`."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.With) and "turn" in calls(child.items[0].context_expr):
            continue
        if isinstance(child, ast.Call):
            yield ast.unparse(child.func)
        yield from outside_turns(child)


def test_what_reads_files_is_known() -> None:
    public = {name for name in readers() if not name.startswith("_")}
    assert public == {"read_upload", "read_copy", "read_file"}
    starts = [name for name in FILES if any(i.module == "subprocess" for i in read_imports(name))]
    assert starts == ["apart.py"], "a process is started in one place"


@pytest.mark.parametrize("name", FILES)
def test_files_are_read_in_turns(name: str) -> None:
    known = readers()
    used = {item.name for item in read_imports(name) if known.get(item.name) == item.module}
    assert not used & set(outside_turns(parsed(name))), "call it inside `with turn(...)`"


@pytest.mark.parametrize("name", FILES)
def test_what_a_form_brings_is_opened_where_there_is_a_turn(name: str) -> None:
    tree = parsed(name)
    reads = any("data.read" in call or ".stream" in call for call in calls(tree))
    assert not reads or "turn" in calls(tree), "what is done with the file is no turn"
