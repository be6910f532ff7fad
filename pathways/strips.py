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
_KEPT: Final = 256
"""Drawings that a process keeps: some five pages of a list, and 3 MB. Drawing one takes 0.1 ms, so
that many more would only have a process grow for an hour."""


def draw_asked(asked: Asked) -> Markup:
    """Return the sign for whether what is asked of a line is there."""
    return Markup(_SIGNS[asked])  # noqa: S704  # our own words alone


def draw_bar(line: StripLine, height: int = 6) -> Markup:
    """Return the bar of a cell alone: solid is backed, hollow is claimed only."""
    return Markup(_bar(line, height))  # noqa: S704  # numbers of our own alone


@lru_cache(maxsize=_KEPT)
def draw_strip(lines: tuple[StripLine, ...]) -> Markup:
    """Return the small strip: one picture, with one sentence.

    Most readers open the same few pages of a list, so that what was drawn last is kept.
    """
    cells = "".join([_cell(line) for line in lines])
    words = escape(words_of_strip(lines))
    return Markup(  # noqa: S704  # what the edition names is escaped
        f'<span class="strip" role="img" aria-label="{words}.">{cells}</span>'
    )


_PITCH, _WIDTH, _LETTER = 42, 38, 7.2
"""The small strip of a module: from cell to cell, a cell's bar, and a letter, in pixels."""


@lru_cache(maxsize=2 * _KEPT)
def draw_module_strip(lines: tuple[StripLine, ...]) -> Markup:
    """Return the strip of one module: one drawing of few elements, as a page may hold sixty."""
    codes: list[tuple[float, str]] = []
    counts: list[tuple[float, str]] = []
    paths: dict[str, str] = {"strip__track": ""}
    for place, line in enumerate(lines):
        left = place * _PITCH
        codes += [(left + at * _LETTER, sign) for at, sign in enumerate(line.key)]
        right = left + len(line.key) * _LETTER + 3
        counts += [(right + at * _LETTER, sign) for at, sign in enumerate(str(line.claimed or "–"))]
        paths["strip__track"] += _box(left, _WIDTH, 15, 5)
        for bar in line.bars:
            name = f"strip__part strip__part--{bar.place}"
            name += "" if bar.is_backed else " strip__part--claimed"
            start, length = (float(text[:-1]) * _WIDTH / 100 for text in (bar.start, bar.length))
            paths[name] = paths.get(name, "") + _box(left + start, length, 15, 5)
        if line.assessed:
            length = float(line.assessed_share[:-1]) * _WIDTH / 100
            paths["strip__assessed"] = paths.get("strip__assessed", "") + _box(left, length, 22, 2)
    drawn = "".join(f'<path class="{name}" d="{path}"/>' for name, path in paths.items())
    told = [f"{line.short_name} {line.claimed} of {line.total}" for line in lines if line.claimed]
    words = ", ".join(told) or "Nothing yet"
    return Markup(  # noqa: S704  # what the edition names is escaped
        f'<svg class="strip-module" width="{len(lines) * _PITCH - 4}" height="26" role="img" '
        f'aria-label="{escape(words)}.">{_letters(codes)}{_letters(counts)}'
        f"{drawn}</svg>"
    )


def _box(left: float, length: float, top: int, height: int) -> str:
    return f"M{left:.5g} {top}h{length:.3g}v{height}h-{length:.3g}z"


def _letters(placed: list[tuple[float, str]]) -> str:
    places = " ".join(f"{left:.4g}" for left, _ in placed)
    signs = escape("".join(sign for _, sign in placed))
    return f'<text y="11" x="{places}">{signs}</text>'


def _cell(line: StripLine) -> str:
    claimed = line.claimed
    none = "" if claimed else " strip__cell--none"
    return (
        f'<span class="strip__cell{none}"><span class="strip__top">'
        f'<span class="strip__code">{escape(line.key)}</span>'
        f'<span class="strip__count">{claimed or "–"}</span>'
        f"{_SIGNS[line.asked] if line.asked else ''}</span>{_bar(line, 6)}</span>"
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
