"""What somebody says on a row, and declares before reviewing."""

from dataclasses import dataclass
from typing import Literal

from govuk_frontend_wtf.wtforms_widgets import GovRadioInput
from wtforms import Field, HiddenField, RadioField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # stubs lag
from wtforms.validators import InputRequired, ValidationError

from pathways.domain.review.submission import NO_INTEREST, STEP_LIMIT
from pathways.forms import BaseForm, OperationField, text_field


class CommentForm(BaseForm):
    """Words on a row. They are added to the thread and stay."""

    operation = OperationField()
    text = text_field("Comment", required="Write the comment first.")


class InternalNoteForm(BaseForm):
    """An internal note on a row."""

    operation = OperationField()
    text = text_field("Internal note", required="Write the note first.")


class RemarkForm(BaseForm):
    """One's own words that nobody else reads yet, to be changed. `seen` is how they stood."""

    seen = HiddenField()
    text = text_field("Change", required="Write something, or take it out.")


class OpinionForm(BaseForm):
    """What is said beside a second opinion."""

    text = text_field("Why", hint="If you like.")


@dataclass(frozen=True, slots=True)
class RowForm:
    """A form that stands open in a row; `remark` is what it changes."""

    kind: Literal["comment", "note", "change", "opinion"]
    form: CommentForm | InternalNoteForm | RemarkForm | OpinionForm
    remark: str = ""


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
        return words if self.has_interest.data == "yes" else NO_INTEREST
