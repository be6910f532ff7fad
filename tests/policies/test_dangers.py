"""What the code never does, read from the code: run text as a program, ask others, hash weakly."""

import ast
import builtins
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Final

import pytest

from tests.policies.tree import PACKAGE, python_files, read_imports

CALLS: Final = {
    "it runs text as a program": r"eval|exec|compile|__import__|\w*\.?importlib\.import_module",
    "it makes a template of a text": r"(\w+\.)*(render_template_string|from_string)",
    "it starts a shell": r"os\.(system|popen|exec\w+|spawn\w+)|subprocess\.getoutput",
    "it reads objects, not values": r"(pickle|marshal|shelve|dill|yaml|jsonpickle)\.\w+",
    "it hashes with what is broken": r"hashlib\.(md5|sha1|new)|md5|sha1",
    "it draws what can be guessed": r"random\.\w+|tempfile\.mktemp",
    "it takes any certificate": r"ssl\._create_unverified_context",
    "it takes a field from wherever it comes": r"request\.(json|get_json|get_data)",
}
"""Calls that stand nowhere, and what is wrong with each."""

SWITCHES: Final = {("shell", "True"), ("verify", "False"), ("check_hostname", "False")}
MODULES: Final = {"pickle", "marshal", "shelve", "random", "ldap", "ldap3", "memcache"}
"""Modules that stand nowhere."""

PLACES: Final = {
    "subprocess": {"apart.py", "backup.py", "planning.py"},
    "smtplib": {"outbox.py"},
    "ssl": {"outbox.py"},
    "socket": {"outbox.py"},
    "http.client": set[str](),
    "urllib.request": set[str](),
    "ftplib": set[str](),
    "requests": {"identity_provider.py"},
    "httpx": set[str](),
}
"""Modules that reach outside of the process, and the files that may."""

STATEMENTS: Final = {
    "records/listing/search.py": {"_engine", "session", "key"},
    "db.py": {"pragma", "is_read"},
    "drill.py": {"quoted"},
    "enquiries/services/asking.py": {"names", "marks"},
    "records/checks/engine.py": {"asked"},
}
"""Files that put a statement together, and the names that they may put in: none holds a text."""

PATTERNS: Final = {
    "domain/bringing/headings.py": {"pattern"},
    "domain/bringing/marking.py": {"words"},
    "domain/bringing/matrices.py": {"number"},
    "domain/pathway/minutes.py": {"words"},
    "domain/pathway/provisions.py": {"name", "signs"},
    "domain/pathway/steps.py": {"pattern"},
    "domain/days.py": {"pattern"},
    "domain/spellings.py": {"pattern"},
}
"""Files that put a pattern together out of lists of our own, and under which names."""

PATHS: Final = {"__file__", "current_app"}
"""Of what a path may be made where requests are seen."""

ANYWHERE: Final = {
    "accounts/routes/blueprint.py",
    "briefs/plans/pages/blueprint.py",
    "submissions/reviewing/pages/rows.py",
}
"""Files that take a field from address and form alike: it says where to go, or what to show."""


@cache
def calls(source: str) -> tuple[tuple[str, ast.Call], ...]:
    """Return every call of a source with the name of what is called."""
    found = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    return tuple((ast.unparse(call.func), call) for call in found)


def dangers(source: str) -> Iterator[str]:
    """Yield what a source does that nothing here may do."""
    for name, call in calls(source):
        for why, pattern in CALLS.items():
            if re.fullmatch(pattern, name):
                yield f"line {call.lineno}: {name}: {why}"
        for keyword in call.keywords:
            if (keyword.arg, ast.unparse(keyword.value)) in SWITCHES:
                yield f"line {call.lineno}: {keyword.arg}"


def parts(expression: ast.expr) -> set[str]:
    """Return the names that an expression is made of, but for constants of the module."""
    if isinstance(expression, ast.Call) and ast.unparse(expression.func) == "re.escape":
        return set()
    if isinstance(expression, ast.Name):
        is_ours = expression.id.isupper() or hasattr(builtins, expression.id)
        return set() if is_ours else {expression.id}
    found = [parts(one) for one in ast.iter_child_nodes(expression) if isinstance(one, ast.expr)]
    return set().union(*found)


def made_up(source: str, functions: str) -> Iterator[tuple[int, set[str]]]:
    """Yield the lines on which these functions are given more than constants, and what it is."""
    for name, call in calls(source):
        is_one = bool(call.args) and re.fullmatch(functions, name)
        if is_one and (names := parts(call.args[0])):
            yield call.lineno, names


SQL: Final = r"(sa\.)?text|(sa\.)?literal_column|.*\.exec_driver_sql|cursor\.execute"
REGEX: Final = r"re\.(compile|search|match|fullmatch|sub|split|findall|finditer)"


OPENED: Final = r"Path|open|os\.(open|path\.join)|io\.open|(flask\.)?send_(file|from_directory)"


@cache
def read(name: str) -> str:
    return (PACKAGE / name).read_text(encoding="utf-8")


def beyond(functions: str, allowed: Mapping[str, set[str]], files: Iterable[str]) -> list[str]:
    """Return where these functions are given more than constants and what is allowed there."""
    return [
        f"pathways/{name}:{line}: {found - allowed.get(name, set())}"
        for name in files
        for line, found in made_up(read(name), functions)
        if not found <= allowed.get(name, set())
    ]


def test_no_file_does_what_is_dangerous() -> None:
    found = [f"pathways/{name}, {one}" for name in python_files() for one in dangers(read(name))]
    assert found == []


def test_only_few_files_reach_outside() -> None:
    wrong = [
        f"pathways/{name}:{item.line}: {item.module}"
        for name in python_files()
        for item in read_imports(name)
        if item.module.split(".")[0] in MODULES or name not in PLACES.get(item.module, {name})
    ]
    assert wrong == []


def test_no_statement_is_put_together_out_of_texts() -> None:
    assert beyond(SQL, STATEMENTS, python_files()) == []


def test_no_pattern_is_put_together_out_of_texts() -> None:
    assert beyond(REGEX, PATTERNS, python_files()) == []


def test_no_file_takes_a_field_from_wherever_it_comes() -> None:
    assert {name for name in python_files() if "request.values" in read(name)} == ANYWHERE


def test_no_path_is_made_of_what_a_request_says() -> None:
    seeing = [
        name
        for name in python_files()
        if any((item.module, item.name) == ("flask", "request") for item in read_imports(name))
    ]
    assert seeing
    assert beyond(OPENED, dict.fromkeys(seeing, PATHS), seeing) == []


@pytest.mark.parametrize("name", sorted({*STATEMENTS, *PATTERNS}))
def test_every_exception_is_still_needed(name: str) -> None:
    for places, functions in ((STATEMENTS, SQL), (PATTERNS, REGEX)):
        if name in places:
            found = set().union(*(names for _line, names in made_up(read(name), functions)))
            assert found, f"{name} needs no exception any more"


@pytest.mark.parametrize(
    "planted",
    [
        "eval(text)",
        "render_template_string(text)",
        "app.jinja_env.from_string(text)",
        "os.system(text)",
        "pickle.loads(data)",
        "hashlib.md5(data)",
        "random.choice(letters)",
        "subprocess.run(command, shell=True)",
        "request.get_json()",
    ],
)
def test_the_rule_sees_what_is_dangerous(planted: str) -> None:
    assert list(dangers(planted))


@pytest.mark.parametrize(
    "planted",
    [
        "sa.text(f'SELECT {word}')",
        "sa.text('SELECT ' + word)",
        "connection.exec_driver_sql('SELECT %s' % word)",
        "re.search(word, text)",
        "re.compile(rf'\\b{word}')",
        "Path(request.form['name'])",
        "send_file(folder / name)",
    ],
)
def test_the_rule_sees_what_is_put_together(planted: str) -> None:
    assert list(made_up(planted, f"{SQL}|{REGEX}|{OPENED}"))


def test_what_is_escaped_may_be_part_of_a_pattern() -> None:
    assert not list(made_up("re.search(rf'^{re.escape(word)}', text)", REGEX))
