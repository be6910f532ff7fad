"""Cells are written in one module alone, and openpyxl is used in one package alone."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "pathways"
WORKBOOK = PACKAGE / "workbook"
_ATTRIBUTES = {"value", "_value", "data_type", "hyperlink", "comment", "_style"}
_SHEETS = {"sheet", "worksheet", "ws", "active"}


def forbidden(source: str) -> Iterator[str]:
    """Yield every way in which this source writes to a sheet by itself."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(func=ast.Attribute(attr="cell" | "insert_rows" | "insert_cols")):
                yield f"line {node.lineno}: asks a sheet for cells"
            case ast.Call(func=ast.Attribute(attr="append", value=receiver)) if _is_sheet(receiver):
                yield f"line {node.lineno}: appends to a sheet"
            case ast.Attribute(attr=name, ctx=ast.Store()) if name in _ATTRIBUTES:
                yield f"line {node.lineno}: sets {name}"
            case ast.Subscript(value=receiver, ctx=ast.Store()) if _is_sheet(receiver):
                yield f"line {node.lineno}: sets a cell by its address"
            case ast.ImportFrom(module="openpyxl.cell.text"):
                # What a stored text says, for reading: no cell is made of it.
                pass
            case ast.ImportFrom(module=name) if name and name.startswith("openpyxl.cell"):
                yield f"line {node.lineno}: imports cells"


def _is_sheet(node: ast.expr) -> bool:
    return ast.unparse(node).rpartition(".")[2] in _SHEETS


@pytest.mark.parametrize(
    "path", sorted(WORKBOOK.rglob("*.py")), ids=lambda path: str(path.relative_to(WORKBOOK))
)
def test_only_cells_writes_cells(path: Path) -> None:
    found = list(forbidden(path.read_text(encoding="utf-8")))
    assert bool(found) == (path == WORKBOOK / "kit" / "cells.py"), found


@pytest.mark.parametrize(
    "planted",
    [
        "leaf.sheet.cell(1, 1, '=1')",
        "sheet.append(['=1'])",
        "page.sheet['A1'] = '=1'",
        "cell.value = '=1'",
        "cell.hyperlink = 'javascript:'",
        "for cell.value in texts: pass",
        "from openpyxl.cell import WriteOnlyCell",
        "worksheet.insert_rows(1)",
    ],
)
def test_the_rule_sees_every_other_way(planted: str) -> None:
    assert list(forbidden(planted))


def test_openpyxl_is_used_in_the_workbook_package_alone() -> None:
    for path in PACKAGE.rglob("*.py"):
        if path.is_relative_to(WORKBOOK):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            assert not [name for name in names if name.split(".")[0] == "openpyxl"], path
