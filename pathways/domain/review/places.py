"""What can be marked in a submission: a row for each thing that quality assurance asks about.

A row has a key of at most 20 letters, by which it is kept: the whole, a line, a competency, a
module, a subject of assurance, or a question of the standard. On pages and in workbooks it has a
code and a label, and in addresses a slug.
"""

from dataclasses import dataclass
from typing import Final

from pathways.domain.framework.edition import Edition
from pathways.domain.pathway.content import PathwayContent
from pathways.domain.pathway.facts import tell
from pathways.domain.pathway.fields import ASSURANCE_FIELDS, Reader
from pathways.domain.pathway.matrix import Matrix, build_matrix
from pathways.domain.review.submission import WHOLE, line_key, line_row
from pathways.domain.rule.standards import Standard
from pathways.domain.worded import Worded

WHOLE_CODE: Final = "Whole"
WHOLE_LABEL: Final = "The pathway as a whole"

_MODULE: Final = "m:"
_SUBJECT: Final = "a:"
_PRINCIPLE: Final = "p:"
_QUESTION: Final = "q:"
_LENGTH: Final = 20
_WHOLE_SLUG: Final = "whole"
_SLUGS: Final = {
    line_row(""): "line-",
    _MODULE: "module-",
    _SUBJECT: "subject-",
    _PRINCIPLE: "principle-",
    _QUESTION: "question-",
}
"""How the slug of a row begins, by how its key does. A competency's is its code."""


class PlaceKind(Worded):
    """What a row stands for."""

    WHOLE = "whole", "Whole"
    LINE = "line", "Line"
    COMPETENCY = "competency", "Competency"
    MODULE = "module", "Module"
    ASSURANCE = "assurance", "Assurance"
    QUESTION = "question", "Question"


@dataclass(frozen=True, slots=True)
class MarkedPlace:
    """A row that can be marked: its key, its code and label as a workbook shows them, its kind."""

    row: str
    code: str
    label: str
    kind: PlaceKind = PlaceKind.COMPETENCY

    @property
    def words(self) -> str:
        """What it is called in a sentence: "Language", "module 2", "L2-KA-K01"."""
        match self.kind:
            case PlaceKind.WHOLE:
                return "the whole"
            case PlaceKind.LINE:
                return self.label
            case PlaceKind.COMPETENCY:
                return self.code
            case PlaceKind.MODULE | PlaceKind.QUESTION:
                return self.code.lower()
            case PlaceKind.ASSURANCE:
                return f"“{self.label}”"


def module_row(identifier: str) -> str:
    """Return the row of a module."""
    return _MODULE + identifier


def subject_row(field: str) -> str:
    """Return the row of a subject of assurance, by the name of its field."""
    return _SUBJECT + field


def principle_row(code: str) -> str:
    """Return the row of a principle; a long code is cut, and stays one of its own."""
    return (_PRINCIPLE + code)[:_LENGTH]


def question_row(identifier: str) -> str:
    """Return the row of a question of the standard."""
    return _QUESTION + identifier


def kind_of(row: str) -> PlaceKind:
    """Return what a row stands for, by how its key begins."""
    if row == WHOLE:
        return PlaceKind.WHOLE
    if line_key(row) is not None:
        return PlaceKind.LINE
    kinds = {
        _MODULE: PlaceKind.MODULE,
        _SUBJECT: PlaceKind.ASSURANCE,
        _PRINCIPLE: PlaceKind.ASSURANCE,
        _QUESTION: PlaceKind.QUESTION,
    }
    return kinds.get(row[:2], PlaceKind.COMPETENCY)


def slug_of(row: str) -> str:
    """Return how an address names a row."""
    if row == WHOLE:
        return _WHOLE_SLUG
    for start, slug in _SLUGS.items():
        if row.startswith(start):
            return slug + row.removeprefix(start)
    return row


def row_of_slug(slug: str) -> str | None:
    """Return the row that an address names; None where no row is named so."""
    if slug == _WHOLE_SLUG:
        return WHOLE
    for start, begin in _SLUGS.items():
        if slug.startswith(begin):
            return start + slug.removeprefix(begin)
    # Each row has one address.
    return None if slug == WHOLE or ":" in slug else slug


def list_places(
    edition: Edition, content: PathwayContent, standard: Standard
) -> tuple[MarkedPlace, ...]:
    """Return the rows of a submission.

    They are the whole, each line, each competency of the matrix, each module, each subject of
    assurance with the principles after them, and each question of the standard.
    """
    return places_in(edition, build_matrix(edition, content), standard)


def places_in(edition: Edition, matrix: Matrix, standard: Standard) -> tuple[MarkedPlace, ...]:
    """Return the rows of a submission whose matrix is built already."""
    return (
        MarkedPlace(WHOLE, WHOLE_CODE, WHOLE_LABEL, PlaceKind.WHOLE),
        *(
            MarkedPlace(line_row(line.line.key), line.line.key, line.line.name, PlaceKind.LINE)
            for line in matrix.report.lines
        ),
        *(
            MarkedPlace(row.competency.code, row.competency.code, row.competency.label)
            for row in matrix.rows
        ),
        *list_modules(matrix.content),
        *list_subjects(edition),
        *list_questions(standard),
    )


def list_modules(content: PathwayContent) -> tuple[MarkedPlace, ...]:
    """Return the rows of the modules, in their order."""
    return tuple(
        MarkedPlace(module_row(module.id), f"Module {number}", module.title, PlaceKind.MODULE)
        for number, module in enumerate(content.modules, start=1)
    )


def list_subjects(edition: Edition) -> tuple[MarkedPlace, ...]:
    """Return the rows of assurance: what a provider states, then the principles."""
    kind = PlaceKind.ASSURANCE
    return (
        *(
            MarkedPlace(subject_row(one.name), f"Assurance {number}", one.label, kind)
            for number, one in enumerate(ASSURANCE_FIELDS, start=1)
        ),
        *(
            MarkedPlace(principle_row(one.code), f"Principle {number}", one.name, kind)
            for number, one in enumerate(edition.principles, start=1)
        ),
    )


def tell_subjects(edition: Edition, content: PathwayContent) -> dict[str, str]:
    """Return what the provider says of each subject of assurance in words, by row."""
    said = content.assurance
    return {subject_row(one.name): one.words for one in tell(said, Reader.SUBMISSION)} | {
        principle_row(one.code): said.principle(one.code) for one in edition.principles
    }


def list_questions(standard: Standard) -> tuple[MarkedPlace, ...]:
    """Return the rows of the questions that a standard asks."""
    return tuple(
        MarkedPlace(question_row(one.id), f"Question {number}", one.words, PlaceKind.QUESTION)
        for number, one in enumerate(standard.questions, start=1)
    )
