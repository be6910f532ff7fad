"""What our scripts never do, read from their source: run a text, make markup of it, keep it."""

import re
from typing import Final

import pytest

from tests.policies.tree import PACKAGE

STATIC: Final = PACKAGE / "static"
SCRIPTS: Final = tuple(
    sorted(
        path.relative_to(STATIC).as_posix()
        for path in STATIC.rglob("*.js")
        if "vendor" not in path.relative_to(STATIC).parts[0]
    )
)
NEVER: Final = {
    r"\beval\(|\bnew Function\b|\bset(?:Timeout|Interval)\(\s*[\"'`]": "runs text as a script",
    r"\bdocument\.write|\.outerHTML\s*=[^=]|\.srcdoc\b|createContextualFragment": "makes markup",
    r"\blocalStorage\b|\bindexedDB\b|\bdocument\.cookie\b|\bcaches\b": "keeps what stays",
    r"\bWebSocket\b|\bEventSource\b|\bRTCPeerConnection\b|\bsendBeacon\b": "has a way out",
    r"(?<!channel\?)\.postMessage\(|(?:window|self)\.addEventListener\(\"message\"|\bonmessage\b": (
        "talks with other sites"
    ),
    r"__proto__|\.prototype\b|\bsetPrototypeOf\b|\]\s*\[[^\]\n]+\]\s*=[^=]": (
        "reaches into what all objects share"
    ),
    r"[\"'`](?:https?:)?//": "names another site",
}
"""Patterns that stand in no script, and what it would do."""

MARKUP: Final = re.compile(r"(?:\.innerHTML\s*=(?!=)|\.insertAdjacentHTML\()(.*?);", re.DOTALL)
CONSTANT: Final = re.compile(r"(?:\s*(?:\"[^\"]*\"|'[^']*')\s*[+,]?)+\s*\)?\s*")
KEPT: Final = {
    "again.js": ['"pathways-focus", "undo"'],
    "builder.js": ["FOLDED, String(link.getBoundingClientRect().top)"],
    "workline.js": ["BACK, id"],
}
"""What a page leaves for the next one of its tab: where it was. No words of anybody's."""


def source(name: str) -> str:
    return (STATIC / name).read_text(encoding="utf-8")


def code(text: str) -> str:
    """Return a script without its notes."""
    return re.sub(r"/\*.*?\*/|(?m:(?<!:)//.*$)", "", text, flags=re.DOTALL)


def wrongs(text: str) -> list[str]:
    """Return what a script does that none may do."""
    plain = code(text)
    found = [why for pattern, why in NEVER.items() if re.search(pattern, plain)]
    made = [one[1] for one in MARKUP.finditer(plain) if not CONSTANT.fullmatch(one[1])]
    return [*found, *(f"makes markup of {one.strip()[:60]}" for one in made)]


def test_a_script_does_nothing_dangerous() -> None:
    assert {name: found for name in SCRIPTS if (found := wrongs(source(name)))} == {}


def test_a_page_keeps_no_words_in_the_browser() -> None:
    kept = {name: re.findall(r"sessionStorage\.setItem\((.*)\)", source(name)) for name in SCRIPTS}
    assert {name: found for name, found in kept.items() if found} == KEPT


def test_no_script_stops_a_paste() -> None:
    """Two scripts take a table that is pasted on their grid; none looks at any other field."""
    found = {name for name in SCRIPTS if re.search(r"[\"']paste[\"']", source(name))}
    assert found == {"evidence/pasting.js", "matrix_grid.js"}


@pytest.mark.parametrize(
    "planted",
    [
        "eval(text);",
        "new Function(text)();",
        'setTimeout("go()", 5);',
        "document.write(text);",
        "part.innerHTML = text;",
        "part.innerHTML = `<p>${text}</p>`;",
        "part.innerHTML = '<p>' + text + '</p>';",
        'part.insertAdjacentHTML("beforeend", text);',
        'localStorage.setItem("draft", text);',
        'window.addEventListener("message", take);',
        'parent.postMessage(text, "*");',
        "values[name][key] = text;",
        'fetch("https://elsewhere.example/");',
    ],
)
def test_the_rule_sees_what_is_dangerous(planted: str) -> None:
    assert wrongs(planted)
