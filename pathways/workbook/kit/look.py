"""What the workbook looks like: colours, typeface, borders, number formats.

Few fills, and none that means anything by itself. Every look is made once a
workbook and shared by its cells: making it for every cell is what makes
openpyxl slow.
"""

from dataclasses import dataclass
from typing import Any, Final

from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side
from openpyxl.styles.cell_style import StyleArray
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.styles.styleable import StyleableObject
from openpyxl.workbook import Workbook

from pathways.domain.worded import Tone
from pathways.workbook.kit.page import Kind
from pathways.workbook.kit.paper import SIZE

TYPEFACE: Final = "Arial"
MONEY: Final = "£#,##0.00"
HEADING_SIZE: Final = 16

INK: Final = "FF1B2730"
INK_SOFT: Final = "FF4B5A64"
WHITE: Final = "FFFFFFFF"
LINE: Final = "FFDDD8CC"
EDGE: Final = "FF8F897B"
"""Of cells: at three to one it is seen by those who need the grid."""
BRAND: Final = "FF0D5257"
ENTRY: Final = "FFFBFAF6"
ASIDE: Final = "FFEFEFEF"

TONES: Final = {
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
    label_link: Style
    value: Style
    strong_value: Style
    money: Style
    date: Style
    caption: Style
    header: Style
    mark_header: Style
    kinds: dict[Kind, Style]
    long_kinds: dict[Kind, Style]


def make_look(workbook: Workbook, *, has_money: bool = False) -> Look:
    """Register every look in a workbook and make Arial its own typeface.

    One without money has no look for it, and so the same bytes as ever.
    """
    pounds, hours = (MONEY, "0.0") if has_money else ("0", "0")
    sheet = workbook.worksheets[0]
    # The first font and the Normal style decide how wide a column unit is.
    normal = Font(name=TYPEFACE, size=SIZE, color=INK)
    internals: Any = workbook
    internals._fonts[0] = normal
    internals._named_styles["Normal"].font = normal

    edge = Side("thin", EDGE)
    rule = Border(bottom=edge)
    box = Border(left=edge, right=edge, top=edge, bottom=edge)
    top = Alignment(horizontal="left", vertical="top", wrap_text=True)
    centred = Alignment(horizontal="left", vertical="center", wrap_text=True, indent=1)
    middle = Alignment(horizontal="center", vertical="center", wrap_text=True)
    one_line = Alignment(horizontal="left", vertical="center")
    soft = Font(name=TYPEFACE, size=SIZE, color=INK_SOFT)
    bold = Font(name=TYPEFACE, size=SIZE, color=INK, bold=True)
    header = Font(name=TYPEFACE, size=SIZE, color=WHITE, bold=True)
    heading = Font(name=TYPEFACE, size=HEADING_SIZE, color=BRAND, bold=True)
    caption = Font(name=TYPEFACE, size=13, color=BRAND, bold=True)
    brand = _fill(BRAND)

    def style(
        font: Font,
        alignment: Alignment,
        border: Border | None = None,
        fill: PatternFill | None = None,
        number_format: str = "General",
        named: str = "",
    ) -> Style:
        found = []
        for is_quoted in (False, True):
            shape: Any = StyleableObject(sheet)
            if named:
                shape.style = named
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
            Kind.MONEY: Style(style(normal, right, box, None, pounds).plain, text.quoted),
            Kind.HOURS: Style(style(normal, right, box, None, hours).plain, text.quoted),
            Kind.MARK: style(bold, centre, box),
            Kind.ENTRY: style(normal, left, box, _fill(ENTRY), "@"),
            Kind.LINK: style(_link(), left, box),
            Kind.DAY: Style(
                style(normal, left, box, _fill(ENTRY), "d mmm yyyy").plain,
                style(normal, left, box, _fill(ENTRY), "@").quoted,
            ),
            Kind.ASIDE: style(soft, left, box, _fill(ASIDE)),
        }

    return Look(
        heading=style(heading, one_line, named=_add_heading(workbook, 1, heading)),
        remark=style(Font(name=TYPEFACE, size=SIZE, color=INK_SOFT), one_line),
        label=style(bold, top, rule),
        label_link=style(_link(is_bold=True), top, rule),
        value=style(normal, top, rule),
        strong_value=style(bold, top, rule),
        money=style(bold, top, rule, number_format=pounds if has_money else "General"),
        date=style(normal, top, rule, number_format="d mmmm yyyy"),
        caption=style(
            caption,
            Alignment(horizontal="left", vertical="bottom"),
            named=_add_heading(workbook, 2, caption),
        ),
        header=style(header, centred, box, brand),
        mark_header=style(header, middle, box, brand),
        kinds=kinds("center"),
        long_kinds=kinds("top"),
    )


def _add_heading(workbook: Workbook, depth: int, font: Font) -> str:
    """Add the style that programs know as a heading, so that readers can go from one to another."""
    name = f"Heading {depth}"
    # The numbers by which Excel knows its own styles, whatever the language.
    builtin = 15 + depth
    workbook.add_named_style(NamedStyle(name=name, font=font, builtinId=builtin))
    return name


def _link(*, is_bold: bool = False) -> Font:
    return Font(name=TYPEFACE, size=SIZE, color=BRAND, bold=is_bold, underline="single")


def _fill(colour: str) -> PatternFill:
    return PatternFill("solid", fgColor=colour)


def _array(shape: Any) -> StyleArray:
    """Return what cells share: openpyxl offers no public name for it."""
    array: StyleArray = shape._style
    return array


def tint(tone: Tone) -> DifferentialStyle:
    """Return the look that a conditional format gives to a word."""
    ink, paper = TONES[tone]
    return DifferentialStyle(
        font=Font(color=ink, bold=True),
        fill=PatternFill("solid", fgColor=paper, bgColor=paper),
    )
