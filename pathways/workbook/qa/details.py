"""The Details sheet: what a buyer asks of the course, how it was sent, what was decided."""

from collections.abc import Iterator
from typing import Final

from pathways.domain.days import day_of
from pathways.domain.pathway.facts import tell
from pathways.domain.pathway.fields import DETAIL_FIELDS, Reader
from pathways.domain.review.places import list_questions
from pathways.domain.review.sent import ConditionFacts, DecisionFacts, SentFacts
from pathways.domain.rule.questions import NO_ANSWER, Answer
from pathways.domain.rule.standards import Standard
from pathways.domain.words import iso_day
from pathways.workbook.kit.page import Column, Kind, Page, Row
from pathways.workbook.qa.subject import QaSubject

TITLE: Final = "Details"
NOT_STATED: Final = "Not stated"

_SPECIALIST: Final = frozenset(item.name for item in DETAIL_FIELDS if item.is_specialist)
"""They stand on Assurance."""


def details_page(subject: QaSubject) -> Page:
    """Return the Details sheet."""
    rows = [
        (told.label, told.words)
        for told in tell(subject.content.details, Reader.WORKBOOK)
        if told.name not in _SPECIALIST
    ]
    if subject.sent:
        rows += _sending(subject.sent)
        rows += _answers(subject.standard, subject.sent)
        rows += _decision(subject.sent.decision)
    stated: tuple[Row, ...] = tuple((label, words or NOT_STATED) for label, words in rows)
    return Page(
        title=TITLE,
        heading="Details: the course, how it was sent, and what was decided",
        remarks=("One table, with no empty cells.",),
        table="DetailRows",
        keys=("Detail",),
        columns=(Column("Detail", 34, Kind.STRONG), Column("What is stated", 110)),
        rows=stated,
        has_long_texts=True,
    )


def decision_words(decision: DecisionFacts) -> str:
    """Say in a line what was decided, when, and until when it holds."""
    until = f", until {iso_day(decision.ends_on)}" if decision.ends_on else ""
    return f"{decision.outcome.word} on {iso_day(day_of(decision.at))}{until}"


def _sending(sent: SentFacts) -> Iterator[tuple[str, str]]:
    yield "Sent to", sent.to
    yield "Sent on", iso_day(day_of(sent.at))
    yield "Declaration", sent.words
    yield "Declared by", sent.by
    yield "In the role of", sent.role


def _answers(standard: Standard, sent: SentFacts) -> Iterator[tuple[str, str]]:
    for place, question in zip(list_questions(standard), standard.questions, strict=True):
        answer = sent.answers.get(question.id, NO_ANSWER)
        yield place.code, f"{question.words}\n{answer_words(answer) or NOT_STATED}"


def answer_words(answer: Answer) -> str:
    """Say an answer to a question of the standard; empty where there is none."""
    choice = f"{answer.choice.word}." if answer.choice else ""
    return " ".join(filter(None, (choice, answer.words)))


def _decision(decision: DecisionFacts | None) -> Iterator[tuple[str, str]]:
    if decision is None:
        return
    yield "Decision", decision.outcome.word
    yield "Decision in words", decision.words
    yield "Decided by", decision.by
    yield "Decided on", iso_day(day_of(decision.at))
    yield "Decision ends on", iso_day(decision.ends_on) if decision.ends_on else "No end is stated"
    if decision.due_on:
        yield "Changes asked for by", iso_day(decision.due_on)
    for number, condition in enumerate(decision.conditions, start=1):
        yield f"Condition {number}", _condition(condition)


def _condition(condition: ConditionFacts) -> str:
    owner = f"Owner: {condition.owner}." if condition.owner else ""
    due = f"By {iso_day(condition.due_on)}." if condition.due_on else ""
    return "\n".join(filter(None, (condition.words, " ".join(filter(None, (owner, due))))))
