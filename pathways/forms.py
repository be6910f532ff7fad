"""What all forms share: the CSRF token, cleaned text, and fields with our look.

Widgets come from govuk-frontend, which ties labels and messages to their fields.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any, Final

import email_validator
from flask import request
from flask_wtf import FlaskForm
from govuk_frontend_wtf.wtforms_widgets import GovDateInput, GovTextArea, GovTextInput
from werkzeug.datastructures import CombinedMultiDict, MultiDict
from wtforms import (
    DateField,
    EmailField,
    Field,
    FileField,
    HiddenField,
    PasswordField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # stubs lag
from wtforms.fields.core import UnboundField
from wtforms.validators import InputRequired, StopValidation, ValidationError

from pathways.domain.framework.codes import CodesRead, read_codes
from pathways.domain.framework.edition import Edition
from pathways.domain.limits import (
    LIST_LIMIT,
    NOTE_LIMIT,
    NUMBER_LIMIT,
    SENTENCE_LIMIT,
    TITLE_LIMIT,
    WORD_LIMIT,
)
from pathways.domain.pathway.minutes import minutes_of
from pathways.domain.pathway.pounds import pence_of
from pathways.domain.words import duration
from pathways.models.base import new_id, operation_id
from pathways.text import TextError, clean_text

_CHOOSE: Final = "Choose from what is offered here."
_WORDS: Final = {
    "Not a valid choice.": _CHOOSE,
    "'%(value)s' is not a valid choice for this field.": _CHOOSE,
    "'%(value)s' are not valid choices for this field.": _CHOOSE,
    "Invalid Choice: could not coerce.": _CHOOSE,
    "Not a valid date value.": "Give a day that there is, such as 27 3 2027.",
}


class _Words:
    """The form library's own messages, in our words."""

    def gettext(self, text: str) -> str:
        return _WORDS.get(text, text)

    def ngettext(self, one: str, more: str, count: int) -> str:
        return self.gettext(one if count == 1 else more)


class BaseForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """A form with a CSRF token, read from the posted values alone."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]  # Flask-WTF ships no types
        """Where the messages come from."""

        def get_translations(self, _form: object) -> _Words:
            """Return our words."""
            return _Words()

        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            """Give files to the fields for files alone: a text would break at one."""
            given = super().wrap_formdata(form, formdata)
            if not isinstance(given, CombinedMultiDict):
                return given
            files = [
                (name, file)
                for name, file in request.files.items(multi=True)
                if isinstance(form._fields.get(name), FileField)
            ]
            return CombinedMultiDict((MultiDict(files), request.form))

    def add_error(self, field: str, message: str) -> None:
        """Put a message of a service beside a field."""
        self[field].errors = [*self[field].errors, message]

    def forget_errors(self) -> None:
        """Say nothing of what is missing: whoever adds a row to the form has not finished."""
        for field in self:
            field.errors = ()

    def mark_ids(self, mark: str) -> None:
        """Make the ids of the fields this form's own, for a page that holds several forms."""
        for field in self:
            field.id = f"{field.name}-{mark}"
            field.label.field_id = field.id

    @property
    def changed(self) -> set[str]:
        """Names of the fields that the request held."""
        return {name for name in self._fields if name in request.form}


class CodesForm(BaseForm):
    """A form whose fields `required`, ticked in a list, and `codes`, typed, name competencies."""

    def read_codes(self, edition: Edition) -> CodesRead:
        """Return the codes that are ticked or pasted."""
        return read_codes(edition, " ".join([*(self.required.data or ()), self.codes.data or ""]))


def cleaned(limit: int, *, is_line: bool = False, is_name: bool = False) -> Callable[..., None]:
    """Return a validator that passes a field through `clean_text`."""

    def check(_form: BaseForm, field: Field) -> None:
        try:
            field.data = clean_text(field.data or "", limit, is_line=is_line, is_name=is_name)
        except TextError as error:
            raise ValidationError(str(error)) from None

    return check


def line_field(
    label: str,
    *,
    hint: str = "",
    required: str = "",
    limit: int = TITLE_LIMIT,
    is_name: bool = False,
    **options: Any,
) -> Any:
    """Return a field for one line of text. `required` is the message when it is empty."""
    validators: list[Any] = [cleaned(limit, is_line=True, is_name=is_name)]
    if required:
        validators = [InputRequired(required), *validators, filled(required)]
    return StringField(label, validators, widget=GovTextInput(), description=hint, **options)


def text_field(
    label: str,
    *,
    hint: str = "",
    required: str = "",
    limit: int = NOTE_LIMIT,
    rows: int = 5,
    **options: Any,
) -> Any:
    """Return a field for some paragraphs. `required` is the message when it is empty."""
    options["render_kw"] = {"params": {"rows": rows}}
    validators: list[Any] = [cleaned(limit)]
    if required:
        validators = [InputRequired(required), *validators, filled(required)]
    return TextAreaField(label, validators, widget=GovTextArea(), description=hint, **options)


def sentence_field() -> Any:
    """Return the field for what a provider says of modules that are crowded; it may stay empty."""
    return text_field(
        "Your sentence about it (optional)",
        hint="A module claims more competencies than it has time for. Say in one sentence how the "
        "course treats them. Readers see it beside the numbers; without it they read "
        "“The provider says nothing of it”.",
        limit=SENTENCE_LIMIT,
        rows=2,
    )


def trimmed(typed: str | None) -> str | None:
    """Return what was typed without blanks around it."""
    return typed.strip() if typed else typed


def check_email(_form: Any, field: Field) -> None:
    """Keep an address in one form, or say that it is none. Nobody outside is asked."""
    try:
        found = email_validator.validate_email(field.data or "", check_deliverability=False)
    except email_validator.EmailNotValidError:
        found = None
    # "=?" begins what mail is written with in other letters: it would go to another address.
    if found is None or "=?" in found.local_part:
        raise ValidationError("Enter an e-mail address, such as name@example.org.")
    if len(found.normalized) > 254:
        raise ValidationError("Enter an e-mail address of at most 254 characters.")
    field.data = found.normalized.lower()


def email_field(label: str = "E-mail address", hint: str = "") -> Any:
    """Return a field for an e-mail address."""
    return EmailField(
        label,
        [InputRequired("Enter an e-mail address."), check_email],
        filters=[trimmed],
        widget=GovTextInput(),
        description=hint,
        render_kw={"autocomplete": "email", "spellcheck": "false"},
    )


def filled(message: str) -> Callable[..., None]:
    """Return a validator that says this where a field is empty, once trimmed."""

    def check(_form: BaseForm, field: Field) -> None:
        if not field.data:
            raise ValidationError(message)

    return check


def choices(pairs: Iterable[tuple[str, str]]) -> list[SelectChoice]:
    """Return pairs of value and label as the choices of a field."""
    return [SelectChoice(value, label) for value, label in pairs]


class MinutesField(StringField):
    """Minutes, typed as people write them; `data` keeps the text, `minutes` the number."""

    widget = GovTextInput()
    minutes: int = 0

    def process_data(self, value: int | None) -> None:
        """Spell the minutes that are there."""
        self.data = duration(value) if value else ""

    def pre_validate(self, form: Any) -> None:
        """Turn the text into `minutes`, with a message where it is none."""
        try:
            self.minutes = minutes_of(self.data or "")
        except ValueError as error:
            raise ValidationError(str(error)) from None


class NamesField(StringField):
    """Several short names with commas between; `names` holds them."""

    widget = GovTextInput()
    names: tuple[str, ...] = ()

    def process_data(self, value: Sequence[str] | None) -> None:
        """Join the names that are there."""
        self.data = ", ".join(value or ())

    def pre_validate(self, form: Any) -> None:
        """Split and clean the names."""
        try:
            text = clean_text(self.data or "", LIST_LIMIT * WORD_LIMIT, is_line=True)
            parts = (part.strip() for part in text.replace(";", ",").split(","))
            self.names = tuple(
                dict.fromkeys(clean_text(part, WORD_LIMIT) for part in parts if part)
            )
        except TextError as error:
            raise ValidationError(str(error)) from None
        if len(self.names) > LIST_LIMIT:
            raise ValidationError(f"Give up to {LIST_LIMIT} names.")


class NumberField(StringField):
    """A whole number typed as text; `number` is 0 where nothing was typed."""

    widget = GovTextInput()
    number: int = 0

    def process_data(self, value: int | None) -> None:
        """Spell the number that is there."""
        self.data = str(value or "")

    def pre_validate(self, form: Any) -> None:
        """Read the number, with a message where it is none."""
        text = (self.data or "").strip().replace(",", "")
        if text and not (text.isascii() and text.isdecimal()):
            raise ValidationError("Give a whole number, such as 12.")
        if len(text) > len(str(NUMBER_LIMIT)):
            raise ValidationError(f"Give a whole number up to {NUMBER_LIMIT:,}.")
        self.number = int(text) if text else 0


class PriceField(StringField):
    """Pounds typed as text; `pence` is None where nothing was typed."""

    widget = GovTextInput()
    pence: int | None = None

    def process_data(self, value: int | None) -> None:
        """Spell the pence that are there as pounds."""
        self.data = "" if value is None else f"{value / 100:.2f}".removesuffix(".00")

    def pre_validate(self, form: Any) -> None:
        """Read pounds and pence, with a message where they are none."""
        try:
            self.pence = pence_of(self.data or "")
        except ValueError as error:
            raise ValidationError(str(error)) from None


class DayField(DateField):
    """A date typed in three parts, drawn again in three whatever was sent; it may be left out."""

    widget = GovDateInput()

    def __init__(self, label: str, **options: Any) -> None:
        super().__init__(label, format="%d %m %Y", **options)

    @property
    def day(self) -> str:
        """The day as it is kept, empty where none was typed."""
        return self.data.isoformat() if self.data else ""

    def process_data(self, value: str | None) -> None:
        """Read the day that is there."""
        self.data = date.fromisoformat(value) if value else None

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the date; the widget breaks on any other number of parts."""
        self.raw_data = [*valuelist, "", "", ""][:3]
        super().process_formdata(valuelist)

    def pre_validate(self, form: Any) -> None:
        """Take a date that is left out; one of which a part is missing is no date."""
        if not any(part.strip() for part in self.raw_data or ()):
            self.errors = []
            raise StopValidation


class VersionField(HiddenField):
    """The version of the object that the person saw; `number` is 0 where it is missing."""

    number: int = 0

    def pre_validate(self, form: Any) -> None:
        """Read the number; a broken one counts as never seen."""
        text = (self.data or "").strip()
        self.number = int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


class IdentifierField(HiddenField):
    """An identifier that a form carries. What is none reaches neither database nor address.

    Once the form is validated, `identifier` always is one, and names nothing where what was sent
    was none.
    """

    identifier: str = ""

    def pre_validate(self, form: Any) -> None:
        """Put a fresh identifier in the place of what is none."""
        self.data = self.identifier = operation_id(self.data or "")


def sent_identifier(text: str) -> str:
    """Return an identifier that a button or a list of fields sent; a fresh one for what is none."""
    return operation_id(text)


class OperationField(IdentifierField):
    """What tells a form that came twice from two forms: it becomes the identifier of the new row.

    A form that is not filled in yet gets a fresh one. Services take it as it is: the same content
    under it is kept once, other content under one of its own.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(default=new_id, **options)


class _PressForm(BaseForm):
    operation = OperationField()


def pressed_operation() -> str:
    """Return the operation of a button that makes something new and sends nothing else."""
    form = _PressForm()
    form.validate()
    return form.operation.identifier


class CodeField(StringField):
    """A code that proves who somebody is. Like a password, it is never shown again."""

    widget = GovTextInput()


_UNTYPED: Final = (HiddenField, PasswordField, CodeField)


def is_typed(name: str) -> bool:
    """Whether a field of this name holds, in some form, words that somebody may want back."""
    kinds = _kinds_of(BaseForm, name)
    return not kinds or not all(issubclass(kind, _UNTYPED) for kind in kinds)


def _kinds_of(form: type[BaseForm], name: str) -> list[type[Field]]:
    kinds = [kind for each in form.__subclasses__() for kind in _kinds_of(each, name)]
    own = vars(form).get(name)
    return [*kinds, own.field_class] if isinstance(own, UnboundField) else kinds
