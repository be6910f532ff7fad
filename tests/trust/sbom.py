"""`make sbom`: write docs/sbom.json, the list of all packages in the form CycloneDX 1.6.

It is made from the locks and says nothing of the machine or the day, so that the same locks give
the same bytes.
"""

import json
import re
import sys
import tomllib
from typing import Any, Final

from tests.trust.packages import NOT_STATED, ROOT, Package, read_packages

FILE: Final = ROOT / "docs" / "sbom.json"
_METHODS: Final = {64: "SHA-256", 128: "SHA-512"}
_RUNS: Final = ("server", "browser")
"""What of the packages is there where people use the app."""


def write_sbom(packages: tuple[Package, ...]) -> str:
    """Return the list as text, with a line for each package."""
    about = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    head = {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": about["name"],
                "name": about["name"],
                "version": about["version"],
                "licenses": [_licence(about["license"])],
            }
        },
    }
    lines = ",\n".join(_line(component(package)) for package in packages)
    return f'{_line(head)[:-1]}, "components": [\n{lines}\n]}}\n'


def component(package: Package) -> dict[str, Any]:
    """Return a package as a component: excluded from what runs, if only we need it."""
    group, _, name = package.name.rpartition("/")
    told = {"pathways:use": package.use, "pathways:where": package.where}
    return {
        "type": "library",
        "bom-ref": package.address,
        **({"group": group} if group else {}),
        "name": name,
        "version": package.version,
        "scope": "required" if package.use in _RUNS else "excluded",
        "hashes": [{"alg": _METHODS[len(mark)], "content": mark} for mark in package.hashes],
        "licenses": [_licence(package.licence)],
        "purl": package.address,
        "properties": [{"name": key, "value": value} for key, value in told.items() if value],
    }


def _licence(said: str) -> dict[str, Any]:
    if said == NOT_STATED:
        return {"license": {"name": said}}
    if re.search(r"\s(?:AND|OR|WITH)\s", said):
        return {"expression": said}
    return {"license": {"id": said}}


def _line(values: dict[str, Any]) -> str:
    return json.dumps(values, ensure_ascii=False)


def main() -> int:
    """Write the file; 1 where a licence is not known."""
    packages = read_packages()
    if unknown := [package.name for package in packages if not package.licence]:
        print("No licence is known of these; write it into licences.toml:", *unknown)
        return 1
    FILE.write_text(write_sbom(packages), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
