"""What is posted to ask providers, and to answer."""

from typing import Final

from govuk_frontend_wtf.wtforms_widgets import GovCheckboxInput
from wtforms import BooleanField

from pathways.domain.limits import NAME_LIMIT, NOTE_LIMIT
from pathways.domain.plan.progress import Quote
from pathways.forms import (
    BaseForm,
    OperationField,
    VersionField,
    email_field,
    line_field,
    text_field,
)
from pathways.quote_form import QuoteForm

ENQUIRY_LIMIT: Final = 4_000


class EnquiryForm(BaseForm):
    """What somebody asks a provider, or several at once."""

    operation = OperationField()
    name = line_field(
        "Your name",
        required="Enter your name.",
        limit=NAME_LIMIT,
        is_name=True,
        render_kw={"autocomplete": "name"},
    )
    email = email_field(hint="Answers go to this address.")
    organisation = line_field(
        "Your organisation (optional)",
        limit=NAME_LIMIT,
        is_name=True,
        render_kw={"autocomplete": "organization"},
    )
    words = text_field(
        "Your question",
        hint="Please leave out personal details of learners, survivors or anybody in your care.",
        required="Write what you would like to know.",
        limit=ENQUIRY_LIMIT,
        rows=7,
    )
    attach = BooleanField("Send the brief along", widget=GovCheckboxInput())
    budget = BooleanField("With its budget", widget=GovCheckboxInput())


class AnswerForm(QuoteForm):
    """What a provider answers: words, a price, days, any of them. `seen`: answers so far."""

    seen = VersionField()
    answer = text_field("Your answer", limit=NOTE_LIMIT, rows=6)

    @classmethod
    def of(cls, words: str, quote: Quote, seen: int) -> "AnswerForm":
        """Return the form with the last answer in it."""
        return cls(
            formdata=None,
            seen=str(seen),
            answer=words,
            pence=quote.pence,
            basis=quote.basis,
            vat=quote.vat,
            dates=quote.dates,
        )

    def check(self) -> bool:
        """Validate it all; an answer holds something."""
        is_whole = super().check()
        if is_whole and not self.answer.data and self.quote == Quote():
            self.add_error("answer", "Write an answer, a price or days.")
            return False
        return is_whole
