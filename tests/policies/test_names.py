"""One class name, one meaning: no two top-level classes of the package are called the same."""

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator

from tests.policies.tree import PACKAGE, python_files


def classes_of(source: str) -> Iterator[str]:
    """Yield the names of a module's own classes, and of types given a name of that kind."""
    for node in ast.parse(source).body:
        if isinstance(node, ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            name = node.targets[0].id
            if name[:1].isupper() and not name.isupper():
                yield name


def shared(sources: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """Return the names that stand in more than one of these files, given as name and source."""
    found = defaultdict(list)
    for file, source in sources:
        for name in classes_of(source):
            found[name].append(file)
    return {name: files for name, files in found.items() if len(files) > 1}


def test_no_two_classes_have_one_name() -> None:
    sources = ((name, (PACKAGE / name).read_text(encoding="utf-8")) for name in python_files())
    assert shared(sources) == {}


def test_the_rule_sees_two_of_one_name() -> None:
    one, other = "class Place: ...", "Place = tuple[int, str]\nLIMIT = 3\nplace = 4"
    assert shared([("a.py", one), ("b.py", other)]) == {"Place": ["a.py", "b.py"]}
