"""A table of two columns: the name of a part of a module, and what belongs to it."""

import re
from typing import Final

from pathways.domain.bringing.brought import BroughtModule
from pathways.domain.bringing.gathering import TEXTS, Outline, set_part
from pathways.domain.bringing.headings import role_of
from pathways.domain.bringing.papers import Grid
from pathways.domain.bringing.questions import spot_of
from pathways.domain.bringing.texts import part_length, without_number

_LETTERED: Final = re.compile(r"^[A-H]\s*[:.)]\s+(?=\S)")
_PARTS: Final = ("title", "minutes", "outcomes", "start", "end", *TEXTS)
_LABELLED: Final = {"number": "title", **{name: name for name in _PARTS}}


def read_labels(grid: Grid, outline: Outline, name: str = "") -> bool:
    """Read a table of two columns, a label and what belongs to it; return whether it was one."""
    rows = [
        (number, row)
        for number, row in enumerate(grid.rows, start=1)
        if any(cell.strip() for cell in row)
    ]
    if len(rows) < 2 or any(len([c for c in row if c.strip()]) > 2 for _, row in rows):
        return False
    found = [role_of(row[0])[0] if row else "" for _, row in rows]
    if "title" in found:
        # "Module number" and "Module title" are one module.
        found = ["" if role == "number" else role for role in found]
    roles = [_LABELLED.get(role, "") for role in found]
    if len({role for role in roles if role}) < 2:
        return False
    for (number, row), role in zip(rows, roles, strict=True):
        texts = [cell for cell in row[1:] if cell.strip()]
        text = texts[0] if texts else ""
        spot = spot_of(grid, name, number)
        if role == "title":
            title, length, _ = part_length(text or row[0])
            title = _LETTERED.sub("", without_number(title))
            outline.add(BroughtModule(title, length.minutes if length else None), spot)
        elif role and outline.modules:
            set_part(outline, role, text, spot)
    return True
