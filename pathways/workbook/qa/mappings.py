"""The Mappings sheet: one row a mapping, with the provider's evidence."""

from typing import Final

from pathways.domain.framework.edition import Edition
from pathways.domain.pathway.content import Mapping, Module, PathwayContent
from pathways.domain.pathway.notes import fold, note_key
from pathways.workbook.kit import places
from pathways.workbook.kit.page import Column, Formula, Kind, Name, Page, Row
from pathways.workbook.qa import matrix
from pathways.workbook.qa.folding import changed, list_blanks, list_changes
from pathways.workbook.qa.subject import QaSubject

TITLE: Final = "Mappings"

OWN: Final = "Note counts as its own"
"""The heading of the column that says so."""

MAPPING_COLUMNS: Final = (
    Column("Module", 10, Kind.NUMBER),
    Column("Module title", 28),
    Column("Code", 13, Kind.STRONG),
    Column("Label", 40),
    Column("Treatment", 14),
    Column("Outcomes", 40),
    Column("Module minutes", 12, Kind.NUMBER),
    Column("Evidence", 56),
)
_ROOM = 30_000
FIRST_ROW: Final = 5
CODE, _EVIDENCE, _NOTE = 3, 8, 9
"""Their columns, counted from 1."""
_WORD, _COUNTED = 8, 255
"""How long a text is that a spreadsheet takes for no word of its own, and that it counts."""
_YES = {True: "Yes", False: "No"}
_FOLLOWS: Final = (
    "The last three columns follow the notes here, the marks on Matrix and the minutes on Modules."
)
_BEHIND: Final = (
    Column("Note as it is compared", 30),
    Column(OWN, 11),
    Column("Backed", 10),
)
_NAMES: Final = (
    Name(places.MAPPING_MODULE, 1),
    Name(places.MAPPING_CODE, CODE),
    Name(places.MAPPING_NOTE, _NOTE),
    Name(places.MAPPING_OWN, _NOTE + 1),
    Name(places.MAPPING_BACKED, _NOTE + 2),
)


def mappings_page(subject: QaSubject) -> Page:
    """Return the Mappings sheet."""
    rows = list_mappings(subject.edition, subject.content)
    columns = MAPPING_COLUMNS if subject.is_plain else (*MAPPING_COLUMNS, *_BEHIND)
    has_rules = bool(rows) and not subject.is_plain
    if not rows:
        empty = [""] * (len(columns) - 2)
        rows.append(
            (
                subject.nothing,
                "No module treats a competency."
                if subject.for_readers
                else "No module treats a competency yet.",
                *empty,
            )
        )
    elif has_rules:
        rows = _with_behind(subject, rows)
    page = Page(
        title=TITLE,
        heading="Mappings: how each module treats each competency, and the evidence",
        remarks=(
            "One table. An empty Outcomes or Evidence cell: the provider has stated nothing there.",
            *(() if subject.is_plain else (_FOLLOWS,)),
        ),
        table="MappingRows",
        keys=("Module", "Code"),
        columns=columns,
        rows=tuple(rows),
        names=() if subject.is_plain else _NAMES,
        rules=_rules(subject) if has_rules else (),
        has_long_texts=True,
        repeated=3,
    )
    assert subject.is_plain or page.first_row == FIRST_ROW  # noqa: S101  # as in the formulas
    return page


def _with_behind(subject: QaSubject, rows: list[Row]) -> list[Row]:
    """Return the rows with what is known of each note, live."""
    limits, by_code = subject.thresholds, subject.edition.by_code
    modules = subject.measured.proportion.modules
    long_enough = f"{places.NOTE_LENGTH}>={limits.characters}"
    note, own = (f"${places.letter(column)}" for column in (_NOTE, _NOTE + 1))
    found = []
    for place, row in enumerate(rows, start=FIRST_ROW):
        number, code, evidence = row[0], row[CODE - 1], row[_EVIDENCE - 1]
        assert isinstance(number, int)  # noqa: S101  # as list_mappings gives them
        assert isinstance(code, str)  # noqa: S101
        assert isinstance(evidence, str)  # noqa: S101
        folded = fold(evidence) if note_key(evidence, limits) else ""
        if code not in by_code:
            # Its note stands on a mapping, and Matrix has no row for it.
            key = f'=IF({long_enough},{places.NOTE_FOLDED},"")'
            found.append((*row, Formula(key, folded), "No", "No"))
            continue
        key = f'=IF(AND({long_enough},{places.NOTE_IS_MARKED}),{places.NOTE_FOLDED},"")'
        is_copied = f"{places.NOTE_COPIES}>{limits.copies}"
        has_time = f'COUNTIFS({places.MODULE_NUMBER},$A{place},{places.MODULE_HAS_TIME},"Yes")>0'
        is_own = bool(by_code[code].mask & modules[number - 1].noted)
        is_backed = is_own and not modules[number - 1].is_crowded
        found.append(
            (
                *row,
                Formula(key, folded),
                Formula(f'=IF({note}{place}="","No",IF({is_copied},"No","Yes"))', _YES[is_own]),
                Formula(f'=IF(AND({own}{place}="Yes",{has_time}),"Yes","No")', _YES[is_backed]),
            )
        )
    return found


def _rules(subject: QaSubject) -> tuple[tuple[str, str], ...]:
    """Return what is asked of the note of any row, each formula once: there may be thousands."""
    texts = [mapping.evidence for m in subject.content.modules for mapping in m.mappings]
    module, code, text, note = (
        f"{TITLE}!${places.letter(column)}1" for column in (1, CODE, _EVIDENCE, _NOTE)
    )
    row = f"MATCH({code},{places.MATRIX_CODE},0)"
    mark = subject.marks.read(f"INDEX({matrix.all_cells(subject)},{row},{module})")
    # COUNTIF is far quicker, but takes no long text, and takes some words for numbers.
    is_odd = f"OR(LEN({note})<{_WORD},LEN({note})>{_COUNTED},ISNUMBER(-{note}))"
    equal = f"SUMPRODUCT(--EXACT({places.MAPPING_NOTE},{note}))"
    length = changed(text, list_blanks(texts, subject.thresholds.characters))
    return (
        (places.NOTE_LENGTH, f"LEN(TRIM({length}))"),
        (places.NOTE_IS_MARKED, f'ISNUMBER(MATCH({mark},{{"I","D","A"}},0))'),
        (places.NOTE_FOLDED, f"LOWER({changed(text, list_changes(texts))})"),
        (places.NOTE_COPIES, f"IF({is_odd},{equal},COUNTIF({places.MAPPING_NOTE},{note}))"),
    )


def list_mappings(edition: Edition, content: PathwayContent) -> list[Row]:
    """Return a row for each mapping, by module and then in printed order."""
    order = {item.code: i for i, item in enumerate(edition.competencies)}
    rows: list[Row] = []
    for number, module in enumerate(content.modules, start=1):
        for mapping in sorted(module.mappings, key=lambda m: order.get(m.code, len(order))):
            item = edition.by_code.get(mapping.code)
            rows.append(
                (
                    number,
                    module.title,
                    mapping.code,
                    item.label if item else "Not in this edition: counts for nothing",
                    mapping.treatment.word,
                    _outcomes(module, mapping),
                    module.minutes,
                    mapping.evidence,
                )
            )
    return rows


def _outcomes(module: Module, mapping: Mapping) -> str:
    used = set(mapping.outcomes)
    return numbered(
        tuple(
            (position, outcome.text)
            for position, outcome in enumerate(module.outcomes, start=1)
            if outcome.id in used
        )
    )


def numbered(items: tuple[tuple[int, str], ...]) -> str:
    """Join numbered texts, one a line; what a cell has no room for is told by its number."""
    found: list[str] = []
    room = _ROOM
    for number, text in items:
        line = f"{number}. {text}"
        room -= 2 * len(line) + 1
        found.append(line if room > 0 else f"{number}. (no room in this cell)")
    return "\n".join(found)[:_ROOM]
