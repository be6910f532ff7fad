"""What the sheet Assurance of our own workbook says: statements, by their subject."""

from datetime import datetime
from typing import Any, Final

from pathways.domain.bringing.headings import fold_heading
from pathways.domain.bringing.papers import Grid
from pathways.domain.framework.edition import Edition
from pathways.domain.pathway.fields import ASSURANCE_FIELDS, DETAIL_FIELDS, FieldKind

_NOTHING: Final = ("nothing stated yet", "nothing stated")
_KINDS: Final = (FieldKind.TEXT, FieldKind.LINE, FieldKind.DATE)
_PRINCIPLE: Final = "principle:"


def read_statements(grid: Grid, edition: Edition) -> dict[str, Any]:
    """Return the statements as a pathway's file has them; what says nothing is left out."""
    fields = {
        fold_heading(item.label): (part, item)
        for part, items in (("assurance", ASSURANCE_FIELDS), ("details", DETAIL_FIELDS))
        for item in items
        if item.kind in _KINDS
    }
    codes = {fold_heading(item.name): item.code for item in edition.principles}
    found: dict[str, dict[str, Any]] = {"assurance": {}, "details": {}}
    principles: dict[str, str] = {}
    for row in grid.rows:
        subject, said = fold_heading(row[0]) if row else "", row[2].strip() if len(row) > 2 else ""
        if not said or fold_heading(said) in _NOTHING:
            continue
        if subject.startswith(_PRINCIPLE):
            code = codes.get(fold_heading(subject.removeprefix(_PRINCIPLE)))
            if code:
                principles.setdefault(code, said)
        elif subject in fields:
            part, item = fields[subject]
            said = _day(said) if item.kind is FieldKind.DATE else said
            found[part].setdefault(item.name, said)
    if principles:
        found["assurance"]["principles"] = [list(item) for item in principles.items()]
    return {part: values for part, values in found.items() if values}


def _day(said: str) -> str:
    """Return a day as a pathway's file has it, of "31 March 2027" as our workbook says it."""
    try:
        return datetime.strptime(said, "%d %B %Y").date().isoformat()  # noqa: DTZ007  # a day alone
    except ValueError:
        return said
