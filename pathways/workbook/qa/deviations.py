"""What a workbook says of the rules for accessible spreadsheets that it does not keep."""

from typing import Final

from pathways.workbook.kit.page import Row

DEVIATIONS: Final[tuple[Row, ...]] = (
    (
        "Deviation",
        "Frozen panes",
        "Guidance on accessible spreadsheets advises against them. Matrix and Review freeze "
        "headings and codes, because rows and columns cannot be told apart otherwise. View, "
        "Freeze panes removes them.",
    ),
    (
        "Deviation",
        "Filters",
        "Guidance advises against them. Each table has the buttons of a filter in its headings, "
        "and no filter is set. Data, Filter removes them.",
    ),
    (
        "Deviation",
        "Page footers",
        "Guidance advises against them. On paper each sheet has pathway, version, sheet and page "
        "in its footer. Nothing stands there alone: pathway and version are on Summary.",
    ),
    (
        "Deviation",
        "Chart",
        "In the Excel file, Summary shows one chart below its table. It holds nothing that the "
        "table does not, and has an alternative text. The OpenDocument file has none.",
    ),
    (
        "Deviation",
        "Empty cells",
        "Marks on Matrix and the reviewer's columns on Review are empty until somebody fills "
        "them in. An empty Scope note: the label says all. An empty Earlier comments: there are "
        "none. On Modules, what is said of a module stands in its first row alone.",
    ),
    (
        "Deviation",
        "Remarks above a table",
        "They run over the columns beside them in one line, because cells that are merged would "
        "be worse. A narrow window shows their beginning.",
    ),
    (
        "Deviation",
        "Long texts",
        "No row can be higher than 409 points. A longer text is whole in its cell, though only "
        "its beginning shows there, and stands again, in parts, at the end of this sheet. Of a "
        "note as it is compared only the beginning shows.",
    ),
    (
        "Deviation",
        "Addresses",
        "The address of the licence, and those that somebody typed, are texts and no links.",
    ),
    (
        "Deviation",
        "No protection",
        "No sheet is locked, so that it can be sorted, filtered and tried out. The figures "
        "as exported stay in the app.",
    ),
)
