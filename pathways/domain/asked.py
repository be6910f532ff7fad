"""What a standard asks of each line, before anybody looks at a pathway.

The workbook generates its formulas from this, and a person who reads a
standard can be told the same.
"""

from dataclasses import dataclass

from pathways.domain.edition import Edition, Line
from pathways.domain.standards import Standard


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
    lines = edition.lines(target_level)
    is_flat = any(line.is_specialist for line in lines)
    brought = (
        is_flat and not standard.is_complete and (entry_level or 0) >= target_level - 1
    )
    required = edition.mask(
        code for code in standard.required if code in edition.by_code
    )
    found = []
    for line in lines:
        by_entry = brought and not line.is_specialist
        is_lighter = is_flat and not line.is_specialist and not standard.is_complete
        strands = tuple(code for code, _ in line.strands)
        found.append(
            Asked(
                line=line,
                is_some=not by_entry,
                strands=strands if standard.has_strands and not by_entry else (),
                share=0 if is_lighter else standard.share_of(line.key),
                is_assessed=standard.has_assessed and not is_lighter,
                required=tuple(
                    item.code for item in edition.members(required & line.mask)
                ),
                by_entry=by_entry,
            )
        )
    return tuple(found)
