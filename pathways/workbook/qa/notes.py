"""The Notes sheet: the words, the scale, how things are counted, what deviates."""

from collections.abc import Sequence
from typing import Final

from pathways.domain.framework.edition import Edition
from pathways.domain.pathway.treatment import Treatment
from pathways.domain.review.identity import MARK
from pathways.domain.rule.proportion import Thresholds
from pathways.workbook.kit.page import Column, Kind, Page, Row
from pathways.workbook.qa.before.deviations import DEVIATIONS_OF_BEFORE
from pathways.workbook.qa.deviations import DEVIATIONS
from pathways.workbook.qa.long_texts import list_parts
from pathways.workbook.qa.subject import QaSubject

TITLE: Final = "Notes"
MARK_ROW: Final = ("Origin", MARK)
"""Subject and term of the row by which a workbook is known whose properties were lost."""

NOTE_COLUMNS: Final = (
    Column("Subject", 20),
    Column("Term", 46, Kind.STRONG),
    Column("Meaning", 100),
)
_SCALE = {
    Treatment.INTRODUCED: "The module opens the subject. Learners meet it for the first time.",
    Treatment.DEVELOPED: "The module works on it. Learners practise, discuss or apply it.",
    Treatment.ASSESSED: "The module checks it. Learners show what they know or can do.",
}


_METHOD_BEHIND: Final[tuple[Row, ...]] = (
    (
        "Method",
        "Proportion",
        "What is behind the claims of each module, and of the whole with each competency of the "
        "lines once. It changes no verdict, but where the standard asks depth.",
    ),
    (
        "Method",
        "Live cells on Proportion",
        "They follow the marks on Matrix, the notes on Mappings, and the minutes and assessments "
        "on Modules, as do the last columns of Mappings and Modules and what Summary says of "
        "proportion and depth. A mark that is new on Matrix has no row on Mappings, and so no "
        "note. What to look at stands as exported.",
    ),
)
_DEVIATIONS_BEHIND: Final[tuple[Row, ...]] = (
    (
        "Deviation",
        "Notes as they are compared",
        "A formula takes out blanks, the usual punctuation, and every sign of the notes as "
        "exported. A rarer sign that is typed later still makes a difference here; in the app it "
        "makes none.",
    ),
)
_COUNTS_TOWARDS: Final[Row] = (
    "Word",
    "Counts towards",
    "Line: judged at the target level. Progression: of a level below. Nothing: of a level above.",
)


def notes_page(subject: QaSubject, others: Sequence[Page] = ()) -> Page:
    """Return the Notes sheet; `others` are those before it, whose long texts it repeats."""
    rows: tuple[Row, ...] = (
        *vocabulary(subject.edition, subject.nothing),
        _COUNTS_TOWARDS,
        *(() if subject.is_plain else behind_words(subject.thresholds)),
        *scale(),
        *_method(subject),
        *(() if subject.is_plain else _METHOD_BEHIND),
        *(DEVIATIONS if subject.stands_alone else DEVIATIONS_OF_BEFORE),
        *(() if subject.is_plain else _DEVIATIONS_BEHIND),
        *list_parts(others),
        *_mark(subject),
    )
    return Page(
        title=TITLE,
        heading="Notes: words, scale, method, deviations",
        remarks=("One table, with no empty cells.",),
        table="NoteRows",
        keys=("Subject", "Term"),
        columns=NOTE_COLUMNS,
        rows=rows,
    )


def _mark(subject: QaSubject) -> tuple[Row, ...]:
    """Return the row with what the workbook keeps of its origin, if it keeps any."""
    if subject.identity is None or not subject.stands_alone:
        return ()
    return ((*MARK_ROW, subject.identity),)


def vocabulary(edition: Edition, nothing: str = "Nothing") -> tuple[Row, ...]:
    """Return the words that every workbook explains; `nothing` is a status."""
    return (
        *(("Level", f"{item.number} {item.name}", item.gist) for item in edition.levels),
        *(
            (
                "Theme",
                item.name
                if item.name == item.short_name
                else f"{item.name} (here: {item.short_name})",
                item.gist,
            )
            for item in edition.themes
        ),
        *(("Strand", item.name, item.gist) for item in edition.strands),
        (
            "Word",
            "Competency",
            "One statement of the framework. Its code names level, theme, strand and place; "
            "label and scope note are our own words for it.",
        ),
        (
            "Word",
            "Line",
            "A set of competencies that is judged as one: a theme at the target level. At a "
            "level that is a flat list "
            "of features, that list is a line, and each theme over the levels below is another.",
        ),
        ("Word", "Reached", "At least one module treats the competency, however far."),
        (
            "Word",
            "Status",
            f"{nothing}, Knowledge only, Skills only, Both strands or All; for specialist features "
            f"{nothing}, Some or All.",
        ),
    )


def behind_words(limits: Thresholds) -> tuple[Row, ...]:
    """Return the words for what is behind a claim."""
    return (
        ("Word", "Claimed", "Some module says that it treats the competency, however far."),
        (
            "Word",
            "Time for",
            f"{limits.rate} competencies in an hour of a module's minutes, rounded down. Modules "
            "without minutes have together time for half of what they claim, rounded up, and for "
            f"{limits.rate} at most.",
        ),
        (
            "Word",
            "With a note of its own",
            f"The evidence says in {limits.characters} characters or more where it happens, and "
            f"the same note stands on no more than {limits.copies} mappings. Capitals, blanks and "
            "punctuation make no difference.",
        ),
        (
            "Word",
            "Backed",
            "Some module with time for all that it claims treats the competency, and has a note "
            "of its own for it.",
        ),
        (
            "Word",
            "Assessed, in proportion",
            "Marked A in a module that names an assessment. Where it names none, A counts as D.",
        ),
    )


def scale() -> tuple[Row, ...]:
    """Return the treatments and their marks."""
    return (
        *(("Treatment", f"{item.value}: {item.word}", _SCALE[item]) for item in Treatment),
        ("Treatment", "Empty cell", "The module does not treat the competency."),
    )


def _method(subject: QaSubject) -> tuple[Row, ...]:
    standard = subject.standard
    return (
        (
            "Method",
            "What the framework asks",
            "The framework calls itself guidance. That a course is checked theme by theme is the "
            "reading of this "
            "workbook, not a demand of the framework.",
        ),
        (
            "Method",
            f"Standard: {standard.name}",
            subject.asks,
        ),
        (
            "Method",
            "Verdict",
            "Met where every line has all that the standard asks. It speaks of what the modules "
            "treat, "
            "not of how well they are taught.",
        ),
        (
            "Method",
            "Introduced, Developed, Assessed on Summary",
            "Competencies by their highest treatment in any module. The three add up to Reached.",
        ),
        (
            "Method",
            "Minutes on Summary",
            "Minutes of the modules that treat at least one competency of the line. One module "
            "may reach "
            "several lines, so the figures do not add up.",
        ),
        (
            "Method",
            "Share",
            "Reached of Total, shown as a whole per cent. The standard is checked on the whole "
            "numbers.",
        ),
        (
            "Method",
            "Progression",
            "Levels below the target, for information: met on entry, or with every theme "
            "represented. "
            "It never changes the verdict.",
        ),
        (
            "Method",
            "Live cells",
            "Counts, shares, statuses, reasons, verdict, headline, Still open on Gaps and In "
            "this pathway now on Review "
            "are formulas over the marks on Matrix.",
        ),
        (
            "Method",
            "Source of the wording",
            "Published copy: found word for word in the published framework. Typed in, "
            "unverified: entered by hand and "
            "not compared with it. Where no official wording is printed, these columns are absent.",
        ),
    )
