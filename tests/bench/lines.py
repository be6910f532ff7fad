"""How much code the product is made of: `python -m tests.bench.lines [COMMIT]`.

Lines of Python without blanks, comments and docstrings, package by package; of templates, styles
and scripts the lines that are not blank. With a commit, its figures stand beside those of the
files as they are on the disk.
"""

import ast
import io
import subprocess
import sys
import tarfile
import tokenize
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = "pathways"
OTHERS = {".html": "templates", ".txt": "templates", ".scss": "styles", ".js": "scripts"}
NOTHING = {
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENCODING,
    tokenize.ENDMARKER,
}
"""Tokens that are no code by themselves."""

Source = tuple[str, str]
"""The path of a file and its text."""


def count_code(source: str) -> int:
    """Return how many lines of a Python file hold code."""
    held: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type not in NOTHING:
            held.update(range(token.start[0], token.end[0] + 1))
    return len(held - docstring_lines(source))


def docstring_lines(source: str) -> set[int]:
    """Return the lines of the docstrings of a module, its classes and its functions."""
    held: set[int] = set()
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        if ast.get_docstring(node) is not None:
            text = node.body[0]
            held.update(range(text.lineno, (text.end_lineno or text.lineno) + 1))
    return held


def count_lines(sources: Iterable[Source]) -> Counter[str]:
    """Return the lines of each package of Python, and of what is no Python, by its kind."""
    found: Counter[str] = Counter()
    for path, text in sources:
        parts = path.split("/")[1:]
        if path.endswith(".py"):
            found[parts[0] if len(parts) > 1 else "web base"] += count_code(text)
        elif kind := OTHERS.get(Path(path).suffix):
            found[f"({kind})"] += sum(1 for line in text.splitlines() if line.strip())
    return found


def files_here() -> Iterator[Source]:
    """Yield the product's files as they are on the disk."""
    for path in sorted((ROOT / PACKAGE).rglob("*")):
        name = path.relative_to(ROOT).as_posix()
        if path.suffix in (".py", *OTHERS) and "/vendor" not in name:
            yield name, path.read_text(encoding="utf-8")


def files_of(commit: str) -> Iterator[Source]:
    """Yield the product's files as a commit holds them."""
    packed = subprocess.run(  # noqa: S603  # the commit is that of whoever measures
        ["git", "archive", "--format=tar", commit, PACKAGE],  # noqa: S607  # git of the PATH
        cwd=ROOT,
        stdout=subprocess.PIPE,
        check=True,
    )
    with tarfile.open(fileobj=io.BytesIO(packed.stdout)) as archive:
        for member in archive:
            if Path(member.name).suffix in (".py", *OTHERS):
                held = archive.extractfile(member)
                assert held is not None
                yield member.name, held.read().decode("utf-8")


def main(arguments: list[str]) -> int:
    """Print the lines of each package, and the sum of all Python."""
    now = count_lines(files_here())
    before = count_lines(files_of(arguments[0])) if arguments else now
    for name in sorted({*now, *before}, key=lambda name: (name.startswith("("), -now[name], name)):
        print(_row(name, now[name], before[name]))
    whole, earlier = (
        sum(count for name, count in counts.items() if not name.startswith("("))
        for counts in (now, before)
    )
    print(_row("all Python", whole, earlier))
    return 0


def _row(name: str, now: int, before: int) -> str:
    compared = f"   {before:7,} before   {now - before:+7,}" if now != before else ""
    return f"{name:14}{now:7,}{compared}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
