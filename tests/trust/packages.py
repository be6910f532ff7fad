"""The packages that the locks name: which, of which version, with which hashes, and for what."""

import base64
import json
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[2]
LICENCES: Final = Path(__file__).with_name("licences.toml")
NOT_STATED: Final = "not stated"

LOCKS: Final = {
    "requirements.txt": "server",
    "requirements-build.txt": "set-up",
    "requirements-node.txt": "set-up",
    "requirements-audit.txt": "set-up",
    "requirements-test.txt": "tests",
}
"""The locks of Python packages and what each is for. What stands in two is for the first."""

_PINNED: Final = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)\s*(?:;([^\\]*))?")
_HASH: Final = re.compile(r"--hash=sha256:([0-9a-f]{64})")
_COMPILER: Final = "sass"
"""The one package among the browser's that only the set-up needs: it compiles the styles."""


@dataclass(frozen=True, slots=True)
class Package:
    """One package of a lock. `use` is "server", "browser", "set-up" or "tests".

    `where` is the machine that needs it, as the lock says; empty where all do.
    """

    kind: str
    name: str
    version: str
    use: str
    hashes: tuple[str, ...]
    licence: str
    where: str = ""

    @property
    def address(self) -> str:
        """Return its name in the form that programs share (purl)."""
        return f"pkg:{self.kind}/{self.name.replace('@', '%40')}@{self.version}"


def read_packages() -> tuple[Package, ...]:
    """Return every package of every lock once, in the order of their names."""
    found: dict[str, Package] = {}
    for package in (*_of_python(), *_of_node()):
        found.setdefault(package.address, package)
    return tuple(sorted(found.values(), key=lambda one: (one.kind, one.name, one.version)))


def pinned(text: str) -> Iterator[tuple[str, str, str, tuple[str, ...]]]:
    """Yield name, version, machine and hashes of each package of a requirements file."""
    for entry in re.split(r"\n(?=\S)", text):
        if found := _PINNED.match(entry):
            where = (found[3] or "").strip()
            yield found[1].lower(), found[2], where, tuple(sorted(_HASH.findall(entry)))


def _of_python() -> Iterator[Package]:
    for lock, use in LOCKS.items():
        for name, version, where, hashes in pinned((ROOT / lock).read_text(encoding="utf-8")):
            yield Package("pypi", name, version, use, hashes, _python_licence(name), where)


def _of_node() -> Iterator[Package]:
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    direct = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["dependencies"]
    for path, entry in lock["packages"].items():
        name = path.rpartition("node_modules/")[2]
        if not name:
            continue
        is_seen = name in direct and name != _COMPILER
        use = "browser" if is_seen else "tests" if entry.get("dev") else "set-up"
        hashes = tuple(_plain(mark) for mark in entry["integrity"].split())
        yield Package("npm", name, entry["version"], use, hashes, _node_licence(name, entry))


def _plain(mark: str) -> str:
    """Return a hash of npm, which is in base 64, as hexadecimal."""
    method, _, text = mark.partition("-")
    assert method == "sha512", mark
    return base64.b64decode(text).hex()


def _kept(kind: str) -> dict[str, str]:
    kept: dict[str, str] = tomllib.loads(LICENCES.read_text(encoding="utf-8"))[kind]
    return kept


def _python_licence(name: str) -> str:
    return _kept("pypi").get(name) or said_by(name)


def said_by(name: str) -> str:
    """Return the licence that an installed package says of itself; empty where it says none."""
    try:
        about = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return ""
    said = next((about[key] for key in ("License-Expression", "License") if about[key]), "")
    # Some have their whole licence there.
    return "" if "\n" in said else said


def _node_licence(name: str, entry: dict[str, Any]) -> str:
    return _kept("npm").get(name) or str(entry.get("license", "")).strip("()")
