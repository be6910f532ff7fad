"""Where a row of Review is answered for: the sheet that leads there, and what stands on it."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from pathways.domain.pathway.content import Module
from pathways.domain.pathway.fields import MODULE_FIELDS
from pathways.domain.pathway.treatment import Treatment
from pathways.domain.review.places import MarkedPlace, PlaceKind, tell_subjects
from pathways.domain.rule.questions import NO_ANSWER, Answer
from pathways.domain.rule.reasons import line_reasons
from pathways.domain.words import duration, plural
from pathways.workbook.kit import heights
from pathways.workbook.kit.page import Link
from pathways.workbook.kit.paper import INDENT, SIZE
from pathways.workbook.qa import assurance, details, mappings, matrix, modules, summary
from pathways.workbook.qa.subject import QaSubject

WIDTH: Final = 56
"""Of the column that it stands in."""
NOTHING: Final = "Nothing stated"

_LINES: Final = 22
"""Lines of a row: what goes beyond stands whole on the sheet that the row leads to."""
_DELIVERY, _ASSESSMENT = (
    next(item for item in MODULE_FIELDS if item.name == name) for name in ("delivery", "assessment")
)


@dataclass(frozen=True)
class Evidence:
    """What there is of a subject for each row that can be marked."""

    subject: QaSubject

    def link(self, place: MarkedPlace) -> Link:
        """Return the sheet where the row is answered for, which leads to its place there."""
        title, row = self._where(place)
        return Link(title, f"{title}!A{row}")

    def words(self, place: MarkedPlace) -> str:
        """Return what stands there, as it was at export, as much as a row can show."""
        text = self._words(place).strip() or NOTHING
        if heights.lines(text, WIDTH, SIZE, indent=INDENT) <= _LINES:
            return text
        beginning = heights.pieces(text, WIDTH, SIZE, INDENT, _LINES - 1)[0]
        return f"{beginning}\n(The rest is on {self._where(place)[0]}.)"

    def answer(self, place: MarkedPlace) -> Answer:
        """Return what the provider answered to a question."""
        answers = self.subject.sent.answers if self.subject.sent else {}
        return answers.get(place.row.partition(":")[2], NO_ANSWER)

    def statement(self, place: MarkedPlace) -> str:
        """Return what the provider states on a subject of assurance."""
        return self._said.get(place.row, "")

    def module(self, place: MarkedPlace) -> tuple[int, Module]:
        """Return the module of a row, with its number."""
        number = int(place.code.rpartition(" ")[2])
        return number, self.subject.content.modules[number - 1]

    @cached_property
    def highest(self) -> Mapping[str, Treatment | None]:
        """How far each competency is taken."""
        return {row.competency.code: row.highest for row in self.subject.matrix.rows}

    @cached_property
    def _said(self) -> Mapping[str, str]:
        return tell_subjects(self.subject.edition, self.subject.content)

    @cached_property
    def _places(self) -> Mapping[tuple[str, str], int]:
        """The rows of sheets by title and key."""
        found: dict[tuple[str, str], int] = {}
        for page in (assurance.assurance_page(self.subject), details.details_page(self.subject)):
            for row, values in enumerate(page.rows, start=page.first_row):
                found.setdefault((page.title, str(values[0])), row)
        rows = mappings.list_mappings(self.subject.edition, self.subject.content)
        for row, values in enumerate(rows, start=mappings.FIRST_ROW):
            found.setdefault((mappings.TITLE, str(values[mappings.CODE - 1])), row)
        first = matrix.first_row(self.subject)
        for row, item in enumerate(self.subject.matrix.rows, start=first):
            found[matrix.TITLE, item.competency.code] = row
        first = summary.first_line(self.subject)
        for row, line in enumerate(self.subject.report.lines, start=first):
            found[summary.TITLE, line.line.key] = row
        return found

    def _where(self, place: MarkedPlace) -> tuple[str, int]:
        match place.kind:
            case PlaceKind.WHOLE:
                return summary.TITLE, 1
            case PlaceKind.LINE:
                return summary.TITLE, self._places[summary.TITLE, place.code]
            case PlaceKind.COMPETENCY:
                row = self._places.get((mappings.TITLE, place.code))
                if row is not None:
                    return mappings.TITLE, row
                return matrix.TITLE, self._places[matrix.TITLE, place.code]
            case PlaceKind.MODULE:
                return modules.TITLE, modules.first_row(self.subject, self.module(place)[0])
            case PlaceKind.ASSURANCE:
                label = assurance.label_of(place)
                return assurance.TITLE, self._places[assurance.TITLE, label]
            case PlaceKind.QUESTION:
                return details.TITLE, self._places.get((details.TITLE, place.code), 1)

    def _words(self, place: MarkedPlace) -> str:
        match place.kind:
            case PlaceKind.WHOLE:
                return self.subject.headline
            case PlaceKind.LINE:
                return self._line(place)
            case PlaceKind.COMPETENCY:
                return "\n".join(self._treated.get(place.code, ("No module treats it",)))
            case PlaceKind.MODULE:
                return _module(self.module(place)[1])
            case PlaceKind.ASSURANCE:
                return self.statement(place)
            case PlaceKind.QUESTION:
                return details.answer_words(self.answer(place))

    def _line(self, place: MarkedPlace) -> str:
        line = next(one for one in self.subject.report.lines if one.line.key == place.code)
        is_frozen = self.subject.for_readers
        reasons = " ".join(line_reasons(self.subject.edition, line, is_frozen=is_frozen))
        said = self.subject.sent.reasons.get(place.code) if self.subject.sent else ""
        provider = f"The provider: {said}" if said else ""
        return _parts(f"{line.reached} of {line.total} reached. {reasons}", provider)

    @cached_property
    def _treated(self) -> Mapping[str, list[str]]:
        """What each module says of each competency that it treats."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        for number, module in enumerate(self.subject.content.modules, start=1):
            outcomes = {one.id: one.text for one in module.outcomes}
            title = " ".join(module.title.split())
            for mapping in module.mappings:
                served = [outcomes[one] for one in mapping.outcomes if one in outcomes]
                found[mapping.code].append(
                    _parts(
                        f"Module {number} {title}: {mapping.treatment.word.lower()}.",
                        f"Evidence: {mapping.evidence}" if mapping.evidence else "No evidence.",
                        f"Outcome: {'; '.join(served)}" if served else "",
                    )
                )
        return found


def _module(module: Module) -> str:
    minutes = duration(module.minutes) if module.minutes else "Length not stated"
    assessed = module.assessment or "none named"
    return _parts(
        f"{minutes}, {plural(len(module.mappings), 'competency', 'competencies')} claimed.",
        f"{_DELIVERY.label}: {module.delivery}" if module.delivery else "",
        f"{_ASSESSMENT.label}: {assessed}",
        *(f"{place}. {one.text}" for place, one in enumerate(module.outcomes, start=1)),
    )


def _parts(*parts: str) -> str:
    return "\n".join(part.strip() for part in parts if part.strip())
