"""Whose a row is, is asked in one place beside each table, so that there is one line to audit."""

import ast
import re

import pytest

from tests.policies.tree import PACKAGE, python_files

ASKED = re.compile(r"actor\.organisation_id$|\bbindparam\(")
"""Who asks: as a value, or as what a prepared statement is asked with."""
OWNERS = {"organisation_id", "commissioner_id"}


@pytest.mark.parametrize("name", [n for n in python_files() if not n.startswith("models/")])
def test_ownership_is_asked_beside_the_table(name: str) -> None:
    wrong = []
    for node in ast.walk(ast.parse((PACKAGE / name).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Compare):
            sides = [ast.unparse(side) for side in (node.left, *node.comparators)]
            others = [side for side in sides if not ASKED.search(side)]
            if others != sides and any(side.split(".")[-1] in OWNERS for side in others):
                wrong.append(f"pathways/{name}:{node.lineno}: {ast.unparse(node)}")
    assert wrong == [], "ask own_...(actor), seen_by(actor) or actor.is_of(...)"
