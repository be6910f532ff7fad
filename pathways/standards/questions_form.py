"""The fields for the questions of a standard: as many as there are, in the order of the page."""

import secrets
from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from govuk_frontend_wtf.wtforms_widgets import (
    GovCheckboxesInput,
    GovCheckboxInput,
    GovSelect,
    GovTextArea,
)
from wtforms import BooleanField, Field, SelectField, SelectMultipleField, StringField
from wtforms.validators import ValidationError

from pathways.domain.limits import QUESTION_LENGTH, QUESTION_LIMIT
from pathways.domain.rule.questions import QUESTION_ID, QuestionKind, StandardQuestion
from pathways.domain.rule.ready_questions import READY_QUESTIONS
from pathways.forms import BaseForm, choices, cleaned

_READY: Final = {question.id: question for question in READY_QUESTIONS}
_TOO_MANY: Final = f"A standard has at most {QUESTION_LIMIT} questions."


class QuestionRow(NamedTuple):
    """The fields of one question."""

    id: str
    words: Field
    kind: Field
    required: Field
    out: Field
    is_first_new: bool

    @property
    def question(self) -> StandardQuestion | None:
        """The question; None where it is left out, or nothing that can be asked was typed."""
        words = self.words.data or ""
        if self.out.data or not words or self.words.errors or self.kind.errors:
            return None
        return StandardQuestion(
            self.id, words, QuestionKind(self.kind.data), bool(self.required.data)
        )


class QuestionStep(NamedTuple):
    """What a button of the list of questions did: which stand there now, and which came new."""

    ids: tuple[str, ...]
    new: tuple[str, ...] = ()
    left: tuple[str, ...] = ()


class QuestionsSent(NamedTuple):
    """What a page sent of its questions: their ids in order, the button, the ready-made ones."""

    ids: Sequence[str]
    pressed: str
    ready: Sequence[str]


class QuestionsForm(BaseForm):
    """A form that holds the questions of a standard; a field of each is added by its id."""

    question_step = QuestionStep(())
    ready = SelectMultipleField(
        "Ready-made questions", validate_choice=False, widget=GovCheckboxesInput()
    )

    def question_rows(self) -> list[QuestionRow]:
        """Return the fields of each question, in the order of the page."""
        return [
            QuestionRow(
                one,
                self[f"question-words-{one}"],
                self[f"question-kind-{one}"],
                self[f"question-required-{one}"],
                self[f"question-out-{one}"],
                one in self.question_step.new[:1],
            )
            for one in self.question_step.ids
        ]

    def questions(self) -> tuple[StandardQuestion, ...]:
        """Return the questions; one that is empty or left out is none."""
        return tuple(filter(None, (row.question for row in self.question_rows())))

    @property
    def has_room(self) -> bool:
        """Whether one more question can be added."""
        return len(self.question_step.ids) < QUESTION_LIMIT

    def forget_others(self) -> None:
        """Say nothing of other fields: whoever adds a question has not finished them."""
        for field in self:
            if field.name != "ready" and not field.name.startswith("question-"):
                field.errors = ()

    def validate_ready(self, field: Field) -> None:
        """Say that there are too many, where some that were chosen found no place."""
        if self.question_step.left:
            raise ValidationError(_TOO_MANY)


def question_fields(kept: Sequence[StandardQuestion], sent: QuestionsSent | None) -> dict[str, Any]:
    """Return what a form class needs for its questions: those sent, else those of a standard."""
    step = _step(sent) if sent else QuestionStep(tuple(question.id for question in kept))
    known = {**_READY, **{question.id: question for question in kept}}
    # What was sent is in the request; what comes new begins as it is ready-made.
    begin = {one: known[one] for one in (step.new if sent else step.ids) if one in known}
    there = {*step.ids} - {*step.left}
    offered = [question for question in READY_QUESTIONS if question.id not in there]
    fields: dict[str, Any] = {
        "question_step": step,
        "ready": SelectMultipleField(
            "Ready-made questions",
            choices=choices((question.id, question.words) for question in offered),
            validate_choice=False,
            widget=GovCheckboxesInput(),
        ),
    }
    for place, one in enumerate(step.ids, start=1):
        fields |= _fields_of(one, place, begin.get(one))
    return fields


def fill_new(form: QuestionsForm) -> None:
    """Tick what ready-made questions that came new ask for: a request cannot hold it yet."""
    for one in form.question_step.new:
        if one in _READY:
            form[f"question-required-{one}"].data = _READY[one].is_required
    form.ready.data = list(form.question_step.left)


def _fields_of(one: str, place: int, begin: StandardQuestion | None) -> dict[str, Any]:
    begin = begin or StandardQuestion(one, "-")
    words = begin.words if begin.words != "-" else ""
    return {
        f"question-words-{one}": StringField(
            f"Question {place}",
            [cleaned(QUESTION_LENGTH, is_line=True)],
            filters=[_one_line],
            widget=GovTextArea(),
            default=words,
        ),
        f"question-kind-{one}": SelectField(
            "Answered",
            choices=choices((kind.value, kind.word) for kind in QuestionKind),
            widget=GovSelect(),
            default=begin.kind.value,
        ),
        f"question-required-{one}": BooleanField(
            "Needs an answer", widget=GovCheckboxInput(), default=begin.is_required
        ),
        f"question-out-{one}": BooleanField("Leave it out", widget=GovCheckboxInput()),
    }


def _one_line(typed: str | None) -> str | None:
    """Return what was typed on one line: a question is one."""
    return " ".join(typed.split()) if typed else typed


def _step(sent: QuestionsSent) -> QuestionStep:
    """Return the questions that were sent, after the button that was pressed."""
    known = dict.fromkeys(filter(QUESTION_ID.fullmatch, sent.ids))
    ids = list(known)[:QUESTION_LIMIT]
    action, _, one = sent.pressed.partition("-")
    room = QUESTION_LIMIT - len(ids)
    if action == "add" and room:
        new = [secrets.token_hex(4)]
        return QuestionStep((*ids, *new), tuple(new))
    if action == "ready":
        asked = [key for key in _READY if key in sent.ready and key not in known]
        return QuestionStep((*ids, *asked[:room]), tuple(asked[:room]), tuple(asked[room:]))
    if action in ("up", "down") and one in ids:
        place = ids.index(one)
        ids.insert(max(0, place + (-1 if action == "up" else 1)), ids.pop(place))
    return QuestionStep(tuple(ids))
