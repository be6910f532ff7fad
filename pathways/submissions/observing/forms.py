"""What a reviewer saw of a session, and what a provider reports after an approval."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from govuk_frontend_wtf.wtforms_widgets import GovSelect
from wtforms import Field, HiddenField, SelectField

from pathways.domain.limits import CRITERION_LENGTH, CRITERION_LIMIT, NAME_LIMIT
from pathways.domain.review.finding import Finding
from pathways.domain.review.observed import (
    Criterion,
    ResultWish,
    SessionWish,
    refuse_criterion,
    refuse_held,
)
from pathways.forms import (
    BaseForm,
    DayField,
    NumberField,
    OperationField,
    choices,
    line_field,
    text_field,
)

_NO_DETAILS = "Please leave out personal details of learners, survivors or anybody in your care."
_UNSAID = [("", "Not said"), *((one.value, one.word) for one in Finding)]


class CriterionRow(NamedTuple):
    """The fields of one thing that was looked for."""

    id: str
    number: int
    words: Field
    finding: Field

    @property
    def criterion(self) -> Criterion:
        """It as it was typed."""
        found = self.finding.data
        return Criterion(self.words.data or "", Finding(found) if found in set(Finding) else None)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed or chosen."""
        return not (self.words.data or self.finding.data)


class SessionForm(BaseForm):
    """A record of a session. Two fields of each criterion are added by its row.

    `seen_at` marks the record that somebody changes, as they saw it.
    """

    rows: tuple[str, ...] = ()
    operation = OperationField()
    seen_at = HiddenField()
    held_on = DayField("When it was", description="For example 27 3 2026.")
    observer = line_field("Who saw it", limit=NAME_LIMIT, is_name=True, required="Say who saw it.")
    module_row = SelectField("Module", widget=GovSelect(), choices=[])
    seen = text_field("What you saw", hint=_NO_DETAILS, required="Say in your words what you saw.")

    def fill(self, modules: Iterable[tuple[str, str]]) -> None:
        """Fill the choices with the modules, as pairs of row and label."""
        self.module_row.choices = choices([("", "No single module"), *modules])

    def criterion_rows(self) -> list[CriterionRow]:
        """Return the fields of each criterion, in the order of the page."""
        return [
            CriterionRow(one, number, self[f"looked-{one}"], self[f"met-{one}"])
            for number, one in enumerate(self.rows, start=1)
        ]

    def wish(self) -> SessionWish:
        """Return the record; a row in which nothing was typed is none."""
        return SessionWish(
            self.held_on.data,
            self.observer.data or "",
            self.seen.data or "",
            self.module_row.data or "",
            tuple(row.criterion for row in self.criterion_rows() if not row.is_empty),
        )

    @property
    def has_room(self) -> bool:
        """Whether one more row can be added."""
        return len(self.rows) < CRITERION_LIMIT

    def check(self, today: date) -> bool:
        """Put what is missing beside its field; return whether nothing is."""
        is_whole = bool(self.validate())
        problems: list[tuple[Any, str]] = [(self.held_on, refuse_held(self.held_on.data, today))]
        problems += [
            (row.words, refuse_criterion(row.criterion))
            for row in self.criterion_rows()
            if not row.is_empty
        ]
        for field, problem in problems:
            if problem and not field.errors:
                self.add_error(field.name, problem)
            is_whole = is_whole and not field.errors
        return is_whole


def session_form(rows: Sequence[str] = ("1", "2", "3"), **options: Any) -> SessionForm:
    """Return the form with the fields of a criterion for each of these rows."""
    fields: dict[str, Any] = {"rows": tuple(rows)}
    for number, one in enumerate(rows, start=1):
        fields |= {
            f"looked-{one}": line_field(f"Criterion {number}", limit=CRITERION_LENGTH),
            f"met-{one}": SelectField("Was it met?", widget=GovSelect(), choices=choices(_UNSAID)),
        }
    form: SessionForm = type("SessionFormWithCriteria", (SessionForm,), fields)(**options)
    return form


class ResultForm(BaseForm):
    """What came of an approved version, as its provider reports it."""

    operation = OperationField()
    from_on = DayField("From", description="The first day of what you report, such as 1 4 2026.")
    to_on = DayField("To", description="The last day of it.")
    learners = NumberField("Learners reached", description="Leave it empty if you cannot say.")
    words = text_field(
        "What came of it",
        hint=f"What learners do now, what they said, what you changed since. {_NO_DETAILS}",
        required="Say in a few words what came of it.",
    )
    next_review_on = DayField(
        "When you review the course next", description="Leave it empty if no day is set."
    )

    def wish(self) -> ResultWish:
        """Return the results as they were typed."""
        is_said = bool((self.learners.data or "").strip())
        return ResultWish(
            self.words.data or "",
            self.from_on.data,
            self.to_on.data,
            self.learners.number if is_said else None,
            self.next_review_on.data,
        )
