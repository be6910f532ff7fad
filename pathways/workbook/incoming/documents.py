"""The lines and tables of a Word document, in order, and which are headings or items of a list."""

import re
from typing import Any, Final

from pathways.domain.review.sheets import meant
from pathways.word import UNSEEN, WORD, read_document, word_parts
from pathways.workbook.incoming.collected import Collected

BOLD: Final = 7
"""The rank of a line that is no heading by its style, and bold as a whole."""
_LONGEST: Final = 120
_WIDEST: Final = 60
_HEADING: Final = re.compile(r"heading ?([1-6])")


def read_word(data: bytes, collected: Collected, *, has_styles: bool) -> None:
    """Read a document; UnreadableWordError for what is none."""
    depths = _style_depths(data) if has_styles else {}
    body = read_document(data).find(f"{WORD}body")
    stack = list(reversed(body if body is not None else []))
    while stack:
        one = stack.pop()
        if one.tag == f"{WORD}tbl":
            collected.grid(_table(one, collected))
        elif one.tag == f"{WORD}p":
            boxes: list[Any] = []
            text = "".join(word_parts(one, boxes)).strip()
            is_item = text.startswith("• ")
            text = text.removeprefix("• ")
            collected.line(text, _depth(one, depths, text), is_item=is_item)
            for box in boxes:
                stack.extend(reversed(box))
        elif one.tag not in UNSEEN:
            stack.extend(reversed(one))


def _table(table: Any, collected: Collected) -> list[list[str]]:
    rows: list[list[str]] = []
    for line in table.iter(f"{WORD}tr"):
        row: list[str] = []
        for cell in line.findall(f"{WORD}tc"):
            text = meant("".join(word_parts(cell, [])).strip())
            about = cell.find(f"{WORD}tcPr")
            if not text and rows and len(row) < len(rows[-1]) and _is_below(about):
                text = rows[-1][len(row)]
            row.append(re.sub(r"\n\s*\n", "\n", text))
            row += [""] * (_width(about) - 1)
        collected.spend(row)
        rows.append(row)
    return rows


def _is_below(about: Any) -> bool:
    """Whether a cell is merged with the one above."""
    merge = about.find(f"{WORD}vMerge") if about is not None else None
    return merge is not None and merge.get(f"{WORD}val") != "restart"


def _width(about: Any) -> int:
    span = about.find(f"{WORD}gridSpan") if about is not None else None
    wide = str(span.get(f"{WORD}val", "")) if span is not None else ""
    return max(1, min(int(wide[:4]), _WIDEST)) if wide.isascii() and wide.isdecimal() else 1


def _style_depths(data: bytes) -> dict[str, int]:
    """Return the rank of the styles that are headings: programs name them in many languages."""
    found: dict[str, int] = {}
    for style in read_document(data, "word/styles.xml").iter(f"{WORD}style"):
        name = style.find(f"{WORD}name")
        called = str(name.get(f"{WORD}val", "")).lower() if name is not None else ""
        key = str(style.get(f"{WORD}styleId"))
        if rank := _HEADING.search(called):
            found[key] = int(rank[1])
        elif called == "title":
            found[key] = 1
    return found


def _depth(paragraph: Any, depths: dict[str, int], text: str) -> int:
    style = paragraph.find(f"{WORD}pPr/{WORD}pStyle")
    if style is not None:
        key = str(style.get(f"{WORD}val", ""))
        rank = _HEADING.search(key.lower())
        if depth := depths.get(key) or (int(rank[1]) if rank else 0):
            return depth
    runs = [run for run in paragraph.iter(f"{WORD}r") if run.find(f"{WORD}t") is not None]
    is_bold = bool(runs) and all(run.find(f"{WORD}rPr/{WORD}b") is not None for run in runs)
    return BOLD if is_bold and len(text) < _LONGEST else 0
