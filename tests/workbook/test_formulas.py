"""What may stand in a formula: our own words and few functions, never a person's text."""

import re
from dataclasses import replace

import pytest

from pathways.domain.pathway.content import Mapping
from pathways.domain.pathway.treatment import Treatment
from pathways.domain.rule.standards import BUILT_IN, Standard
from pathways.workbook.kit.places import LONGEST_FORMULA, quoted
from pathways.workbook.qa.qa_matrix import write_qa_matrix
from tests.workbook.files import formulas, opened, parts
from tests.workbook.subjects import REQUIRED, SHARES, content, module, sampled, subject

# All of them are in LibreOffice 7.4 and in every Excel since 2007.
FUNCTIONS = {
    *("AND", "CHOOSE", "COUNTIF", "COUNTIFS", "IF", "INDEX"),
    *("INT", "MATCH", "MID", "ROWS", "SUM", "SUMIFS"),
    # Of what is behind the claims.
    *("CHAR", "EXACT", "ISNUMBER", "LEN", "LOWER", "MIN", "MMULT", "OR"),
    *("SUBSTITUTE", "SUMPRODUCT", "TRIM"),
}
NAMES = {
    *("LineName", "LineReached", "LineTotal", "LineVerdict"),
    *("MatrixCode", "MatrixCounts", "MatrixHighest", "MatrixLevel", "MatrixRequired"),
    *("MatrixStrand", "MatrixTheme", "MatrixTimes", "ModuleMinutes"),
    *("ModuleAssessment", "ModuleHasTime", "ModuleNumber", "ModuleOutcome", "ModuleTreats"),
    *("MappingBacked", "MappingCode", "MappingModule", "MappingNote", "MappingOwn"),
    *("NoteCopies", "NoteFolded", "NoteIsMarked", "NoteLength"),
    *("ProportionModule", "ProportionWords"),
}
_ADDRESS = re.compile(
    r"(?:(?:Summary|Matrix|Mappings|Modules|Proportion)!)?\$?[A-Z]{1,3}\$?\d+(?::\$?[A-Z]{1,3}\$?\d+)?"
)

LIVE = {"Summary", "Matrix", "Gaps", "Mappings", "Modules", "Proportion", "Review"}

MARK = "Zanzibar"
HOSTILE = f'{MARK}"&HYPERLINK("http://x.example","y")&"'


def stripped(formula: str) -> str:
    """Return a formula without its texts and addresses."""
    return _ADDRESS.sub("", re.sub(r'"(?:[^"]|"")*"', "", formula))


@pytest.mark.parametrize("standard", [*BUILT_IN, SHARES, REQUIRED], ids=lambda s: s.key)
@pytest.mark.parametrize("level", [1, 2, 3, 4])
def test_formulas_use_known_functions_and_names_alone(level: int, standard: Standard) -> None:
    file = write_qa_matrix(subject(sampled(level, 0.05, 3), standard))
    names = {name: str(item.attr_text) for name, item in opened(file).defined_names.items()}
    assert set(names) == NAMES
    found = formulas(file)
    assert {title for title, _ in found} == LIVE
    for formula in (*found.values(), *names.values()):
        assert len(formula) <= LONGEST_FORMULA
        assert set(re.findall(r"[A-Za-z_.]+", stripped(formula))) <= FUNCTIONS | NAMES
        assert all(len(text) <= 255 for text in re.findall(r'"((?:[^"]|"")*)"', formula))


def test_signs_of_a_note_stand_in_a_formula_one_by_one() -> None:
    """What folds a note is made of what notes hold: no more than a letter with its accents."""
    note = f"{HOSTILE} =1+1 \u00ad\u0301 e\u0301\U0001f600\n\t#REF!"
    mapping = Mapping("L2-KA-K01", Treatment.DEVELOPED, note)
    pathway = content(2, [replace(module(1), mappings=(mapping,))])
    names = opened(write_qa_matrix(subject(pathway))).defined_names
    folded = str(names["NoteFolded"].attr_text)
    texts = re.findall(r'"((?:[^"]|"")*)"', folded)
    assert '""' in texts
    assert all(len(text) <= 2 for text in texts)
    assert re.sub(r'"(?:[^"]|"")*"', "", folded).count("(") < 64


def test_nothing_that_a_person_typed_stands_in_a_formula_or_a_rule() -> None:
    taught = module(1, [("L2-KA-K01", "A")], title=HOSTILE, description=HOSTILE)
    standard = Standard("own", HOSTILE, HOSTILE, share=20)
    pathway = content(2, [taught], title=HOSTILE)
    file = write_qa_matrix(subject(pathway, standard, provider=HOSTILE, version=HOSTILE))
    workbook = opened(file)
    assert not [formula for formula in formulas(file).values() if MARK in formula]
    assert all(MARK not in name.attr_text for name in workbook.defined_names.values())
    for name, part in parts(file).items():
        if name.startswith("xl/worksheets/sheet"):
            rules = re.findall(rb"<dataValidation.*?</dataValidation>|<cfRule.*?</cfRule>", part)
            assert not [rule for rule in rules if MARK.encode() in rule]


def test_a_long_text_is_joined_from_pieces_that_excel_takes() -> None:
    text = 'He said "yes" ' * 40
    pieces = re.findall(r'"((?:[^"]|"")*)"', quoted(text))
    assert "".join(pieces).replace('""', '"') == text
    assert all(len(piece) <= 255 for piece in pieces)
    assert quoted("") == '""'
