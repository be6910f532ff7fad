"""A decision, and taking one or a submission back."""

from typing import Final

from govuk_frontend_wtf.wtforms_widgets import GovRadioInput
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # stubs lag
from wtforms.validators import InputRequired

from pathways.domain.review.submission import STEP_LIMIT, Decided
from pathways.forms import BaseForm, DayField, OperationField, text_field

_OUTCOMES: Final = {
    Decided.APPROVED: "Approve this version",
    Decided.CHANGES: "Ask for changes",
    Decided.DECLINED: "Decline",
}


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
        description="For example 31 3 2028. Leave it empty if there is none.",
    )

    def fill(self) -> None:
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
