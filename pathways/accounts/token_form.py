"""The form of a new access token."""

from typing import Final

from govuk_frontend_wtf.wtforms_widgets import GovCheckboxesInput, GovRadioInput
from wtforms import RadioField, SelectMultipleField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # stubs lag
from wtforms.validators import InputRequired

from pathways.accounts.forms import ConfirmForm
from pathways.domain.limits import NAME_LIMIT
from pathways.domain.scope import TokenScope
from pathways.forms import OperationField, line_field

_ENDS: Final = {"30": "In 30 days", "90": "In 90 days", "365": "In a year"}


class TokenForm(ConfirmForm):
    """A name, what it reads, and when it ends; and the password, for it opens a door."""

    operation = OperationField()
    name = line_field(
        "Name",
        hint="What will use it, for example “Monthly report”.",
        required="Give it a name",
        limit=NAME_LIMIT,
        is_name=True,
        render_kw={"autocomplete": "off"},
    )
    scopes = SelectMultipleField(
        "What it may read",
        [InputRequired("Choose at least one")],
        choices=[SelectChoice(scope.value, scope.word) for scope in TokenScope],
        widget=GovCheckboxesInput(),
        description="It never reads more than you may, and it never changes anything.",
    )
    days = RadioField(
        "When it ends",
        [InputRequired("Choose when it ends")],
        choices=[SelectChoice(days, words) for days, words in _ENDS.items()],
        default="90",
        widget=GovRadioInput(),
    )

    @property
    def chosen(self) -> frozenset[TokenScope]:
        """The scopes that are ticked."""
        return frozenset(TokenScope(key) for key in self.scopes.data or ())
