"""Demands of depth in a form: what standards and briefs may ask of what is behind the claims."""

from typing import Any, Final

from govuk_frontend_wtf.wtforms_widgets import GovCheckboxInput, GovTextInput
from wtforms import BooleanField, StringField
from wtforms.validators import ValidationError

from pathways.domain.rule.depth import Depth
from pathways.forms import BaseForm, MinutesField, NumberField

_PREFIX: Final = "depth_"


class ShareField(StringField):
    """A percentage typed as text; `number` is None where nothing, or no percentage, was typed."""

    widget = GovTextInput()
    number: int | None = None

    def pre_validate(self, form: Any) -> None:
        """Read the number, with a message where it is none."""
        text = (self.data or "").strip().removesuffix("%").strip()
        self.number = None
        if not text:
            return
        if not (text.isascii() and text.isdecimal() and len(text) <= 3 and int(text) <= 100):
            raise ValidationError("Give a whole number from 0 to 100.")
        self.number = int(text)


class DepthForm(BaseForm):
    """The demands of depth; each may be left out."""

    depth_is_backed = BooleanField(
        "Every claim is backed: there is time for it, and it has a note of its own",
        widget=GovCheckboxInput(),
    )
    depth_is_noted = BooleanField("Every claim has a note of its own", widget=GovCheckboxInput())
    depth_rate = NumberField(
        "Competencies an hour, at most", description="Of the whole pathway. Empty asks nothing."
    )
    depth_minutes = MinutesField(
        "Taught time, at least", description="Of all modules together, such as 6 h."
    )
    depth_developed = ShareField(
        "Share developed, at least", description="Of what is claimed, in per cent."
    )
    depth_assessed = ShareField(
        "Share assessed, at least", description="Of what is claimed, where an assessment is named."
    )

    def depth_fields(self) -> list[Any]:
        """Return the fields, in the order of their kinds."""
        return [field for field in self if field.name.startswith(_PREFIX)]

    def read_depth(self) -> Depth:
        """Return what the form asks; what could not be read asks nothing."""
        return Depth(
            is_backed=bool(self.depth_is_backed.data),
            is_noted=bool(self.depth_is_noted.data),
            rate=self.depth_rate.number,
            minutes=self.depth_minutes.minutes,
            developed=self.depth_developed.number or 0,
            assessed=self.depth_assessed.number or 0,
        )


def depth_data(depth: Depth) -> dict[str, Any]:
    """Return what fills the fields with demands that are there."""
    return {
        "depth_is_backed": depth.is_backed,
        "depth_is_noted": depth.is_noted,
        "depth_rate": depth.rate,
        "depth_minutes": depth.minutes,
        "depth_developed": str(depth.developed or ""),
        "depth_assessed": str(depth.assessed or ""),
    }
