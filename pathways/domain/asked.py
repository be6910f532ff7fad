"""What a standard asks of each line, before anybody looks at a pathway.

The workbook generates its formulas from this, and a person who reads a
standard can be told the same.
"""

from dataclasses import dataclass

from pathways.domain.edition import Edition, Line
from pathways.domain.standards import Standard, list_asks


@dataclass(frozen=True, slots=True)
class Asked:
    """The demands made of one line.

    `strands` are the strands that must be reached, `share` a percentage of
    the line, `required` codes in printed order. `by_entry`: learners bring the
    line with them, and only required competencies are asked of the course.
    """

    line: Line
    is_some: bool
    strands: tuple[str, ...]
    share: int
    is_assessed: bool
    required: tuple[str, ...]
    by_entry: bool


def asked_of(
    edition: Edition, target_level: int, standard: Standard, entry_level: int | None
) -> tuple[Asked, ...]:
    """Return what the standard asks of every line of a target level."""
    found = []
    asks_of_lines = list_asks(edition, target_level, standard, entry_level)
    for line, asks in zip(edition.lines(target_level), asks_of_lines, strict=True):
        strands = tuple(code for code, _ in line.strands)
        found.append(
            Asked(
                line=line,
                is_some=not asks.is_brought,
                strands=strands if asks.has_strands else (),
                share=asks.share,
                is_assessed=asks.has_assessed,
                required=tuple(item.code for item in edition.members(asks.required)),
                by_entry=asks.is_brought,
            )
        )
    return tuple(found)
