"""What a brief may hold. Its staff groups are rows of fields, so that they work without scripts."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from govuk_frontend_wtf.wtforms_widgets import (
    GovCheckboxesInput,
    GovCheckboxInput,
    GovRadioInput,
    GovSelect,
)
from wtforms import BooleanField, RadioField, SelectField, SelectMultipleField
from wtforms.validators import InputRequired

from pathways.briefs.rows import GroupRow, group_fields
from pathways.depth_form import DepthFields, depth_values
from pathways.domain.framework.codes import read_codes
from pathways.domain.framework.edition import Edition
from pathways.domain.limits import NAME_LIMIT
from pathways.domain.need.brief import MOST_GROUPS, WISHES, Brief, Group, Vat, unasked_codes
from pathways.domain.need.guide import LevelGuide
from pathways.domain.pathway.treatment import Treatment
from pathways.domain.pathway.vocabulary import DELIVERY, SECTORS
from pathways.domain.rule.standards import FRAMEWORK_MINIMUM, Standard
from pathways.forms import (
    CodesForm,
    DayField,
    MinutesField,
    NamesField,
    OperationField,
    PriceField,
    VersionField,
    choices,
    line_field,
    text_field,
)

FIRST_ROWS: Final = 2
UNFOLDED: Final = 3
"""Up to so many groups all of them stand open; of more, those that are whole are folded."""

_KEPT: Final = "kept"
"""Value of the choice that keeps a standard as it was when the brief was written."""


class BriefForm(CodesForm, DepthFields):
    """A brief; the rows of its groups are added by `brief_form`."""

    offered: tuple[str, ...] = SECTORS
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
        "What is no must lowers its place in the list. Where and when count in the plan, "
        "not in the list.",
    )
    why = text_field(
        "What it is for",
        hint="Two or three sentences. They stand on the plan that you print, and providers read "
        "them where you show the brief.",
    )
    vat = BooleanField("We reclaim VAT", widget=GovCheckboxInput())
    hour = PriceField(
        "What an hour away from work costs, in pounds",
        description="For example 18.50 for cover. Empty if you do not count it. Your own "
        "organisation alone reads it.",
    )
    areas = NamesField(
        "Where",
        description="Towns or areas, with commas between. Empty if it does not matter.",
    )
    starts_from = DayField("Not before", description="For example 1 4 2027.")
    ends_by = DayField("Done by")
    is_apart = BooleanField("Each group has runs of its own", widget=GovCheckboxInput())
    is_entry_open = BooleanField(
        "Levels that a course asks on entry do not matter", widget=GovCheckboxInput()
    )
    _rows: list[GroupRow] | None = None
    notes = text_field("Anything else that providers should know")
    contact = line_field(
        "Contact for providers",
        hint="An address or telephone number. Only read where you show the brief.",
    )

    def rows(self) -> list[GroupRow]:
        """Return the rows of staff groups."""
        if self._rows is None:
            count = sum(1 for field in self if field.name.endswith("-people"))
            self._rows = [GroupRow(self, number) for number in range(count)]
        return self._rows

    @property
    def is_folded(self) -> bool:
        """Whether groups that are whole are folded, for there are many."""
        return sum(1 for row in self.rows() if not row.is_empty) > UNFOLDED

    @property
    def depth_count(self) -> int:
        """How many demands of depth stand in the form."""
        return sum(1 for value in depth_values(self.depth).values() if value)

    @property
    def has_depth_error(self) -> bool:
        """Whether something about depth needs another look."""
        return any(field.errors for field in self.depth_fields)

    def offer_sectors(self, sectors: Sequence[str]) -> None:
        """Offer sectors that are on no list behind those that are."""
        self.offered = tuple(dict.fromkeys((*SECTORS, *sectors)))
        self.sectors.choices = choices((word, word) for word in self.offered)

    def fill(
        self,
        edition: Edition,
        standards: Sequence[Standard],
        kept: Standard | None,
        guide: LevelGuide | None,
    ) -> None:
        """Fill the choices. `kept` is the standard that the brief holds, as it was."""
        self.themes.choices = choices((theme.code, theme.name) for theme in edition.themes)
        pairs = [(one.key, f"{one.name}: {one.gist}") for one in standards]
        if kept is not None and kept not in standards:
            pairs.insert(0, (_KEPT, f"{kept.name}, as it was when this was written"))
        self.standard.choices = choices(pairs)
        for row in self.rows():
            row.fill(edition, guide)

    def check(self, edition: Edition) -> bool:
        """Validate everything, with a message beside each field that needs another look."""
        is_whole: bool = self.validate()
        filled = [row for row in self.rows() if not row.is_empty]
        checked = [row.check() for row in filled]
        if not filled:
            self.add_error("group-0-name", "Name at least one staff group.")
        self._check_twice(filled)
        if (
            self.starts_from.data
            and self.ends_by.data
            and self.ends_by.data < self.starts_from.data
        ):
            self.add_error("ends_by", "This day is before the first.")
        if self.is_entry_open.data and "entry" in (self.musts.data or ()):
            self.add_error(
                "is_entry_open", "“What learners bring” is a must below. Choose one of the two."
            )
        read = self.read_codes(edition)
        if read.unknown:
            self.add_error("codes", f"The framework has no code {read.unknown_words}.")
        elif self.codes.data and not read_codes(edition, self.codes.data).known:
            self.add_error("codes", "There is no code in this. Codes look like L1-KA-K01.")
        elif filled and all(checked):
            self._check_levels(edition)
        return is_whole and not self.errors

    def _check_twice(self, rows: Sequence[GroupRow]) -> None:
        """Put a message beside a group that nothing tells from another one."""
        there: set[tuple[str, ...]] = set()
        for row in rows:
            key = row.key
            if key in there and row.name.data:
                self.add_error(
                    row.name.name,
                    "This group stands here already. Give it another name, or another site.",
                )
            there.add(key)

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
            sectors=tuple(word for word in self.offered if word in (self.sectors.data or ())),
            musts=tuple(wish for wish in WISHES if wish in (self.musts.data or ())),
            notes=self.notes.data or "",
            contact=self.contact.data or "",
            depth=self.depth,
            why=self.why.data or "",
            vat=Vat.RECLAIMED if self.vat.data else Vat.PAID,
            hour_pence=self.hour.pence,
            areas=self.areas.names,
            starts_from=self.starts_from.day,
            ends_by=self.ends_by.day,
            is_shared=not self.is_apart.data,
            is_entry_open=bool(self.is_entry_open.data),
        )


def brief_form(
    edition: Edition,
    standards: Sequence[Standard],
    posted: Mapping[str, str],
    brief: Brief | None = None,
    seen: int = 0,
    *,
    guide: LevelGuide | None = None,
    sectors: Sequence[str] = (),
) -> BriefForm:
    """Return the form, filled from a brief if one is given, with a row for each group.

    `posted` is what was sent, which says how many rows there are; "more" in it
    adds one. `sectors` are those of published pathways, whatever list they are on.
    """
    count = _count_rows(posted) or max(FIRST_ROWS, len(brief.groups) if brief else 0)
    if "more" in posted:
        count += 1
    fields: dict[str, Any] = {}
    for number in range(min(count, MOST_GROUPS)):
        fields |= group_fields(number)
    form_class = type("BriefFormWithGroups", (BriefForm,), fields)
    form: BriefForm = form_class(data=_values(brief, seen, standards) if brief else _FRESH)
    form.fill(edition, standards, brief.standard if brief else None, guide)
    form.offer_sectors((*(brief.sectors if brief else ()), *sectors))
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
        "why": brief.why,
        "vat": brief.vat is Vat.RECLAIMED,
        "hour": brief.hour_pence,
        "areas": brief.areas,
        "starts_from": brief.starts_from,
        "ends_by": brief.ends_by,
        "is_apart": not brief.is_shared,
        "is_entry_open": brief.is_entry_open,
        **depth_values(brief.depth),
    }
    for number, group in enumerate(brief.groups):
        values[f"group-{number}-name"] = group.name
        values[f"group-{number}-level"] = str(group.level)
        values[f"group-{number}-people"] = str(group.people)
        values[f"group-{number}-brings"] = str(group.brings or "")
        values[f"group-{number}-site"] = group.site
    return values
