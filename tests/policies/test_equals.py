"""No two functions do the same: the second is found where the first is, or moved below both."""

import ast
from collections import defaultdict
from collections.abc import Iterable

from tests.policies.tree import PACKAGE, python_files

SAME_FOR_ALL = {"init_app"}
"""A feature's start registers what is its own, and many have nothing but addresses."""


def body_of(function: ast.FunctionDef) -> list[ast.stmt]:
    """Return what a function does, without its docstring."""
    has_words = ast.get_docstring(function) is not None
    return function.body[1:] if has_words else function.body


def is_formula(function: ast.FunctionDef) -> bool:
    """Whether this is one line about the object itself: two things may be told in one way."""
    (*_, last) = [*body_of(function), function.body[-1]]
    names = [argument.arg for argument in function.args.args]
    return names == ["self"] and len(body_of(function)) <= 1 and isinstance(last, ast.Return)


def equals(sources: Iterable[tuple[str, str]]) -> list[list[str]]:
    """Return the functions that are equal but for their names, docstrings and types."""
    found = defaultdict(list)
    for name, source in sources:
        for node in ast.walk(ast.parse(source)):
            if not isinstance(node, ast.FunctionDef) or is_formula(node):
                continue
            arguments = [
                argument.arg for argument in ast.walk(node.args) if isinstance(argument, ast.arg)
            ]
            does = "\n".join(ast.unparse(statement) for statement in body_of(node))
            # What a protocol promises is done by others.
            if does not in ("", "...") and node.name not in SAME_FOR_ALL:
                found[(*arguments, does)].append(f"{name}:{node.lineno} {node.name}")
    return [places for places in found.values() if len(places) > 1]


def test_no_two_functions_are_equal() -> None:
    sources = ((name, (PACKAGE / name).read_text(encoding="utf-8")) for name in python_files())
    assert equals(sources) == []


def test_the_rule_sees_a_copy_under_another_name() -> None:
    first = 'def one(text: str) -> int:\n    """Count."""\n    return len(text.split())\n'
    second = "def _other(text):\n    return len(text.split())\n"
    assert equals([("a.py", first), ("b.py", second)]) == [["a.py:1 one", "b.py:1 _other"]]
