"""What workbooks of before said of rules that they do not keep."""

from typing import Final

from pathways.workbook.kit.page import Row

DEVIATIONS_OF_BEFORE: Final[tuple[Row, ...]] = (
    (
        "Deviation",
        "Frozen panes",
        "Guidance on accessible spreadsheets advises against them. Matrix and Review freeze "
        "headings and codes, "
        "because rows and columns cannot be told apart otherwise. View, Freeze panes removes "
        "them.",
    ),
    (
        "Deviation",
        "Chart",
        "Summary shows one chart below its table. It holds nothing that the table does not, "
        "and has an alternative text.",
    ),
    (
        "Deviation",
        "Empty cells",
        "Marks on Matrix and the reviewer's columns on Review are empty until somebody fills "
        "them in.",
    ),
    (
        "Deviation",
        "Long texts",
        "No row can be higher than 409 points. A longer text is whole in its cell, but only "
        "its beginning shows.",
    ),
    (
        "Deviation",
        "No protection",
        "No sheet is locked, so that it can be sorted, filtered and tried out. The figures "
        "as exported stay in the app.",
    ),
)
