"""Every way that a workbook was changed on its way home, and what may then be written.

Each case starts from a workbook in which one finding was entered, honestly. `writes` says whether
that one may still be taken; nothing else ever may, unless a case says so in `also`.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from tests.submissions.spoiling import (
    A,
    B,
    C,
    Kit,
    Written,
    add_columns,
    add_sheet,
    change_sheet,
    copy_review,
    delete_rows,
    delete_sheets,
    drop_columns,
    filter_rows,
    forge,
    hide_review,
    identity_of,
    mark_matrix,
    move_columns,
    put,
    recode,
    relabel,
    rename_heading,
    repeat_headings,
    repeat_row,
    resave,
    respell_headings,
    retitle,
    sort_one,
    sort_rows,
    style_everything,
    swap_codes,
    swapped_text,
    transplant,
    with_identity,
    with_one_identity,
)


@dataclass(frozen=True, slots=True)
class Case:
    """One way to change a workbook."""

    name: str
    change: Callable[[Kit], bytes]
    writes: bool = True
    status: int = 200
    says: str = ""
    also: Written = field(default_factory=dict)
    honest: tuple[str, str, str] = ("met", "Ann", "2026-11-03")


UNDATED = ("met", "Ann", "")
CASES = (
    Case("nothing besides", lambda kit: kit.review().saved()),
    Case("saved three times", lambda kit: resave(resave(kit.review().saved()))),
    Case("styled", style_everything),
    Case("sorted", sort_rows),
    Case("filtered", filter_rows),
    Case("columns moved", move_columns),
    Case("columns added", add_columns),
    Case("columns dropped", drop_columns),
    Case("rows deleted", delete_rows),
    Case("headings respelled", respell_headings),
    Case("headings repeated", repeat_headings),
    Case("word in another case", put(A, Finding="  mET ")),
    Case("word half written", put(Finding="Mostly"), says="is no finding"),
    Case(
        "short words of the buttons",
        lambda kit: kit.review().put(B, Finding="Partly").put(C, Finding="n/a").saved(),
        says="Read as findings: “Partly” as Partly met; “n/a” as Not applicable.",
        also={B: ("partly_met", "Noor Haddad", ""), C: ("not_applicable", "Noor Haddad", "")},
    ),
    Case(
        "comment too long beside a finding",
        put(Finding="Not met", Comment="x" * 9_000),
        says="The finding is taken, the comment is not.",
        also={B: ("not_met", "Noor Haddad", "")},
    ),
    Case(
        "date of a dream", put(A, Date="yesterday"), says="cannot be read as a day", honest=UNDATED
    ),
    Case("date of America", put(A, Date="11/26/2026"), says="cannot be read", honest=UNDATED),
    Case("date that is none", put(A, Date="2026-13-45"), says="cannot be read", honest=UNDATED),
    Case("date to come", put(A, Date="5 May 2099"), says="is still to come", honest=UNDATED),
    Case("date as formula", put(A, Date="=TODAY()"), says="Date is a formula", honest=UNDATED),
    Case("date as it is written here", put(A, Date="03/11/2026"), says="3 November 2026"),
    Case("date as the number of a day", put(A, Date=46329), says="3 November 2026"),
    Case("word of one's own", put(Finding="Fine"), says="is no finding"),
    Case("finding as number", put(Finding=1), says="is no finding"),
    Case("finding as yes", put(Finding=True), says="is no finding"),
    Case("finding as formula", put(Finding='="Met"'), says="Finding is a formula"),
    Case("finding not worked out", put(Finding="#N/A"), says="Finding is a formula"),
    Case("comment as formula", put(Comment='=HYPERLINK("https://a.example","b")'), says="formula"),
    Case("comment of 40,000 characters", put(Comment="x" * 40_000), says="Keep this to 8,000"),
    Case("reviewer of two lines", put(Finding="Met", Reviewer="Ann\nBob"), says="one line"),
    Case("reviewer too long", put(Finding="Met", Reviewer="Ann " * 90), says="Keep this to 120"),
    Case("date as date", put(A, Date=datetime(2026, 11, 3))),  # noqa: DTZ001
    Case("reviewer as number", put(A, Reviewer=42), honest=("met", "42", "2026-11-03")),
    Case("codes swapped", swap_codes, writes=False, says="do not belong together"),
    Case("codes sorted alone", sort_one(0), writes=False, says="do not belong together"),
    Case("labels sorted alone", sort_one(3), writes=False, says="do not belong together"),
    Case("code of another row", recode(A), writes=False, says="do not belong together"),
    Case("code unknown", recode("L2-KA-K99"), says="no such code"),
    Case("code of another level", recode("L1-KA-K01"), says="no such code"),
    Case("code taken out", recode(None), says="It has no code"),
    Case("code as number", recode(7), says="no such code"),
    Case("code as formula", recode(f'="{B}"'), says="formula"),
    Case("label changed", relabel, says="do not belong together"),
    Case("row twice, the same", repeat_row()),
    Case(
        "row twice, not the same", repeat_row(Finding="Not met"), writes=False, says="Another row"
    ),
    Case("row twice, one broken", repeat_row(Finding="Fine"), writes=False, says="Another row"),
    Case("row twice, one empty", repeat_row(Finding=None, Comment=None)),
    Case(
        "heading Finding lost", rename_heading("Finding", "Mark"), False, 422, "lost its headings"
    ),
    Case("heading Finding twice", rename_heading("Theme", "finding"), False, 422, "stands twice"),
    Case("Review renamed", retitle("My review")),
    Case("Review lost", delete_sheets("Review"), False, 422, "has no sheet Review"),
    Case("Review copied", copy_review("Review", "Review Copy"), says="Not read: Review Copy"),
    Case("Review copied and renamed", copy_review("One", "Two"), False, 422, "Several sheets"),
    Case("Review hidden", hide_review),
    Case("sheets deleted", delete_sheets("Gaps", "Notes"), says="Gaps, Notes"),
    Case("sheet added", add_sheet, says="My notes"),
    Case("mark changed", mark_matrix, says="Module 1"),
    Case("statement changed", change_sheet("Assurance", "C4", "We are best."), says="We are best."),
    Case("level as text", change_sheet("Matrix", "B5", "2")),
    Case(
        "title changed", change_sheet("Summary", "B15", "Ours"), False, 422, "must not be changed"
    ),
    Case("identity in the cell alone", with_one_identity(lambda _: None, "properties")),
    Case("identity in the properties alone", with_one_identity(lambda _: None, "cell")),
    Case(
        "identity edited in the cell",
        with_one_identity(swapped_text, "cell"),
        *(False, 422, "says twice where it comes from"),
    ),
    Case(
        "identity edited in the properties",
        with_one_identity(swapped_text, "properties"),
        *(False, 422, "says twice where it comes from"),
    ),
    Case("identity lost", with_identity(lambda _: None), False, 422, "does not say"),
    Case("identity empty", with_identity(lambda _: ""), False, 422, "does not say"),
    Case("identity cut", with_identity(lambda text: text[:-4]), False, 422, "does not say"),
    Case("identity edited", with_identity(swapped_text), False, 422, "does not say"),
    Case("identity forged", forge, False, 422, "does not say"),
    Case("identity of another submission", identity_of("other"), False, 422, "another submission"),
    Case("identity of another commissioner", identity_of("foreign"), False, 422, "another comm"),
    Case("identity of a draft", identity_of("draft"), False, 422, "from a draft"),
    Case("identity of an older version", identity_of("older"), False, 422, "must not be changed"),
    Case("identity put elsewhere", transplant, False, 422, "must not be changed"),
    Case(
        "another submission", lambda kit: kit.review(kit.other).saved(), False, 422, "another sub"
    ),
    Case(
        "another commissioner",
        lambda kit: kit.review(kit.foreign).saved(),
        False,
        422,
        "another commissioner",
    ),
    Case("a draft", lambda kit: kit.review(kit.draft).saved(), False, 422, "from a draft"),
    Case("an older version", lambda kit: kit.review(kit.older).saved(), False, 200, "of version 1"),
)
