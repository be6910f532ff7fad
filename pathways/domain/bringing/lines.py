"""An outline as lines of text: headings, "Module 1: ...", a timetable, lists under a title."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from pathways.domain.bringing.brought import BroughtModule, one_line, quoted
from pathways.domain.bringing.gathering import Outline, read_minutes, set_part
from pathways.domain.bringing.headings import fold_heading, role_of, unit_of
from pathways.domain.bringing.labels import read_labels
from pathways.domain.bringing.outlines import read_table
from pathways.domain.bringing.papers import Block, Grid, Passage
from pathways.domain.bringing.questions import Spot, spot_of
from pathways.domain.bringing.references import treatment_of_heading
from pathways.domain.bringing.signs import (
    LABEL,
    LONGEST_TITLE,
    MODULE,
    NUMBERED,
    SECTIONS,
    Signs,
    find_signs,
    is_day,
    is_module_word,
    label_of,
    title_of,
)
from pathways.domain.bringing.texts import (
    is_lead,
    is_only_number,
    is_pause,
    is_sum,
    part_length,
    part_remark,
    without_bullet,
)
from pathways.domain.pathway.minutes import Length, read_length

_WHOLE: Final = re.compile(
    r"^(?!.*\b(?:session|module|unit|lesson)\b).*\b(?:course|day|programme|training|pathway)\b",
    re.IGNORECASE,
)
_ASIDE: Final = re.compile(
    r"^(?:(?:course|programme|training|workshop) (?:overview|summary|fees?|costs?)|"
    r"(?:how to book|bookings?|booking (?:details|information|your place)|to book)|"
    r"contacts?(?: us| details| information)?|who (?:should attend|is (?:it|this) for)|"
    r"who (?:this|the) (?:course|training|programme|workshop) is for|"
    r"(?:costs?|fees?|prices?|pricing|venue|about us|further information|target audience))$"
)


def read_lines(blocks: Sequence[Block], outline: Outline, name: str = "") -> str:
    """Read lines and the tables among them into an outline; return what the text calls itself."""
    passages = [block for block in blocks if isinstance(block, Passage)]
    reading = _Lines(outline, find_signs(passages), name)
    for number, block in enumerate(blocks):
        if isinstance(block, Grid):
            reading.grid(block)
        else:
            following = blocks[number + 1] if number + 1 < len(blocks) else None
            reading.passage(block, number + 1, following)
    return reading.title


@dataclass(slots=True)
class _Lines:
    outline: Outline
    signs: Signs
    name: str
    title: str = ""
    section: str = ""
    is_open: bool = False
    """Whether a module was begun to which what follows belongs."""
    is_untitled: bool = False
    _heads: int = -1
    """The place of a module that may be no more than a heading: "Day 1" above its table."""

    def grid(self, grid: Grid) -> None:
        """Read a table that stands among the lines."""
        self._give_way(grid)
        before = len(self.outline.modules)
        if self.is_open and _says_only_parts(grid):
            # The table belongs to the heading above it.
            for number, row in enumerate(grid.rows, start=1):
                role, _ = role_of(row[0]) if row else ("", 0)
                if role in SECTIONS:
                    set_part(
                        self.outline, role, "\n".join(row[1:]), spot_of(grid, self.name, number)
                    )
        elif self.is_open and (heads := _heads_of_parts(grid)):
            self._parts(grid, heads)
        elif not read_table(grid, self.outline, self.name) and not read_labels(
            grid, self.outline, self.name
        ):
            self.outline.report.say(
                f"{self.name}a table that begins {quoted(_first_text(grid))} was not understood."
            )
        if len(self.outline.modules) > before:
            self.is_open, self.section = True, ""
            if before and self._is_bare(before - 1) and self._heads == before - 1:
                self.outline.drop(before - 1)

    def _parts(self, grid: Grid, heads: dict[int, str]) -> None:
        """Take the rows of a table for the module above it: an outcome each, and its check."""
        for number, row in enumerate(grid.rows[1:], start=2):
            for column, role in heads.items():
                if column < len(row):
                    set_part(self.outline, role, row[column], spot_of(grid, self.name, number))

    def _give_way(self, grid: Grid) -> None:
        """Take back a heading that only numbers a plan whose table says its title."""
        modules, clocks = self.outline.modules, self.outline.clocks
        rows = [row for row in grid.rows if any(cell.strip() for cell in row)]
        says_title = bool(rows) and len(rows[0]) == 2 and role_of(rows[0][0]) == ("title", 2)
        is_bare = self.is_open and bool(modules) and self._is_bare(len(modules) - 1)
        self._heads = len(modules) - 1 if is_bare and is_only_number(modules[-1].title) else -1
        if says_title and is_bare and all(place != len(modules) - 1 for _, place in clocks):
            modules.pop()

    def _is_bare(self, place: int) -> bool:
        """Whether nothing is known of a module but its title."""
        module = self.outline.modules[place]
        return module == BroughtModule(module.title)

    def passage(self, passage: Passage, number: int, following: Block | None) -> None:
        """Read one line."""
        text = one_line(passage.text)
        place = Spot(f"{self.name}line {number}", f"line {number}", f"l{number}")
        if not text or self._is_new_day(text):
            return
        role, rest = label_of(text)
        if self.is_open and self._is_coded(text):
            return
        if self._ends(passage, text, place):
            self.is_open, self.is_untitled, self.section = False, False, ""
        elif role and not (rest and self._is_heading(text)):
            self._label(role, rest, place, unit_of(text.partition(":")[0]))
        elif self._begins(passage, text, following):
            self._begin(text, place)
        elif self.is_untitled and len(text) <= LONGEST_TITLE and not passage.is_item:
            self._name(text)
        elif self.is_open:
            self._take(passage, text, place)
        elif not self.title and len(text) <= LONGEST_TITLE and not passage.is_item:
            self.title = text
        elif not (is_pause(text) or is_sum(text)):
            self.outline.report.say(
                f"{place.said}: {quoted(text)} is in no module, and was left out."
            )

    def _is_new_day(self, text: str) -> bool:
        """Whether a line names the day whose times follow; it ends the module above."""
        if self.signs.has_days and is_day(text):
            self.is_open, self.section = False, ""
            return True
        return False

    def _is_aside(self, passage: Passage, text: str) -> bool:
        """Whether a line opens what is said of the course beside its modules: "Booking"."""
        if passage.is_item or is_module_word(text) or (passage.depth and NUMBERED.match(text)):
            return False
        if _ASIDE.match(fold_heading(text.partition(":")[0])):
            return True
        is_ranked = self.signs.is_named and 0 < passage.depth <= self.signs.depth
        bare, length, start = part_length(text)
        is_timed = length is not None or start is not None
        return (
            is_ranked
            and bool(self.outline.modules or self.title)
            and not (is_timed or is_pause(bare))
        )

    def _ends(self, passage: Passage, text: str, place: Spot) -> bool:
        """Whether what follows a line is of no module; say so."""
        if is_lead(text) and _WHOLE.search(text):
            said = "what the whole course leads to was left out"
        elif self._is_aside(passage, text):
            said = f"{quoted(text)} is no module, and was left out"
        else:
            return False
        self.outline.report.say(f"{place.said}: {said}.")
        return True

    def _is_heading(self, text: str) -> bool:
        """Whether a line before all modules is the course's title, though a colon stands in it.

        A label that is sure, such as "Length: 3 hours", is one even there.
        """
        is_first = not (self.is_open or self.title or self.outline.modules)
        return is_first and role_of(text.partition(":")[0])[1] < 2

    def _is_coded(self, text: str) -> bool:
        """Take the codes that a line holds; return whether it holds nothing else."""
        found = LABEL.match(text)
        label, rest = (found["label"], found["text"]) if found else ("", text)
        if any(sign.isdigit() for sign in label):
            label, rest = "", text
        if not self.outline.code(rest, treatment_of_heading(label)):
            return False
        bare = re.sub(r"[A-Za-z]{0,2}[0-9]*[-._ ]?[A-Za-z]{2}[-._ ]?[A-Za-z]?[0-9]+", "", rest)
        return len(re.findall(r"[^\W\d_]{3,}", bare)) < 3

    def _label(self, role: str, rest: str, place: Spot, unit: str = "m") -> None:
        if not self.is_open:
            if rest:
                self.outline.report.say(
                    f"{place.said}: {quoted(rest)} is said of the whole course, and was left out."
                )
            self.section = ""
            return
        # What lasts and how it is taught is said on one line; a list below is of something else.
        self.section = "" if rest and role in ("minutes", "delivery") else role
        if rest:
            set_part(self.outline, role, rest, place, unit)

    def _begins(self, passage: Passage, text: str, following: Block | None) -> bool:
        if len(text) > LONGEST_TITLE:
            return False
        if is_pause(without_bullet(part_length(text)[0])[0]) or is_module_word(text):
            return not passage.is_item
        if self.signs.has_titles and title_of(text):
            return not self.is_untitled
        if self.signs.has_words or self.signs.depth:
            return bool(passage.depth) and passage.depth == self.signs.depth
        _, length, start = part_length(text)
        if start is not None:
            return True
        if passage.is_item:
            return self.signs.has_times and length is not None and not self.section
        if length is not None and self.signs.has_times:
            return True
        if self.signs.has_times:
            return False
        if self.signs.has_numbers:
            return NUMBERED.match(text) is not None and not self._is_listed(following)
        is_before_list = isinstance(following, Passage) and (
            following.is_item or bool(label_of(following.text)[0])
        )
        return self.signs.has_lists and is_before_list and not text.endswith((".", ";"))

    def _is_listed(self, following: Block | None) -> bool:
        """Whether a numbered line is one of a list inside a module, not a title."""
        return (
            self.section == "outcomes"
            and self.is_open
            and isinstance(following, Passage)
            and (NUMBERED.match(following.text) is not None)
        )

    def _begin(self, text: str, place: Spot) -> None:
        text, remark = part_remark((self.signs.has_titles and title_of(text)) or text)
        title, length, start = part_length(text)
        found = MODULE.match(title)
        bare = found["title"].strip() if found else ""
        if found and bare:
            title, again, _ = part_length(bare)
            length = length or again
        elif found and (length is None and (only := _only_length(bare))):
            length = only
        elif numbered := NUMBERED.match(title):
            title = numbered["title"]
        self.is_untitled = bool(found) and not bare
        minutes = length.minutes if length else None
        if length and length.taken_as:
            minutes = read_minutes(length.said, place, self.outline.report, title=title)
        title = title.strip(" :-–—")
        if is_pause(without_bullet(title)[0]):
            title = without_bullet(title)[0]
        self.is_open = self.outline.add(
            BroughtModule(title, minutes, delivery=remark, written=length.said if length else ""),
            place,
            start,
        )
        self.is_untitled = self.is_untitled and self.is_open
        self.section = ""

    def _name(self, text: str) -> None:
        label = LABEL.match(text)
        if label and role_of(label["label"]) == ("title", 2):
            text = label["text"]
        title, length, _ = part_length(text)
        only = _only_length(text)
        if only is not None:
            self.outline.change(minutes=only.minutes, written=text)
            return
        self.is_untitled = False
        self.outline.change(title=title)
        if length:
            self.outline.change(minutes=length.minutes, written=length.said)

    def _take(self, passage: Passage, text: str, place: Spot) -> None:
        bare, is_item = without_bullet(text)
        is_item = is_item or passage.is_item
        module = self.outline.modules[-1]
        first, _, rest = text.partition(",")
        only = _only_length(text) or (None if is_item else _only_length(first))
        if only is not None and module.minutes is None and _only_length(text) is None:
            set_part(self.outline, "delivery", rest.strip(), place)
            text = first
        if only is not None and module.minutes is None:
            minutes = read_minutes(text, place, self.outline.report, title=module.title)
            self.outline.change(minutes=minutes, written=text)
            return
        section = self.section or ("outcomes" if is_item else "description")
        if section == "minutes":
            set_part(self.outline, "minutes", text, place)
        elif section == "outcomes":
            self.outline.change(outcomes=(*module.outcomes, bare.strip(" ;")))
        else:
            set_part(self.outline, section, bare, place)


def _only_length(text: str) -> Length | None:
    """Return the length that a line holds and nothing else; a number alone is none."""
    if text.strip(" .()").isdecimal():
        return None
    try:
        found = read_length(text)
    except ValueError:
        return None
    return found if found.minutes else None


def _says_only_parts(grid: Grid) -> bool:
    """Whether a table of labels names parts of a module and no module."""
    rows = [row for row in grid.rows if any(cell.strip() for cell in row)]
    roles = [role_of(row[0])[0] for row in rows if row]
    known = [role for role in roles if role in SECTIONS]
    heads = [role_of(cell)[0] for cell in rows[0][1:]] if rows else []
    return bool(known) and not ({"title", "number"} & set(roles)) and not any(heads)


def _heads_of_parts(grid: Grid) -> dict[int, str]:
    """Return the columns of a table whose every heading is a part of a module, outcomes first."""
    heads = [role_of(cell)[0] for cell in grid.rows[0]] if len(grid.rows) > 1 else []
    is_parts = len(heads) > 1 and heads[0] == "outcomes" and {*SECTIONS}.issuperset(heads)
    return dict(enumerate(heads)) if is_parts else {}


def _first_text(grid: Grid) -> str:
    return next((fold_heading(cell) for row in grid.rows for cell in row if cell.strip()), "")
