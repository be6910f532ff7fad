"""What is posted beside a plan: notes, and how far it is with a course."""

from typing import Final

from govuk_frontend_wtf.wtforms_widgets import GovRadioInput
from wtforms import RadioField
from wtforms.validators import InputRequired

from pathways.domain.limits import NOTE_LIMIT, SENTENCE_LIMIT
from pathways.domain.plan.progress import CourseProgress, CourseStanding
from pathways.forms import BaseForm, PriceField, VersionField, choices, line_field, text_field
from pathways.quote_form import QuoteForm

_NONE: Final = "none"
"""Stands in the form for the state of a course about which nothing was done."""


class NotesForm(BaseForm):
    """Notes beside a kept plan."""

    seen = VersionField()
    notes = text_field(
        "Notes",
        hint="Everybody in your organisation reads them. Please leave out personal details.",
        limit=NOTE_LIMIT,
    )


class CourseForm(QuoteForm):
    """How far a buyer is with a course, and what was quoted for it."""

    seen = VersionField()
    state = RadioField(
        "How far are you with this course?",
        widget=GovRadioInput(),
        choices=choices((item.value or _NONE, item.word) for item in CourseProgress),
        validators=[InputRequired("Choose how far you are.")],
    )
    words = line_field(
        "In your words (optional)",
        hint="For example why it was not chosen. Only your organisation reads it.",
        limit=SENTENCE_LIMIT,
    )
    pence = PriceField("Price quoted, in pounds (optional)")

    @classmethod
    def of(cls, standing: CourseStanding) -> "CourseForm":
        """Return the form with what is kept in it."""
        return cls(
            formdata=None,
            seen=str(standing.version),
            state=standing.state.value or _NONE,
            words=standing.words,
            pence=standing.quote.pence,
            basis=standing.quote.basis,
            vat=standing.quote.vat,
            dates=standing.quote.dates,
        )

    def check(self) -> bool:
        """Validate it all; a price says what it is for, and a course not chosen why."""
        is_whole = super().check()
        if is_whole and self.progress is CourseProgress.REJECTED and not self.words.data:
            self.add_error("words", "Say in a few words why, for whoever asks later.")
        return is_whole and not self.errors

    @property
    def progress(self) -> CourseProgress:
        """The state that was chosen."""
        return CourseProgress("" if self.state.data == _NONE else self.state.data)
