"""What the fields of submissions may hold."""

from collections.abc import Iterable
from typing import Any, Final

from flask_wtf.file import FileField, FileRequired
from govuk_frontend_wtf.wtforms_widgets import GovCheckboxInput, GovDateInput, GovRadioInput
from wtforms import BooleanField, DateField, Field, HiddenField, RadioField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # stubs lag
from wtforms.validators import InputRequired, Optional, ValidationError

from pathways.domain.review.submission import Decided
from pathways.forms import BaseForm, OperationField, line_field, text_field
from pathways.text import NAME_LIMIT, NOTE_LIMIT

DECLARATION: Final = (
    "What this version says is true to the best of my knowledge. It names what we leave out and "
    "why, and holds no personal details of learners or of people with lived experience."
)


STEP_LIMIT: Final = 240
"""What a step of the trail can hold beside what was done."""


class SendForm(BaseForm):
    """The declaration that goes with a submission; reasons are added line by line."""

    _fields: dict[str, Field]
    operation = OperationField()
    commissioner = HiddenField()
    standard = HiddenField()
    words = text_field(
        "The declaration",
        hint="Say it in your own words if you like, and name what the pathway leaves out.",
        required="Write the declaration.",
    )
    by = line_field(
        "Who declares this",
        hint="A named person who can answer questions about it.",
        required="Name the person who declares this.",
        limit=NAME_LIMIT,
        is_name=True,
    )
    role = line_field(
        "Their role",
        hint="For example, Head of Learning.",
        required="Give the person’s role.",
        limit=NAME_LIMIT,
    )
    confirm = BooleanField(
        "The person named above has read this and agrees to it",
        widget=GovCheckboxInput(),
        validators=[InputRequired("Confirm that the person named has read this and agrees to it.")],
    )

    def __init__(self, **options: Any) -> None:
        """Put the reasons where the page asks for them, so that its list of problems follows."""
        super().__init__(**options)
        self._fields = dict(sorted(self._fields.items(), key=self._place))

    @staticmethod
    def _place(item: tuple[str, Field]) -> int:
        name, field = item
        return 0 if isinstance(field, HiddenField) else 1 if name.startswith("reason-") else 2

    def reason_fields(self) -> list[Any]:
        """Return the fields for the lines that are not covered."""
        return [field for field in self if field.name.startswith("reason-")]

    def reasons(self) -> dict[str, str]:
        """Return what was given, by line key."""
        return {
            field.name.removeprefix("reason-"): field.data or "" for field in self.reason_fields()
        }


def send_form(lines: Iterable[tuple[str, str]], **options: Any) -> SendForm:
    """Return the form with a reason for each line of these, given as key and name."""
    fields = {
        f"reason-{key}": text_field(
            f"Why is {name} not covered?",
            hint="For example: taught in another course, or not part of this role.",
            required=f"Say why {name} is not covered.",
            limit=NOTE_LIMIT,
        )
        for key, name in lines
    }
    form: SendForm = type("SendFormWithReasons", (SendForm,), fields)(**options)
    return form


class CommentForm(BaseForm):
    """Words on a row. They are added to the thread and stay."""

    operation = OperationField()
    text = text_field("Comment", required="Write the comment first.")


class InterestForm(BaseForm):
    """Whether a reviewer has an interest in what they review."""

    has_interest = RadioField(
        "Do you have an interest in this provider or pathway?",
        widget=GovRadioInput(),
        choices=[SelectChoice("no", "No"), SelectChoice("yes", "Yes, or it could look so")],
        validators=[InputRequired("Choose whether you have an interest.")],
        description="For example: you worked for them, taught it, or are close to somebody there.",
    )
    interest = text_field(
        "What it is",
        hint="Only if you have one. Kept with your organisation.",
        limit=STEP_LIMIT,
    )

    def validate_interest(self, field: Field) -> None:
        """Ask for words where there is an interest."""
        if self.has_interest.data == "yes" and not field.data:
            raise ValidationError("Say in a few words what the interest is.")

    def declared(self) -> str:
        """Return the declaration as it is kept."""
        words: str = self.interest.data
        return words if self.has_interest.data == "yes" else "No interest to declare."


_OUTCOMES: Final = {
    Decided.APPROVED: "Approve this version",
    Decided.CHANGES: "Ask for changes",
    Decided.DECLINED: "Decline",
}


class DayField(DateField):
    """A day typed in three boxes, whatever else was sent in their place."""

    widget = GovDateInput()

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the three boxes; anything but three counts as none filled in."""
        if len(valuelist) != 3:
            self.raw_data = ["", "", ""]
            valuelist = []
        super().process_formdata(valuelist)


class DecisionForm(BaseForm):
    """A decision, which always has words."""

    operation = OperationField()
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
    ends_on = DayField(
        "Last day that it holds, if it has one",
        format="%d %m %Y",
        validators=[Optional()],
        description="For example 31 3 2028. Leave it empty if there is none.",
    )

    def offer(self) -> None:
        """Fill the choices."""
        self.outcome.choices = [SelectChoice(key.value, word) for key, word in _OUTCOMES.items()]


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


class WorkbookForm(BaseForm):
    """A workbook that somebody brings."""

    workbook = FileField(
        "The workbook",
        [FileRequired("Choose the workbook first.")],
        description="An Excel file (.xlsx) of up to 5 MB, exported from here.",
    )


class TakeForm(BaseForm):
    """What a preview showed, signed, and the consent to carry over from an older version."""

    parcel = HiddenField()
    carry = BooleanField()
