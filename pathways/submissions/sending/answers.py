"""The fields in which a provider answers: the questions of a standard, and what was asked for."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple

from govuk_frontend_wtf.wtforms_widgets import GovRadioInput
from wtforms import Field, RadioField

from pathways.domain.limits import NOTE_LIMIT
from pathways.domain.rule.questions import (
    CHOICE_FIELD,
    WORDS_FIELD,
    Answer,
    Choice,
    QuestionKind,
    StandardQuestion,
)
from pathways.forms import BaseForm, choices, filled, text_field
from pathways.submissions.requests import RequestView

REPLY: Final = "reply-"
"""How the name of the field of a reply begins; the slug of its row follows."""

_ANSWER: Final = re.compile(
    f"({CHOICE_FIELD}|{WORDS_FIELD})[a-z0-9_-]{{1,16}}|{REPLY}[A-Za-z0-9_-]{{1,40}}"
)
_MOST_ASIDE: Final = 500


class OpenRadioField(RadioField):
    """A choice that may be left open."""

    def pre_validate(self, form: Any) -> None:
        """Refuse only what is offered nowhere."""
        if self.data:
            super().pre_validate(form)


class AnswerRow(NamedTuple):
    """A question with the fields in which it is answered; `choice` is None where words do."""

    question: StandardQuestion
    choice: Field | None
    words: Field


def answer_fields(questions: Iterable[StandardQuestion]) -> dict[str, Any]:
    """Return the fields for these questions, by their names."""
    fields: dict[str, Any] = {}
    for place, question in enumerate(questions, start=1):
        needed = question.is_required
        label = f"{place}. {question.words}{'' if needed else ' (optional)'}"
        match question.kind:
            case QuestionKind.YES_NO:
                fields[CHOICE_FIELD + question.id] = OpenRadioField(
                    label,
                    [filled(f"Question {place}: answer yes or no.")] if needed else [],
                    choices=choices((one.value, one.word) for one in Choice),
                    widget=GovRadioInput(),
                )
                fields[WORDS_FIELD + question.id] = text_field(
                    f"In words, question {place} (optional)", limit=NOTE_LIMIT, rows=2
                )
            case QuestionKind.WORDS:
                fields[WORDS_FIELD + question.id] = text_field(
                    label,
                    required=f"Question {place}: write an answer." if needed else "",
                    limit=NOTE_LIMIT,
                )
    return fields


def answer_rows(form: BaseForm, questions: Iterable[StandardQuestion]) -> tuple[AnswerRow, ...]:
    """Return the fields of each of these questions."""
    fields = {field.name: field for field in form}
    return tuple(
        AnswerRow(
            question, fields.get(CHOICE_FIELD + question.id), fields[WORDS_FIELD + question.id]
        )
        for question in questions
    )


def read_answers(form: BaseForm, questions: Iterable[StandardQuestion]) -> dict[str, Answer]:
    """Return what is answered, by the id of the question."""
    found = {}
    for row in answer_rows(form, questions):
        choice = row.choice.data if row.choice is not None else ""
        answer = Answer(Choice(choice) if choice else None, row.words.data or "")
        if answer:
            found[row.question.id] = answer
    return found


def begin_answers(answers: Mapping[str, Answer]) -> dict[str, str]:
    """Return what fills the fields with these answers."""
    found = {}
    for one, answer in answers.items():
        found[CHOICE_FIELD + one] = answer.choice.value if answer.choice else ""
        found[WORDS_FIELD + one] = answer.words
    return found


def reply_fields(requests: Iterable[RequestView]) -> dict[str, Any]:
    """Return a field for each request, by its name; none of them has to be filled in."""
    return {
        REPLY + one.slug: text_field(
            f"What you did about {one.name} (optional)", limit=NOTE_LIMIT, rows=2
        )
        for one in requests
    }


def reply_rows(
    form: BaseForm, requests: Iterable[RequestView]
) -> tuple[tuple[RequestView, Field], ...]:
    """Return each of these requests with its field."""
    fields = {field.name: field for field in form}
    return tuple((one, fields[REPLY + one.slug]) for one in requests)


def read_replies(form: BaseForm, requests: Iterable[RequestView]) -> dict[str, str]:
    """Return what was done about each request, by row."""
    return {one.row: field.data for one, field in reply_rows(form, requests) if field.data}


def set_aside(form: BaseForm, sent: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Return those answers sent that neither this standard nor this commissioner asks for.

    They are there again when the other one is chosen.
    """
    found = [
        (name, text) for name, text in sent if name not in form and text and _ANSWER.fullmatch(name)
    ]
    return tuple(found[:_MOST_ASIDE])
