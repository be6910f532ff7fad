"""The list of packages is that of the locks, in a form that other programs read."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from tests.trust.packages import LOCKS, NOT_STATED, ROOT, pinned, read_packages, said_by
from tests.trust.sbom import FILE, component, write_sbom

PACKAGES = read_packages()
PERMISSIVE = {
    *("0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "ISC", "MIT", "MIT-0"),
    *("OFL-1.1", "PSF-2.0", "Unlicense", "Zlib"),
}
"""Licences that ask for no more than to be named."""

OTHERS = {"psycopg": "LGPL-3.0-only", "psycopg-binary": "LGPL-3.0-only", "certifi": "MPL-2.0"}
"""What runs under another one, unchanged: PostgreSQL's driver, and a list of authorities."""

LOOSE = ("BSD", "PSFL")
"""Words for a licence that name no one of them."""


def read_list() -> dict[str, Any]:
    read: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return read


def test_the_list_is_that_of_the_locks(record_property: Callable[[str, object], None]) -> None:
    listed = {one["purl"]: one for one in read_list()["components"]}
    known = {package.address: package for package in PACKAGES}
    assert sorted(listed) == sorted(known), "docs/sbom.json is old: make sbom"
    for address, package in known.items():
        told = component(package)
        if not package.licence:
            # It is not installed here, and so says nothing of itself.
            told["licenses"] = listed[address]["licenses"]
        assert listed[address] == told, "docs/sbom.json is old: make sbom"
    hashes = sum(len(package.hashes) for package in PACKAGES)
    record_property(
        "measured", f"{len(PACKAGES)} packages, each with its licence, and {hashes:,} hashes"
    )


def test_the_list_fits_the_official_schema() -> None:
    fault = JsonStrictValidator(SchemaVersion.V1_6).validate_str(FILE.read_text(encoding="utf-8"))
    assert fault is None


def test_the_same_locks_give_the_same_bytes() -> None:
    assert write_sbom(PACKAGES) == write_sbom(read_packages())
    assert "timestamp" not in FILE.read_text(encoding="utf-8")


def test_every_package_has_its_hashes_and_its_licence() -> None:
    listed = read_list()["components"]
    assert [one["name"] for one in listed if not one["hashes"] or not one["licenses"]] == []
    unknown = {one["name"] for one in listed if NOT_STATED in json.dumps(one["licenses"])}
    running = {one["name"] for one in listed if one["scope"] == "required"}
    assert unknown == {"buffers"}
    assert not unknown & running


def test_what_runs_asks_for_no_more_than_to_be_named() -> None:
    for one in read_list()["components"]:
        if one["scope"] != "required":
            continue
        (said,) = one["licenses"]
        text = said.get("expression") or said["license"].get("id") or ""
        if OTHERS.get(one["name"]) != text:
            # Of two to choose from, one is enough.
            choices = [set(re.split(r" AND ", choice)) for choice in text.split(" OR ")]
            assert any(choice <= PERMISSIVE for choice in choices), f"{one['name']}: {text}"


def test_a_licence_is_the_one_that_the_package_says() -> None:
    wrong = []
    for package in PACKAGES:
        said = said_by(package.name) if package.kind == "pypi" else ""
        is_plain = re.fullmatch(r"[A-Za-z0-9.-]+|.* (AND|OR) .*", said) and said not in LOOSE
        if is_plain and package.licence != said:
            wrong.append(f"{package.name}: {said}, not {package.licence}")
    assert wrong == []


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_versions_and_hashes_and_nothing_else(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    entries = [line for line in text.splitlines() if line and not line.startswith((" ", "#"))]
    found = list(pinned(text))
    assert len(found) == len(entries) > 0
    assert all(hashes for _name, _version, _where, hashes in found)
    assert "://" not in text, "no package comes from an address of its own"


def test_a_package_without_a_hash_is_noticed() -> None:
    (one,) = pinned("flask==3.1.3 ; python_version > '3' \\\n    --hash=sha512:ab\n")
    assert one == ("flask", "3.1.3", "python_version > '3'", ())
