"""What the documents must name: every setting, and every command with its help."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from pathways import create_app
from pathways.config import SETTINGS
from pathways.guides.reading import anchor
from tests.policies.tree import PACKAGE, ROOT

OPERATIONS = ROOT / "docs" / "operations.md"
_GIVEN_BY_LIBRARIES = {"routes", "run", "shell"}


def operations() -> str:
    assert OPERATIONS.is_file(), "docs/operations.md is still to be written"
    return OPERATIONS.read_text(encoding="utf-8")


def list_commands(
    group: click.Group, path: tuple[str, ...] = ()
) -> Iterator[tuple[str, click.Command]]:
    """Yield every command as "framework load"."""
    # Asked for by name, since some are found only then.
    context = click.Context(group)
    for name in sorted(group.list_commands(context)):
        if not path and name in _GIVEN_BY_LIBRARIES:
            continue
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from list_commands(command, (*path, name))
        else:
            yield " ".join((*path, name)), command


def our_commands() -> list[tuple[str, click.Command]]:
    app = create_app({"SQLALCHEMY_ENGINES": {"default": "sqlite://"}})
    found = list_commands(app.cli)
    # Of the migration tool, `upgrade` alone is for those who run a copy.
    return [(n, c) for n, c in found if not n.startswith("db ") or n == "db upgrade"]


@pytest.mark.parametrize("variable", [setting.variable for setting in SETTINGS])
def test_every_setting_is_in_the_operations_guide(variable: str) -> None:
    assert variable in operations()


def test_the_operations_guide_names_no_setting_that_is_gone() -> None:
    named = set(re.findall(r"PATHWAYS_[A-Z_]+", operations()))
    assert named <= {setting.variable for setting in SETTINGS}


def test_every_command_is_in_the_operations_guide() -> None:
    text = operations()
    assert [name for name, _ in our_commands() if f"{name}" not in text] == []


def test_every_command_and_option_has_its_help() -> None:
    silent = []
    for name, command in our_commands():
        if not command.help and not command.short_help:
            silent.append(name)
        for option in command.params:
            if isinstance(option, click.Option) and not option.help:
                silent.append(f"{name} {option.opts[0]}")
    assert silent == []


def test_the_commands_that_people_rely_on_are_there() -> None:
    names = {name for name, _ in our_commands()}
    promised = {
        "db upgrade",
        "framework load",
        "framework list",
        "framework wording",
        "framework export",
        "demo load",
        "user create",
        "pathway import",
        "pathway check",
        "pathway export",
        "backup",
        "doctor",
    }
    assert promised - names == set()


def test_the_newest_change_is_of_the_version_that_this_is() -> None:
    told = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"][
        "version"
    ]
    changes = (ROOT / "docs" / "changelog.md").read_text(encoding="utf-8")
    newest = re.search(r"^## (\S+), (not released yet|\d{1,2} \w+ \d{4})$", changes, re.MULTILINE)
    assert newest is not None
    assert newest[1] == told


LINK = re.compile(r"(?<!!)\[[^\]]+\]\(([^)\s]+)\)|!\[[^\]]*\]\(([^)\s]+)\)")
DOCUMENTS = sorted(
    path.relative_to(ROOT).as_posix()
    for path in (ROOT / "README.md", *ROOT.glob("docs/**/*.md"), *PACKAGE.glob("guides/**/*.md"))
)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_leads_only_to_what_is_there(name: str) -> None:
    file = ROOT / name
    text = file.read_text(encoding="utf-8")
    missing = []
    for found in LINK.finditer(re.sub(r"```.*?```|`[^`\n]*`", "", text, flags=re.DOTALL)):
        path, _, section = (found[1] or found[2]).partition("#")
        if path.startswith(("https:", "http:", "mailto:")):
            continue
        target = (file.parent / path) if path else file
        if not target.exists() or (section and section not in sections(target)):
            missing.append(found[0])
    assert missing == []


def sections(file: Path) -> set[str]:
    """Return the anchors of a document."""
    words = re.findall(r"^#+ (.+)$", file.read_text(encoding="utf-8"), re.MULTILINE)
    return {anchor(re.sub(r"[`*]", "", word)) for word in words}
