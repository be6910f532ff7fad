"""How many competencies are behind each filter of the matrix, without building its rows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_

from pathways.builder.matrix_asked import MatrixAsked
from pathways.builder.queries import PathwayView
from pathways.builder.services.draft import Draft
from pathways.builder.services.notes import list_empty
from pathways.domain.framework.edition import Competency, Edition
from pathways.domain.framework.finding import Finder
from pathways.domain.pathway.treatment import Treatment


@dataclass(frozen=True, slots=True)
class _Reached:
    """What a pathway treats, assesses, and has a mark of without a note, as bits."""

    treated: int
    assessed: int
    noteless: int


def count_of_draft(draft: Draft, asked: MatrixAsked, finder: Finder | None) -> tuple[int, ...]:
    """Count while a pathway is changed, in the order of the filters: all, open, and so on."""
    modules = draft.modules.values()
    assessed = reduce(or_, (module.assessed for module in modules), 0)
    treated = reduce(or_, (module.introduced | module.developed for module in modules), assessed)
    noteless = draft.edition.mask({code for _module, code in list_empty(draft)})
    reached = _Reached(treated, assessed, noteless)
    return _count(draft.edition, draft.row["target_level"], reached, asked, finder)


def count_of_view(view: PathwayView, asked: MatrixAsked, finder: Finder | None) -> tuple[int, ...]:
    """Count the same of a pathway that was read."""
    mappings = [item for module in view.modules for item in module.mappings]
    reached = _Reached(
        view.edition.mask({item.competency.code for item in mappings}),
        view.edition.mask(
            {item.competency.code for item in mappings if item.treatment is Treatment.ASSESSED}
        ),
        view.edition.mask({item.competency.code for item in mappings if not item.evidence}),
    )
    return _count(view.edition, view.content.target_level, reached, asked, finder)


def _count(
    edition: Edition, level: int, reached: _Reached, asked: MatrixAsked, finder: Finder | None
) -> tuple[int, ...]:
    every = reduce(or_, (line.mask for line in edition.lines(level)), reached.treated)
    among = every & _narrow(edition, edition.members(every), asked, finder)
    return (
        every.bit_count(),
        (among & ~reached.treated).bit_count(),
        (among & reached.treated & ~reached.assessed).bit_count(),
        (among & reached.noteless).bit_count(),
    )


def _narrow(
    edition: Edition, rows: Sequence[Competency], asked: MatrixAsked, finder: Finder | None
) -> int:
    """Return the competencies that a theme, a strand and words leave; unknown ones leave all."""
    found = -1
    if asked.theme:
        found &= _mask(edition, (one for one in rows if one.line_key == asked.theme)) or -1
    if asked.strand in edition.by_strand:
        found &= _mask(edition, (one for one in rows if one.strand == asked.strand))
    if asked.words and finder is not None:
        found &= edition.mask({hit.code for hit in finder.search(asked.words)})
    return found


def _mask(edition: Edition, rows: Iterable[Competency]) -> int:
    return edition.mask(one.code for one in rows)
