"""Which release wrote a workbook that came back: it is compared with what that release wrote."""

from typing import Final

from pathways.domain.review.generation import Generation
from pathways.domain.review.sheets import Book, find_table
from pathways.workbook.qa import details, mappings, modules, proportion, review

_ALONE: Final = (
    (details.TITLE, ("Detail",)),
    (modules.TITLE, ("Module", modules.PLACE)),
    (review.TITLE, ("Code", "Where and evidence")),
)
_WITH_PROPORTION: Final = (
    (proportion.TITLE, ("Module",)),
    (mappings.TITLE, ("Module", "Code", mappings.OWN)),
    (modules.TITLE, ("Module", modules.HAS_TIME)),
)


def find_generation(book: Book, named: int = 0) -> Generation:
    """Return the form of a workbook: the one that its identity names, or what it looks like.

    Those of before name none. One that holds no sheet and no column of what came with a release
    is older than that; one that lost some of them is not.
    """
    said = Generation.named(named)
    if said is not None:
        return said
    if _holds(book, _ALONE):
        return Generation.ALONE
    return Generation.PROPORTION if _holds(book, _WITH_PROPORTION) else Generation.FIRST


def _holds(book: Book, marks: tuple[tuple[str, tuple[str, ...]], ...]) -> bool:
    """Whether any of these sheets has all of its headings."""
    return any(
        (sheet := book.sheet(title)) is not None and find_table(sheet, headings) is not None
        for title, headings in marks
    )
