"""The Notes sheet: the words, the scale, how things are counted, what deviates."""

from dataclasses import replace
from typing import Final

from pathways.domain.rule.reasons import explain_standard
from pathways.workbook.comparison.subject import ComparisonSubject
from pathways.workbook.kit.page import Page, Row
from pathways.workbook.kit.paper import Paper
from pathways.workbook.qa.notes import NOTE_COLUMNS, behind_words, scale, vocabulary

TITLE: Final = "Notes"

_WORDS: Final[tuple[Row, ...]] = (
    (
        "Word",
        "Offer",
        "A pathway that a provider has published, in the version that the directory shows. The "
        "letter is its short name in this workbook alone.",
    ),
    (
        "Word",
        "In all, in some, in none",
        "How many of the offers treat a competency at all, however far.",
    ),
    (
        "Word",
        "Only in this offer",
        "Competencies of the compared lines that no other of these offers treats.",
    ),
    (
        "Word",
        "Met, Claimed, Not met",
        "Met: what the standard asks is there and backed, or brought on entry. Claimed: it is "
        "claimed, and not all of it is backed. Not met: not all of it is claimed.",
    ),
)
_METHOD: Final[tuple[Row, ...]] = (
    (
        "Method",
        "What the framework asks",
        "The framework calls itself guidance. That a course is checked theme by theme is the "
        "reading of this workbook, not a demand of the framework.",
    ),
    (
        "Method",
        "Judged at",
        "All offers at one level, or each at the level that it leads to. What an offer asks "
        "learners to have on entry counts only where it is judged at its own level.",
    ),
    (
        "Method",
        "Together",
        "Offers together are judged as if their modules were one pathway. Whoever takes them all "
        "must meet every entry requirement among them.",
    ),
    (
        "Method",
        "Introduced, Developed, Assessed on Themes",
        "Competencies by their highest treatment in any module of the offer. The three add up to "
        "Reached.",
    ),
    (
        "Method",
        "Minutes on Themes",
        "Minutes of the offer's modules that treat at least one competency of the line, as "
        "exported. One module may reach several lines, so the figures do not add up.",
    ),
    (
        "Method",
        "In a line compared",
        "Yes: a line of at least one offer holds the competency. No: some offer treats it, but at "
        "the levels judged here it counts for nothing.",
    ),
    (
        "Method",
        "Live cells",
        "Counts, shares, statuses, reasons and verdicts on Summary and Themes, and the last two "
        "columns of Competencies, are formulas over the marks on Competencies. Whether a line that "
        "is met says Met or Claimed goes by what was backed when this was exported.",
    ),
    (
        "Method",
        "What is behind the claims",
        "As exported. Claimed, Backed, Assessed and With a note of its own count the competencies "
        "that an offer is judged by here, each once. Time for, In an hour and What to look at "
        "speak of its whole course, at the level that it leads to.",
    ),
    (
        "Method",
        "Whose words",
        "Titles, facts, outcomes and evidence are the providers' own. A review looks at one "
        "version by one standard.",
    ),
)
_DEVIATIONS: Final[tuple[Row, ...]] = (
    (
        "Deviation",
        "Frozen panes",
        "Guidance on accessible spreadsheets advises against them. Competencies freezes headings "
        "and codes, because rows and columns cannot be told apart otherwise. View, Freeze panes "
        "removes them.",
    ),
    (
        "Deviation",
        "Empty cells",
        "A mark on Competencies is empty where the offer does not treat the competency.",
    ),
    (
        "Deviation",
        "Print areas",
        "On paper Competencies ends with what some offer treats, and Evidence with its modules. "
        "Clearing the print area of a sheet prints all of it.",
    ),
    (
        "Deviation",
        "Long texts",
        "No row can be higher than 409 points. A longer text is whole in its cell, but only its "
        "beginning shows.",
    ),
    (
        "Deviation",
        "No protection",
        "No sheet is locked, so that it can be sorted, filtered and tried out. The figures as "
        "exported stay in the app.",
    ),
)


def notes_page(subject: ComparisonSubject) -> Page:
    """Return the Notes sheet."""
    comparison = subject.comparison
    level = comparison.level.number if comparison.level else None
    standard = comparison.standard
    asks = " ".join(explain_standard(subject.edition, standard, level))
    return Page(
        title=TITLE,
        heading="Notes: words, scale, method, deviations",
        remarks=("One table, with no empty cells.",),
        table="NoteRows",
        columns=(
            *NOTE_COLUMNS[:2],
            replace(NOTE_COLUMNS[2], width=int(Paper.A3.room) - 66),
        ),
        paper=Paper.A3,
        is_dense=True,
        rows=(
            *vocabulary(subject.edition),
            *_WORDS,
            *behind_words(subject.thresholds),
            *scale(),
            ("Method", f"Standard: {standard.name}", asks),
            *_METHOD,
            *_DEVIATIONS,
        ),
    )
