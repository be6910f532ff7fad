"""Workbooks of earlier releases come home, and are compared with what was written then."""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime

import pytest

from pathways.domain.bringing.papers import Papers
from pathways.domain.bringing.reading import read_brought
from pathways.domain.pathway.content import PathwayContent, judge
from pathways.domain.review.finding import Finding
from pathways.domain.review.generation import NOW, Generation
from pathways.domain.review.identity import Identity
from pathways.domain.review.returning import Addressee, instant
from pathways.domain.review.sheets import Book
from pathways.domain.review.submission import WHOLE, SubmissionState, line_row
from pathways.domain.rule.proportion import DEFAULTS
from pathways.submissions.returning.origin import Origin, Receiver
from pathways.submissions.returning.weighing import Brought, Preview, weigh_book
from pathways.workbook.incoming.generations import find_generation
from pathways.workbook.incoming.papers import answer_papers
from pathways.workbook.incoming.reading import read_book
from pathways.workbook.qa.qa_matrix import write_qa_matrix
from tests.submissions.workbooks import Review
from tests.workbook.earlier import FILES, Earlier, earlier
from tests.workbook.subjects import edition, sampled, subject

_COMMENT = re.compile(r"(.+?), (.+?), version (\d+): (.+)")


@dataclass(frozen=True)
class Comment:
    """A comment that stood in a workbook."""

    author: str
    organisation: str
    number: int
    text: str
    at: datetime


def origin(of: Earlier) -> Origin:
    """Return the submission that the file was exported from."""
    comments = {}
    for code, thread in of.threads.items():
        lines = [_COMMENT.fullmatch(line) for line in thread.split("\n")]
        row = line_row(code) if "-" not in code and code != WHOLE else code
        comments[row] = [
            Comment(found[1], found[2], int(found[3]), found[4], of.changed_at)
            for found in lines
            if found
        ]
    return Origin(
        title=of.content.title,
        label=of.version,
        provider=of.provider,
        standard=of.standard,
        may_see=True,
        submission="here",
        edition=edition(),
        content=of.content,
        changed_at=of.changed_at,
        thresholds=DEFAULTS,
        sentence=of.sentence,
        number=2,
        commissioner="Metro Commissioning",
        comments=comments,
    )


def brought_home(of: Earlier, file: bytes) -> Preview:
    """Return what is shown when the file, or what became of it, comes home."""
    digest = of.content.digest
    identity = Identity(
        digest=digest,
        standard=of.standard.key,
        submission="here",
        version="v2",
        commissioner="metro",
        last_step=instant(of.changed_at),
    )
    to = Addressee("here", "v2", digest, "metro", SubmissionState.IN_REVIEW)
    book = Book.from_plain(read_book(file))
    return weigh_book(
        Brought(book, "ann", "back.xlsx", "f" * 64, identity, date(2027, 6, 1)),
        Receiver(to, origin(of), {}),
        None,
        ({}, frozenset()),
    )


@pytest.mark.parametrize("name", FILES)
def test_a_workbook_of_before_is_known_and_nothing_in_it_is_called_altered(name: str) -> None:
    of = earlier(name)
    assert find_generation(of.book) is of.generation
    found = brought_home(of, of.file)
    assert found.alterations is not None
    assert [*found.alterations.listed] == []
    assert found.alterations.is_empty
    assert (found.weighed.changes, found.offered) == ((), ())


@pytest.mark.parametrize("name", FILES)
def test_what_was_typed_into_a_workbook_of_before_is_taken(name: str) -> None:
    of = earlier(name)
    line = judge(edition(), of.content, of.standard).lines[0].line.key
    code = next(m.code for module in of.content.modules for m in module.mappings)
    filled = (
        Review(of.file)
        .put("Whole", Finding="Partly met", Comment="All in all.", Reviewer="A", Date="3 May 2027")
        .put(line, Finding="Met", Comment="Still _x0041_ open.")
        .put(code, Finding="Not met", Date="2027-05-03")
        .saved()
    )
    found = brought_home(of, filled)
    assert found.alterations is not None
    assert found.alterations.is_empty
    assert [(c.row, c.entry.finding, c.comment) for c in found.weighed.changes] == [
        (WHOLE, Finding.PARTLY_MET, "All in all."),
        (line_row(line), Finding.MET, "Still A open."),
        (code, Finding.NOT_MET, ""),
    ]
    assert found.returned is not None
    assert found.returned.refused == ()


@pytest.mark.parametrize("generation", list(Generation))
def test_each_form_can_still_be_written_and_is_known_by_what_it_holds(
    generation: Generation,
) -> None:
    pathway: PathwayContent = sampled(2, 0.1, 2)
    made = replace(subject(pathway, is_frozen=True), generation=generation)
    assert find_generation(Book.from_plain(read_book(write_qa_matrix(made)))) is generation


def test_what_an_identity_names_holds_whatever_was_taken_out() -> None:
    of = earlier("first, level 2")
    assert find_generation(of.book, NOW) is NOW
    assert find_generation(of.book, 99) is Generation.FIRST


@pytest.mark.parametrize("title", ["Proportion", "Mappings", "Modules"])
def test_a_workbook_that_lost_a_sheet_is_not_older_for_it(title: str) -> None:
    of = earlier("proportion, level 2")
    left = tuple(sheet for sheet in of.book.sheets if sheet.title != title)
    assert find_generation(replace(of.book, sheets=left)) is Generation.PROPORTION


def test_each_form_is_read_as_the_same_modules() -> None:
    of = earlier("proportion, level 2")
    now = write_qa_matrix(subject(of.content, of.standard, is_frozen=True))
    before, after = (
        read_brought(Papers.from_plain(answer_papers(file, "modules.xlsx")), edition(), {})
        for file in (of.file, now)
    )
    assert before.modules == after.modules
    assert before.mappings == after.mappings
    assert [module.outcomes for module in after.modules] == [
        tuple(outcome.text for outcome in module.outcomes) for module in of.content.modules
    ]
