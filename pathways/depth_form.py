"""The fields for demands of depth, which standards and briefs both make."""

from typing import Any

from govuk_frontend_wtf.wtforms_widgets import GovCheckboxInput, GovTextInput
from wtforms import BooleanField, Field, StringField
from wtforms.validators import ValidationError

from pathways.domain.rule.depth import Depth
from pathways.forms import MinutesField, NumberField


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


class DepthFields:
    """What may be asked of what is behind the claims; a form that asks it inherits these."""

    depth_backed = BooleanField("Every claim backed", widget=GovCheckboxInput())
    depth_noted = BooleanField("A note of its own for each", widget=GovCheckboxInput())
    depth_rate = NumberField(
        "Competencies an hour, at most", description="For example 12. Empty asks nothing."
    )
    depth_minutes = MinutesField("Taught time, at least", description="For example 6 h.")
    depth_developed = ShareField("Developed or more, in per cent at least")
    depth_assessed = ShareField("Assessed, in per cent at least")

    @property
    def depth_fields(self) -> tuple[Field, ...]:
        """The fields that are typed, whose text has to be read."""
        return (self.depth_rate, self.depth_minutes, self.depth_developed, self.depth_assessed)

    @property
    def depth(self) -> Depth:
        """Return what the form asks; what could not be read asks nothing."""
        return Depth(
            is_backed=bool(self.depth_backed.data),
            is_noted=bool(self.depth_noted.data),
            rate=self.depth_rate.number,
            minutes=self.depth_minutes.minutes,
            developed=self.depth_developed.number or 0,
            assessed=self.depth_assessed.number or 0,
        )


def depth_values(depth: Depth) -> dict[str, Any]:
    """Return what fills the fields for these demands."""
    return {
        "depth_backed": depth.is_backed,
        "depth_noted": depth.is_noted,
        "depth_rate": depth.rate,
        "depth_minutes": depth.minutes,
        "depth_developed": str(depth.developed) if depth.developed else "",
        "depth_assessed": str(depth.assessed) if depth.assessed else "",
    }
