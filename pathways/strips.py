"""The six-theme strip as a picture. Lists show hundreds of bars, which took long in a template."""

from functools import lru_cache
from typing import Final

from markupsafe import Markup, escape

from pathways.domain.rule.strip import Asked, StripLine, words_of_strip

_MARK: Final = (
    '<svg class="strip__mark strip__mark--{}" viewBox="0 0 12 12" aria-hidden="true">{}</svg>'
)
_SIGNS: Final = {
    Asked.BACKED: _MARK.format("met", '<path d="M2 6.5l3 3 5-7"></path>'),
    Asked.CLAIMED: '<span class="strip__mark"></span>',
    Asked.OPEN: _MARK.format("open", '<circle cx="6" cy="6" r="4"></circle>'),
}


def draw_asked(asked: Asked) -> Markup:
    """Return the sign for whether what is asked of a line is there."""
    return Markup(_SIGNS[asked])  # noqa: S704  # our own words alone


def draw_bar(line: StripLine, height: int = 6) -> Markup:
    """Return the bar of a cell alone: solid is backed, hollow is claimed only."""
    return Markup(_bar(line, height))  # noqa: S704  # numbers of our own alone


@lru_cache(maxsize=1024)
def draw_strip(lines: tuple[StripLine, ...]) -> Markup:
    """Return the small strip: one picture, with one sentence.

    Most readers open the same few pages of a list, so that what was drawn last is kept.
    """
    cells = "".join([_cell(line) for line in lines])
    words = escape(words_of_strip(lines))
    return Markup(  # noqa: S704  # what the edition names is escaped
        f'<span class="strip" role="img" aria-label="{words}.">{cells}</span>'
    )


def _cell(line: StripLine) -> str:
    claimed = line.claimed
    none = "" if claimed else " strip__cell--none"
    return (
        f'<span class="strip__cell{none}"><span class="strip__top">'
        f'<span class="strip__code">{escape(line.key)}</span>'
        f'<span class="strip__count">{claimed or "–"}</span>'
        f"{_SIGNS[line.asked]}</span>{_bar(line, 6)}</span>"
    )


def _bar(line: StripLine, height: int) -> str:
    parts = [
        f'<rect class="strip__part strip__part--{bar.place}'
        f'{"" if bar.is_backed else " strip__part--claimed"}" x="{bar.start}" '
        f'width="{bar.length}" height="{height}"></rect>'
        for bar in line.bars
    ]
    if line.assessed:
        parts.append(
            f'<rect class="strip__assessed" y="{height + 2}" width="{line.assessed_share}" '
            'height="2"></rect>'
        )
    return (
        '<svg class="strip__bar" aria-hidden="true">'
        f'<rect class="strip__track" width="100%" height="{height}"></rect>{"".join(parts)}</svg>'
    )
