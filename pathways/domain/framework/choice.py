"""The framework's competencies to choose from: by level and theme, narrowed by a search."""

import unicodedata
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from pathways.domain.framework.edition import SPECIALIST_LINE, Competency, Edition, Level


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What the list is narrowed by. Nothing in it shows everything."""

    words: str = ""
    level: str = ""
    theme: str = ""
    is_chosen: bool = False

    @property
    def mark(self) -> str:
        """The same text for the same narrowing, so that a page knows what its list shows."""
        return "|".join((self.words.casefold(), self.level, self.theme, str(self.is_chosen)))

    @property
    def is_open(self) -> bool:
        """Whether everything is shown."""
        return self == Narrowed()


@dataclass(frozen=True, slots=True)
class TickView:
    """A competency that can be ticked. One that is not shown keeps its tick."""

    competency: Competency
    is_chosen: bool
    is_shown: bool


@dataclass(frozen=True, slots=True)
class TickGroupView:
    """The competencies of one level and theme."""

    key: str
    level: Level
    name: str
    choices: tuple[TickView, ...]
    is_open: bool

    @property
    def ticked(self) -> int:
        """How many are ticked, shown or not."""
        return sum(1 for choice in self.choices if choice.is_chosen)

    @property
    def shown(self) -> int:
        """How many are shown."""
        return sum(1 for choice in self.choices if choice.is_shown)


def narrowed_by(values: Mapping[str, str]) -> Narrowed:
    """Read the narrowing from a form's values."""
    words = " ".join("".join(c if c.isprintable() else " " for c in values.get("find", "")).split())
    return Narrowed(
        words=words[:200],
        level=values.get("find_level", "")[:4],
        theme=values.get("find_theme", "")[:10],
        is_chosen=values.get("find_chosen") == "yes",
    )


def group_choices(
    edition: Edition, chosen: Collection[str], narrowed: Narrowed
) -> tuple[TickGroupView, ...]:
    """Return every competency in its group, in printed order.

    A group is open where a search found something in it. A tick alone opens none: it is counted
    beside the name, and one tick would unfold thirty competencies.
    """
    return tuple(_groups(edition, frozenset(chosen), narrowed))


def _groups(
    edition: Edition, chosen: frozenset[str], narrowed: Narrowed
) -> Iterator[TickGroupView]:
    words = _folded(narrowed.words).split()
    for level in edition.levels:
        here = [item for item in edition.competencies if item.level == level.number]
        for key in dict.fromkeys(item.line_key for item in here):
            theme = edition.by_theme.get(key)
            choices = tuple(
                TickView(item, item.code in chosen, _is_shown(item, words, narrowed, chosen))
                for item in here
                if item.line_key == key
            )
            is_found = not narrowed.is_open and any(choice.is_shown for choice in choices)
            yield TickGroupView(
                key=f"{level.number}-{key}",
                level=level,
                name=theme.name if theme else "Specialist features",
                choices=choices,
                is_open=is_found,
            )


def _is_shown(
    item: Competency, words: list[str], narrowed: Narrowed, chosen: frozenset[str]
) -> bool:
    if narrowed.level and str(item.level) != narrowed.level:
        return False
    if narrowed.theme and item.line_key != narrowed.theme:
        return False
    if narrowed.is_chosen and item.code not in chosen:
        return False
    text = _folded(f"{item.code} {item.label} {item.scope_note}")
    return all(word in text for word in words)


def line_choices(edition: Edition) -> tuple[tuple[str, str], ...]:
    """Return key and name of everything that a list can be narrowed to."""
    themes = ((theme.code, theme.short_name) for theme in edition.themes)
    return (*themes, (SPECIALIST_LINE, "Specialist features"))


def _folded(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text.replace("’", "'"))
    return "".join(sign for sign in apart if not unicodedata.combining(sign)).casefold()
