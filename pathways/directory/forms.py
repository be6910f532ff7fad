"""What is posted to publish a version."""

from govuk_frontend_wtf.wtforms_widgets import GovRadioInput
from wtforms import HiddenField, RadioField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # stubs lag
from wtforms.validators import InputRequired

from pathways.domain.visibility import Visibility
from pathways.forms import BaseForm


class PublishForm(BaseForm):
    """Which version, and who sees it."""

    version = HiddenField()
    visibility = RadioField(
        "Who can see it",
        widget=GovRadioInput(),
        choices=[SelectChoice(item.value, item.words) for item in Visibility],
        validators=[InputRequired("Choose who can see it.")],
    )
