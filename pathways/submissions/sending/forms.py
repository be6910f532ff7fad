"""The declaration that goes with a submission."""

from collections.abc import Iterable
from typing import Any, Final

from govuk_frontend_wtf.wtforms_widgets import GovCheckboxInput
from wtforms import BooleanField, Field, HiddenField
from wtforms.validators import InputRequired

from pathways.domain.limits import NAME_LIMIT, NOTE_LIMIT
from pathways.domain.review.submission import DEPTH
from pathways.domain.rule.questions import CHOICE_FIELD, WORDS_FIELD, Answer, StandardQuestion
from pathways.forms import BaseForm, OperationField, line_field, sentence_field, text_field
from pathways.submissions.requests import RequestView
from pathways.submissions.sending.answers import (
    REPLY,
    AnswerRow,
    answer_fields,
    answer_rows,
    read_answers,
    read_replies,
    reply_fields,
    reply_rows,
)

DECLARATION: Final = (
    "What this version says is true to the best of my knowledge. It names what we leave out and "
    "why, and holds no personal details of learners or of people with lived experience."
)


class SendForm(BaseForm):
    """The declaration that goes with a submission.

    Replies to `requests` and answers to `questions` are added one by one, and reasons line by
    line.
    """

    questions: tuple[StandardQuestion, ...] = ()
    requests: tuple[RequestView, ...] = ()

    _fields: dict[str, Field]
    operation = OperationField()
    commissioner = HiddenField()
    standard = HiddenField()
    words = text_field(
        "The declaration",
        hint="Say it in your own words if you like, and name what the pathway leaves out.",
        required="Write the declaration.",
    )
    by = line_field(
        "Who declares this",
        hint="A named person who can answer questions about it.",
        required="Name the person who declares this.",
        limit=NAME_LIMIT,
        is_name=True,
    )
    role = line_field(
        "Their role",
        hint="For example, Head of Learning.",
        required="Give the person’s role.",
        limit=NAME_LIMIT,
    )
    confirm = BooleanField(
        "The person named above has read this and agrees to it",
        widget=GovCheckboxInput(),
        validators=[InputRequired("Confirm that the person named has read this and agrees to it.")],
    )

    def __init__(self, **options: Any) -> None:
        """Put answers and reasons where the page asks for them: its list of problems follows."""
        super().__init__(**options)
        self._fields = dict(sorted(self._fields.items(), key=self._place))

    @staticmethod
    def _place(item: tuple[str, Field]) -> int:
        name, field = item
        if isinstance(field, HiddenField):
            return 0
        starts = ((REPLY,), (CHOICE_FIELD, WORDS_FIELD), ("reason-",), ("sentence",))
        for place, start in enumerate(starts, start=1):
            if name.startswith(start):
                return place
        return len(starts) + 1

    def reply_rows(self) -> tuple[tuple[RequestView, Field], ...]:
        """Return each request with its field."""
        return reply_rows(self, self.requests)

    def replies(self) -> dict[str, str]:
        """Return what was done about each request, by row."""
        return read_replies(self, self.requests)

    def answer_rows(self) -> tuple[AnswerRow, ...]:
        """Return the fields of each question."""
        return answer_rows(self, self.questions)

    def answers(self) -> dict[str, Answer]:
        """Return what is answered, by the id of the question."""
        return read_answers(self, self.questions)

    def reason_fields(self) -> list[Any]:
        """Return the fields for the lines that lack something that is asked."""
        return [field for field in self if field.name.startswith("reason-")]

    def reasons(self) -> dict[str, str]:
        """Return what was given, by line key."""
        return {
            field.name.removeprefix("reason-"): field.data or "" for field in self.reason_fields()
        }

    @property
    def said(self) -> str:
        """What was said of modules that are crowded; empty where it was not asked for."""
        return self["sentence"].data or "" if "sentence" in self else ""


def send_form(
    lines: Iterable[tuple[str, str]],
    *,
    is_crowded: bool = False,
    has_open_whole: bool = False,
    questions: tuple[StandardQuestion, ...] = (),
    requests: tuple[RequestView, ...] = (),
    **options: Any,
) -> SendForm:
    """Return the form with a reason for each line of these, given as key and name.

    `is_crowded`: a module is, and the form asks for a sentence about it. `has_open_whole`:
    something asked of the whole is not met, and can be explained. `questions` are
    answered, and `requests` of last time replied to.
    """
    fields: dict[str, Any] = {"questions": questions, **answer_fields(questions)}
    fields |= {"requests": requests, **reply_fields(requests)}
    if is_crowded:
        fields["sentence"] = sentence_field()
    fields |= {
        f"reason-{key}": text_field(
            f"What would you like the reviewer to know about {name}?",
            hint="Say why not all that is asked of it is there. For example: taught in another "
            "course, or not part of this role.",
            required=f"Say why not all that is asked of {name} is there.",
            limit=NOTE_LIMIT,
        )
        for key, name in lines
    }
    if has_open_whole:
        fields[f"reason-{DEPTH}"] = text_field(
            "What do you say of what is asked of the whole and is not there? (optional)",
            hint="For example: learners practise it afterwards, under supervision.",
            limit=NOTE_LIMIT,
        )
    form: SendForm = type("SendFormWithReasons", (SendForm,), fields)(**options)
    return form
