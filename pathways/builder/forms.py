"""What the fields of the builder may hold."""

from collections.abc import Sequence
from typing import Any, Final

from govuk_frontend_wtf.wtforms_widgets import (
    GovCheckboxesInput,
    GovRadioInput,
    GovSelect,
    GovTextInput,
)
from wtforms import (
    Field,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # stubs lag
from wtforms.validators import InputRequired, StopValidation, ValidationError

from pathways.domain.framework.edition import Edition
from pathways.domain.pathway.content import Assurance, Details
from pathways.domain.pathway.treatment import Treatment
from pathways.domain.pathway.vocabulary import DELIVERY, PRICE_BASES, SECTORS, VAT
from pathways.domain.rule.standards import BUILT_IN
from pathways.forms import (
    BaseForm,
    DayField,
    MinutesField,
    NumberField,
    OperationField,
    PriceField,
    VersionField,
    choices,
    line_field,
    text_field,
)
from pathways.text import LONG_LIMIT, OUTCOME_LENGTH, TITLE_LIMIT, TextError, clean_text

NO_DETAILS: Final = Details()


def _unless_empty(_form: BaseForm, field: Field) -> None:
    """Take a date that is left out; one of which a part is missing is no date."""
    if not any(part.strip() for part in field.raw_data or ()):
        field.errors = []
        raise StopValidation


class LevelsForm(BaseForm):
    """Title, levels and standard: what a new pathway needs."""

    operation = OperationField()
    title = line_field("Title", required="Give the pathway a title.", is_name=True)
    target_level = RadioField(
        "Target level",
        widget=GovRadioInput(),
        validators=[InputRequired("Choose the level that learners reach.")],
    )
    entry_level = SelectField(
        "Entry requirement",
        widget=GovSelect(),
        description="The level that learners bring with them. It counts as met for progression.",
    )
    standard = SelectField("Standard", widget=GovSelect())

    def fill(self, edition: Edition) -> None:
        """Fill the choices from an edition."""
        self.target_level.choices = choices(
            [(str(level.number), f"{level.number} {level.name}") for level in edition.levels]
        )
        self.entry_level.choices = choices(
            [
                ("", "None"),
                *((str(level.number), level.name) for level in edition.levels[:-1]),
            ]
        )
        self.standard.choices = choices(
            [(standard.key, f"{standard.name}: {standard.gist}") for standard in BUILT_IN]
        )

    def level_values(self) -> dict[str, Any]:
        """Return the values as the services take them."""
        entry = self.entry_level.data
        return {
            "title": self.title.data,
            "target_level": int(self.target_level.data),
            "entry_level": int(entry) if entry else None,
            "standard": self.standard.data,
        }


class ListField(StringField):
    """Several short names with commas between; `names` holds them."""

    widget = GovTextInput()
    names: tuple[str, ...] = ()

    def pre_validate(self, form: Any) -> None:
        """Split and clean the names."""
        try:
            text = clean_text(self.data or "", 1_000, is_line=True)
        except TextError as error:
            raise ValidationError(str(error)) from None
        parts = (part.strip() for part in text.replace(";", ",").split(","))
        self.names = tuple(dict.fromkeys(part for part in parts if part))


class DetailsForm(LevelsForm):
    """Everything that a buyer asks first."""

    version = VersionField()
    summary = text_field(
        "Summary", hint="Two or three sentences: for whom, what for, what changes."
    )
    audience = text_field("Audience", hint="The staff groups that it is written for.")
    sectors = SelectMultipleField("Sectors", widget=GovCheckboxesInput())
    regions = ListField("Regions", description="With commas between, for example Coventry, Dudley.")
    languages = ListField("Languages", description="With commas between.")
    delivery = SelectMultipleField("Delivery", widget=GovCheckboxesInput())
    contact_minutes = MinutesField("Time with a facilitator", description="For example 6 h 30 min.")
    self_study_minutes = MinutesField("Self-study", description="For example 2 h.")
    group_min = NumberField("Smallest group")
    group_max = NumberField("Largest group")
    price = PriceField("Price in pounds", description="0 if it is free; empty if not stated.")
    price_basis = SelectField(
        "What the price is for", widget=GovSelect(), choices=choices(list(PRICE_BASES.items()))
    )
    vat = SelectField("VAT", widget=GovSelect(), choices=choices(list(VAT.items())))
    accreditation = line_field("CPD or accreditation")
    refresher_months = NumberField("Refresher after, in months")
    contact = line_field("Contact", hint="An address or telephone number that buyers may use.")
    qualification = text_field(
        "Professional qualification expected",
        hint="Level 4 pathways: what participants must already hold.",
    )
    supervision = text_field(
        "Clinical supervision expected",
        hint="Level 4 pathways: the supervision that participants must have.",
    )

    def fill(self, edition: Edition, details: Details = NO_DETAILS) -> None:
        """Fill the choices, keeping words of an imported pathway that are not on our lists."""
        super().fill(edition)
        for field, known, there in (
            (self.sectors, SECTORS, details.sectors),
            (self.delivery, DELIVERY, details.delivery),
        ):
            words = dict.fromkeys((*known, *there))
            field.choices = choices([(word, word) for word in words])

    def validate_group_max(self, field: NumberField) -> None:
        """The largest group is not smaller than the smallest."""
        if field.number and field.number < self.group_min.number:
            raise ValidationError("The largest group cannot be smaller than the smallest.")

    def details(self) -> Details:
        """Return the details as a plain value."""
        return Details(
            summary=self.summary.data,
            audience=self.audience.data,
            sectors=tuple(self.sectors.data or ()),
            regions=self.regions.names,
            languages=self.languages.names,
            delivery=tuple(self.delivery.data or ()),
            contact_minutes=self.contact_minutes.minutes,
            self_study_minutes=self.self_study_minutes.minutes,
            group_min=self.group_min.number,
            group_max=self.group_max.number,
            price_pence=self.price.pence,
            price_basis=self.price_basis.data,
            vat=self.vat.data,
            accreditation=self.accreditation.data,
            refresher_months=self.refresher_months.number,
            contact=self.contact.data,
            qualification=self.qualification.data,
            supervision=self.supervision.data,
        )


class AssuranceForm(BaseForm):
    """The provider's statements on quality; the principles come from the edition."""

    version = VersionField()
    facilitators = text_field(
        "Facilitators", hint="Who teaches, with what training, experience and supervision."
    )
    lived_experience = text_field(
        "Lived experience",
        hint="How people with lived experience shaped it, and how they are paid.",
    )
    accessibility = text_field(
        "Accessibility", hint="Formats, venues, interpreters, and how to ask for anything else."
    )
    wellbeing = text_field(
        "Learner wellbeing and aftercare", hint="What is in place before, during and after."
    )
    evaluation = text_field("Evaluation", hint="How you know that practice changed.")
    evidence_base = text_field("Evidence base", hint="What the content rests on.")
    review_date = DayField(
        "Next review of the content",
        format="%d %m %Y",
        validators=[_unless_empty],
        description="For example 27 3 2027.",
    )

    def assurance(self, principles: tuple[tuple[str, str], ...]) -> Assurance:
        """Return the statements as a plain value."""
        return Assurance(
            facilitators=self.facilitators.data,
            lived_experience=self.lived_experience.data,
            accessibility=self.accessibility.data,
            wellbeing=self.wellbeing.data,
            evaluation=self.evaluation.data,
            evidence_base=self.evidence_base.data,
            review_date=self.review_date.data.isoformat() if self.review_date.data else "",
            principles=principles,
        )


class ModuleForm(BaseForm):
    """A module's texts."""

    operation = OperationField()
    version = VersionField()
    title = line_field("Title", required="Give the module a title.", limit=TITLE_LIMIT)
    minutes = MinutesField("Length", description="For example 90, or 1 h 30 min.")
    delivery = line_field("Delivery", hint="For example in person, live online, self-paced.")
    description = text_field("What it is about")
    activities = text_field("Activities", hint="What learners do.")
    assessment = text_field("Assessment", hint="How learning is checked. Empty if it is not.")

    def values(self) -> dict[str, Any]:
        """Return the values as the services take them."""
        return {
            "title": self.title.data,
            "minutes": self.minutes.minutes,
            "delivery": self.delivery.data,
            "description": self.description.data,
            "activities": self.activities.data,
            "assessment": self.assessment.data,
        }

    def both(self, module: Any) -> list[tuple[str, str, str]]:
        """Return label, what is there now and what was typed, where they differ."""
        now = {**{name: getattr(module, name) for name in self.values()}}
        now["minutes"], typed = str(now["minutes"] or ""), self.values()
        typed["minutes"] = str(typed["minutes"] or "")
        return [
            (str(self[name].label.text), now[name], typed[name])
            for name in typed
            if now[name] != typed[name]
        ]


class OutcomeForm(BaseForm):
    """A learning outcome."""

    operation = OperationField()
    version = VersionField()
    text = line_field(
        "Learning outcome",
        required="Write the outcome.",
        limit=OUTCOME_LENGTH,
        hint="What learners can do afterwards, beginning with a verb.",
    )


class MappingForm(BaseForm):
    """How a module treats a competency."""

    version = VersionField()
    treatment = RadioField(
        "How far",
        widget=GovRadioInput(),
        choices=choices([(item.value, item.word) for item in Treatment]),
        validators=[InputRequired("Choose how far the module takes it.")],
    )
    outcomes = SelectMultipleField("Outcomes", widget=GovCheckboxesInput())
    evidence = text_field(
        "Evidence",
        limit=LONG_LIMIT,
        hint="Where in the module it happens and how it is checked. Links begin with https://. "
        "No personal details of learners or survivors, please.",
    )

    def outcome_choices(self, outcomes: Sequence[Any]) -> list[SelectChoice]:
        """Return the module's outcomes as choices."""
        return choices([(item.id, f"{item.number}. {item.text}") for item in outcomes])

    def both(self, mapping: Any) -> list[tuple[str, str, str]]:
        """Return label, what is there now and what was typed, where they differ."""
        words = {item.id: item.label.text for item in self.outcomes}
        pairs = [
            ("How far", mapping.treatment.word, Treatment(self.treatment.data).word),
            (
                "Outcomes",
                "; ".join(
                    words.get(item.id, "")
                    for item in self.outcomes
                    if item.data in mapping.outcomes
                ),
                "; ".join(words.get(item.id, "") for item in self.outcomes if item.checked),
            ),
            ("Evidence", mapping.evidence, self.evidence.data),
        ]
        return [pair for pair in pairs if pair[1] != pair[2]]
