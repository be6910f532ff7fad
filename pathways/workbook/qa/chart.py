"""The one chart: how much of each line is reached."""

from typing import Any

from openpyxl.chart import BarChart, Reference
from openpyxl.chart.data_source import (
    AxDataSource,
    NumData,
    NumVal,
    StrData,
    StrRef,
    StrVal,
)
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.layout import Layout, ManualLayout
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.text import (
    CharacterProperties,
    Font,
    Paragraph,
    ParagraphProperties,
    RichTextProperties,
)
from openpyxl.worksheet.worksheet import Worksheet

from pathways.domain.rule.coverage import CoverageReport
from pathways.domain.words import number_word
from pathways.workbook.kit.look import BRAND, INK, LINE, TYPEFACE
from pathways.workbook.kit.page import Page
from pathways.workbook.kit.places import letter

_TITLE = "Share of each line's competencies that is reached"


def add_chart(sheet: Worksheet, page: Page, report: CoverageReport, share_column: int) -> None:
    """Put the chart below the table of lines."""
    chart: Any = BarChart()  # the stubs see every part as perhaps absent
    chart.type = "bar"
    chart.title = _title(report)
    chart.title.overlay = False
    chart.title.tx.rich.p[0].pPr = ParagraphProperties(defRPr=_letters(13, True))
    for run in chart.title.tx.rich.p[0].r:
        run.rPr = _letters(13, True)
    chart.legend = None
    chart.gapWidth = 60
    # Wide enough for the names; high enough that no bar is thin.
    chart.width = 24
    chart.height = 3.2 + 1.1 * len(page.rows)
    cells = Reference(sheet, min_col=share_column, min_row=page.header_row, max_row=page.last_row)
    chart.add_data(cells, titles_from_data=True)
    chart.set_categories(Reference(sheet, min_col=1, min_row=page.first_row, max_row=page.last_row))
    series = chart.series[0]
    series.graphicalProperties = GraphicalProperties(solidFill=BRAND[2:])
    _cache(chart, report)
    labels = DataLabelList()
    labels.showVal = True
    for part in ("showSerName", "showCatName", "showLegendKey", "showPercent"):
        setattr(labels, part, False)
    labels.numFmt = "0%"
    labels.txPr = _text(11)
    series.dLbls = labels

    # The first line stands at the top, as in the table.
    chart.x_axis.scaling.orientation = "maxMin"
    chart.x_axis.txPr = _text(11)
    chart.y_axis.txPr = _text(11)
    chart.y_axis.scaling.min = 0
    chart.y_axis.scaling.max = 1
    chart.y_axis.majorUnit = 0.25
    chart.y_axis.number_format = "0%"
    chart.y_axis.crosses = "max"
    chart.y_axis.majorGridlines.spPr = GraphicalProperties(ln=LineProperties(solidFill=LINE[2:]))
    for axis in (chart.x_axis, chart.y_axis):
        # Without this word newer programs show no axis at all.
        axis.delete = False
    chart.layout = Layout(ManualLayout(x=0.25, y=0.16, w=0.68, h=0.7, xMode="edge", yMode="edge"))
    # Not in the columns that each further sheet of paper repeats, with a slice of the chart; nor
    # with a frame, which would begin at their edge.
    chart.graphical_properties = GraphicalProperties(ln=LineProperties(noFill=True))
    sheet.add_chart(chart, f"{letter(page.repeated + 1)}{page.last_row + 2}")


def _title(report: CoverageReport) -> str:
    """Return the title, which says where a short bar is no gap."""
    brought = _brought(report)
    return f"{_TITLE} ({brought})" if brought else _TITLE


def _brought(report: CoverageReport) -> str:
    """Say how many themes learners bring, if any."""
    count = sum(1 for line in report.lines if line.by_entry)
    if not count:
        return ""
    return f"{number_word(count)} {'theme is' if count == 1 else 'themes are'} met on entry"


def alternative_text(report: CoverageReport) -> str:
    """Say what the chart shows, as it was at export."""
    brought = _brought(report)
    told = f"{brought.capitalize()}. " if brought else ""
    parts = [f"{line.line.short_name} {line.reached} of {line.total}" for line in report.lines]
    return (
        "Bar chart. Competencies reached in each line at export: "
        f"{'; '.join(parts)}. {told}The table above holds the same figures."
    )


def _cache(chart: Any, report: CoverageReport) -> None:
    """Write the drawn values beside their addresses, for programs that do not calculate."""
    series = chart.series[0]
    series.val.numRef.numCache = NumData(
        formatCode="0%",
        pt=[
            NumVal(idx=i, v=str(line.reached / line.total if line.total else 0))
            for i, line in enumerate(report.lines)
        ],
    )
    names = StrData(
        pt=[StrVal(idx=i, v=line.line.short_name) for i, line in enumerate(report.lines)]
    )
    series.cat = AxDataSource(strRef=StrRef(f=series.cat.numRef.f, strCache=names))


def _letters(size: int, is_bold: bool = False) -> CharacterProperties:
    return CharacterProperties(
        lang="en-GB",
        sz=size * 100,
        b=is_bold,
        solidFill=INK[2:],
        latin=Font(typeface=TYPEFACE),
    )


def _text(size: int) -> RichText:
    return RichText(
        bodyPr=RichTextProperties(),
        p=[Paragraph(pPr=ParagraphProperties(defRPr=_letters(size)), endParaRPr=_letters(size))],
    )
