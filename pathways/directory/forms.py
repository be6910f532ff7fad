"""What is posted to publish a version, and to ask a provider."""

from typing import Final

from govuk_frontend_wtf.wtforms_widgets import GovRadioInput
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # stubs lag
from wtforms.validators import InputRequired

from pathways.domain.limits import NAME_LIMIT
from pathways.domain.pathway.visibility import Visibility
from pathways.forms import (
    BaseForm,
    IdentifierField,
    OperationField,
    email_field,
    line_field,
    sentence_field,
    text_field,
)

ENQUIRY_LIMIT: Final = 4_000


class PublishForm(BaseForm):
    """Which version, who sees it, and what is said of modules that are crowded."""

    version = IdentifierField()
    visibility = RadioField(
        "Who can see it",
        widget=GovRadioInput(),
        choices=[SelectChoice(item.value, item.words) for item in Visibility],
        validators=[InputRequired("Choose who can see it.")],
    )
    sentence = sentence_field()


class EnquiryForm(BaseForm):
    """What somebody asks a provider."""

    operation = OperationField()
    name = line_field(
        "Your name",
        required="Enter your name.",
        limit=NAME_LIMIT,
        is_name=True,
        render_kw={"autocomplete": "name"},
    )
    email = email_field(hint="The provider answers to this address.")
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
