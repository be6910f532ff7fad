"""What a run may hold, typed one at a time or pasted as rows."""

from datetime import date
from typing import Any, Final

from govuk_frontend_wtf.wtforms_widgets import GovCheckboxInput, GovRadioInput, GovTextInput
from wtforms import BooleanField, RadioField, StringField, TextAreaField
from wtforms.validators import ValidationError

from pathways.domain.limits import LONG_LIMIT, TITLE_LIMIT, WORD_LIMIT
from pathways.domain.pathway.run import Run, read_places, refuse_run
from pathways.forms import (
    BaseForm,
    DayField,
    OperationField,
    PriceField,
    VersionField,
    choices,
    line_field,
)
from pathways.text import TextError, clean_text

OPEN: Final = "open"
IN_HOUSE: Final = "in-house"
_WHOM: Final = (
    (OPEN, "Open to all: people of any organisation may come"),
    (IN_HOUSE, "In-house: for one organisation, at a time"),
)


class PlacesField(StringField):
    """Places left, typed as text; `places` is None where nothing was typed."""

    widget = GovTextInput()
    places: int | None = None

    def process_data(self, value: int | None) -> None:
        """Spell the number that is there."""
        self.data = "" if value is None else str(value)

    def pre_validate(self, form: Any) -> None:
        """Read the number, with a message where it is none."""
        try:
            self.places = read_places(self.data or "")
        except ValueError as error:
            raise ValidationError(str(error)) from None


class RunForm(BaseForm):
    """One run."""

    operation = OperationField()
    seen = VersionField()
    starts_on = DayField(
        "First day",
        description="For example 9 3 2027. Leave both days empty where they are agreed with the "
        "buyer: readers see “By agreement”.",
    )
    ends_on = DayField("Last day", description="Leave it empty where it is the same day.")
    is_online = BooleanField("Online", widget=GovCheckboxInput())
    area = line_field(
        "Area", hint="A town or district, such as Coventry. Buyers filter by it.", limit=WORD_LIMIT
    )
    place = line_field("Place (optional)", hint="The building or address.", limit=TITLE_LIMIT)
    whom = RadioField("Who may come", widget=GovRadioInput(), choices=choices(_WHOM), default=OPEN)
    places_left = PlacesField(
        "Places left (optional)", description="0 where it is full; empty where you do not say."
    )
    price = PriceField(
        "Price, if it is another (optional)",
        description="In pounds: for a person where it is open to all, otherwise as the pathway’s "
        "own price is meant. Empty: it costs what the pathway’s page says.",
    )
    note = line_field(
        "Note (optional)", hint="For example the times, or what to bring.", limit=TITLE_LIMIT
    )

    @property
    def run(self) -> Run:
        """The run as it was typed; one day alone is its first and last."""
        return Run(
            starts_on=self.starts_on.data,
            ends_on=self.ends_on.data or self.starts_on.data,
            place=self.place.data or "",
            area=self.area.data or "",
            is_online=bool(self.is_online.data),
            is_open=self.whom.data == OPEN,
            places_left=self.places_left.places,
            price_pence=self.price.pence,
            note=self.note.data or "",
        )

    def check(self, today: date) -> bool:
        """Put what is wrong beside its field; return whether nothing is."""
        is_whole = bool(self.validate())
        for name, problem in refuse_run(self.run, today).items():
            if not self[name].errors:
                self.add_error(name, problem)
            is_whole = False
        return is_whole


def run_form(run: Run) -> RunForm:
    """Return the form with a run in it."""
    return RunForm(
        formdata=None,
        seen=str(run.version),
        starts_on=run.starts_on.isoformat() if run.starts_on else "",
        ends_on=run.ends_on.isoformat() if run.ends_on else "",
        is_online=run.is_online,
        area=run.area,
        place=run.place,
        whom=OPEN if run.is_open else IN_HOUSE,
        places_left=run.places_left,
        price=run.price_pence,
        note=run.note,
    )


def _pasted(_form: BaseForm, field: Any) -> None:
    try:
        # A stroke in front keeps the first cell, which may be empty, from being trimmed away.
        field.data = clean_text(f"|{field.data or ''}", LONG_LIMIT)[1:]
    except TextError as error:
        raise ValidationError(str(error)) from None
    if not field.data.strip():
        raise ValidationError("Paste the rows, with their headings.")


class RunRowsForm(BaseForm):
    """Rows from a spreadsheet, and for whom those are that do not say."""

    rows = TextAreaField("Rows from your spreadsheet", [_pasted])
    whom = RadioField(
        "Rows that do not say are", widget=GovRadioInput(), choices=choices(_WHOM), default=OPEN
    )
