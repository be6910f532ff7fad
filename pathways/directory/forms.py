"""What is posted to publish a version."""

from govuk_frontend_wtf.wtforms_widgets import GovRadioInput
from wtforms import HiddenField, RadioField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # stubs lag
from wtforms.validators import InputRequired

from pathways.domain.pathway.visibility import Visibility
from pathways.forms import BaseForm, IdentifierField, sentence_field


class PublishForm(BaseForm):
    """Which version, who sees it, and what is said of modules that are crowded.

    `seen` marks what was in the directory as the page showed it.
    """

    seen = HiddenField()
    version = IdentifierField()
    visibility = RadioField(
        "Who can see it",
        widget=GovRadioInput(),
        choices=[SelectChoice(item.value, item.words) for item in Visibility],
        validators=[InputRequired("Choose who can see it.")],
    )
    sentence = sentence_field()
