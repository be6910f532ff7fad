"""What several features do is done in one place each: here a second one is noticed."""

import ast
from collections.abc import Iterator

import pytest

from tests.policies.tree import PACKAGE, python_files

PLACES = {
    "journal": "records/journal.py",
    "mail": "records/mail.py",
    "attachment": "downloads.py",
    "lock of a pathway": "records/pathways.py",
    "operation": "forms.py",
}


def made(source: str) -> Iterator[str]:
    """Yield what a source makes by itself that has a place of its own."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and str(node.value).startswith("attachment; filename"):
            yield "attachment"
        if not isinstance(node, ast.Call):
            continue
        name, first = ast.unparse(node.func), "".join(map(ast.unparse, node.args[:1]))
        called = name.split(".")[-1]
        table = first if name == "sa.insert" else called
        if table in ("Journal", "JOURNAL"):
            yield "journal"
        if table == "Mail":
            yield "mail"
        # A service takes the operation as the form's field gives it.
        if called == "operation_id" or (name.endswith("form.get") and first == "'operation'"):
            yield "operation"
        if name.endswith("with_for_update") and ("(PATHWAY" in name or "(Pathway)" in name):
            yield "lock of a pathway"


@pytest.mark.parametrize("name", [n for n in python_files() if not n.startswith("models/")])
def test_it_is_made_in_its_own_place(name: str) -> None:
    found = set(made((PACKAGE / name).read_text(encoding="utf-8")))
    assert found == {thing for thing, place in PLACES.items() if place == name}


@pytest.mark.parametrize(
    "planted",
    [
        "session.add(Journal(at=at))",
        "session.execute(sa.insert(JOURNAL).values(at=at))",
        "post(session, Mail(id=new_id()))",
        "headers['Content-Disposition'] = f'attachment; filename=\"{name}\"'",
        "sa.select(Pathway).where(Pathway.id == one).with_for_update()",
        "identifier = operation_id(operation)",
        "copy_module(session, request.form.get('operation', ''))",
    ],
)
def test_the_rule_sees_a_second_way(planted: str) -> None:
    assert list(made(planted))
