"""Who is to read which part of a submission, and by when to decide."""

from collections.abc import Iterable

from govuk_frontend_wtf.wtforms_widgets import GovCheckboxesInput
from wtforms import SelectMultipleField
from wtforms.validators import InputRequired

from pathways.forms import BaseForm, DayField, choices


class AssignForm(BaseForm):
    """Colleagues, and the parts that they are to read; no part means the whole."""

    person = SelectMultipleField(
        "Who", [InputRequired("Choose who is to read it.")], widget=GovCheckboxesInput()
    )
    scope = SelectMultipleField(
        "Which part",
        widget=GovCheckboxesInput(),
        description="Several may be ticked. Without one they read the whole. A module holds the "
        "competencies that it treats.",
    )

    def fill(self, people: Iterable[tuple[str, str]], parts: Iterable[tuple[str, str]]) -> None:
        """Fill the choices, as pairs of value and label."""
        self.person.choices = choices(people)
        self.scope.choices = choices(parts)


class DueForm(BaseForm):
    """By when a commissioner wants to decide; it may be left empty."""

    due_on = DayField("Decision by", description="For example 31 3 2028. Empty: no day is set.")
