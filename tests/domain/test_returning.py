"""What a workbook that comes back would change: three values meet in each row."""

from dataclasses import replace
from typing import Any

import pytest

from pathways.domain.pathway.content import PathwayContent
from pathways.domain.review.finding import Finding
from pathways.domain.review.identity import Identity
from pathways.domain.review.places import list_places
from pathways.domain.review.returning import (
    Addressee,
    Change,
    Entry,
    Sent,
    Standing,
    list_matching,
    refuse_identity,
    same_label,
    weigh,
)
from pathways.domain.review.submission import WHOLE, SubmissionState, line_row
from pathways.domain.rule.standards import BALANCED, FRAMEWORK_MINIMUM
from tests.domain.samples import SMALL, module

ROW = "L2-AA-K01"
HERE = Addressee("submission", "version", "digest", "commissioner", SubmissionState.SENT)
OURS = Identity("digest", "balanced", "submission", "version", "commissioner")


def weighed(
    file: Finding | None,
    exported: Finding | None = None,
    now: Standing | None = None,
    *,
    is_older: bool = False,
    **said: Any,
) -> Change | None:
    """Return what one row would change, or None where it would change nothing."""
    found = weigh(
        [Entry(ROW, 4, file, **said)],
        {ROW: exported} if exported else {},
        {ROW: now} if now else {},
        exported_at=10,
        is_older=is_older,
    )
    assert len(found.changes) + found.unchanged == 1
    return found.changes[0] if found.changes else None


def test_a_finding_where_there_was_none_is_taken() -> None:
    change = weighed(Finding.MET)
    assert change is not None
    assert change.takes_finding
    assert not change.is_conflict


def test_an_untouched_row_changes_nothing_whatever_stands_now() -> None:
    assert weighed(None, Finding.MET) is None
    assert weighed(Finding.MET, Finding.MET, Standing(Finding.NOT_MET, at=20)) is None
    assert weighed(Finding.MET, Finding.MET) is None


def test_a_wish_that_is_so_already_changes_nothing() -> None:
    assert weighed(Finding.MET, None, Standing(Finding.MET)) is None


@pytest.mark.parametrize(
    ("exported", "now"),
    [(None, Finding.NOT_MET), (Finding.PARTLY_MET, Finding.NOT_MET), (Finding.PARTLY_MET, None)],
)
def test_where_somebody_else_was_there_meanwhile_a_person_chooses(
    exported: Finding | None, now: Finding | None
) -> None:
    change = weighed(Finding.MET, exported, Standing(now, at=20))
    assert change is not None
    assert change.is_conflict


def test_a_comment_is_added_once() -> None:
    assert weighed(None, comment="Where?", now=Standing(comments=frozenset({"Where?"}))) is None
    earlier = Standing(earlier=frozenset({"Where?"}))
    again = weighed(None, comment="Where?", now=earlier)
    assert again is not None
    assert again.comment == "Where?"
    assert weighed(None, comment="Where?", now=earlier, is_older=True) is None


def test_names_typed_over_a_finding_are_taken_unless_they_were_set_since() -> None:
    before = Standing(Finding.MET, "Noor", "1 May", at=10)
    change = weighed(Finding.MET, Finding.MET, before, reviewer="Rae", date="2 May")
    assert change is not None
    assert change.takes_names
    for date, of_before in (("2026-07-01", "2026-06-30"), ("2026-07-01", "2026-07-01")):
        shown = replace(before, date=date, date_of_before=of_before)
        assert weighed(Finding.MET, Finding.MET, shown, reviewer="Noor", date=of_before) is None
    since = replace(before, at=11)
    assert weighed(Finding.MET, Finding.MET, since, reviewer="Rae", date="2 May") is None


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"submission": "", "pathway": "pathway"}, "from a draft"),
        ({"commissioner": "another"}, "for another commissioner"),
        ({"submission": "another"}, "to another submission"),
        ({"version": "another"}, "another version"),
        ({"digest": "another"}, "another version"),
    ],
)
def test_a_workbook_of_another_origin_is_refused(change: dict[str, Any], words: str) -> None:
    assert refuse_identity(OURS, HERE, is_older=False) == ""
    assert words in refuse_identity(replace(OURS, **change), HERE, is_older=False)


def test_an_earlier_submission_is_looked_at_further_but_for_its_commissioner() -> None:
    assert "where it comes from" in refuse_identity(None, HERE, is_older=False)
    older = replace(OURS, submission="older", version="older", digest="older")
    assert refuse_identity(older, HERE, is_older=True) == ""
    assert refuse_identity(replace(older, commissioner="another"), HERE, is_older=True)


def content(*treatments: str, **others: Any) -> PathwayContent:
    """Return a pathway at level 2 with a module for each of these."""
    modules = tuple(module(number, text) for number, text in enumerate(treatments, start=1))
    return PathwayContent("small", "Title", 2, modules=modules, **others)


def test_rows_of_two_equal_versions_all_match() -> None:
    same = content("L2-AA-K01:I L2-BB-K01:A")
    rows = frozenset(place.row for place in list_places(SMALL, same, BALANCED))
    assert list_matching(SMALL, Sent(same, BALANCED), Sent(same, BALANCED)) == rows


def test_under_another_standard_no_line_matches_and_not_the_whole() -> None:
    same = content("L2-AA-K01:I L2-BB-K01:A")
    found = list_matching(SMALL, Sent(same, FRAMEWORK_MINIMUM), Sent(same, BALANCED))
    assert WHOLE not in found
    assert not any(row.startswith(line_row("")) for row in found)
    assert "L2-AA-K01" in found


def test_with_another_entry_requirement_no_line_matches() -> None:
    old, new = content("L2-AA-K01:I"), content("L2-AA-K01:I", entry_level=1)
    assert line_row("AA") not in list_matching(SMALL, Sent(old, BALANCED), Sent(new, BALANCED))


def test_what_changed_takes_its_line_and_the_whole_along() -> None:
    old, new = content("L2-AA-K01:I L2-BB-K01:A"), content("L2-AA-K01:D L2-BB-K01:A")
    found = list_matching(SMALL, Sent(old, BALANCED), Sent(new, BALANCED))
    assert not {WHOLE, "L2-AA-K01", line_row("AA")} & found
    assert {"L2-AA-K02", "L2-BB-K01", line_row("BB")} <= found


def test_a_label_belongs_to_its_row_whatever_its_case_and_blanks() -> None:
    assert same_label("", "Early attachment")
    assert same_label("  early   ATTACHMENT ", "Early attachment")
    assert not same_label("Another row", "Early attachment")
