"""What a brief may hold. Its staff groups are rows of fields, so that they work without scripts."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from govuk_frontend_wtf.wtforms_widgets import (
    GovCheckboxesInput,
    GovRadioInput,
    GovSelect,
    GovTextInput,
)
from wtforms import RadioField, SelectField, SelectMultipleField, StringField
from wtforms.validators import InputRequired

from pathways.depth_form import DepthFields, depth_values
from pathways.domain.framework.codes import read_codes
from pathways.domain.framework.edition import Edition
from pathways.domain.limits import NAME_LIMIT
from pathways.domain.need.brief import WISHES, Brief, Group, unasked_codes
from pathways.domain.pathway.treatment import Treatment
from pathways.domain.pathway.vocabulary import DELIVERY, SECTORS
from pathways.domain.rule.standards import FRAMEWORK_MINIMUM, Standard
from pathways.forms import (
    CodesForm,
    MinutesField,
    NumberField,
    OperationField,
    PriceField,
    VersionField,
    choices,
    cleaned,
    line_field,
    text_field,
)

FIRST_ROWS: Final = 2
MOST_GROUPS: Final = 12
_KEPT: Final = "kept"
"""Value of the choice that keeps a standard as it was when the brief was written."""


class BriefForm(CodesForm, DepthFields):
    """A brief; the rows of its groups are added by `brief_form`."""

    operation = OperationField()
    seen = VersionField()
    title = line_field(
        "Name of this brief",
        hint="For example: Housing officers 2027. You and, if you show it, providers read it.",
        required="Give the brief a name.",
        limit=NAME_LIMIT,
        is_name=True,
    )
    themes = SelectMultipleField(
        "Themes that must be there",
        widget=GovCheckboxesInput(),
        description="Tick none to ask for all of them.",
    )
    standard = SelectField("What each of them has to have", widget=GovSelect())
    treatment = RadioField(
        "How far a competency has to be taken to count",
        widget=GovRadioInput(),
        choices=choices(
            [
                (Treatment.INTRODUCED.value, "Introduced or more"),
                (Treatment.DEVELOPED.value, "Developed or more"),
                (Treatment.ASSESSED.value, "Assessed"),
            ]
        ),
        validators=[InputRequired("Choose how far it has to be taken.")],
    )
    required = SelectMultipleField("Competencies that must be there", validate_choice=False)
    codes = text_field(
        "Codes, typed or pasted",
        hint="For example L2-KA-K01, L2-SE-S03. Rows copied from a list or a workbook will do.",
    )
    minutes = MinutesField(
        "Most time for one person",
        description="For example 7 h. Empty if it does not matter.",
    )
    budget = PriceField(
        "Budget for everybody, in pounds",
        description="0 if it has to be free; empty if there is no limit.",
    )
    delivery = SelectMultipleField(
        "How it may be taught",
        widget=GovCheckboxesInput(),
        choices=choices((word, word) for word in DELIVERY),
        description="Tick none if it does not matter.",
    )
    sectors = SelectMultipleField(
        "Sector",
        widget=GovCheckboxesInput(),
        choices=choices((word, word) for word in SECTORS),
        description="Tick none if it does not matter.",
    )
    musts = SelectMultipleField(
        "Which of these are musts",
        widget=GovCheckboxesInput(),
        choices=choices(WISHES.items()),
        description="An offer that does not fit a must is left out. "
        "What is no must lowers its place in the list.",
    )
    notes = text_field("Anything else that providers should know")
    contact = line_field(
        "Contact for providers",
        hint="An address or telephone number. Only read where you show the brief.",
    )

    def rows(self) -> list["GroupRow"]:
        """Return the rows of staff groups."""
        count = sum(1 for field in self if field.name.endswith("-people"))
        return [GroupRow(self, number) for number in range(count)]

    def fill(self, edition: Edition, standards: Sequence[Standard], kept: Standard | None) -> None:
        """Fill the choices. `kept` is the standard that the brief holds, as it was."""
        self.themes.choices = choices((theme.code, theme.name) for theme in edition.themes)
        pairs = [(one.key, f"{one.name}: {one.gist}") for one in standards]
        if kept is not None and kept not in standards:
            pairs.insert(0, (_KEPT, f"{kept.name}, as it was when this was written"))
        self.standard.choices = choices(pairs)
        levels = [(str(level.number), f"{level.number} {level.name}") for level in edition.levels]
        for row in self.rows():
            row.level.choices = choices([("", "Choose a level"), *levels])
            row.brings.choices = choices([("", "No level yet"), *levels[:-1]])

    def check(self, edition: Edition) -> bool:
        """Validate everything, with a message beside each field that needs another look."""
        is_whole: bool = self.validate()
        filled = [row for row in self.rows() if not row.is_empty]
        checked = [row.check() for row in filled]
        if not filled:
            self.add_error("group-0-name", "Name at least one staff group.")
        read = self.read_codes(edition)
        if read.unknown:
            self.add_error("codes", f"The framework has no code {read.unknown_words}.")
        elif self.codes.data and not read_codes(edition, self.codes.data).known:
            self.add_error("codes", "There is no code in this. Codes look like L1-KA-K01.")
        elif filled and all(checked):
            self._check_levels(edition)
        return is_whole and not self.errors

    def _check_levels(self, edition: Edition) -> None:
        brief = Brief(edition.code, "", self.groups(), required=self.read_codes(edition).known)
        unasked = unasked_codes(edition, brief)
        if unasked:
            named = ", ".join(unasked[:10])
            more = f" and {len(unasked) - 10} more" if len(unasked) > 10 else ""
            self.add_error(
                "codes",
                f"{named}{more}: no group needs the level of this. "
                "Take it out, or add a group of that level.",
            )

    def forget_errors(self) -> None:
        """Take away the messages beside fields."""
        for field in self:
            field.errors = ()

    def groups(self) -> tuple[Group, ...]:
        """Return the groups that are whole."""
        return tuple(row.group() for row in self.rows() if row.is_whole)

    def brief(
        self, edition: Edition, standards: Sequence[Standard], kept: Standard | None
    ) -> Brief:
        """Return what the form says; what could not be read asks nothing."""
        by_key = {one.key: one for one in standards}
        if kept is not None:
            by_key[_KEPT] = kept
        theme_codes = set(self.themes.data or ())
        treatment = self.treatment.data
        known = {item.value for item in Treatment}
        return Brief(
            edition=edition.code,
            title=self.title.data or "",
            groups=self.groups(),
            themes=tuple(theme.code for theme in edition.themes if theme.code in theme_codes),
            required=self.read_codes(edition).known,
            treatment=Treatment(treatment) if treatment in known else Treatment.INTRODUCED,
            standard=by_key.get(self.standard.data or "", FRAMEWORK_MINIMUM),
            minutes=self.minutes.minutes,
            budget_pence=self.budget.pence,
            delivery=tuple(word for word in DELIVERY if word in (self.delivery.data or ())),
            sectors=tuple(word for word in SECTORS if word in (self.sectors.data or ())),
            musts=tuple(wish for wish in WISHES if wish in (self.musts.data or ())),
            notes=self.notes.data or "",
            contact=self.contact.data or "",
            depth=self.depth,
        )


class GroupRow:
    """The fields of one staff group."""

    def __init__(self, form: BriefForm, number: int) -> None:
        self.number = number
        parts = ("name", "level", "people", "brings")
        self.name, self.level, self.people, self.brings = (
            form[f"group-{number}-{part}"] for part in parts
        )
        self._form = form

    @property
    def is_empty(self) -> bool:
        """Whether nothing was filled in."""
        return not any((field.data or "").strip() for field in (self.name, self.level, self.people))

    @property
    def is_whole(self) -> bool:
        """Whether it is a group."""
        fields = (self.name, self.level, self.people, self.brings)
        is_read = not any(field.errors for field in fields) and self.people.number > 0
        levels = [choice.value for choice in self.level.choices or ()]
        return is_read and bool(self.name.data) and bool(self.level.data in levels[1:])

    def check(self) -> bool:
        """Put a message beside whatever is missing."""
        if not self.name.data and not self.name.errors:
            self._form.add_error(self.name.name, "Name the group, for example Wardens.")
        if not self.level.data and not self.level.errors:
            self._form.add_error(self.level.name, "Choose the level that they need.")
        if not self.people.number and not self.people.errors:
            self._form.add_error(self.people.name, "Give how many people, at least 1.")
        return self.is_whole

    def group(self) -> Group:
        """Return the group."""
        brings = int(self.brings.data) if self.brings.data else None
        return Group(self.name.data, int(self.level.data), self.people.number, brings)


def brief_form(
    edition: Edition,
    standards: Sequence[Standard],
    posted: Mapping[str, str],
    brief: Brief | None = None,
    seen: int = 0,
) -> BriefForm:
    """Return the form, filled from a brief if one is given, with a row for each group.

    `posted` is what was sent, which says how many rows there are; "more" in it
    adds one.
    """
    count = _count_rows(posted) or max(FIRST_ROWS, len(brief.groups) if brief else 0)
    if "more" in posted:
        count += 1
    fields: dict[str, Any] = {}
    for number in range(min(count, MOST_GROUPS)):
        mark = f"group-{number}"
        fields[f"{mark}-name"] = StringField(
            "Staff group",
            [cleaned(NAME_LIMIT, is_line=True, is_name=True)],
            widget=GovTextInput(),
        )
        fields[f"{mark}-level"] = SelectField("Level needed", widget=GovSelect())
        fields[f"{mark}-people"] = NumberField("People")
        fields[f"{mark}-brings"] = SelectField("They have already", widget=GovSelect())
    form_class = type("BriefFormWithGroups", (BriefForm,), fields)
    form: BriefForm = form_class(data=_values(brief, seen, standards) if brief else _FRESH)
    form.fill(edition, standards, brief.standard if brief else None)
    return form


_FRESH: Final[Mapping[str, Any]] = {
    "standard": FRAMEWORK_MINIMUM.key,
    "treatment": Treatment.INTRODUCED.value,
}


def _count_rows(posted: Mapping[str, str]) -> int:
    return sum(1 for number in range(MOST_GROUPS) if f"group-{number}-people" in posted)


def _values(brief: Brief, seen: int, standards: Sequence[Standard]) -> dict[str, Any]:
    values: dict[str, Any] = {
        "seen": str(seen),
        "title": brief.title,
        "themes": list(brief.themes),
        "standard": brief.standard.key if brief.standard in standards else _KEPT,
        "treatment": brief.treatment.value,
        "required": list(brief.required),
        "minutes": brief.minutes,
        "budget": brief.budget_pence,
        "delivery": list(brief.delivery),
        "sectors": list(brief.sectors),
        "musts": list(brief.musts),
        "notes": brief.notes,
        "contact": brief.contact,
        **depth_values(brief.depth),
    }
    for number, group in enumerate(brief.groups):
        values[f"group-{number}-name"] = group.name
        values[f"group-{number}-level"] = str(group.level)
        values[f"group-{number}-people"] = str(group.people)
        values[f"group-{number}-brings"] = str(group.brings or "")
    return values
