"""The fields for what a course is offered at, which providers and buyers both write down."""

from govuk_frontend_wtf.wtforms_widgets import GovSelect
from wtforms import SelectField

from pathways.domain.limits import SENTENCE_LIMIT
from pathways.domain.plan.progress import Quote
from pathways.forms import BaseForm, PriceField, choices, line_field


class QuoteForm(BaseForm):
    """A price, what it is for, its VAT, and days in words. All of it may stay empty."""

    pence = PriceField("Price in pounds (optional)")
    basis = SelectField(
        "The price is for",
        widget=GovSelect(),
        choices=choices([("", "Not said"), ("person", "A person"), ("group", "A run of a group")]),
    )
    vat = SelectField(
        "VAT",
        widget=GovSelect(),
        choices=choices(
            [
                ("", "Not said"),
                ("added", "Comes on top"),
                ("included", "Included"),
                ("exempt", "No VAT"),
            ]
        ),
    )
    dates = line_field("Days offered (optional)", limit=SENTENCE_LIMIT)

    def check(self) -> bool:
        """Validate it all; a price says what it is for."""
        is_whole: bool = self.validate()
        if self.pence.pence and not self.basis.data and not self.basis.errors:
            self.add_error("basis", "Say whether the price is for a person or for a run.")
            return False
        return is_whole

    @property
    def quote(self) -> Quote:
        """What was typed; what a price is for goes with a price alone."""
        if self.pence.pence is None:
            return Quote(dates=self.dates.data)
        return Quote(self.pence.pence, self.basis.data, self.vat.data, self.dates.data)
