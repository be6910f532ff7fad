"""The tree of the project as the policies see it: files, and what each imports."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "pathways"
TEMPLATES = PACKAGE / "templates"
BASE = {"domain", "models", "records", "workbook", "migrations", "templates", "static"}
"""Folders of the package that are no feature."""


@dataclass(frozen=True, slots=True)
class Import:
    """One imported name: the module it comes from, and the line that says so."""

    module: str
    name: str
    line: int


@cache
def python_files() -> tuple[str, ...]:
    """Return the package's files as "builder/routes/modules.py"; migrations are history."""
    found = sorted(path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py"))
    return tuple(name for name in found if not name.startswith("migrations/"))


@cache
def templates() -> tuple[str, ...]:
    """Return our templates as "builder/_module.html"."""
    found = TEMPLATES.rglob("*")
    return tuple(sorted(p.relative_to(TEMPLATES).as_posix() for p in found if p.is_file()))


@cache
def features() -> frozenset[str]:
    """Return the packages that are features."""
    found = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    return frozenset(found - BASE)


def feature_of(name: str) -> str:
    """Return the feature that a file or a dotted module belongs to, or nothing."""
    parts = name.removesuffix(".py").replace("/", ".").removeprefix("pathways.").split(".")
    return parts[0] if parts[0] in features() else ""


def read_imports(name: str) -> Iterator[Import]:
    """Yield what a file imports, inside functions too."""
    for node in ast.walk(ast.parse((PACKAGE / name).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(alias.name, "", node.lineno)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{name}:{node.lineno}: imports are absolute here"
            for alias in node.names:
                yield _from(node, alias.name)


def _from(node: ast.ImportFrom, name: str) -> Import:
    module = node.module or ""
    inner = PACKAGE.parent / module.replace(".", "/") / name
    # `from pathways.builder import services` imports a module, not a name of one.
    if module.startswith("pathways") and (inner.is_dir() or inner.with_suffix(".py").is_file()):
        return Import(f"{module}.{name}", "", node.lineno)
    return Import(module, name, node.lineno)
