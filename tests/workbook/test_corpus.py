"""Files as people really make them: what is read of them, against what they say."""

import pytest

from pathways.domain.bringing.brought import BroughtPathway
from pathways.domain.bringing.papers import Papers
from pathways.domain.bringing.reading import read_brought
from pathways.workbook.incoming.papers import answer_papers
from tests.domain.samples import WM
from tests.workbook.corpus import more
from tests.workbook.corpus.matrices import MATRICES, MatrixFile
from tests.workbook.corpus.outlines import OUTLINES, OutlineFile

assert more.__doc__, "imported for what it adds"


def read(data: bytes, name: str) -> BroughtPathway:
    answer = answer_papers(data, name)
    assert "problem" not in answer, answer
    return read_brought(Papers.from_plain(answer), WM, {})


@pytest.mark.parametrize("file", OUTLINES, ids=lambda file: file.name)
def test_an_outline_is_read_as_it_was_meant(file: OutlineFile) -> None:
    brought = read(file.make(), file.name)
    found = [(one.title, one.minutes, one.outcomes) for one in brought.modules]
    plain = [(title.casefold(), minutes, outcomes) for title, minutes, outcomes in found]
    assert plain == [(title.casefold(), minutes, out) for title, minutes, out in file.modules]


@pytest.mark.parametrize("file", MATRICES, ids=lambda file: file.name)
def test_a_matrix_is_read_as_it_was_meant(file: MatrixFile) -> None:
    brought = read(file.make(), file.name)
    assert brought.kind == "matrix"
    assert tuple(one.title for one in brought.modules) == file.titles
    assert {(one.module, one.code, one.mark) for one in brought.mappings} == file.marks
