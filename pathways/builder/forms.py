"""What the fields of the builder may hold."""

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any, ClassVar, Final

from flask_wtf.file import FileField
from govuk_frontend_wtf.wtforms_widgets import (
    GovCheckboxesInput,
    GovRadioInput,
    GovSelect,
    GovTextArea,
)
from wtforms import (
    Field,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # stubs lag
from wtforms.validators import InputRequired, Optional, ValidationError

from pathways.builder.words_form import OwnWordsField, WordsField
from pathways.domain.framework.edition import Edition
from pathways.domain.pathway import fields
from pathways.domain.pathway.fields import (
    ENTRY,
    EVIDENCE,
    OUTCOME,
    STANDARD,
    TARGET,
    TITLE,
    Assurance,
    Details,
    FieldKind,
)
from pathways.domain.pathway.sections import ASKED_OF, PRINCIPLE
from pathways.domain.pathway.treatment import Treatment
from pathways.domain.refusals import RuleError
from pathways.domain.rule.standards import BUILT_IN
from pathways.forms import (
    BaseForm,
    DayField,
    MinutesField,
    NamesField,
    NumberField,
    OperationField,
    PriceField,
    VersionField,
    choices,
    line_field,
    text_field,
)
from pathways.text import TextError, clean_text

NO_DETAILS: Final = Details()
HEAD_NAMES: Final = frozenset(item.name for item in fields.HEAD_FIELDS)


class LevelsForm(BaseForm):
    """Title, levels and standard: what a new pathway needs."""

    operation = OperationField()
    title = line_field(TITLE.label, required=TITLE.required, limit=TITLE.limit, is_name=True)
    target_level = RadioField(
        TARGET.label, widget=GovRadioInput(), validators=[InputRequired(TARGET.required)]
    )
    entry_level = SelectField(ENTRY.label, widget=GovSelect(), description=ENTRY.hint)
    standard = SelectField(STANDARD.label, widget=GovSelect())

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


class BringForm(BaseForm):
    """A text or a file to be brought in, and for a new pathway its title and level."""

    operation = OperationField()
    title = line_field(TITLE.label, limit=TITLE.limit, is_name=True)
    target_level = SelectField(TARGET.label, widget=GovSelect(), validators=[Optional()])
    text = TextAreaField("Paste a text or a table", widget=GovTextArea())
    file = FileField("Or choose a file")
    parcel = HiddenField()

    levels: tuple[str, ...] = ()

    def fill(self, edition: Edition) -> None:
        """Fill the choices from an edition."""
        self.levels = tuple(str(level.number) for level in edition.levels)
        self.target_level.choices = choices(
            [
                ("", "As the file says"),
                *((str(level.number), f"{level.number} {level.name}") for level in edition.levels),
            ]
        )

    @property
    def has_file(self) -> bool:
        """Whether a file was chosen."""
        return bool(getattr(self.file.data, "filename", ""))

    @property
    def level(self) -> int | None:
        """The level that was chosen."""
        chosen = self.target_level.data or ""
        return int(chosen) if chosen in self.levels else None

    def has_something(self) -> bool:
        """Whether there is a text or a file; else it is asked for."""
        if self.has_file or (self.text.data or "").strip():
            return True
        self.add_error("text", "Paste a text first, or choose a file.")
        return False


_TYPED: Final = {
    FieldKind.WORDS: (WordsField, "names"),
    FieldKind.NAMES: (NamesField, "names"),
    FieldKind.NUMBER: (NumberField, "number"),
    FieldKind.MINUTES: (MinutesField, "minutes"),
    FieldKind.PRICE: (PriceField, "pence"),
    FieldKind.DATE: (DayField, "day"),
}
"""The fields that are not kept as they were typed, and where each has what is kept."""
_NAMES: Final = {"price_pence": "price"}
"""Forms that are open keep the name under which they send it."""


def _typed(item: fields.Field) -> Any:
    """Return the form's field for something that is asked."""
    label, hint, limit = item.label, item.hint, item.limit
    match item.kind:
        case FieldKind.LINE:
            return line_field(label, hint=hint, required=item.required, limit=limit)
        case FieldKind.TEXT:
            return text_field(label, hint=hint, limit=limit, rows=3)
        case FieldKind.CHOICE:
            options = choices(item.choices.items())
            return SelectField(label, widget=GovSelect(), choices=options, description=hint)
        case _:
            made, _held = _TYPED[item.kind]
            made = OwnWordsField if item.is_own else made
            return made(label, description=hint, name=_NAMES.get(item.name))


class AskingForm(BaseForm):
    """A form with a field for each thing that is `asked`."""

    asked: ClassVar[tuple[fields.Field, ...]] = ()

    def values(self) -> dict[str, Any]:
        """Return what was typed, by name, as a content holds it."""
        return {item.name: _kept(item.kind, self[item.name]) for item in self.asked}

    def narrow(self, names: Collection[str]) -> None:
        """Ask for some of the fields alone."""
        for key in [*self._fields]:
            if (key in ASKED_OF or key.startswith(PRINCIPLE)) and key not in names:
                del self[key]

    def said(self, names: Collection[str]) -> dict[str, Any]:
        """Return what was typed in some fields, by name, as a content holds it."""
        return {name: self._said_in(name) for name in names}

    def _said_in(self, name: str) -> Any:
        field = self[name]
        if name == "target_level":
            return int(field.data)
        if name == "entry_level":
            return int(field.data) if field.data else None
        kind = ASKED_OF[name].kind if name in ASKED_OF and name not in HEAD_NAMES else None
        return field.data if kind is None else _kept(kind, field)

    def both_of(self, there: Mapping[str, Any]) -> list[tuple[str, str, str]]:
        """Return label, what is there now and what was typed, where they differ in `there`."""
        now = type(self)(formdata=None, data=dict(there))
        said = self.said(there)
        return [
            (
                str(self[name].label.text),
                _say(self[name], now[name].data),
                _say(self[name], self[name].data),
            )
            for name in there
            if said[name] != there[name]
        ]

    def both(self, there: Mapping[str, Any]) -> list[tuple[str, str, str]]:
        """Return label, what is there now and what was typed, where they differ."""
        now = type(self)(formdata=None, data=dict(there))
        return [
            (
                str(self[name].label.text),
                _say(self[name], now[name].data),
                _say(self[name], self[name].data),
            )
            for name, value in self.values().items()
            if value != there[name]
        ]


def asking(form: type[AskingForm]) -> type[AskingForm]:
    """Give a form its fields."""
    for item in form.asked:
        setattr(form, item.name, _typed(item))
    return form


def _kept(kind: FieldKind, field: Field) -> Any:
    _made, name = _TYPED.get(kind, (None, "data"))
    return getattr(field, name)


def _say(field: Field, value: object) -> str:
    """Return a value as the form words it."""
    words = {item.value: str(item.label) for item in getattr(field, "choices", None) or ()}
    values = value if isinstance(value, list) else [value or ""]
    return ", ".join(words.get(item, str(item)) for item in values)


@asking
class DetailsForm(LevelsForm, AskingForm):
    """Everything that a buyer asks first."""

    asked = fields.DETAIL_FIELDS
    version = VersionField()

    def fill(self, edition: Edition, details: Details = NO_DETAILS) -> None:
        """Fill the choices, keeping words of an imported pathway that are not on our lists."""
        super().fill(edition)
        for item in self.asked:
            if item.kind is FieldKind.WORDS:
                words = dict.fromkeys((*item.words, *getattr(details, item.name)))
                self[item.name].choices = choices([(word, word) for word in words])

    def values(self) -> dict[str, Any]:
        """Return what was typed, by name: title, levels and standard before the details."""
        return {**self.level_values(), **super().values()}

    def details(self) -> Details:
        """Return the details as a plain value."""
        return Details(**super().values())

    def validate_group_max(self, field: NumberField) -> None:
        """The largest group is not smaller than the smallest."""
        if field.number and field.number < self.group_min.number:
            raise ValidationError("The largest group cannot be smaller than the smallest.")


@asking
class AssuranceForm(AskingForm):
    """The provider's statements on quality; the principles come from the edition."""

    asked = fields.ASSURANCE_FIELDS
    version = VersionField()

    def principle_fields(self) -> list[Field]:
        """Return the fields of the principles."""
        return [field for field in self if field.name.startswith("principle-")]

    def assurance(self) -> Assurance:
        """Return the statements as a plain value."""
        said = {f.name.removeprefix("principle-"): f.data for f in self.principle_fields()}
        principles = tuple((code, words) for code, words in said.items() if words)
        return Assurance(**super().values(), principles=principles)

    def values(self) -> dict[str, Any]:
        """Return what was typed, by name, the principles after the statements."""
        return {**super().values(), **{field.name: field.data for field in self.principle_fields()}}


def assurance_form(edition: Edition, **options: Any) -> AssuranceForm:
    """Return the form with a field for each principle of an edition."""
    added = {
        f"principle-{item.code}": text_field(item.name, hint=item.gist, rows=2)
        for item in edition.principles
    }
    form: AssuranceForm = type("AssuranceFormWithPrinciples", (AssuranceForm,), added)(**options)
    return form


@asking
class ModuleForm(AskingForm):
    """A module's texts."""

    asked = fields.MODULE_FIELDS
    operation = OperationField()
    version = VersionField()


OUTCOMES_AT_ONCE: Final = 100
_ENDS: Final = re.compile(r"[\r\n\v\u2028\u2029]+")
_MARK: Final = re.compile(r"^\s*(?:[-–—•·*▪◦‣]|\(?(?:\d{1,2}|[a-zA-Z])[.)])\s+")


class OutcomeForm(BaseForm):
    """A learning outcome."""

    operation = OperationField()
    version = VersionField()
    text = _typed(OUTCOME)
    then = HiddenField()

    @property
    def lines(self) -> list[str]:
        """The outcomes that a pasted list holds, one a line, without what numbers them."""
        typed = (self.text.raw_data or [""])[0] if self.text.raw_data else self.text.data or ""
        lines = (_MARK.sub("", line).strip() for line in _ENDS.split(typed))
        return [line for line in lines if line][:OUTCOMES_AT_ONCE]


def clean_outcome(line: str) -> str:
    """Return one line of a list as an outcome; RuleError where it cannot be one."""
    try:
        return clean_text(line, OUTCOME.limit, is_line=True)
    except TextError as error:
        raise RuleError(str(error), "text") from None


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
    evidence = _typed(EVIDENCE)
    then = HiddenField()

    def outcome_choices(self, outcomes: Sequence[Any]) -> list[SelectChoice]:
        """Return the module's outcomes as choices."""
        return choices([(item.id, f"{item.number}. {item.text}") for item in outcomes])

    def both(self, mapping: Any) -> list[tuple[str, str, str]]:
        """Return label, what is there now and what was typed, where they differ."""
        words = {item.id: item.label.text for item in self.outcomes}
        pairs = [
            (
                "Outcomes",
                "; ".join(
                    words.get(item.id, "")
                    for item in self.outcomes
                    if item.data in mapping.outcomes
                ),
                "; ".join(words.get(item.id, "") for item in self.outcomes if item.checked),
            ),
            (EVIDENCE.label, mapping.evidence, self.evidence.data),
        ]
        if "treatment" in self:
            typed = Treatment(self.treatment.data).word
            pairs.insert(0, ("How far", mapping.treatment.word, typed))
        return [pair for pair in pairs if pair[1] != pair[2]]


class NoteForm(MappingForm):
    """What is written of a mapping, beside how far it goes."""

    treatment = None  # type: ignore[assignment]  # how a form leaves a field of its base out
