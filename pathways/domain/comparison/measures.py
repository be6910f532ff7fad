"""What is behind the claims of each offer: a row for each measure, a cell for each offer."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from pathways.domain.comparison.comparison import ComparedOffer
from pathways.domain.pathway.cautions import Caution, CautionKind


@dataclass(frozen=True, slots=True)
class MeasureCell:
    """A number in words, and the cautions that belong to it."""

    words: str
    cautions: tuple[Caution, ...]


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """One measure of all offers."""

    label: str
    cells: tuple[MeasureCell, ...]

    @property
    def is_different(self) -> bool:
        """Whether the offers differ in it."""
        return len(set(self.cells)) > 1


class _Measure(NamedTuple):
    label: str
    tell: Callable[[ComparedOffer], str]
    kinds: tuple[CautionKind, ...] = ()


def _claimed(item: ComparedOffer) -> str:
    return f"{item.report.reached} of {item.report.total}"


def _backed(item: ComparedOffer) -> str:
    words = str(item.proportion.backed or "None")
    crowded = item.measured.proportion.crowded
    return f"{words}; time for {item.measured.proportion.time_for}" if crowded else words


def _hourly(item: ComparedOffer) -> str:
    tenths = item.measured.proportion.tenths_an_hour
    return "No length stated" if tenths is None else f"{tenths / 10:g}"


_MEASURES: Final = (
    _Measure("Claimed", _claimed, (CautionKind.ONE_MODULE, CautionKind.OUTCOME, CautionKind.ABOVE)),
    _Measure("Backed", _backed),
    _Measure("In an hour", _hourly, (CautionKind.RATE, CautionKind.TIME)),
    _Measure(
        "Assessed",
        lambda item: str(item.proportion.assessed or "None"),
        (CautionKind.ASSESSED,),
    ),
    _Measure(
        "With a note of its own",
        lambda item: str(item.proportion.noted or "None"),
        (CautionKind.NOTE,),
    ),
)


def list_measures(offers: Sequence[ComparedOffer]) -> tuple[MeasureRow, ...]:
    """Return the rows in their order; every caution of an offer stands in one of its cells.

    Counts are of the competencies that an offer is judged by here, an hour's of its whole course
    at the level that it leads to, as its cautions are.
    """
    return tuple(
        MeasureRow(
            measure.label,
            tuple(
                MeasureCell(
                    measure.tell(item),
                    tuple(one for one in item.measured.cautions if one.kind in measure.kinds),
                )
                for item in offers
            ),
        )
        for measure in _MEASURES
    )
