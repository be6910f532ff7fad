"""What an OpenDocument spreadsheet looks like: the looks of `kit/look.py` in its own words."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from pathways.domain.worded import Tone
from pathways.workbook.kit import look
from pathways.workbook.kit.look import HEADING_SIZE, TONES, TYPEFACE
from pathways.workbook.kit.opendocument.xml import attribute
from pathways.workbook.kit.page import Kind
from pathways.workbook.kit.paper import INDENT, SIZE

Tints = tuple[tuple[str, Tone], ...]

_DAY: Final = '<number:day/><number:text> </number:text><number:month number:textual="true"{long}/>'
DATA: Final = (
    '<number:text-style style:name="N-text"><number:text-content/></number:text-style>'
    '<number:number-style style:name="N-whole">'
    '<number:number number:decimal-places="0" number:min-integer-digits="1"/>'
    "</number:number-style>"
    '<number:percentage-style style:name="N-share">'
    '<number:number number:decimal-places="0" number:min-integer-digits="1"/>'
    "<number:text>%</number:text></number:percentage-style>"
    + "".join(
        f'<number:date-style style:name="{name}" number:language="en" number:country="GB">'
        f"{_DAY.format(long=long)}<number:text> </number:text>"
        '<number:year number:style="long"/></number:date-style>'
        for name, long in (("N-day", ""), ("N-date", ' number:style="long"'))
    )
)
"""How numbers, shares and days are shown."""


@dataclass(frozen=True, slots=True)
class Shape:
    """One look of cells."""

    is_bold: bool = False
    size: int = SIZE
    ink: str = look.INK
    paper: str = ""
    align: str = "start"
    upright: str = "middle"
    is_wrapped: bool = True
    border: str = ""
    is_indented: bool = False
    is_link: bool = False
    data: str = ""
    parent: str = "Default"


_BOX: Final = Shape(border="box", is_indented=True)
_VALUE: Final = Shape(upright="top", border="rule")
_HEADER: Final = replace(_BOX, is_bold=True, ink=look.WHITE, paper=look.BRAND)

HEADING: Final = Shape(True, HEADING_SIZE, look.BRAND, is_wrapped=False, parent="Heading_20_1")
REMARK: Final = Shape(ink=look.INK_SOFT, is_wrapped=False)
LABEL: Final = replace(_VALUE, is_bold=True)
LABEL_LINK: Final = replace(LABEL, ink=look.BRAND, is_link=True)
VALUE: Final = _VALUE
STRONG_VALUE: Final = LABEL
DATE: Final = replace(_VALUE, data="N-date")
CAPTION: Final = Shape(
    True, 13, look.BRAND, upright="bottom", is_wrapped=False, parent="Heading_20_2"
)
HEADER: Final = _HEADER
MARK_HEADER: Final = replace(_HEADER, align="center", is_indented=False)
KINDS: Final = {
    Kind.TEXT: _BOX,
    Kind.STRONG: replace(_BOX, is_bold=True),
    # Not wrapped: a number cut in two lines would be another number.
    Kind.NUMBER: replace(_BOX, align="end", is_wrapped=False, data="N-whole"),
    Kind.SHARE: replace(_BOX, is_bold=True, align="end", is_wrapped=False, data="N-share"),
    Kind.MARK: replace(_BOX, is_bold=True, align="center", is_indented=False),
    Kind.ENTRY: replace(_BOX, paper=look.ENTRY, data="N-text"),
    Kind.LINK: replace(_BOX, ink=look.BRAND, is_link=True),
    Kind.DAY: replace(_BOX, paper=look.ENTRY, data="N-day"),
    Kind.ASIDE: replace(_BOX, ink=look.INK_SOFT, paper=look.ASIDE),
}


def of_text(shape: Shape) -> Shape:
    """Return the look of text in a cell, which stays text when somebody edits it."""
    shape = replace(_BOX, upright=shape.upright) if shape.align == "end" else shape
    return replace(shape, data="N-text")


@dataclass(slots=True)
class Looks:
    """The looks, widths and heights that were asked for, each with its name in the file."""

    _cells: dict[tuple[Shape, Tints], str] = field(default_factory=dict)
    _widths: dict[float, str] = field(default_factory=dict)
    _rows: dict[tuple[float, bool], str] = field(default_factory=dict)

    def of_cells(self, shape: Shape, tints: Tints = ()) -> str:
        """Return the name of a look; `tints` pairs words with the colour that goes with them."""
        return self._cells.setdefault((shape, tints), f"c{len(self._cells) + 1}")

    def of_column(self, width: float) -> str:
        """Return the name of a width, in points."""
        return self._widths.setdefault(width, f"w{len(self._widths) + 1}")

    def of_row(self, height: float, has_break: bool = False) -> str:
        """Return the name of a height, in points; `has_break`: on a new sheet of paper."""
        return self._rows.setdefault((height, has_break), f"r{len(self._rows) + 1}")

    def written(self, tables: Sequence[str]) -> str:
        """Return all of them; `tables` are those of whole sheets."""
        widths = (
            f'<style:style style:name="{name}" style:family="table-column">'
            f'<style:table-column-properties style:column-width="{width:g}pt"/></style:style>'
            for width, name in self._widths.items()
        )
        rows = (
            f'<style:style style:name="{name}" style:family="table-row">'
            f'<style:table-row-properties style:row-height="{height:g}pt" '
            'style:use-optimal-row-height="false" '
            f'fo:break-before="{"page" if has_break else "auto"}"/></style:style>'
            for (height, has_break), name in self._rows.items()
        )
        cells = (_cell(name, *key) for key, name in self._cells.items())
        return "".join((DATA, *widths, *rows, *tables, *cells))


def _cell(name: str, shape: Shape, tints: Tints) -> str:
    data = f' style:data-style-name="{shape.data}"' if shape.data else ""
    indent = f' fo:margin-left="{INDENT:g}pt"' if shape.is_indented else ""
    maps = "".join(
        f'<style:map style:condition="cell-content()=&quot;{attribute(word)}&quot;" '
        f'style:apply-style-name="{tone_name(tone)}" style:base-cell-address="Summary.A1"/>'
        for word, tone in tints
    )
    return (
        f'<style:style style:name="{name}" style:family="table-cell" '
        f'style:parent-style-name="{shape.parent}"{data}><style:table-cell-properties '
        f'fo:wrap-option="{"wrap" if shape.is_wrapped else "no-wrap"}" '
        f'style:vertical-align="{shape.upright}" style:text-align-source="fix"'
        f"{_background(shape.paper)}{_border(shape.border)}/>"
        f'<style:paragraph-properties fo:text-align="{shape.align}"{indent}/>'
        f"{_letters(shape)}{maps}</style:style>"
    )


def _letters(shape: Shape) -> str:
    line = ' style:text-underline-style="solid" style:text-underline-width="auto"'
    return (
        f'<style:text-properties fo:color="{colour(shape.ink)}" fo:font-size="{shape.size}pt" '
        f'fo:font-weight="{"bold" if shape.is_bold else "normal"}"'
        f"{line if shape.is_link else ''}/>"
    )


def _background(paper: str) -> str:
    return f' fo:background-color="{colour(paper)}"' if paper else ""


def _border(kind: str) -> str:
    side = {"box": "fo:border", "rule": "fo:border-bottom"}.get(kind)
    return f' {side}="0.75pt solid {colour(look.EDGE)}"' if side else ""


def colour(argb: str) -> str:
    """Return a colour as styles name it."""
    return f"#{argb[2:].lower()}"


def tone_name(tone: Tone) -> str:
    """Return the name of the look of a word's tone."""
    return f"Tone_20_{tone.value}"


def common() -> str:
    """Return the looks that have a name for people: the usual one, headings and tones."""
    tones = "".join(
        f'<style:style style:name="{tone_name(tone)}" style:display-name="Tone {tone.value}" '
        'style:family="table-cell" style:parent-style-name="Default">'
        f"<style:table-cell-properties{_background(paper)}/>"
        f'<style:text-properties fo:color="{colour(ink)}" fo:font-weight="bold"/></style:style>'
        for tone, (ink, paper) in TONES.items()
    )
    headings = "".join(
        f'<style:style style:name="Heading_20_{depth}" style:display-name="Heading {depth}" '
        'style:family="table-cell" style:parent-style-name="Default">'
        f"{_letters(shape)}</style:style>"
        for depth, shape in ((1, HEADING), (2, CAPTION))
    )
    language = 'fo:language="en" fo:country="GB"'
    return (
        '<style:default-style style:family="table-cell"><style:text-properties '
        f'style:font-name="{TYPEFACE}" {language}/></style:default-style>'
        '<style:style style:name="Default" style:family="table-cell"><style:text-properties '
        f'style:font-name="{TYPEFACE}" fo:font-size="{SIZE}pt" fo:color="{colour(look.INK)}" '
        f"{language}/></style:style>{headings}{tones}"
    )
