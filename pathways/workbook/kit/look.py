"""What the workbook looks like: colours, typeface, borders, number formats.

Few fills, and none that means anything by itself. Every look is made once a
workbook and shared by its cells: making it for every cell is what makes
openpyxl slow.
"""

from dataclasses import dataclass
from typing import Any, Final

from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.styles.cell_style import StyleArray
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.styles.styleable import StyleableObject
from openpyxl.workbook import Workbook

from pathways.domain.worded import Tone
from pathways.workbook.kit.page import Kind

TYPEFACE: Final = "Arial"
SIZE: Final = 11
INDENT: Final = 9.0
"""Points that the text of a table stands away from its rule."""
HEADING_SIZE: Final = 16

INK: Final = "FF1B2730"
INK_SOFT: Final = "FF4B5A64"
WHITE: Final = "FFFFFFFF"
LINE: Final = "FFDDD8CC"
BRAND: Final = "FF0D5257"
ENTRY: Final = "FFFBFAF6"

_TONES: Final = {
    Tone.DEEP: (WHITE, BRAND),
    Tone.PLAIN: ("FF083A3E", "FFE2EFEE"),
    Tone.FULL: ("FF1D6240", "FFE3F1E8"),
    Tone.PARTIAL: ("FF7A4F00", "FFFAEFD6"),
    Tone.MISSING: ("FF5D3A63", "FFF1E8F2"),
}


@dataclass(frozen=True, slots=True)
class Style:
    """One look, for values and for text that must stay text."""

    plain: StyleArray
    quoted: StyleArray


@dataclass(frozen=True, slots=True)
class Look:
    """Every look of a workbook. Long texts start at the top of their row, short ones stand "
    "midway."""

    heading: Style
    remark: Style
    label: Style
    value: Style
    strong_value: Style
    date: Style
    caption: Style
    header: Style
    mark_header: Style
    kinds: dict[Kind, Style]
    long_kinds: dict[Kind, Style]


def make_look(workbook: Workbook) -> Look:
    """Register every look in a workbook and make Arial its own typeface."""
    sheet = workbook.worksheets[0]
    # The first font and the Normal style decide how wide a column unit is.
    normal = Font(name=TYPEFACE, size=SIZE, color=INK)
    internals: Any = workbook
    internals._fonts[0] = normal
    internals._named_styles["Normal"].font = normal

    edge = Side("thin", LINE)
    rule = Border(bottom=edge)
    box = Border(left=edge, right=edge, top=edge, bottom=edge)
    top = Alignment(horizontal="left", vertical="top", wrap_text=True)
    centred = Alignment(horizontal="left", vertical="center", wrap_text=True, indent=1)
    middle = Alignment(horizontal="center", vertical="center", wrap_text=True)
    one_line = Alignment(horizontal="left", vertical="center")
    bold = Font(name=TYPEFACE, size=SIZE, color=INK, bold=True)
    header = Font(name=TYPEFACE, size=SIZE, color=WHITE, bold=True)
    brand = _fill(BRAND)

    def style(
        font: Font,
        alignment: Alignment,
        border: Border | None = None,
        fill: PatternFill | None = None,
        number_format: str = "General",
    ) -> Style:
        found = []
        for is_quoted in (False, True):
            shape = StyleableObject(sheet)
            shape.font = font
            shape.alignment = alignment
            if border is not None:
                shape.border = border
            if fill is not None:
                shape.fill = fill
            shape.number_format = number_format
            shape.quotePrefix = is_quoted
            found.append(_array(shape))
        return Style(*found)

    def kinds(vertical: str) -> dict[Kind, Style]:
        left = Alignment(horizontal="left", vertical=vertical, wrap_text=True, indent=1)
        centre = Alignment(horizontal="center", vertical=vertical, wrap_text=True)
        # Not wrapped: a number cut in two lines would be another number.
        right = Alignment(horizontal="right", vertical=vertical, indent=1)
        text = style(normal, left, box)
        return {
            Kind.TEXT: text,
            Kind.STRONG: style(bold, left, box),
            Kind.NUMBER: Style(style(normal, right, box, None, "0").plain, text.quoted),
            # Bold, also because LibreOffice forgets an indent where only the number format changes.
            Kind.SHARE: Style(style(bold, right, box, None, "0%").plain, text.quoted),
            Kind.MARK: style(bold, centre, box),
            Kind.ENTRY: style(normal, left, box, _fill(ENTRY), "@"),
        }

    return Look(
        heading=style(Font(name=TYPEFACE, size=HEADING_SIZE, color=BRAND, bold=True), one_line),
        remark=style(Font(name=TYPEFACE, size=SIZE, color=INK_SOFT), one_line),
        label=style(bold, top, rule),
        value=style(normal, top, rule),
        strong_value=style(bold, top, rule),
        date=style(normal, top, rule, number_format="d mmmm yyyy"),
        caption=style(
            Font(name=TYPEFACE, size=13, color=BRAND, bold=True),
            Alignment(horizontal="left", vertical="bottom"),
        ),
        header=style(header, centred, box, brand),
        mark_header=style(header, middle, box, brand),
        kinds=kinds("center"),
        long_kinds=kinds("top"),
    )


def _fill(colour: str) -> PatternFill:
    return PatternFill("solid", fgColor=colour)


def _array(shape: Any) -> StyleArray:
    """Return what cells share: openpyxl offers no public name for it."""
    array: StyleArray = shape._style
    return array


def tint(tone: Tone) -> DifferentialStyle:
    """Return the look that a conditional format gives to a word."""
    ink, paper = _TONES[tone]
    return DifferentialStyle(
        font=Font(color=ink, bold=True),
        fill=PatternFill("solid", fgColor=paper, bgColor=paper),
    )
