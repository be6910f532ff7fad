"""What cannot be compared, in words, and what to do next."""

from dataclasses import dataclass
from typing import Any

from pathways.compare.question import Question
from pathways.domain.comparison.comparison import FEWEST, MOST
from pathways.domain.words import number_word


@dataclass(frozen=True, slots=True)
class Problem:
    """Why there is no comparison.

    `again` is an address that would show one, under the words `again_words`;
    `may_sign_in` says that there may be more for people who are signed in.
    """

    title: str
    words: str
    status: int
    again: dict[str, Any] | None = None
    again_words: str = ""
    may_sign_in: bool = False


NOTHING = Problem(
    "Choose what to compare",
    "Go through the directory and add two to six pathways; they gather at the foot of the page. "
    "Then compare them here, theme by theme and competency by competency.",
    200,
)


def find_problem(question: Question) -> Problem | None:
    """Return what is wrong with a question before anything is read, or None."""
    ids = question.pathway
    distinct = tuple(dict.fromkeys(ids))
    if not ids:
        return NOTHING
    if len(distinct) > MOST:
        return Problem(
            f"That is more than {number_word(MOST)} pathways",
            f"A comparison of more than {number_word(MOST)} could not be read. "
            "Leave some out, or compare the first six and then the others.",
            422,
            question.address(pathway=distinct[:MOST], line="", evidence=""),
            f"Compare the first {number_word(MOST)}",
        )
    if len(distinct) < len(ids):
        return Problem(
            "One pathway stands there twice",
            "A pathway compared with itself differs in nothing.",
            422,
            *_again(question, distinct, "Compare each of them once"),
        )
    return None


def is_alone(question: Question, title: str) -> Problem:
    """Say that a workbook of a comparison needs a second pathway."""
    return Problem(
        "A workbook compares two pathways or more",
        f"You have chosen {title}. Its page in the directory has a workbook of its own.",
        404,
        question.address(),
        "Show the pathway",
    )


def is_missing(question: Question, found: tuple[str, ...], *, is_inside: bool) -> Problem:
    """Say that some of what was asked is not there, or not there for this reader."""
    missing = len(question.pathway) - len(found)
    count = f"{number_word(missing)} of these pathways".capitalize()
    verb = "is" if missing == 1 else "are"
    title = (
        "This pathway is not in the directory"
        if len(question.pathway) == 1
        else f"{count} {verb} not in the directory"
    )
    why = "A provider may have taken it out, or the address may be mistyped."
    if not is_inside:
        why += " Some pathways are shown to signed-in organisations only."
    return Problem(
        title,
        why,
        404,
        *_again(question, found, "Compare the others"),
        may_sign_in=not is_inside,
    )


def has_different_editions() -> Problem:
    """Say that pathways on different editions have no lines in common."""
    return Problem(
        "These are built on different editions",
        "Competencies of two editions of the framework cannot be laid side by side. "
        "Choose pathways of one edition.",
        422,
    )


def is_unknown(question: Question, what: str) -> Problem:
    """Say that an option of the address names nothing that there is."""
    return Problem(
        f"There is no such {what}",
        "The address may be mistyped or out of date. The comparison itself is there.",
        404,
        question.address(level="", standard="", brief="", line="", evidence=""),
        "Show the comparison",
    )


def has_no_brief(question: Question, *, is_inside: bool) -> Problem:
    """Say that the brief that should go along is not there, or not there for this reader."""
    return Problem(
        "There is no such brief",
        "Only the organisation that wrote a brief compares with it. The comparison itself is "
        "there without it.",
        404,
        question.address(brief="", people="", line="", evidence=""),
        "Compare without a brief",
        may_sign_in=not is_inside,
    )


def _again(
    question: Question, ids: tuple[str, ...], words: str
) -> tuple[dict[str, Any] | None, str]:
    """Return an address for those that can be compared, if they are enough."""
    if len(ids) < FEWEST:
        return None, ""
    # Of one there is nothing to compare, but its column can be shown.
    words = words if len(ids) > 1 else "Show the one"
    return question.address(pathway=ids, line="", evidence=""), words
