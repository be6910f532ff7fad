"""A decision with its conditions, words about a condition, and taking something back."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final, NamedTuple

from govuk_frontend_wtf.wtforms_widgets import GovCheckboxInput, GovRadioInput
from wtforms import BooleanField, Field, HiddenField, RadioField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # stubs lag
from wtforms.validators import InputRequired

from pathways.domain.limits import CONDITION_LENGTH, CONDITION_LIMIT, NAME_LIMIT
from pathways.domain.review.conditions import (
    ConditionWish,
    refuse_day,
    refuse_owner,
    refuse_words,
)
from pathways.domain.review.submission import STEP_LIMIT, Decided
from pathways.forms import BaseForm, DayField, OperationField, line_field, text_field

_OUTCOMES: Final = {
    Decided.APPROVED: "Approve this version",
    Decided.APPROVED_WITH: "Approve it with conditions",
    Decided.CHANGES: "Ask for changes",
    Decided.DECLINED: "Do not approve it",
}


class ConditionRow(NamedTuple):
    """The fields of one condition."""

    id: str
    number: int
    words: Field
    owner: Field
    due_on: Any

    @property
    def wish(self) -> ConditionWish:
        """The condition as it was typed."""
        return ConditionWish(self.words.data or "", self.owner.data or "", self.due_on.data)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed."""
        has_day = any(part.strip() for part in self.due_on.raw_data or ())
        return not (self.words.data or self.owner.data or has_day)


class DecisionForm(BaseForm):
    """A decision, which always has words. A field of each condition is added by its row."""

    rows: tuple[str, ...] = ()
    operation = OperationField()
    seen_at = HiddenField()
    outcome = RadioField(
        "Your decision",
        widget=GovRadioInput(),
        coerce=Decided,
        validators=[InputRequired("Choose what you decide.")],
    )
    words = text_field(
        "In your words",
        hint="The provider reads this, and it stands in the letter. Say what it rests on, and what "
        "you ask for.",
        required="Say why. A decision always has words.",
    )
    due_on = DayField(
        "Day by which you ask for changes",
        description="For example 31 3 2028. Leave it empty if there is none.",
    )
    ends_on = DayField(
        "Last day that it holds, if it has one",
        description="For example 31 3 2028. Leave it empty if there is none.",
    )
    annex = BooleanField(
        "List what is partly or not met in the letter, with our comments",
        widget=GovCheckboxInput(),
        default=True,
    )

    def fill(self) -> None:
        """Fill the choices."""
        self.outcome.choices = [SelectChoice(key.value, word) for key, word in _OUTCOMES.items()]

    def condition_rows(self) -> list[ConditionRow]:
        """Return the fields of each condition, in the order of the page."""
        return [
            ConditionRow(
                one,
                number,
                self[f"condition-words-{one}"],
                self[f"condition-owner-{one}"],
                self[f"condition-due-{one}"],
            )
            for number, one in enumerate(self.rows, start=1)
        ]

    def conditions(self) -> tuple[ConditionWish, ...]:
        """Return the conditions; a row in which nothing was typed is none."""
        return tuple(row.wish for row in self.condition_rows() if not row.is_empty)

    @property
    def has_room(self) -> bool:
        """Whether one more condition can be added."""
        return len(self.rows) < CONDITION_LIMIT

    @property
    def has_conditions(self) -> bool:
        """Whether conditions are typed or asked for, so that their fields have to be seen."""
        is_chosen = self.outcome.data == Decided.APPROVED_WITH
        return is_chosen or any(not row.is_empty for row in self.condition_rows())

    def check_conditions(self, today: date) -> bool:
        """Put what is missing of each condition beside its field; return whether nothing is."""
        is_whole = True
        for row in self.condition_rows():
            if row.is_empty:
                continue
            wish = row.wish
            problems = (
                (row.words, refuse_words(wish)),
                (row.owner, refuse_owner(wish)),
                (row.due_on, refuse_day(wish.due_on, today)),
            )
            for field, problem in problems:
                if problem and not field.errors:
                    self.add_error(field.name, problem)
                is_whole = is_whole and not field.errors
        return is_whole


def decision_form(rows: Sequence[str] = ("1",), **options: Any) -> DecisionForm:
    """Return the form with the fields of a condition for each of these rows."""
    fields: dict[str, Any] = {"rows": tuple(rows)}
    for number, one in enumerate(rows, start=1):
        fields |= {
            f"condition-words-{one}": text_field(
                f"Condition {number}", limit=CONDITION_LENGTH, rows=2
            ),
            f"condition-owner-{one}": line_field("Who sees to it", limit=NAME_LIMIT, is_name=True),
            f"condition-due-{one}": DayField("By which day"),
        }
    form: DecisionForm = type("DecisionFormWithConditions", (DecisionForm,), fields)(**options)
    form.fill()
    return form


class ConditionForm(BaseForm):
    """What either side says about a condition; `seen` marks what the provider had said."""

    seen = HiddenField()
    words = text_field("Your words", limit=CONDITION_LENGTH)


class TakeBackForm(BaseForm):
    """Why a submission is taken back, in words that a step of the trail can hold."""

    words = text_field(
        "Why",
        hint="One or two sentences. The other side reads this.",
        required="Say in a few words why.",
        limit=STEP_LIMIT,
    )


class WithdrawForm(BaseForm):
    """Why a decision is withdrawn."""

    words = text_field("Why", hint="The other side reads this.", required="Say in a few words why.")
