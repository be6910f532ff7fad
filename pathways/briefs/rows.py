"""The fields of a brief's staff groups: a row each, so that they work without scripts."""

from collections.abc import Mapping
from typing import Any, Final

from govuk_frontend_wtf.wtforms_widgets import GovSelect, GovTextInput
from wtforms import Field, SelectField, SelectMultipleField, StringField

from pathways.domain.framework.edition import Edition
from pathways.domain.limits import NAME_LIMIT
from pathways.domain.need.brief import Group
from pathways.domain.need.guide import NONE_OF_THEM, LevelGuide, Pointed
from pathways.domain.words import plural
from pathways.forms import BaseForm, NumberField, choices, cleaned

_PARTS: Final = ("name", "people", "site", "level", "brings", "asked", "role")


def group_fields(number: int) -> dict[str, Any]:
    """Return the fields of a group by their names; `asked` and `role` help to choose its level."""
    mark = f"group-{number}"
    return {
        f"{mark}-name": _name_field("Staff group"),
        f"{mark}-people": NumberField("People"),
        f"{mark}-site": _name_field("Site (optional)"),
        f"{mark}-level": SelectField("Level needed", widget=GovSelect()),
        f"{mark}-brings": SelectField("They have already", widget=GovSelect()),
        f"{mark}-asked": SelectMultipleField("What they do", validate_choice=False),
        f"{mark}-role": SelectField(
            "Or a role like theirs", widget=GovSelect(), validate_choice=False
        ),
    }


def _name_field(label: str) -> Any:
    cleaning = cleaned(NAME_LIMIT, is_line=True, is_name=True)
    return StringField(label, [cleaning], widget=GovTextInput())


class GroupRow:
    """The fields of one staff group."""

    name: Field
    people: NumberField
    site: Field
    level: SelectField
    brings: SelectField
    asked: Field
    role: SelectField

    def __init__(self, form: BaseForm, number: int) -> None:
        self.number = number
        self._levels: Mapping[str, str] = {}
        for part in _PARTS:
            setattr(self, part, form[f"group-{number}-{part}"])
        self._form = form

    def fill(self, edition: Edition, guide: LevelGuide | None) -> None:
        """Fill the choices; a level carries the gist of who needs it, where the guide has one."""
        levels = [(str(level.number), f"{level.number} {level.name}") for level in edition.levels]
        self._levels = dict(levels)
        self.brings.choices = choices([("", "No level yet"), *levels[:-1]])
        if guide:
            levels = [
                (value, f"{words}: {guide.by_level[int(value)].short}") for value, words in levels
            ]
        self.level.choices = choices([("", "Choose a level"), *levels])
        names = [(role.name, role.name) for role in guide.roles] if guide else []
        self.role.choices = choices([("", "Choose a role"), *names])

    @property
    def is_empty(self) -> bool:
        """Whether nothing was filled in."""
        fields = (self.name, self.level, self.people, self.site)
        return not any((field.data or "").strip() for field in fields)

    @property
    def is_whole(self) -> bool:
        """Whether it is a group."""
        is_read = not any(field.errors for field in self._own) and self.people.number > 0
        return is_read and bool(self.name.data) and self.level.data in self._levels

    @property
    def _own(self) -> tuple[Field, ...]:
        return (self.name, self.people, self.site, self.level, self.brings)

    @property
    def key(self) -> tuple[str, ...]:
        """What tells it from other groups, however it is spelled."""
        texts = (self.name.data, self.site.data, self.level.data, self.brings.data)
        return tuple(" ".join((text or "").casefold().split()) for text in texts)

    @property
    def said(self) -> str:
        """The group in a line, for its fold; empty where something is missing or not read."""
        is_filled = self.name.data and self.people.data and self.level.data
        if not is_filled or any(field.errors for field in self._own):
            return ""
        level = self._levels.get(self.level.data, "")
        group = Group(self.name.data, 0, 0, None, self.site.data or "")
        people = (self.people.data or "").strip()
        count = plural(int(people), "person", "people") if people.isdecimal() else people
        return f"{group.label}: {count}, {level}"

    def pointed(self, guide: LevelGuide) -> Pointed | None:
        """Return the level that the answers point to."""
        return guide.point(self.asked.data or (), self.role.data or "")

    def answers(self, guide: LevelGuide) -> list[tuple[str, str, bool]]:
        """Return what can be answered: key, words, whether it is ticked."""
        ticked = self.asked.data or ()
        listed = [(one.key, one.words) for one in guide.questions]
        return [
            (key, words, key in ticked) for key, words in (*listed, (NONE_OF_THEM, "None of these"))
        ]

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
        level, people = int(self.level.data), self.people.number
        return Group(self.name.data, level, people, brings, self.site.data or "")
