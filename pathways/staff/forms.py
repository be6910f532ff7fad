"""What a row of the staff list may hold, and rows that are pasted."""

import hashlib
from typing import Any

from govuk_frontend_wtf.wtforms_widgets import GovRadioInput, GovSelect
from wtforms import HiddenField, RadioField, SelectField

from pathways.domain.framework.edition import Edition
from pathways.domain.limits import NAME_LIMIT
from pathways.domain.need.pasted import PastedStaff, read_pasted
from pathways.domain.need.staff import StaffMember
from pathways.forms import (
    BaseForm,
    DayField,
    NumberField,
    OperationField,
    VersionField,
    choices,
    line_field,
    text_field,
)

PASTE_LIMIT = 900_000


class MemberForm(BaseForm):
    """A row of the staff list."""

    operation = OperationField()
    seen = VersionField()
    reference = line_field(
        "Name or number",
        hint="A staff number will do, and says less about a person. It may stay empty.",
        limit=NAME_LIMIT,
    )
    role = line_field("Role", limit=NAME_LIMIT)
    team = line_field("Team", limit=NAME_LIMIT)
    site = line_field("Site", limit=NAME_LIMIT)
    people = NumberField("People", default="1")
    level_needed = SelectField("Level needed", widget=GovSelect())
    level_held = SelectField("Level held", widget=GovSelect())
    held_on = DayField("Held since", description="For example 27 3 2026.")
    refresh_on = DayField("Refresher due", description="Empty: counted from the day above.")

    def fill(self, edition: Edition) -> None:
        """Fill the choices of levels."""
        levels = [(str(level.number), f"{level.number} {level.name}") for level in edition.levels]
        self.level_needed.choices = choices([("", "Not chosen yet"), *levels])
        self.level_held.choices = choices([("", "No level yet"), *levels])

    def check(self) -> bool:
        """Validate everything, with a message beside each field that needs another look."""
        is_whole: bool = self.validate()
        if not self.people.errors and not self.people.number:
            self.add_error("people", "Give how many people, at least 1.")
        if not any((self.reference.data, self.role.data, self.team.data)):
            self.add_error("reference", "Give a name or number, a role or a team.")
        return is_whole and not self.errors

    def member(self) -> StaffMember:
        """Return the row."""
        needed, held = self.level_needed.data, self.level_held.data
        return StaffMember(
            reference=self.reference.data or "",
            role=self.role.data or "",
            team=self.team.data or "",
            site=self.site.data or "",
            people=self.people.number,
            level_needed=int(needed) if needed else None,
            level_held=int(held) if held else None,
            held_on=self.held_on.day,
            refresh_on=self.refresh_on.day,
        )


def member_values(member: StaffMember) -> dict[str, Any]:
    """Return what fills the form with a row."""
    return {
        "seen": str(member.version),
        "reference": member.reference,
        "role": member.role,
        "team": member.team,
        "site": member.site,
        "people": member.people,
        "level_needed": str(member.level_needed or ""),
        "level_held": str(member.level_held or ""),
        "held_on": member.held_on,
        "refresh_on": member.refresh_on,
    }


class StaffPasteForm(BaseForm):
    """Rows of a spreadsheet, and the mark of those that a preview showed."""

    operation = OperationField()
    shown = HiddenField()
    there = HiddenField()
    rows = text_field(
        "Rows from a spreadsheet",
        hint="Copy them in the sheet with the row of their heads, and paste them here.",
        required="Paste the rows first.",
        limit=PASTE_LIMIT,
    )
    way = RadioField(
        "What becomes of the list that is there",
        widget=GovRadioInput(),
        default="add",
        choices=choices(
            [
                ("add", "It stays: these are added, and who is on it by name or number is changed"),
                ("replace", "It goes: these are put in its place"),
            ]
        ),
    )

    @property
    def mark(self) -> str:
        """The same text for the same rows, so that nothing is kept which no preview showed."""
        told = f"{self.way.data}\n{self.rows.data or ''}"
        return hashlib.sha256(told.encode()).hexdigest()

    def read(self, edition: Edition) -> PastedStaff | None:
        """Return the rows; None, with messages beside the field, where they cannot be taken."""
        if not self.validate():
            return None
        found = read_pasted(edition, self.rows.data or "")
        for problem in found.problems:
            self.add_error("rows", problem)
        return None if found.problems else found


class EmptyForm(BaseForm):
    """The button that empties the list, and the mark of the list that its page showed."""

    there = HiddenField()
